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
            weigher = _weigher(vocabulary=list(self.words))
            weigher.idf_ = self.rarity
            parts.append(weigher.transform(texts))
        if self.reads != "words":
            parts.append(sparse.csr_array(np.asarray(vectors, dtype=float) * VECTOR_WEIGHT))
        return sparse.csr_array(sparse.hstack(parts))


def fit_features(texts: Sequence[str], reads: str) -> Features:
    """Learn which words count, and how much: those of two texts at least, the commonest 20,000."""
    if reads == "vectors":
        return Features((), np.zeros(0), reads)
    weigher = _weigher(min_df=_MIN_ARTICLES, max_features=MOST_WORDS)
    try:
        weigher.fit(texts)
    except ValueError:  # no word stands in two texts
        return Features(("the",), np.ones(1), reads)
    return Features(tuple(map(str, weigher.get_feature_names_out())), weigher.idf_, reads)


def _weigher(**options: Any) -> Any:
    from sklearn.feature_extraction.text import TfidfVectorizer  # a second that other measures need not wait for

    return TfidfVectorizer(analyzer=split_words, sublinear_tf=True, **options)
