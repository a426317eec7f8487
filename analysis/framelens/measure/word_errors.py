"""How sure the numbers of words are: errors, intervals and tests that take articles, not words, for independent.

The error of a logarithm of rates is linearised over articles (or clusters), as that of any ratio of sums; the interval
is that of Student's t. Percentiles of resampled articles are too narrow for words: few of them make for resamples that
have none (``python -m benchmarks.contrasts`` prints how often each holds the truth).

References
----------
Binder, D. A. (1983). On the variances of asymptotically normal estimators from complex surveys. *International
Statistical Review*, 51(3), 279-292.
Welch, B. L. (1947). The generalization of 'Student's' problem when several different population variances are involved.
*Biometrika*, 34(1-2), 28-35.
Lijffijt, J., Nevalainen, T., Säily, T., Papapetrou, P., Puolamäki, K., & Mannila, H. (2016). Significance testing of
word frequencies in corpora. *Digital Scholarship in the Humanities*, 31(2), 374-397.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import stdtrit

from framelens.measure.resampling import Interval, label_clusters
from framelens.measure.studentised import find_groups_p
from framelens.measure.sums import ArticleSums
from framelens.measure.words import WordCounts

_ARTICLE = "_article"


@dataclass(frozen=True)
class Errors:
    """Standard errors of differences of logarithms, and the degrees of freedom of their t."""

    error: np.ndarray
    freedom: np.ndarray

    def bound(self, estimate: np.ndarray, level: float) -> tuple[np.ndarray, np.ndarray]:
        """The bounds of an interval."""
        margin = stdtrit(self.freedom, (1 + level) / 2) * self.error
        return estimate - margin, estimate + margin


def find_errors(
    counts: Sequence[WordCounts],
    articles: pd.DataFrame,
    added: Sequence[np.ndarray],
    rows: np.ndarray,
    *,
    interval: Interval,
    paired: bool,
    odds: bool,
) -> Errors:
    """The errors of the log ratios (or log ``odds`` ratios) of the words ``rows``.

    ``added`` is what is added to the counts of each side, ``paired`` whether both sides stand in the same articles.
    Null where a side has fewer than two articles (or clusters) with words.
    """
    units = _gather_units(articles, interval)
    a, b = (_weigh(side, extra, rows, units, odds=odds) for side, extra in zip(counts, added, strict=True))
    if min(a.n_units, b.n_units) < 2:
        return Errors(np.full(len(rows), np.nan), np.full(len(rows), np.nan))
    first, second = _multiply(a, a), _multiply(b, b)
    if paired or (a.sizes * b.sizes).any():
        # What an article (or cluster) adds to both sides is no error of their difference.
        k = int(((a.sizes + b.sizes) > 0).sum())
        variance = np.maximum(first + second - 2 * _multiply(a, b), 0.0) * k / (k - 1)
        return Errors(np.sqrt(variance + a.none + b.none), np.full(len(rows), k - 1.0))
    first, second = (
        np.maximum(square, 0.0) * side.n_units / (side.n_units - 1) + side.none
        for square, side in ((first, a), (second, b))
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        freedom = (first + second) ** 2 / (first**2 / (a.n_units - 1) + second**2 / (b.n_units - 1))
    return Errors(np.sqrt(first + second), np.nan_to_num(freedom, nan=1.0))


@dataclass(frozen=True)
class _Weighed:
    """One side by units, in parts of what is counted of each word: words by units, rate by word, sizes by unit.

    ``none`` is the variance of a word that the side has nothing of: that of the count that stands for it.
    """

    words: sparse.csr_array
    rate: np.ndarray
    sizes: np.ndarray
    none: np.ndarray
    n_units: int


def _weigh(side: WordCounts, extra: np.ndarray, rows: np.ndarray, units: sparse.csr_array, *, odds: bool) -> _Weighed:
    words, sizes = (side.counts[rows] @ units).tocsr(), np.asarray(side.counts.sum(axis=0), dtype=float) @ units
    total = np.asarray(words.sum(axis=1), dtype=float).ravel()
    share = total / max(sizes.sum(), 1.0)
    own = (total + extra[rows]) * (1 - share if odds else 1.0)
    part = np.divide(1.0, own, out=np.zeros(len(rows)), where=own > 0)
    return _Weighed(
        (sparse.diags_array(part) @ words).tocsr(), part * share, sizes, np.where(total > 0, 0.0, part),
        int((sizes > 0).sum()),
    )  # fmt: skip


def _gather_units(articles: pd.DataFrame, interval: Interval) -> sparse.csr_array:
    """Articles by what is independent: articles, or clusters of them."""
    unit = np.arange(len(articles))
    if interval.cluster is not None:
        unit = np.unique(label_clusters(articles, interval.cluster), return_inverse=True)[1]
    return sparse.csr_array(
        (np.ones(len(unit)), (np.arange(len(unit)), unit)), shape=(len(unit), int(unit.max(initial=-1)) + 1)
    )


def _multiply(a: _Weighed, b: _Weighed) -> np.ndarray:
    """The sum over units of the product of what each adds to two sides, for each word."""
    products = np.asarray(a.words.multiply(b.words).sum(axis=1)).ravel()
    return np.asarray(
        products - b.rate * (a.words @ b.sizes) - a.rate * (b.words @ a.sizes) + a.rate * b.rate * (a.sizes @ b.sizes)
    )


def find_words_p(
    counts: Sequence[WordCounts],
    articles: pd.DataFrame,
    rows: np.ndarray,
    *,
    paired: bool,
    permutations: int,
    interval: Interval,
    tests: int | None = None,
) -> np.ndarray:
    """The p-value of each of the words ``rows`` for being as frequent on all sides.

    Articles (or clusters) change sides as a whole; where sides stand in the same articles (``paired``), what an article
    has of one side changes places with what it has of another. Null where a side has fewer than two articles.
    """
    parts = [np.flatnonzero(np.asarray(side.counts.sum(axis=0))) for side in counts]
    if min(map(len, parts)) < 2:
        return np.full(len(rows), np.nan)
    words = sparse.hstack([side.counts[:, part] for side, part in zip(counts, parts, strict=True)], format="csr")
    table = articles.iloc[np.concatenate(parts)].reset_index(drop=True)
    codes = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    if paired and interval.cluster is None:
        interval = replace(interval, cluster=_ARTICLE)
    ids = table["article_id"].astype(str)
    table = table.assign(article_id=ids + " " + pd.Series(codes).astype(str), **{_ARTICLE: ids.array})
    sizes = sparse.csr_array(np.asarray(words.sum(axis=0), dtype=float)[None, :])
    sums = ArticleSums(table, pd.DataFrame({"row": rows}), words[rows].astype(float), sizes, "rate")
    return find_groups_p(sums, codes, permutations=permutations, interval=interval, tests=tests)
