"""How many: the articles, or the coded units, that an interval of a wanted width asks for.

References
----------
Cochran, W. G. (1977). *Sampling techniques* (3rd ed.), ch. 4 and 6. Wiley.
Kupper, L. L., & Hafner, K. B. (1989). How appropriate are popular sample size formulas? *The American Statistician*,
43(2), 101-105.
Holt, D., & Smith, T. M. F. (1979). Post stratification. *Journal of the Royal Statistical Society A*, 142(1), 33-46.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from framelens.code.bounds import Cells
from framelens.errors import InputError
from framelens.measure.groups import By, group_articles
from framelens.measure.resampling import BLOCK, SEED, draw_weights
from framelens.measure.sums import ArticleSums

ASSURED = 0.9  # the bound of the spread; with few long-tailed articles, it is one of 80%
_RESAMPLES = 400


def articles_for_interval(sums: ArticleSums, width: float, by: By = None, *, level: float = 0.95) -> pd.DataFrame:
    """How many articles make the interval of a measure ``width`` wide, judged by the articles at hand.

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
        interval so narrow, because what few articles say of the spread is uncertain; null with fewer than two, or
        where none differs from another).

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
        above = sums.numerators[:, inside].toarray() * sums.scale
        below = np.broadcast_to(sums.denominators[:, inside].toarray(), above.shape)
        n, size = (below > 0).sum(axis=1), len(inside)
        ids = sums.articles["article_id"].iloc[inside].astype(str).tolist()
        resamples = min(_RESAMPLES, max(20, BLOCK // max(size, 1)))
        weights = draw_weights(ids, seed=SEED, resamples=resamples).astype(float)
        estimate, spread = (part[:, 0] for part in _find_spread(above, below, np.ones((size, 1))))
        _, drawn = _find_spread(above, below, weights)
        with np.errstate(invalid="ignore", divide="ignore"):
            # How far a sample's spread falls short of that of all is judged by resamples and the sample (Kupper &
            # Hafner 1989: a spread that is taken as it is gives too wide an interval in half of all studies).
            logs = np.log(drawn / spread[:, None])
        short = np.quantile(np.where(np.isfinite(logs), logs, 0.0), 1 - ASSURED, axis=1)
        known = (n > 1) & (spread > 0)
        assured = np.where(known, spread * np.exp(-np.minimum(short, 0)), np.nan)
        reach = stats.t.ppf((1 + level) / 2, max(size - 1, 1))
        table = sums.cells.assign(
            n_base_articles=pd.array(n, dtype="Int64"),
            estimate=estimate,
            width=np.where(known, 2 * reach * spread / np.sqrt(size), np.nan),
            n_needed=pd.array([_count_needed(one, width, level) for one in assured], dtype="Int64"),
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


def _count_needed(spread: float, width: float, level: float) -> int | None:
    """Units whose mean has an interval of this width by Student's t."""
    if not np.isfinite(spread):
        return None
    n = (2 * stats.norm.ppf((1 + level) / 2) * spread / width) ** 2
    for _ in range(20):
        n = max(2.0, (2 * stats.t.ppf((1 + level) / 2, max(n - 1, 1)) * spread / width) ** 2)
    return int(np.ceil(n))


@dataclass(frozen=True)
class Expected:
    """A program as far as one can tell beforehand: of all units the shares found rightly, added, missed, left alone."""

    hit: float
    added: float
    missed: float

    @property
    def said(self) -> float:
        """The share of units to which the program gives the code."""
        return self.hit + self.added

    @property
    def share(self) -> float:
        """The share of units that have the code."""
        return self.hit + self.missed

    @property
    def variance(self) -> float:
        """Of one coded unit, what is left where it is known how often the program gives either answer."""
        rest = 1 - self.said
        left = self.missed * (rest - self.missed) / rest if rest > 0 else 0.0
        return self.hit * self.added / self.said + left

    @staticmethod
    def expect(share: float, precision: float, recall: float) -> Expected:
        """Those of a share, precision and recall; :class:`InputError` where these cannot be."""
        for name, value in (("share", share), ("precision", precision), ("recall", recall)):
            if not 0 < value <= 1:
                raise InputError(f"{name} is {value}; it lies above 0 and is 1 at most")
        hit = share * recall
        errors = Expected(hit, hit * (1 - precision) / precision, share - hit)
        if errors.said > 1:
            raise InputError(f"a share of {share} cannot be found with precision {precision} and recall {recall}")
        return errors


def units_for_interval(
    width: float,
    *,
    share: float = 0.5,
    precision: float = 0.8,
    recall: float = 0.8,
    units: int | None = None,
    level: float = 0.95,
    design_effect: float = 1.0,
) -> int:
    """How many units people must code, drawn at random, for a corrected share whose interval is ``width`` wide.

    A program that is seldom wrong saves coding: what has to be estimated from the codes is how often either answer is
    right, not the share. The width is the mean over samples of that size, drawn by lot, of the very interval that
    :func:`framelens.code.correction.correct_means` computes; with few units it is wider than the usual formula says.

    Parameters
    ----------
    width : float
        The wanted width from the lower to the upper bound (0.1 is ten percentage points).
    share : float
        The share of units that have the code, as far as one can tell beforehand; 0.5 is the safe guess.
    precision, recall : float
        Of the program, as far as one can tell; 0.5 and 0.5 for one that hardly helps.
    units : int, optional
        How many units the program reads; many unless told.
    level : float
    design_effect : float
        How many units of the same articles tell as much as one drawn alone: 1 for one unit an article; for several see
        :func:`framelens.code.power.find_design_effect`.

    Returns
    -------
    int
        Units to code, ten at least: fewer are not corrected.

    Raises
    ------
    InputError
        For a value that cannot be, and for a width that no number of coded units gives with so few units read.

    Examples
    --------
    >>> fl.stats.units_for_interval(0.1, share=0.3)
    """
    check_plan(width, level, design_effect)
    errors = Expected.expect(share, precision, recall)
    all_units = np.inf if units is None else float(units)
    wanted = (width / (2 * stats.norm.ppf((1 + level) / 2))) ** 2
    truth = share * (1 - share)
    if wanted <= truth / all_units:  # with all units coded the truth itself varies over the units read
        least = int(np.ceil(truth / wanted))
        raise InputError(
            f"an interval {width} wide needs {least:,} units or more to be read, and there are {units:,}; "
            "read more articles or take a wider interval"
        )
    most = 10
    while most < all_units and _find_width(most, errors, all_units, level) > width:
        most *= 2
    low, high = (10, 10) if most == 10 else (most // 2, most)
    while high - low > max(1, high // 200):
        middle = (low + high) // 2
        low, high = (middle, high) if _find_width(middle, errors, all_units, level) > width else (low, middle)
    return int(min(np.ceil(high * design_effect), all_units))


def _find_width(n: int, errors: Expected, all_units: float, level: float) -> float:
    """The mean width of the corrected interval over samples of ``n`` units."""
    dice = np.random.default_rng(SEED)
    parts = np.array([errors.hit, errors.added, errors.missed])
    hit, added, missed, none = dice.multinomial(n, [*parts, max(0.0, 1 - parts.sum())], size=_RESAMPLES).T
    weight = np.array([errors.said, 1 - errors.said])
    quantile = float(stats.t.ppf((1 + level) / 2, n - 1))
    widths = []
    for yes, no in zip(np.c_[hit, missed], np.c_[added, none], strict=True):
        size = yes + no
        shares = np.where(size > 0, yes / np.maximum(size, 1), (1.0, 0.0))
        cells = Cells(weight, shares, size.astype(float))
        between = weight[0] * weight[1] * (shares[0] - shares[1]) ** 2 / all_units
        left = max(0.0, 1 - n / all_units)
        widths.append(sum(cells.find_reach(quantile, np.sqrt(cells.variance * left + between), n)))
    return float(np.mean(widths))


def check_plan(width: float, level: float, design_effect: float = 1.0) -> None:
    """Raise :class:`InputError` for a width, level or design effect that cannot be."""
    if not width > 0:
        raise InputError(f"the width of an interval is {width}; it is above 0, such as 0.1")
    if not 0 < level < 1:
        raise InputError(f"the level of an interval is {level}; it lies between 0 and 1, such as 0.95")
    if not design_effect >= 1:
        raise InputError(f"the design effect is {design_effect}; it is 1 for single units and larger for several")
