"""Agreement coefficients from sums over units, so that resamples of units are products of matrices.

Every function takes weights (units by resamples) and returns one coefficient a resample; weights of one give the
coefficient itself.

References
----------
Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. *British
Journal of Mathematical and Statistical Psychology*, 61(1), 29-48.
Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation. *LREC*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from framelens.code.codebook import JOINT

LEVELS = ("nominal", "ordinal", "interval", "set")


@dataclass(frozen=True)
class CodeSums:
    """What coefficients need of each unit: codes by units, how many codes, and what they mean."""

    counts: sparse.csr_array
    size: np.ndarray
    values: Sequence[object]
    level: str


def sum_codes(counts: sparse.csr_array | np.ndarray, values: Sequence[object], level: str) -> CodeSums:
    """Prepare counts (codes by units; two codes or more in each unit for all coefficients but AC1)."""
    matrix = sparse.csr_array(counts)
    return CodeSums(matrix, np.asarray(matrix.sum(axis=0), dtype=float).ravel(), values, level)


def find_alpha(sums: CodeSums, weights: np.ndarray) -> np.ndarray:
    """Krippendorff's alpha: 1 minus observed over expected disagreement; null where nothing differs."""
    given = np.asarray(sums.counts @ weights)
    total = sums.size @ weights
    if sums.level == "ordinal":
        # A distance between ranks is the number of codes between them: the codes' middle ranks, squared apart.
        ranks = np.cumsum(given, axis=0) - given / 2
        observed = _square_ranks(sums, ranks, weights)
        expected = 2 * total * (given * ranks**2).sum(axis=0) - 2 * ((given * ranks).sum(axis=0)) ** 2
    else:
        apart, dense = _find_distances(sums), sums.counts.toarray()
        observed = ((dense * (apart @ dense)).sum(axis=0) / (sums.size - 1)) @ weights
        expected = (given * (apart @ given)).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - (total - 1) * observed / expected, np.nan)


def _find_distances(sums: CodeSums) -> np.ndarray:
    """How far apart any two codes are: names 1, numbers their squared difference, sets MASI (Passonneau 2006)."""
    if sums.level == "interval":
        numbers = np.array([float(str(v)) for v in sums.values])
        return np.asarray((numbers[:, None] - numbers) ** 2)
    if sums.level == "set":
        sets = [frozenset(str(v).split(JOINT)) for v in sums.values]
        return np.array([[_find_masi(a, b) for b in sets] for a in sets])
    return 1 - np.eye(len(sums.values))


def _find_masi(a: frozenset[str], b: frozenset[str]) -> float:
    """1 minus Jaccard's index, the index weighed less the less one set holds the other."""
    shared = a & b
    likeness = 1.0 if a == b else 2 / 3 if shared in (a, b) else 1 / 3 if shared else 0.0
    return 1 - likeness * len(shared) / len(a | b)


def _square_ranks(sums: CodeSums, ranks: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The same for ranks that are other in every resample, by way of the coincidences of codes."""
    dense = sums.counts.toarray()
    size = len(dense)
    pairs = np.einsum("cu,ku->cku", dense, dense) - np.einsum("cu,ck->cku", dense, np.eye(size))
    coincidence = (pairs / (sums.size - 1)).reshape(size * size, -1) @ weights
    apart = (ranks[:, None, :] - ranks[None, :, :]) ** 2
    return (coincidence.reshape(size, size, -1) * apart).sum(axis=(0, 1))


def find_percent(sums: CodeSums, weights: np.ndarray) -> np.ndarray:
    """Percent agreement, 0-1: of all pairs of codes of a unit those that are the same."""
    same = np.asarray(sums.counts.power(2).sum(axis=0), dtype=float).ravel() - sums.size
    pairs = sums.size * (sums.size - 1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (same @ weights) / (pairs @ weights)


def find_fleiss(sums: CodeSums, weights: np.ndarray) -> np.ndarray:
    """Fleiss' kappa of units that have equally many codes."""
    given = np.asarray(sums.counts @ weights)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = ((given / given.sum(axis=0)) ** 2).sum(axis=0)
        kappa = (find_percent(sums, weights) - chance) / (1 - chance)
    return np.where(chance < 1, kappa, np.nan)


def find_ac1(sums: CodeSums, weights: np.ndarray, n_values: int) -> np.ndarray:
    """Gwet's AC1 among ``n_values`` possible codes; units with one code tell how often codes are given."""
    shares = sums.counts @ sparse.diags_array(1 / sums.size)
    same = np.asarray(sums.counts.power(2).sum(axis=0), dtype=float).ravel() - sums.size
    paired = sums.size > 1
    agree = same[paired] / (sums.size * (sums.size - 1))[paired]
    with np.errstate(invalid="ignore", divide="ignore"):
        given = np.asarray(shares @ weights) / weights.sum(axis=0)
        chance = (given * (1 - given)).sum(axis=0) / (n_values - 1)
        return (agree @ weights[paired] / weights[paired].sum(axis=0) - chance) / (1 - chance)


def find_cohen(first: np.ndarray, second: np.ndarray, weights: np.ndarray, n_values: int) -> np.ndarray:
    """Cohen's kappa of two coders, whose codes of the same units are given as numbers."""
    units = np.arange(len(first))
    given = [
        np.asarray(sparse.csr_array((np.ones(len(units)), (codes, units)), shape=(n_values, len(units))) @ weights)
        for codes in (first, second)
    ]
    total = weights.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        chance = (given[0] * given[1]).sum(axis=0) / total**2
        kappa = ((first == second).astype(float) @ weights / total - chance) / (1 - chance)
    return np.where(chance < 1, kappa, np.nan)
