"""Choose the word pieces of the multilingual finder: those that news in its languages needs, within a budget."""

import argparse
import gzip
import json
from pathlib import Path

import numpy as np
import pandas as pd
from articles import read_articles
from e5 import load_published_tokenizer
from benchmarks.evaluation.marked_texts import read_reports
from settings import TEXTS
from wordfreq import get_frequency_dict

from framelens.annotate.network.marks import plain_marks

# How much each language counts; Turkish lends Azerbaijani, of which there is no list of words, its pieces.
WEIGHTS = {"en": 1.0, "de": 1.0, "ru": 1.0, "az": 0.6, "tr": 0.25, "es": 0.45, "fr": 0.45, "cs": 0.45}
N_WORDS = 60000


def count_texts(texts, tokenizer):
    """Count the pieces of running texts."""
    counts = np.zeros(tokenizer.get_vocab_size())
    lines = [line for text in texts for line in plain_marks(text).split("\n") if line.strip()]
    for encoding in tokenizer.encode_batch(lines, add_special_tokens=False):
        np.add.at(counts, encoding.ids, 1)
    return counts


def count_words(language, tokenizer):
    """Count the pieces of a language's commonest words, small and with a capital."""
    counts = np.zeros(tokenizer.get_vocab_size())
    words = sorted(get_frequency_dict(language, wordlist="best").items(), key=lambda one: -one[1])[:N_WORDS]
    for form in (str.lower, str.capitalize):
        encodings = tokenizer.encode_batch([form(word) for word, _ in words], add_special_tokens=False)
        for (_, frequency), encoding in zip(words, encodings, strict=True):
            np.add.at(counts, encoding.ids, frequency * (0.7 if form is str.lower else 0.3))
    return counts


def choose(data, n_pieces):
    """Return the published rows of the pieces to keep."""
    tokenizer = load_published_tokenizer()
    shares = np.zeros(tokenizer.get_vocab_size())
    for language, weight in WEIGHTS.items():
        counted = []
        if language != "az":
            counted.append(count_words(language, tokenizer))
        made_up = [one["text"] for path in sorted(TEXTS.glob(f"{language}-*.txt")) for one in read_reports(path)]
        if made_up:
            counted.append(count_texts(made_up, tokenizer))
        if language == "en":
            counted.append(
                count_texts([one["text"] for one in read_articles(data / "polnear-train.jsonl.gz")], tokenizer)
            )
            plain = pd.read_parquet(data / "corpus-5k.parquet", columns=["text"])["text"]
            counted.append(count_texts(plain.sample(800, random_state=1).str[:20000], tokenizer))
        if language == "ru":
            with gzip.open(data / "rusentne-train.jsonl.gz", "rt", encoding="utf-8") as lines:
                counted.append(count_texts([json.loads(line)["sentence"] for line in lines], tokenizer))
        here = sum(one / one.sum() for one in counted) / len(counted)
        shares = np.maximum(shares, weight * here)
        print(language, f"{np.count_nonzero(here):,} pieces met", flush=True)
    order = np.argsort(-shares, kind="stable")
    return np.sort(order[: min(n_pieces, np.count_nonzero(shares))])


def main():
    """Write the rows to keep."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path, help="a .npy file")
    parser.add_argument("--pieces", type=int, default=38000)
    options = parser.parse_args()
    np.save(options.out, choose(options.data, options.pieces))


if __name__ == "__main__":
    main()
