"""Collocates: the words that occur near a term.

References
----------
Rychlý, P. (2008). A lexicographer-friendly association score. *RASLAN*, 6-9 (logDice).
Church, K. W., & Hanks, P. (1990). Word association norms, mutual information, and lexicography. *Computational
Linguistics*, 16(1), 22-29 (PMI).
Church, K., Gale, W., Hanks, P., & Hindle, D. (1991). Using statistics in lexical analysis. *Lexical Acquisition*,
115-164 (t).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.intervals import find_bounds
from framelens.measure.resampling import INTERVAL, Interval, draw_weights, resample_sums
from framelens.measure.stop_words import check_stop_words, list_languages, list_stop_words
from framelens.measure.surroundings import SentenceWords, iterate_sentences, read_words
from framelens.measure.words import fold_word
from framelens.tables import Annotations

MEASURES = ("log_dice", "pmi", "t")
_LOG_DICE_TOP = 14.0
_MOST_WINDOW = 50


@dataclass(frozen=True)
class Collocation:
    """How collocates are counted.

    Attributes
    ----------
    window : int
        How many words to either side of the term belong to its company, within its sentence.
    min_count, min_articles : int
        Collocates met less often, or in fewer articles, have no row.
    measure : {'log_dice', 'pmi', 't'}
        What the rows are ordered by, and what the interval is of.
    stop_words : str, collection of str or None
        Words that have no row: those of a language by its name ('english', 'german', ...), 'own' for the articles' own,
        or words of one's own. They still fill the window.
    interval : Interval
        Its seed, number of resamples and level; articles are resampled, and the bounds are percentiles.

    Examples
    --------
    >>> study.collocates("tunnel", settings=fl.Collocation(window=3, min_count=2, measure="t")).table.head(3)
    """

    window: int = 5
    min_count: int = 3
    min_articles: int = 1
    measure: str = "log_dice"
    stop_words: str | Collection[str] | None = "own"
    interval: Interval = INTERVAL

    def __post_init__(self) -> None:
        if not 1 <= self.window <= _MOST_WINDOW:
            raise InputError(f"the window is {self.window} words; it is a whole number from 1 to {_MOST_WINDOW}")
        if self.measure not in MEASURES:
            raise InputError(f"unknown measure '{self.measure}'; {suggest(self.measure, MEASURES)}")
        check_stop_words(self.stop_words)


def find_collocates(
    annotations: Annotations, node: str, *, frame: bool = False, settings: Collocation | None = None
) -> pd.DataFrame:
    """The words that stand near a term more often than elsewhere.

    Parameters
    ----------
    annotations : Annotations
    node : str
        A term in the grammar of dictionaries (``reform*``, ``new reality``), or the name of a frame.
    frame : bool
        Whether ``node`` names a frame, whose hits are then taken together.
    settings : Collocation, optional

    Returns
    -------
    pandas.DataFrame
        One row per collocate, the strongest first: ``node``, ``word``, ``window``, ``n`` (places of the word within the
        window of a node; a word near two nodes counts once), ``n_articles``, ``n_word`` (in all sentences), ``n_node``,
        ``expected`` (of ``n``, were words strewn evenly over all windows and the rest), ``log_dice`` (14 is the most;
        a point is a factor of two; comparable between corpora), ``pmi`` (binary logarithm of observed over expected;
        high for rare words), ``t`` (how sure the company is; high for common words), and ``low``, ``high`` of the
        chosen measure, articles resampled. Each row opens at its passages with ``show_passages``.

    Raises
    ------
    InputError
        For a term that does not parse or stands nowhere.

    Examples
    --------
    >>> settings = fl.Collocation(min_count=2)
    >>> fl.stats.find_collocates(study, "tunnel", settings=settings)[["word", "n", "log_dice", "pmi", "t"]].head(3)
    """
    return _find_company(annotations, read_words(annotations), node, frame=frame, settings=settings or Collocation())


def _find_company(
    annotations: Annotations, words: SentenceWords, node: str, *, frame: bool, settings: Collocation
) -> pd.DataFrame:
    counts = _count_company(annotations, words, node, frame=frame, window=settings.window)
    table = pd.DataFrame({"node": node, "word": counts.words, "window": settings.window})
    total = {name: np.asarray(getattr(counts, name).sum(axis=1), dtype=float).ravel() for name in ("near", "all")}
    table["n"] = total["near"].astype(int)
    table["n_articles"] = np.diff(counts.near.indptr)
    table["n_word"] = total["all"].astype(int)
    table["n_node"] = int(counts.nodes.sum())
    stops = list_stop_words(settings.stop_words, list_languages(annotations.articles))
    wanted = (table["n"] >= settings.min_count) & (table["n_articles"] >= settings.min_articles)
    keep = np.flatnonzero(wanted & ~table["word"].isin({fold_word(w) for w in stops}))
    base = (counts.nodes.sum(), counts.slots.sum(), counts.size.sum())
    table = table.iloc[keep].reset_index(drop=True)
    scores = score_company(total["near"][keep], total["all"][keep], *base)
    table = table.assign(**scores)
    table["low"], table["high"] = _bound(counts, keep, table[settings.measure].to_numpy(), settings)
    order = table.sort_values([settings.measure, "n", "word"], ascending=[False, False, True], kind="stable")
    return order.reset_index(drop=True)


def find_frame_collocates(annotations: Annotations, *, settings: Collocation | None = None) -> pd.DataFrame:
    """The company of every frame that was found, under the study's dictionary.

    Returns
    -------
    pandas.DataFrame
        One row per frame and collocate, frame by frame: as :func:`find_collocates`, whose ``node`` is the frame.
        Without a hit it has no row.

    Examples
    --------
    >>> company = fl.stats.find_frame_collocates(study, settings=fl.Collocation(min_count=2))
    >>> company[["node", "word", "n", "log_dice"]].head(3)
    """
    frames = sorted(annotations.hits["frame"].dropna().unique())
    words, settings = read_words(annotations), settings or Collocation()
    parts = [_find_company(annotations, words, frame, frame=True, settings=settings) for frame in frames]
    columns = ["node", "word", "window", "n", "n_articles", "n_word", "n_node", "expected", *MEASURES, "low", "high"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def locate_collocate(annotations: Annotations, node: str, word: str, *, frame: bool, window: int) -> pd.DataFrame:
    """One row per place where ``word`` stands near ``node``: ``article_id``, ``start``, ``end``."""
    ids, words = annotations.articles["article_id"].tolist(), read_words(annotations)
    wanted = words.names.index(word) if word in words.names else -1
    rows = [
        (ids[s.article], int(s.starts[i]), int(s.starts[i]) + len(word))
        for s in iterate_sentences(annotations, words, node, frame=frame)
        for i in sorted(_near(s.nodes, len(s.words), window))
        if s.words[i] == wanted
    ]
    return pd.DataFrame(rows, columns=["article_id", "start", "end"])


def locate_company(annotations: Annotations, node: str, word: str, window: int) -> pd.DataFrame:
    """As :func:`locate_collocate`, for a node that is a frame where one has that name, else a term."""
    is_frame = bool((annotations.hits["frame"] == node).any())
    return locate_collocate(annotations, node, word, frame=is_frame, window=window)


def score_company(
    near: np.ndarray, word: np.ndarray, n_node: np.ndarray | float, slots: np.ndarray | float, size: np.ndarray | float
) -> dict[str, np.ndarray]:
    """The measures from counts: near the node, of the word, of nodes, of places near them, of all words."""
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = word * slots / size
        return {
            "expected": expected,
            "log_dice": _LOG_DICE_TOP + np.log2(2 * near / (n_node + word)),
            "pmi": np.log2(near / expected),
            "t": (near - expected) / np.sqrt(near),
        }


@dataclass(frozen=True)
class _Company:
    """Counts by article: of words near the node and everywhere, of nodes, of places near them, of all words."""

    words: list[str]
    article_ids: list[str]
    near: sparse.csr_array
    all: sparse.csr_array
    nodes: np.ndarray
    slots: np.ndarray
    size: np.ndarray


def _near(nodes: list[tuple[int, int]], n_words: int, window: int) -> set[int]:
    """The places within the window of any node, none inside a node."""
    places: set[int] = set()
    for first, last in nodes:
        places.update(range(max(0, first - window), min(n_words, last + window + 1)))
    return places - {i for first, last in nodes for i in range(first, last + 1)}


def _count_company(annotations: Annotations, words: SentenceWords, node: str, *, frame: bool, window: int) -> _Company:
    n_articles = len(annotations.articles)
    nodes, slots = np.zeros(n_articles), np.zeros(n_articles)
    codes, at = [], []
    for sentence in iterate_sentences(annotations, words, node, frame=frame):
        places = list(_near(sentence.nodes, len(sentence.words), window))
        codes.append(sentence.words[places])
        at.append(np.full(len(places), sentence.article))
        nodes[sentence.article] += len(sentence.nodes)
        slots[sentence.article] += len(places)
    if not nodes.sum():
        raise InputError(
            f"'{node}' does not occur in these articles; look for another term, or a wildcard such as {node}*"
        )
    code, article = np.concatenate(codes), np.concatenate(at)
    found = sorted(np.unique(code).tolist(), key=words.names.__getitem__)
    everywhere = words.count(n_articles)
    near = sparse.coo_array((np.ones(len(code)), (code, article)), shape=everywhere.shape).tocsr()
    ids, size = annotations.articles["article_id"].astype(str).tolist(), np.asarray(everywhere.sum(axis=0)).ravel()
    return _Company([words.names[one] for one in found], ids, near[found], everywhere[found], nodes, slots, size)


def _bound(counts: _Company, keep: np.ndarray, observed: np.ndarray, s: Collocation) -> tuple[np.ndarray, np.ndarray]:
    """Bounds of the chosen measure; null where the node stands in fewer than two articles."""
    empty = np.full(len(keep), np.nan)
    if not s.interval.resamples or (counts.nodes > 0).sum() < 2 or not len(keep):
        return empty, empty.copy()
    weights = draw_weights(counts.article_ids, seed=s.interval.seed, resamples=s.interval.resamples).astype(float)
    near, word = (resample_sums(matrix[keep], weights) for matrix in (counts.near, counts.all))
    base = (counts.nodes @ weights, counts.slots @ weights, counts.size @ weights)
    drawn = score_company(np.where(near > 0, near, 0.5), word, *base)[s.measure]
    return find_bounds(np.where(np.isfinite(drawn), drawn, np.nan), observed, interval=s.interval)
