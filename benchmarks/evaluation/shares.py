"""Shares of a whole data set from counts by article, with intervals from resampling articles."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

# measure -> (numerators, denominators, base): the share is sum(numerators) / sum(denominators).
Measures = Mapping[str, tuple[tuple[str, ...], tuple[str, ...], str]]


def estimate_shares(
    counts: pd.DataFrame, measures: Measures, *, n_resamples: int = 2000, seed: int = 1
) -> pd.DataFrame:
    """Estimate each measure over all articles.

    Parameters
    ----------
    counts : DataFrame
        One row per article, one column per count.
    measures : mapping
        For each measure the columns summed above and below the line, and the column that is its base.
    n_resamples : int, default 2000
    seed : int, default 1

    Returns
    -------
    DataFrame
        One row per measure: ``measure``, ``n``, ``estimate`` and the bounds ``low`` and ``high`` of its 95%
        interval (percentiles); the last three are null where there is nothing below the line.
    """
    n_articles = len(counts)
    dice = np.random.default_rng(seed)
    draws = dice.multinomial(n_articles, np.full(n_articles, 1 / n_articles), size=n_resamples)
    rows = []
    for measure, (above, below, base) in measures.items():
        upper = counts[list(above)].sum(axis=1).to_numpy(dtype=float)
        lower = counts[list(below)].sum(axis=1).to_numpy(dtype=float)
        n = int(counts[base].sum())
        if n == 0 or lower.sum() == 0:
            rows.append((measure, n, np.nan, np.nan, np.nan))
            continue
        upper_draws, lower_draws = draws @ upper, draws @ lower
        shares = upper_draws[lower_draws > 0] / lower_draws[lower_draws > 0]
        low, high = np.quantile(shares, (0.025, 0.975))
        rows.append((measure, n, upper.sum() / lower.sum(), low, high))
    return pd.DataFrame(rows, columns=["measure", "n", "estimate", "low", "high"])
