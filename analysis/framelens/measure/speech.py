"""Whose words: how much of the text is quoted or reported, and how much is the journalist's own."""

from __future__ import annotations

import numpy as np

from framelens.measure.evidence import collect_evidence
from framelens.measure.segments import list_places
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.tables import Annotations


def sum_speech(annotations: Annotations, *, by_voice: bool = False) -> ArticleSums:
    """Words that are quoted or reported (``by_voice``: those of each voice) and all words, summed within articles."""
    within = ("voice",) if by_voice else ()
    articles, places = prepare_articles(annotations.articles), list_places(annotations, within)
    segments = annotations.segments
    article = locate_articles(segments["article_id"], articles)
    words = segments["n_words"].fillna(0).to_numpy(dtype=float)
    counted = np.ones(len(segments), dtype=bool) if by_voice else segments["voice"].ne("journalist").to_numpy(bool)
    cell = np.where(counted, places.locate(segments, annotations), -1)
    shape = (len(places.cells), len(articles))
    every = sum_cells(np.zeros(len(segments), dtype=np.intp), article, words, (1, len(articles)))
    return ArticleSums(
        articles,
        places.cells,
        sum_cells(cell, article, words, shape),
        every,
        "share",
        evidence=(collect_evidence("segments", segments, cell, article),),
    )
