"""Whether means differ between groups, by what leaving out units says of each: Welch's test of ratios.

A permutation test of means goes wrong where few articles of a group have anything to be averaged: their error is then
known from two or three values, and chance deals groups whose errors are known better. The t distribution allows for
that, therefore the p of a difference of means is then the larger of the two. Where two groups share events, it is this
one alone: exchanging articles within an event says nothing of groups that vary differently from event to event.

References
----------
Welch, B. L. (1951). On the comparison of several mean values: An alternative approach. *Biometrika*, 38(3/4), 330-336.
Mehrotra, D. V. (1997). Improving the Brown-Forsythe solution to the generalized Behrens-Fisher problem.
*Communications in Statistics - Simulation and Computation*, 26(3), 1139-1145.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from scipy import sparse
from scipy.special import fdtrc

from framelens.measure.jackknife import ROUGH, Jackknife, correlate_ratios, jackknife_ratios
from framelens.measure.resampling import Interval, label_clusters
from framelens.measure.sums import ArticleSums

_FEWEST = 3  # units with a base, below which nothing is said of a group


def find_welch_p(sums: ArticleSums, codes: np.ndarray, interval: Interval) -> tuple[np.ndarray, np.ndarray]:
    """The p-value of each ratio for being the same in all groups, and whether a group rests on fewer than 20 units.

    Brown and Forsythe's F with Mehrotra's degrees of freedom, of two groups the square of Welch's t, with jackknife
    errors and Satterthwaite's degrees of freedom for each group. Where two groups share clusters, what they vary by
    together is taken out. Groups with a base in fewer than three units (articles or clusters) are left out, and p is
    null where fewer than two groups remain.
    """
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(int(codes.max()) + 2))
    units = _gather(sums, interval)
    parts = []
    for begin, end in pairwise(edges):
        columns = order[begin:end]
        above, below = sums.numerators[:, columns], sums.denominators[:, columns]
        parts.append(
            (above, below) if units is None else ((above @ units[columns]).tocsr(), (below @ units[columns]).tocsr())
        )
    groups = [jackknife_ratios(*part) for part in parts]
    together = np.zeros(len(sums.cells))
    if units is not None and len(groups) == 2:
        together = correlate_ratios(*parts) * groups[0].error * groups[1].error
    return _test(groups, together), np.any([(one.units > 0) & (one.units < ROUGH) for one in groups], axis=0)


def _gather(sums: ArticleSums, interval: Interval) -> sparse.csr_array | None:
    """Articles by clusters; None where articles stand for themselves."""
    if interval.cluster is None:
        return None
    place = np.unique(label_clusters(sums.articles, interval.cluster), return_inverse=True)[1]
    return sparse.csr_array((np.ones(len(place)), (np.arange(len(place)), place)))


def _test(groups: list[Jackknife], together: np.ndarray) -> np.ndarray:
    known = np.array([group.units >= _FEWEST for group in groups])
    value, error, freedom, weight = (
        np.where(known, np.array([np.broadcast_to(getattr(group, name), known.shape[1]) for group in groups]), filling)
        for name, filling in (("estimate", 0.0), ("error", 0.0), ("freedom", 1.0), ("base", 0.0))
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        part = weight / weight.sum(axis=0)
        between = (part * value**2).sum(axis=0) - (part * value).sum(axis=0) ** 2
        spread = part * error**2
        noise = ((1 - part) * spread).sum(axis=0)
        own, one = (part * spread).sum(axis=0), ((1 - 2 * part) * spread**2).sum(axis=0)
        degrees = noise**2 / (own**2 + one), noise**2 / (((1 - part) * spread) ** 2 / freedom).sum(axis=0)
        p = fdtrc(*degrees, between / (noise - 2 * part[0] * part[-1] * together))
    return np.where(known.sum(axis=0) > 1, np.where(noise > 0, p, 0.0), np.nan)
