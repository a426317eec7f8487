"""JSON: a list of articles, an object that holds one, or a single article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framelens.corpus.article import UnreadableFile
from framelens.corpus.encoding import find_encoding, open_text
from framelens.corpus.fields import choose_columns
from framelens.corpus.readers import json_lines
from framelens.corpus.readers.record import Reader, Record, Refusal, make_record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_SAMPLE = 100
_LARGEST = 1 << 30
# How deep a field may lie: {"data": {"body": {"text": ...}}}.
_DEEPEST = 3


def read_json(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a JSON file; a file of one object a line is read as JSON Lines."""
    rows = _load_rows(path, source)
    if rows is None:
        yield from json_lines.read_json_lines(path, source)
        return
    flat = [_flatten(row) if isinstance(row, dict) else row for row in rows]
    columns = _choose(flat, source)
    for number, row in enumerate(flat, start=1):
        position = f"item {number:,}"
        if isinstance(row, dict):
            yield make_record(row, columns, position, number)
        else:
            yield Refusal(f"the item is a {type(row).__name__} and no object {{...}}", position)


def find_columns(path: Path, source: ArticleSource) -> dict[str, str]:
    """Field -> key; the key of an object within is written with a dot (``source.name``)."""
    rows = _load_rows(path, source)
    if rows is None:
        return json_lines.find_columns(path, source)
    return _choose([_flatten(row) if isinstance(row, dict) else row for row in rows[:_SAMPLE]], source)


def _choose(rows: list[Any], source: ArticleSource) -> dict[str, str]:
    sample = [row for row in rows[:_SAMPLE] if isinstance(row, dict)]
    if not sample:
        raise UnreadableFile("it holds no object {...}; a JSON file of articles is a list of them")
    return choose_columns(list(dict.fromkeys(name for row in sample for name in row)), source.columns, sample)


def _load_rows(path: Path, source: ArticleSource) -> list[Any] | None:
    with open_text(path, find_encoding(path, source.encoding)) as stream:
        text = stream.read(_LARGEST + 1).removeprefix("\ufeff")
    if len(text) > _LARGEST:
        raise UnreadableFile("it has more than 1 GiB; write it as JSON Lines, which is read line by line")
    try:
        value = json.loads(text)
    except RecursionError:
        raise UnreadableFile("it is nested too deep to be a table of articles") from None
    except ValueError as error:
        first = text.lstrip()[:1]
        if first == "{" and isinstance(error, json.JSONDecodeError) and error.msg == "Extra data":
            return None
        raise UnreadableFile(f"it is no JSON ({error})") from error
    if isinstance(value, dict):
        # {"status": "ok", "articles": [...]}: the longest list of objects is what it is about.
        lists = [item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)]
        texts = any(isinstance(item, str) and len(item) > 200 for item in value.values())
        return max(lists, key=len) if lists and not texts else [value]
    if not isinstance(value, list):
        raise UnreadableFile(f"it holds a {type(value).__name__}; a JSON file of articles is a list of objects")
    return value


def _flatten(row: dict[str, Any], prefix: str = "", depth: int = 1) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            flat |= _flatten(value, f"{prefix}{name}.", depth + 1)
        else:
            flat[f"{prefix}{name}"] = value
    return flat


JSON_DOCUMENT = Reader("JSON", (".json", ".json.gz"), read_json, find_columns)
