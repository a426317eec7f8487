"""Log-odds of words between two sides, with a prior that keeps rare and common words in their place.

References
----------
Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words. *Political Analysis*, 16(4), 372-403.
Sweeting, M. J., Sutton, A. J., & Lambert, P. C. (2004). What to add to nothing? *Statistics in Medicine*, 23(9),
1351-1375 (a correction by the size of the other side).
Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. *Computational Linguistics*,
19(1), 61-74.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import xlogy

from framelens.measure.words import WordCounts


@dataclass(frozen=True)
class Prior:
    """What is added to the counts of one side: ``own`` to each word, ``other`` to all other words of it."""

    own: np.ndarray
    other: np.ndarray


def add_counts(counts: WordCounts) -> np.ndarray:
    """How often each word stands on a side."""
    return np.asarray(counts.counts.sum(axis=1), dtype=float).ravel()


def find_priors(y_t: np.ndarray, y_r: np.ndarray, prior_words: float | None) -> tuple[Prior, Prior]:
    """The prior of each side.

    The weak one has one occurrence of each word, shared between the sides by their size, so that a word that one of
    them lacks has finite odds and leans to no side by that. ``prior_words`` weighs more: Monroe's Dirichlet prior of so
    many words, in the shares that the words have of both sides together.
    """
    both, sizes = y_t + y_r, (float(y_t.sum()), float(y_r.sum()))
    if prior_words is not None:
        own = both * (prior_words / max(sum(sizes), 1.0))
        return (Prior(own, prior_words - own),) * 2  # type: ignore[return-value]
    parts = (np.full(len(both), size / max(sum(sizes), 1.0)) for size in sizes)
    return tuple(Prior(part, part) for part in parts)  # type: ignore[return-value]


def find_log_odds(count: np.ndarray, total: float, prior: Prior) -> np.ndarray:
    """Log-odds of each word on one side under a prior (Monroe et al. 2008, eq. 15)."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.log(count + prior.own) - np.log(total - count + prior.other)


def find_log_likelihood(y_t: np.ndarray, n_t: float, y_r: np.ndarray, n_r: float) -> np.ndarray:
    """Dunning's log-likelihood ratio of the two-by-two table of a word and all other words."""
    cells = np.array([[y_t, n_t - y_t], [y_r, n_r - y_r]])
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = cells.sum(axis=0)[None] * cells.sum(axis=1)[:, None] / (n_t + n_r)
        ratio = np.where(expected > 0, cells / expected, 1.0)
    return 2 * xlogy(cells, ratio).sum(axis=(0, 1))
