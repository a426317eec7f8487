"""The roster: what the researcher knows of the speakers before the program reads a word.

A name in the roster wins over anything found in the text.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from framelens.errors import InputError, suggest

COLUMNS = ("speaker_id", "name", "role", "alias")


def empty_roster() -> pd.DataFrame:
    """A roster without anybody in it."""
    return pd.DataFrame({column: pd.Series(dtype="str") for column in COLUMNS})


def read_roster(path: Path) -> pd.DataFrame:
    """Read ``roster.csv``.

    Returns
    -------
    pandas.DataFrame
        One row per name of a speaker: ``speaker_id``, ``name`` (the full name), ``role`` and ``alias``
        (another name of the same person; a speaker with three names has three rows). A cell left empty is null.

    Raises
    ------
    InputError
        If the file cannot be read, lacks ``speaker_id`` or ``name``, has an unknown column, or gives one
        ``speaker_id`` two names.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the roster {path} cannot be read: {error}; save it as CSV in UTF-8") from error
    reader = csv.DictReader(lines)
    header = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = header
    for name in header:
        if name not in COLUMNS:
            raise InputError(f"unknown column '{name}' in {path}, line 1; {suggest(name, COLUMNS)}")
    for name in COLUMNS[:2]:
        if name not in header:
            raise InputError(f"{path}, line 1: the column '{name}' is missing; a roster has {', '.join(COLUMNS)}")
    rows: list[dict[str, str | None]] = []
    names: dict[str, str] = {}
    for row in reader:
        cells = {column: (row.get(column) or "").strip() or None for column in COLUMNS}
        if not any(cells.values()):
            continue
        key, known_as = cells["speaker_id"], cells["name"]
        if key is None or known_as is None:
            raise InputError(f"{path}, line {reader.line_num}: speaker_id and name must both be filled in")
        if names.setdefault(key, known_as) != known_as:
            raise InputError(
                f"{path}, line {reader.line_num}: '{key}' is called '{known_as}' here and '{names[key]}' above; "
                "write the other name in the column alias"
            )
        rows.append(cells)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str") if rows else empty_roster()
