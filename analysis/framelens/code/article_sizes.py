"""How many articles an interval of a wanted width asks for, judging by those at hand.

References
----------
Cochran, W. G. (1977). *Sampling techniques* (3rd ed.), ch. 4 and 6. Wiley.
Kupper, L. L., & Hafner, K. B. (1989). How appropriate are popular sample size formulas? *The American Statistician*,
43(2), 101-105.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from framelens.code.sizes import check_plan
from framelens.measure.groups import By, group_articles
from framelens.measure.jackknife import Jackknife, bound_ratios, find_freedom
from framelens.measure.resampling import BLOCK, SEED, draw_weights
from framelens.measure.sums import ArticleSums

ASSURED = 0.95  # the bound of the spread with which four of five studies are narrow enough: benchmarks.planning
_RESAMPLES = 400
_MOST = 1 << 24  # articles up to which a number is looked for


def articles_for_interval(sums: ArticleSums, width: float, by: By = None, *, level: float = 0.95) -> pd.DataFrame:
    """How many articles make the interval of a measure ``width`` wide, judged by the articles at hand.

    The interval is the one that framelens prints (``interval = "t"``): t on the scale of log-odds for shares and of
    logarithms for rates, with fewer degrees of freedom where a few articles carry most of it. The spread between
    articles is taken as large as it may well be, because a pilot says little of it.

    Parameters
    ----------
    sums : ArticleSums
        A measure on a pilot, made by ``sum_statements``, ``sum_tone`` or ``sum_hits``.
    width : float
        The wanted width from the lower to the upper bound, in the units of the measure (0.1 is ten percentage points).
    by : str or sequence of str, optional
        Within each group of articles.
    level : float

    Returns
    -------
    pandas.DataFrame
        One row per group and ratio: its columns, ``n_base_articles`` (with a base, at hand), ``estimate``, ``width``
        (that these articles give) and ``n_needed`` (articles of the same kind with which four of five studies get an
        interval so narrow; null with fewer than two, or where none differs from another).

    Raises
    ------
    InputError
        For a width or a level that cannot be.

    Examples
    --------
    >>> fl.stats.articles_for_interval(fl.stats.sum_statements(study), 0.2).head(3)
    """
    check_plan(width, level)
    groups = group_articles(sums.articles, by)
    parts = []
    for number in range(len(groups)):
        inside = np.flatnonzero(groups.codes == number)
        above = sums.numerators[:, inside].toarray()
        below = np.broadcast_to(sums.denominators[:, inside].toarray(), above.shape)
        ids = sums.articles["article_id"].iloc[inside].astype(str).tolist()
        known = _find_spread(above, below, np.ones((len(inside), 1)))
        estimate, spread = known[0][:, 0], known[1][:, 0]
        n = (below > 0).sum(axis=1)
        planned = _Planned(sums, estimate, _find_peaked(above, below, estimate), n / len(inside), below.mean(axis=1))
        differ = (n > 1) & (spread > 0)
        here = np.full(len(n), len(inside), dtype=float)
        needed = planned.find_size(width, _assure(above, below, spread, ids), level)
        table = sums.cells.assign(
            n_base_articles=pd.array(n, dtype="Int64"),
            estimate=estimate * sums.scale,
            width=np.where(differ, planned.find_width(here, spread, level), np.nan),
            n_needed=pd.array(np.where(differ, needed, np.nan), dtype="Float64").astype("Int64"),
        )
        keys = groups.keys.iloc[[number] * len(table)].reset_index(drop=True)
        parts.append(pd.concat([keys, table.reset_index(drop=True)], axis=1))
    return pd.concat(parts, ignore_index=True)


def _find_spread(above: np.ndarray, below: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Each ratio and the standard deviation of an article's part in it, by linearisation: cells by resamples.

    Articles without a base are drawn as well and add nothing.
    """
    size = weights.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = (above @ weights) / (below @ weights)
        squares = (above**2) @ weights - 2 * estimate * ((above * below) @ weights) + estimate**2 * (below**2 @ weights)
        mean = (below @ weights) / size
        return estimate, np.sqrt(np.maximum(squares, 0) / np.maximum(size - 1, 1)) / mean


def _find_peaked(above: np.ndarray, below: np.ndarray, estimate: np.ndarray) -> np.ndarray:
    """The kurtosis of what each article with a base adds: how much a few of them carry."""
    part = above - estimate[:, None] * below
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.nan_to_num((part**4).sum(axis=1) * (below > 0).sum(axis=1) / (part**2).sum(axis=1) ** 2, nan=1.0)


def _assure(above: np.ndarray, below: np.ndarray, spread: np.ndarray, ids: list[str]) -> np.ndarray:
    """How large the spread may well be: how far that of a sample falls short of that of all, by resamples.

    A spread that is taken as it is gives too wide an interval in half of all studies (Kupper & Hafner 1989).
    """
    resamples = min(_RESAMPLES, max(20, BLOCK // max(len(ids), 1)))
    _, drawn = _find_spread(above, below, draw_weights(ids, seed=SEED, resamples=resamples).astype(float))
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(drawn / spread[:, None])
    short = np.quantile(np.where(np.isfinite(logs), logs, 0.0), 1 - ASSURED, axis=1)
    return np.asarray(spread * np.exp(-np.minimum(short, 0)))


@dataclass(frozen=True)
class _Planned:
    """Studies of articles like those at hand: for each ratio what its interval rests on but for their number."""

    sums: ArticleSums
    estimate: np.ndarray
    peaked: np.ndarray
    with_base: np.ndarray
    base: np.ndarray

    def find_width(self, size: np.ndarray, spread: np.ndarray, level: float) -> np.ndarray:
        """How wide the interval of a study of so many articles is."""
        units = np.maximum(self.with_base * size, 2.0)
        squares = spread**2 / np.maximum(size, 1)
        freedom = find_freedom(squares, squares**2 * self.peaked / units, units)
        # No study is planned in which all stands in one article, so that found and others are many.
        known = Jackknife(self.estimate, np.sqrt(squares), freedom, units, units, units, self.base * size)
        low, high = bound_ratios(known, self.sums.kind, (1 - level) / 2, self.sums.limits)
        return np.asarray((high - low) * self.sums.scale)

    def find_size(self, width: float, spread: np.ndarray, level: float) -> np.ndarray:
        """The fewest articles with which it is so narrow, by halving."""
        low, high = np.full(len(spread), 2.0), np.full(len(spread), float(_MOST))
        while (high - low > 1).any():
            middle = np.floor((low + high) / 2)
            narrow = ~(self.find_width(middle, spread, level) > width)
            low, high = np.where(narrow, low, middle), np.where(narrow, middle, high)
        return np.where(self.find_width(low, spread, level) > width, high, low)
