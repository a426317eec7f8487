"""Sums by period: what trends are smoothed from and change points looked for in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.measure.groups import By, group_articles
from framelens.measure.resampling import Base, Interval, split_bases
from framelens.measure.sums import ArticleSums
from framelens.measure.trends import Period, find_period_starts, list_periods


@dataclass(frozen=True)
class Series:
    """One ratio of one group over time.

    Attributes
    ----------
    keys : dict
        The columns that tell this series from the others.
    periods : pandas.DatetimeIndex
        The first day of every period, without gaps.
    above, below : numpy.ndarray
        Numerator and denominator in each period.
    n : numpy.ndarray
        What is counted in each period.
    above_units, below_units : scipy.sparse.csr_array
        Periods by articles (or clusters): what is resampled.
    base : Base
    ids : list of str
        The articles, for a stream of random numbers of their own.
    """

    keys: dict[str, object]
    periods: pd.DatetimeIndex
    above: np.ndarray
    below: np.ndarray
    n: np.ndarray
    above_units: sparse.csr_array
    below_units: sparse.csr_array
    base: Base
    ids: list[str]


def keep_dated(sums: ArticleSums, period: Period) -> tuple[ArticleSums, pd.Series]:
    """The articles with a date, and the first day of the period of each."""
    starts = find_period_starts(sums.articles["published"], period)
    dated = starts.notna().to_numpy()
    return sums.keep_articles(dated).drop_unseen(), starts[dated].reset_index(drop=True)


def list_series(sums: ArticleSums, period: Period, by: By, *, interval: Interval) -> Iterator[Series]:
    """Every ratio of every group over the same periods; nothing without a dated article."""
    sums, starts = keep_dated(sums, period)
    if not len(starts):
        return
    periods = list_periods(starts.min(), starts.max(), period)
    place = periods.get_indexer(pd.DatetimeIndex(starts))
    groups = group_articles(sums.articles, by)
    names = sums.articles["article_id"].astype(str).to_numpy(dtype=object)
    counts = sums.denominators if sums.counts is None else sums.counts
    bases = split_bases(sums.articles, groups.codes, len(groups), interval=interval)
    for code, base in enumerate(bases):
        group = {str(c): groups.keys[c].iloc[code] for c in groups.keys.columns}
        for cell in range(len(sums.cells)):
            above, below, count = (
                _spread(_row(matrix, cell)[:, base.columns], place[base.columns], len(periods))
                for matrix in (sums.numerators, sums.denominators, counts)
            )
            yield Series(
                keys={**group, **{str(c): sums.cells[c].iloc[cell] for c in sums.cells.columns}},
                periods=periods,
                above=_add(above),
                below=_add(below),
                n=np.rint(_add(count)).astype(np.int64),
                above_units=base.gather(above),
                below_units=base.gather(below),
                base=base,
                ids=names[base.columns].tolist(),
            )


def _row(matrix: sparse.csr_array, cell: int) -> sparse.csr_array:
    return matrix[[cell if matrix.shape[0] > 1 else 0]]


def _spread(row: sparse.csr_array, place: np.ndarray, n_periods: int) -> sparse.csr_array:
    """One value an article, as periods by articles."""
    return sparse.csr_array((row.data, (place[row.indices], row.indices)), shape=(n_periods, row.shape[1]))


def _add(matrix: sparse.csr_array) -> np.ndarray:
    return np.asarray(matrix.sum(axis=1), dtype=float).ravel()
