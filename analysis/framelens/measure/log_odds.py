"""Log-odds of words between two sides, with a prior that keeps rare and common words in their place.

References
----------
Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words. *Political Analysis*, 16(4), 372-403.
Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. *Computational Linguistics*,
19(1), 61-74.
"""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from framelens.measure.words import WordCounts


def add_counts(counts: WordCounts) -> np.ndarray:
    """How often each word stands on a side."""
    return np.asarray(counts.counts.sum(axis=1), dtype=float).ravel()


def find_prior(counts: list[WordCounts], prior_words: float | None) -> np.ndarray:
    """The Dirichlet prior of each word: its share of both sides together, weighing ``prior_words`` words."""
    pooled = add_counts(counts[0]) + add_counts(counts[1])
    return pooled if prior_words is None else pooled * (prior_words / max(pooled.sum(), 1.0))


def find_log_odds(count: np.ndarray, total: np.ndarray | float, prior: np.ndarray) -> np.ndarray:
    """Log-odds of each word on one side under the prior of all words (Monroe et al. 2008, eq. 15)."""
    own = count + prior
    return np.log(own) - np.log(total + prior.sum() - own)


def find_variance(y_t: np.ndarray, y_r: np.ndarray, prior: np.ndarray) -> np.ndarray:
    """Variance of the difference of log-odds were words independent (Monroe et al. 2008, eq. 20)."""
    return 1 / (y_t + prior) + 1 / (y_r + prior)


def find_log_likelihood(y_t: np.ndarray, n_t: float, y_r: np.ndarray, n_r: float) -> np.ndarray:
    """Dunning's log-likelihood ratio of the two-by-two table of a word and all other words."""
    cells = np.array([[y_t, n_t - y_t], [y_r, n_r - y_r]])
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = cells.sum(axis=0)[None] * cells.sum(axis=1)[:, None] / (n_t + n_r)
        ratio = np.where(expected > 0, cells / expected, 1.0)
    return 2 * xlogy(cells, ratio).sum(axis=(0, 1))
