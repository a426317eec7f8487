"""Keyness: the words that tell one group's language from another's.

References
----------
Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words: Lexical feature selection and evaluation for
identifying the content of political conflict. *Political Analysis*, 16(4), 372-403.
Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. *Computational Linguistics*,
19(1), 61-74.
Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. *IJCL*, 13(4), 403-437.
Hardie, A. (2014). Log Ratio: An informal introduction. ESRC Centre for Corpus Approaches to Social Science.
Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. *JRSS B*, 57(1), 289-300.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import ndtr

from framelens.errors import InputError, suggest
from framelens.measure.families import control_false_discovery
from framelens.measure.log_odds import (
    add_counts,
    find_log_likelihood,
    find_log_odds,
    find_prior,
    find_variance,
)
from framelens.measure.resampling import INTERVAL, RESAMPLES, Interval, check_permutations
from framelens.measure.segments import PLACES
from framelens.measure.sides import Value, find_sides
from framelens.measure.stop_words import STOP_WORDS
from framelens.measure.sums import prepare_articles
from framelens.measure.word_resampling import bound_log_odds, gather_sides, permute_log_odds
from framelens.measure.words import WordCounts, count_forms, fold_word
from framelens.tables import Annotations

_PER = 1000.0


@dataclass(frozen=True)
class Keyness:
    """How words are compared.

    Attributes
    ----------
    min_count, min_articles : int
        Words in fewer occurrences or articles, both groups together, have no row. They belong to the base.
    prior_words : float or None
        How many words the prior weighs; as many as the two groups have unless told. Fewer let rare words rise.
    stop_words : str, collection of str or None
        'english', or words of one's own, left out before anything is counted.
    permutations : int
        For the test that deals out articles; none for no test.
    interval : Interval
        How articles, or clusters of them, are resampled; its seed and clusters are also those of the test.

    Examples
    --------
    >>> study.keyness("outlet", settings=fl.Keyness(min_count=3, stop_words="english")).table.head(3)
    """

    min_count: int = 5
    min_articles: int = 1
    prior_words: float | None = None
    stop_words: str | Collection[str] | None = None
    permutations: int = RESAMPLES
    interval: Interval = INTERVAL

    def __post_init__(self) -> None:
        check_permutations(self.permutations)
        if isinstance(self.stop_words, str) and self.stop_words not in STOP_WORDS:
            raise InputError(f"unknown list of stop words '{self.stop_words}'; {suggest(self.stop_words, STOP_WORDS)}")
        if self.prior_words is not None and not self.prior_words > 0:
            raise InputError(f"prior_words is {self.prior_words}; it is a number of words above 0")

    def list_stop_words(self) -> list[str]:
        """The stop words, folded as the words are."""
        listed = STOP_WORDS[self.stop_words] if isinstance(self.stop_words, str) else self.stop_words or ()
        return sorted({fold_word(word) for word in listed})


def compare_words(
    annotations: Annotations,
    group: str = "voice",
    target: Value | Sequence[Value] = "journalist",
    reference: Value | Sequence[Value] | None = None,
    *,
    settings: Keyness | None = None,
) -> pd.DataFrame:
    """The words that ``target`` uses more than ``reference``, and those it uses less.

    Parameters
    ----------
    annotations : Annotations
    group : str
        What parts the words: ``voice``, ``zone``, ``speaker`` (of the statement, by ``speaker_id``), a column of
        the articles table, or ``day``, ``week``, ``month``, ``year``.
    target, reference : value or sequence of values
        The values of ``group`` on either side; without a reference everything else that has a value.
    settings : Keyness, optional

    Returns
    -------
    pandas.DataFrame
        One row per word, the most typical of the target first: ``word``, ``n`` (occurrences in both),
        ``n_target``, ``n_reference``, ``words_target``, ``words_reference`` (all words there),
        ``articles_target``, ``articles_reference`` (articles with the word), ``dispersion`` (of the word over the
        target's articles, Gries' normalised DP: 0 where it stands evenly, 1 in one article only), ``rate_target``,
        ``rate_reference`` (per 1,000 words), ``estimate``, ``low``, ``high`` (log-odds ratio under an
        informative Dirichlet prior, natural logarithm, above 0 for the target; the interval resamples articles),
        ``z`` (the estimate over its standard error if words were independent), ``p`` (of z, two-sided), ``q``
        (Benjamini-Hochberg over the table), ``p_articles``, ``q_articles`` (the same where articles, not words, are
        independent: articles change sides by chance), ``log_ratio`` (binary logarithm of the ratio of rates, half an
        occurrence in place of none) and ``g2`` (log-likelihood, unsigned).

    Raises
    ------
    InputError
        For an unknown group or value, or a value on both sides.

    Examples
    --------
    >>> words = fl.stats.compare_words(study, "outlet", "The Eastern Mail", "Port and Trade")
    >>> words[["word", "n_target", "n_reference", "estimate"]].head(3)
    """
    settings = settings or Keyness()
    articles = prepare_articles(annotations.articles)
    side = find_sides(annotations, group, target, reference)
    counts = drop_words(count_forms(annotations, articles, side), settings)
    prior = find_prior(counts, settings.prior_words)
    table = compare_counts(counts, prior)
    frequent = table["n"] >= settings.min_count
    keep = np.flatnonzero(frequent & (_count_articles(counts) >= settings.min_articles))
    paired = group in PLACES
    table = table.iloc[keep].assign(**resample_words(counts, articles, prior, keep, settings, paired=paired))
    table["p"] = 2 * ndtr(-np.abs(table["z"]))
    table["q"] = control_false_discovery(table["p"])
    table["q_articles"] = control_false_discovery(table["p_articles"])
    table = table.sort_values(["z", "word"], ascending=[False, True], kind="stable").reset_index(drop=True)
    bases = ["words_target", "words_reference", "articles_target", "articles_reference", "dispersion"]
    columns = ["word", "n", "n_target", "n_reference", *bases, "rate_target", "rate_reference"]
    return table[[*columns, "estimate", "low", "high", "z", "p", "q", "p_articles", "q_articles", "log_ratio", "g2"]]


def resample_words(
    counts: list[WordCounts],
    articles: pd.DataFrame,
    prior: np.ndarray,
    keep: np.ndarray,
    settings: Keyness,
    *,
    paired: bool,
) -> dict[str, np.ndarray]:
    """``low``, ``high`` and ``p_articles`` of the words ``keep``; ``paired`` where both sides share articles."""
    interval = settings.interval
    sides = gather_sides(counts, articles, interval, paired=paired)
    low, high = bound_log_odds(sides, prior, keep, interval=interval)
    p = permute_log_odds(
        counts, articles, prior, keep, paired=paired, permutations=settings.permutations, interval=interval
    )
    return {"low": low, "high": high, "p_articles": p}


def drop_words(counts: list[WordCounts], settings: Keyness) -> list[WordCounts]:
    """Counts without the stop words."""
    keep = ~np.isin(counts[0].words.astype(str), settings.list_stop_words())
    return [WordCounts(side.words[keep], side.article_ids, side.counts[np.flatnonzero(keep)]) for side in counts]


def _count_articles(counts: list[WordCounts]) -> np.ndarray:
    """In how many articles each word stands, on either side."""
    return np.diff((counts[0].counts + counts[1].counts).tocsr().indptr)


def compare_counts(counts: list[WordCounts], prior: np.ndarray) -> pd.DataFrame:
    """Every statistic of every word."""
    (y_t, y_r), (d_t, d_r) = zip(*((add_counts(c), np.diff(c.counts.indptr)) for c in counts), strict=True)
    n_t, n_r = y_t.sum(), y_r.sum()
    table = pd.DataFrame({"word": pd.Series(counts[0].words, dtype="str")})
    whole = {"n": y_t + y_r, "n_target": y_t, "n_reference": y_r, "articles_target": d_t, "articles_reference": d_r}
    whole |= {"words_target": np.full(len(y_t), n_t), "words_reference": np.full(len(y_t), n_r)}
    for name, values in whole.items():
        table[name] = pd.array(np.asarray(values, dtype=np.int64), dtype="Int64")
    with np.errstate(invalid="ignore", divide="ignore"):
        estimate = find_log_odds(y_t, n_t, prior) - find_log_odds(y_r, n_r, prior)
        z = estimate / np.sqrt(find_variance(y_t, y_r, prior))
        log_ratio = np.log2(np.maximum(y_t, 0.5) / n_t) - np.log2(np.maximum(y_r, 0.5) / n_r)
        log_ratio = np.where(np.isfinite(log_ratio), log_ratio, np.nan)
        rates = {"rate_target": y_t / n_t * _PER, "rate_reference": y_r / n_r * _PER}
    g2 = find_log_likelihood(y_t, n_t, y_r, n_r)
    table["dispersion"] = find_dispersion(counts[0])
    return table.assign(**rates, estimate=estimate, z=z, log_ratio=log_ratio, g2=g2)


def find_dispersion(counts: WordCounts) -> np.ndarray:
    """How unevenly each word stands over a side's articles: Gries' DP, normalised to 0-1 (Lijffijt & Gries 2012).

    Null where the word does not stand there, or there is one article.
    """
    matrix = counts.counts.tocsr()
    sizes = np.asarray(matrix.sum(axis=0), dtype=float).ravel()
    total = np.asarray(matrix.sum(axis=1), dtype=float).ravel()
    there = sizes > 0
    if there.sum() < 2:
        return np.full(len(total), np.nan)
    expected = sizes / sizes.sum()
    with np.errstate(invalid="ignore", divide="ignore"):
        row = np.repeat(np.arange(len(total)), np.diff(matrix.indptr))
        seen, fair = matrix.data / total[row], expected[matrix.indices]
        # Articles without the word add what was expected of them.
        apart = 1 + np.bincount(row, np.abs(seen - fair) - fair, minlength=len(total))
        return np.where(total > 0, apart / 2 / (1 - expected[there].min()), np.nan)
