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
from framelens.measure.resampling import SEED, Interval, check_resampling, label_clusters
from framelens.measure.sums import ArticleSums


def compare_overall(
    sums: ArticleSums,
    by: By,
    *,
    settings: Comparison | None = None,
    seed: int = SEED,
    interval: Interval | None = None,
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
    seed : int
    interval : Interval, optional
        Only its cluster is used: what is exchanged between groups.

    Returns
    -------
    pandas.DataFrame
        One row per ratio: its columns, ``n_groups`` (groups with a base), ``n_articles`` (articles with a base),
        ``n``, ``estimate`` (eta squared: the share of the variance between articles, weighted by their base, that
        lies between groups, 0-1), ``expected`` (the same when articles are dealt out by chance: with few articles
        and many groups it is far from zero), ``p`` and ``q`` (Benjamini-Hochberg over the table). Null where no
        article differs from another.
    """
    settings, interval = settings or Comparison(), interval or Interval()
    check_resampling(seed, settings.permutations)
    sums, groups = keep_grouped(sums, by)
    size = len(sums.cells)
    above, below = sums.numerators, sums.denominators
    clusters = None if interval.cluster is None else label_clusters(sums.articles, interval.cluster)
    unit_of, labels, blocks = plan_exchange(groups.codes, clusters)
    observed = _explain(above, below, groups.codes[:, None], len(groups))[:, 0]
    extreme, made, added = (np.zeros(size) for _ in range(3))
    ids = name_units(sums.articles, len(labels))
    for dealt in deal_labels(labels, blocks, ids, seed=seed, permutations=settings.permutations):
        shares = _explain(above, below, dealt[unit_of], len(groups))
        valid = np.isfinite(shares)
        extreme += (valid & (shares >= observed[:, None] - ROUNDING)).sum(axis=1)
        made += valid.sum(axis=1)
        added += np.where(valid, shares, 0.0).sum(axis=1)
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


def _explain(above: sparse.csr_array, below: sparse.csr_array, labels: np.ndarray, n_groups: int) -> np.ndarray:
    """Eta squared of each cell under each deal of labels (articles by deals): cells by deals."""
    between = np.zeros((above.shape[0], labels.shape[1]))
    with np.errstate(invalid="ignore", divide="ignore"):
        for group in range(n_groups):
            chosen = (labels == group).astype(float)
            base = np.asarray(below @ chosen)
            between += np.where(base > 0, np.asarray(above @ chosen) ** 2 / base, 0.0)
        whole, base = (np.asarray(m.sum(axis=1), dtype=float).ravel()[:, None] for m in (above, below))
        inside = np.broadcast_to(below.toarray(), above.shape)
        squares = np.where(inside > 0, above.toarray() ** 2 / inside, 0.0).sum(axis=1)[:, None]
        total = squares - whole**2 / base
        share = (between - whole**2 / base) / total
    return np.where(total > ROUNDING * np.maximum(squares, ROUNDING), share, np.nan)
