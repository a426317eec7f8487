"""Excel workbooks (.xlsx): one article a row of each sheet that has a text column, streamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framelens.corpus.article import UnreadableFile
from framelens.corpus.fields import choose_columns
from framelens.corpus.readers.packages import open_package, read_part
from framelens.corpus.readers.record import Reader, Record, Refusal, make_record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_SAMPLE = 20
# An empty sheet may say that it is a million columns wide.
_MOST_COLUMNS = 500
_CELL_LIMIT = 32_767


def read_workbook(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The rows of a workbook as records."""
    number, reasons = 0, []
    with _open(path) as sheets:
        for sheet in sheets:
            try:
                names, at, columns = _choose(sheet, source)
            except UnreadableFile as error:
                reasons.append((sheet.title, error.reason))
                continue
            for row_number, cells in enumerate(_rows(sheet), start=1):
                if row_number > at and any(cell is not None for cell in cells):
                    number += 1
                    position = f"sheet '{sheet.title}', row {row_number:,}"
                    record = make_record(dict(zip(names, cells, strict=False)), columns, position, number)
                    yield _check(record, columns)
    if not number and reasons:
        raise UnreadableFile(reasons[0][1], f"sheet '{reasons[0][0]}'")
    for title, reason in reasons:
        yield Refusal(f"no articles are in it: {reason}", f"sheet '{title}'", True)


def find_columns(path: Path, source: ArticleSource) -> dict[str, str]:
    """Field -> column, from the first sheet that has a text column."""
    first: UnreadableFile | None = None
    with _open(path) as sheets:
        for sheet in sheets:
            try:
                return _choose(sheet, source)[2]
            except UnreadableFile as error:
                first = first or error
    raise first or UnreadableFile("it has no sheet")


def _choose(sheet: Any, source: ArticleSource) -> tuple[list[str], int, dict[str, str]]:
    """The names of a sheet's columns, the row they stand in, and the column of each field."""
    for at, cells in enumerate(islice(_rows(sheet), _SAMPLE), start=1):
        names = ["" if cell is None else str(cell).strip() for cell in cells]
        if any(names):
            rows = islice(_rows(sheet), at, at + _SAMPLE)
            sample = [dict(zip(names, row, strict=False)) for row in rows]
            return names, at, choose_columns([name for name in names if name], source.columns, sample)
    raise UnreadableFile("the sheet is empty")


def _rows(sheet: Any) -> Iterator[tuple[object, ...]]:
    return iter(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True))


def _check(record: Record, columns: dict[str, str]) -> Record | Refusal:
    # Excel cuts a text off at 32,767 characters without a word: what is left looks like an article.
    if isinstance(record.text, str) and len(record.text) == _CELL_LIMIT:
        reason = (
            f"the text has exactly {_CELL_LIMIT:,} characters, the most that a cell of Excel holds: it was cut off "
            "there; export the table as CSV or JSON instead"
        )
        return Refusal(reason, record.position)
    return record


@contextmanager
def _open(path: Path) -> Iterator[list[Any]]:
    with open_package(path, "Excel workbook") as package:
        for info in package.infolist():
            if info.filename.endswith((".xml", ".rels")):
                read_part(package, info.filename)
    from openpyxl import load_workbook

    book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
    try:
        sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
        for sheet in sheets:
            sheet.reset_dimensions()  # what a sheet says of its size is often wrong
        yield sheets
    finally:
        book.close()


WORKBOOK = Reader("Excel", (".xlsx",), read_workbook, find_columns, kind="xlsx", apart=("openpyxl",))
