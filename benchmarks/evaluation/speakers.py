"""Who speaks, against human coders: the name that each found statement was given beside the coded one."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.evaluation.shares import Measures, estimate_shares
from framelens.errors import InputError
from framelens.tables import Annotations

_NAMED = ("named_person", "named_organization")
_SMALL = frozenset("the of for and a an mr mrs ms dr jr sr inc".split())
_MEASURES: Measures = {
    "right_name_of_all": (("right",), ("named",), "named"),
    "wrong_name_of_found": (("wrong",), ("found",), "found"),
    "abstained_of_found": (("abstained",), ("found",), "found"),
    "found_of_all": (("found",), ("named",), "named"),
    "right_name_of_persons": (("right_person",), ("named_person",), "named_person"),
    "right_name_of_organisations": (("right_organization",), ("named_organization",), "named_organization"),
}
_COUNTS = tuple(dict.fromkeys(column for above, below, base in _MEASURES.values() for column in (*above, *below, base)))


def load_sourcing_records(path: str | Path) -> list[dict[str, Any]]:
    """Read articles with coded sources, one JSON object a line.

    Each holds ``id``, ``text`` and ``sourced_statements``: objects with ``spans`` (offsets of the whole sourced
    passage; null where it could not be located, which counts as a statement all the same), ``name`` (of the
    source, or null) and ``source_type_norm``.

    Raises
    ------
    InputError
        When the file cannot be read or a line lacks one of these.
    """
    path = Path(path)
    try:
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = content.decode("utf-8").split("\n")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise InputError(f"cannot read {path}: {error}; it must be UTF-8 text, one JSON object a line") from error
    records = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            for statement in record["sourced_statements"]:
                statement["spans"], statement["name"], statement["source_type_norm"]
            records.append({**record, "id": str(record["id"]), "text": record["text"].replace("\r\n", "\n")})
            _shift(records[-1], record["text"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InputError(
                f"{path}, line {number}: no article with coded sources ({error}); "
                "it needs id, text and sourced_statements with spans, name and source_type_norm"
            ) from error
    if not records:
        raise InputError(f"{path} holds no article; it must hold one JSON object a line")
    return records


def _shift(record: dict[str, Any], original: str) -> None:
    """Move the spans to the text as framelens keeps it, where a line ends in one character."""
    ends = [match.start() for match in re.finditer("\r\n", original)]
    record["sourced_statements"] = [
        {**s, "spans": [[a - sum(e < a for e in ends), b - sum(e < b for e in ends)] for a, b in s["spans"] or ()]}
        for s in record["sourced_statements"]
    ]


def score_speakers(records: Sequence[Mapping[str, Any]], annotations: Annotations) -> pd.DataFrame:
    """Score the speakers of found statements against coded names of sources.

    A coded statement of a named person or organisation is *found* when a statement stands in its passage with at
    least half of its content there. Its speaker is *right* when the names agree: the same words, or one's words
    among the other's with the last name of a person in both and a full name found. What was resolved to another
    name is *wrong*; no name given is abstaining.

    Returns
    -------
    DataFrame
        One row per measure: ``measure, n, estimate, low, high``, intervals by resampling articles.
    """
    names = {str(key): str(name) for key, name in annotations.speakers.set_index("speaker_id")["name"].items()}
    by_article: dict[str, list[Any]] = {}
    for quote in annotations.quotes.to_dict("records"):
        by_article.setdefault(str(quote["article_id"]), []).append(quote)
    rows = []
    for record in records:
        row = dict.fromkeys(_COUNTS, 0)
        for statement in record["sourced_statements"]:
            if statement["source_type_norm"] in _NAMED and statement["name"]:
                _count(row, statement, by_article.get(record["id"], []), names)
        rows.append(row)
    return estimate_shares(pd.DataFrame(rows), _MEASURES)


def _count(row: dict[str, int], statement: Mapping[str, Any], quotes: Sequence[Any], names: Mapping[str, str]) -> None:
    kind = statement["source_type_norm"].removeprefix("named_")
    row["named"] += 1
    row[f"named_{kind}"] += 1
    quote = pick_statement(statement["spans"], quotes)
    if quote is None:
        return
    row["found"] += 1
    # A joint statement stands once for each of its speakers, in one place.
    said = [one for one in quotes if _same_place(one, quote)]
    if pd.isna(quote["speaker_id"]):
        row["abstained"] += 1
    elif any(same_name(names[one["speaker_id"]], statement["name"], person=kind == "person") for one in said):
        row["right"] += 1
        row[f"right_{kind}"] += 1
    else:
        row["wrong"] += 1


def pick_statement(spans: Sequence[Sequence[int]] | None, quotes: Sequence[Any]) -> Any | None:
    """The statement in a coded passage: of several the one with a speaker, and the most of the passage."""
    inside = [(shared, quote) for quote in quotes if (shared := _shared(spans or (), quote["content"])) > 0]
    return max(inside, key=lambda pair: (not pd.isna(pair[1]["speaker_id"]), pair[0]))[1] if inside else None


def _same_place(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return [list(span) for span in one["content"]] == [list(span) for span in other["content"]] and not pd.isna(
        one["speaker_id"]
    )


def _shared(spans: Sequence[Sequence[int]], content: Sequence[Sequence[int]]) -> int:
    """Characters of ``content`` inside ``spans``; 0 when they are less than half of it."""
    total = sum(b - a for a, b in content)
    inside = sum(max(0, min(b, d) - max(a, c)) for a, b in content for c, d in spans)
    return inside if 2 * inside >= total else 0


def same_name(found: str, coded: str, *, person: bool) -> bool:
    """Whether two spellings name the same person or organisation.

    Examples
    --------
    >>> same_name("Valarie Bachelor", "Valarie Bachelor,", person=True)
    True
    >>> same_name("Bachelor", "Valarie Bachelor", person=True)
    False
    >>> same_name("Trump campaign", "Donald Trump", person=True)
    False
    """
    one, other = _words(found), _words(coded)
    if not one or not other:
        return False
    if set(one) == set(other):
        return True
    if person:
        nested = set(one) <= set(other) or set(other) <= set(one)
        return one[-1] == other[-1] and len(one) > 1 and (nested or one[0] == other[0])
    return set(one) <= set(other) or set(other) <= set(one)


def _words(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"\(.*?\)|['’]s\b", " ", plain)
    return [word for word in re.findall(r"[a-z0-9]+", plain) if word not in _SMALL]
