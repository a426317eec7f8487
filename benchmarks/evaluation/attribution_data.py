"""Annotated articles to score attribution against: one JSON object a line, checked as it is read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.evaluation.marked_texts import read_reports
from framelens.annotate.article import DIRECT_SHARE
from framelens.annotate.layout import find_layout
from framelens.errors import InputError

KINDS = ("direct", "mixed", "indirect")
ROLES = ("source", "cue", "content")


def load_attribution_records(path: str | Path) -> list[dict[str, Any]]:
    """Read annotated articles, one JSON object a line.

    Parameters
    ----------
    path : str or Path
        Made-up reports (``.txt``), see :mod:`benchmarks.evaluation.marked_texts`; or a ``.jsonl`` or ``.jsonl.gz``
        file. Each line holds ``id``, ``text`` and ``attributions``: a list of
        objects with ``source``, ``cue`` and ``content``, each a list of ``[start, end]`` offsets into the
        text, end-exclusive. ``quote_type_derived`` (direct, mixed or indirect) is told from the quotation marks
        where it is not given.

    Returns
    -------
    list of dict

    Raises
    ------
    InputError
        When the file is missing, empty, not JSON lines, or holds offsets outside of its text.
    """
    path = Path(path)
    if not path.is_file():
        raise InputError(f"no such file: {path}; give a .jsonl or .jsonl.gz file of annotated articles")
    if path.suffix == ".txt":
        return [_check_record(report, str(path)) for report in read_reports(path)]
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8") as file:
                lines = file.read().split("\n")
        else:
            lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}; it must be UTF-8 text, one JSON object a line") from error
    records = [_read_record(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not records:
        raise InputError(f"{path} holds no article; it must hold one JSON object a line")
    seen: set[str] = set()
    for record in records:
        if record["id"] in seen:
            raise InputError(f"{path}: the id {record['id']!r} is listed twice; ids must differ")
        seen.add(record["id"])
    return records


def _read_record(line: str, place: str) -> dict[str, Any]:
    """Read one annotated article."""
    try:
        return _check_record(json.loads(line), place)
    except json.JSONDecodeError as error:
        raise InputError(f"{place} is not JSON: {error.msg} at column {error.colno}") from error


def _check_record(record: Any, place: str) -> dict[str, Any]:
    """Check what the scores rely on, and tell the kinds of statements that the data do not give."""
    if not isinstance(record, dict):
        raise InputError(f"{place} holds a {type(record).__name__}; it must hold an object")
    for key, kind in (("id", str), ("text", str), ("attributions", list)):
        if not isinstance(record.get(key), kind):
            raise InputError(f"{place}: {key!r} must be a {kind.__name__}, not {record.get(key)!r:.40}")
    n_letters = len(record["text"])
    for attribution in record["attributions"]:
        if not isinstance(attribution, dict):
            raise InputError(f"{place}: an attribution must be an object, not {attribution!r:.40}")
        marked = attribution.get("quote_type_derived", KINDS[0])
        if marked not in KINDS:
            raise InputError(f"{place}: unknown quote_type_derived {marked!r}; choose from: {', '.join(KINDS)}")
        for role in ROLES:
            spans = attribution.get(role)
            if not isinstance(spans, list) or not all(_is_span(span, n_letters) for span in spans):
                raise InputError(
                    f"{place}: {role!r} must be a list of [start, end] with 0 <= start < end <= {n_letters}, "
                    f"not {spans!r:.60}"
                )
    if any("quote_type_derived" not in attribution for attribution in record["attributions"]):
        _tell_kinds(record)
    return record


def _tell_kinds(record: dict[str, Any]) -> None:
    """Tell from the quotation marks whether each statement is direct, mixed or indirect, where the data do not say."""
    text = record["text"]
    quotations = [(one.outer_start, one.outer_end) for one in find_layout(text).quotations]
    for attribution in record["attributions"]:
        letters = {p for start, end in attribution["content"] for p in range(start, end) if text[p].isalnum()}
        inside = {p for p in letters if any(start <= p < end for start, end in quotations)}
        share = len(inside) / max(len(letters), 1)
        kind = "direct" if share >= DIRECT_SHARE else "mixed" if inside else "indirect"
        attribution.setdefault("quote_type_derived", kind)


def load_coded_statements(path: str | Path, codes: str | Path, coder: str = "a") -> list[dict[str, Any]]:
    """Articles of which statements were marked apart from their texts, one coder's.

    Parameters
    ----------
    path : str or Path
        A ``.jsonl.gz`` file with ``id`` and ``text``.
    codes : str or Path
        A table (CSV) with ``article_id``, ``coder``, ``statement``, ``role`` (source, cue or content), ``start`` and
        ``end``; an article without a statement is listed with a null ``statement``.
    coder : str

    Returns
    -------
    list of dict
        As :func:`load_attribution_records` returns them.
    """
    table = pd.read_csv(codes, dtype={"article_id": str})
    table = table[table["coder"].eq(coder)]
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = {str(row["id"]): str(row["text"]) for row in map(json.loads, lines)}
    records = []
    for key, rows in table.groupby("article_id"):
        marked = [
            {role: part.loc[part["role"].eq(role), ["start", "end"]].astype(int).to_numpy().tolist() for role in ROLES}
            for _, part in rows.dropna(subset="statement").groupby("statement")
        ]
        records.append(_check_record({"id": key, "text": texts[str(key)], "attributions": marked}, str(codes)))
    return records


def _is_span(span: Any, n_letters: int) -> bool:
    """Say whether a value read from a file is a pair of offsets into a text of so many letters."""
    return (
        isinstance(span, list)
        and len(span) == 2
        and all(isinstance(edge, int) for edge in span)
        and 0 <= span[0] < span[1] <= n_letters
    )
