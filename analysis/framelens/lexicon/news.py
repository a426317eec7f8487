"""A lexicon of our own making for news, and the declared combination of the shipped ones.

``news.csv`` holds words of English news and the valence that their vectors give them, learned from the words of
VADER and from the polarity of news sentences; ``training/lexicon`` makes it and has its card.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from framelens.lexicon.reading import LexiconForm, read_lexicon
from framelens.lexicon.shipped import LEXICONS
from framelens.lexicon.table import Lexicon

NEWS = Path(__file__).parent / "news.csv"
# The declared combination: a weighted mean, in which a lexicon without a word in the text counts as 0. Behind the
# weights stand 1 for VADER, 0.75 for news and 0.25 for TextBlob, each over its standard deviation on newsmtsc-train.
COMBINATIONS: Mapping[str, Mapping[str, float]] = {"combined": {"vader": 0.4, "news": 0.4, "textblob": 0.2}}


@cache
def load_news() -> Lexicon:
    """The lexicon ``news``."""
    info = LEXICONS["news"]
    read = read_lexicon(NEWS, LexiconForm(title=info.title, citation=info.citation, licence=info.licence))
    return Lexicon(read.name, read.words, read.title, read.citation, read.licence, pooling="root", path=read.path)


def combine(weights: Mapping[str, float], scores: Mapping[str, Sequence[float | None]]) -> list[float | None]:
    """The weighted mean of several lexicons; None where none of them knows a word.

    Examples
    --------
    >>> combine({"a": 0.75, "b": 0.25}, {"a": [0.5, None, None], "b": [-0.5, 1.0, None]})
    [0.25, 0.25, None]
    """
    parts = tuple(weights.values())
    rows = zip(*(scores[name] for name in weights), strict=True)
    return [
        None if all(value is None for value in row) else sum(w * (v or 0.0) for w, v in zip(parts, row, strict=True))
        for row in rows
    ]
