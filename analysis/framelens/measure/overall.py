"""Whether groups differ at all: one test over any number of groups, before anyone looks at pairs.

References
----------
Anderson, M. J. (2001). A new method for non-parametric multivariate analysis of variance. *Austral Ecology*, 26(1),
32-46.
Brown, M. B., & Forsythe, A. B. (1974). The small sample behavior of some statistics which test the equality of several
means. *Technometrics*, 16(1), 129-132.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.measure.comparisons import Comparison, keep_grouped
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By
from framelens.measure.resampling import INTERVAL, Interval
from framelens.measure.studentised import ROUNDING, find_groups_p
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
        and many groups it is far from zero), ``p`` (permutation of articles, of Brown and Forsythe's F, which
        allows for groups that vary more than others) and ``q`` (Benjamini-Hochberg over the table). Null where no
        article differs from another.

    Examples
    --------
    >>> fl.stats.compare_overall(fl.stats.sum_tone(study), "outlet")
    """
    settings = settings or Comparison()
    sums, groups = keep_grouped(sums, by)
    above, below, codes = sums.numerators, sums.denominators, groups.codes
    n_articles, n_groups = (below > 0).sum(axis=1), _count_groups(below, codes)
    total, chance = _find_total(above, below)
    estimate = _find_between(above, below, codes) / total
    p = find_groups_p(sums, codes, permutations=settings.permutations, interval=interval)
    counts = below if sums.counts is None else sums.counts
    table, size = sums.cells.copy(), len(sums.cells)
    for name, values in {"n_groups": n_groups, "n_articles": n_articles, "n": np.rint(counts.sum(axis=1))}.items():
        table[name] = pd.array(np.broadcast_to(np.asarray(values).ravel(), size).astype(np.int64), dtype="Int64")
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = (n_groups - 1) / (n_articles - 1) * chance / total
    table["estimate"], table["expected"], table["p"] = estimate, expected, np.where(np.isnan(total), np.nan, p)
    return table.assign(q=control_false_discovery(table["p"]))


def _count_groups(below: sparse.csr_array, codes: np.ndarray) -> np.ndarray:
    """In how many groups each cell has a base."""
    return np.asarray((_gather(below, codes) > 0).sum(axis=1))


def _gather(matrix: sparse.csr_array, codes: np.ndarray) -> np.ndarray:
    """Cells by groups: the sums of each group's articles."""
    n_groups = int(codes.max(initial=-1)) + 1
    pairs = (np.ones(len(codes)), (np.arange(len(codes)), codes))
    return np.asarray((matrix @ sparse.csr_array(pairs, shape=(len(codes), n_groups))).toarray())


def _find_between(above: sparse.csr_array, below: sparse.csr_array, codes: np.ndarray) -> np.ndarray:
    """For each cell the weighted sum of squares between the groups."""
    up, down = _gather(above, codes), _gather(below, codes)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(down > 0, up**2 / down, 0.0).sum(axis=1) - up.sum(axis=1) ** 2 / down.sum(axis=1)


def _find_total(above: sparse.csr_array, below: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """For each cell the weighted sum of squares between articles, and what chance puts of it between two groups.

    Null where no article differs from another.
    """
    inside, up = np.broadcast_to(below.toarray(), above.shape), above.toarray()
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = (up - (up.sum(axis=1) / inside.sum(axis=1))[:, None] * inside) ** 2
        total = np.where(inside > 0, apart / inside, 0.0).sum(axis=1)
        chance = apart.sum(axis=1) * (inside > 0).sum(axis=1) / inside.sum(axis=1)
        square = np.where(inside > 0, up**2 / inside, 0.0).sum(axis=1)
    return np.where(total > ROUNDING * np.maximum(square, ROUNDING), total, np.nan), chance
