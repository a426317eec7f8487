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
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse
from scipy.special import fdtrc

from framelens.measure.permutations import Exchange, find_p, plan_exchange
from framelens.measure.resampling import Interval, label_clusters
from framelens.measure.sums import ArticleSums
from framelens.measure.welch import find_welch_p

ROUNDING = 1e-12
# Units by which the error of a share or rate is drawn towards that of all groups: twenty short articles in which a rare
# speaker is not heard seem to know that he is not, and a test that believes them rejects a third of equal shares.
_POOLED = 2
_NOTHING = 1e-9  # what floating point leaves of a sum of nothing


SUMMED = ("above", "below", "above_squared", "product", "below_squared", "held", "found", "full")


@dataclass(frozen=True)
class Moments:
    """What the ratios of any groups of units, and their errors, are sums of: cells by units each.

    Where units come in pairs of which two groups have one each, such as the voices of an article, ``pairs`` (units by
    pairs) gathers them, and ``crossed`` has each unit's numerator times the base of the other; None elsewhere.
    ``centred`` says that numerators are without what their block has in common, and may be negative. ``found`` has the
    units with a numerator, ``full`` those that are all numerator.
    """

    above: sparse.csr_array
    below: sparse.csr_array
    above_squared: sparse.csr_array
    product: sparse.csr_array
    below_squared: sparse.csr_array
    held: sparse.csr_array
    found: sparse.csr_array
    full: sparse.csr_array
    pairs: sparse.csr_array | None = None
    crossed: sparse.csr_array | None = None
    centred: bool = False

    def add(self, chosen: np.ndarray) -> list[np.ndarray]:
        """Each of them for the units ``chosen`` (units by deals): cells by deals."""
        return [np.asarray(getattr(self, name) @ chosen) for name in SUMMED]

    @cached_property
    def whole(self) -> list[np.ndarray]:
        """Each of them for all units: cells by one."""
        return self.add(np.ones((self.above.shape[1], 1)))

    def take(self, rows: np.ndarray) -> Moments:
        """Those of some cells, in their order; one after the other deal asks for the same."""
        if len(rows) == self.above.shape[0]:
            return self
        if self._taken.get("rows") != rows.tobytes():
            names = [name for name in (*SUMMED, "crossed") if getattr(self, name) is not None]
            parts = {name: m[rows] for name in names if (m := getattr(self, name)).shape[0] > 1}
            self._taken.update(rows=rows.tobytes(), moments=replace(self, **parts))
        return self._taken["moments"]

    @cached_property
    def _taken(self) -> dict[str, Any]:
        return {}


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
    pairs = crossed = None
    centred = bool(exchange.blocks.any())
    if centred:
        own = np.where(exchange.blocks > 0, 0, 1 + np.arange(len(exchange.blocks)))
        _, pair = np.unique(np.stack([exchange.blocks, own], axis=1), axis=0, return_inverse=True)
        if np.bincount(pair.ravel()).max() <= 2 and exchange.labels.max() <= 1:
            centred, pairs = False, _indicate(pair.ravel(), int(pair.max()) + 1)
            crossed = sparse.csr_array(up.multiply(down @ _find_others(pairs)))
        else:
            up = _centre_blocks(up, down, exchange.blocks)
    uu, ud, dd = (sparse.csr_array(a.multiply(b)) for a, b in ((up, up), (up, down), (down, down)))
    found, held = up.astype(bool).astype(float), down.astype(bool).astype(float)
    apart = sparse.csr_array(up - found.multiply(down))
    apart.data[np.abs(apart.data) <= _NOTHING] = 0
    apart.eliminate_zeros()
    full = (found - apart.astype(bool).astype(float)).tocsr()
    return Moments(up, down, uu, ud, dd, held, found, full, pairs, crossed, centred)


def _centre_blocks(up: sparse.csr_array, down: sparse.csr_array, blocks: np.ndarray) -> sparse.csr_array:
    """The numerators less their block's own ratio: what a day brought to everyone is no difference of groups.

    It would be the same in every deal, and hide how little or how much deals differ.
    """
    block = np.unique(blocks, return_inverse=True)[1]
    into = _indicate(block, int(block.max()) + 1)
    total, base = (up @ into).tocsr(), np.broadcast_to((down @ into).toarray(), (up.shape[0], into.shape[1]))
    row = np.repeat(np.arange(total.shape[0]), np.diff(total.indptr))
    ratio = np.divide(total.data, base[row, total.indices], out=np.zeros(total.nnz), where=total.data != 0)
    means = sparse.csr_array((ratio, total.indices, total.indptr), shape=total.shape) @ into.T
    return sparse.csr_array(up - means.multiply(down))


def _find_others(pairs: sparse.csr_array) -> sparse.csr_array:
    """The other unit of each unit's pair: units by units."""
    return (pairs @ pairs.T - sparse.eye_array(pairs.shape[0])).tocsr()


def _indicate(places: np.ndarray, width: int) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(places)), (np.arange(len(places)), places)), shape=(len(places), width))


def find_statistic(
    moments: Moments, dealt: np.ndarray, rows: np.ndarray, *, n_groups: int, log: bool = False, pooled: float = 0
) -> np.ndarray:
    """How far the ratios of the groups differ in each deal: cells by deals, larger ones more surely.

    Of two groups it is the square of Welch's t. Of more it is minus the logarithm of the p of Brown and Forsythe's F:
    what varies between the groups, weighted by their base, over what would vary by the error of each ratio alone
    (linearised, as of a ratio of sums), under Mehrotra's degrees of freedom. ``log`` compares the logarithms of the
    ratios, whose errors depend less on their size; ``pooled`` is how many units' worth of what all groups together vary
    by goes into the error of each group, beside that of the units where anything was found, or anything else.
    """
    moments = moments.take(rows)
    chosen = [(dealt == group).astype(float) for group in range(n_groups)]
    whole = moments.whole
    rest, groups = whole, list[Dealt]()
    for group in chosen:
        sums = moments.add(group) if len(groups) < n_groups - 1 else rest
        rest = [left - part for left, part in zip(rest, sums, strict=True)]
        groups.append(_estimate(sums, whole, log=log, pooled=pooled))
    total = np.sum([group.weight for group in groups], axis=0)
    shared = np.zeros(total.shape)
    if moments.crossed is not None:
        shared = _gather_pairs(moments, chosen, groups) / total**2
    between = np.sum([group.weight * group.value**2 for group in groups], axis=0)
    least = ROUNDING * between
    noise, own, one, two = (np.zeros(total.shape) for _ in range(4))
    with np.errstate(invalid="ignore", divide="ignore"):
        between = between - np.sum([group.weight * group.value for group in groups], axis=0) ** 2 / total
        between = np.where(between > least, between, 0.0)
        for group in groups:
            part, spread = group.weight / total, group.weight * (group.variance + group.counted)
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


def _estimate(sums: list[np.ndarray], whole: list[np.ndarray], *, log: bool, pooled: float) -> Dealt:
    """One group's ratios and their errors; the error of a single unit is not known, and 0.

    What all cells share, such as a base of all words, stays one row.
    """
    up, down, uu, ud, dd, held, found, full = sums
    weight = np.where(held > 0.5, down, 0.0)
    base = np.where(weight > 0, weight, 1.0)
    ratio = np.where(weight > 0, up / base, 0.0)
    both = ratio * ratio * dd
    variance = uu - 2 * ratio * ud + both
    both += uu
    both *= ROUNDING
    variance[~(variance > both)] = 0.0
    variance /= base**2
    variance *= np.where(held > 1.5, held / np.maximum(held - 1, 1), 0.0)
    if pooled:
        known = np.minimum(found, held - full)
        shrunk = known * variance
        shrunk += pooled * _pool_variance(whole) / base
        known += pooled
        shrunk /= known
        variance = np.maximum(variance, shrunk) if log else shrunk
    if not log:
        return Dealt(weight, ratio, ratio, variance, held, np.ones((1, 1)), np.zeros((1, 1)))
    # One occurrence more, shared by the groups by their base, keeps every logarithm finite and favours no group; where
    # it stands alone, it has the error of a count.
    slope = 1 / (ratio + 1 / whole[1])
    counted = np.where(up > _NOTHING, 0.0, whole[1] / base)
    return Dealt(weight, ratio, np.where(weight > 0, -np.log(slope), 0.0), variance * slope**2, held, slope, counted)


def _pool_variance(whole: list[np.ndarray]) -> np.ndarray:
    """What all groups together vary by, for one of base: cells by one."""
    up, down, uu, ud, dd, *_ = whole
    base = np.where(down > 0, down, 1.0)
    ratio = up / base
    return np.maximum(uu - 2 * ratio * ud + ratio**2 * dd, 0.0) / base


def _gather_pairs(moments: Moments, chosen: list[np.ndarray], groups: list[Dealt]) -> np.ndarray:
    """What two groups' values vary by together, where a pair has one unit of each; times their bases."""
    other = _find_others(moments.pairs)
    up, down = moments.above, moments.below
    alike = [np.asarray(part.multiply(part @ other).sum(axis=1))[:, None] / 2 for part in (up, down)]
    (first, second), (r, s) = (np.asarray(moments.crossed @ one) for one in chosen), (g.ratio for g in groups)  # type: ignore[index]
    count = ((down @ moments.pairs).toarray() > 0).sum(axis=1)[:, None]
    both = alike[0] - s * first - r * second + r * s * alike[1]
    return 2 * both * groups[0].slope * groups[1].slope * count / np.maximum(count - 1, 1)


def find_groups_p(
    sums: ArticleSums, codes: np.ndarray, *, permutations: int, interval: Interval, tests: int | None = None
) -> np.ndarray:
    """The p-value of each ratio for being the same in all groups; of means of few articles no less than Welch's.

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
    n_groups, log = int(codes.max()) + 1, sums.kind == "rate" and not moments.centred
    pooled = 0 if sums.kind == "mean" else _POOLED

    def measure(dealt: np.ndarray, rows: np.ndarray) -> np.ndarray:
        return find_statistic(moments, dealt, rows, n_groups=n_groups, log=log, pooled=pooled)

    observed = measure(exchange.labels[:, None], np.arange(len(sums.cells)))[:, 0]
    deal = exchange.make_dealer(interval.seed)
    p = find_p(deal, measure, observed, n_units=len(exchange.labels), permutations=permutations, tests=tests)
    if sums.kind != "mean":
        return p
    welch, few = find_welch_p(sums, codes, interval)
    return welch if moments.centred and n_groups == 2 else np.where(few, np.maximum(p, welch), p)
