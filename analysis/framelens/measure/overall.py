"""Whether groups differ at all: one test over any number of groups, before anyone looks at pairs.

References
----------
Anderson, M. J. (2001). A new method for non-parametric multivariate analysis of variance. *Austral Ecology*, 26(1),
32-46.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.measure.comparisons import Comparison, keep_grouped
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By
from framelens.measure.permutations import ROUNDING, deal_labels, find_p, name_units, plan_exchange
from framelens.measure.resampling import INTERVAL, Interval, label_clusters
from framelens.measure.sums import ArticleSums


def compare_overall(
    sums: ArticleSums,
    by: By,
    *,
    settings: Comparison | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """How much of what varies between articles lies between the groups.

    Parameters
    ----------
    sums : ArticleSums
    by : str or sequence of str
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``. Articles without a value belong
        to no group.
    settings : Comparison, optional
        Only its number of permutations is used.
    interval : Interval
        Only its seed and its cluster are used: what is exchanged between groups.

    Returns
    -------
    pandas.DataFrame
        One row per ratio: its columns, ``n_groups`` (groups with a base), ``n_articles`` (articles with a base),
        ``n``, ``estimate`` (eta squared: the share of the variance between articles, weighted by their base, that
        lies between groups, 0-1), ``expected`` (the same when articles are dealt out by chance: with few articles
        and many groups it is far from zero), ``p`` and ``q`` (Benjamini-Hochberg over the table). Null where no
        article differs from another.

    Examples
    --------
    >>> fl.stats.compare_overall(fl.stats.sum_tone(study), "outlet")
    """
    settings = settings or Comparison()
    sums, groups = keep_grouped(sums, by)
    size = len(sums.cells)
    above, below = sums.numerators, sums.denominators
    clusters = None if interval.cluster is None else label_clusters(sums.articles, interval.cluster)
    unit_of, labels, blocks = plan_exchange(groups.codes, clusters)
    total = _find_total(above, below)
    pairs = (np.ones(len(unit_of)), (np.arange(len(unit_of)), unit_of))
    units = sparse.csr_array(pairs, shape=(len(unit_of), len(labels)))
    up, down = (np.broadcast_to((matrix @ units).toarray(), (size, len(labels))) for matrix in (above, below))
    observed = _find_between(up, down, labels) / total
    extreme, made, added = (np.zeros(size) for _ in range(3))
    ids = name_units(sums.articles, len(labels))
    for dealt in deal_labels(labels, blocks, ids, seed=interval.seed, permutations=settings.permutations):
        for deal in dealt.T:
            share = _find_between(up, down, deal) / total
            valid = np.isfinite(share)
            extreme += valid & (share >= observed - ROUNDING)
            made += valid
            added += np.where(valid, share, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = added / made
    base = [(below[:, groups.codes == g].sum(axis=1) > 0) for g in range(len(groups))]
    counts = below if sums.counts is None else sums.counts
    table = sums.cells.copy()
    n_groups = np.sum(base, axis=0) if base else np.zeros(size)
    whole = {"n_groups": n_groups, "n_articles": (below > 0).sum(axis=1), "n": np.rint(counts.sum(axis=1))}
    for name, values in whole.items():
        table[name] = pd.array(np.broadcast_to(np.asarray(values).ravel(), size).astype(np.int64), dtype="Int64")
    table["estimate"], table["expected"] = observed, expected
    table["p"] = find_p(extreme, made, observed)
    return table.assign(q=control_false_discovery(table["p"]))


def _find_between(above: np.ndarray, below: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """For each cell the weighted sum of squares between the groups that ``labels`` make of the units."""
    order = np.argsort(labels, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(labels[order]) != 0])[: len(order)]
    if not len(order):
        return np.full(len(above), np.nan)
    up, down = (np.add.reduceat(matrix[:, order], starts, axis=1) for matrix in (above, below))
    base = down.sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(down > 0, up**2 / down, 0.0).sum(axis=1) - up.sum(axis=1) ** 2 / base


def _find_total(above: sparse.csr_array, below: sparse.csr_array) -> np.ndarray:
    """For each cell the weighted sum of squares between articles; null where no article differs from another."""
    inside = np.broadcast_to(below.toarray(), above.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        squares = np.where(inside > 0, above.toarray() ** 2 / inside, 0.0).sum(axis=1)
        total = squares - np.asarray(above.sum(axis=1)).ravel() ** 2 / inside.sum(axis=1)
    return np.where(total > ROUNDING * np.maximum(squares, ROUNDING), total, np.nan)
