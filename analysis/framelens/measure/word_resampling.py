"""How sure the log-odds of words are: intervals and permutation tests that take articles, not words, for independent.

References
----------
Efron, B. (1987). Better bootstrap confidence intervals. *JASA*, 82(397), 171-185.
Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero. *Statistical Applications in
Genetics and Molecular Biology*, 9(1), 39.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.measure.intervals import find_bounds, leave_one_out
from framelens.measure.log_odds import add_counts, find_variance
from framelens.measure.permutations import count_extreme, deal_labels, find_p, name_units, plan_exchange
from framelens.measure.resampling import BLOCK, Interval, draw_weights, label_clusters, make_generator, resample_sums
from framelens.measure.words import WordCounts


@dataclass(frozen=True)
class Sides:
    """The words of both sides by what is drawn anew: articles, or clusters of them.

    Attributes
    ----------
    counts : pair of scipy.sparse.csr_array
        Words by units; the same units on both sides where they are drawn ``together``.
    names : pair of list of str
        What the units of each side are called.
    together : bool
        Two voices stand in the same articles, and two outlets may lie in one cluster: these are drawn once for both.
    """

    counts: tuple[sparse.csr_array, sparse.csr_array]
    names: tuple[list[str], list[str]]
    together: bool

    @property
    def least(self) -> int:
        """The units with words of the side that has fewer."""
        return min(len(np.unique(part.indices)) for part in self.counts)


def gather_sides(counts: Sequence[WordCounts], articles: pd.DataFrame, interval: Interval, *, paired: bool) -> Sides:
    """The two sides of a comparison as they are drawn anew; ``paired`` where they share articles."""
    parts = [side.counts for side in counts]
    names = counts[0].article_ids.astype(str)
    if interval.cluster is not None:
        names, cluster = np.unique(label_clusters(articles, interval.cluster), return_inverse=True)
        pairs = (np.ones(len(cluster)), (np.arange(len(cluster)), cluster))
        into = sparse.csr_array(pairs, shape=(len(cluster), len(names)))
        parts = [(part @ into).tocsr() for part in parts]
    used = [np.unique(part.indices) for part in parts]
    together = paired or interval.cluster is not None
    if together:
        used = [np.union1d(*used)] * 2
    first, second = (part[:, columns].tocsr() for part, columns in zip(parts, used, strict=True))
    return Sides((first, second), (names[used[0]].tolist(), names[used[1]].tolist()), together)


def bound_log_odds(
    sides: Sides, prior: np.ndarray, keep: np.ndarray, *, interval: Interval
) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the log-odds ratio of the words ``keep``; null where a side has fewer than two units."""
    low, high = np.full(len(keep), np.nan), np.full(len(keep), np.nan)
    if sides.least < 2 or not interval.resamples:
        return low, high
    weights = [draw_weights(names, seed=interval.seed, resamples=interval.resamples) for names in sides.names]
    sizes = [np.asarray(part.sum(axis=0), dtype=float).ravel() for part in sides.counts]
    totals = [size @ w.astype(float) for size, w in zip(sizes, weights, strict=True)]
    whole = prior.sum()

    def odds(own: np.ndarray, total: np.ndarray | float, rows: np.ndarray) -> np.ndarray:
        own = own + prior[rows, None]
        return np.log(own) - np.log(total + whole - own)

    step = max(1, BLOCK // max(*(len(w) for w in weights), interval.resamples))
    for begin in range(0, len(keep), step):
        rows = keep[begin : begin + step]
        parts = [part[rows] for part in sides.counts]
        drawn = [odds(resample_sums(p, w), n, rows) for p, w, n in zip(parts, weights, totals, strict=True)]
        sums = [np.asarray(part.sum(axis=1), dtype=float).reshape(-1, 1) for part in parts]
        full = [odds(y, size.sum(), rows) for y, size in zip(sums, sizes, strict=True)]
        without = None
        if interval.method == "bca":
            less = [odds(leave_one_out(p), size.sum() - size, rows) for p, size in zip(parts, sizes, strict=True)]
            without = [less[0] - less[1]] if sides.together else [less[0] - full[1], full[0] - less[1]]
        place = slice(begin, begin + step)
        low[place], high[place] = find_bounds(
            drawn[0] - drawn[1], (full[0] - full[1]).ravel(), interval=interval, jackknife=without
        )
    return low, high


def permute_log_odds(
    counts: Sequence[WordCounts],
    articles: pd.DataFrame,
    prior: np.ndarray,
    keep: np.ndarray,
    *,
    paired: bool,
    permutations: int,
    interval: Interval,
) -> np.ndarray:
    """The permutation p-value of the z of each of the words ``keep``.

    Articles (or clusters) change sides as a whole; where both sides stand in the same articles, the two sides of an
    article change places or stay. Null where a side has fewer than two articles.
    """
    used = [np.unique(side.counts.indices) for side in counts]
    if min(map(len, used)) < 2 or not permutations:
        return np.full(len(keep), np.nan)
    columns = np.union1d(*used)
    table = articles.iloc[columns]
    clusters = None if interval.cluster is None else label_clusters(table, interval.cluster)
    stays, goes = (side.counts[:, columns].tocsr() for side in counts)
    labels = np.ones(len(columns), dtype=bool) if paired else np.isin(columns, used[0])
    unit_of, of_unit, blocks = plan_exchange(labels, clusters)
    names = name_units(table, len(of_unit))
    if paired:
        blocks_of_deals = _toss_coins(names, seed=interval.seed, permutations=permutations)
    else:
        stays, goes = (stays + goes).tocsr(), sparse.csr_array(stays.shape)
        blocks_of_deals = deal_labels(of_unit, blocks, names, seed=interval.seed, permutations=permutations)
    y_t, y_r = (add_counts(side)[keep] for side in counts)
    n_t, n_r = (float(side.counts.sum()) for side in counts)
    observed = _find_z((y_t[:, None], y_r[:, None]), (n_t, n_r), prior[keep, None], float(prior.sum())).ravel()
    extreme, made = np.zeros(len(keep), dtype=np.int64), np.zeros(len(keep), dtype=np.int64)
    sizes = [np.asarray(part.sum(axis=0), dtype=float).ravel() for part in (stays, goes)]
    for dealt in blocks_of_deals:
        chosen = dealt[unit_of].astype(float)
        totals = (sizes[0] @ chosen + sizes[1] @ (1 - chosen), sizes[1] @ chosen + sizes[0] @ (1 - chosen))
        step = max(1, BLOCK // max(chosen.shape))
        for begin in range(0, len(keep), step):
            rows, place = keep[begin : begin + step], slice(begin, begin + step)
            a, b = stays[rows], goes[rows]
            drawn = (a @ chosen + b @ (1 - chosen), b @ chosen + a @ (1 - chosen))
            more = count_extreme(_find_z(drawn, totals, prior[rows, None], float(prior.sum())), observed[place])
            extreme[place] += more[0]
            made[place] += more[1]
    return find_p(extreme, made, observed)


def _toss_coins(names: list[str], *, seed: int, permutations: int) -> Iterator[np.ndarray]:
    """Whether each unit stays as it is, some permutations at a time: units by permutations."""
    generator = make_generator(names, seed)
    rank = np.argsort(np.argsort(np.array(names, dtype=object), kind="stable"), kind="stable")
    step = max(1, BLOCK // max(len(names), 1))
    for begin in range(0, permutations, step):
        width = min(step, permutations - begin)
        yield (generator.random((width, len(names))) < 0.5).T[rank]


def _find_z(
    counts: tuple[np.ndarray, np.ndarray], totals: Sequence[np.ndarray | float], prior: np.ndarray, whole: float
) -> np.ndarray:
    """The log-odds ratio over its standard error were words independent (Monroe et al. 2008)."""
    y_t, y_r = counts
    odds = [np.log(y + prior) - np.log(n + whole - y - prior) for y, n in zip(counts, totals, strict=True)]
    return np.asarray((odds[0] - odds[1]) / np.sqrt(find_variance(y_t, y_r, prior)))
