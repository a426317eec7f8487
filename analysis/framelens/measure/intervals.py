"""Intervals: how far a number would move if other articles had been drawn.

Every estimate is a sum over articles divided by a sum over articles. :mod:`framelens.measure.jackknife` bounds it by
what leaving out each article does to it; on request :mod:`framelens.measure.resampling` gives resampled sums, and this
module their percentiles. `python -m benchmarks.levels` prints how often each holds the truth.

Scipy's ``bootstrap`` makes one interval at a time from its own draws; here all ratios of a table share the draws, as
one product of sparse matrices, therefore percentiles and BCa are ours and tested against scipy's.

References
----------
Efron, B. (1987). Better bootstrap confidence intervals. *JASA*, 82(397), 171-185.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import ndtr, ndtri

from framelens.measure.groups import By, group_articles
from framelens.measure.jackknife import bound_by_t
from framelens.measure.resampling import BLOCK, INTERVAL, Base, Interval, resample_sums, split_bases
from framelens.measure.sums import ArticleSums
from framelens.tables import WEIGHT


def find_bounds(
    replicates: np.ndarray, observed: np.ndarray, *, interval: Interval, jackknife: Sequence[np.ndarray] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of an interval for each row of ``replicates``.

    Parameters
    ----------
    replicates : numpy.ndarray
        Estimates by resamples; NaN where a resample has no base for the estimate.
    observed : numpy.ndarray
        The estimates themselves.
    jackknife : sequence of numpy.ndarray, optional
        For BCa, estimates by articles: each estimate without one article; one array for each sample of articles
        that is drawn for itself.
    """
    ordered = np.sort(replicates, axis=1)
    valid = np.isfinite(ordered).sum(axis=1)
    tail = (1 - interval.level) / 2
    low = np.full(len(observed), tail)
    high = np.full(len(observed), 1 - tail)
    if interval.method == "bca" and jackknife is not None:
        low, high = _correct_levels(ordered, valid, observed, jackknife, tail)
    return _take_quantiles(ordered, valid, low), _take_quantiles(ordered, valid, high)


def _correct_levels(
    ordered: np.ndarray, valid: np.ndarray, observed: np.ndarray, jackknife: Sequence[np.ndarray], tail: float
) -> tuple[np.ndarray, np.ndarray]:
    """The two quantile levels of BCa: bias from the replicates, acceleration from the jackknife."""
    column = observed[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        below = ((ordered < column).sum(axis=1) + (ordered <= column).sum(axis=1)) / (2 * valid)
        bias = ndtri(below)
        cubes, squares = np.zeros(len(observed)), np.zeros(len(observed))
        for without in jackknife:
            size = np.isfinite(without).sum(axis=1, keepdims=True)
            centre = np.nansum(without, axis=1, keepdims=True) / size
            influence = np.nan_to_num((size - 1) * (centre - without) / size)
            cubes += (influence**3).sum(axis=1)
            squares += (influence**2).sum(axis=1)
        acceleration = np.where(squares > 0, cubes / (6 * squares**1.5), 0.0)
        levels = []
        for normal in (ndtri(tail), -ndtri(tail)):
            shifted = bias + normal
            levels.append(ndtr(bias + shifted / (1 - acceleration * shifted)))
    # All replicates on one side of the estimate: nothing to correct by, the plain percentiles stand.
    plain = ~np.isfinite(bias)
    return np.where(plain, tail, levels[0]), np.where(plain, 1 - tail, levels[1])


def _take_quantiles(ordered: np.ndarray, valid: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """One quantile a row, interpolated linearly between the ordered finite values (NaN are last)."""
    if not ordered.shape[1]:
        return np.full(len(ordered), np.nan)
    position = np.nan_to_num(levels) * np.maximum(valid - 1, 0)
    lower = np.floor(position).astype(np.intp)
    upper = np.minimum(lower + 1, np.maximum(valid - 1, 0))
    rows = np.arange(len(ordered))
    below, above = ordered[rows, lower], ordered[rows, upper]
    with np.errstate(invalid="ignore"):
        between = below + (above - below) * (position - lower)
    return np.where(valid > 0, between, np.nan)


def resample_articles(sums: ArticleSums, by: By = None, *, interval: Interval = INTERVAL) -> pd.DataFrame:
    """Estimate every ratio in every group of articles, with an interval from resampling articles.

    The same seed gives the same bytes, whatever the order of rows and whatever other groups are asked for.

    Parameters
    ----------
    sums : ArticleSums
        What is estimated: made by ``sum_statements``, ``sum_tone``, ``sum_hits``.
    by : str or sequence of str, optional
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``.
    interval : Interval
        By default t intervals at 95%, from leaving out each article once.

    Returns
    -------
    pandas.DataFrame
        One row per group and ratio: the group's columns, the ratio's columns, ``total`` (the numerator),
        ``n_articles`` (articles where it is not zero), ``n`` (the base), ``n_base_articles`` (articles with
        a base), ``estimate`` (null without a base), ``low`` and ``high`` (null where the base lies in fewer
        than two articles or clusters).

    Notes
    -----
    Where nothing was found in any article, all articles say zero, which is no reason to be sure. The upper
    bound of a share or rate is then what would be seen if one occurrence stood in each of as many articles as
    the exact binomial bound for "none of so many articles" allows; likewise the lower bound of a share of one.
    """
    if WEIGHT in sums.articles:
        # Copies that the study weighs: each counts in part, wherever a measure comes from.
        sums = sums.weigh_articles(sums.articles[WEIGHT].to_numpy(dtype=float))
    groups = group_articles(sums.articles, by)
    bases = split_bases(sums.articles, groups.codes, len(groups), interval=interval.drawn)
    by_article = _ByArticle(sums)
    parts = [_estimate_group(by_article, base, interval) for base in bases]
    if not parts:  # no article, therefore no group: the columns without a row
        parts = [_estimate_group(by_article, _no_base(interval.resamples), interval)]
        parts[0] = {name: values[:0] for name, values in parts[0].items()}
    lengths = [len(part["cell"]) for part in parts]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    cells = sums.cells.iloc[columns.pop("cell")].reset_index(drop=True)
    numbers = pd.DataFrame({n: v if v.dtype.kind == "f" else pd.array(v, dtype="Int64") for n, v in columns.items()})
    if not len(groups):
        return pd.concat([groups.keys, cells, numbers], axis=1)
    keys = groups.keys.loc[groups.keys.index.repeat(lengths)].reset_index(drop=True)
    return pd.concat([keys, cells, numbers], axis=1)


def _no_base(resamples: int) -> Base:
    return Base(np.zeros(0, dtype=np.intp), None, np.zeros((0, resamples), dtype=np.uint16))


class _ByArticle:
    """The matrices of sums stored by article, so that a group's columns are cheap to pick."""

    def __init__(self, sums: ArticleSums) -> None:
        self.sums = sums
        self.shared = sums.denominators.shape[0] == 1
        self.numerators = sums.numerators.tocsc()
        self.denominators = sums.denominators.tocsc()
        self.counts = self.denominators if sums.counts is None else sums.counts.tocsc()
        always = np.ones(len(sums.cells), dtype=bool) if sums.always is None else sums.always
        self.always = np.flatnonzero(always)

    def pick(self, columns: np.ndarray) -> tuple[np.ndarray, list[sparse.csr_array]]:
        """The cells that have a row in a group of articles, and the three matrices of them."""
        parts = [matrix[:, columns] for matrix in (self.numerators, self.denominators, self.counts)]
        seen = parts[:1] if self.shared else parts[:2]
        cells = np.unique(np.concatenate([self.always, *(part.indices for part in seen)]))
        shape = (len(cells), len(columns))
        for place, part in enumerate(parts):
            if place == 0 or part.shape[0] > 1:
                rows = np.searchsorted(cells, part.indices)
                parts[place] = sparse.csc_array((part.data, rows, part.indptr), shape=shape)
        return cells, [part.tocsr() for part in parts]


def _estimate_group(by_article: _ByArticle, base: Base, interval: Interval) -> dict[str, np.ndarray]:
    """The rows of one group of articles, as columns."""
    sums = by_article.sums
    cells, (numerators, denominators, counts) = by_article.pick(base.columns)
    size = len(cells)
    total = _add_up(numerators)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = total / _add_up(denominators) * sums.scale
    table = {
        "cell": cells,
        "total": total,
        "n_articles": _count_articles(numerators),
        "n": np.broadcast_to(np.rint(_add_up(counts)).astype(np.int64), size),
        "n_base_articles": np.broadcast_to(_count_articles(denominators), size),
        "estimate": estimate,
    }
    numerators, denominators = base.gather(numerators), base.gather(denominators)
    tail = (1 - interval.level) / 2
    if interval.method != "t":
        low, high = _bound_ratios(numerators, denominators, base.weights, interval)
    elif interval.resamples and size:
        low, high = bound_by_t(numerators, denominators, sums.kind, tail, sums.limits)
    else:
        low, high = np.full(size, np.nan), np.full(size, np.nan)
    n = np.broadcast_to(_add_up(counts), size)
    low, high = _bound_extremes(sums.kind, numerators, denominators, n, (low, high), tail)
    return {**table, "low": low * sums.scale, "high": high * sums.scale}


def _add_up(matrix: sparse.csr_array) -> np.ndarray:
    return np.asarray(matrix.sum(axis=1), dtype=float).ravel()


def _count_articles(matrix: sparse.csr_array) -> np.ndarray:
    return np.bincount(
        np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))[matrix.data != 0], minlength=matrix.shape[0]
    )


def _bound_ratios(
    numerators: sparse.csr_array, denominators: sparse.csr_array, weights: np.ndarray, interval: Interval
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the ratio of each numerator to its denominator, some rows at a time."""
    size, shared = numerators.shape[0], denominators.shape[0] == 1
    low, high = np.full(size, np.nan), np.full(size, np.nan)
    if not weights.size or not size:
        return low, high
    below = resample_sums(denominators, weights) if shared else None
    step = max(1, BLOCK // max(weights.shape))
    for begin in range(0, size, step):
        rows = slice(begin, begin + step)
        part, base = numerators[rows], denominators if shared else denominators[rows]
        with np.errstate(invalid="ignore", divide="ignore"):
            replicates = resample_sums(part, weights) / (resample_sums(base, weights) if below is None else below)
            observed = _add_up(part) / _add_up(base)
            without = None
            if interval.method == "bca":
                without = [leave_one_out(part) / leave_one_out(base)]
        low[rows], high[rows] = find_bounds(replicates, observed, interval=interval, jackknife=without)
    alone = np.broadcast_to(_count_articles(denominators) < 2, size)
    low[alone] = high[alone] = np.nan
    return low, high


def leave_one_out(matrix: sparse.csr_array) -> np.ndarray:
    """Each row's sum without each of the columns."""
    return _add_up(matrix)[:, None] - matrix.toarray()


def _bound_extremes(
    kind: str,
    numerators: sparse.csr_array,
    denominators: sparse.csr_array,
    n: np.ndarray,
    bounds: tuple[np.ndarray, np.ndarray],
    tail: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds where nothing, or everything, was found and all articles say the same (see the Notes above).

    ``n`` is the base as it was counted: a unit that stands for a hundred others tells no more than one. Where more is
    counted than is a base (units with either frame, of all units), the base it is.
    """
    low, high = bounds
    if kind == "mean":
        return low, high
    total, below = _add_up(numerators), np.broadcast_to(_add_up(denominators), len(low))
    units = np.broadcast_to(_count_articles(denominators), len(low))
    with np.errstate(invalid="ignore", divide="ignore"):
        margin = (1 - tail ** (1 / units)) * units / np.minimum(n, below)
    if kind == "rate":
        return low, np.where((total == 0) & np.isfinite(high), margin, high)
    margin = np.minimum(margin, 1.0)
    return (
        np.where((total == below) & np.isfinite(low), 1 - margin, low),
        np.where((total == 0) & np.isfinite(high), margin, high),
    )
