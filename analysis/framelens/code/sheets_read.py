"""Filled-in coding sheets read back: CSV or XLSX as any spreadsheet saves them, checked line by line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.code.codebook import Question, find_question
from framelens.code.codefile import COLUMNS, check_coder
from framelens.code.sheets import SUFFIXES
from framelens.csvtables import read_csv_table
from framelens.errors import InputError, suggest
from framelens.spreadsheets import unguard_cell

_NEEDED = ("unit_id", "coder", "code")


def read_coding_sheet(
    path: Path | str, sample: pd.DataFrame, codebook: Mapping[str, Question], *, coder: str | None = None
) -> pd.DataFrame:
    """The codes of a filled-in sheet.

    Returns
    -------
    pandas.DataFrame
        One row per unit with a code, "unsure" included: ``unit_id``, ``coder``, ``code`` (null for "unsure"), ``note``,
        ``answered`` (null), ``line``. Rows whose code is empty are not coded yet.

    Raises
    ------
    InputError
        For a file that cannot be read, a unit that was not drawn or is listed twice, a code outside the codebook,
        and more than one coder; each with file and line.

    Examples
    --------
    >>> codebook = fl.stats.make_codebook(study.settings)
    >>> sample = fl.stats.draw_coding_sample(fl.stats.list_units(study, "statement"), 5)
    >>> sheet = folder / "anna.csv"
    >>> _ = fl.read.write_coding_sheet(sample, study.annotations, sheet, coder="anna", codebook=codebook)
    >>> len(fl.read.read_coding_sheet(sheet, sample, codebook, coder="anna"))
    """
    source = Path(path)
    drawn = sample.set_index("unit_id")
    choices = dict(zip(sample["unit_id"], sample["choices"], strict=True))
    rows: list[tuple[str, str, str | None, str, None, int]] = []
    seen: dict[str, int] = {}
    for line, row in _read_rows(source):
        unit, who, written = (bare_cell(row.get(name)) for name in _NEEDED)
        if not unit and not written:
            continue
        where = f"{source}, line {line}"
        if unit not in drawn.index:
            raise InputError(f"{where}: unit '{unit}' was not drawn; {name_near_units(unit, drawn.index)}")
        if unit in seen:
            raise InputError(f"{where}: unit '{unit}' is listed twice, first in line {seen[unit]}; keep one")
        seen[unit] = line
        if coder is not None and who and who != coder:
            raise InputError(f"{where}: the coder is '{who}', not '{coder}'; give each coder a sheet of their own")
        if not written:
            continue
        name = who or coder
        if not name:
            raise InputError(f"{where}: no coder is named; fill in the column coder")
        if rows and rows[-1][1] != name:
            raise InputError(f"{where}: the coder is '{name}', above it is '{rows[-1][1]}'; give each coder a sheet")
        question = find_question(str(drawn.at[unit, "question"]), codebook)
        try:
            code = question.read_code(written, choices[unit])
        except InputError as error:
            raise InputError(f"{where}: {error}") from None
        rows.append((unit, check_coder(name), code, bare_cell(row.get("note")), None, line))
    table = pd.DataFrame(rows, columns=[*COLUMNS, "line"])
    return table.astype(dict.fromkeys(COLUMNS, "str") | {"line": "Int64"})


def name_near_units(unit: object, drawn: Iterable[object]) -> str:
    """What a message says of a unit that was not drawn: those nearest to it, or where the drawn ones stand."""
    near = get_close_matches(str(unit), [str(name) for name in drawn], n=2, cutoff=0.8)
    if near:
        return f"did you mean {' or '.join(near)}?"
    return "the drawn ones stand in sample-*.csv; take the line out, or put the sample back that it is of"


def _read_rows(path: Path) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rows of a sheet as mappings, with their line."""
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(f"{path} is not a coding sheet; {suggest(path.suffix, SUFFIXES)}")
    if path.suffix.lower() == ".xlsx":
        lines = _read_workbook(path)
        header = [str(name or "").strip() for name in next(lines, (0, []))[1]]
        rows: Iterable[tuple[int, Mapping[str, Any]]] = (
            (line, dict(zip(header, cells, strict=False))) for line, cells in lines
        )
    else:
        table = read_csv_table(path, "the coding sheet", several_lines=True)
        header, rows = table.header, table.rows
    for column in _NEEDED:
        if column not in header:
            raise InputError(f"{path}, line 1: the column '{column}' is missing; it has {', '.join(header) or 'none'}")
    yield from rows


def _read_workbook(path: Path) -> Iterator[tuple[int, Sequence[Any]]]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError:
        raise InputError(f"there is no coding sheet {path}") from None
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read as a workbook: {error}; save it again as .xlsx") from error
    try:
        sheet = book["coding"] if "coding" in book.sheetnames else book.worksheets[0]
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            yield line, list(cells)
    finally:
        book.close()


def bare_cell(value: object) -> str:
    """A cell as it was before it was guarded, without white space around it."""
    return unguard_cell("" if value is None else str(value).strip()).strip()
