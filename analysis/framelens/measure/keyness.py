"""Keyness: the words that tell one group's language from another's.

References
----------
Monroe, B. L., Colaresi, M. P., & Quinn, K. M. (2008). Fightin' words: Lexical feature selection and evaluation for
identifying the content of political conflict. *Political Analysis*, 16(4), 372-403.
Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. *Computational Linguistics*,
19(1), 61-74.
Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. *IJCL*, 13(4), 403-437.
Hardie, A. (2014). Log Ratio: An informal introduction. ESRC Centre for Corpus Approaches to Social Science.
Gabrielatos, C., & Marchi, A. (2011). Keyness: Matching metrics to definitions. *Corpus Linguistics in the South*
(%DIFF).
Juilland, A., & Chang-Rodríguez, E. (1964). *Frequency dictionary of Spanish words*. Mouton (D).
Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. *JRSS B*, 57(1), 289-300.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from framelens.errors import InputError, suggest
from framelens.measure.families import control_false_discovery
from framelens.measure.log_odds import add_counts, find_log_likelihood, find_log_odds, find_priors
from framelens.measure.resampling import INTERVAL, RESAMPLES, Interval, check_permutations
from framelens.measure.segments import PLACES
from framelens.measure.sides import Value, find_sides
from framelens.measure.stop_words import check_one_language, check_stop_words, list_languages, list_stop_words
from framelens.measure.sums import prepare_articles
from framelens.measure.word_errors import find_errors, find_words_p
from framelens.measure.words import WordCounts, count_forms, fold_word
from framelens.tables import Annotations

_PER = 1000.0
COMMONEST = "commonest"
NUMBERS = [
    "n", "n_target", "n_reference", "words_target", "words_reference", "articles_target", "articles_reference",
    "dispersion", "rate_target", "rate_reference", "estimate", "low", "high", "z", "p", "q",
    "log_ratio", "log_ratio_low", "log_ratio_high", "percent_difference", "g2",
]  # fmt: skip


@dataclass(frozen=True)
class Keyness:
    """How words are compared.

    Attributes
    ----------
    min_count, min_articles : int
        Words in fewer occurrences or articles, both groups together, have no row. They belong to the base.
    prior_words : float or None
        How many words the prior weighs. Without it the prior is weak: one occurrence of each word, shared between the
        groups by their size. Many words shrink the log-odds of rare words towards 0 (Monroe et al. 2008).
    stop_words : str, collection of str or None
        Left out before anything is counted: those of a language by its name ('english', 'german', ...), 'own' for the
        articles' own, or words of one's own.
    language : str or None
        The language whose articles are compared, 'commonest' for the one that most of them are in; None where they are
        all in one. Words of different languages are never compared.
    permutations : int
        How many deals the test of each word begins with; 0 for no test.
    interval : Interval
        Its level, and its cluster and seed, which are also those of the test.

    Examples
    --------
    >>> study.keyness("outlet", settings=fl.Keyness(min_count=3, stop_words="english")).table.head(3)
    """

    min_count: int = 5
    min_articles: int = 1
    prior_words: float | None = None
    stop_words: str | Collection[str] | None = None
    language: str | None = None
    permutations: int = RESAMPLES
    interval: Interval = INTERVAL

    def __post_init__(self) -> None:
        check_permutations(self.permutations)
        check_stop_words(self.stop_words)
        if self.prior_words is not None and not self.prior_words > 0:
            raise InputError(f"prior_words is {self.prior_words}; it is a number of words above 0")

    def list_stop_words(self, languages: Sequence[str]) -> list[str]:
        """The stop words, folded as the words are."""
        return sorted({fold_word(word) for word in list_stop_words(self.stop_words, languages)})


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
        target's articles, Gries' normalised DP: 0 where it stands evenly, 1 in one article only; it allows for articles
        of different length, which Juilland's D does not), ``rate_target``, ``rate_reference`` (per 1,000 words),
        ``estimate``, ``low``, ``high`` (log-odds ratio under the prior, natural logarithm, above 0 for the target),
        ``z`` (the estimate over its standard error), ``log_ratio``, ``log_ratio_low``, ``log_ratio_high`` (binary
        logarithm of the ratio of rates, without a prior; a part of an occurrence stands for none),
        ``percent_difference`` (%DIFF: of the target's rate from the reference's; null where that is 0), ``p``
        (permutation of articles), ``q`` (Benjamini-Hochberg over the table) and ``g2`` (log-likelihood, unsigned, if
        words were independent, which they are not). Errors and intervals are over articles.

    Raises
    ------
    InputError
        For an unknown group or value, a value on both sides, or articles in several languages.

    Examples
    --------
    >>> words = fl.stats.compare_words(study, "outlet", "The Eastern Mail", "Port and Trade")
    >>> words[["word", "n_target", "n_reference", "estimate"]].head(3)
    """
    settings = settings or Keyness()
    articles = prepare_articles(annotations.articles)
    side = find_sides(annotations, group, target, reference)
    side, languages = keep_language(annotations, side, settings.language)
    counts = drop_words(count_forms(annotations, articles, side), settings, languages)
    frequent = sum(add_counts(side) for side in counts) >= settings.min_count
    keep = np.flatnonzero(frequent & (_count_articles(counts) >= settings.min_articles))
    table = compare_counts(counts, articles, keep, settings, paired=group in PLACES)
    table["q"] = control_false_discovery(table["p"])
    table = table.sort_values(["z", "word"], ascending=[False, True], kind="stable").reset_index(drop=True)
    return table[["word", *NUMBERS]]


def keep_language(annotations: Annotations, side: np.ndarray, language: str | None) -> tuple[np.ndarray, list[str]]:
    """The sides without the segments of articles in other languages, and the language that is left, in a list.

    Raises
    ------
    InputError
        If several are left.
    """
    ids = annotations.segments["article_id"].to_numpy(dtype=object)
    articles = annotations.articles.loc[annotations.articles["article_id"].isin(set(ids[side >= 0]))]
    if language is None:
        return side, check_one_language(articles)
    found = list_languages(articles)
    wanted = next(iter(found), language) if language == COMMONEST else language
    if found and wanted not in found:
        raise InputError(f"no article that is compared is in the language '{wanted}'; {suggest(wanted, found)}")
    codes = articles["language"].astype("str").str.lower().str.split(r"[-_]").str[0]
    kept = set(articles.loc[codes.eq(wanted) | articles["language"].isna(), "article_id"])
    return np.where([one in kept for one in ids], side, -1), [wanted]


def drop_words(counts: list[WordCounts], settings: Keyness, languages: Sequence[str]) -> list[WordCounts]:
    """Counts without the stop words."""
    keep = ~np.isin(counts[0].words.astype(str), settings.list_stop_words(languages))
    return [WordCounts(side.words[keep], side.article_ids, side.counts[np.flatnonzero(keep)]) for side in counts]


def _count_articles(counts: list[WordCounts]) -> np.ndarray:
    """In how many articles each word stands, on either side."""
    return np.diff((counts[0].counts + counts[1].counts).tocsr().indptr)


def compare_counts(
    counts: list[WordCounts],
    articles: pd.DataFrame,
    keep: np.ndarray,
    settings: Keyness,
    *,
    paired: bool,
    tests: int | None = None,
) -> pd.DataFrame:
    """Every number of the words ``keep``; ``paired`` where both sides share articles, of ``tests`` tests in all."""
    interval, (all_t, all_r) = settings.interval, map(add_counts, counts)
    priors, weak = find_priors(all_t, all_r, settings.prior_words), find_priors(all_t, all_r, None)
    (y_t, y_r), (n_t, n_r) = (all_t[keep], all_r[keep]), (all_t.sum(), all_r.sum())
    d_t, d_r = (np.diff(side.counts.indptr)[keep] for side in counts)
    table = pd.DataFrame({"word": pd.Series(counts[0].words[keep], dtype="str")})
    whole = {"n": y_t + y_r, "n_target": y_t, "n_reference": y_r, "articles_target": d_t, "articles_reference": d_r}
    whole |= {"words_target": np.full(len(y_t), n_t), "words_reference": np.full(len(y_t), n_r)}
    for name, values in whole.items():
        table[name] = pd.array(np.asarray(values, dtype=np.int64), dtype="Int64")
    odds = [
        find_log_odds(all_y, n, prior)[keep] for all_y, n, prior in zip((all_t, all_r), (n_t, n_r), priors, strict=True)
    ]
    table["estimate"] = odds[0] - odds[1]
    none = [np.where(y > 0, 0.0, prior.own) for y, prior in zip((all_t, all_r), weak, strict=True)]
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = [(y + extra[keep]) / n for y, extra, n in zip((y_t, y_r), none, (n_t, n_r), strict=True)]
        table["log_ratio"] = np.log2(rates[0] / rates[1])
        table["rate_target"], table["rate_reference"] = y_t / n_t * _PER, y_r / n_r * _PER
        apart = (table["rate_target"] / table["rate_reference"] - 1) * 100
    table["percent_difference"] = apart.where(np.isfinite(apart))
    options: Any = {"interval": interval, "paired": paired}
    errors = find_errors(counts, articles, [prior.own for prior in priors], keep, odds=True, **options)
    table["low"], table["high"] = errors.bound(table["estimate"].to_numpy(), interval.level)
    table["z"] = table["estimate"] / errors.error
    errors = find_errors(counts, articles, none, keep, odds=False, **options)
    bounds = errors.bound(table["log_ratio"].to_numpy() * np.log(2), interval.level)
    table["log_ratio_low"], table["log_ratio_high"] = (bound / np.log(2) for bound in bounds)
    table["g2"] = find_log_likelihood(y_t, n_t, y_r, n_r)
    table["dispersion"] = find_dispersion(counts[0])[keep]
    table["p"] = find_words_p(counts, articles, keep, permutations=settings.permutations, tests=tests, **options)
    return table


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
