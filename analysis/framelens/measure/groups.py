"""Groups of articles: by any column of the articles table, or by day, week, month or year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import pandas as pd

from framelens.errors import InputError, suggest
from framelens.settings.fields import PERIODS as PERIODS

_FORMATS = {"day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}
_NO_GROUPS = ("text",)
_LISTED = 12

By = str | Sequence[str] | None


@dataclass(frozen=True)
class Groups:
    """A partition of a set of articles.

    Attributes
    ----------
    keys : pandas.DataFrame
        One row per group, in order, nulls last: the columns that were grouped by. Articles whose column is
        null are a group of their own.
    codes : numpy.ndarray
        For every article the row of ``keys`` it belongs to.
    """

    keys: pd.DataFrame
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.keys)


def list_columns(by: By) -> tuple[str, ...]:
    """``by`` as a tuple of column names: nothing, one name or several."""
    if by is None:
        return ()
    return (by,) if isinstance(by, str) else tuple(by)


def list_article_columns(articles: pd.DataFrame) -> list[str]:
    """The columns that articles can be grouped by, periods included."""
    columns = [str(c) for c in articles.columns if c not in _NO_GROUPS]
    return [*columns, *(p for p in PERIODS if p not in columns)]


def check_columns(columns: Iterable[str], allowed: Sequence[str]) -> None:
    """Raise :class:`InputError` for the first of ``columns`` that is not ``allowed``."""
    for column in columns:
        if column not in allowed:
            raise InputError(f"cannot group by '{column}'; {suggest(str(column), allowed)}")


def list_near(value: str, allowed: Sequence[object]) -> list[str]:
    """What a message names of many allowed values: all of a few, else those nearest to the value given."""
    names = [str(name) for name in allowed]
    return names if len(names) <= _LISTED else get_close_matches(value, names, n=3) or names[:_LISTED]


def find_periods(published: pd.Series, period: str) -> pd.Series:
    """The period each date falls into, as text that sorts by time; for years an integer.

    A day is ``2021-12-21``, a week ``2021-W51`` (ISO 8601), a month ``2021-12``, a quarter ``2021-Q4``; an unknown
    date stays null.
    """
    dates = pd.to_datetime(published)
    if period == "year":
        return dates.dt.year.astype("Int64")
    if period == "quarter":
        return dates.dt.strftime("%Y-Q").astype("str") + dates.dt.quarter.astype("Int64").astype("str")
    return dates.dt.strftime(_FORMATS[period]).astype("str")


def find_column(articles: pd.DataFrame, column: str) -> pd.Series:
    """A column of the articles table, or the period that its name stands for."""
    if column not in articles.columns and column in PERIODS:
        return find_periods(articles["published"], column)
    return articles[column]


def group_articles(articles: pd.DataFrame, by: By = None) -> Groups:
    """Partition ``articles`` by one or several columns.

    Parameters
    ----------
    articles : pandas.DataFrame
        An articles table.
    by : str or sequence of str, optional
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year`` of publication. Without it all
        articles are one group.

    Raises
    ------
    InputError
        For a column that is not there.
    """
    columns = list_columns(by)
    check_columns(columns, list_article_columns(articles))
    if not columns:
        return Groups(keys=pd.DataFrame(index=pd.RangeIndex(1)), codes=np.zeros(len(articles), dtype=np.intp))
    values = pd.DataFrame({c: find_column(articles, c).array for c in columns})
    codes = values.groupby(list(columns), sort=True, dropna=False, observed=True).ngroup().to_numpy(dtype=np.intp)
    first = np.unique(codes, return_index=True)[1]
    return Groups(keys=values.iloc[first].reset_index(drop=True), codes=codes)
