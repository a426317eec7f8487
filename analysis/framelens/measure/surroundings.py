"""What stands around a term: the words of each sentence, with the places where the term stands in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

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
    words : list of str
        Folded by :func:`framelens.measure.words.fold_word`.
    starts : list of int
        Where each begins in the article's text.
    nodes : list of (int, int)
        For each place of the node its first and last word.
    """

    article: int
    words: list[str]
    starts: list[int]
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


def iterate_sentences(annotations: Annotations, node: str, *, frame: bool = False) -> Iterator[NodeSentence]:
    """Every sentence of the articles, with its words and the places of the node; most have none."""
    places = locate_node(annotations, node, frame=frame)
    row_of = {key: row for row, key in enumerate(annotations.articles["article_id"])}
    texts = annotations.articles["text"].tolist()
    held = {key: rows[["start", "end"]].to_numpy(dtype=np.int64) for key, rows in places.groupby("article_id")}
    for article_id, start, end in list_sentences(annotations)[["article_id", "start", "end"]].itertuples(index=False):
        if article_id not in row_of:
            continue
        found = list(WORD.finditer(texts[row_of[article_id]], int(start), int(end)))
        starts, ends = [m.start() for m in found], [m.end() for m in found]
        nodes = []
        for first, last in held.get(article_id, ()):
            if start <= first < end:
                inside = [i for i in range(len(found)) if starts[i] < last and ends[i] > first]
                if inside:
                    nodes.append((inside[0], inside[-1]))
        yield NodeSentence(row_of[article_id], [fold_word(m.group()) for m in found], starts, nodes)
