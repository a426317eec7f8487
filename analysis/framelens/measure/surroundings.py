"""What stands around a term: the words of each sentence, with the places where the term stands in them."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.annotate.framing import Matcher, build_matcher
from framelens.annotate.words import WORD
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.errors import InputError, suggest
from framelens.measure.words import fold_word
from framelens.tables import Annotations

TERM = "term"


@dataclass(frozen=True)
class NodeSentence:
    """The words of one sentence, and which of them belong to the node.

    Attributes
    ----------
    article : int
        The row of the articles table.
    words : numpy.ndarray
        Their numbers in :attr:`SentenceWords.names`.
    starts : numpy.ndarray
        Where each begins in the article's text.
    nodes : list of (int, int)
        For each place of the node its first and last word.
    """

    article: int
    words: np.ndarray
    starts: np.ndarray
    nodes: list[tuple[int, int]]


@lru_cache(maxsize=32)
def make_term_matcher(text: str) -> Matcher:
    """A matcher of one term in the grammar of dictionaries: words, cards, phrases, near, not after."""
    return build_matcher(FrameDictionary((Frame(TERM, terms=(Term(text),)),)))


def list_sentences(annotations: Annotations) -> pd.DataFrame:
    """One row per sentence: ``article_id``, ``start``, ``end``, in the order of the articles table."""
    grouped = annotations.segments.groupby(["article_id", "sentence"], sort=False)
    spans = grouped.agg(start=("start", "min"), end=("end", "max")).reset_index()
    return spans.sort_values(["article_id", "start"], kind="stable")


def locate_node(annotations: Annotations, node: str, *, frame: bool = False) -> pd.DataFrame:
    """One row per place where a term, or any term of a frame, stands: ``article_id``, ``start``, ``end``.

    Raises
    ------
    InputError
        For a term that does not parse, or a frame without a hit.
    """
    if frame:
        hits = annotations.hits
        if node not in set(hits["frame"]):
            names = sorted(hits["frame"].dropna().unique())
            raise InputError(f"the frame '{node}' was found nowhere; {suggest(node, names)}")
        found = hits.loc[hits["frame"] == node, ["article_id", "start", "end"]]
        return found.sort_values(["article_id", "start"], kind="stable").reset_index(drop=True)
    matcher = make_term_matcher(node)
    sentences = {
        key: list(zip(s["start"], s["end"], strict=True))
        for key, s in list_sentences(annotations).groupby("article_id")
    }
    rows = [
        (article_id, hit.start, hit.end)
        for article_id, text in annotations.articles[["article_id", "text"]].itertuples(index=False)
        for hit in matcher.find_hits(text, [(int(a), int(b)) for a, b in sentences.get(article_id, [])])
    ]
    table = pd.DataFrame(rows, columns=["article_id", "start", "end"])
    return table.sort_values(["article_id", "start"], kind="stable").reset_index(drop=True)


@dataclass(frozen=True)
class SentenceWords:
    """The words of all sentences, one after the other, for any number of nodes.

    Attributes
    ----------
    article, start, end : numpy.ndarray
        Of each sentence: the row of the articles table, and where it stands in the text.
    first : numpy.ndarray
        The number of each sentence's first word, and at the end how many words there are.
    names : list of str
        The different words, folded by :func:`framelens.measure.words.fold_word`.
    codes, starts, ends : numpy.ndarray
        Of each word: its number in ``names``, and where it stands in the text.
    """

    article: np.ndarray
    start: np.ndarray
    end: np.ndarray
    first: np.ndarray
    names: list[str]
    codes: np.ndarray
    starts: np.ndarray
    ends: np.ndarray

    def count(self, n_articles: int) -> sparse.csr_array:
        """How often each word stands in each article: words by articles."""
        article = np.repeat(self.article, np.diff(self.first))
        shape = (len(self.names), n_articles)
        return sparse.coo_array((np.ones(len(article)), (self.codes, article)), shape=shape).tocsr()


def read_words(annotations: Annotations) -> SentenceWords:
    """The words of every sentence of the articles."""
    row_of = {key: row for row, key in enumerate(annotations.articles["article_id"])}
    texts = annotations.articles["text"].tolist()
    sentences = list_sentences(annotations)
    sentences = sentences[sentences["article_id"].isin(row_of)]
    article = sentences["article_id"].map(row_of).to_numpy(dtype=np.int64)
    start, end = (sentences[name].to_numpy(dtype=np.int64) for name in ("start", "end"))
    spelled: dict[str, int] = {}
    codes, starts, ends, first = array("q"), array("q"), array("q"), array("q", [0])
    for at, begin, stop in zip(article.tolist(), start.tolist(), end.tolist(), strict=True):
        for match in WORD.finditer(texts[at], begin, stop):
            codes.append(spelled.setdefault(match.group(), len(spelled)))
            starts.append(match.start())
            ends.append(match.end())
        first.append(len(codes))
    names: dict[str, int] = {}
    folded = np.array([names.setdefault(fold_word(word), len(names)) for word in spelled], dtype=np.int64)
    at_first, code, word_starts, word_ends = (np.array(one, dtype=np.int64) for one in (first, codes, starts, ends))
    return SentenceWords(article, start, end, at_first, list(names), folded[code], word_starts, word_ends)


def iterate_sentences(
    annotations: Annotations, words: SentenceWords, node: str, *, frame: bool = False
) -> Iterator[NodeSentence]:
    """The sentences in which a node stands, with their words and its places."""
    places = locate_node(annotations, node, frame=frame)
    row_of = {key: row for row, key in enumerate(annotations.articles["article_id"])}
    held = {
        row_of[key]: rows[["start", "end"]].to_numpy() for key, rows in places.groupby("article_id") if key in row_of
    }
    for at in np.flatnonzero(np.isin(words.article, list(held))):
        article, begin, stop = int(words.article[at]), words.first[at], words.first[at + 1]
        starts, ends, nodes = words.starts[begin:stop], words.ends[begin:stop], []
        here = held[article]
        for first, last in here[(here[:, 0] >= words.start[at]) & (here[:, 0] < words.end[at])]:
            inside = np.flatnonzero((starts < last) & (ends > first))
            if len(inside):
                nodes.append((int(inside[0]), int(inside[-1])))
        if nodes:
            yield NodeSentence(article, words.codes[begin:stop], starts, nodes)
