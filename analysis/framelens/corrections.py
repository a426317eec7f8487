"""Corrections by hand: what a researcher saw to be otherwise, kept in ``corrections.csv`` beside ``study.toml``.

A correction is anchored by the place of the words and a fingerprint of them, so that it holds where the program
changes and is reported as stale where the text does. The file only ever grows; the last line about one thing counts.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from framelens.csvtables import read_csv_table
from framelens.errors import InputError, suggest

COLUMNS = ("article_id", "what", "quote_id", "start", "end", "hash", "speaker", "value", "by", "at", "note")
SPEAKER, SAME, APART, NO_STATEMENT = "speaker", "same", "apart", "no statement"
KINDS = (SPEAKER, SAME, APART, NO_STATEMENT)
LINE = "line"
FILE_NAME = "corrections.csv"


def empty_corrections() -> pd.DataFrame:
    """No correction at all."""
    return pd.DataFrame({column: pd.Series(dtype="str") for column in COLUMNS} | {LINE: pd.Series(dtype="int64")})


def hash_passage(text: str, start: int, end: int) -> str:
    """The fingerprint that anchors a correction: 16 hexadecimal digits of the passage's SHA-256."""
    return hashlib.sha256(text[start:end].encode("utf-8", "surrogatepass")).hexdigest()[:16]


def read_corrections(path: Path) -> pd.DataFrame:
    """Read ``corrections.csv``.

    Returns
    -------
    pandas.DataFrame
        One row per correction, in the order of the file, with its ``line``:

        ``what = speaker``
            The statement belongs to ``value``, a name or a ``speaker_id``; left empty, to nobody with a name.
        ``what = no statement``
            What stands there is nobody's statement.
        ``what = same``
            ``speaker`` and ``value`` are one, called ``value``; in one article, or everywhere without
            ``article_id``.
        ``what = apart``
            ``speaker`` and ``value`` are two, and are never taken for one across articles.

        A statement is named by ``start``, ``end`` (offsets into the article's text from its first to its last word)
        and ``hash``, or by ``quote_id`` alone. ``by``, ``at`` and ``note`` say who, when and why. A cell left empty
        is null.

    Raises
    ------
    InputError
        For a file that cannot be read, an unknown column or kind, or a correction that lacks something.
    """
    if path.is_file() and not path.stat().st_size:
        return empty_corrections()
    table = read_csv_table(path, "the file of corrections", several_lines=True)
    _check_header(path, table.header)
    rows: list[dict[str, object]] = []
    for line, row in table.rows:
        cells = {column: row.get(column) for column in COLUMNS}
        _check_row(f"{path}, line {line}", cells)
        rows.append({**cells, LINE: line})
    return pd.DataFrame(rows, columns=[*COLUMNS, LINE]) if rows else empty_corrections()


def _check_header(path: Path, header: list[str]) -> None:
    for name in header:
        if name not in COLUMNS:
            raise InputError(f"unknown column '{name}' in {path}, line 1; {suggest(name, COLUMNS)}")
    for name in ("what", "article_id"):
        if name not in header:
            raise InputError(f"{path}, line 1: the column '{name}' is missing; the columns are {', '.join(COLUMNS)}")


def _check_row(where: str, cells: Mapping[str, str | None]) -> None:
    what = cells["what"] or ""
    if what not in KINDS:
        raise InputError(f"{where}: unknown correction '{what}' in what; {suggest(what, KINDS)}")
    if what in (SAME, APART):
        if not cells["speaker"] or not cells["value"]:
            raise InputError(f"{where}: '{what}' needs two speakers, one in speaker and one in value")
        if cells["speaker"] == cells["value"]:
            raise InputError(f"{where}: speaker and value are both '{cells['value']}'; name two")
        return
    if not cells["article_id"]:
        raise InputError(f"{where}: '{what}' needs the article_id of the article it stands in")
    for name in ("start", "end"):
        if cells[name] and not (str(cells[name]).isascii() and str(cells[name]).isdigit()):
            raise InputError(f"{where}: {name} is '{cells[name]}'; it must be a whole number")
    if not cells["quote_id"] and not (cells["start"] and cells["end"]):
        raise InputError(f"{where}: '{what}' needs start and end, or a quote_id")
    if cells["start"] and cells["end"] and int(cells["start"]) >= int(cells["end"]):
        raise InputError(
            f"{where}: start is {cells['start']} and end {cells['end']}; the end must come after the start"
        )


def append_correction(path: Path, correction: Mapping[str, object]) -> int:
    """Write one correction behind the others and make it durable.

    Parameters
    ----------
    path : Path
        ``corrections.csv``; made with its header if it is not there.
    correction : mapping
        Values of :data:`COLUMNS`; what is not given stays empty.

    Returns
    -------
    int
        How many corrections the file holds now.

    Raises
    ------
    InputError
        For a correction that could not be read back, or a file that is none.
    """
    for name in correction:
        if name not in COLUMNS:
            raise InputError(f"unknown column '{name}' of a correction; {suggest(name, COLUMNS)}")
    cells = {name: "" if correction.get(name) is None else str(correction[name]).strip() for name in COLUMNS}
    _check_row(f"the correction of {cells['article_id'] or 'the study'}", {k: v or None for k, v in cells.items()})
    known = read_corrections(path) if path.exists() else empty_corrections()
    header = _header_of(path)
    line = io.StringIO(newline="")
    if not header:
        csv.writer(line, lineterminator="\n").writerow(COLUMNS)
    csv.writer(line, lineterminator="\n").writerow([cells[name] for name in header or COLUMNS])
    begins_line = not path.exists() or path.stat().st_size == 0 or path.read_bytes().endswith(b"\n")
    with path.open("ab") as stream:
        stream.write((line.getvalue() if begins_line else "\n" + line.getvalue()).encode("utf-8"))
        stream.flush()
        os.fsync(stream.fileno())
    return len(known) + 1


def _header_of(path: Path) -> list[str]:
    if not path.exists() or not path.stat().st_size:
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        header = [name.strip() for name in next(csv.reader(stream), [])]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise InputError(f"{path}, line 1: the column '{missing[0]}' is missing, so nothing can be written there")
    return header
