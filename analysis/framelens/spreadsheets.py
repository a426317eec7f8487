"""Tables for people to open in a spreadsheet: no cell of them is a formula.

A headline such as ``=HYPERLINK("http://…")`` is text in an article and a command in Excel. Every CSV and every
workbook that framelens writes for people goes through here.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula (OWASP, CSV injection); the two
# controls stand before one without being shown. Full-width signs are read as the plain ones.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r", "\n=", "\n+", "\n-", "\n@", "＝", "＋", "－", "＠")


def guard_cell(value: object) -> object:
    """``value`` with an apostrophe before it where a spreadsheet would take it for a formula.

    Numbers are left alone, those in strings too: ``-0.25`` is no formula.

    Examples
    --------
    >>> guard_cell("=1+1"), guard_cell("-0.25"), guard_cell("– a dash")
    ("'=1+1", '-0.25', '– a dash')
    """
    if not isinstance(value, str) or not value.lstrip(" \ufeff").startswith(FORMULA_MARKS):
        return value
    try:
        float(value)
    except ValueError:
        return "'" + value
    return value


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
    file = Path(path)
    file.write_text(csv_text(table), encoding="utf-8", newline="")
    return file
