"""Whether ratios differ between groups: a statistic in units of its own error, dealt out by chance.

Groups may differ in anything but the ratio: short articles against long ones, even ones against mixed ones. Dealt out
by chance, a plain difference has the spread of the whole, not that of its two groups, and a test of it rejects equal
ratios in up to half of all studies. Over its own standard error it keeps its level.

References
----------
Janssen, A. (1997). Studentized permutation tests for non-i.i.d. hypotheses and the generalized Behrens-Fisher problem.
*Statistics & Probability Letters*, 36(1), 9-21.
Chung, E., & Romano, J. P. (2013). Exact and asymptotically robust permutation tests. *Annals of Statistics*, 41(2),
484-507.
Brown, M. B., & Forsythe, A. B. (1974). The small sample behavior of some statistics which test the equality of several
means. *Technometrics*, 16(1), 129-132.
Mehrotra, D. V. (1997). Improving the Brown-Forsythe solution to the generalized Behrens-Fisher problem.
*Communications in Statistics - Simulation and Computation*, 26(3), 1139-1145.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.special import fdtrc

from framelens.measure.permutations import Exchange, find_p, plan_exchange
from framelens.measure.resampling import Interval, label_clusters
from framelens.measure.sums import ArticleSums

ROUNDING = 1e-12
_NOTHING = 1e-9  # what floating point leaves of a sum of nothing


@dataclass(frozen=True)
class Moments:
    """What the ratios of any groups of units, and their errors, are sums of: cells by units each.

    ``clusters`` (units by clusters) gathers units that are not independent, where groups share them; None elsewhere.
    Where none has more than two units, ``crossed`` has each unit's numerator times the base of the other.
    """

    above: sparse.csr_array
    below: sparse.csr_array
    above_squared: sparse.csr_array
    product: sparse.csr_array
    below_squared: sparse.csr_array
    held: sparse.csr_array
    clusters: sparse.csr_array | None = None
    crossed: sparse.csr_array | None = None

    def add(self, chosen: np.ndarray, rows: np.ndarray) -> list[np.ndarray]:
        """Each of them for the units ``chosen`` (units by deals): cells by deals."""
        names = ("above", "below", "above_squared", "product", "below_squared", "held")
        matrices = (getattr(self, name) for name in names)
        return [np.asarray((m[rows] if m.shape[0] > 1 else m) @ chosen) for m in matrices]


@dataclass(frozen=True)
class Dealt:
    """The ratios of one group in each deal: its base, the ratio (or its logarithm), the error of it, its units.

    ``slope`` is how the value moves with the ratio; ``counted`` the variance of a count that stands for nothing found.
    """

    weight: np.ndarray
    ratio: np.ndarray
    value: np.ndarray
    variance: np.ndarray
    held: np.ndarray
    slope: np.ndarray
    counted: np.ndarray


def gather_moments(above: sparse.csr_array, below: sparse.csr_array, exchange: Exchange) -> Moments:
    """The moments of ratios of articles (cells by articles), by what is exchanged."""
    units = _indicate(exchange.unit_of, len(exchange.labels))
    up, down = (above @ units).tocsr(), (below @ units).tocsr()
    uu, ud, dd = (sparse.csr_array(a.multiply(b)) for a, b in ((up, up), (up, down), (down, down)))
    moments = Moments(up, down, uu, ud, dd, down.astype(bool).astype(float))
    if not exchange.blocks.any():
        return moments
    own = np.where(exchange.blocks > 0, 0, 1 + np.arange(len(exchange.blocks)))
    _, cluster = np.unique(np.stack([exchange.blocks, own], axis=1), axis=0, return_inverse=True)
    clusters = _indicate(cluster.ravel(), int(cluster.max()) + 1)
    crossed = None
    if np.bincount(cluster.ravel()).max() <= 2:
        crossed = sparse.csr_array(up.multiply(down @ _find_others(clusters)))
    return replace(moments, clusters=clusters, crossed=crossed)


def _find_others(clusters: sparse.csr_array) -> sparse.csr_array:
    """The other unit of each unit's cluster: units by units."""
    return (clusters @ clusters.T - sparse.eye_array(clusters.shape[0])).tocsr()


def _indicate(places: np.ndarray, width: int) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(places)), (np.arange(len(places)), places)), shape=(len(places), width))


def find_statistic(
    moments: Moments, dealt: np.ndarray, rows: np.ndarray, *, n_groups: int, log: bool = False
) -> np.ndarray:
    """How far the ratios of the groups lie apart in each deal: cells by deals, larger ones more surely.

    Of two groups it is the square of Welch's t. Of more it is minus the logarithm of the p of Brown and Forsythe's F:
    what varies between the groups, weighted by their base, over what would vary by the error of each ratio alone
    (linearised, as of a ratio of sums), under Mehrotra's degrees of freedom. ``log`` compares the logarithms of the
    ratios, whose errors depend less on their size.
    """
    chosen = [(dealt == group).astype(float) for group in range(n_groups)]
    whole = moments.add(np.ones((len(dealt), 1)), rows)
    rest, groups = whole, list[Dealt]()
    for group in chosen:
        sums = moments.add(group, rows) if len(groups) < n_groups - 1 else rest
        rest = [left - part for left, part in zip(rest, sums, strict=True)]
        groups.append(_estimate(sums, whole[1], (len(rows), dealt.shape[1]), log=log))
    total = np.sum([group.weight for group in groups], axis=0)
    variances, shared = [group.variance for group in groups], np.zeros(total.shape)
    if moments.crossed is not None and n_groups == 2:
        shared = _gather_pairs(moments, chosen, rows, groups) / total**2
    elif moments.clusters is not None:
        variances, shared = _gather_errors(moments, chosen, rows, groups, total)
    between = np.sum([group.weight * group.value**2 for group in groups], axis=0)
    least = ROUNDING * between
    noise, own, one, two = (np.zeros(total.shape) for _ in range(4))
    with np.errstate(invalid="ignore", divide="ignore"):
        between = between - np.sum([group.weight * group.value for group in groups], axis=0) ** 2 / total
        between = np.where(between > least, between, 0.0)
        for group, variance in zip(groups, variances, strict=True):
            part, spread = group.weight / total, group.weight * (variance + group.counted)
            noise = noise + (1 - part) * spread
            if n_groups > 2:
                own, one = own + part * spread, one + (1 - 2 * part) * spread**2
                two = two + np.where(group.held > 1.5, ((1 - part) * spread) ** 2 / np.maximum(group.held - 1, 1), 0.0)
        noise = np.maximum(noise - total * shared, 0.0)
        value = np.where(noise > 0, between / noise, np.where(between > 0, np.inf, 0.0))
        if n_groups > 2:
            p = fdtrc(noise**2 / (own**2 + one), noise**2 / two, value)
            value = np.where(np.isfinite(value), -np.log(np.maximum(p, np.finfo(float).tiny)), value)
    return np.where(np.sum([group.weight > 0 for group in groups], axis=0) > 1, value, np.nan)


def _estimate(sums: list[np.ndarray], whole: np.ndarray, shape: tuple[int, int], *, log: bool) -> Dealt:
    """One group's ratios and their errors; the error of a single unit is not known, and 0."""
    up, down, uu, ud, dd, held = (np.broadcast_to(one, shape) for one in sums)
    weight = np.where(held > 0.5, down, 0.0)
    base = np.where(weight > 0, weight, 1.0)
    ratio = np.where(weight > 0, up / base, 0.0)
    squares = uu - 2 * ratio * ud + ratio**2 * dd
    squares = np.where(squares > ROUNDING * (uu + ratio**2 * dd), squares, 0.0)
    variance = squares / base**2 * np.where(held > 1.5, held / np.maximum(held - 1, 1), 0.0)
    if not log:
        return Dealt(weight, ratio, ratio, variance, held, np.ones(shape), np.zeros(shape))
    # One occurrence more, shared by the groups by their base, keeps every logarithm finite and favours no group; where
    # it stands alone, it has the error of a count.
    slope = 1 / (ratio + 1 / whole)
    counted = np.where(up > _NOTHING, 0.0, whole / base)
    return Dealt(weight, ratio, np.where(weight > 0, -np.log(slope), 0.0), variance * slope**2, held, slope, counted)


def _gather_pairs(moments: Moments, chosen: list[np.ndarray], rows: np.ndarray, groups: list[Dealt]) -> np.ndarray:
    """What two groups' values vary by together, where a cluster has one unit of each; times their bases."""
    other = _find_others(moments.clusters)
    several = moments.below.shape[0] > 1
    up, down = moments.above[rows], moments.below[rows] if several else moments.below
    alike = [np.asarray(part.multiply(part @ other).sum(axis=1))[:, None] / 2 for part in (up, down)]
    (first, second), (r, s) = (np.asarray(moments.crossed[rows] @ one) for one in chosen), (g.ratio for g in groups)  # type: ignore[index]
    count = ((down @ moments.clusters).toarray() > 0).sum(axis=1)[:, None]
    both = alike[0] - s * first - r * second + r * s * alike[1]
    return 2 * both * groups[0].slope * groups[1].slope * count / np.maximum(count - 1, 1)


def _gather_errors(
    moments: Moments, chosen: list[np.ndarray], rows: np.ndarray, groups: list[Dealt], total: np.ndarray
) -> tuple[list[np.ndarray], np.ndarray]:
    """The variance of each group's value over clusters, and what the groups' weighted mean varies by beyond them.

    What a cluster adds to a ratio is (a - r b) / B, where a and b are the cluster's numerator and base in the group.
    """
    into = moments.clusters.T.tocsr()  # type: ignore[union-attr]
    variances, shared = [np.zeros(total.shape) for _ in groups], np.zeros(total.shape)
    several = moments.below.shape[0] > 1
    for place, row in enumerate(rows):
        if several or not place:
            down = moments.below[[row if several else 0]].toarray().ravel()
            bases = [np.asarray(into.multiply(down[None, :]).tocsr() @ inside) for inside in chosen]
            products = [[(a * b).sum(axis=0) for b in bases] for a in bases]
            count = int(((into @ down) > 0).sum())
        up = moments.above[[row]]
        there = np.unique(into[:, up.indices].tocoo().coords[0])
        part = into[there][:, up.indices].multiply(up.data[None, :]).tocsr()
        factor, means = count / max(count - 1, 1), np.zeros((2, len(there), total.shape[1]))
        for number, group in enumerate(groups):
            found, base = np.asarray(part @ chosen[number][up.indices]), bases[number][there]
            ratio, slope, weight = group.ratio[place], group.slope[place], group.weight[place]
            crossed = (found * base).sum(axis=0)
            squares = (found**2).sum(axis=0) - 2 * ratio * crossed + ratio**2 * products[number][number]
            over = slope / np.where(weight > 0, weight, 1.0)
            variances[number][place] = np.maximum(squares, 0.0) * over**2 * factor
            means += np.stack([found * slope, base * (slope * ratio)])
        slopes = [group.slope[place] * group.ratio[place] for group in groups]
        square = sum(a * b * products[i][j] for i, a in enumerate(slopes) for j, b in enumerate(slopes))
        square = square + (means[0] ** 2 - 2 * means[0] * means[1]).sum(axis=0)
        shared[place] = square / total[place] ** 2 * factor
    own = [(group.weight / total) ** 2 * variance for group, variance in zip(groups, variances, strict=True)]
    return variances, shared - np.sum(own, axis=0)


def find_groups_p(
    sums: ArticleSums, codes: np.ndarray, *, permutations: int, interval: Interval, tests: int | None = None
) -> np.ndarray:
    """The p-value of each ratio for being the same in all groups.

    Parameters
    ----------
    sums : ArticleSums
    codes : numpy.ndarray
        The group of each article, numbered from 0.
    permutations : int
        How many deals every test has; small p go on, see :func:`framelens.measure.permutations.find_p`.
    interval : Interval
        Its seed and its cluster: what is exchanged, see :func:`framelens.measure.permutations.plan_exchange`.
    tests : int, optional
        How many tests are made together.
    """
    if not permutations or not len(codes):
        return np.full(len(sums.cells), np.nan)
    ids = sums.articles["article_id"].astype(str).to_numpy(dtype=object)
    clusters = None if interval.cluster is None else label_clusters(sums.articles, interval.cluster)
    exchange = plan_exchange(codes, clusters, ids)
    moments = gather_moments(sums.numerators, sums.denominators, exchange)
    n_groups, log = int(codes.max()) + 1, sums.kind == "rate"

    def measure(dealt: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return find_statistic(moments, dealt, rows, n_groups=n_groups, log=log)

    observed = measure(exchange.labels[:, None], np.arange(len(sums.cells)))[:, 0]
    deal = exchange.make_dealer(interval.seed)
    return find_p(deal, measure, observed, n_units=len(exchange.labels), permutations=permutations, tests=tests)
