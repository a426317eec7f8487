"""Tables for people to open in a spreadsheet: no cell of them is a formula.

A headline such as ``=HYPERLINK("http://…")`` is text in an article and a command in Excel. Every CSV and every
workbook that framelens writes for people goes through here.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.disk import write_whole
from framelens.errors import InputError

_EPOCH = dt.datetime(1980, 1, 1)
_STAMPS = re.compile(rb">\d{4}-\d\d-\d\dT[\d:]+Z<")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NO_NAME = re.compile(r"[\[\]:*?/\\]")  # what the name of a worksheet cannot have
_LONGEST_NAME, LONGEST_CELL = 31, 32_767
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # of a worksheet, its header included
_MOST_DIGITS = 15  # a longer number loses its last ones, such as that of a post or a user
_FIRST_DAY = dt.datetime(1900, 3, 1)  # earlier days are none, or others than they say, to a spreadsheet
_CUT = " … [{:,} characters; a cell holds {:,}]"
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,14})(\.\d+)?([eE][-+]?\d+)?")

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula (OWASP, CSV injection); the two
# controls stand before one without being shown. Full-width signs are read as the plain ones.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n=", "\n+", "\n-", "\n@", "＝", "＋", "－", "＠")


def guard_cell(value: object) -> object:
    """``value`` with an apostrophe before it where a spreadsheet would take it for a formula.

    Numbers are left alone, those in strings too: ``-0.25`` is no formula. :func:`unguard_cell` gives the value back.

    Examples
    --------
    >>> guard_cell("=1+1"), guard_cell("-0.25"), guard_cell("– a dash")
    ("'=1+1", '-0.25', '– a dash')
    """
    if not isinstance(value, str) or not value.lstrip("'").lstrip(" \ufeff").startswith(FORMULA_MARKS):
        return value
    try:
        float(value)
    except ValueError:
        return "'" + value
    return value


def unguard_cell(value: str) -> str:
    """What :func:`guard_cell` was given, for files that framelens reads back."""
    return value[1:] if value.startswith("'") and guard_cell(value) != value else value


def guard_table(table: pd.DataFrame) -> pd.DataFrame:
    """``table`` with every cell and column name guarded; the given table is not changed."""
    guarded = table.copy()
    for column in guarded.columns:
        kind = guarded[column].dtype
        if pd.api.types.is_object_dtype(kind) or isinstance(kind, (pd.StringDtype, pd.CategoricalDtype)):
            guarded[column] = guarded[column].map(guard_cell, na_action="ignore")
    guarded.columns = pd.Index([guard_cell(str(column)) for column in guarded.columns])
    return guarded


def csv_text(table: pd.DataFrame) -> str:
    """``table`` as CSV without its index, safe to open in a spreadsheet; the same table gives the same text."""
    return str(guard_table(table).to_csv(index=False, lineterminator="\n"))


def write_csv(table: pd.DataFrame, path: str | Path) -> Path:
    """Write ``table`` as CSV, in UTF-8, safe to open in a spreadsheet."""
    return write_whole(path, csv_text(table).encode())


def write_workbook(sheets: Mapping[str, pd.DataFrame], path: str | Path) -> Path:
    """Write tables as the sheets of a workbook, as :func:`workbook_bytes` makes it."""
    return write_whole(path, workbook_bytes(sheets))


def workbook_bytes(sheets: Mapping[str, pd.DataFrame]) -> bytes:
    """Tables as the sheets of a workbook, no cell of them a formula; the same tables give the same bytes.

    What a cell cannot hold stands in it as text: numbers of more than 15 digits, days before March 1900, times with a
    zone. A text of more than 32,767 characters is cut, ends with its length, and is counted in a warning.

    Raises
    ------
    InputError
        For a table of more rows or columns than a worksheet has.
    """
    from openpyxl import Workbook

    for name, table in sheets.items():
        check_size(name, table)
    book, names = Workbook(write_only=True), _name_sheets(sheets)
    for name, table in sheets.items():
        sheet, guarded = book.create_sheet(names[name]), guard_table(table)
        sheet.freeze_panes = "A2"
        for letter, column in zip(_letters(len(guarded.columns)), guarded.columns, strict=True):
            longest = max([len(str(column)), *guarded[column].head(200).astype(str).str.len()])
            sheet.column_dimensions[letter].width = min(max(longest + 2, 8), 60)
        sheet.append([_as_cell(str(column)) for column in guarded.columns])
        for row in guarded.itertuples(index=False, name=None):
            sheet.append([_as_cell(value) for value in row])
        _warn_of_cuts(name, table)
    buffer = io.BytesIO()
    book.properties.created = book.properties.modified = _EPOCH
    book.save(buffer)
    return without_times(buffer.getvalue())


def check_size(name: str, table: pd.DataFrame) -> None:
    """Raise :class:`InputError` for a table of more rows or columns than a worksheet has."""
    n_rows, n_columns = len(table) + 1, len(table.columns)
    if n_rows > MOST_ROWS or n_columns > MOST_COLUMNS:
        raise InputError(
            f"'{name}' has {len(table):,} rows and {n_columns:,} columns; a worksheet holds {MOST_ROWS - 1:,} and "
            f"{MOST_COLUMNS:,}: write it as CSV or Parquet, or fewer articles of it"
        )


def _name_sheets(sheets: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Names that a workbook takes, each once."""
    names: dict[str, str] = {}
    for name in sheets:
        plain, number = _NO_NAME.sub(" ", name).strip("' ") or "table", 1
        while (found := plain[: _LONGEST_NAME - 3 * (number > 1)] + f"-{number}" * (number > 1)).casefold() in {
            taken.casefold() for taken in names.values()
        }:
            number += 1
        names[name] = found
    return names


def _as_cell(value: Any) -> object:
    """A cell as a workbook holds it: numbers, truths, dates and text; lists joined; nothing where it is absent."""
    value = value.item() if hasattr(value, "item") and not hasattr(value, "__len__") else value
    if isinstance(value, (list, tuple)) or hasattr(value, "tolist"):
        value = "; ".join(map(str, value))
    if value is None or value is pd.NA or value is pd.NaT or value != value:  # NaN is not itself
        return None
    if isinstance(value, dt.datetime):
        is_plain = value.tzinfo is None and value >= _FIRST_DAY
        return value.replace(tzinfo=None) if is_plain else value.isoformat().removesuffix("T00:00:00")
    if isinstance(value, dt.date):
        return value if value >= _FIRST_DAY.date() else value.isoformat()
    if isinstance(value, (bool, dt.time, dt.timedelta)):
        return value
    if isinstance(value, int) and len(str(abs(value))) <= _MOST_DIGITS:
        return value
    if isinstance(value, float) and abs(value) != float("inf"):
        return value
    text = _UNPRINTABLE.sub(" ", str(value))
    if len(text) <= LONGEST_CELL:
        return text
    mark = _CUT.format(len(text), LONGEST_CELL)
    return text[: LONGEST_CELL - len(mark)] + mark


def _warn_of_cuts(name: str, table: pd.DataFrame) -> None:
    for column in table:
        if pd.api.types.is_object_dtype(table[column].dtype) or isinstance(table[column].dtype, pd.StringDtype):
            cut = sum(isinstance(one, str) and len(one) > LONGEST_CELL for one in table[column])
            if cut:
                warnings.warn(
                    f"the column '{column}' of '{name}' has longer texts than the {LONGEST_CELL:,} characters of a "
                    f"cell; {cut:,} {'was' if cut == 1 else 'were'} cut, CSV and Parquet have all of the text",
                    stacklevel=4,
                )


def read_cells(text: str) -> pd.DataFrame:
    """A table from the CSV of :func:`csv_text`: what is written as a number in every row is one, the rest is text."""
    table = pd.read_csv(io.StringIO(text), dtype="str", keep_default_na=False) if text else pd.DataFrame()
    for column in table:
        cells = [unguard_cell(cell) for cell in table[column]]
        numbers = all(_NUMBER.fullmatch(cell) for cell in cells if cell)
        table[column] = pd.to_numeric(pd.Series(cells), errors="coerce") if numbers and any(cells) else cells
    return table


class Table(pd.DataFrame):
    """A table of a study: a pandas DataFrame whose ``to_excel`` and ``to_csv`` are safe to open in a spreadsheet.

    Whatever is made of it by pandas (filtered, joined, sorted) is one as well.

    Examples
    --------
    >>> study.quotes.query("resolution == 'named'").to_excel(folder / "quotes.xlsx")
    """

    @property
    def _constructor(self) -> type[Table]:
        return Table

    def to_excel(  # type: ignore[misc]
        self, excel_writer: Any, sheet_name: str = "table", *, index: bool = False, **options: Any
    ) -> Any:
        """Write a workbook without formulas; as pandas does otherwise, without the index unless it is asked for."""
        if index or options or not isinstance(excel_writer, (str, Path)):
            check_size(sheet_name, self)
            cells = guard_table(pd.DataFrame(self)).astype(object).map(_as_cell)
            return cells.to_excel(excel_writer, sheet_name=sheet_name, index=index, **options)
        return write_workbook({sheet_name: pd.DataFrame(self)}, excel_writer)

    def to_csv(self, path_or_buf: Any = None, *, index: bool = False, **options: Any) -> Any:
        """Write CSV without formulas; as pandas does otherwise, without the index unless it is asked for."""
        return guard_table(pd.DataFrame(self)).to_csv(path_or_buf, index=index, **options)


def _letters(n: int) -> list[str]:
    from openpyxl.utils import get_column_letter

    return [get_column_letter(number + 1) for number in range(n)]


def without_times(data: bytes) -> bytes:
    """A ZIP with the time of every member set to one moment."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as whole:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _STAMPS.sub(b">1980-01-01T00:00:00Z<", content)
            whole.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
