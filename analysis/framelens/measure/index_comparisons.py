"""Differences of diversity between groups: whether one outlet gives the floor to fewer than another.

References
----------
Solow, A. R. (1993). A simple test for change in community structure. *Journal of Animal Ecology*, 62(1), 191-193
(permutation of samples between communities).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.comparisons import Comparison, keep_grouped, label_groups
from framelens.measure.diversity import INDICES, Index
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By
from framelens.measure.intervals import find_bounds
from framelens.measure.jackknife import bound_statistic
from framelens.measure.permutations import find_p, plan_exchange
from framelens.measure.resampling import INTERVAL, Interval, label_clusters, resample_sums, split_bases
from framelens.measure.sums import ArticleSums


def compare_indices(
    sums: ArticleSums,
    by: By,
    indices: Sequence[str] = tuple(INDICES),
    *,
    settings: Comparison | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Compare indices of concentration and diversity between every two groups of articles.

    Groups of different size differ in diversity by their size alone; the permutation test allows for that, since it
    deals out groups of the same sizes, the difference itself does not: see
    :func:`framelens.measure.rarefaction.measure_diversity`.

    Parameters
    ----------
    sums : ArticleSums
        Statements by speaker, made by ``sum_statements``.
    by : str or sequence of str
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``.
    indices : sequence of str
        Any of 'gini', 'herfindahl', 'entropy', 'simpson', 'iqv'.
    settings : Comparison, optional
        Its number of permutations.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`. Resamples are less diverse than the articles they
        are drawn from; the percentile interval is therefore moved to where its mean is the estimate.

    Returns
    -------
    pandas.DataFrame
        One row per index and pair of groups: ``measure``, ``group_a``, ``group_b``, ``n_a``, ``n_b`` (statements by
        named speakers), ``n_articles_a``, ``n_articles_b``, ``estimate_a``, ``estimate_b``, ``n``, ``estimate`` (a
        minus b), ``low``, ``high``, ``effect`` (a over b), ``effect_measure``, ``p`` and ``q`` (Benjamini-Hochberg
        over the table).

    Raises
    ------
    InputError
        For an unknown index or column.

    Examples
    --------
    >>> fl.stats.compare_indices(fl.stats.sum_statements(study), "outlet", ("herfindahl",)).head(3)
    """
    for name in indices:
        if name not in INDICES:
            raise InputError(f"unknown index '{name}'; {suggest(str(name), INDICES)}")
    settings = settings or Comparison()
    sums, groups = keep_grouped(sums, by)
    labels = label_groups(groups)
    named = sums.numerators[np.flatnonzero(sums.cells["speaker_id"].notna().to_numpy())].tocsc()
    bases = split_bases(sums.articles, groups.codes, len(groups), interval=interval.drawn)
    sides = []
    for base in bases:
        units = base.gather(named[:, base.columns].tocsr())
        counts = np.asarray(named[:, base.columns].sum(axis=1), dtype=float).ravel()
        sides.append((base.columns, units, counts, resample_sums(units, base.weights)))
    rows, tests = [], len(indices) * len(groups) * (len(groups) - 1) // 2
    for a, b in combinations(range(len(groups)), 2):
        p = _test(sums, named, (sides[a][0], sides[b][0]), indices, settings.permutations, interval, tests)
        for name in indices:
            rows.append((name, labels[a], labels[b], *_compare(name, sides[a], sides[b], interval), p[name]))
    sizes = ["n_a", "n_b", "n_articles_a", "n_articles_b"]
    numbers = ["estimate_a", "estimate_b", "estimate", "low", "high", "effect"]
    table = pd.DataFrame(rows, columns=["measure", "group_a", "group_b", *sizes, *numbers, "p"])
    types = dict.fromkeys(["measure", "group_a", "group_b"], "str") | dict.fromkeys(sizes, "Int64")
    table = table.astype(types | dict.fromkeys([*numbers, "p"], "float64"))
    table = table.assign(
        n=table["n_a"] + table["n_b"], effect_measure="ratio", q=control_false_discovery(table["p"])
    ).astype({"effect_measure": "str"})
    order = ["n", "estimate", "low", "high", "effect", "effect_measure", "p", "q"]
    return table[["measure", "group_a", "group_b", *sizes, "estimate_a", "estimate_b", *order]]


def _compare(name: str, a: tuple, b: tuple, interval: Interval) -> tuple:  # type: ignore[type-arg]
    """Sizes, both estimates, the difference with its bounds, and the ratio."""
    index = INDICES[name]
    first, second = (float(index(side[2][:, None])[0]) for side in (a, b))
    sizes = tuple(round(side[2].sum()) for side in (a, b))
    articles = tuple(len(np.unique(side[1].indices)) for side in (a, b))
    difference = first - second
    low = high = np.nan
    if interval.method == "t":
        return (
            *sizes,
            *articles,
            first,
            second,
            difference,
            *_bound_by_t(index, (a, b), interval),
            _ratio(first, second),
        )
    drawn = index(a[3]) - index(b[3])
    if drawn.size and np.isfinite(drawn).any() and np.isfinite(difference) and min(articles) > 1:
        without = None
        if interval.method == "bca":
            without = [(index(_leave_out(a)) - second)[None], (first - index(_leave_out(b)))[None]]
        else:
            drawn = drawn - np.nanmean(drawn) + difference
        bounds = find_bounds(drawn[None], np.array([difference]), interval=interval, jackknife=without)
        low, high = (float(np.clip(bound[0], -1, 1)) for bound in bounds)
    return (*sizes, *articles, first, second, difference, low, high, _ratio(first, second))


def _ratio(first: float, second: float) -> float:
    return first / second if second > 0 else np.nan


def _bound_by_t(index: Index, sides: tuple[tuple, tuple], interval: Interval) -> tuple[float, float]:  # type: ignore[type-arg]
    """The bounds of a difference from those of its two sides, as far as these reach towards each other (MOVER)."""
    if not interval.resamples:
        return np.nan, np.nan
    values = [float(index(side[2][:, None])[0]) for side in sides]
    bounds = [
        bound_statistic(value, index(_leave_out(side)), (1 - interval.level) / 2)
        for value, side in zip(values, sides, strict=True)
    ]
    below, above = ([abs(bound[end] - value) for value, bound in zip(values, bounds, strict=True)] for end in (0, 1))
    difference = values[0] - values[1]
    low, high = difference - np.hypot(below[0], above[1]), difference + np.hypot(above[0], below[1])
    return float(np.clip(low, -1, 1)), float(np.clip(high, -1, 1))


def _leave_out(side: tuple) -> np.ndarray:  # type: ignore[type-arg]
    """Each speaker's statements without each article (or cluster): speakers by articles."""
    units: sparse.csr_array = side[1]
    return np.asarray(side[2][:, None] - units.toarray())


def _test(
    sums: ArticleSums,
    named: sparse.csc_array,
    sides: tuple[np.ndarray, np.ndarray],
    indices: Sequence[str],
    permutations: int,
    interval: Interval,
    tests: int,
) -> dict[str, float]:
    """The p-value of each index, articles (or clusters) reassigned at random: the difference over its error."""
    columns = np.sort(np.concatenate(sides))
    in_a, counts = np.isin(columns, sides[0]), named[:, columns].tocsr()
    articles = sums.articles.iloc[columns]
    clusters = None if interval.cluster is None else label_clusters(articles, interval.cluster)
    exchange = plan_exchange(in_a, clusters, articles["article_id"].astype(str).to_numpy(dtype=object))
    pairs = (np.ones(len(columns)), (np.arange(len(columns)), exchange.unit_of))
    units = (counts @ sparse.csr_array(pairs, shape=(len(columns), len(exchange.labels)))).tocsr()
    held = np.diff(units.tocsc().indptr) > 0

    def measure(dealt: np.ndarray, rows: np.ndarray) -> np.ndarray:
        found = [[_estimate(indices[row], units, held, side) for side in (dealt, ~dealt)] for row in rows]
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.stack([np.abs(a - b) / np.sqrt(v + w) for (a, v), (b, w) in found])

    observed = measure(exchange.labels[:, None], np.arange(len(indices)))[:, 0]
    deal = exchange.make_dealer(interval.seed)
    p = find_p(deal, measure, observed, n_units=len(held), permutations=permutations, tests=tests)
    return dict(zip(indices, p, strict=True))


def _estimate(
    name: str, units: sparse.csr_array, held: np.ndarray, chosen: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """An index and its variance over the units ``chosen`` (units by deals), by what each unit moves it."""
    counts = np.asarray(units @ chosen.astype(float))
    moves = np.where(chosen, np.asarray(units.T @ find_gradient(name, counts)), 0.0)
    n = (chosen & held[:, None]).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return INDICES[name](counts), (moves**2).sum(axis=0) * n / (n - 1)


def find_gradient(name: str, counts: np.ndarray) -> np.ndarray:
    """How an index moves with one more statement of each speaker, as long as the same speakers are heard.

    The indices depend on shares alone: a unit moves one by its statements times their gradient.
    """
    total, heard = counts.sum(axis=0), (counts > 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        if name == "gini":
            rank = np.argsort(np.argsort(counts, axis=0, kind="stable"), axis=0) + 1.0 - (len(counts) - heard)
            return np.where(counts > 0, 2 / (heard * total) * (rank - (rank * counts).sum(axis=0) / total), 0.0)
        if name == "entropy":
            logs = np.log(np.where(counts > 0, counts, 1.0))
            return ((counts * logs).sum(axis=0) / total - logs) / (total * np.log(heard))
        slope = 2 / total * (counts / total - (counts**2).sum(axis=0) / total**2)
        return slope if name == "herfindahl" else -slope * (heard / (heard - 1) if name == "iqv" else 1.0)
