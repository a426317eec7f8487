"""Polarity toward targets in languages other than English: how the heads are learned, and judged on other sentences."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix, diags
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from benchmarks.evaluation.roles import MAJORITY, TFIDF, draw_folds
from benchmarks.evaluation.toward import TargetSentences
from framelens.annotate.toward import CLASSES
from framelens.annotate.toward.letters import N_ROWS, find_letters
from framelens.annotate.toward.multilingual import MultilingualModel, PolarityHead
from framelens.measure.resampling import SEED

LEARNED = "learned, cross-validated by sentence"
N_FOLDS, N_INNER = 5, 4
# What the training folds choose from: how much the weights of layers may grow. Those of letters matter little.
PENALTIES, PENALTY_OF_LETTERS = (1e-4, 3e-4, 1e-3), 2.0
_N_CLASSES = len(CLASSES)


def read_sentences(coded: TargetSentences, model: MultilingualModel) -> np.ndarray:
    """The vector of each sentence and its target, one row a sentence."""
    pairs = zip(coded.texts, coded.targets, strict=True)
    return np.array([model.read(text, [span]) for text, span in pairs], dtype=np.float32)


def count_letters(texts: Sequence[str]) -> csr_matrix:
    """1 for each run of letters in each text, one row a text."""
    found = [find_letters(text) for text in texts]
    edges = np.r_[0, np.cumsum([len(rows) for rows in found])]
    return csr_matrix((np.ones(edges[-1]), np.concatenate(found), edges), shape=(len(texts), N_ROWS))


def fit_head(
    vectors: np.ndarray, letters: csr_matrix, classes: np.ndarray, sentences: Sequence[str], *, seed: int = SEED
) -> PolarityHead:
    """Learn a head; the penalty and the calibration come from cross-validation within these rows.

    Parameters
    ----------
    vectors : numpy.ndarray
        Of :func:`read_sentences`.
    letters : scipy.sparse.csr_matrix
        Of :func:`count_letters`.
    classes : numpy.ndarray of int
    sentences : sequence of str
        Rows of one sentence are never parted.
    """
    fold = draw_folds(sentences, N_INNER, seed=seed)
    rarity = _find_rarity(letters)
    weighed = _weigh(letters, rarity)
    sums = np.zeros((len(PENALTIES) + 1, len(classes), _N_CLASSES))
    for number in range(N_INNER):
        taught, apart = fold != number, fold == number
        for n, penalty in enumerate(PENALTIES):
            weights, bias = _regress_layers(vectors[taught], classes[taught], penalty)
            sums[n, apart] = vectors[apart] @ weights + bias
        made = _regress_letters(weighed[taught], classes[taught])
        sums[-1, apart] = made.decision_function(weighed[apart])
    fitted = [_calibrate(sums[n], sums[-1], classes) for n in range(len(PENALTIES))]
    best = int(np.argmin([surprise for surprise, _ in fitted]))
    of_layers, of_letters, *bias = fitted[best][1]
    weights, own = _regress_layers(vectors, classes, PENALTIES[best])
    made = _regress_letters(weighed, classes)
    return PolarityHead(
        layers=of_layers * weights,
        letters=of_letters * made.coef_.T,
        rarity=rarity,
        bias=of_layers * own + of_letters * made.intercept_ + np.array([bias[0], 0.0, bias[1]]),
        shares=np.bincount(classes, minlength=_N_CLASSES) / len(classes),
    )


def _find_rarity(letters: csr_matrix) -> np.ndarray:
    """The inverse document frequency of each row of the table, smoothed."""
    seen = np.asarray((letters > 0).sum(axis=0)).ravel()
    return np.asarray(np.log((1 + letters.shape[0]) / (1 + seen)) + 1)


def _weigh(letters: csr_matrix, rarity: np.ndarray) -> csr_matrix:
    """Each text's runs by their rarity, at unit length."""
    weighed = letters @ diags(rarity)
    length = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
    return csr_matrix(diags(1 / np.maximum(length, 1e-9)) @ weighed)


def _regress_layers(vectors: np.ndarray, classes: np.ndarray, penalty: float) -> tuple[np.ndarray, np.ndarray]:
    """Weights and bias of a regression with L2 penalty on standardised vectors, for vectors as they are."""
    middle, spread = vectors.mean(axis=0), vectors.std(axis=0) + 1e-6
    made = LogisticRegression(C=penalty, max_iter=200, tol=1e-3).fit((vectors - middle) / spread, classes)
    weights = made.coef_.T.astype(np.float64) / spread[:, None]
    return weights, made.intercept_ - middle @ weights


def _regress_letters(weighed: csr_matrix, classes: np.ndarray) -> LogisticRegression:
    return LogisticRegression(C=PENALTY_OF_LETTERS, max_iter=200).fit(weighed, classes)


def _calibrate(of_layers: np.ndarray, of_letters: np.ndarray, classes: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean surprise at held-out classes, and how far each sum counts and what is added, where it is least."""

    def surprise(weights: np.ndarray) -> float:
        sums = weights[0] * of_layers + weights[1] * of_letters + np.array([weights[2], 0.0, weights[3]])
        sums = sums - sums.max(axis=1, keepdims=True)
        return float((np.log(np.exp(sums).sum(axis=1)) - sums[np.arange(len(classes)), classes]).mean())

    found = minimize(surprise, np.array([1.0, 0.5, 0.0, 0.0]))
    return float(found.fun), found.x


def judge_languages(
    coded: TargetSentences, model: MultilingualModel
) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """By method probabilities and labels of each sentence, from what was learned on other sentences in five folds."""
    vectors, letters, classes = read_sentences(coded, model), count_letters(coded.texts), coded.polarities + 1
    words = [f"{text} {text[start:end]}" for text, (start, end) in zip(coded.texts, coded.targets, strict=True)]
    fold = draw_folds(coded.articles, N_FOLDS)
    answers = {name: np.zeros((len(classes), _N_CLASSES)) for name in (LEARNED, TFIDF, MAJORITY)}
    labels = {LEARNED: np.zeros(len(classes), dtype=int)}
    for number in range(N_FOLDS):
        taught, asked = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        head = fit_head(vectors[taught], letters[taught], classes[taught], [coded.articles[n] for n in taught])
        for n in asked:
            answers[LEARNED][n] = head.find_probabilities(vectors[n], letters[n].indices)
        labels[LEARNED][asked] = head.choose(answers[LEARNED][asked])
        regression = make_pipeline(
            TfidfVectorizer(sublinear_tf=True, min_df=2), LogisticRegression(C=5, class_weight="balanced", max_iter=500)
        ).fit([words[n] for n in taught], classes[taught])
        answers[TFIDF][np.ix_(asked, regression[-1].classes_)] = regression.predict_proba([words[n] for n in asked])
        answers[MAJORITY][asked] = np.eye(_N_CLASSES)[np.bincount(classes[taught], minlength=_N_CLASSES).argmax()]
    return answers, labels
