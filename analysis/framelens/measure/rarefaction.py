"""Diversity at equal size: what each group would show had it as few statements as the smallest.

References
----------
Hurlbert, S. H. (1971). The nonconcept of species diversity: A critique and alternative parameters. *Ecology*, 52(4),
577-586.
Gotelli, N. J., & Colwell, R. K. (2001). Quantifying biodiversity: Procedures and pitfalls in the measurement and
comparison of species richness. *Ecology Letters*, 4(4), 379-391.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import gammaln

from framelens.errors import InputError
from framelens.measure.diversity import INDICES, centre_bounds, herfindahl, simpson
from framelens.measure.groups import By, group_articles
from framelens.measure.resampling import INTERVAL, Base, Interval, make_generator, resample_sums, split_bases
from framelens.measure.voices import sum_statements
from framelens.tables import QUOTE_KINDS, Annotations

FEWEST = 10  # groups with fewer statements do not set the size for all others
SPEAKERS = "speakers"
_DRAWS = 200


def rarefy_speakers(counts: np.ndarray, size: int) -> np.ndarray:
    """How many speakers are expected among ``size`` statements drawn from each column of ``counts`` (Hurlbert)."""
    total = counts.sum(axis=0)
    with np.errstate(invalid="ignore"):
        missed = _log_choose(total - counts, size) - _log_choose(total, size)
        met = np.where(counts > 0, 1 - np.exp(np.where(total - counts >= size, missed, -np.inf)), 0.0)
    return np.where(total >= size, met.sum(axis=0), np.nan)


def rarefy_herfindahl(counts: np.ndarray, size: int) -> np.ndarray:
    """The Herfindahl index expected of ``size`` statements drawn from each column of ``counts``."""
    same = 1 - simpson(counts) if size > 1 else np.zeros(counts.shape[1])
    return np.where(counts.sum(axis=0) >= size, 1 / size + (size - 1) / size * same, np.nan)


def _log_choose(n: np.ndarray, k: int) -> np.ndarray:
    n = np.maximum(n, k)
    return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)


def measure_diversity(
    annotations: Annotations,
    by: By = None,
    *,
    kinds: Sequence[str] = QUOTE_KINDS,
    statements: int | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Diversity of voices among equally many statements of each group, so that groups of different size compare.

    Parameters
    ----------
    annotations : Annotations
    by : str or sequence of str, optional
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``.
    kinds : sequence of str
        The kinds of statement that count as speech.
    statements : int, optional
        How many statements are drawn from each group; as many as the smallest group with ten or more has.
    interval : Interval
        How articles are resampled; the bounds are percentiles, moved to where their mean is the estimate.

    Returns
    -------
    pandas.DataFrame
        One row per group and measure: the columns of ``by``, ``measure``, ``n`` (statements by named speakers),
        ``n_speakers``, ``n_base_articles``, ``n_drawn`` (statements drawn), ``estimate``, ``low``, ``high``.
        'speakers' is the number of speakers expected among the statements drawn; 'gini', 'herfindahl', 'entropy',
        'simpson' and 'iqv' are the means of the indices over draws. Null for a group with fewer statements.

    Raises
    ------
    InputError
        For an unknown column or kind, or fewer than 2 statements to draw.

    Examples
    --------
    >>> fl.stats.measure_diversity(study, "outlet").head(6)
    """
    if statements is not None and statements < 2:
        raise InputError(f"statements is {statements}; draw 2 or more, for one statement has one speaker")
    sums = sum_statements(annotations, kinds=kinds)
    groups = group_articles(sums.articles, by)
    named = sums.numerators[np.flatnonzero(sums.cells["speaker_id"].notna().to_numpy())].tocsc()
    totals = np.bincount(groups.codes, np.asarray(named.sum(axis=0)).ravel(), minlength=len(groups)).astype(int)
    size = statements or int(min(totals[totals >= FEWEST], default=max(totals.max(initial=0), 1)))
    names = sums.articles["article_id"].astype(str).to_numpy(dtype=object)
    rows = []
    bases = split_bases(sums.articles, groups.codes, len(groups), interval=interval)
    for base in bases:
        counts = named[:, base.columns]
        heard = np.unique(counts.indices[counts.data > 0])
        generator = make_generator(names[base.columns].tolist(), interval.seed)
        rows.extend(_rarefy_base(counts.tocsr()[heard], base, size, generator, interval.level))
    keys = groups.keys.loc[groups.keys.index.repeat(1 + len(INDICES))].reset_index(drop=True)
    columns = ["measure", "n", "n_speakers", "n_base_articles", "n_drawn", "estimate", "low", "high"]
    types = {"measure": "str", **dict.fromkeys(columns[1:5], "Int64"), **dict.fromkeys(columns[5:], "float64")}
    return pd.concat([keys, pd.DataFrame(rows, columns=columns).astype(types)], axis=1)


def _rarefy_base(  # type: ignore[no-untyped-def]
    counts, base: Base, size: int, generator: np.random.Generator, level: float
) -> list[tuple]:  # type: ignore[type-arg]
    """One row per measure for the articles of one group."""
    total = np.asarray(counts.sum(axis=1), dtype=np.int64).ravel()
    n_articles = len(np.unique(counts.indices))
    enough = total.sum() >= size and size > 1
    estimates = _rarefy_counts(total[:, None], size, generator, _DRAWS) if enough else {}
    replicates: dict[str, np.ndarray] = {}
    units = base.gather(counts)
    if enough and len(np.unique(units.indices)) > 1 and base.weights.shape[1]:
        drawn = np.rint(resample_sums(units, base.weights)).astype(np.int64)
        replicates = _rarefy_counts(drawn, size, generator, 1)
    rows = []
    for measure in (SPEAKERS, *INDICES):
        estimate = float(np.nanmean(estimates[measure])) if enough and np.isfinite(estimates[measure]).any() else np.nan
        low = high = np.nan
        if measure in replicates and np.isfinite(estimate):
            largest = float(size) if measure == SPEAKERS else 1.0
            low, high = centre_bounds(replicates[measure], estimate, level, largest=largest)
        rows.append((measure, int(total.sum()), len(total), n_articles, size, estimate, low, high))
    return rows


def _rarefy_counts(counts: np.ndarray, size: int, generator: np.random.Generator, times: int) -> dict[str, np.ndarray]:
    """Every measure of ``size`` statements drawn from each column of ``counts``, ``times`` over.

    Expectations are exact where there is a formula; the other indices are computed on the draws. A resample that
    happens to have fewer statements is taken whole.
    """
    kept = counts[:, counts.sum(axis=0) > 0]
    whole = np.minimum(kept.sum(axis=0), size)
    draws = np.concatenate(
        [
            generator.multivariate_hypergeometric(column, int(least), size=times, method="marginals").T
            for column, least in zip(kept.T, whole, strict=True)
        ],
        axis=1,
    ).astype(float)
    measured = {name: index(draws) for name, index in INDICES.items()}
    exact = kept.astype(float)
    short = whole < size
    measured[SPEAKERS] = np.where(short, (kept > 0).sum(axis=0), rarefy_speakers(exact, size))
    measured["herfindahl"] = np.where(short, herfindahl(exact), rarefy_herfindahl(exact, size))
    measured["simpson"] = simpson(exact)
    return measured
