"""Words counted: how often each stands in each article, in one side of a comparison and in the other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.annotate.words import WORD
from framelens.measure.sums import locate_articles
from framelens.tables import Annotations


@dataclass(frozen=True)
class WordCounts:
    """How often each word stands in each article.

    ``words`` is sorted; ``counts`` holds words by articles, articles in the order of ``article_ids``.
    """

    words: np.ndarray
    article_ids: np.ndarray
    counts: sparse.csr_array


def count_words(
    annotations: Annotations, articles: pd.DataFrame, side: np.ndarray, n_sides: int = 2
) -> list[WordCounts]:
    """Count the words of segments, apart for each value of ``side`` (0, 1, ...; -1 leaves a segment out).

    Words are compared in lower case, with straight apostrophes, İ as i. All counts have the same words.
    """
    segments, texts = annotations.segments, annotations.articles
    article = locate_articles(segments["article_id"], articles)
    text_of = dict(zip(texts["article_id"], texts["text"], strict=True))
    chosen = np.flatnonzero((side >= 0) & (article >= 0))
    ids = segments["article_id"].to_numpy(dtype=object)
    starts, ends = segments["start"].to_numpy(np.int64), segments["end"].to_numpy(np.int64)
    found = [WORD.findall(text_of[ids[row]], starts[row], ends[row]) for row in chosen]
    lengths = np.fromiter(map(len, found), dtype=np.intp, count=len(found))
    # Folded all at once: a letter whose lower case is two letters would move offsets, here it moves nothing.
    folded = "\n".join(["\n".join(words) for words in found if words]).lower().replace("’", "'").replace("i\u0307", "i")
    codes, words = pd.factorize(pd.Series(folded.split("\n") if folded else [], dtype="str"), sort=True)
    row = np.repeat(chosen, lengths)
    size, wide = len(words), len(articles)
    place = (side[row].astype(np.int64) * size + codes) * wide + article[row]
    place, count = np.unique(place, return_counts=True)
    cell, column = np.divmod(place, max(wide, 1))
    matrix = sparse.csr_array((count.astype(float), (cell, column)), shape=(n_sides * size, wide))
    names, article_ids = np.asarray(words, dtype=object), articles["article_id"].to_numpy(dtype=object)
    return [WordCounts(names, article_ids, matrix[s * size : (s + 1) * size]) for s in range(n_sides)]
