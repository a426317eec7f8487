"""Rows put into a table that a person keeps in CSV, and taken out again: every other byte of it stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from framelens.csvtables import DELIMITERS, read_csv_table
from framelens.disk import write_whole

Row = Mapping[str, str]
_MARK = "\ufeff"


def add_rows(path: Path, rows: Sequence[Row], *, columns: Sequence[str], what: str) -> None:
    """Write rows behind the others, in the table's own order of columns and with its own delimiter.

    Parameters
    ----------
    path : Path
        The table; made with ``columns`` if it is not there. A column that a row fills and the table lacks is added.
    rows : sequence of mapping
        Column -> cell.
    columns : sequence of str
    what : str
        What the table is, for messages.

    Raises
    ------
    InputError
        If the table cannot be read, or written.
    """
    text = _read(path)
    if not text.strip():
        text = ",".join(columns) + "\n"
    else:
        read_csv_table(path, what, several_lines=True)
    first, end, rest = text.partition("\n")
    delimiter = _delimiter(first)
    header = [name.strip() for name in _split(first.lstrip(_MARK), delimiter)]
    missing = [name for name in columns if name not in header and any(row.get(name) for row in rows)]
    first = first.rstrip("\r") + "".join(delimiter + name for name in missing) + ("\r" if first.endswith("\r") else "")
    body = rest if not rest or rest.endswith("\n") else rest + "\n"
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, delimiter=delimiter, lineterminator="\r\n" if first.endswith("\r") else "\n")
    writer.writerows([row.get(name, "") for name in [*header, *missing]] for row in rows)
    write_whole(path, f"{first}{end or chr(10)}{body}{lines.getvalue()}".encode())


def take_rows(path: Path, rows: Sequence[Row], *, beside: Collection[str] = ()) -> None:
    """Take out, for each row, the last line that says the same and nothing else.

    Parameters
    ----------
    path : Path
    rows : sequence of mapping
    beside : collection of str
        Columns that may say anything.
    """
    lines = _read(path).splitlines(keepends=True)
    gone = {_find(lines, row, beside) for row in rows} - {None}
    if gone:
        write_whole(path, "".join(line for place, line in enumerate(lines) if place not in gone).encode())


def has_rows(path: Path, rows: Sequence[Row], *, beside: Collection[str] = ()) -> bool:
    """Whether a table has, for each row, a line that says the same and nothing else."""
    lines = _read(path).splitlines(keepends=True)
    return all(_find(lines, row, beside) is not None for row in rows)


def _find(lines: Sequence[str], row: Row, beside: Collection[str]) -> int | None:
    if not lines:
        return None
    delimiter = _delimiter(lines[0])
    header = [name.strip() for name in _split(lines[0].lstrip(_MARK), delimiter)]
    for place in range(len(lines) - 1, 0, -1):
        cells = dict(zip(header, (cell.strip() for cell in _split(lines[place], delimiter)), strict=False))
        if {name: cell for name, cell in cells.items() if cell and name not in beside} == dict(row):
            return place
    return None


def _split(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line.strip("\r\n")], delimiter=delimiter), [])


def _delimiter(first: str) -> str:
    return max(DELIMITERS, key=first.count)


def _read(path: Path) -> str:
    return path.read_bytes().decode("utf-8", "replace") if path.is_file() else ""
