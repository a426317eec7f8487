"""Tables in CSV that people wrote, read strictly: what a spreadsheet would guess at is refused with its line.

A forgotten quotation mark makes one row of many, a comma without quotation marks moves every cell after it. Neither
is seen in the table that comes out, so neither passes.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from framelens.errors import InputError

DELIMITERS = ",;\t"  # spreadsheets in much of Europe write semicolons into .csv files
LONGEST_CELL = 131_072
_NO_LIMIT = 2**31 - 1  # the csv module's own limit is one for the whole process


@dataclass(frozen=True)
class CsvTable:
    """A table as it was written.

    Attributes
    ----------
    path : Path
    header : list of str
        The names of the columns, without white space around them.
    rows : list of (int, dict)
        Each row that is not empty: its line, and column -> cell without white space around it; an empty cell, and one
        that a short row leaves out, is None.
    """

    path: Path
    header: list[str]
    rows: list[tuple[int, dict[str, str | None]]]

    def error(self, line: int, message: str) -> InputError:
        """The error about a line."""
        return InputError(f"{self.path}, line {line:,}: {message}")


def read_csv_table(path: Path | str, what: str, *, several_lines: bool = False) -> CsvTable:
    """Read a table.

    Parameters
    ----------
    path : path
        A file in UTF-8; commas, semicolons or tabs stand between its cells.
    what : str
        What it is, for messages: "the roster".
    several_lines : bool
        Whether a cell in quotation marks may go over several lines, as a note or a passage does.

    Raises
    ------
    InputError
        With file and line, for a file that cannot be read or has no header, a column without a name or twice, an open
        quotation mark, a row with more cells than columns, a cell of more than 131,072 characters.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise InputError(f"{what} {path} does not exist; check the name") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{what} {path} cannot be read: {error}; save it as CSV in UTF-8") from error
    if not text.strip():
        raise InputError(f"{what} {path} is empty; its first line names the columns")
    rows = _split_rows(path, text, several_lines=several_lines)
    header = [name.strip() for name in next(rows)[1]]
    while header and not header[-1]:
        header.pop()  # spreadsheets write commas behind the last column
    for number, name in enumerate(header, 1):
        if not name or header.count(name) > 1:
            which = f"the column '{name}' occurs twice" if name else f"column {number} has no name"
            raise InputError(f"{path}, line 1: {which}; give each column a name of its own")
    found = []
    for line, cells in rows:
        bare = [cell.strip() or None for cell in cells]
        if any(bare[len(header) :]):
            raise InputError(
                f"{path}, line {line:,}: the row has {len(cells)} cells and the header {len(header)}; put quotation "
                "marks around a cell with a comma in it"
            )
        if any(bare):
            found.append((line, dict.fromkeys(header) | dict(zip(header, bare, strict=False))))
    return CsvTable(path, header, found)


def _split_rows(path: Path, text: str, *, several_lines: bool) -> Iterator[tuple[int, list[str]]]:
    """Each row of a table and the line in which it begins."""
    csv.field_size_limit(_NO_LIMIT)
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise InputError(f"{path}, line {line:,}: {error}; is a quotation mark missing or one too many?") from error
        if any(len(cell) > LONGEST_CELL for cell in cells):
            raise InputError(
                f"{path}, line {line:,}: a cell has more than {LONGEST_CELL:,} characters; is a quotation mark missing?"
            )
        if not several_lines and reader.line_num > line:
            raise InputError(
                f"{path}, line {line:,}: a cell goes on to line {reader.line_num:,}; is a quotation mark missing?"
            )
        if any("\0" in cell for cell in cells):
            raise InputError(f"{path}, line {line:,}: there is a NUL, which no text has; save it as CSV in UTF-8")
        yield line, cells
