"""Bounds of corrected means: what each unit contributes to their error, and how lopsided few codes make them.

References
----------
Brown, L. D., Cai, T. T., & DasGupta, A. (2001). Interval estimation for a binomial proportion. *Statistical Science*,
16(2), 101-133.
Franco, C., Little, R. J. A., Louis, T. A., & Slud, E. V. (2019). Comparative study of confidence intervals for
proportions in complex sample surveys. *Journal of Survey Statistics and Methodology*, 7(3), 334-364.
Korn, E. L., & Graubard, B. I. (1998). Confidence intervals for proportions with small expected number of positive
counts estimated from survey data. *Survey Methodology*, 24(2), 193-201.
Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: A general approach.
*Statistics in Medicine*, 27(10), 1693-1702.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import optimize, stats

_SMALLEST = -12.0  # no p-value below 1e-12 is told


@dataclass(frozen=True)
class Cells:
    """The share of a code among coded units of one stratum that have the same answer, one number a cell.

    Few codes may show no error by luck, and few errors make a lopsided interval; a mean's squared influences show
    neither, the share of each cell does.

    Attributes
    ----------
    weight : numpy.ndarray
        How much of the mean each cell's share makes; negative for what is subtracted.
    share : numpy.ndarray
    n : numpy.ndarray
        Coded units as simple random sampling would need for the same variance (Korn & Graubard 1998).
    known : float
        What is added to the variance because all units have answers: how many of the coded have which answer is
        chance, and how much that moves the mean follows from the whole population, not from those that were drawn.
    """

    weight: np.ndarray
    share: np.ndarray
    n: np.ndarray
    known: float = 0.0

    @property
    def variance(self) -> float:
        """What the shares within cells add to the variance of the mean."""
        return float((self.weight**2 * self.share * (1 - self.share) / self.n).sum())

    def find_reach(self, quantile: float) -> tuple[float, float]:
        """How far the mean may lie below and above, by Jeffreys' interval of each share (Zou & Donner 2008)."""
        tail = stats.norm.sf(quantile)
        yes, no = self.share * self.n, (1 - self.share) * self.n
        below = self.share - np.where(yes > 0, stats.beta.ppf(tail, yes + 0.5, no + 0.5), 0.0)
        above = np.where(no > 0, stats.beta.isf(tail, yes + 0.5, no + 0.5), 1.0) - self.share
        positive = self.weight > 0
        down, up = np.where(positive, below, above), np.where(positive, above, below)
        reach = [float(np.sqrt(((self.weight * np.maximum(by, 0)) ** 2).sum())) for by in (down, up)]
        return reach[0], reach[1]


@dataclass(frozen=True)
class Corrected:
    """A mean and what each unit contributes to its error.

    Attributes
    ----------
    estimate : float
    influence : numpy.ndarray
        One number a unit; the variance of the mean is the sum over clusters of their squared sums.
    n_effective : float
        The clusters that the least certain part of the mean rests on, counted as if all weighed the same (Kish).
    cells : Cells, optional
        Where answers and codes are shares: what the codes say of units with one answer, cell by cell.
    """

    estimate: float
    influence: np.ndarray
    n_effective: float
    cells: Cells | None = None


def find_cells(
    answer: np.ndarray,
    code: np.ndarray,
    weight: np.ndarray,
    clusters: np.ndarray,
    *,
    trust: float,
    strata: np.ndarray | None = None,
) -> Cells | None:
    """The cells of coded units, where answers are true or false and codes lie between; else none.

    ``trust`` is how much of the answer is taken from the code before errors are averaged.
    """
    coded = np.isfinite(code)
    meant, said = code[coded], answer[coded]
    if not len(meant) or not np.isin(said, (0, 1)).all() or meant.min() < 0 or meant.max() > 1:
        return None
    strata = np.zeros(len(answer), dtype=np.intp) if strata is None else strata
    kind, cell = np.unique(2 * strata[coded] + said.astype(np.intp), return_inverse=True)
    own, cluster = weight[coded], np.unique(clusters[coded], return_inverse=True)[1]
    total = np.bincount(cell, own)
    share = np.clip(np.bincount(cell, own * meant) / total, 0, 1)
    pair, place = np.unique(cell * (cluster.max() + 1) + cluster, return_inverse=True)
    by_pair, cell_of = np.bincount(place, own), pair // (cluster.max() + 1)
    n = total**2 / np.bincount(cell_of, by_pair**2)
    residual = np.bincount(place, own * (meant - share[cell]))
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = n / (n - 1) * np.bincount(cell_of, residual**2) / total**2
        alike = share * (1 - share) / variance
    n = np.where(np.isfinite(alike) & (alike > 0), alike, n)
    known = 0.0
    for stratum in np.unique(kind[kind % 2 == 1] // 2):
        pair_of = np.flatnonzero(kind // 2 == stratum)
        if len(pair_of) == 2:
            inside = strata == stratum
            true, drawn = answer[inside].mean(), total[pair_of[1]] / total[pair_of].sum()
            gap = share[pair_of[1]] - share[pair_of[0]] - trust
            size = own[np.isin(cell, pair_of)].sum() ** 2 / (own[np.isin(cell, pair_of)] ** 2).sum()
            known += (inside.mean() * gap) ** 2 * (true * (1 - true) - drawn * (1 - drawn)) / size
    return Cells(total / len(answer), share, n, known)


def add_by_cluster(influence: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """The sum of what the units of each cluster contribute."""
    return np.bincount(clusters, influence)


def find_error(corrected: Corrected, clusters: np.ndarray) -> float:
    """The standard error, from clusters; null where it rests on fewer than two."""
    n = corrected.n_effective
    return float(np.sqrt(n / (n - 1) * (add_by_cluster(corrected.influence, clusters) ** 2).sum())) if n > 1 else np.nan


def find_interval(corrected: Corrected, clusters: np.ndarray, level: float) -> tuple[float, float]:
    """Bounds by Student's t with as many degrees of freedom as there are clusters with codes, less one.

    Shares of few codes are lopsided and may be 0 or 1 by luck: there each cell's own share has Jeffreys' bounds, and
    what else moves the mean is added to them (Zou & Donner 2008).
    """
    error = find_error(corrected, clusters)
    if not np.isfinite(error):
        return np.nan, np.nan
    quantile = float(stats.t.ppf((1 + level) / 2, corrected.n_effective - 1))
    if corrected.cells is None:
        return corrected.estimate - quantile * error, corrected.estimate + quantile * error
    rest = max(error**2 - corrected.cells.variance + corrected.cells.known, 0.0) * quantile**2
    down, up = (np.hypot(np.sqrt(rest), reach) for reach in corrected.cells.find_reach(quantile))
    return float(corrected.estimate - down), float(corrected.estimate + up)


def find_p(corrected: Corrected, clusters: np.ndarray) -> float:
    """The p-value of "no difference from zero": the level at which the interval begins to hold it."""
    if not np.isfinite(find_error(corrected, clusters)) or corrected.estimate == 0:
        return 1.0 if corrected.estimate == 0 else np.nan

    def miss(exponent: float) -> float:
        low, high = find_interval(corrected, clusters, 1 - 10**exponent)
        return low if corrected.estimate > 0 else -high

    if miss(_SMALLEST) > 0:
        return float(10**_SMALLEST)
    return float(10 ** optimize.brentq(miss, _SMALLEST, -1e-12))


def find_difference(a: Corrected, b: Corrected, in_a: np.ndarray, in_b: np.ndarray) -> Corrected:
    """One group's mean minus another's; ``in_a`` and ``in_b`` tell whose unit each is.

    An article with units in both groups moves both, which the influences keep.
    """
    influence = np.zeros(len(in_a))
    influence[in_a] += a.influence
    influence[in_b] -= b.influence
    cells = [part for part in (a.cells, b.cells) if part is not None]
    both = None
    if len(cells) == 2:
        first, second = cells
        weight, share, n = (
            np.concatenate(pair)
            for pair in ((first.weight, -second.weight), (first.share, second.share), (first.n, second.n))
        )
        both = Cells(weight, share, n, first.known + second.known)
    return Corrected(a.estimate - b.estimate, influence, min(a.n_effective, b.n_effective), both)
