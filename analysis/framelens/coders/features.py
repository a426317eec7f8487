"""What a coder sees of a text: its words, weighted, and what its sentences are about.

References
----------
Salton, G., & Buckley, C. (1988). Term-weighting approaches in automatic text retrieval. *Information Processing &
Management*, 24(5), 513-523.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from framelens.annotate.words import WORD
from framelens.coders.vectors import WIDTH, load_sentence_encoder
from framelens.errors import InputError, suggest
from framelens.measure.words import fold_word

READS = ("both", "words", "vectors")
# A vector of length 1 times this weighs about as much against the penalty as a text's words do.
VECTOR_WEIGHT = 3.0
MOST_WORDS = 20_000
_MIN_ARTICLES = 2


def choose_reads(reads: str) -> str:
    """What a coder can read here: what was asked for, or words alone where no sentence encoder is installed.

    Raises
    ------
    InputError
        For anything but :data:`READS`, and for 'vectors' where there is no encoder.
    """
    if reads not in READS:
        raise InputError(f"a coder cannot read '{reads}'; {suggest(reads, READS)}")
    if reads == "words" or load_sentence_encoder() is not None:
        return reads
    if reads == "vectors":
        raise InputError("the sentence encoder is not installed; reinstall framelens, or let the coder read 'words'")
    return "words"


def read_vectors(texts: Sequence[str]) -> np.ndarray:
    """The mean of each text's sentence vectors, brought to length 1: texts by 384."""
    encoder = load_sentence_encoder()
    if encoder is None:
        raise InputError("the sentence encoder is not installed; reinstall framelens, or let the coder read 'words'")
    found = {text: encoder.encode_text(text).mean(axis=0) for text in dict.fromkeys(texts)}
    vectors = np.array([found[text] for text in texts], dtype=np.float32).reshape(len(texts), WIDTH)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def split_words(text: str) -> list[str]:
    """The words of a text, folded."""
    return [fold_word(match) for match in WORD.findall(text)]


@dataclass(frozen=True)
class Features:
    """How texts become rows of numbers: words with their inverse document frequency, then the vector.

    Attributes
    ----------
    words : tuple of str
        The words that count, in order.
    rarity : numpy.ndarray
        The inverse document frequency of each.
    reads : {'both', 'words', 'vectors'}
    """

    words: tuple[str, ...]
    rarity: np.ndarray
    reads: str

    def transform(self, texts: Sequence[str], vectors: np.ndarray | None) -> sparse.csr_array:
        """Texts by features; ``vectors`` as :func:`read_vectors` gives them."""
        parts = []
        if self.reads != "vectors":
            counts = _make_counter(list(self.words)).transform(texts).astype(float)
            counts.data = 1 + np.log(counts.data)
            weighed = sparse.csr_array(counts) @ sparse.diags_array(self.rarity)
            length = np.sqrt((weighed.power(2)).sum(axis=1))
            parts.append(sparse.diags_array(1 / np.maximum(length, 1e-12)) @ weighed)
        if self.reads != "words":
            parts.append(sparse.csr_array(np.asarray(vectors, dtype=float) * VECTOR_WEIGHT))
        return sparse.hstack(parts).tocsr()


def fit_features(texts: Sequence[str], reads: str) -> Features:
    """Learn which words count, and how much: those of two texts at least, the commonest 20,000."""
    if reads == "vectors":
        return Features((), np.zeros(0), reads)
    counter = _make_counter(None)
    try:
        counts = counter.fit_transform(texts)
    except ValueError:  # no word stands in two texts
        return Features(("the",), np.ones(1), reads)
    n_texts = np.bincount(counts.indices, minlength=counts.shape[1])
    rarity = np.log((1 + len(texts)) / (1 + n_texts)) + 1
    return Features(tuple(map(str, counter.get_feature_names_out())), rarity, reads)


def _make_counter(words: list[str] | None) -> Any:
    from sklearn.feature_extraction.text import CountVectorizer  # a second that other measures need not wait for

    options: dict[str, Any] = {"analyzer": split_words}
    if words is None:
        return CountVectorizer(min_df=_MIN_ARTICLES, max_features=MOST_WORDS, **options)
    return CountVectorizer(vocabulary=words, **options)
