"""The tables and lists of a language's folder: which there are, and how each is read."""

from __future__ import annotations

from pathlib import Path

from framelens.csvtables import read_csv_table
from framelens.errors import InputError

COLUMNS = {
    "cues": ("use", "stance", "act", "lemma", "forms"),
    "offices": ("titles", "called"),
    "titles": ("kind", "gender", "words"),
    "names": ("gender", "names"),
    "inflection": ("ending", "base", "gender", "part", "cases", "shape"),
    "transliteration": ("letter", "latin"),
}
# What may stand in a cell of these columns; an empty one says that the word does not tell.
CELLS = {
    "use": ("find", "read"),
    "act": ("saying", "believing", "wanting", "deciding", "showing"),
    "stance": (
        "neutral", "assertive", "conceding", "doubtful", "warning", "denying", "critical", "praising", "asking",
        "directive", "promising", "naming", "loud", "believing", "wanting", "deciding", "showing", "according",
    ),
    "kind": ("honorific", "title", "role"),
    "gender": ("male", "female", "either", "neuter"),
    "part": ("given", "patronymic", "surname", "last", "body", "adjective"),
}  # fmt: skip
LISTS = ("agencies", "stop_words")


def read_rows(folder: Path, name: str) -> list[dict[str, str]]:
    """The rows of ``NAME.csv``, an empty cell as an empty text; none where there is no such file.

    Raises
    ------
    InputError
        If it cannot be read or lacks a column.
    """
    path = folder / f"{name}.csv"
    if not path.is_file():
        return []
    table = read_csv_table(path, "the table")
    for column in COLUMNS.get(name, ()):
        if column not in table.header:
            raise InputError(f"{path}, line 1: the column '{column}' is missing; it has {', '.join(table.header)}")
    return [{column: cell or "" for column, cell in row.items()} for _, row in table.rows]


def read_lines(folder: Path, name: str) -> list[str]:
    """The lines of ``NAME.txt`` that are not empty and begin with no #; none where there is no such file."""
    path = folder / f"{name}.txt"
    if not path.is_file():
        return []
    lines = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]
