"""Make the lexicon of news words that framelens ships: the words of news, each with the valence its vector gives it.

    python induce.py GOLD OUT

A direction in the vectors of all-MiniLM-L6-v2 is fitted, by ridge regression, to three things at once: the words
of VADER with their valence, the most frequent words with none, and the polarity of the 7,739 distinct sentences of
newsmtsc-train, each as the sum of its words' vectors over the root of their number, beside its scores by VADER and
TextBlob. A word's valence is its vector along this direction. ``GOLD`` holds ``newsmtsc-train.jsonl.gz`` and
``corpus-5k.parquet``, whose words are the words of news; ``OUT`` receives ``news.csv``. Printed are the standard
deviations behind the weights of the declared combination. nyt-editorials-dev takes no part.
"""

import argparse
import csv
import gzip
import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from scipy import sparse
from tokenizers import Tokenizer

from framelens.annotate.tone import build_scorer
from framelens.lexicon.vader import load_vader_words

sys.path.insert(0, str(Path(__file__).parents[1] / "attribution"))
from encoder import Encoder, load_minilm, minilm_folder  # noqa: E402

WORD = re.compile(r"[A-Za-z]+(?:['-][A-Za-z]+)*")
LEAST_TEXTS, MOST_CAPITALS, FREQUENT = 8, 0.3, 300
WORDS_WEIGH, RIDGE, LEAST_VALENCE = 3.0, 10.0, 0.16
# Who people are is no tone: words for groups of people are left out, whatever their vectors say.
PEOPLE = frozenset(
    """woman women man men girl girls boy boys female females male males lady ladies gentleman gentlemen guy guys mother
    mothers father fathers wife wives husband husbands daughter daughters son sons sister sisters brother brothers child
    children kid kids baby babies teen teens teenager teenagers elderly old young black blacks white whites brown gay
    gays lesbian lesbians bisexual transgender trans queer straight homosexual heterosexual immigrant immigrants migrant
    migrants refugee refugees asylum foreigner foreigners foreign alien aliens citizen citizens native natives
    indigenous minority minorities ethnic racial race races tribe tribal muslim muslims islam islamic jew jews jewish
    christian christians catholic catholics hindu hindus sikh buddhist atheist atheists religious secular disabled
    disability deaf blind poor rich worker workers peasant peasants homeless undocumented unauthorized liberal liberals
    conservative conservatives leftist leftists socialist socialists communist communists feminist feminists republican
    republicans democrat democrats democratic populist populists nationalist nationalists""".split()
)


def read_sentences(path):
    """The distinct sentences of newsmtsc and their mean polarity over targets."""
    polarity = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            polarity[record["text"]].append(record["polarity"])
    return list(polarity), np.array([np.mean(values) for values in polarity.values()])


def list_words(texts):
    """In how many texts each word stands, and in which share it begins with a capital within a sentence."""
    within, total, capital = Counter(), Counter(), Counter()
    for text in texts:
        text = text.replace("’", "'")
        seen = set()
        for match in WORD.finditer(text):
            word, at = match[0], match.start()
            seen.add(word.lower())
            total[word.lower()] += 1
            if word[0].isupper() and at > 2 and text[at - 1] == " " and text[at - 2].islower():
                capital[word.lower()] += 1
        within.update(seen)
    return within, {word: capital[word] / total[word] for word in total}


def embed(words):
    """The vector of each word by itself, of length 1."""
    tokenizer = Tokenizer.from_file(str(Path(minilm_folder()) / "tokenizer.json"))
    tokenizer.no_padding()
    encoder = load_minilm(Encoder()).eval()
    encoder.padded = False
    ids = [tokenizer.encode(word).ids for word in words]
    vectors = np.zeros((len(words), 384))
    for length in sorted(set(map(len, ids))):
        same = [i for i, pieces in enumerate(ids) if len(pieces) == length]
        for begin in range(0, len(same), 256):
            some = same[begin : begin + 256]
            pieces = torch.tensor([ids[i] for i in some])
            with torch.no_grad():
                hidden = encoder.norm(encoder.words(pieces) + encoder.places(torch.arange(length)))
                for layer in encoder.layers:
                    hidden = layer(hidden, None)
            vectors[some] = torch.nn.functional.normalize(hidden.mean(1), dim=1).numpy()
    return vectors


def fit(vectors, words, frequent, sentences, polarity):
    """The valence of each word: its vector along the direction that fits words and sentences best."""
    place = {word: i for i, word in enumerate(words)}
    rows, columns = [], []
    for number, sentence in enumerate(sentences):
        found = [place[w] for w in map(str.lower, WORD.findall(sentence.replace("’", "'"))) if w in place]
        rows += [number] * len(found)
        columns += found
    counts = sparse.csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(sentences), len(words)))
    sums = (counts @ vectors) / np.sqrt(np.maximum(counts.sum(axis=1), 1))[:, None]
    scores = build_scorer(["vader", "textblob"]).score(sentences)
    scores = np.array([[value or 0.0 for value in scores[name]] for name in ("vader", "textblob")]).T
    known = {word: valence / 4 for word, valence in load_vader_words().items() if word in place}
    at = [place[word] for word in (*known, *frequent)]
    lexical = np.hstack([vectors[at], np.zeros((len(at), 3))])
    valences = np.array([*known.values(), *(0.0 for _ in frequent)])
    by_sentence = np.hstack([sums, (scores - scores.mean(0)) / scores.std(0), np.ones((len(sentences), 1))])
    left = WORDS_WEIGH * lexical.T @ lexical + by_sentence.T @ by_sentence
    right = WORDS_WEIGH * lexical.T @ valences + by_sentence.T @ polarity
    ridge = np.full(len(left), RIDGE)
    ridge[-3:] = 1e-3
    return vectors @ np.linalg.solve(left + np.diag(ridge), right)[:-3]


def main(gold, out):
    """Write ``news.csv`` and print what the weights of the combination rest on."""
    torch.set_num_threads(1)
    sentences, polarity = read_sentences(gold / "newsmtsc-train.jsonl.gz")
    articles = pd.read_parquet(gold / "corpus-5k.parquet", columns=["text"])["text"].iloc[::2]
    within, capital = list_words([*articles, *sentences])
    news = [word for word, n in within.items() if n >= LEAST_TEXTS and capital[word] < MOST_CAPITALS and len(word) > 2]
    vader = [word for word in load_vader_words() if re.fullmatch(r"[a-z][a-z'-]+", word)]
    words = sorted({*news, *vader})
    frequent = [word for word in words if within[word] > FREQUENT and word not in vader]
    valence = fit(embed(words), words, frequent, sentences, polarity)
    valence /= np.abs(valence).max()
    in_news = set(news) - PEOPLE
    rows = [
        (word, f"{value:.2f}")
        for word, value in zip(words, valence, strict=True)
        if word in in_news and word.isalpha() and abs(value) >= LEAST_VALENCE
    ]
    with (out / "news.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("word", "valence"), *rows])
    print(f"{len(rows):,} of {len(in_news):,} words of news; {len(vader):,} words of VADER, {len(frequent):,} frequent")
    scores = build_scorer(["vader", "textblob", "news"]).score(sentences)
    for name, values in scores.items():
        print(f"{name}: standard deviation {np.std([value or 0.0 for value in values]):.3f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("gold", type=Path)
    parser.add_argument("out", type=Path)
    main(**vars(parser.parse_args()))
