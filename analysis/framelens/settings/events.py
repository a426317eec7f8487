"""What the researcher knows of each article and the archive does not say: the event it covers, a kind of outlet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from framelens.csvtables import read_csv_table
from framelens.errors import InputError
from framelens.tables import TAKEN

KEY = "article_id"


def empty_events() -> pd.DataFrame:
    """Nothing known besides."""
    return pd.DataFrame({KEY: pd.Series(dtype="str")})


def read_events(path: Path) -> pd.DataFrame:
    """Read the table that ``events`` in ``[compare]`` names: ``article_id``, and columns of one's own.

    Raises
    ------
    InputError
        With file and line, if the file is no strict CSV, lacks ``article_id`` or any other column, has a column that
        articles have already, or an article twice.
    """
    table = read_csv_table(path, "the events")
    if KEY not in table.header or len(table.header) < 2:
        raise table.error(1, f"the columns are {', '.join(table.header)}; needed are {KEY} and one of your own")
    for name in table.header:
        if name != KEY and name in TAKEN:
            raise table.error(1, f"the column '{name}' cannot be used; articles, measures or units of coding have it")
    seen: dict[str, int] = {}
    for line, row in table.rows:
        article = row[KEY]
        if article is None:
            raise table.error(line, f"{KEY} is empty; fill it in")
        if article in seen:
            raise table.error(line, f"article '{article}' stands in line {seen[article]} too")
        seen[article] = line
    return pd.DataFrame([row for _, row in table.rows], columns=table.header).astype("str")


def join_events(articles: pd.DataFrame, events: pd.DataFrame) -> pd.DataFrame:
    """Articles with the columns of ``events``; null for articles that it does not name.

    Raises
    ------
    InputError
        If the articles have such a column already, with other values.
    """
    known = events.set_index(KEY)
    added = {name: known[name].reindex(articles[KEY]).array for name in known.columns}
    for name, values in added.items():
        if name in articles.columns and not articles[name].astype("str").equals(
            pd.Series(values, index=articles.index, dtype="str")
        ):
            raise InputError(f"the events and the articles both have a column '{name}'; rename one of them")
    return articles.assign(**added) if added else articles
