"""Groups of articles by their elements, groups of words by their articles, and how stable either is.

References
----------
Ward, J. H. (1963). Hierarchical grouping to optimize an objective function. *JASA*, 58(301), 236-244.
Lee, D. D., & Seung, H. S. (1999). Learning the parts of objects by non-negative matrix factorization. *Nature*, 401.
Hennig, C. (2007). Cluster-wise assessment of cluster stability. *Computational Statistics & Data Analysis*, 52(1).
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage

TOP = 10  # words by which a group of words is known


def cluster_elements(elements: np.ndarray, n: int) -> np.ndarray:
    """The cluster of each article, beginning with 0, the largest first: Ward's on squared distances of the elements."""
    labels = fcluster(linkage(elements.astype(float), method="ward"), n, criterion="maxclust") - 1
    sizes = np.bincount(labels)
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(len(sizes), dtype=int)
    rank[order] = np.arange(len(sizes))
    return rank[labels]


def choose_number(elements: np.ndarray, most: int) -> int:
    """The number of clusters before the largest jump in heterogeneity (the elbow), 2 or more."""
    heights = linkage(elements.astype(float), method="ward")[::-1, 2][:most]
    return int(np.argmax(heights[:-1] - heights[1:])) + 2 if len(heights) > 1 else 2


def find_cluster_stability(elements: np.ndarray, labels: np.ndarray, *, resamples: int, seed: int) -> np.ndarray:
    """For each cluster, resamples by clusters: Jaccard's index of the most similar cluster of each resample."""
    n = int(labels.max()) + 1
    dice = np.random.default_rng(seed)
    found = np.full((resamples, n), np.nan)
    for row in range(resamples):
        drawn = np.unique(dice.integers(0, len(labels), len(labels)))
        if len(drawn) <= n:
            continue
        again = cluster_elements(elements[drawn], n)
        for cluster in range(n):
            mine = labels[drawn] == cluster
            if mine.any():
                found[row, cluster] = max(_jaccard(mine, again == other) for other in np.unique(again))
    return found


def factor_words(weighed: sparse.csr_array, n: int, *, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Non-negative factors: texts by groups, and groups by words, the group with most weight first."""
    from sklearn.decomposition import NMF

    model = NMF(n, init="nndsvda", random_state=seed, max_iter=1000, tol=1e-3)
    texts = model.fit_transform(sparse.csr_matrix(weighed))
    words = model.components_
    size = np.maximum(words.sum(axis=1), 1e-12)
    texts, words = texts * size, words / size[:, None]
    order = np.argsort(-texts.sum(axis=0), kind="stable")
    return texts[:, order], words[order]


def list_top(words: np.ndarray) -> list[set[int]]:
    """The ten words by which each group is known."""
    return [set(np.argsort(-row, kind="stable")[:TOP].tolist()) for row in words]


def find_word_stability(weighed: sparse.csr_array, words: np.ndarray, *, resamples: int, seed: int) -> np.ndarray:
    """For each group of words, resamples by groups: Jaccard's index of its top words with the nearest group's."""
    dice = np.random.default_rng(seed)
    top, found = list_top(words), np.full((resamples, len(words)), np.nan)
    for row in range(resamples):
        drawn = dice.integers(0, weighed.shape[0], weighed.shape[0])
        _, again = factor_words(weighed[drawn], len(words), seed=seed)
        others = list_top(again)
        found[row] = [max(len(mine & other) / len(mine | other) for other in others) for mine in top]
    return found


def _jaccard(a: np.ndarray, b: np.ndarray) -> float:
    return float((a & b).sum() / max(1, (a | b).sum()))
