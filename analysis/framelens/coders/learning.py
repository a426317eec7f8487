"""Learning frames from codes: logistic regression, calibrated, with the cut that serves F1 best.

References
----------
Platt, J. (1999). Probabilistic outputs for support vector machines. *Advances in Large Margin Classifiers*.
Lipton, Z. C., Elkan, C., & Naryanaswamy, B. (2014). Optimal thresholding of classifiers to maximize F1 measure.
*ECML PKDD*.
Guo, C., Pleiss, G., Sun, Y., & Weinberger, K. Q. (2017). On calibration of modern neural networks. *ICML*.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import minimize_scalar
from scipy.special import expit, log_softmax, softmax

from framelens.coders.features import READS
from framelens.errors import InputError, suggest
from framelens.measure.resampling import SEED

_PENALTY = 1.0  # scikit-learn's C
_MOST_ROWS = 2_000  # up to so many units the space that they span is smaller than that of the features


@dataclass(frozen=True)
class Learning:
    """How a coder learns.

    Attributes
    ----------
    reads : {'both', 'words', 'vectors'}
        What it sees of a text: its words, the vectors of its sentences, or both. Without the sentence encoder 'both'
        is words alone, and the coder says so.
    certainty : float
        Below this probability of being right it abstains; 0 for an answer in any case.
    folds : int
        In how many parts the articles are cut for cross-validation, outside and, for the cuts, inside.
    curve : bool
        Whether the learning curve is made, which takes as long again.
    seed : int
    """

    reads: str = "both"
    certainty: float = 0.0
    folds: int = 5
    curve: bool = True
    seed: int = SEED

    def __post_init__(self) -> None:
        if self.reads not in READS:
            raise InputError(f"a coder cannot read '{self.reads}'; {suggest(self.reads, READS)}")
        if not 0 <= self.certainty < 1:
            raise InputError(f"certainty is {self.certainty}; it is a probability from 0 on and below 1, such as 0.8")
        if not 2 <= self.folds <= 20:
            raise InputError(f"folds is {self.folds}; it is a whole number from 2 to 20")


@dataclass(frozen=True)
class Fitted:
    """What was learned: one column a frame.

    ``weights`` is features by frames, ``offsets`` one a frame; ``slopes`` and ``shifts`` turn their sum into the
    logarithm of odds of a calibrated probability; from ``cuts`` on the frame is there. Where frames exclude each
    other there are no cuts: the likeliest is there.
    """

    weights: np.ndarray
    offsets: np.ndarray
    slopes: np.ndarray
    shifts: np.ndarray
    cuts: np.ndarray
    exclusive: bool

    def find_probabilities(self, features: sparse.csr_array) -> np.ndarray:
        """The probability of each frame (columns) in each text."""
        raw = np.asarray(features @ self.weights) + self.offsets
        scaled = raw * self.slopes + self.shifts
        return np.asarray(softmax(scaled, axis=1) if self.exclusive else expit(scaled))

    def decide(self, probabilities: np.ndarray) -> np.ndarray:
        """Which frames are there, true or false."""
        if self.exclusive:
            return probabilities == probabilities.max(axis=1, keepdims=True)
        return probabilities >= self.cuts


def cut_folds(groups: np.ndarray, n_folds: int, seed: int) -> Iterator[np.ndarray]:
    """The rows of each fold in turn; rows of one group stay together.

    Raises
    ------
    InputError
        With fewer groups than folds.
    """
    names = np.unique(groups)
    if len(names) < n_folds:
        raise InputError(
            f"{len(names)} coded articles cannot be cut into {n_folds} parts; code more articles, at least 10 a frame"
        )
    order = np.random.default_rng(seed).permutation(names)
    for fold in range(n_folds):
        yield np.flatnonzero(np.isin(groups, order[fold::n_folds]))


def fit_frames(
    features: sparse.csr_array, answers: np.ndarray, groups: np.ndarray, settings: Learning, *, exclusive: bool
) -> Fitted:
    """Learn every frame.

    Parameters
    ----------
    features : sparse array, units by features
    answers : numpy.ndarray, units by frames
        1, 0 or null.
    groups : numpy.ndarray
        Units of one group stay together where probabilities are calibrated.
    """
    space, basis = _span(features)
    if exclusive:
        return _fit_exclusive(space, basis, answers, groups, settings)
    columns = [_fit_one(space, basis, answers[:, k], groups, settings) for k in range(answers.shape[1])]
    weights, *numbers = zip(*columns, strict=True)
    offsets, slopes, shifts, cuts = (np.array(values) for values in numbers)
    return Fitted(np.column_stack(weights), offsets, slopes, shifts, cuts, exclusive=False)


def _span(features: sparse.csr_array) -> tuple[np.ndarray | sparse.csr_array, np.ndarray | None]:
    """The rows in the space that they span, exactly, and the way back: a penalised regression lives there."""
    if features.shape[0] > _MOST_ROWS:
        return features, None
    products = (features @ features.T).toarray()
    sizes, vectors = np.linalg.eigh(products)
    kept = sizes > sizes.max() * 1e-9
    roots = np.sqrt(sizes[kept])
    return vectors[:, kept] * roots, np.asarray(features.T @ (vectors[:, kept] / roots))


def _regress(space: np.ndarray | sparse.csr_array, answers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights (features by classes, or one column) and offsets of a penalised logistic regression."""
    from sklearn.linear_model import LogisticRegression

    if len(np.unique(answers)) < 2:  # one answer in this part of the codes: nothing to tell apart
        return np.zeros((space.shape[1], 1)), np.array([2.0 if answers.all() else -2.0])
    model = LogisticRegression(C=_PENALTY, class_weight="balanced", max_iter=1000, tol=1e-5)
    model.fit(space, answers)
    return model.coef_.T, model.intercept_


def _fit_one(
    space: np.ndarray | sparse.csr_array, basis: np.ndarray | None, answer: np.ndarray, groups: np.ndarray, s: Learning
) -> tuple[np.ndarray, float, float, float, float]:
    """One frame: its weights, offset, the line of its calibration and its cut."""
    known = np.flatnonzero(np.isfinite(answer))
    if not len(known):  # nobody coded the frame in this part
        return np.zeros(space.shape[1] if basis is None else len(basis)), -2.0, 1.0, 0.0, 1.0
    space, answer, groups = space[known], answer[known].astype(int), groups[known]
    raw = np.zeros(len(answer))
    for fold in cut_folds(groups, min(s.folds, len(np.unique(groups))), s.seed + 1):
        rest = np.setdiff1d(np.arange(len(answer)), fold)
        weights, offset = _regress(space[rest], answer[rest])
        raw[fold] = np.asarray(space[fold] @ weights)[:, 0] + offset[0]
    slope, shift = _calibrate(raw, answer)
    cut = find_cut(expit(raw * slope + shift), answer)
    weights, offset = _regress(space, answer)
    column = weights[:, 0] if basis is None else basis @ weights[:, 0]
    return column, float(offset[0]), slope, shift, cut


def _calibrate(raw: np.ndarray, answer: np.ndarray) -> tuple[float, float]:
    """The line that turns sums into log-odds (Platt 1999), never falling."""
    from sklearn.linear_model import LogisticRegression

    if len(np.unique(answer)) < 2:
        return 1.0, 0.0
    model = LogisticRegression(C=1.0).fit(raw[:, None], answer)
    slope = float(model.coef_[0, 0])
    if slope > 0:
        return slope, float(model.intercept_[0])
    share = float(answer.mean())  # the codes cannot be told apart by what is read: everything is as likely
    return 1e-6, float(np.log(share / (1 - share)))


def find_cut(probabilities: np.ndarray, answer: np.ndarray) -> float:
    """From which probability on a frame should be given for the best F1 on these units."""
    if not answer.any():
        return 1.0
    order = np.argsort(-probabilities, kind="stable")
    ranked, yes = probabilities[order], np.cumsum(answer[order])
    n = np.arange(1, len(answer) + 1)
    f1 = 2 * yes / (n + yes[-1])
    f1[:-1][ranked[:-1] == ranked[1:]] = -1.0  # a cut cannot part equals
    best = int(np.argmax(f1))
    below = ranked[best + 1] if best + 1 < len(ranked) else 0.0
    return float((ranked[best] + below) / 2)


def _fit_exclusive(
    space: np.ndarray | sparse.csr_array, basis: np.ndarray | None, answers: np.ndarray, groups: np.ndarray, s: Learning
) -> Fitted:
    """All frames at once, of which each unit has one; one temperature calibrates them (Guo et al. 2017)."""
    n_frames = answers.shape[1]
    which = answers.argmax(axis=1)
    raw = np.full((len(which), n_frames), -4.0)
    for fold in cut_folds(groups, min(s.folds, len(np.unique(groups))), s.seed + 1):
        rest = np.setdiff1d(np.arange(len(which)), fold)
        raw[fold] = _sum_classes(space[fold], *_regress_classes(space[rest], which[rest], n_frames))

    def lose(scale: float) -> float:
        return -float(log_softmax(raw * scale, axis=1)[np.arange(len(which)), which].mean())

    slope = float(minimize_scalar(lose, bounds=(0.1, 20), method="bounded").x)
    weights, offsets = _regress_classes(space, which, n_frames)
    if basis is not None:
        weights = basis @ weights
    return Fitted(weights, offsets, np.full(n_frames, slope), np.zeros(n_frames), np.zeros(n_frames), exclusive=True)


def _regress_classes(
    space: np.ndarray | sparse.csr_array, which: np.ndarray, n_frames: int
) -> tuple[np.ndarray, np.ndarray]:
    there = np.unique(which)
    weights, offsets = np.zeros((space.shape[1], n_frames)), np.full(n_frames, -4.0)
    if len(there) == 1:
        offsets[there] = 0.0
        return weights, offsets
    found, offset = _regress(space, which)
    if len(there) == 2:
        found, offset = np.column_stack([-found, found]) / 2, np.array([-offset[0], offset[0]]) / 2
    weights[:, there], offsets[there] = found, offset
    return weights, offsets


def _sum_classes(space: np.ndarray | sparse.csr_array, weights: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    return np.asarray(space @ weights) + offsets
