"""Coding files on disk: one line an answer, only ever appended to, each line on the disk before it counts as saved.

A file belongs to one coder. An answer given again is a new line, and the last line of a unit counts; what was
answered before stays readable. A line that was cut off while it was written (power, a killed kernel) is left where it
is and not read. The columns of an older file are brought up to date only after a copy of it was kept.
"""

from __future__ import annotations

import csv
import io
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from framelens.code.codebook import UNSURE
from framelens.disk import make_folder, sync_folder, write_whole
from framelens.errors import InputError
from framelens.spreadsheets import guard_cell, unguard_cell

COLUMNS = ("unit_id", "coder", "code", "note", "answered")
_NEEDED = COLUMNS[:3]
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NAME = re.compile(r"[\w .@-]{1,60}")
WITHDRAWN = ""


def check_coder(coder: str) -> str:
    """A coder's name that can be the name of a file, or :class:`InputError`."""
    name = str(coder).strip()
    if not _NAME.fullmatch(name) or name.startswith((".", "-", "@", "sample-")) or name != str(coder):
        raise InputError(
            f"'{coder}' is not a name of a coder; use letters, digits, spaces and . @ - only, such as anna"
        )
    return name


@dataclass(frozen=True)
class CodeFile:
    """The answers of one coder, in ``<coder>.csv``.

    Attributes
    ----------
    path : pathlib.Path
    coder : str
    """

    path: Path
    coder: str

    def __post_init__(self) -> None:
        check_coder(self.coder)

    def append(self, unit_id: str, code: str | None, *, note: str = "") -> None:
        """Write one answer and wait until it is on the disk.

        Parameters
        ----------
        unit_id : str
        code : str or None
            A code; None for "unsure"; '' takes an answer back.
        note : str
        """
        answered = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        row = (unit_id, self.coder, UNSURE if code is None else code, _one_line(note), answered)
        self.upgrade()
        start = _as_line(COLUMNS) if not self.path.exists() or not self.path.stat().st_size else b""
        if not start and not _ends_with_line(self.path):
            start = b"\n"
        _append(self.path, start + _as_line(row))

    def read(self) -> pd.DataFrame:
        """Every answer that counts: one row per unit, the last one given; withdrawn ones are left out.

        Returns
        -------
        pandas.DataFrame
            ``unit_id``, ``coder``, ``code`` (null for "unsure"), ``note``, ``answered``, ``line``.
            ``attrs['incomplete']`` lists the lines that were cut off while they were written.
        """
        table = read_code_lines(self.path)
        other = table.loc[table["coder"].ne(self.coder)]
        if len(other):
            row = other.iloc[0]
            raise InputError(
                f"{self.path}, line {row['line']}: the coder is '{row['coder']}' in the file of '{self.coder}'; "
                "give each coder one file"
            )
        return table

    def upgrade(self) -> None:
        """Bring the columns of an older file up to date, after a copy of it was kept beside it.

        Raises
        ------
        InputError
            For a file that is no coding file.
        """
        if not self.path.exists() or not self.path.stat().st_size:
            return
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            header = next(csv.reader([file.readline()]), [])
        if tuple(header) == COLUMNS:
            return
        rows = read_code_lines(self.path, keep_all=True)
        number = 1
        while (copy := self.path.with_name(f"{self.path.name}.backup-{number}")).exists():
            number += 1
        write_whole(copy, self.path.read_bytes())
        for column in COLUMNS:
            if column not in rows:
                rows[column] = ""
        lines = [_as_line(COLUMNS), *map(_as_line, rows[list(COLUMNS)].fillna("").itertuples(index=False))]
        write_whole(self.path, b"".join(lines))


def _one_line(text: str) -> str:
    return " ".join(str(text).split())


def _as_line(row: object) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(map(guard_cell, row))  # type: ignore[call-overload]
    return out.getvalue().encode("utf-8")


def _ends_with_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _append(path: Path, data: bytes) -> None:
    """One write at the end of the file, on the disk when it returns."""
    make_folder(path.parent)
    new = not path.exists()
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        written = os.write(file, data)
        while written < len(data):
            written += os.write(file, data[written:])
        os.fsync(file)
    finally:
        os.close(file)
    if new:
        sync_folder(path.parent)


def read_code_lines(path: Path, *, keep_all: bool = False) -> pd.DataFrame:
    """The answers in a coding file; all lines with ``keep_all``, else the last one of each unit.

    Raises
    ------
    InputError
        For a file that cannot be read or lacks a column.
    """
    empty = pd.DataFrame(columns=[*COLUMNS, "line"]).astype(dict.fromkeys(COLUMNS, "str") | {"line": "Int64"})
    if not path.exists() or not path.stat().st_size:
        return empty
    try:
        text = path.read_bytes().decode("utf-8-sig", errors="strict")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read: {error}; save it as CSV in UTF-8") from error
    lines = text.split("\n")
    whole_last = text.endswith("\n")
    header = next(csv.reader([lines[0].rstrip("\r")]), [])
    for column in _NEEDED:
        if column not in header:
            raise InputError(f"{path}, line 1: the column '{column}' is missing; it has {', '.join(header) or 'none'}")
    rows, incomplete = [], []
    for number, line in enumerate(lines[1:], 2):
        if not line.strip():
            continue
        cells = [unguard_cell(cell) for cell in next(csv.reader([line.rstrip("\r")]))]
        row = dict(zip(header, cells, strict=False))
        last = number == len(lines) and not whole_last
        if len(cells) != len(header) or (last and not _TIME.fullmatch(row.get("answered", ""))):
            incomplete.append(number)
            continue
        rows.append({**row, "line": number})
    table = pd.DataFrame(rows, columns=[*dict.fromkeys([*header, "line"])]) if rows else empty
    for column in COLUMNS:
        if column not in table:
            table[column] = ""
    if not keep_all:
        table = table.drop_duplicates(["unit_id", "coder"], keep="last")
        table = table.loc[table["code"].ne(WITHDRAWN)].reset_index(drop=True)
        table["code"] = table["code"].where(table["code"].str.casefold().ne(UNSURE), None)
    table = table.astype(dict.fromkeys(COLUMNS, "str") | {"line": "Int64"})
    table.attrs["incomplete"] = incomplete
    return table
