"""CSV and TSV tables: one article a row, streamed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from framelens.corpus.article import UnreadableFile
from framelens.corpus.encoding import find_encoding, open_text
from framelens.corpus.fields import choose_columns
from framelens.corpus.own import CellKinds, read_cell
from framelens.corpus.readers.record import Reader, Record, Refusal, make_record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_SAMPLE = 20
_BROKEN = "the row cannot be read"
_LONGEST_CELL = 2**31 - 1


def read_delimited(path: Path, source: ArticleSource, *, delimiters: str) -> Iterator[Record | Refusal]:
    """The rows of a table as records; a broken row, or one with more cells than the header, is refused."""
    encoding = find_encoding(path, source.encoding)
    columns = _choose_columns(path, encoding, source, delimiters)
    kinds = _find_kinds(path, encoding, delimiters, columns)
    number = 0
    for position, row in _read_rows(path, encoding, delimiters):
        number += not (isinstance(row, Refusal) and row.reason.startswith(_BROKEN))
        if isinstance(row, Refusal):
            yield row
        else:
            typed = {name: read_cell(cell, kinds[name]) if name in kinds else cell for name, cell in row.items()}
            yield make_record(typed, columns, position, number)


def _find_kinds(path: Path, encoding: str, delimiters: str, columns: dict[str, str]) -> dict[str, str]:
    """Which kind each column of one's own is, from all of its cells: one pass more over the file."""
    with open_text(path, encoding) as stream:
        names = [name for name in _open_table(stream, delimiters)[0] if name not in columns.values()]
    kinds = CellKinds(names)
    if names:
        for _, row in _read_rows(path, encoding, delimiters):
            if not isinstance(row, Refusal):
                kinds.meet(row)
    return kinds.find()


def _read_rows(path: Path, encoding: str, delimiters: str) -> Iterator[tuple[str, dict[str, str] | Refusal]]:
    """Each row that is not empty, with the line it begins in."""
    with open_text(path, encoding) as stream:
        lines = _Lines(stream)
        names, rows = _open_table(lines, delimiters)
        while True:
            position = f"line {rows.line_num + 2:,}"
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error as error:
                yield position, Refusal(f"{_BROKEN} ({error}); is a quotation mark missing?", position)
                continue
            if len(cells) > len(names):
                reason = (
                    f"the row has {len(cells)} cells and the header {len(names)}; put quotation marks around a cell "
                    "that holds the delimiter"
                )
                yield position, Refusal(reason, position)
            elif len(cells) < len(names) and any(cells) and lines.are_open:
                reason = f"the file breaks off in it: the row has {len(cells)} cells and the header {len(names)}"
                yield position, Refusal(f"{reason}; export the table again", position)
            elif any(cells):
                yield position, dict(zip(names, cells, strict=False))


def find_columns(path: Path, source: ArticleSource, *, delimiters: str) -> dict[str, str]:
    """Field -> column of a table, from its header."""
    return _choose_columns(path, find_encoding(path, source.encoding), source, delimiters)


def _choose_columns(path: Path, encoding: str, source: ArticleSource, delimiters: str) -> dict[str, str]:
    with open_text(path, encoding) as stream:
        names, rows = _open_table(stream, delimiters)
        try:
            sample = [dict(zip(names, cells, strict=False)) for cells in islice(rows, _SAMPLE)]
        except csv.Error:
            sample = []  # the sample only words a suggestion; the row is refused when it is read
    return choose_columns(names, source.columns, sample)


class _Lines:
    """The lines of a stream, and whether the last one given has no end, as only that of a whole file may."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.are_open = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._stream)
        self.are_open = not line.endswith(("\n", "\r"))
        return line

    def readline(self) -> str:
        """The next line; empty where there is none."""
        return next(self, "")


def _open_table(stream: TextIO | _Lines, delimiters: str) -> tuple[list[str], Any]:
    # The csv module's own limit of 131,072 characters a cell is shorter than a long article.
    csv.field_size_limit(_LONGEST_CELL)
    header = stream.readline()
    # Spreadsheets in much of Europe write semicolons into .csv files.
    delimiter = max(delimiters, key=header.count)
    try:
        names = next(csv.reader([header], delimiter=delimiter, strict=True), [])
    except csv.Error as error:
        raise UnreadableFile(f"the header cannot be read ({error})", "line 1") from error
    return [name.strip() for name in names], csv.reader(stream, delimiter=delimiter, strict=True)


def _reader(name: str, suffix: str, delimiters: str) -> Reader:
    return Reader(
        name,
        (suffix, suffix + ".gz"),
        partial(read_delimited, delimiters=delimiters),
        partial(find_columns, delimiters=delimiters),
    )


COMMA_SEPARATED = _reader("CSV", ".csv", ",;\t")
TAB_SEPARATED = _reader("TSV", ".tsv", "\t")
