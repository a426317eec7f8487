"""Diversity at equal size: what each group would show had it as few statements, or articles, as the smallest.

Statements of one article are often of one speaker: ten of ten articles have more speakers than ten of one. Drawing
statements takes no account of that, drawing articles (sample-based rarefaction) does.

References
----------
Hurlbert, S. H. (1971). The nonconcept of species diversity: A critique and alternative parameters. *Ecology*, 52(4),
577-586.
Gotelli, N. J., & Colwell, R. K. (2001). Quantifying biodiversity: Procedures and pitfalls in the measurement and
comparison of species richness. *Ecology Letters*, 4(4), 379-391.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.special import gammaln

from framelens.errors import InputError
from framelens.measure.diversity import INDICES, centre_bounds, herfindahl, simpson
from framelens.measure.groups import By, group_articles
from framelens.measure.resampling import BLOCK, INTERVAL, Base, Interval, make_generator, resample_sums, split_bases
from framelens.measure.voices import sum_statements
from framelens.tables import QUOTE_KINDS, Annotations

FEWEST = 10  # groups with fewer statements do not set the size for all others
SPEAKERS = "speakers"
_DRAWS = 200
_INNER = 10  # draws from each resample, so that the draw itself adds little to the interval


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
    articles: int | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Diversity of voices among equally many statements (or articles) of each group, so that they compare.

    Parameters
    ----------
    annotations : Annotations
    by : str or sequence of str, optional
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``.
    kinds : sequence of str
        The kinds of statement that count as speech.
    statements : int, optional
        How many statements are drawn from each group; as many as the smallest group with ten or more has.
    articles : int, optional
        How many articles with a named speaker are drawn from each group instead, with all their statements.
    interval : Interval
        How articles are resampled; the bounds are percentiles, moved to where their mean is the estimate, and as
        much wider as a t interval of so many articles is than a normal one.

    Returns
    -------
    pandas.DataFrame
        One row per group and measure: the columns of ``by``, ``measure``, ``n`` (statements by named speakers),
        ``n_speakers``, ``n_base_articles``, ``n_drawn`` (statements or articles drawn), ``estimate``, ``low``,
        ``high``. 'speakers' is the number of speakers expected among what is drawn; 'gini', 'herfindahl', 'entropy',
        'simpson' and 'iqv' are the means of the indices over draws. Null for a group with less.

    Raises
    ------
    InputError
        For an unknown column or kind, fewer than 2 statements or articles to draw, or a number of both.

    Examples
    --------
    >>> fl.stats.measure_diversity(study, "outlet").head(6)
    """
    if statements is not None and statements < 2:
        raise InputError(f"statements is {statements}; draw 2 or more, for one statement has one speaker")
    if articles is not None and articles < 2:
        raise InputError(f"articles is {articles}; draw 2 or more, for one article supports no comparison")
    if statements is not None and articles is not None:
        raise InputError(f"statements is {statements} and articles is {articles}; draw one of the two")
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
        if articles is None:
            rows.extend(_rarefy_base(counts.tocsr()[heard], base, size, generator, interval.level))
        else:
            rows.extend(_rarefy_articles(counts.tocsr()[heard], base, articles, generator, interval.level))
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
        parts = []
        step = max(1, BLOCK // len(total))
        for begin in range(0, base.weights.shape[1], step):
            drawn = np.rint(resample_sums(units, base.weights[:, begin : begin + step])).astype(np.int64)
            drawn = drawn[:, drawn.sum(axis=0) > 0]
            measured = _rarefy_counts(drawn, size, generator, _INNER)
            parts.append({name: _mean(values.reshape(drawn.shape[1], -1).T) for name, values in measured.items()})
        replicates = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    return _tell_rows(total, n_articles, size, (estimates, replicates), float(size), level)


def _rarefy_articles(  # type: ignore[no-untyped-def]
    counts, base: Base, size: int, generator: np.random.Generator, level: float
) -> list[tuple]:  # type: ignore[type-arg]
    """One row per measure for ``size`` articles (or clusters) of one group, with all their statements."""
    total = np.asarray(counts.sum(axis=1), dtype=np.int64).ravel()
    units = base.gather(counts).tocsc()
    held = np.flatnonzero(np.diff(units.indptr))
    units = units[:, held].tocsr()
    estimates: dict[str, np.ndarray] = {}
    replicates: dict[str, np.ndarray] = {}
    if len(held) >= size:
        order = np.argsort(generator.random((_DRAWS, len(held))), axis=1) < size
        estimates = _measure_draws(resample_sums(units, order.T))
        # Exact: in how many of the draws without putting back nobody of a speaker's articles is.
        n_in = np.diff(units.indptr)
        missed = np.exp(_log_choose(len(held) - n_in, size) - _log_choose(np.array(len(held)), size))
        estimates[SPEAKERS] = np.array([(1 - np.where(len(held) - n_in >= size, missed, 0.0)).sum()])
        resamples = base.weights.shape[1]
        if resamples and len(held) > 1:
            drawn = generator.integers(len(held), size=(resamples, len(held)))
            parts = []
            for begin in np.linspace(0, len(held) - size, _INNER).astype(int):
                weights = np.zeros((len(held), resamples))
                np.add.at(weights, (drawn[:, begin : begin + size].T, np.arange(resamples)), 1)
                parts.append(_measure_draws(resample_sums(units, weights)))
            replicates = {name: _mean([part[name] for part in parts]) for name in estimates}
    return _tell_rows(total, len(np.unique(counts.indices)), size, (estimates, replicates), float(len(total)), level)


def _measure_draws(draws: np.ndarray) -> dict[str, np.ndarray]:
    return {SPEAKERS: (draws > 0).sum(axis=0).astype(float), **{name: index(draws) for name, index in INDICES.items()}}


def _mean(draws: list[np.ndarray] | np.ndarray) -> np.ndarray:
    """The mean of the draws from each resample; null where none of them has more than one speaker."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return np.asarray(np.nanmean(draws, axis=0))


def _tell_rows(
    total: np.ndarray,
    n_articles: int,
    size: int,
    found: tuple[dict[str, np.ndarray], dict[str, np.ndarray]],
    most_speakers: float,
    level: float,
) -> list[tuple]:  # type: ignore[type-arg]
    estimates, replicates = found
    rows = []
    for measure in (SPEAKERS, *INDICES):
        values = estimates.get(measure, np.empty(0))
        estimate = float(np.nanmean(values)) if np.isfinite(values).any() else np.nan
        low = high = np.nan
        if measure in replicates and np.isfinite(estimate):
            largest = most_speakers if measure == SPEAKERS else 1.0
            low, high = centre_bounds(replicates[measure], estimate, level, largest=largest, units=n_articles)
        rows.append((measure, int(total.sum()), len(total), n_articles, size, estimate, low, high))
    return rows


def _rarefy_counts(counts: np.ndarray, size: int, generator: np.random.Generator, times: int) -> dict[str, np.ndarray]:
    """Every measure of ``size`` statements drawn from each column of ``counts``, ``times`` over.

    Expectations are exact where there is a formula; the other indices are computed on the draws. A resample that
    happens to have fewer statements is taken whole.
    """
    kept = counts[:, counts.sum(axis=0) > 0]
    whole = np.minimum(kept.sum(axis=0), size)
    found: dict[str, list[np.ndarray]] = {name: [] for name in INDICES}
    step = max(1, BLOCK // max(len(kept), 1))
    for column, least in zip(kept.T, whole, strict=True):
        for begin in range(0, times, step):  # the same draws as all at once, which many speakers have no room for
            n = min(step, times - begin)
            draws = generator.multivariate_hypergeometric(column, int(least), size=n, method="marginals").T
            for name, index in INDICES.items():
                found[name].append(index(draws.astype(float)))
    measured = {name: np.concatenate(values) if values else np.empty(0) for name, values in found.items()}
    exact = kept.astype(float)
    short = whole < size
    measured[SPEAKERS] = np.where(short, (kept > 0).sum(axis=0), rarefy_speakers(exact, size))
    measured["herfindahl"] = np.where(short, herfindahl(exact), rarefy_herfindahl(exact, size))
    measured["simpson"] = simpson(exact)
    return measured
