"""JSON: a list of articles, an object that holds one, or a single article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framelens.corpus.article import UnreadableFile
from framelens.corpus.encoding import find_encoding, open_text
from framelens.corpus.readers import json_lines
from framelens.corpus.readers.objects import choose_list, find_lists, flatten
from framelens.corpus.readers.record import Reader, Record, Refusal, make_record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_LARGEST = 1 << 30


def read_json(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a JSON file; a file of one object a line is read as JSON Lines."""
    value = _load(path, source)
    if value is None:
        yield from json_lines.read_json_lines(path, source)
        return
    where, rows, columns = choose_list(value, source.columns)
    for number, row in enumerate(rows, start=1):
        position = f"item {number:,}"
        if isinstance(row, dict):
            yield make_record(flatten(row), columns, position, number)
        else:
            yield Refusal(f"the item is a {type(row).__name__} and no object {{...}}", position)
    for other, items in find_lists(value):
        if other.rpartition(".")[0] == where.rpartition(".")[0] and items is not rows and where:
            yield Refusal(
                f"its {len(items):,} objects are not read; the articles are those of '{where}'", f"'{other}'", True
            )


def find_columns(path: Path, source: ArticleSource) -> dict[str, str]:
    """Field -> key; the key of an object within is written with a dot (``source.name``)."""
    value = _load(path, source)
    return json_lines.find_columns(path, source) if value is None else choose_list(value, source.columns)[2]


def _load(path: Path, source: ArticleSource) -> Any:
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
    if not isinstance(value, (list, dict)):
        raise UnreadableFile(f"it holds a {type(value).__name__}; a JSON file of articles is a list of objects")
    return value


JSON_DOCUMENT = Reader("JSON", (".json", ".json.gz"), read_json, find_columns)
