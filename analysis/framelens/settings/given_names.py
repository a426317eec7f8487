"""Given names with a gender, by a table of the study: only where a study asks for them do names tell a gender."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framelens.csvtables import read_csv_table
from framelens.errors import suggest

COLUMNS = ("name", "gender")
GENDERS = ("female", "male")


def no_given_names() -> pd.DataFrame:
    """No table: first names say nothing."""
    return pd.DataFrame({column: pd.Series(dtype="str") for column in COLUMNS})


def read_given_names(path: Path) -> pd.DataFrame:
    """Read the table that ``names`` under ``[speakers]`` names.

    Returns
    -------
    pandas.DataFrame
        One row per given name: ``name``, ``gender`` ('female' or 'male').

    Raises
    ------
    InputError
        With file and line, if the file is no strict CSV, lacks a column, has another gender, or a name twice.
    """
    table = read_csv_table(path, "the table of given names")
    for column in COLUMNS:
        if column not in table.header:
            raise table.error(1, f"the column '{column}' is missing; the table has {' and '.join(COLUMNS)}")
    seen: dict[str, int] = {}
    for line, row in table.rows:
        name, gender = row["name"], row["gender"]
        if name is None or len(name.split()) != 1:
            raise table.error(line, f"'{name or ''}' is not one given name; write one name a line, such as Mary")
        if gender not in GENDERS:
            raise table.error(line, f"unknown gender '{gender or ''}' of '{name}'; {suggest(gender or '', GENDERS)}")
        if name in seen:
            above = seen[name]
            raise table.error(line, f"'{name}' stands in line {above} too; keep one, or none if it is given to both")
        seen[name] = line
    return pd.DataFrame([row for _, row in table.rows], columns=list(COLUMNS), dtype="str")
