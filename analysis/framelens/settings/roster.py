"""The roster: what the researcher knows of the speakers before the program reads a word.

A name in the roster wins over anything found in the text.
"""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

import pandas as pd

from framelens.csvtables import read_csv_table
from framelens.errors import suggest
from framelens.tables import SCHEMAS

COLUMNS = ("speaker_id", "name", "role", "alias")
# What the speakers table has itself: a column of one's own would be mixed up with it.
_TAKEN = {*SCHEMAS["speakers"].names} - {*COLUMNS}


def empty_roster() -> pd.DataFrame:
    """A roster without anybody in it."""
    return pd.DataFrame({column: pd.Series(dtype="str") for column in COLUMNS})


def read_roster(path: Path) -> pd.DataFrame:
    """Read ``roster.csv``.

    Returns
    -------
    pandas.DataFrame
        One row per name of a speaker: ``speaker_id``, ``name`` (the full name), ``role``, ``alias`` (another name of
        the same person; a speaker with three names has three rows), and every other column of the file, such as a
        party. A cell left empty is null.

    Raises
    ------
    InputError
        With file and line, if the file is no strict CSV, lacks ``speaker_id`` or ``name``, has a column that speakers
        have already, gives one ``speaker_id`` two names or two values in a column of its own, or spells such a value
        in two ways.
    """
    table = read_csv_table(path, "the roster")
    own = [name for name in table.header if name not in COLUMNS]
    for name in own:
        if get_close_matches(name, set(COLUMNS) - set(table.header), n=1, cutoff=0.8):
            raise table.error(1, f"unknown column '{name}'; {suggest(name, COLUMNS)}")
        if name in _TAKEN:
            raise table.error(1, f"the column '{name}' cannot be used, since speakers have one; rename it")
    for name in COLUMNS[:2]:
        if name not in table.header:
            raise table.error(1, f"the column '{name}' is missing; a roster has {', '.join(COLUMNS)}")
    known: dict[tuple[str, str], tuple[str, int]] = {}
    spelt: dict[tuple[str, str], tuple[str, int]] = {}
    for line, row in table.rows:
        key = row["speaker_id"]
        if key is None or row["name"] is None:
            raise table.error(line, "speaker_id and name must both be filled in")
        for column in ("name", *own):
            if (value := row[column]) is None:
                continue
            same, before = spelt.setdefault((column, " ".join(value.split()).casefold()), (value, line))
            if same != value and column != "name":
                raise table.error(
                    line, f"the {column} '{value}' is spelt '{same}' in line {before}; spell it in one way"
                )
            first, above = known.setdefault((key, column), (value, line))
            if first != value and column == "name":
                raise table.error(
                    line,
                    f"'{key}' is called '{value}' here and '{first}' in line {above}; write the other name in the "
                    "column alias",
                )
            if first != value:
                raise table.error(
                    line, f"'{key}' has the {column} '{value}' here and '{first}' in line {above}; keep one"
                )
    rows = [{**dict.fromkeys(COLUMNS), **row} for _, row in table.rows]
    return pd.DataFrame(rows, columns=[*COLUMNS, *own], dtype="str")
