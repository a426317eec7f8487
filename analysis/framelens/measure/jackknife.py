"""Intervals from leaving out each article once: the jackknife's standard error and a t distribution.

A share is bounded as log-odds, a rate as its logarithm, and a mean as it is, so that no bound leaves what is possible
and a skewed estimate has a skewed interval. How far the standard error itself can be trusted decides the degrees of
freedom: where few articles carry most of a frame's terms, there are fewer than articles.

Scipy has the t distribution; the jackknife of thousands of ratios at once, over sparse sums, is ours.

References
----------
Efron, B., & Stein, C. (1981). The jackknife estimate of variance. *Annals of Statistics*, 9(3), 586-596.
Franco, C., Little, R. J. A., Louis, T. A., & Slud, E. V. (2019). Comparative study of confidence intervals for
proportions in complex sample surveys. *Journal of Survey Statistics and Methodology*, 7(3), 334-364.
Satterthwaite, F. E. (1946). An approximate distribution of estimates of variance components. *Biometrics Bulletin*,
2(6), 110-114.
Clopper, C. J., & Pearson, E. S. (1934). The use of confidence or fiducial limits illustrated in the case of the
binomial. *Biometrika*, 26(4), 404-413.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy import sparse
from scipy.special import betaincinv, expit, gammaincinv, logit, stdtrit

from framelens.measure.sums import Kind

ROUGH = 20  # with fewer articles an interval may hold the truth less often than it says
_LEAST_FREEDOM = 4
_INDEPENDENT = 4  # units added to an error, as far as it is less than that of independent statements
_NOTHING = 1e-12  # what rounding leaves of a difference of equals

Sums = tuple[sparse.csr_array, sparse.csr_array]  # numerators and denominators


@dataclass(frozen=True)
class Jackknife:
    """Ratios of sums over units (articles or clusters), each with what leaving out units says of it.

    Attributes
    ----------
    estimate, error : numpy.ndarray
        The ratios and their standard errors.
    freedom : numpy.ndarray
        The degrees of freedom of the squared errors: Satterthwaite's, from the fourth moment of what each unit
        contributes; no more than the number of units less one, and no less than that or four.
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
    """The ratio of each numerator to its denominator (cells by units, or one row by units for all cells).

    Only entries that are there are visited: thousands of speakers in tens of thousands of articles hold few of them.
    """
    size, shared = numerators.shape[0], denominators.shape[0] == 1
    cell, above, below = _align(numerators, denominators)
    base = np.broadcast_to(np.asarray(denominators.sum(axis=1), dtype=float).ravel(), size)
    add = partial(_add_rows, cell, size)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = np.asarray(numerators.sum(axis=1), dtype=float).ravel() / base
        moved = (estimate[cell] * below - above) / (base[cell] - below)
        squares, fourths = add(moved**2), add(moved**4)
        units, others = add(np.ones(len(cell))), add((np.abs(below - above) > _NOTHING).astype(float))
        if shared:
            # Units without a numerator move every estimate in the same way, but for its size.
            held = denominators.data[denominators.data != 0]
            every, here = np.sort(held / (base[:1] - held)), estimate[cell] * below / (base[cell] - below)
            whole = estimate**2 * (every**2).sum()
            squares = whole + squares - add(here**2)
            squares = np.where(squares > _NOTHING * whole, squares, 0.0)
            fourths = np.maximum(estimate**4 * (every**4).sum() + fourths - add(here**4), 0.0)
            rest = len(held) - add((below != 0).astype(float))
            units, others = units + rest, others + rest
        error = np.sqrt((units - 1) / units * squares)
        freedom = find_freedom(squares, fourths, units)
    return Jackknife(estimate, error, freedom, units, add((above != 0).astype(float)), others, base)


def correlate_ratios(a: Sums, b: Sums) -> np.ndarray:
    """How far two ratios vary together over the units that they share: by the jackknife, -1 to 1."""
    moved = [_move(*sums) for sums in (a, b)]
    scale = np.sqrt((moved[0] ** 2).sum(axis=1) * (moved[1] ** 2).sum(axis=1))
    products = (moved[0] * moved[1]).sum(axis=1)
    return np.clip(np.divide(products, scale, out=np.zeros(len(scale)), where=scale > 0), -1, 1)


def bound_difference(a: Sums, b: Sums, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of each difference of two ratios of the same units, which each unit moves at once.

    Null where either has a base in fewer than two units.
    """
    moved = _move(*a) - _move(*b)
    below = [sums[1].toarray() != 0 for sums in (a, b)]
    units = (below[0] | below[1]).sum(axis=1)
    known = np.min([base.sum(axis=1) for base in below], axis=0) > 1
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = _divide(*a) - _divide(*b)
        reach = np.where(known, find_reach(moved, units, tail), np.nan)
    return estimate - reach, estimate + reach


def find_reach(moved: np.ndarray, units: np.ndarray, tail: float) -> np.ndarray:
    """How far a t interval reaches from estimates that leaving out each unit moves by so much: estimates by units."""
    ordered = np.sort(moved, axis=1)  # so that the articles' order does not matter
    squares, fourths = ((ordered**power).sum(axis=1) for power in (2, 4))
    freedom = find_freedom(squares, fourths, units)
    return np.asarray(-stdtrit(freedom, tail) * np.sqrt((units - 1) / units * squares))


def _divide(numerators: sparse.csr_array, denominators: sparse.csr_array) -> np.ndarray:
    return np.asarray(numerators.sum(axis=1) / denominators.sum(axis=1), dtype=float).ravel()


def _move(numerators: sparse.csr_array, denominators: sparse.csr_array) -> np.ndarray:
    """How far leaving out each unit moves each ratio: cells by units; 0 where a unit has no base, or all of it."""
    above, base = numerators.toarray(), denominators.toarray()
    total = base.sum(axis=1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = above.sum(axis=1, keepdims=True) / total
        return np.nan_to_num((ratio * base - above) / (total - base), posinf=0.0, neginf=0.0)


def _align(numerators: sparse.csr_array, denominators: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The cell, numerator and denominator of each entry: where either is, or of a shared denominator the numerator."""
    part = numerators.tocoo()
    if denominators.shape[0] == 1:
        there = part.data != 0
        return part.row[there], part.data[there], denominators.toarray()[0][part.col[there]]
    wide, base = numerators.shape[1], denominators.tocoo()
    places = [one.row.astype(np.int64) * wide + one.col for one in (part, base)]
    every = np.unique(np.concatenate(places))
    values = np.zeros((2, len(every)))
    for row, place, one in zip(values, places, (part, base), strict=True):
        np.add.at(row, np.searchsorted(every, place), one.data)
    there = (values != 0).any(axis=0)
    return every[there] // wide, values[0][there], values[1][there]


def _add_rows(cell: np.ndarray, size: int, values: np.ndarray) -> np.ndarray:
    """The sum of each cell's values, added in the order of their size, so that the articles' order does not matter."""
    order = np.lexsort((values, cell))
    return np.bincount(cell[order], values[order], size)


def find_freedom(squares: np.ndarray, fourths: np.ndarray, units: np.ndarray) -> np.ndarray:
    """Satterthwaite's degrees of freedom of sums of so many squares; null with fewer than two units.

    The variance of a variance is (kurtosis - 3) / n + 2 / (n - 1) of its square. The kurtosis of few values is too
    small, therefore 1 / n more is allowed for; and it is itself too rough to tell fewer than four degrees from four.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        peaked = np.maximum(fourths / squares**2 - 1 / units, 0)
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
    reach = float(find_reach((known - known.mean())[None], np.array([size]), tail)[0])
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
    return bound_ratios(jackknife_ratios(numerators, denominators), kind, tail, limits)


def bound_ratios(
    known: Jackknife, kind: Kind, tail: float, limits: tuple[float, float] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of ratios of which the jackknife is known, as :func:`bound_by_t`; of arrays of any shape."""
    t = -stdtrit(known.freedom, tail)
    if kind == "mean":
        low, high = known.estimate - t * known.error, known.estimate + t * known.error
        low, high = (low, high) if limits is None else (np.clip(bound, *limits) for bound in (low, high))
    else:
        low, high = _bound_transformed(known, kind, t, tail)
    none = ~(known.units > 1)
    low[none] = high[none] = np.nan
    if kind != "mean":
        low, high = _bound_single(known, kind, tail, low, high)
    return low, high


def _bound_transformed(known: Jackknife, kind: Kind, t: np.ndarray, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of a share's log-odds or of a rate's logarithm; the estimate itself where that is not finite.

    Statements that spread more evenly over few articles than chance has it are little reason to be surer than of
    independent ones: a smaller error has four units more that vary as independent statements do. And where one article
    has nearly all of it, the bound is no further away than the exact one of a single find.
    """
    share = np.clip(known.estimate, 0, 1) if kind == "share" else known.estimate
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        slope = share * (1 - share) if kind == "share" else share
        least = (known.units * known.error**2 + _INDEPENDENT * slope / known.base) / (known.units + _INDEPENDENT)
        reach = t * np.sqrt(np.maximum(known.error**2, least)) / slope
        if kind == "share":
            low, high = (expit(logit(share) + far) for far in (-reach, reach))
        else:
            low, high = (share * np.exp(far) for far in (-reach, reach))
    most = gammaincinv(2, 1 - tail)
    high = np.minimum(high, most * share)
    if kind == "share":
        low = np.maximum(low, 1 - most * (1 - share))
    return np.where(slope > 0, low, share), np.where(slope > 0, high, share)


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
