"""Permutation tests: what differences come about when the groups are dealt out by chance.

Articles are exchanged between groups, never sentences. Where articles come in clusters (days, events), a cluster
whose articles are all of one group changes groups as a whole; within a cluster that holds articles of several groups,
articles are exchanged among themselves, which keeps what the day brought to everyone.

How many deals are drawn depends on what is found: every test has as many as it was told, and those with few deals as
extreme as the observed one go on until :data:`ENOUGH` of them are found, or until the smallest possible p would
stand out among all tests made together.

References
----------
Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero. *Statistical Applications in
Genetics and Molecular Biology*, 9(1), 39.
Besag, J., & Clifford, P. (1991). Sequential Monte Carlo p-values. *Biometrika*, 78(2), 301-304.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from framelens.measure.resampling import make_generator

ROUNDING = 1e-9  # what floating point may part of two equal statistics
ENOUGH = 20  # deals as extreme as the observed one after which a small p is known to about a quarter of itself
_PER_TEST = 100  # deals per test at most: the smallest p of 100 tests then has a q of 0.01
_MOST_DEALT = 10_000_000  # labels dealt for one table of tests at most: about a second
_WIDEST = 1_000
_NEAR = 500_000  # numbers in the arrays of one step: as many as a processor keeps near

Dealer = Callable[[int], np.ndarray]


@dataclass(frozen=True)
class Exchange:
    """What changes groups in a permutation test.

    Attributes
    ----------
    unit_of : numpy.ndarray
        The unit of each article: an article or a cluster.
    labels : numpy.ndarray
        The group of each unit.
    blocks : numpy.ndarray
        Units change groups within their block; 0 for what is exchanged with anything else of block 0.
    names : list of str
        What the units are called; draws depend on the names, not on the order of rows.
    """

    unit_of: np.ndarray
    labels: np.ndarray
    blocks: np.ndarray
    names: list[str]

    def make_dealer(self, seed: int) -> Dealer:
        """A function that reassigns the labels at random within blocks, so many times: units by deals."""
        generator, rank = make_generator(self.names, seed), _rank(self.names)
        by_block = self.labels[np.lexsort([self.labels, self.blocks])]
        one_block = not self.blocks.any()

        def deal(width: int) -> np.ndarray:
            if one_block:
                return generator.permuted(np.tile(by_block, (width, 1)), axis=1).T[rank]
            keys = generator.random((width, len(rank))).T[rank] + self.blocks[:, None]
            order = np.argsort(keys, axis=0)
            dealt = np.empty(order.shape, dtype=self.labels.dtype)
            np.put_along_axis(dealt, order, np.broadcast_to(by_block[:, None], order.shape), axis=0)
            return dealt

        return deal


def plan_exchange(labels: np.ndarray, clusters: np.ndarray | None, ids: np.ndarray) -> Exchange:
    """What is exchanged between the groups of articles: articles, or clusters of them."""
    if clusters is None:
        return Exchange(np.arange(len(labels)), labels, np.zeros(len(labels)), ids.tolist())
    _, cluster = np.unique(clusters, return_inverse=True)
    there = np.unique(np.stack([cluster, labels.astype(np.intp)], axis=1), axis=0)
    mixed = np.bincount(there[:, 0], minlength=1)[cluster] > 1
    places = np.where(mixed, np.arange(len(labels)), len(labels) + cluster)
    _, first, unit_of = np.unique(places, return_index=True, return_inverse=True)
    blocks = np.where(mixed, 1.0 + cluster, 0.0)[first]
    names = np.where(mixed, "of a cluster " + ids.astype(object), clusters.astype(object))[first]
    return Exchange(unit_of, labels[first], blocks, names.tolist())


def _rank(names: list[str]) -> np.ndarray:
    return np.argsort(np.argsort(np.array(names, dtype=object), kind="stable"), kind="stable")


def find_p(
    deal: Dealer,
    measure: Callable[[np.ndarray, np.ndarray], np.ndarray],
    observed: np.ndarray,
    *,
    n_units: int,
    permutations: int,
    tests: int | None = None,
) -> np.ndarray:
    """The p-value of each statistic: how often chance deals one as large.

    Parameters
    ----------
    deal : callable
        From a number of deals to units by deals.
    measure : callable
        From the deals and the numbers of the statistics that are wanted to statistics by deals: 0 or more, larger ones
        more extreme; NaN where a deal has none.
    observed : numpy.ndarray
        The statistics as they are. Null where nothing was observed.
    n_units : int
    permutations : int
        How many deals every test has; 0 for no test.
    tests : int, optional
        How many tests are made together, as many as there are statistics by default.

    Notes
    -----
    The p of a test that stops at its ENOUGH-th extreme deal is ENOUGH over the deals drawn (Besag & Clifford 1991);
    of any other it counts the observed deal among the possible ones (Phipson & Smyth 2010). Both keep their level.
    """
    rows = np.flatnonzero(~np.isnan(observed))
    extreme, made = np.zeros(len(observed), dtype=np.int64), np.zeros(len(observed), dtype=np.int64)
    limit = max(permutations, min(_PER_TEST * (tests or len(observed)), _MOST_DEALT // max(n_units, 1)))
    drawn, stopped = 0, np.zeros(len(observed), dtype=bool)
    while permutations and drawn < limit and len(rows):
        first = drawn < permutations
        width = min(_WIDEST, max(1, _NEAR // max(n_units, 4 * len(rows))), (permutations if first else limit) - drawn)
        values = measure(deal(width), rows)
        valid = ~np.isnan(values)
        far = valid & (values >= observed[rows, None] * (1 - ROUNDING))
        drawn += width
        if not first:
            # Each test ends with its last extreme deal, wherever in the block that is.
            reached = extreme[rows, None] + far.cumsum(axis=1) >= ENOUGH
            stopped[rows] = reached[:, -1]
            valid[:, 1:] &= ~reached[:, :-1]
            far &= valid
        extreme[rows] += far.sum(axis=1)
        made[rows] += valid.sum(axis=1)
        if drawn >= permutations:
            rows = rows[(extreme[rows] < ENOUGH) & (made[rows] > 0)]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(made > 0, np.where(stopped, extreme / made, (extreme + 1) / (made + 1)), np.nan)
