"""Resampling articles: which articles are drawn, how often, and what their sums then are.

Sentences of one article are not independent, so articles (or larger clusters of them: days, events, outlets)
are drawn with replacement, never sentences. A resample is a weight for every article, so that all resamples of
all sums are one product of matrices.

References
----------
Cameron, A. C., Gelbach, J. B., & Miller, D. L. (2008). Bootstrap-based improvements for inference with
clustered errors. *Review of Economics and Statistics*, 90(3), 414-427.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import blake2b
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.groups import check_columns, find_column, list_article_columns

SEED = 20211221
RESAMPLES = 1000
METHODS = ("t", "percentile", "bca")
BLOCK = 4_000_000  # numbers held at once in one array of replicates: 32 MB


def is_count(value: object) -> bool:
    """Whether a value is a whole number, 0 or more; true and false are not."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(value >= 0)


def check_seed(seed: object) -> None:
    """Raise :class:`InputError` for a seed that cannot be used."""
    if not is_count(seed):
        raise InputError(f"the seed is {seed!r}; it must be a whole number, 0 or more")


def check_permutations(permutations: object) -> None:
    """Raise :class:`InputError` for a number of permutations that cannot be used."""
    if not is_count(permutations):
        raise InputError(f"permutations is {permutations!r}; it is a whole number, 0 for no test")


@dataclass(frozen=True)
class Interval:
    """How an interval is made: from the differences between articles.

    Attributes
    ----------
    method : {'t', 'percentile', 'bca'}
        't' leaves out each article once (:mod:`framelens.measure.jackknife`) wherever the estimate is a ratio, and is
        a percentile interval elsewhere; the other two are of resamples of articles, drawn with a seed. BCa corrects
        for bias and skewness and costs a jackknife.
    level : float
        The coverage it aims at, 0.95 by default.
    cluster : str or None
        What is left out or resampled: articles, or all articles that share a value of this column of the articles table
        (``day``, an event, ``outlet``). Articles without a value are clusters of their own.
    seed : int
        What the draws begin from: the same seed gives the same bytes. Permutation tests begin from it too.
    resamples : int
        How often articles are drawn; 0 for no interval.

    Raises
    ------
    InputError
        For a method, level, seed or number that cannot be used.

    Examples
    --------
    >>> fl.Interval("bca", cluster="day", resamples=200)
    Interval(method='bca', level=0.95, cluster='day', seed=20211221, resamples=200)
    """

    method: Literal["t", "percentile", "bca"] = "t"
    level: float = 0.95
    cluster: str | None = None
    seed: int = SEED
    resamples: int = RESAMPLES

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InputError(f"unknown interval method '{self.method}'; {suggest(str(self.method), METHODS)}")
        if not 0 < self.level < 1:
            raise InputError(f"the level of an interval is {self.level}; it lies between 0 and 1, such as 0.95")
        check_seed(self.seed)
        if not is_count(self.resamples):
            raise InputError(f"resamples is {self.resamples!r}; it is a whole number, 0 for no intervals")

    @property
    def drawn(self) -> Interval:
        """The interval as articles are drawn for it: not at all where each is left out once."""
        return replace(self, resamples=0) if self.method == "t" else self


INTERVAL = Interval()
NO_INTERVAL = Interval(resamples=0)


def make_generator(ids: list[str], seed: int) -> np.random.Generator:
    """A generator whose stream depends on the seed and on the set of ids, and on nothing else.

    Estimates over the same articles are resampled together, so that their difference is a paired one;
    estimates over other articles are resampled independently.
    """
    digest = blake2b("\x00".join(sorted(ids)).encode("utf-8", "surrogatepass"), digest_size=16).digest()
    return np.random.default_rng([seed, *np.frombuffer(digest, dtype="<u4").tolist()])


def draw_weights(ids: list[str], *, seed: int, resamples: int) -> np.ndarray:
    """How often each of ``ids`` is drawn in each resample of as many draws: ids by resamples."""
    size = len(ids)
    rank = np.argsort(np.argsort(np.array(ids, dtype=object), kind="stable"), kind="stable")
    generator = make_generator(ids, seed)
    weights = np.empty((size, resamples), dtype=np.uint16)
    step = max(1, BLOCK // max(size, 1))
    for begin in range(0, resamples if size else 0, step):
        rows = min(step, resamples - begin)
        draws = generator.integers(0, size, size=(rows, size)) + size * np.arange(rows)[:, None]
        drawn = np.bincount(draws.ravel(), minlength=rows * size).reshape(rows, size)
        weights[:, begin : begin + rows] = drawn.T[rank]
    return weights


@dataclass(frozen=True)
class Base:
    """The articles of one group and what is resampled there.

    ``columns`` picks the group's articles out of the sums; ``units`` (articles by units) gathers articles into
    clusters, None where articles themselves are resampled; ``weights`` is units by resamples.
    """

    columns: np.ndarray
    units: sparse.csr_array | None
    weights: np.ndarray

    def gather(self, part: sparse.csr_array) -> sparse.csr_array:
        """Sums by article of the group as sums by unit."""
        return part if self.units is None else (part @ self.units).tocsr()


def label_clusters(articles: pd.DataFrame, column: str) -> np.ndarray:
    """The cluster of each article; an article without a value is a cluster of its own."""
    check_columns([column], list_article_columns(articles))
    ids = articles["article_id"].astype(str).to_numpy(dtype=object)
    named = find_column(articles, column)
    values = named.astype("str").fillna("").to_numpy(dtype=object)
    labels = np.where(named.isna(), "article " + ids, "cluster " + values)
    return labels.astype(str)


def split_bases(articles: pd.DataFrame, codes: np.ndarray, n_groups: int, *, interval: Interval) -> Iterator[Base]:
    """The base of each group in turn.

    Articles are drawn within their group. Clusters may hold articles of several groups, therefore they are
    drawn once from the whole, and every group sees the same draws.
    """
    order = np.argsort(codes, kind="stable")
    edges = np.searchsorted(codes[order], np.arange(n_groups + 1))
    ids = articles["article_id"].astype(str).to_numpy(dtype=object)
    cluster: np.ndarray | None = None
    if interval.cluster is not None:
        units, cluster = np.unique(label_clusters(articles, interval.cluster), return_inverse=True)
        weights = draw_weights(units.tolist(), seed=interval.seed, resamples=interval.resamples)
    for begin, end in pairwise(edges):
        columns = order[begin:end]
        if cluster is None:
            weights = draw_weights(ids[columns].tolist(), seed=interval.seed, resamples=interval.resamples)
            yield Base(columns, None, weights)
        else:
            pairs = (np.ones(len(columns)), (np.arange(len(columns)), cluster[columns]))
            yield Base(columns, sparse.csr_array(pairs, shape=(len(columns), len(weights))), weights)


def resample_sums(sums: sparse.csr_array, weights: np.ndarray) -> np.ndarray:
    """The sums of every resample: cells by resamples."""
    used = np.unique(sums.indices)
    if len(used) == len(weights):
        return np.asarray(sums @ weights.astype(float))
    return np.asarray(sums[:, used] @ weights[used].astype(float))
