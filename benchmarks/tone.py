"""How fast and how faithfully tone is scored, beside calling each library sentence by sentence.

Takes the first 20,000 sentences of the corpus, scores them with framelens, each lexicon alone and both at once as a
study does, and with the libraries themselves; prints words a second of processor time, first meetings with a word
included, and how many scores differ in the fourth decimal (none may). Lexicons see apostrophes and quotation marks as
they are typed; the last lines say in how many sentences that changes the library's score, and its sign.

    python -m benchmarks.tone GOLD [SENTENCES]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

import pandas as pd
from scipy.stats import binomtest
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from framelens.annotate.tone import as_typed, build_scorer
from framelens.annotate.words import count_words


def read_sentences(gold: str, n: int) -> list[str]:
    """The first ``n`` sentences of the corpus, cut plainly at full stops and line breaks."""
    sentences: list[str] = []
    for text in pd.read_parquet(Path(gold) / "corpus-5k.parquet", columns=["text"])["text"]:
        sentences += [s for s in re.split(r"(?<=[.?!])\s+|\n+", text) if s.strip()]
        if len(sentences) >= n:
            return sentences[:n]
    return sentences


def timed(run: Callable[[], Any]) -> tuple[Any, float]:
    """What ``run`` returns and the seconds of processor time it took."""
    began = process_time()
    result = run()
    return result, process_time() - began


def main(gold: str, n: str = "20000") -> None:
    """Compare speed and scores on ``n`` sentences."""
    written = read_sentences(gold, int(n))
    sentences = [as_typed(sentence) for sentence in written]
    n_sentences, n_words = len(sentences), sum(map(count_words, sentences))
    print(f"{len(sentences):,} sentences, {n_words:,} words")
    analyzer = SentimentIntensityAnalyzer()
    libraries: dict[str, Callable[[str], float]] = {
        "vader": lambda text: analyzer.polarity_scores(text)["compound"],
        "textblob": lambda text: TextBlob(text).sentiment.polarity,
    }
    expected: dict[str, list[float | None]] = {}
    theirs: dict[str, float] = {}
    for name, library in libraries.items():
        library("good")  # loads the lexicon
        expected[name], theirs[name] = timed(lambda library=library: [library(text) for text in sentences])
    for names in (["vader"], ["textblob"], ["vader", "textblob"]):
        scorer = build_scorer(names)
        scorer.score(["good"])
        scores, seconds = timed(lambda scorer=scorer: scorer.score(sentences))
        wrong = sum(
            abs((mine or 0.0) - its) > 5e-5
            for name in names
            for mine, its in zip(scores[name], expected[name], strict=True)
        )
        found = " and ".join(f"{sum(score is not None for score in scores[name]) / n_sentences:.0%}" for name in names)
        library_seconds = sum(theirs[name] for name in names)
        print(
            f"{' and '.join(names):<18} framelens {n_words / seconds:>11,.0f} words/s   libraries "
            f"{n_words / library_seconds:>9,.0f}   {library_seconds / seconds:4.1f} times   {wrong} scores differ   "
            f"a word found in {found}"
        )
    for name, library in libraries.items():
        print(describe_change(name, [library(text) for text in written], expected[name]))


def describe_change(name: str, before: list[float], after: list[float | None]) -> str:
    """In how many sentences typed marks change a score, with Wilson's interval, and in how many its sign."""
    n = len(before)
    changed = sum(abs(was - (now or 0.0)) > 5e-5 for was, now in zip(before, after, strict=True))
    turned = sum(was * (now or 0.0) < 0 for was, now in zip(before, after, strict=True))
    low, high = binomtest(changed, n).proportion_ci(method="wilson")
    return f"{name:<18} typed marks change {changed / n:.2%} [{low:.2%}, {high:.2%}] of {n:,}; the sign of {turned:,}"


if __name__ == "__main__":
    main(*sys.argv[1:])
