"""Articles of any number for measuring: those of a corpus with their sentences dealt anew.

A sentence goes to another article of its outlet and topic, or of its topic where those are few: names recur as they do
in news, and no article is a copy of another. What stands in quotation marks stays whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

POOL = 20  # so many articles at least whose sentences are mixed
_KEPT = {"outlet": "outlet", "bias": "bias", "topic": "topic", "published": "date"}
_SENTENCE_END = re.compile(r"(?<=[a-z]{2}[.!?])[\"”]?\s+(?=[“\"]?[A-Z])")
_QUOTED = re.compile(r"“[^“”]*”|\"[^\"]*\"")


def split_units(text: str) -> list[str]:
    """The sentences of a text; those that share a quotation, within a paragraph or over several, are one unit."""
    units: list[str] = []
    is_open = False
    for paragraph in filter(None, map(str.strip, text.split("\n"))):
        if is_open:
            units[-1] += f"\n{paragraph}"
        else:
            units += _split_paragraph(paragraph)
        is_open = _is_open(units[-1])
    return units


def _split_paragraph(paragraph: str) -> Iterator[str]:
    if _is_open(paragraph):
        yield paragraph
        return
    quoted = [match.span() for match in _QUOTED.finditer(paragraph)]
    begin = 0
    for match in _SENTENCE_END.finditer(paragraph):
        if not any(start < match.end() <= end and start <= match.start() for start, end in quoted):
            yield paragraph[begin : match.end()].rstrip()
            begin = match.end()
    yield paragraph[begin:]


def _is_open(text: str) -> bool:
    last = text.rpartition("\n")[2]
    return last.count("“") > last.count("”") or last.count('"') % 2 == 1


def deal_corpus(corpus: Path, n_articles: int, file: Path, *, seed: int = 20) -> int:
    """Write a table of so many articles, a deal of the corpus a row group; return how many words they have.

    Parameters
    ----------
    corpus : Path
        A Parquet table with ``outlet``, ``bias``, ``topic``, ``date`` and ``text``.
    n_articles : int
    file : Path
    seed : int
    """
    rows = pd.read_parquet(corpus, columns=[*_KEPT.values(), "text"])
    units = [split_units(text) for text in rows.pop("text")]
    pools = list(_make_pools(rows))
    random = np.random.default_rng(seed)
    n_words = 0
    with pq.ParquetWriter(file, pa.schema([(name, pa.string()) for name in ("id", *_KEPT, "text")])) as writer:
        for first in range(0, n_articles, len(rows)):
            texts = _deal(units, pools, random)[: n_articles - first]
            dealt = {name: pa.array(rows[of][: len(texts)], from_pandas=True) for name, of in _KEPT.items()}
            ids = [f"a{first + place:07d}" for place in range(len(texts))]
            writer.write_table(pa.table({"id": ids, **dealt, "text": texts}).cast(writer.schema))
            n_words += sum(len(text.split()) for text in texts)
    return n_words


def _make_pools(rows: pd.DataFrame) -> Iterator[Sequence[int]]:
    """The places of articles whose sentences are mixed."""
    left = np.arange(len(rows))
    for by in (["outlet", "topic"], ["topic"]):
        sizes = rows.iloc[left].groupby(by, dropna=False)["bias"].transform("size").to_numpy()
        for _, group in rows.iloc[left[sizes >= POOL]].groupby(by, dropna=False):
            yield group.index.tolist()
        left = left[sizes < POOL]
    if len(left):
        yield left.tolist()


def _deal(units: Sequence[Sequence[str]], pools: Sequence[Sequence[int]], random: np.random.Generator) -> list[str]:
    texts = [""] * len(units)
    for pool in pools:
        every = [unit for place in pool for unit in units[place]]
        cards = iter(random.permutation(len(every)).tolist())
        for place in pool:
            # Two or three to a paragraph: one alone would soon be a line that repeats in its outlet.
            own = [every[next(cards)] for _ in units[place]]
            sizes = random.integers(2, 4, size=len(own))
            begins = np.cumsum(sizes) - sizes
            paragraphs = [" ".join(own[a : a + n]) for a, n in zip(begins, sizes, strict=True) if a < len(own)]
            texts[place] = "\n\n".join(paragraphs)
    return texts
