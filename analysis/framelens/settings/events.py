"""What the researcher knows of each article and the archive does not say: the event it covers, a kind of outlet."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd

from framelens.errors import InputError
from framelens.tables import SCHEMAS

KEY = "article_id"
# What units of coding have besides: grouped by one of these, an article's column and a unit's would be mixed up.
OF_UNITS = (
    "answer", "choices", "code", "coder", "coders", "drawn", "end", "n_stratum", "order", "probability", "question",
    "start", "strata", "stratum", "target", "unit_id", "value", "voice", "zone",
)  # fmt: skip
_TAKEN = {*SCHEMAS["articles"].names, *OF_UNITS, "day", "week", "month", "year", "weight"}


def empty_events() -> pd.DataFrame:
    """Nothing known besides."""
    return pd.DataFrame({KEY: pd.Series(dtype="str")})


def read_events(path: Path) -> pd.DataFrame:
    """Read the table that ``events`` in ``[compare]`` names: ``article_id``, and columns of one's own.

    Raises
    ------
    InputError
        If the file cannot be read, lacks ``article_id`` or any other column, has a column that articles have already,
        or an article twice.
    """
    try:
        reader = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}; save it as CSV in UTF-8") from error
    header = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = header
    if KEY not in header or len(header) < 2:
        raise InputError(f"{path}, line 1: the columns are {', '.join(header)}; needed are {KEY} and one of your own")
    for name in header:
        if not name or header.count(name) > 1 or (name != KEY and name in _TAKEN):
            raise InputError(
                f"{path}, line 1: the column '{name}' cannot be used; articles or units of coding have it, or it is "
                "there twice"
            )
    seen: dict[str, int] = {}
    rows = []
    for row in reader:
        cells = {name: (row.get(name) or "").strip() or None for name in header}
        article = cells[KEY]
        if article is None:
            raise InputError(f"{path}, line {reader.line_num}: {KEY} is empty; fill it in")
        if article in seen:
            raise InputError(f"{path}, line {reader.line_num}: article '{article}' stands in line {seen[article]} too")
        seen[article] = reader.line_num
        rows.append(cells)
    return pd.DataFrame(rows, columns=header).astype("str")


def join_events(articles: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Articles with the columns of ``events``; null for articles that it does not name."""
    known = events.set_index(KEY)
    added = {name: known[name].reindex(articles[KEY]).array for name in known.columns if name not in articles.columns}
    return articles.assign(**added) if added else articles
