"""Articles with frames coded by people, as JSON Lines."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.errors import InputError


def load_coded_articles(path: Path) -> tuple[list[dict[str, Any]], pd.DataFrame]:
    """Read coded articles from a ``.jsonl`` or ``.jsonl.gz`` file.

    Each line is an object with ``id``, ``text`` and the frames: either ``frames``, an object of frame names and
    truth values, or ``theme1_name`` and ``theme2_name``, up to two frames' names or null.

    Returns
    -------
    records : list of dict
        ``id`` (as text) and ``text`` of each article, and ``coders`` or ``coder_answers`` where a line has them.
    codes : DataFrame
        One row per article (index ``article_id``), one column of truth a frame; with themes, only the articles
        that have one, in the frames' alphabetic order.

    Raises
    ------
    InputError
        With file and line, if a line is no JSON object or lacks a field.
    """
    records: list[dict[str, Any]] = []
    rows: dict[str, dict[str, bool]] = {}
    for number, line in enumerate(_read_lines(path), start=1):
        record = _parse(line, f"{path}, line {number}")
        article = str(record["id"])
        if article in rows:
            raise InputError(f"{path}, line {number}: the article '{article}' stands twice; keep one")
        if "frames" in record:
            rows[article] = {name: bool(value) for name, value in record["frames"].items()}
        else:
            themes = [record.get("theme1_name"), record.get("theme2_name")]
            rows[article] = {theme: True for theme in themes if theme}
        if rows[article]:
            each: dict[str, Any] = {key: record[key] for key in ("coders", "coder_answers") if key in record}
            records.append({"id": article, "text": record["text"], **each})
    names = dict.fromkeys(name for row in rows.values() for name in row)
    order = list(names) if all(len(row) == len(names) for row in rows.values()) else sorted(names)
    codes = pd.DataFrame(
        [[rows[record["id"]].get(name, False) for name in order] for record in records],
        index=pd.Index([record["id"] for record in records], name="article_id"),
        columns=order,
        dtype=bool,
    )
    return records, codes


def _read_lines(path: Path) -> list[str]:
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        return [line for line in content.decode("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise InputError(f"the coded articles {path} cannot be read: {error}; give JSON Lines in UTF-8") from error


def _parse(line: str, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"{place}: this is no JSON: {error.msg}; write one object a line") from error
    if not isinstance(record, dict) or not isinstance(record.get("text"), str) or "id" not in record:
        raise InputError(f"{place}: an object with 'id' and 'text' is expected")
    if not isinstance(record.get("frames"), dict) and "theme1_name" not in record:
        raise InputError(f"{place}: the codes are missing; give 'frames', an object of frame names and true or false")
    return record
