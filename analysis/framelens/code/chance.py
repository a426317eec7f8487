"""Agreement coefficients from sums over units, so that resamples of units are products of matrices.

Every function takes weights (units by resamples) and returns one coefficient a resample; weights of one give the
coefficient itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

LEVELS = ("nominal", "ordinal", "interval")


@dataclass(frozen=True)
class CodeSums:
    """What coefficients need of each unit: codes by units, how many codes, and what they mean."""

    counts: sparse.csr_array
    size: np.ndarray
    values: Sequence[object]
    level: str


def sum_codes(counts: sparse.csr_array | np.ndarray, values: Sequence[object], level: str) -> CodeSums:
    """Prepare counts (codes by units, two codes or more in each unit) for the coefficients."""
    matrix = sparse.csr_array(counts)
    return CodeSums(matrix, np.asarray(matrix.sum(axis=0), dtype=float).ravel(), values, level)


def find_alpha(sums: CodeSums, weights: np.ndarray) -> np.ndarray:
    """Krippendorff's alpha: 1 minus observed over expected disagreement; null where nothing differs."""
    given = np.asarray(sums.counts @ weights)
    total = sums.size @ weights
    if sums.level == "nominal":
        observed = _pair_apart(sums) @ weights
        expected = total**2 - (given**2).sum(axis=0)
    elif sums.level == "interval":
        numbers = np.array([float(str(v)) for v in sums.values])
        observed = _square_apart(sums, numbers) @ weights
        expected = 2 * total * (numbers**2 @ given) - 2 * (numbers @ given) ** 2
    else:
        # A distance between ranks is the number of codes between them: the codes' middle ranks, squared apart.
        ranks = np.cumsum(given, axis=0) - given / 2
        observed = _square_ranks(sums, ranks, weights)
        expected = 2 * total * (given * ranks**2).sum(axis=0) - 2 * ((given * ranks).sum(axis=0)) ** 2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(expected > 0, 1 - (total - 1) * observed / expected, np.nan)


def _pair_apart(sums: CodeSums) -> np.ndarray:
    """For each unit its pairs of codes that differ, each unit weighing as its number of codes."""
    same = np.asarray(sums.counts.power(2).sum(axis=0), dtype=float).ravel()
    return (sums.size**2 - same) / (sums.size - 1)


def _square_apart(sums: CodeSums, numbers: np.ndarray) -> np.ndarray:
    first, second = (numbers**power @ sums.counts for power in (1, 2))
    return (2 * sums.size * second - 2 * first**2) / (sums.size - 1)


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
