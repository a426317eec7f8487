"""The difference of one ratio between two sets of articles: its interval, its effect size, its test.

References
----------
Zou, G. Y., & Donner, A. (2008). Construction of confidence limits about effect measures: A general approach.
*Statistics in Medicine*, 27(10), 1693-1702.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import betaln, stdtrit

from framelens.measure.effects import EFFECTS, cohen_h, hedges_g, rate_ratio
from framelens.measure.groups import Groups
from framelens.measure.intervals import find_bounds, leave_one_out, resample_articles
from framelens.measure.jackknife import Sums, correlate_ratios, jackknife_ratios
from framelens.measure.resampling import Interval, resample_sums, split_bases
from framelens.measure.studentised import find_groups_p
from framelens.measure.sums import ArticleSums

REST = "rest"


@dataclass(frozen=True)
class Side:
    """One side of a comparison.

    Attributes
    ----------
    label : str
    columns : numpy.ndarray
        Its articles, as columns of the sums.
    units : scipy.sparse.csr_array or None
        Articles by clusters, where clusters are resampled.
    above, below : numpy.ndarray
        Numerators and denominators of each resample: cells by resamples.
    """

    label: str
    columns: np.ndarray
    units: sparse.csr_array | None
    above: np.ndarray
    below: np.ndarray


def make_sides(sums: ArticleSums, groups: Groups, labels: Sequence[str], *, interval: Interval) -> list[Side]:
    """Every group of articles as a side."""
    numerators, denominators = sums.numerators.tocsc(), sums.denominators.tocsc()
    sides = []
    bases = split_bases(sums.articles, groups.codes, len(groups), interval=interval.drawn)
    for label, base in zip(labels, bases, strict=True):
        above, below = (
            resample_sums(base.gather(matrix[:, base.columns].tocsr()), base.weights)
            for matrix in (numerators, denominators)
        )
        sides.append(Side(label, base.columns, base.units, above, below))
    return sides


def join_rest(sides: Sequence[Side], but: int) -> Side:
    """All sides but one as one side."""
    others = [side for place, side in enumerate(sides) if place != but]
    units = None if others[0].units is None else sparse.vstack([s.units for s in others], format="csr")
    columns = np.concatenate([side.columns for side in others])
    above, below = (np.sum([getattr(s, name) for s in others], axis=0) for name in ("above", "below"))
    return Side(REST, columns, units, above, below)


def compare_sides(sums: ArticleSums, a: Side, b: Side, interval: Interval) -> pd.DataFrame:
    """One row per cell: both estimates, their difference with its interval, and its effect size."""
    above, below, counts = zip(*(_pick(sums, side) for side in (a, b)), strict=True)
    size = len(sums.cells)
    with np.errstate(invalid="ignore", divide="ignore"):
        estimates = [_add(n) / _add(d) for n, d in zip(above, below, strict=True)]
        replicates = a.above / a.below - b.above / b.below
    table = sums.cells.copy()
    table["group_a"], table["group_b"] = a.label, b.label
    for name, count, base, estimate in zip("ab", counts, below, estimates, strict=True):
        table[f"n_{name}"] = pd.array(np.broadcast_to(np.rint(_add(count)), size).astype(np.int64), dtype="Int64")
        held = np.broadcast_to(np.diff(_held(base).indptr), size)
        table[f"n_articles_{name}"] = pd.array(held, dtype="Int64")
        table[f"estimate_{name}"] = estimate * sums.scale
    observed = estimates[0] - estimates[1]
    table["n"], table["estimate"] = table["n_a"] + table["n_b"], observed * sums.scale
    table["low"], table["high"] = np.nan, np.nan
    if interval.method == "t":
        low, high = _bound_by_parts(sums, (a, b), observed, interval)
        table["low"], table["high"] = low * sums.scale, high * sums.scale
    elif replicates.shape[1]:
        without = _leave_out(above, below, (a, b)) if interval.method == "bca" else None
        low, high = find_bounds(replicates, observed, interval=interval, jackknife=without)
        units = [_count_units(base, side, size) for base, side in zip(below, (a, b), strict=True)]
        enough = (units[0] > 1) & (units[1] > 1)
        table["low"], table["high"] = (np.where(enough, bound, np.nan) * sums.scale for bound in (low, high))
    table["effect"] = _find_effect(sums.kind, estimates, above, below)
    table["effect_measure"] = EFFECTS[sums.kind]
    return table


def gather_units(sums: ArticleSums, side: Side) -> Sums:
    """The numerators and denominators of a side, by article or by cluster."""
    above, below = sums.numerators[:, side.columns], sums.denominators[:, side.columns]
    return (above, below) if side.units is None else ((above @ side.units).tocsr(), (below @ side.units).tocsr())


def _bound_by_parts(
    sums: ArticleSums, sides: tuple[Side, Side], observed: np.ndarray, interval: Interval
) -> tuple[np.ndarray, np.ndarray]:
    """The bounds of a difference from those of its two sides: as far as these reach towards each other.

    Zou and Donner's MOVER: the squares of the distances add, less what the sides vary by together where they share
    articles or clusters. The interval is as skewed as its parts are. Of either side one error is taken, as far as it
    reaches over the quantile of t that it reaches by, and the difference has Satterthwaite's degrees of freedom.
    """
    parts = [gather_units(sums, side) for side in sides]
    tail, errors, freedom = (1 - interval.level) / 2, [], []
    for side, part in zip(sides, parts, strict=True):
        inside = np.zeros(len(sums.articles), dtype=bool)
        inside[side.columns] = True
        found = resample_articles(replace(sums.keep_articles(inside), always=None), interval=interval)
        own = jackknife_ratios(*part).freedom
        reach = [(found[bound] - found["estimate"]).abs().to_numpy(dtype=float) for bound in ("low", "high")]
        errors.append([one / sums.scale / -stdtrit(own, tail) for one in reach])
        freedom.append(own)
    together = np.zeros(len(observed)) if sides[0].units is None else correlate_ratios(*parts)
    margins = []
    for a, b in ((errors[0][0], errors[1][1]), (errors[0][1], errors[1][0])):
        with np.errstate(invalid="ignore", divide="ignore"):
            both = (a**2 + b**2) ** 2 / (a**4 / freedom[0] + b**4 / freedom[1])
        reach = -stdtrit(np.nan_to_num(both, nan=1.0), tail)
        margins.append(reach * np.sqrt(np.maximum(a**2 + b**2 - 2 * together * a * b, 0.0)))
    return observed - margins[0], observed + margins[1]


def _find_effect(kind: str, estimates: Sequence[np.ndarray], above: tuple, below: tuple) -> np.ndarray:  # type: ignore[type-arg]
    if kind == "share":
        return cohen_h(*estimates)
    return rate_ratio(*estimates) if kind == "rate" else hedges_g(above, below)


def _pick(sums: ArticleSums, side: Side) -> tuple[sparse.csr_array, sparse.csr_array, sparse.csr_array]:
    counts = sums.denominators if sums.counts is None else sums.counts
    return tuple(matrix[:, side.columns] for matrix in (sums.numerators, sums.denominators, counts))  # type: ignore[return-value]


def _add(matrix: sparse.csr_array) -> np.ndarray:
    return np.asarray(matrix.sum(axis=1), dtype=float).ravel()


def _held(matrix: sparse.csr_array) -> sparse.csr_array:
    held = matrix.copy()
    held.eliminate_zeros()
    return held


def _count_units(base: sparse.csr_array, side: Side, size: int) -> np.ndarray:
    by_unit = base if side.units is None else (base @ side.units).tocsr()
    return np.broadcast_to(np.diff(_held(by_unit).indptr), size)


def _leave_out(above: tuple, below: tuple, sides: tuple[Side, Side]) -> list[np.ndarray]:  # type: ignore[type-arg]
    """For BCa: the difference without each article of one side, then without each of the other.

    A cluster may stand on both sides, and is then left out of both at once.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        if sides[0].units is not None:
            parts = [
                leave_one_out((n @ s.units).tocsr()) / leave_one_out((d @ s.units).tocsr())
                for n, d, s in zip(above, below, sides, strict=True)
            ]
            return [parts[0] - parts[1]]
        first, second = (leave_one_out(n) / leave_one_out(d) for n, d in zip(above, below, strict=True))
    # A constant moves no influence, so that each side is left out of its own ratio only.
    return [first, -second]


def find_least_p(sums: ArticleSums, a: Side, b: Side) -> np.ndarray:
    """The smallest p that a difference could have by any deal of the articles.

    A speaker of two articles stands on one side with both in a quarter of all deals: a test of him can find nothing.
    Of shares and rates it is the chance that all articles where something was found fall on the smaller side; of means
    that of a single deal.
    """
    (up_a, down_a, _), (up_b, down_b, _) = (_pick(sums, side) for side in (a, b))
    sizes = [np.diff(_held(base).indptr) for base in (down_a, down_b)]
    whole, smaller = sizes[0] + sizes[1], np.minimum(*sizes)
    found = np.diff(_held(up_a).indptr) + np.diff(_held(up_b).indptr)
    if sums.kind == "mean":
        return np.broadcast_to(np.exp(-_log_choose(whole, smaller)), len(sums.cells))
    found = np.minimum(found, whole)
    inside = np.minimum(found, smaller)
    chosen = _log_choose(smaller, inside) + _log_choose(whole - smaller, found - inside)
    return np.exp(chosen - _log_choose(whole, found))


def _log_choose(n: np.ndarray, k: np.ndarray) -> np.ndarray:
    """The logarithm of the number of ways to choose k of n, which is too large for a number from a thousand on."""
    return np.asarray(-np.log1p(n) - betaln(n - k + 1, k + 1))


def find_pair_p(
    sums: ArticleSums, a: Side, b: Side, *, permutations: int, interval: Interval, tests: int
) -> np.ndarray:
    """The p-value of each cell's difference between two sides, by :func:`find_groups_p`."""
    columns = np.sort(np.concatenate([a.columns, b.columns]))
    inside = np.zeros(len(sums.articles), dtype=bool)
    inside[columns] = True
    codes = np.isin(columns, a.columns).astype(np.intp)
    return find_groups_p(sums.keep_articles(inside), codes, permutations=permutations, interval=interval, tests=tests)
