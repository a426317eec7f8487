"""The columns of a source that are the researcher's own: kept with their types beside those of framelens.

A value is null, a truth value, an integer, a number, a date or a string; what is nested is kept as JSON text. An
article carries its own values packed as JSON, so that chunks of any process can be joined; a batch of articles is
then spread into columns, each of the narrowest type that holds all of its values.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pyarrow as pa

from framelens.tables import SCHEMAS, TAKEN

PACKED = "own"  # the column of a table of articles that holds their own values until they are spread
UNKNOWN = "unknown"
KINDS: dict[str, pa.DataType] = {
    "truth": pa.bool_(), "integer": pa.int64(), "number": pa.float64(), "date": pa.timestamp("us"),
    "text": pa.string(), UNKNOWN: pa.string(),
}  # fmt: skip
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?")
_EMPTY = frozenset({"", "na", "n/a", "nan", "none", "null", "<na>", "nat"})
_LARGEST = 1 << 63


@lru_cache(maxsize=1024)
def name_own(names: tuple[str, ...], used: tuple[str, ...] = ()) -> dict[str, str]:
    """Source column -> the name that it has among the articles' columns, for those that hold no field of an article.

    A column that is called like one of framelens' own, or like what measures are distinguished by, and means something
    else is called ``source_<name>``. The columns of a table that framelens wrote mean what they are called.
    """
    wrote_itself = set(SCHEMAS["articles"].names) <= set(names)
    ours = TAKEN if not wrote_itself else TAKEN - set(SCHEMAS["articles"].names)
    left_out = {*used, *(SCHEMAS["articles"].names if wrote_itself else ())}
    seen: set[str] = set()
    found: dict[str, str] = {}
    for name in names:
        if name in left_out or not name.strip():
            continue
        own = " ".join(name.split())
        while own.casefold() in ours or own.casefold() in seen:
            own = f"source_{own}"
        seen.add(own.casefold())
        found[name] = own
    return found


def take_own(row: Mapping[Any, object], used: Iterable[str] = ()) -> dict[str, object]:
    """The values of a row that are the researcher's own, under the names they have among the articles' columns."""
    names = name_own(tuple(name for name in row if isinstance(name, str)), tuple(used))
    return {own: read_value(row[name]) for name, own in names.items()}


def read_value(value: Any) -> object:
    """A value as it is kept: null, a truth value, a number, a date or a string."""
    if isinstance(value, str):
        text = value.strip().replace("\0", "").encode(errors="replace").decode()
        return None if text.lower() in _EMPTY else text
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value < _LARGEST else str(value)
    if isinstance(value, (float, Decimal)):
        return None if math.isnan(value) else float(value)
    if isinstance(value, datetime.datetime):
        if value != value:  # pandas' NaT
            return None
        plain = value.astimezone(datetime.UTC).replace(tzinfo=None) if value.tzinfo else value
        return plain.replace(fold=0) if type(value) is datetime.datetime else plain.to_pydatetime(warn=False)  # type: ignore[attr-defined]
    if isinstance(value, datetime.date):
        return datetime.datetime(value.year, value.month, value.day)
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        return read_value(value.item())
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (list, tuple, Mapping)):
        return json.dumps(value, ensure_ascii=False, default=str)
    text = str(value)
    return None if text.lower() in _EMPTY else text


def pack_own(own: Mapping[str, object]) -> str | None:
    """An article's own values as one line of JSON; None where it has none."""
    if not own:
        return None
    dated = {name: {"date": v.isoformat()} if isinstance(v, datetime.datetime) else v for name, v in own.items()}
    return json.dumps(dated, ensure_ascii=False)


def unpack_own(packed: str | None) -> dict[str, object]:
    """The values that :func:`pack_own` packed."""
    if packed is None:
        return {}
    return {
        name: datetime.datetime.fromisoformat(value["date"]) if isinstance(value, dict) else value
        for name, value in json.loads(packed).items()
    }


def spread_own(table: pa.Table) -> tuple[pa.Table, dict[str, str]]:
    """A table of articles with a column for each of their own, in place of the packed ones.

    Returns
    -------
    pyarrow.Table
    dict
        The kind of each column of one's own, as :data:`KINDS` has it; a column without any value is of a kind
        unknown and is not in the table.
    """
    rows = [unpack_own(packed) for packed in table[PACKED].to_pylist()]
    table = table.drop_columns([PACKED])
    spelled: dict[str, str] = {}
    values: dict[str, list[object]] = {}
    for place, row in enumerate(rows):
        for name, value in row.items():
            known = spelled.setdefault(name.casefold(), name)
            column = values.setdefault(known, [])
            column += [None] * (place - len(column))
            column.append(value)
    kinds: dict[str, str] = {}
    for name, column in values.items():
        column += [None] * (len(rows) - len(column))
        kinds[name] = join_kinds(kind_of(value) for value in column)
        if kinds[name] != UNKNOWN:
            cells = [_as_text(value) for value in column] if kinds[name] == "text" else column
            table = table.append_column(name, pa.array(cells, KINDS[kinds[name]]))
    return table, kinds


def kind_of(value: object) -> str:
    """The kind of a value that :func:`read_value` read."""
    if value is None:
        return UNKNOWN
    kinds = {bool: "truth", int: "integer", float: "number", datetime.datetime: "date"}
    return kinds.get(type(value), "text")


def join_kinds(kinds: Iterable[str]) -> str:
    """The kind that holds values of several."""
    found = set(kinds) - {UNKNOWN}
    if found == {"integer", "number"}:
        return "number"
    return found.pop() if len(found) == 1 else "text" if found else UNKNOWN


def read_own_as(value: object, kind: str) -> object:
    """A value as a column of a kind keeps it; with its own kind where the column cannot hold it."""
    if join_kinds([kind, kind_of(value)]) != kind:
        return kind_of(value), value
    if kind == "text":
        return _as_text(value)
    return float(value) if kind == "number" else value  # type: ignore[arg-type]


def _as_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat(" ") if isinstance(value, datetime.datetime) else str(value)


class CellKinds:
    """What kind each column of a table of plain text is, from all of its cells.

    A whole number has no leading zero (an identifier may), a date is written as in ISO 8601, a truth value is
    ``true`` or ``false``; a column with any other cell is text.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._left = {name: {"truth", "integer", "number", "date"} for name in names}
        self._empty = set(names)

    def meet(self, cells: Mapping[str, str]) -> None:
        """Take in one row."""
        for name, left in self._left.items():
            cell = cells.get(name, "").strip()
            if left and cell.lower() not in _EMPTY:
                self._empty.discard(name)
                left -= {kind for kind in left if read_cell(cell, kind) is None}

    def find(self) -> dict[str, str]:
        """The kind of each column."""
        order = ("truth", "integer", "number", "date")
        return {
            name: "text" if name in self._empty else next((kind for kind in order if kind in left), "text")
            for name, left in self._left.items()
        }


def read_cell(cell: str, kind: str) -> object:
    """A cell of plain text as a value of a kind; None where it is none."""
    cell = cell.strip()
    if kind == "truth":
        return {"true": True, "false": False}.get(cell.lower())
    if kind == "integer":
        return int(cell) if _INTEGER.fullmatch(cell) else None
    if kind == "number":
        return float(cell) if _NUMBER.fullmatch(cell) else None
    if kind == "date":
        try:
            return datetime.datetime.fromisoformat(cell) if _DATE.fullmatch(cell) else None
        except ValueError:
            return None
    return cell
