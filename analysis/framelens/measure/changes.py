"""Change points: when a level may have shifted. Exploratory: the data are asked where, so they cannot confirm that.

References
----------
Vostrikova, L. Y. (1981). Detecting disorder in multidimensional random processes. *Soviet Mathematics Doklady*, 24,
55-59 (binary segmentation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from framelens.errors import InputError
from framelens.measure.groups import By, list_columns
from framelens.measure.periods import Series, list_series
from framelens.measure.permutations import ROUNDING
from framelens.measure.resampling import INTERVAL, Interval, make_generator, resample_sums
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
        A change is reported where at most this share of shuffled series has as large a shift.
    permutations : int
        How many times the periods are shuffled.

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
            raise InputError(f"least is {self.least}; it is a number of {self.period}s from 1 on")
        if not 0 < self.alpha < 1:
            raise InputError(f"alpha is {self.alpha}; it lies between 0 and 1, such as 0.05")
        if self.permutations < 1:
            raise InputError(f"permutations is {self.permutations}; it is a whole number from 1 on")


@dataclass(frozen=True)
class _Shift:
    """A split of the periods ``begin`` to ``end`` before ``at``."""

    begin: int
    at: int
    end: int
    p: float


def find_change_points(
    sums: ArticleSums,
    settings: ChangeSearch | None = None,
    by: By = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """When the level of a ratio may have shifted: exploratory.

    The largest shift is looked for and kept if shuffling the periods seldom makes as large a one; then each part is
    searched in the same way. Shuffling takes periods to be exchangeable: a slow drift or a season is found as a
    shift too.

    Returns
    -------
    pandas.DataFrame
        One row per group, ratio and change, in order of time: the columns of ``by`` and of the ratio, ``period`` (the
        first of the new level), ``period_low``, ``period_high`` (where the shift falls in resamples), ``n`` (the
        base on both sides up to the neighbouring changes), ``before``, ``after`` (levels), ``estimate`` (after minus
        before), ``low``, ``high`` (articles resampled, the date held), ``p`` and ``exploratory`` (always true).
        No row where nothing was found.

    Examples
    --------
    >>> fl.stats.find_change_points(fl.stats.sum_tone(study), fl.ChangeSearch("week"))
    """
    settings = settings or ChangeSearch()
    rows = []
    for series in list_series(sums, settings.period, by, interval=interval):
        held = np.flatnonzero(series.below > 0)
        generator = make_generator(series.ids, interval.seed)
        shifts = _search(series.above[held], series.below[held], 0, len(held), settings, generator)
        edges = [0, *(shift.at for shift in shifts), len(held)]
        for number, shift in enumerate(shifts):
            around = _Shift(edges[number], shift.at, edges[number + 2], shift.p)
            rows.append({**series.keys, **_describe_shift(series, held, around, settings, interval, sums.scale)})
    columns = [*list_columns(by), *sums.keys, "period", "period_low", "period_high", "n", "before", "after"]
    columns += ["estimate", "low", "high", "p", "exploratory"]
    return pd.DataFrame(rows, columns=columns).astype({"n": "Int64", "exploratory": "boolean"})


def _search(
    above: np.ndarray, below: np.ndarray, begin: int, end: int, settings: ChangeSearch, generator: np.random.Generator
) -> list[_Shift]:
    """The shifts between ``begin`` and ``end``, in order of time."""
    size = end - begin
    if size < 2 * settings.least:
        return []
    gain = _find_gains(above[begin:end, None], below[begin:end, None], settings.least)[:, 0]
    at = int(np.argmax(gain))
    order = np.argsort(generator.random((settings.permutations, size)), axis=1).T
    shuffled = _find_gains(above[begin:end][order], below[begin:end][order], settings.least).max(axis=0)
    reached = (shuffled >= gain[at] * (1 - ROUNDING)).sum()
    p = float((1 + reached) / (1 + settings.permutations))
    if p > settings.alpha:
        return []
    middle = begin + at + settings.least
    return [
        *_search(above, below, begin, middle, settings, generator),
        _Shift(begin, middle, end, p),
        *_search(above, below, middle, end, settings, generator),
    ]


def _find_gains(above: np.ndarray, below: np.ndarray, least: int) -> np.ndarray:
    """How much variance each split explains (splits by series); the first split is before period ``least``."""
    size = len(above)
    left_a, left_b = (np.cumsum(m, axis=0)[least - 1 : size - least] for m in (above, below))
    all_a, all_b = above.sum(axis=0), below.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        gain = left_a**2 / left_b + (all_a - left_a) ** 2 / (all_b - left_b) - all_a**2 / all_b
    return np.nan_to_num(gain, nan=0.0, posinf=0.0, neginf=0.0)


def _describe_shift(
    series: Series, held: np.ndarray, shift: _Shift, settings: ChangeSearch, interval: Interval, scale: float
) -> dict[str, object]:
    """Levels, difference and where the shift falls in resamples."""
    before, after = held[shift.begin : shift.at], held[shift.at : shift.end]

    def level(rows: np.ndarray, above: np.ndarray, below: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            return above[rows].sum(axis=0) / below[rows].sum(axis=0) * scale

    first, second = level(before, series.above, series.below), level(after, series.above, series.below)
    row = {"period": series.periods[held[shift.at]], "before": float(first), "after": float(second), "p": shift.p}
    row |= {"n": int(series.n[np.r_[before, after]].sum()), "estimate": float(second - first), "exploratory": True}
    row |= {"low": np.nan, "high": np.nan, "period_low": pd.NaT, "period_high": pd.NaT}
    if series.base.weights.shape[1]:
        above = resample_sums(series.above_units, series.base.weights)
        below = resample_sums(series.below_units, series.base.weights)
        tails = [(1 - interval.level) / 2, (1 + interval.level) / 2]
        difference = level(after, above, below) - level(before, above, below)
        row["low"], row["high"] = np.nanquantile(difference, tails)
        span = held[shift.begin : shift.end]
        splits = np.argmax(_find_gains(above[span], below[span], settings.least), axis=0) + settings.least
        places = np.quantile(splits, tails, method="nearest").astype(int)
        row["period_low"], row["period_high"] = (series.periods[span[place]] for place in places)
    return row
