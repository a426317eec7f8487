"""How fast and how faithfully tone is scored, beside calling each library sentence by sentence.

Takes the first 20,000 sentences of the corpus, scores them with framelens and with the libraries themselves,
prints words a second of processor time and how many scores differ in the fourth decimal (none may).

    python -m benchmarks.tone GOLD [SENTENCES]
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pandas as pd
from textblob import TextBlob
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from framelens.annotate.tone import build_scorer
from framelens.annotate.words import count_words


def read_sentences(gold: str, n: int) -> list[str]:
    """The first ``n`` sentences of the corpus, cut plainly at full stops and line breaks."""
    sentences: list[str] = []
    for text in pd.read_parquet(Path(gold) / "corpus-5k.parquet", columns=["text"])["text"]:
        sentences += [s for s in re.split(r"(?<=[.?!])\s+|\n+", text) if s.strip()]
        if len(sentences) >= n:
            return sentences[:n]
    return sentences


def timed(run: Callable[[], list[float | None]]) -> tuple[list[float | None], float]:
    """What ``run`` returns and the seconds of processor time it took."""
    began = process_time()
    result = run()
    return result, process_time() - began


def main(gold: str, n: str = "20000") -> None:
    """Compare speed and scores on ``n`` sentences."""
    sentences = read_sentences(gold, int(n))
    n_words = sum(map(count_words, sentences))
    print(f"{len(sentences):,} sentences, {n_words:,} words")
    analyzer = SentimentIntensityAnalyzer()
    libraries: dict[str, Callable[[str], float]] = {
        "vader": lambda text: analyzer.polarity_scores(text)["compound"],
        "textblob": lambda text: TextBlob(text).sentiment.polarity,
    }
    ours = theirs = 0.0
    for name, library in libraries.items():
        library("good")  # loads the lexicon
        scorer = build_scorer([name])
        scores, seconds = timed(lambda name=name, scorer=scorer: scorer.score(sentences)[name])
        expected, their_seconds = timed(lambda library=library: [library(text) for text in sentences])
        wrong = sum(abs((mine or 0.0) - its) > 5e-5 for mine, its in zip(scores, expected, strict=True))
        found = sum(score is not None for score in scores) / len(scores)
        print(
            f"{name:<10} framelens {n_words / seconds:>11,.0f} words/s   library {n_words / their_seconds:>9,.0f}"
            f"   {their_seconds / seconds:4.1f} times   {wrong} scores differ   a word found in {found:.0%}"
        )
        ours, theirs = ours + seconds, theirs + their_seconds
    print(f"together   {theirs / ours:.1f} times")


if __name__ == "__main__":
    main(*sys.argv[1:])
