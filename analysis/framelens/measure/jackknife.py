"""Intervals from leaving out each article once: the jackknife's standard error and a t distribution.

A share is bounded like one of as many independent units as would be as uncertain (the effective sample size), a rate
like a count of as many independent occurrences, and a mean as it is, so that no bound leaves what is possible and a
skewed estimate has a skewed interval. How far the standard error itself can be trusted decides the degrees of freedom:
where few articles carry most of a frame's terms, there are fewer than articles.

Scipy has the t distribution; the jackknife of thousands of ratios at once, over sparse sums, is ours.

References
----------
Efron, B., & Stein, C. (1981). The jackknife estimate of variance. *Annals of Statistics*, 9(3), 586-596.
Korn, E. L., & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
counts estimated from survey data. *Survey Methodology*, 24(2), 193-201.
Fay, M. P., & Feuer, E. J. (1997). Confidence intervals for directly standardized rates: A method based on the gamma
distribution. *Statistics in Medicine*, 16(7), 791-801.
Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. *Biometrics Bulletin*,
2(6), 110-114.
Clopper, C. J., & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the
binomial. *Biometrika*, 26(4), 404-413.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.special import betaincinv, gammaincinv, ndtri, stdtrit

from framelens.measure.resampling import BLOCK
from framelens.measure.sums import Kind

ROUGH = 20  # with fewer articles an interval may hold the truth less often than it says
_LEAST_FREEDOM = 8
_NOTHING = 1e-12  # what rounding leaves of a difference of equals


@dataclass(frozen=True)
class Jackknife:
    """Ratios of sums over units (articles or clusters), each with what leaving out units says of it.

    Attributes
    ----------
    estimate, error : numpy.ndarray
        The ratios and their standard errors.
    freedom : numpy.ndarray
        The degrees of freedom of the squared errors: Satterthwaite's, from the fourth moment of what each unit
        contributes; no more than the number of units less one, and no less than that or eight.
    units, found, others : numpy.ndarray
        How many units have a base, a numerator, and a base that is not all numerator.
    base : numpy.ndarray
        The sum of the denominators.
    """

    estimate: np.ndarray
    error: np.ndarray
    freedom: np.ndarray
    units: np.ndarray
    found: np.ndarray
    others: np.ndarray
    base: np.ndarray


def jackknife_ratios(numerators: sparse.csr_array, denominators: sparse.csr_array) -> Jackknife:
    """The ratio of each numerator to its denominator (cells by units, or one row by units for all cells)."""
    size, shared = numerators.shape[0], denominators.shape[0] == 1
    parts = [np.empty(size) for _ in range(7)]
    step = max(1, BLOCK // max(numerators.shape[1], 1))
    for begin in range(0, size, step):
        rows = slice(begin, begin + step)
        above, below = numerators[rows].toarray(), (denominators if shared else denominators[rows]).toarray()
        for whole, part in zip(parts, _jackknife(above, below), strict=True):
            whole[rows] = part
    return Jackknife(*parts)


def _jackknife(above: np.ndarray, below: np.ndarray) -> tuple[np.ndarray, ...]:
    all_below = below.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = above.sum(axis=1, keepdims=True) / all_below
        held = (below != 0) | (above != 0)
        # Sorted, so that the sums do not depend on the order of the articles.
        moved = np.sort(np.where(held, (estimate * below - above) / (all_below - below), 0.0), axis=1)
        units = held.sum(axis=1)
        squares = (moved**2).sum(axis=1)
        error = np.sqrt((units - 1) / units * squares)
    freedom = find_freedom(moved, units)
    others = np.abs(below - above) > _NOTHING
    return estimate[:, 0], error, freedom, units, (above != 0).sum(axis=1), others.sum(axis=1), all_below[:, 0]


def find_freedom(moved: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Satterthwaite's degrees of freedom of each row's sum of squares; null with fewer than two units.

    The variance of a variance is (kurtosis - 3) / n + 2 / (n - 1) of its square. The kurtosis of few values is too
    small, therefore 1 / n more is allowed for; and it is itself too rough to tell fewer than eight degrees from eight.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        peaked = np.maximum((moved**4).sum(axis=1) / (moved**2).sum(axis=1) ** 2 - 1 / units, 0)
        freedom = 1 / (1 / (units - 1) + np.nan_to_num(peaked) / 2)
    return np.where(units > 1, np.maximum(freedom, np.minimum(units - 1, _LEAST_FREEDOM)), np.nan)


def bound_statistic(estimate: float, without: np.ndarray, tail: float) -> tuple[float, float]:
    """The bounds of any statistic from its values without each unit, bias and all.

    What leaving out units says of the bias widens the interval on that side: it holds both the statistic of these
    units and the one that is left when the bias is taken out.
    """
    known = without[np.isfinite(without)]
    size = len(known)
    if size < 2:
        return np.nan, np.nan
    moved = np.sort(known - known.mean())
    freedom = find_freedom(moved[None], np.array([size]))[0]
    reach = -float(stdtrit(freedom, tail)) * np.sqrt((size - 1) / size * float((moved**2).sum()))
    bias = (size - 1) * float(known.mean() - estimate)
    return estimate - reach - max(bias, 0.0), estimate + reach + max(-bias, 0.0)


def bound_by_t(
    numerators: sparse.csr_array,
    denominators: sparse.csr_array,
    kind: Kind,
    tail: float,
    limits: tuple[float, float] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of each ratio that leave ``tail`` on either side; null with fewer than two units.

    Parameters
    ----------
    kind : {'share', 'rate', 'mean'}
        Which scale the bounds are found on.
    limits : tuple of float, optional
        The least and the greatest value that a mean can have.
    """
    known = jackknife_ratios(numerators, denominators)
    t = -stdtrit(known.freedom, tail)
    if kind == "mean":
        low, high = known.estimate - t * known.error, known.estimate + t * known.error
        low, high = (low, high) if limits is None else (np.clip(bound, *limits) for bound in (low, high))
    else:
        low, high = _bound_effective(known, kind, (ndtri(tail) / t) ** 2, tail)
    none = ~(known.units > 1)
    low[none] = high[none] = np.nan
    if kind != "mean":
        low, high = _bound_single(known, kind, tail, low, high)
    return low, high


def _bound_effective(known: Jackknife, kind: Kind, part: np.ndarray, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """The exact bounds of a share or rate of as many independent units as would be as uncertain, and ``part`` of those.

    Never more units than there are: statements that spread more evenly over articles than chance has it are no reason
    to be surer than of independent ones.
    """
    share, base = known.estimate, known.base
    with np.errstate(invalid="ignore", divide="ignore"):
        if kind == "share":
            share = np.clip(share, 0, 1)
            size = np.minimum(share * (1 - share) / known.error**2, base) * part
            found = share * size
            low, high = betaincinv(found, size - found + 1, tail), betaincinv(found + 1, size - found, 1 - tail)
            inner = (share > 0) & (share < 1)
        else:
            found = np.minimum((share / known.error) ** 2, share * base) * part
            low, high = (share / found * gammaincinv(k, p) for k, p in ((found, tail), (found + 1, 1 - tail)))
            inner = share > 0
    return np.where(inner, low, share), np.where(inner, high, share)


def _bound_single(
    known: Jackknife, kind: Kind, tail: float, low: np.ndarray, high: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Where all stands in one article nothing is known of others like it: the exact bounds of one article in so many.

    The same holds of a share that takes all but in one article.
    """
    units = np.maximum(known.units, 2)
    least, most = 1 - (1 - tail) ** (1 / units), betaincinv(2, units - 1, 1 - tail)
    largest = 1 if kind == "share" else None
    below, above = (np.clip(known.estimate * units * share, 0, largest) for share in (least, most))
    single = (known.found == 1) & np.isfinite(low)
    low, high = np.where(single, below, low), np.where(single, above, high)
    if kind == "share":
        below, above = (1 - np.clip((1 - known.estimate) * units * share, 0, 1) for share in (most, least))
        single = (known.others == 1) & np.isfinite(low)
        low, high = np.where(single, below, low), np.where(single, above, high)
    return low, high
