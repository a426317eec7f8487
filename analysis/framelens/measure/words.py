"""Words counted: how often each stands in each article, in one side of a comparison and in the other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.annotate.words import WORD
from framelens.measure.sums import locate_articles
from framelens.tables import Annotations

_SEGMENTS_AT_ONCE = 20_000


@dataclass(frozen=True)
class WordCounts:
    """How often each word stands in each article.

    ``words`` is sorted; ``counts`` holds words by articles, articles in the order of ``article_ids``.
    """

    words: np.ndarray
    article_ids: np.ndarray
    counts: sparse.csr_array


def count_forms(
    annotations: Annotations, articles: pd.DataFrame, side: np.ndarray, n_sides: int = 2
) -> list[WordCounts]:
    """Count the words of segments, apart for each value of ``side`` (0, 1, ...; -1 leaves a segment out).

    All counts have the same words, folded by :func:`fold_word`.
    """
    segments, texts = annotations.segments, annotations.articles
    article = locate_articles(segments["article_id"], articles)
    text_of = dict(zip(texts["article_id"], texts["text"], strict=True))
    chosen = np.flatnonzero((side >= 0) & (article >= 0))
    ids = segments["article_id"].to_numpy(dtype=object)
    starts, ends = segments["start"].to_numpy(np.int64), segments["end"].to_numpy(np.int64)
    vocabulary: dict[str, int] = {}
    places = []
    for begin in range(0, len(chosen), _SEGMENTS_AT_ONCE):
        rows = chosen[begin : begin + _SEGMENTS_AT_ONCE]
        found = [WORD.findall(text_of[ids[row]], starts[row], ends[row]) for row in rows]
        lengths = np.fromiter(map(len, found), dtype=np.intp, count=len(found))
        codes, spellings = pd.factorize(np.array(list(chain.from_iterable(found)), dtype=object))
        word_of = [vocabulary.setdefault(fold_word(s), len(vocabulary)) for s in spellings]
        row = np.repeat(rows, lengths)
        places.append((side[row], np.array(word_of, dtype=np.intp)[codes], article[row]))
    words = np.array(sorted(vocabulary), dtype=object)
    order = np.argsort([vocabulary[word] for word in words])  # from the order of finding to that of the alphabet
    parts = [np.concatenate([place[k] for place in places]) if places else np.zeros(0, dtype=np.intp) for k in range(3)]
    sides, word = parts[0], order[parts[1]] if len(order) else parts[1]
    article_ids = articles["article_id"].to_numpy(dtype=object)
    return [
        WordCounts(
            words, article_ids, _count_pairs(word[sides == s], parts[2][sides == s], (len(words), len(articles)))
        )
        for s in range(n_sides)
    ]


def _count_pairs(word: np.ndarray, article: np.ndarray, shape: tuple[int, int]) -> sparse.csr_array:
    return sparse.coo_array((np.ones(len(word)), (word, article)), shape=shape).tocsr()


def fold_word(word: str) -> str:
    """A word as it is compared: lower case, straight apostrophes, the Turkic capital İ as i."""
    return word.lower().replace("’", "'").replace("i\u0307", "i")


def locate_word(annotations: Annotations, word: str, chosen: np.ndarray) -> pd.DataFrame:
    """One row per place of a word in the segments that are ``chosen``: ``article_id``, ``start``, ``end``.

    The word is compared as :func:`count_words` counts it.
    """
    texts = dict(zip(annotations.articles["article_id"], annotations.articles["text"], strict=True))
    held = annotations.segments.loc[chosen, ["article_id", "start", "end"]]
    rows = [
        (article_id, match.start(), match.end())
        for article_id, start, end in held.itertuples(index=False)
        if article_id in texts
        for match in WORD.finditer(texts[article_id], int(start), int(end))
        if fold_word(match.group()) == word
    ]
    return pd.DataFrame(rows, columns=["article_id", "start", "end"])
