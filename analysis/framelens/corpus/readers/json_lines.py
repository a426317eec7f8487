"""JSON Lines: one article a line, streamed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.encoding import find_encoding, open_text
from framelens.corpus.readers.objects import choose_keys, flatten
from framelens.corpus.readers.record import Reader, Record, Refusal, make_record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

# Lines of one file may have different keys; the columns are chosen from as many of the first ones.
_SAMPLE = 100


def read_json_lines(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The lines of a file as records; a line that is not a JSON object is refused."""
    encoding = find_encoding(path, source.encoding)
    columns = _choose_columns(path, encoding, source)
    for number, row in enumerate(_read_rows(path, encoding), start=1):
        if isinstance(row, Refusal):
            yield row
        elif row is not None:
            yield make_record(row, columns, f"line {number:,}", number)


def find_columns(path: Path, source: ArticleSource) -> dict[str, str]:
    """Field -> key of a file's objects, from its first lines."""
    return _choose_columns(path, find_encoding(path, source.encoding), source)


def _choose_columns(path: Path, encoding: str, source: ArticleSource) -> dict[str, str]:
    sample: list[dict[str, object]] = []
    refused: Refusal | None = None
    for row in _read_rows(path, encoding):
        if isinstance(row, dict):
            sample.append(row)
        refused = refused or (row if isinstance(row, Refusal) else None)
        if len(sample) == _SAMPLE:
            break
    if refused and not sample:
        # No object at all: each line is refused with its own reason, which says more than "no column".
        return {"text": "text"}
    return choose_keys(sample, source.columns)


def _read_rows(path: Path, encoding: str) -> Iterator[dict[str, object] | Refusal | None]:
    with open_text(path, encoding) as stream:
        for number, line in enumerate(stream, start=1):
            yield _read_row(line, number) if line.strip() else None


def _read_row(line: str, number: int) -> dict[str, object] | Refusal:
    position = f"line {number:,}"
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Refusal(f"the line is no JSON ({error}); a JSON Lines file has one object {{...}} a line", position)
    if not isinstance(row, dict):
        return Refusal(
            f"the line holds a {type(row).__name__} and no object; a JSON Lines file has one object {{...}} a line",
            position,
        )
    return flatten(row)


JSON_LINES = Reader(
    "JSON Lines",
    (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz"),
    read_json_lines,
    find_columns,
)
