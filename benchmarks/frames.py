"""How fast frame terms are found: 15 frames of 100 terms, cards and phrases included, in one process.

Prints words a second for the first reading of the articles, for a later one, and for the ways in which the
same terms are usually counted: one compiled regular expression a frame, NLTK's tokens looked up in a table,
and scikit-learn's ``CountVectorizer`` with the terms as its vocabulary (words and plain phrases only, since it
knows no cards), where it is installed.

    python -m benchmarks.frames GOLD [ARTICLES]
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from time import process_time

import pandas as pd
from nltk.tokenize import NLTKWordTokenizer

from framelens.annotate.framing import Matcher
from framelens.annotate.words import count_words
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.dictionary.terms import MATCHED_WORD

N_FRAMES, N_TERMS = 15, 100


def make_dictionary(texts: list[str]) -> FrameDictionary:
    """15 frames of 100 terms out of the articles' own words: 60 words, 20 cards, 15 phrases, 5 near."""
    words = Counter(word.lower() for text in texts for word in re.findall(MATCHED_WORD, text) if len(word) > 5)
    ranked = [word for word, _ in words.most_common() if word.isascii() and word.isalpha()]
    pairs = Counter(
        pair for text in texts for pair in re.findall(r"(?=\b([a-z]{4,} [a-z]{4,})\b)", text) if len(pair) > 9
    )
    phrases = [pair for pair, _ in pairs.most_common(10_000)]
    frames = []
    for f in range(N_FRAMES):
        chosen = ranked[f + 50 : f + 50 + 100 * N_TERMS : N_TERMS]
        terms = [*chosen[:60], *(f"{word[:6]}*" for word in chosen[60:80]), *phrases[f : f + 15 * 300 : 300]]
        terms += [f"{a} near/5 {b}" for a, b in zip(chosen[80:85], chosen[85:90], strict=True)]
        frames.append(Frame(f"frame {f}", terms=tuple(Term(term) for term in terms)))
    return FrameDictionary(tuple(frames))


def scan_with_regex(dictionary: FrameDictionary) -> Callable[[str], object]:
    """One alternation a frame, longest terms first; what most scripts do (near terms as two phrases)."""
    scans = []
    for frame in dictionary.frames:
        written = sorted((t.text.split(" near/")[0] for t in frame.terms), key=len, reverse=True)
        scans.append(re.compile(r"\b(?:" + "|".join(t.replace("*", r"\w*") for t in written) + r")\b", re.IGNORECASE))
    return lambda text: [scan.findall(text) for scan in scans]


def count_with_nltk(dictionary: FrameDictionary) -> Callable[[str], object]:
    """NLTK's tokens and pairs of tokens, looked up among the terms without cards."""
    tokenize = NLTKWordTokenizer().tokenize
    terms = {term.text for frame in dictionary.frames for term in frame.terms}

    def count(text: str) -> object:
        tokens = tokenize(text.lower())
        found = Counter(token for token in tokens if token in terms)
        found.update(pair for pair in map(" ".join, pairwise(tokens)) if pair in terms)
        return found

    return count


def measure(name: str, run: Callable[[], object], n_words: int) -> None:
    """Run once and print the words of text a second of processor time."""
    began = process_time()
    run()
    print(f"{name:<48}{n_words / (process_time() - began):>14,.0f} words/s")


def main(gold: str, n_articles: str = "5000") -> None:
    """Time every way of counting on the first ``n_articles`` of the corpus."""
    texts = pd.read_parquet(Path(gold) / "corpus-5k.parquet", columns=["text"])["text"].tolist()[: int(n_articles)]
    n_words = sum(map(count_words, texts))
    dictionary = make_dictionary(texts)
    matcher = Matcher(dictionary)
    print(f"{len(texts):,} articles, {n_words:,} words, {N_FRAMES} frames of {N_TERMS} terms")
    n_hits = 0

    def read() -> None:
        nonlocal n_hits
        n_hits = sum(len(matcher.find_hits(text)) for text in texts)

    measure("framelens, first reading", read, n_words)
    measure("framelens, later reading", read, n_words)
    print(f"{n_hits:,} hits, {1000 * n_hits / n_words:.0f} per 1,000 words")
    part = texts[: max(1, len(texts) // 10)]
    n_part = sum(map(count_words, part))
    for name, scan in [("one regular expression a frame", scan_with_regex), ("NLTK's tokens", count_with_nltk)]:
        found = scan(dictionary)
        measure(f"{name} (a tenth of the articles)", lambda found=found: [found(text) for text in part], n_part)
    try:
        from sklearn.feature_extraction.text import CountVectorizer
    except ModuleNotFoundError:
        print("scikit-learn's CountVectorizer: scikit-learn is not installed")
        return
    plain = sorted({t.text for f in dictionary.frames for t in f.terms if "*" not in t.text and "/" not in t.text})
    vectorizer = CountVectorizer(vocabulary=plain, ngram_range=(1, 2))
    measure("scikit-learn's CountVectorizer (a tenth)", lambda: vectorizer.transform(part), n_part)


if __name__ == "__main__":
    main(*sys.argv[1:])
