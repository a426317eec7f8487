"""The whole chain beside what a user would otherwise write: spaCy, textacy's quotations, VADER and TextBlob.

Both read the same articles in one process each and print words a second of processor time, peak memory and the
rows they made; the last line is the ratio. The comparison's own packages are in ``benchmarks/requirements.txt``.

    python -m benchmarks.chain GOLD [ARTICLES]
"""

from __future__ import annotations

import resource
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from time import process_time

import pandas as pd

PEERS = ("spacy", "textacy", "en_core_web_sm")


def read_texts(gold: str, n: int) -> list[str]:
    """The first ``n`` articles of the corpus."""
    return pd.read_parquet(Path(gold) / "corpus-5k.parquet", columns=["text"])["text"].head(n).tolist()


def run_framelens(texts: list[str]) -> tuple[float, int]:
    """Seconds of processor time and rows made."""
    from framelens.annotate.article import annotate_article
    from framelens.corpus import Article
    from framelens.study import study_of_source

    study = study_of_source("benchmark")
    annotate_article(Article("warm", None, None, None, None, texts[0], ""), study)
    began, rows = process_time(), 0
    for number, text in enumerate(texts):
        found = annotate_article(Article(str(number), None, None, None, None, text, ""), study)
        rows += sum(len(found[table]) for table in ("segments", "quotes", "mentions"))
    return process_time() - began, rows


def run_peers(texts: list[str]) -> tuple[float, int]:
    """The same with the common libraries, sentence by sentence."""
    import en_core_web_sm
    from textacy.extract import direct_quotations
    from textblob import TextBlob
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    nlp, vader = en_core_web_sm.load(), SentimentIntensityAnalyzer()
    nlp(texts[0])
    began, rows = process_time(), 0
    for text in texts:
        doc = nlp(text)
        rows += len(doc.ents)
        for sentence in doc.sents:
            vader.polarity_scores(sentence.text)
            _ = TextBlob(sentence.text).polarity
            rows += 1
        try:
            rows += len(list(direct_quotations(doc)))
        except ValueError:  # it raises on an odd number of quotation marks
            continue
    return process_time() - began, rows


def measure(who: str, gold: str, n: int) -> float:
    """Run one side here and print its line; return its words a second."""
    texts = read_texts(gold, n)
    seconds, rows = (run_framelens if who == "framelens" else run_peers)(texts)
    speed = sum(len(text.split()) for text in texts) / seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{who}: {speed:,.0f} words/s of one core, {rows:,} rows, peak {peak:,.0f} MiB", flush=True)
    return speed


def main(gold: str, n_articles: str = "200") -> None:
    """Run each side in a process of its own, so that neither pays for the other's memory, and print the ratio."""
    missing = [name for name in PEERS if find_spec(name) is None]
    sides = ["framelens"] if missing else ["framelens", "spaCy + textacy + VADER + TextBlob"]
    speeds = []
    for side in sides:
        command = [sys.executable, "-m", "benchmarks.chain", "--side", side, gold, n_articles]
        output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        print(output, end="", flush=True)
        speeds.append(float(output.split(": ")[1].split(" ")[0].replace(",", "")))
    if missing:
        print(f"no comparison: {', '.join(missing)} missing; pip install -r benchmarks/requirements.txt")
    else:
        print(f"ratio: {speeds[0] / speeds[1]:.1f}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--side"]:
        measure(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        main(*sys.argv[1:])
