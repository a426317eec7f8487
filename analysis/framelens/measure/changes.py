"""Change points: when a level may have shifted. Exploratory: the data are asked where, so they cannot confirm that.

The split that explains most is kept where :mod:`framelens.measure.shifts` finds it larger than what a season and
autocorrelation bring about.

References
----------
Vostrikova, L. Y. (1981). Detecting disorder in multidimensional random processes. *Soviet Mathematics Doklady*, 24,
55-59 (binary segmentation).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from framelens.errors import InputError
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, list_columns
from framelens.measure.periods import Series, list_series
from framelens.measure.resampling import INTERVAL, Interval, make_generator
from framelens.measure.shifts import Levels, find_split, list_waves
from framelens.measure.sums import ArticleSums
from framelens.measure.trends import Period, check_period


@dataclass(frozen=True)
class ChangeSearch:
    """How change points are looked for.

    Attributes
    ----------
    period : {'day', 'week', 'month', 'year'}
    least : int
        The fewest periods with a base on either side of a change.
    alpha : float
        The share of false discoveries among the reported changes; 0.05 also bounds how often a change is reported
        where there is none in any ratio.
    permutations : int
        How many times each series is shuffled; more where so many ratios are searched that it takes more.

    Examples
    --------
    >>> fl.stats.find_change_points(fl.stats.sum_tone(study), fl.ChangeSearch(period="week", least=4))
    """

    period: Period = "month"
    least: int = 3
    alpha: float = 0.05
    permutations: int = 999

    def __post_init__(self) -> None:
        check_period(self.period)
        if self.least < 1:
            raise InputError(f"least is {self.least}; it is a number of {self.period}s, 1 or more")
        if not 0 < self.alpha < 1:
            raise InputError(f"alpha is {self.alpha}; it lies between 0 and 1, such as 0.05")
        if self.permutations < 1:
            raise InputError(f"permutations is {self.permutations}; it must be a whole number, 1 or more")


@dataclass(frozen=True)
class _Shift:
    """A split of the periods ``begin`` to ``end`` before ``at``."""

    begin: int
    at: int
    end: int
    p: float
    q: float


def find_change_points(
    sums: ArticleSums,
    settings: ChangeSearch | None = None,
    by: By = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """When the level of a ratio may have shifted: exploratory.

    The largest shift of each ratio is looked for and kept if series with the same season and autocorrelation seldom
    have as large a one, false discoveries among all ratios controlled; then each part is searched in the same way.

    Returns
    -------
    pandas.DataFrame
        One row per group, ratio and change, in order of time: the columns of ``by`` and of the ratio, ``period`` (the
        first of the new level), ``n`` (the base on both sides up to the neighbouring changes), ``before``, ``after``
        (levels), ``estimate`` (after minus before), ``p``, ``q`` (Benjamini-Hochberg over all ratios that were
        searched; within a part never smaller than that of the shift before) and ``exploratory`` (always true). No row
        where nothing was found. There is no interval: a difference that was chosen because it is large looks larger
        than it is, and so would its interval.

    Notes
    -----
    A season is distinguished from a shift if there are at least two cycles, such as 24 months; with fewer it counts
    as autocorrelation. With less than twenty periods strong autocorrelation is underestimated, and more shifts are
    found than ``alpha`` says.

    Examples
    --------
    >>> fl.stats.find_change_points(fl.stats.sum_tone(study), fl.ChangeSearch("week"))
    """
    settings = settings or ChangeSearch()
    searched = []
    for series in list_series(sums, settings.period, by, interval=interval):
        held = np.flatnonzero(series.below > 0)
        if len(held) >= 2 * settings.least:
            searched.append((series, held, _read_levels(series, held, settings.period, interval.seed)))
    split = partial(find_split, least=settings.least, alpha=settings.alpha, permutations=settings.permutations)
    firsts = [split(levels, n_searched=len(searched)) for _, _, levels in searched]
    found = control_false_discovery(pd.Series([p for _, p in firsts], dtype=float)).to_numpy()
    rows = []
    for (series, held, levels), (at, p), q in zip(searched, firsts, found, strict=True):
        if not q <= settings.alpha:
            continue
        first = _Shift(0, at, len(held), p, float(q))
        shifts = [*_search(levels, 0, at, first, settings), first, *_search(levels, at, len(held), first, settings)]
        edges = [0, *(shift.at for shift in shifts), len(held)]
        for number, shift in enumerate(shifts):
            around = _Shift(edges[number], shift.at, edges[number + 2], shift.p, shift.q)
            rows.append({**series.keys, **_describe_shift(series, held, around, sums.scale)})
    columns = [*list_columns(by), *sums.keys, "period", "n", "before", "after", "estimate", "p", "q", "exploratory"]
    return pd.DataFrame(rows, columns=columns).astype({"n": "Int64", "exploratory": "boolean"})


def _read_levels(series: Series, held: np.ndarray, period: str, seed: int) -> Levels:
    level, waves = series.above[held] / series.below[held], list_waves(held, len(series.periods), period)
    return Levels(level, series.below[held], waves, make_generator(series.ids, seed))


def _search(levels: Levels, begin: int, end: int, above: _Shift, settings: ChangeSearch) -> list[_Shift]:
    """The shifts between ``begin`` and ``end``, one side of the shift ``above``, in order of time."""
    if end - begin < 2 * settings.least:
        return []
    at, p = find_split(
        levels.between(begin, end),
        settings.least,
        alpha=settings.alpha,
        permutations=settings.permutations,
        n_searched=1,
    )
    if not p <= settings.alpha:
        return []
    found = _Shift(begin, begin + at, end, p, max(p, above.q))
    return [*_search(levels, begin, found.at, found, settings), found, *_search(levels, found.at, end, found, settings)]


def _describe_shift(series: Series, held: np.ndarray, shift: _Shift, scale: float) -> dict[str, object]:
    """The levels before and after, and their difference."""
    before, after = held[shift.begin : shift.at], held[shift.at : shift.end]
    first, second = (series.above[rows].sum() / series.below[rows].sum() * scale for rows in (before, after))
    return {
        "period": series.periods[held[shift.at]],
        "n": int(series.n[np.r_[before, after]].sum()),
        "before": float(first),
        "after": float(second),
        "estimate": float(second - first),
        "p": shift.p,
        "q": shift.q,
        "exploratory": True,
    }
