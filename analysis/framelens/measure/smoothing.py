"""Smoothed trends with bands: local straight lines through the periods, each weighing as much as its base.

References
----------
Cleveland, W. S. (1979). Robust locally weighted regression and smoothing scatterplots. *JASA*, 74(368), 829-836.
Fan, J., & Gijbels, I. (1996). *Local polynomial modelling and its applications*. Chapman & Hall.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from framelens.errors import InputError
from framelens.measure.groups import By, list_columns
from framelens.measure.intervals import find_bounds
from framelens.measure.periods import Series, list_series
from framelens.measure.resampling import INTERVAL, Interval, resample_sums
from framelens.measure.sums import ArticleSums
from framelens.measure.trends import Period, check_period

_CANDIDATES = (2, 3, 4, 6, 8, 12, 18, 26, 39, 52, 78, 104, 156, 208, 312, 365, 730)
BOUNDS = ("low", "high", "band_low", "band_high")
_FLAT = 1e-9
_NOTHING = 1e-12  # what rounding leaves of a sum of zeros


@dataclass(frozen=True)
class Smoothing:
    """How a trend is smoothed.

    Attributes
    ----------
    period : {'day', 'week', 'month', 'year'}
    bandwidth : int or None
        How many periods away a period's weight reaches zero (tricube). Without it the one that best predicts
        each period from the others.

    Examples
    --------
    >>> fl.stats.smooth_trend(fl.stats.sum_tone(study), fl.Smoothing(period="week", bandwidth=4)).head(3)
    """

    period: Period = "month"
    bandwidth: int | None = None

    def __post_init__(self) -> None:
        check_period(self.period)
        if self.bandwidth is not None and self.bandwidth < 2:
            raise InputError(f"the bandwidth is {self.bandwidth}; it is a number of {self.period}s, 2 or more")


def smooth_trend(
    sums: ArticleSums,
    settings: Smoothing | None = None,
    by: By = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Any ratio over time, smoothed, with a band from resampling articles.

    Returns
    -------
    pandas.DataFrame
        One row per group, ratio and period, periods without an article included: the columns of ``by`` and of the
        ratio, ``period`` (its first day), ``n`` (the base in this period alone), ``bandwidth`` (periods),
        ``estimate``, ``low``, ``high``, ``band_low``, ``band_high``. The estimate is null where no period within the
        bandwidth has a base: a gap longer than that is not bridged. ``low`` and ``high`` hold for each period by
        itself, the band for the whole line at once (the largest deviation, in standard errors, of each resample). Both
        are of the smoothed line: a corner that smoothing rounds off may lie outside.

    Raises
    ------
    InputError
        For an unknown period or column, or a bandwidth below 2.

    Examples
    --------
    >>> fl.stats.smooth_trend(fl.stats.sum_tone(study), fl.Smoothing("week")).head(4)
    """
    settings = settings or Smoothing()
    columns = [*list_columns(by), *sums.keys, "period", "n", "bandwidth", "estimate", *BOUNDS]
    parts = []
    listed = list_series(sums, settings.period, by, interval=interval)
    for series in listed:
        width = settings.bandwidth or choose_bandwidth(series.above, series.below)
        estimate = smooth_ratios(series.above[:, None], series.below[:, None], width)[:, 0]
        bounds = _bound_line(series, estimate, width, interval)
        numbers = {"estimate": estimate, **dict(zip(BOUNDS, bounds, strict=True))}
        part = pd.DataFrame(numbers) * sums.scale
        part = part.assign(period=series.periods, n=pd.array(series.n, dtype="Int64"))
        part["bandwidth"] = pd.array([width] * len(part), dtype="Int64")
        for key, value in series.keys.items():
            part[key] = pd.Series([value] * len(part), index=part.index)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return table[columns]


def _bound_line(series: Series, estimate: np.ndarray, width: int, interval: Interval) -> list[np.ndarray]:
    """The bounds of each period, and those of the whole line."""
    weights = series.base.weights
    if not weights.shape[1] or len(np.unique(series.below_units.nonzero()[1])) < 2:
        return [np.full(len(estimate), np.nan)] * len(BOUNDS)
    above, below = resample_sums(series.above_units, weights), resample_sums(series.below_units, weights)
    lines = smooth_ratios(above, below, width)
    low, high = find_bounds(lines, estimate, interval=interval)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a period that no resample reaches has no deviation
        error = np.nanstd(lines, axis=1, ddof=1)
        far = np.nanmax(np.abs(lines - estimate[:, None]) / np.where(error > 0, error, np.nan)[:, None], axis=0)
        reach = np.nanquantile(far, interval.level) * error
    held = np.isfinite(estimate)
    band = [np.minimum(low, estimate - reach), np.maximum(high, estimate + reach)]
    return [np.where(held, bound, np.nan) for bound in (low, high, *band)]


def smooth_ratios(above: np.ndarray, below: np.ndarray, bandwidth: int, *, leave_out: bool = False) -> np.ndarray:
    """Local straight lines through ``above / below`` (periods by series), each period weighing its ``below``.

    With ``leave_out`` each period is predicted from the others.
    """
    offsets = np.arange(-bandwidth + 1, bandwidth)
    kernel = (1 - (np.abs(offsets) / bandwidth) ** 3) ** 3
    if leave_out:
        kernel[offsets == 0] = 0

    from scipy.signal import oaconvolve  # fetched late: it takes a second

    def weigh(values: np.ndarray, power: int) -> np.ndarray:
        # A convolution turns the kernel round, hence the sign.
        return oaconvolve(values, (kernel * (-1.0 * offsets) ** power)[:, None], mode="same", axes=0)

    s0, s1, s2 = (weigh(below, power) for power in range(3))
    a0, a1 = weigh(above, 0), weigh(above, 1)
    held = s0 > _NOTHING * below.max(axis=0, initial=0)
    spread = s0 * s2 - s1**2
    with np.errstate(invalid="ignore", divide="ignore"):
        # One period with a base, or several at the same distance: no line, only a level.
        line = np.where(spread > _FLAT * s0 * s2, (s2 * a0 - s1 * a1) / spread, a0 / s0)
    return np.where(held, line, np.nan)


def choose_bandwidth(above: np.ndarray, below: np.ndarray) -> int:
    """The bandwidth whose lines best predict each period from the others, squared errors weighing the base."""
    size = len(above)
    candidates = [width for width in _CANDIDATES if width <= max(size, 2)]
    held = below > 0
    best, least = candidates[-1], np.inf
    for width in candidates:
        predicted = smooth_ratios(above[:, None], below[:, None], width, leave_out=True)[:, 0]
        error = predicted[held] - above[held] / below[held]
        loss = float((below[held] * error**2).sum())
        if np.isfinite(loss) and loss < least * (1 - _FLAT):
            best, least = width, loss
    return best
