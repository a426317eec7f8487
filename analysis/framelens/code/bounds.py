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

_FARTHEST = 6.0  # quantile up to which tails of the beta distribution are computed; beyond, that sometimes fails
_SMALLEST, _LARGEST = -12.0, -1e-12  # logarithms of p; none below 1e-12 is told


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
        Coded units as simple random sampling would need for the same variance (Korn & Graubard 1998); 0 where no unit
        with the answer was coded, so that its share may be anything.
    """

    weight: np.ndarray
    share: np.ndarray
    n: np.ndarray

    @property
    def variance(self) -> float:
        """What the shares within cells add to the variance of the mean."""
        there = self.n > 0
        weight, share, n = self.weight[there], self.share[there], self.n[there]
        return float((weight**2 * share * (1 - share) / n).sum())

    def find_reach(self, quantile: float, error: float, n: float) -> tuple[float, float]:
        """How far the mean may lie below and above, by Jeffreys' interval of each share (Zou & Donner 2008).

        ``error`` is the standard error of the mean, by ``n`` clusters. What it has beyond the cells' own variance is
        added. Where it has less, units of one article make up for each other (one with the code for one without, or one
        of either group that is compared), and the reach of what was seen shrinks as the variance does; the cells' own
        counts for one cluster more, because few clusters may have no variance by luck.
        """
        tail = stats.norm.sf(min(quantile, _FARTHEST))
        farther = max(1.0, quantile / _FARTHEST)  # far out in the tails as a normal variable
        yes, no = self.share * self.n, (1 - self.share) * self.n
        below = self.share - np.where(yes > 0, stats.beta.ppf(tail, yes + 0.5, no + 0.5), 0.0)
        above = np.where(no > 0, stats.beta.isf(tail, yes + 0.5, no + 0.5), 1.0) - self.share
        below, above = np.minimum(below * farther, self.share), np.minimum(above * farther, 1 - self.share)
        positive = self.weight > 0
        alike = min(1.0, (1 + (n - 1) * error**2 / self.variance) / n) if self.variance > 0 else 1.0
        rest = max(error**2 - self.variance, 0.0) * quantile**2
        scale = self.weight**2 * np.where(self.n > 0, alike, 1.0)
        down, up = np.where(positive, below, above), np.where(positive, above, below)
        reach = [float(np.sqrt((scale * np.maximum(by, 0) ** 2).sum() + rest)) for by in (down, up)]
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


def are_shares(answer: np.ndarray, code: np.ndarray) -> bool:
    """Whether answers are true or false and codes lie between, so that their means are shares."""
    coded = np.isfinite(code)
    return bool(coded.any() and np.isin(answer, (0, 1)).all() and code[coded].min() >= 0 and code[coded].max() <= 1)


def find_cells(
    answer: np.ndarray, code: np.ndarray, weight: np.ndarray, clusters: np.ndarray, strata: np.ndarray
) -> Cells:
    """The cells of coded units, one a stratum and answer, where answers and codes are shares."""
    coded = np.isfinite(code)
    meant, own = code[coded], weight[coded]
    kind, cell = np.unique(2 * strata[coded] + answer[coded].astype(np.intp), return_inverse=True)
    cluster = np.unique(clusters[coded], return_inverse=True)[1]
    total = np.bincount(cell, own)
    share = np.clip(np.bincount(cell, own * meant) / total, 0, 1)
    pair, place = np.unique(cell * (cluster.max() + 1) + cluster, return_inverse=True)
    by_pair, cell_of = np.bincount(place, own), pair // (cluster.max() + 1)
    residual = np.bincount(place, own * (meant - share[cell]))
    spread = np.bincount(cell_of, residual**2)
    seen = spread > 0
    # Units of one article that resemble each other count for fewer, and never for more than there are.
    n = total**2 / np.bincount(cell_of, by_pair**2)
    alike = share[seen] * (1 - share[seen]) * total[seen] ** 2 / spread[seen]
    n[seen] = np.minimum(alike, (total**2 / np.bincount(cell, own**2))[seen])
    unseen = np.array([said for said in (0, 1) if (answer == said).any() and not (kind % 2 == said).any()], dtype=float)
    return Cells(
        np.r_[total / len(answer), [(answer == said).mean() for said in unseen]],
        np.r_[share, unseen],
        np.r_[n, np.zeros(len(unseen))],
    )


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
    down, up = corrected.cells.find_reach(quantile, error, corrected.n_effective)
    return corrected.estimate - down, corrected.estimate + up


def find_corrected_p(corrected: Corrected, clusters: np.ndarray) -> float:
    """The p-value of "no difference from zero": the level at which the interval begins to hold it."""
    if not np.isfinite(find_error(corrected, clusters)) or corrected.estimate == 0:
        return 1.0 if corrected.estimate == 0 else np.nan

    def miss(exponent: float) -> float:
        low, high = find_interval(corrected, clusters, 1 - 10**exponent)
        return low if corrected.estimate > 0 else -high

    if miss(_SMALLEST) > 0:
        return float(10**_SMALLEST)
    if miss(_LARGEST) <= 0:  # Jeffreys' interval is about its median, which lies a little beside a lopsided share
        return 1.0
    return float(10 ** optimize.brentq(miss, _SMALLEST, _LARGEST))


def find_difference(
    a: Corrected, b: Corrected, in_a: np.ndarray, in_b: np.ndarray, clusters: np.ndarray | None = None
) -> Corrected:
    """One group's mean minus another's; ``in_a`` and ``in_b`` tell whose unit each is.

    An article with units in both groups moves both, which the influences keep. Where ``clusters`` tell that no article
    has, the two means are independent and their degrees of freedom are joined.
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
        both = Cells(weight, share, n)
    n_effective = min(a.n_effective, b.n_effective)
    if clusters is not None and not np.isin(clusters[in_a], clusters[in_b]).any():
        n_effective = _join_freedom(a, b, clusters[in_a], clusters[in_b])
    return Corrected(a.estimate - b.estimate, influence, n_effective, both)


def _join_freedom(a: Corrected, b: Corrected, of_a: np.ndarray, of_b: np.ndarray) -> float:
    """One more than the degrees of freedom of a difference of independent means (Welch 1947, Satterthwaite 1946)."""
    least = min(a.n_effective, b.n_effective)
    if least <= 1:
        return least
    variance = [float((add_by_cluster(part.influence, of) ** 2).sum()) for part, of in ((a, of_a), (b, of_b))]
    parts = sum(v**2 / (part.n_effective - 1) for v, part in zip(variance, (a, b), strict=True))
    return max(least, sum(variance) ** 2 / parts + 1) if parts > 0 else least
