"""Tables for people to open in a spreadsheet: no cell of them is a formula.

A headline such as ``=HYPERLINK("http://…")`` is text in an article and a command in Excel. Every CSV and every
workbook that framelens writes for people goes through here.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from framelens.disk import write_whole

_EPOCH = dt.datetime(1980, 1, 1)
_STAMPS = re.compile(rb">\d{4}-\d\d-\d\dT[\d:]+Z<")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_SHEET, _LONGEST_CELL = 31, 32_767

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
    """Tables as the sheets of a workbook, no cell of them a formula; the same tables give the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        sheet = book.create_sheet(name[:_LONGEST_SHEET])
        guarded = guard_table(table)
        sheet.append([str(column) for column in guarded.columns])
        for row in guarded.itertuples(index=False):
            sheet.append([_as_cell(value) for value in row])
        sheet.freeze_panes = "A2"
        for letter, column in zip(_letters(len(guarded.columns)), guarded.columns, strict=True):
            longest = max([len(str(column)), *guarded[column].astype(str).str.len().head(200)])
            sheet.column_dimensions[letter].width = min(max(longest + 2, 8), 60)
    buffer = io.BytesIO()
    book.properties.created = book.properties.modified = _EPOCH
    book.save(buffer)
    return without_times(buffer.getvalue())


def _as_cell(value: object) -> object:
    """A cell as a workbook holds it: numbers, truths, dates and text; lists joined; nothing where it is absent."""
    if isinstance(value, (list, tuple)):
        return "; ".join(map(str, value))
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, str):
        return _UNPRINTABLE.sub(" ", value)[:_LONGEST_CELL]
    return value.item() if hasattr(value, "item") else value


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
