"""The test behind change points: whether series with the same season and autocorrelation have as large a shift.

Innovations of an autoregression are shuffled and filtered again (a sieve bootstrap), the season is taken from each
series, and the shares of variance that their best splits explain say how often so large a shift comes about by itself.
Neither scipy nor statsmodels has a test for a shift at an unknown time.

References
----------
Bühlmann, P. (1997). Sieve bootstrap for time series. *Bernoulli*, 3(2), 123-148.
Robbins, M., Gallagher, C., Lund, R., & Aue, A. (2011). Mean shift testing in correlated data. *Journal of Time Series
Analysis*, 32(5), 498-511.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from framelens.measure.permutations import ROUNDING

# Periods that make a cycle: a year of months, quarters or weeks, a week and a year of days.
CYCLES: dict[str, tuple[float, ...]] = {
    "day": (7, 365.25), "week": (365.25 / 7,), "month": (12,), "quarter": (4,), "year": (),
}  # fmt: skip
_MOST_AUTOCORRELATION = 0.95
_OBVIOUS = 0.7  # a further shift that explains so much of what is left is taken for one
_MOST_SHUFFLES = 20_000


@dataclass(frozen=True)
class Levels:
    """A ratio in each period with a base: its level, its base and what a season may explain of it."""

    level: np.ndarray
    base: np.ndarray
    season: np.ndarray
    generator: np.random.Generator

    def between(self, begin: int, end: int) -> Levels:
        """The periods ``begin`` to ``end``, with as much of a season as so many can show."""
        return Levels(self.level[begin:end], self.base[begin:end], self.season[begin:end], self.generator)


def list_waves(places: np.ndarray, length: int, period: str) -> np.ndarray:
    """A constant and the waves that so long a series can show: one with two cycles or more, a second with three."""
    columns = [np.ones(len(places))]
    for cycle in CYCLES[period]:
        for k in (1, 2):
            if length >= (k + 1) * cycle:
                turn = 2 * np.pi * k * places / cycle
                columns += [np.sin(turn), np.cos(turn)]
    return np.stack(columns, axis=1)


def find_split(levels: Levels, least: int, *, alpha: float, permutations: int, n_searched: int) -> tuple[int, float]:
    """Where the largest shift is, and how often series without one have as large a one; null where all is the same."""
    from scipy.signal import lfilter  # fetched late: it takes a second

    base = levels.base[:, None]
    fit = levels.season @ np.linalg.pinv(np.sqrt(base) * levels.season) * np.sqrt(levels.base)
    rest = levels.level[:, None] - fit @ levels.level[:, None]
    gain = _find_gains(rest, base, least)
    at = int(np.argmax(gain[:, 0])) + least
    scale = float((base * levels.level[:, None] ** 2).sum())
    if float((base * rest**2).sum()) <= ROUNDING * max(scale, ROUNDING):
        return at, np.nan
    observed = gain.max() / (base * rest**2).sum()
    innovations, correlation = _fit_autoregression(rest[:, 0], levels, least)
    reached = made = 0
    wanted = permutations
    while made < wanted:
        order = np.argsort(levels.generator.random((min(wanted - made, 1000), len(base))), axis=1).T
        shuffled = innovations[order] / np.sqrt(base)
        shuffled[0] /= np.sqrt(1 - correlation**2)
        drawn = lfilter([1.0], [1.0, -correlation], shuffled, axis=0)
        drawn -= fit @ drawn
        explained = _find_gains(drawn, base, least).max(axis=0) / (base * drawn**2).sum(axis=0)
        reached += int((explained >= observed * (1 - ROUNDING)).sum())
        made += order.shape[1]
        if made >= wanted and not reached:  # among so many ratios a smaller p may be needed
            wanted = max(wanted, min(_MOST_SHUFFLES, int(2 * n_searched / alpha)))
    return at, (1 + reached) / (1 + made)


def _fit_autoregression(rest: np.ndarray, levels: Levels, least: int) -> tuple[np.ndarray, float]:
    """The innovations of ``rest``, each times the root of its base, and the autocorrelation without its shifts.

    Taking out the best shift makes the autocorrelation of so few periods look smaller: by how much was found from
    simulated series of 12 to 100 periods. More than a standard error is added, for too small a value finds shifts that
    are none.
    """
    base, size, waves = levels.base, len(rest), levels.season.shape[1] - 1
    flat = _take_shifts(rest, base, least)
    squares = float((base * flat**2).sum())
    if squares <= ROUNDING * float((base * rest**2).sum()):  # nothing but shifts
        return np.sqrt(base) * rest, 0.0
    seen = float((np.sqrt(base[1:] * base[:-1]) * flat[1:] * flat[:-1]).sum()) / squares
    correlation = (seen + (3.3 + waves) / size) / max(1 - (7.5 + waves) / size, 0.3) + 1.2 / np.sqrt(size)
    correlation = float(np.clip(correlation, 0, _MOST_AUTOCORRELATION))
    # The innovations keep the shift, so that shuffling them is exact where there is no autocorrelation.
    innovations = rest - np.r_[rest[0] * (1 - np.sqrt(1 - correlation**2)), correlation * rest[:-1]]
    innovations *= np.sqrt(base)
    return innovations - innovations.mean(), correlation


def _take_shifts(rest: np.ndarray, base: np.ndarray, least: int) -> np.ndarray:
    """What is left without the best shift, and without further ones as long as each explains most of it."""
    edges, flat = [0, len(rest)], rest
    while True:
        splits = []
        for begin, end in pairwise(edges):
            if end - begin >= 2 * least:
                gain = _find_gains(flat[begin:end, None], base[begin:end, None], least)[:, 0]
                splits.append((float(gain.max()), begin + least + int(np.argmax(gain))))
        squares = float((base * flat**2).sum())
        if not splits or (len(edges) > 2 and max(splits)[0] < _OBVIOUS * squares):
            return flat
        edges = sorted([*edges, max(splits)[1]])
        means = [np.average(rest[a:b], weights=base[a:b]) for a, b in pairwise(edges)]
        flat = rest - np.repeat(means, np.diff(edges))


def _find_gains(rest: np.ndarray, base: np.ndarray, least: int) -> np.ndarray:
    """How much variance each split explains (splits by series); the first split is before period ``least``."""
    size, above = len(rest), rest * base
    left_a, left_b = (np.cumsum(m, axis=0)[least - 1 : size - least] for m in (above, base))
    all_a, all_b = above.sum(axis=0), base.sum(axis=0)
    return np.asarray(left_a**2 / left_b + (all_a - left_a) ** 2 / (all_b - left_b) - all_a**2 / all_b)
