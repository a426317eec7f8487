"""Workbooks and CSV for people: no formula, no cell that a spreadsheet changes or cannot hold, no silent cut."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from framelens import spreadsheets
from framelens.errors import InputError
from framelens.results.tabulating import show_table
from framelens.spreadsheets import LONGEST_CELL, Table, csv_text, read_cells, workbook_bytes, write_workbook
from framelens.study import Study

HOSTILE = ['=HYPERLINK("http://x")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "＝1+1", "\n=1", "it's", "a\x0bb\x00c", "007"]


def read_back(path: Path, sheet: str | None = None) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(path)
    rows = list((book[sheet] if sheet else book.active).iter_rows())
    assert {cell.data_type for row in rows for cell in row} <= {"s", "n", "b", "d"}  # 'f' is a formula
    return [tuple(cell.value for cell in row) for row in rows]


def test_no_cell_is_a_formula_whatever_pandas_made_of_the_table(shipped_study: Study, tmp_path: Path):
    study = shipped_study
    quotes = study.quotes.head(len(HOSTILE)).assign(words=HOSTILE, **{"=cmd": "x"})
    made = {
        "own": quotes,
        "filtered": quotes.query("words != 'x'").sort_values("words"),
        "merged": quotes.merge(
            study.articles[["article_id", "n_words"]], on="article_id", how="left", suffixes=("", "_a")
        ),
    }
    for name, table in made.items():
        assert isinstance(table, Table)
        table.to_excel(tmp_path / f"{name}.xlsx")
        with pd.ExcelWriter(tmp_path / f"{name}-2.xlsx") as writer:
            table.to_excel(writer, sheet_name="s", index=True)
        for path in (tmp_path / f"{name}.xlsx", tmp_path / f"{name}-2.xlsx"):
            head, *rows = read_back(path)
            assert "'=cmd" in head and len(rows) == len(HOSTILE)
        cells = table.to_csv().splitlines()
        assert not any(f",{mark}" in line for line in cells for mark in ("=", "@", "＝"))


def test_a_cell_holds_what_it_can_and_text_where_it_cannot(tmp_path: Path):
    table = pd.DataFrame(
        {
            "post": [2**62, 5, None],
            "moment": [pd.Timestamp("1898-05-03"), pd.Timestamp("2021-12-21 10:30"), pd.NaT],
            "zoned": pd.to_datetime(["2021-12-21T10:00Z"] * 3),
            "number": [np.inf, 0.1, np.nan],
            "whole": pd.array([1, None, 10**15], dtype="Int64"),
            "list": [["a", "b"], np.array([1, 2]), None],
            "truth": pd.array([True, None, False], dtype="boolean"),
        }
    ).astype({"post": "Int64"})
    write_workbook({"t": table}, tmp_path / "t.xlsx")
    rows = read_back(tmp_path / "t.xlsx")[1:]
    assert rows[0] == ("4611686018427387904", "1898-05-03", "2021-12-21T10:00:00+00:00", "inf", 1, "a; b", True)
    assert rows[1] == (5, dt.datetime(2021, 12, 21, 10, 30), rows[0][2], 0.1, None, "1; 2", None)
    assert rows[2] == (None, None, rows[0][2], None, str(10**15), None, False)


def test_a_long_text_is_cut_in_sight(tmp_path: Path):
    table = pd.DataFrame({"text": ["x" * 40_000, "short"]})
    with pytest.warns(UserWarning, match=r"the column 'text' of 'articles' has longer texts.*; 1 was cut"):
        write_workbook({"articles": table}, tmp_path / "t.xlsx")
    cell = str(read_back(tmp_path / "t.xlsx")[1][0])
    assert len(cell) == LONGEST_CELL
    assert cell.endswith("x … [40,000 characters; a cell holds 32,767]")


def test_a_table_larger_than_a_worksheet_is_refused_in_a_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(spreadsheets, "MOST_ROWS", 3)
    with pytest.raises(InputError) as error:
        workbook_bytes({"hits": pd.DataFrame({"a": [1, 2, 3]})})
    assert str(error.value) == (
        "'hits' has 3 rows and 1 columns; a worksheet holds 2 and 16,384: write it as CSV or Parquet, or "
        "fewer articles of it"
    )
    with pytest.raises(InputError, match="a worksheet holds"):
        Table({"a": [1, 2, 3]}).to_excel("never.xlsx", index=True)


def test_names_of_sheets_are_such_as_a_workbook_takes(tmp_path: Path):
    names = ["tone/by [voice]", "x" * 40, "x" * 41, "''", "ABOUT", "about"]
    write_workbook({name: pd.DataFrame({"a": [1]}) for name in names}, tmp_path / "t.xlsx")
    found = openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames
    assert found == ["tone by  voice", "x" * 31, "x" * 28 + "-2", "table", "ABOUT", "about-2"]


def test_a_printed_table_goes_into_a_workbook_with_every_digit(tmp_path: Path):
    table = pd.DataFrame({"speaker": ["=A", "B"], "id": ["007", "8"], "estimate": [1 / 3, -2e-7], "low": [None, 0.1]})
    block = show_table(table, "who", caption="Who speaks.", notes=["A note."])
    block.to_excel(tmp_path / "who.xlsx")
    head, *rows = read_back(tmp_path / "who.xlsx", "who")
    assert head == ("speaker", "id", "estimate", "low")
    assert rows == [("'=A", "007", 1 / 3, None), ("B", "8", -2e-7, 0.1)]
    assert read_back(tmp_path / "who.xlsx", "about")[1:] == [("Who speaks.",), ("A note.",)]


def test_cells_are_read_back_as_they_were():
    table = pd.DataFrame({"a": ["=1", "it's"], "b": [1.5, None], "c": ["1e5x", ""], "d": ["", ""]})
    back = read_cells(csv_text(table))
    assert back["a"].tolist() == ["=1", "it's"]
    assert back["b"].tolist()[0] == 1.5 and np.isnan(back["b"].tolist()[1])
    assert back[["c", "d"]].to_numpy().tolist() == [["1e5x", ""], ["", ""]]
