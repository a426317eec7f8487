"""How many coded units an interval of a wanted width asks for.

References
----------
Kupper, L. L., & Hafner, K. B. (1989). How appropriate are popular sample size formulas? *The American Statistician*,
43(2), 101-105.
Holt, D., & Smith, T. M. F. (1979). Post stratification. *Journal of the Royal Statistical Society A*, 142(1), 33-46.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from framelens.code.bounds import Cells
from framelens.errors import InputError
from framelens.measure.resampling import SEED

MET = 0.8  # samples of the planned size whose interval is as narrow as wanted
_RESAMPLES, _FEWEST_RESAMPLES, _RESAMPLED = 400, 80, 80_000
_MOST_ALIKE = 0.95


@dataclass(frozen=True)
class Expected:
    """A program as far as one can tell in advance: of all units the shares found rightly, added, missed, left alone."""

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
    per_article: int = 1,
    design_effect: float = 1.0,
) -> int:
    """How many units people must code, drawn at random, for a corrected share whose interval is ``width`` wide.

    A program that is seldom wrong saves coding: what has to be estimated from the codes is how often either answer is
    right, not the share. Four of five samples of that size, drawn by lot, have an interval so narrow, which is the one
    that :func:`framelens.code.correction.correct_means` computes: with few units wider than the usual formula says, and
    wider in one sample than in another (Kupper & Hafner 1989).

    Parameters
    ----------
    width : float
        The wanted width from the lower to the upper bound (0.1 is ten percentage points).
    share : float
        The share of units that have the code, as far as one can tell in advance; 0.5 is the safe guess.
    precision, recall : float
        Of the program, as far as one can tell; 0.5 and 0.5 for one that hardly helps.
    units : int, optional
        How many units the program reads; many by default.
    level : float
    per_article : int
        How many units of each article are coded; they resemble each other, and articles are what is drawn.
    design_effect : float
        How many of these units tell as much as one drawn alone: see :func:`framelens.code.power.find_design_effect`.

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
    if per_article < 1 or (per_article == 1 and design_effect > 1):
        raise InputError(
            f"the design effect is {design_effect:g} and per_article {per_article}; say how many units of each article "
            "are coded, such as per_article=5"
        )
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
    alike = min((design_effect - 1) / max(per_article - 1, 1), _MOST_ALIKE)
    least = max(-(-10 // per_article), 3)  # articles; fewer than ten units are not corrected
    usual = design_effect * errors.variance / (wanted - truth / all_units) / per_article
    high = max(least, int(min(usual, all_units / per_article) / 2))

    def is_wide(articles: int) -> bool:
        return _find_width(articles, per_article, alike, errors, all_units, level) > width

    low = least
    while high * per_article < all_units and is_wide(high):
        low, high = high, 2 * high
    while high - low > max(1, high // 200):
        middle = (low + high) // 2
        low, high = (middle, high) if is_wide(middle) else (low, middle)
    return int(min(high * per_article, all_units))


def _find_width(
    articles: int, per_article: int, alike: float, errors: Expected, all_units: float, level: float
) -> float:
    """The width that the corrected interval keeps to in four of five samples of so many articles."""
    dice = np.random.default_rng(SEED)
    # Of large samples one is as wide as another, and few show how wide.
    shape = (max(_FEWEST_RESAMPLES, min(_RESAMPLES, _RESAMPLED // articles)), articles)
    weight = np.array([errors.said, 1 - errors.said])
    right = np.array([errors.hit / errors.said, errors.missed / weight[1] if weight[1] > 0 else 0.0])
    said = dice.binomial(per_article, weight[0], shape)
    size = np.stack([said, per_article - said], axis=-1)
    chance = np.broadcast_to(right, size.shape)
    if alike > 0:  # units of one article resemble each other by as much (intraclass correlation)
        between = (1 - alike) / alike
        a, b = (np.maximum(part, 1e-9) * between for part in (right, 1 - right))
        drawn = dice.beta(a, b, size.shape)
        chance = np.where((right > 0) & (right < 1), drawn, right)
    yes = dice.binomial(size, chance)
    widths = [_find_one(*one, weight, all_units, level) for one in zip(size, yes, strict=True)]
    return float(np.quantile(widths, MET))


def _find_one(size: np.ndarray, yes: np.ndarray, weight: np.ndarray, all_units: float, level: float) -> float:
    """How wide the interval of one sample is, of articles by answers: as the correction finds it."""
    total = size.sum(axis=0)
    seen = total > 0
    share = np.where(seen, yes.sum(axis=0) / np.maximum(total, 1), (1.0, 0.0))
    own = weight / np.maximum(total, 1)  # of one coded unit with this answer
    residual = own * (yes - share * size)
    spread = (residual**2).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        n = np.where(
            spread > 0,
            np.minimum(share * (1 - share) * weight**2 / spread, total),
            np.nan_to_num(total**2 / (size**2).sum(axis=0)),
        )
    cells, by_article = Cells(weight, share, n), (own * size)[:, seen].sum(axis=1)
    effective = float(by_article.sum() ** 2 / (by_article**2).sum())
    if effective <= 1:
        return np.inf
    variance = (residual.sum(axis=1) ** 2).sum() + weight[0] * weight[1] * (share[0] - share[1]) ** 2 / all_units
    error = np.sqrt(effective / (effective - 1) * variance)
    return sum(cells.find_reach(float(stats.t.ppf((1 + level) / 2, effective - 1)), error, effective))


def check_plan(width: float, level: float, design_effect: float = 1.0) -> None:
    """Raise :class:`InputError` for a width, level or design effect that cannot be."""
    if not width > 0:
        raise InputError(f"the width of an interval is {width}; it is above 0, such as 0.1")
    if not 0 < level < 1:
        raise InputError(f"the level of an interval is {level}; it lies between 0 and 1, such as 0.95")
    if not design_effect >= 1:
        raise InputError(f"the design effect is {design_effect}; it is 1 for single units and larger for several")
