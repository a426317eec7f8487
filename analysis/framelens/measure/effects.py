"""Effect sizes: how large a difference is on a scale that does not depend on how many articles there are.

References
----------
Cohen, J. (1988). *Statistical power analysis for the behavioral sciences* (2nd ed.), ch. 6 (h).
Hedges, L. V. (1981). Distribution theory for Glass's estimator of effect size. *Journal of Educational Statistics*,
6(2), 107-128.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.special import gammaln

EFFECTS = {"share": "cohen_h", "rate": "rate_ratio", "mean": "hedges_g"}


def cohen_h(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cohen's h of two shares: the difference of their arcsines; 0.2 is small, 0.5 medium, 0.8 large."""
    return 2 * np.arcsin(np.sqrt(np.clip(a, 0, 1))) - 2 * np.arcsin(np.sqrt(np.clip(b, 0, 1)))


def rate_ratio(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How many times as high the first rate is; null where the second is zero."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(b > 0, a / b, np.nan)


def hedges_g(
    numerators: tuple[sparse.csr_array, sparse.csr_array], denominators: tuple[sparse.csr_array, sparse.csr_array]
) -> np.ndarray:
    """Hedges' g of the means of articles: their difference in pooled standard deviations, corrected for small n.

    Every article with a base counts once. Null with fewer than two articles on a side or without any spread.
    """
    (n_a, mean_a, square_a), (n_b, mean_b, square_b) = (
        _describe_articles(above, below) for above, below in zip(numerators, denominators, strict=True)
    )
    freedom = n_a + n_b - 2.0
    with np.errstate(invalid="ignore", divide="ignore"):
        pooled = np.sqrt((square_a + square_b) / freedom)
        correction = np.exp(gammaln(freedom / 2) - gammaln((freedom - 1) / 2)) / np.sqrt(freedom / 2)
        value = correction * (mean_a - mean_b) / pooled
    return np.where((n_a > 1) & (n_b > 1) & (pooled > 0), value, np.nan)


def _describe_articles(above: sparse.csr_array, below: sparse.csr_array) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number of articles with a base, mean and sum of squared deviations of their ratios, for each cell."""
    base = np.broadcast_to(below.toarray(), above.shape)
    held = base > 0
    ratios = np.divide(above.toarray(), base, out=np.zeros(above.shape), where=held)
    n = held.sum(axis=1)
    mean = ratios.sum(axis=1) / np.maximum(n, 1)
    square = (np.where(held, ratios - mean[:, None], 0.0) ** 2).sum(axis=1)
    return n, mean, square
