"""Permutation tests: what differences come about when the groups are dealt out by chance.

Articles are exchanged between groups, never sentences. Where articles come in clusters, whole clusters change
groups if each lies in one; if clusters (days, events) hold articles of several groups, articles are exchanged
within their cluster only, which keeps what the day brought to everyone.

References
----------
Phipson, B., & Smyth, G. K. (2010). Permutation p-values should never be zero. *Statistical Applications in
Genetics and Molecular Biology*, 9(1), 39.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.measure.resampling import BLOCK, make_generator

ROUNDING = 1e-12


def deal_labels(
    labels: np.ndarray, blocks: np.ndarray, ids: list[str], *, seed: int, permutations: int
) -> Iterator[np.ndarray]:
    """Labels dealt out anew within blocks, some permutations at a time: units by permutations."""
    generator = make_generator(ids, seed)
    rank = np.argsort(np.argsort(np.array(ids, dtype=object), kind="stable"), kind="stable")
    by_block = labels[np.argsort(blocks, kind="stable")]
    step = max(1, BLOCK // max(len(labels), 1))
    for begin in range(0, permutations, step):
        width = min(step, permutations - begin)
        keys = generator.random((width, len(labels))).T[rank] + blocks[:, None]
        order = np.argsort(keys, axis=0)
        dealt = np.empty((len(labels), width), dtype=labels.dtype)
        np.put_along_axis(dealt, order, np.broadcast_to(by_block[:, None], order.shape), axis=0)
        yield dealt


def plan_exchange(labels: np.ndarray, clusters: np.ndarray | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is exchanged and within what: (unit of each article, label of each unit, block of each unit)."""
    if clusters is None:
        return np.arange(len(labels)), labels, np.zeros(len(labels))
    _, cluster = np.unique(clusters, return_inverse=True)
    n_labels = np.unique(np.stack([cluster, labels], axis=1), axis=0).shape[0]
    if n_labels > cluster.max(initial=-1) + 1:
        return np.arange(len(labels)), labels, cluster.astype(float)
    label_of = np.zeros(cluster.max(initial=-1) + 1, dtype=labels.dtype)
    label_of[cluster] = labels
    return cluster, label_of, np.zeros(len(label_of))


def name_units(articles: pd.DataFrame, n_units: int) -> list[str]:
    """Names for what is exchanged: the articles' ids, or numbers where clusters are exchanged in their order."""
    if n_units == len(articles):
        return articles["article_id"].astype(str).tolist()
    return [f"{unit:09}" for unit in range(n_units)]


def divide_dealt(numerators: sparse.csr_array, denominators: sparse.csr_array, chosen: np.ndarray) -> np.ndarray:
    """The ratios of the articles that are ``chosen`` (articles by permutations): cells by permutations."""
    weights = chosen.astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(numerators @ weights) / np.asarray(denominators @ weights)


def count_extreme(dealt: np.ndarray, observed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How many dealt statistics are at least as far from zero as the observed, and how many there are."""
    valid = np.isfinite(dealt)
    far = np.abs(dealt) >= np.abs(observed)[:, None] - ROUNDING
    return (valid & far).sum(axis=1), valid.sum(axis=1)


def find_p(extreme: np.ndarray, made: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """The p-value, counting the observed deal among the possible ones; null where nothing was observed."""
    return np.where(np.isfinite(observed) & (made > 0), (extreme + 1) / (made + 1), np.nan)
