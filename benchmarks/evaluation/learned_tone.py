"""The learned valence against human raters, each article judged by weights that never saw it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from benchmarks.evaluation.tone import RatedSentences
from framelens.annotate.toward import TowardModel, load_toward
from framelens.measure.resampling import SEED
from framelens.networks import find_network

CROSS_VALIDATED, SHIPPED = "learned, cross-validated by article", "learned, as shipped"
N_FOLDS = 10
# Chosen on nyt-editorials-dev out of 3, 10, 30, 100, 300, 1000; its neighbours are within .007 in r.
PENALTY = 100.0
_LETTERS = 10


def score_learned(rated: RatedSentences, *, model: TowardModel | None = None) -> dict[str, list[float]]:
    """One valence a sentence from the learned measure, for :func:`benchmarks.evaluation.tone.score_ratings`.

    The encoder learned from other texts; what turns its vectors into valences is fitted here on nine tenths of the
    articles and asked about the last tenth, in turn. The shipped weights, which learned from editorials, are asked only
    where they have seen none of the sentences.

    Returns
    -------
    dict
        By method, in [-1, 1].
    """
    model = model or load_toward()
    vectors = model.read(rated.texts, [()] * len(rated.texts))[1].astype(np.float64)
    valences = rated.ratings.mean(axis=1)
    found = {CROSS_VALIDATED: cross_validate(vectors, valences, rated.articles).tolist()}
    if not set(map(name_sentence, rated.texts)) & read_seen():
        found[SHIPPED] = model.calibration.find_valences(vectors).tolist()
    return found


def fit_valence(vectors: np.ndarray, valences: np.ndarray, *, penalty: float = PENALTY) -> np.ndarray:
    """Ridge regression of valences on vectors; the last weight stands alone and is not shrunk."""
    middle, mean = vectors.mean(axis=0), valences.mean()
    centred = vectors - middle
    inner = centred.T @ centred + penalty * np.eye(vectors.shape[1])
    weights = np.linalg.solve(inner, centred.T @ (valences - mean))
    return np.append(weights, mean - middle @ weights)


def cross_validate(
    vectors: np.ndarray, valences: np.ndarray, articles: Sequence[str], *, penalty: float = PENALTY, seed: int = SEED
) -> np.ndarray:
    """The valence of each sentence from weights fitted on other articles, in [-1, 1]."""
    names, article = np.unique(np.array(articles, dtype=object).astype(str), return_inverse=True)
    fold = (np.random.default_rng(seed).permutation(len(names)) % N_FOLDS)[article]
    found = np.full(len(valences), valences.mean() if len(valences) else 0.0)
    for number in np.unique(fold):
        apart = fold == number
        if not apart.all():
            weights = fit_valence(vectors[~apart], valences[~apart], penalty=penalty)
            found[apart] = vectors[apart] @ weights[:-1] + weights[-1]
    return np.clip(found, -1, 1)


def name_sentence(text: str) -> str:
    """A short name of a sentence that does not give its words away."""
    return hashlib.blake2b(" ".join(text.split()).encode(), digest_size=_LETTERS // 2).hexdigest()


def read_seen() -> frozenset[str]:
    """The names of the sentences that the shipped weights of valence were fitted on."""
    return frozenset((find_network("toward") / "seen.txt").read_text(encoding="ascii").split())
