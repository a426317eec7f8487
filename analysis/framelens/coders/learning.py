"""Learning frames from codes: logistic regression, calibrated, with the cut that serves F1 best.

References
----------
Platt, J. (1999). Probabilistic outputs for support vector machines. *Advances in Large Margin Classifiers*.
Lipton, Z. C., Elkan, C., & Naryanaswamy, B. (2014). Optimal thresholding of classifiers to maximize F1 measure.
*ECML PKDD*.
Guo, C., Pleiss, G., Sun, Y., & Weinberger, K. Q. (2017). On calibration of modern neural networks. *ICML*.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.special import expit, softmax

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

    Examples
    --------
    >>> fl.Learning(reads="words", certainty=0.8).certainty
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
            raise InputError(
                f"certainty is {self.certainty}; it is a probability of at least 0 and below 1, such as 0.8"
            )
        if not 2 <= self.folds <= 20:
            raise InputError(f"folds is {self.folds}; it is a whole number from 2 to 20")


@dataclass(frozen=True)
class Fitted:
    """What was learned: one column per frame.

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


def cut_folds(
    groups: np.ndarray, n_folds: int, seed: int, answers: np.ndarray | None = None
) -> list[tuple[np.ndarray, np.ndarray]]:
    """For each fold the rows to learn from and those to ask about; rows of one group stay together.

    Answers are spread evenly over the folds where they are given.

    Raises
    ------
    InputError
        With fewer groups than folds.
    """
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

    n_groups = len(np.unique(groups))
    if n_groups < n_folds:
        raise InputError(
            f"{n_groups} coded articles, near copies counted once, cannot be cut into {n_folds} parts; code more "
            "articles, at least 10 a frame"
        )
    splitter = (GroupKFold if answers is None else StratifiedGroupKFold)(n_folds, shuffle=True, random_state=seed)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="The least populated class")  # a rare frame is not in every fold
        return list(splitter.split(groups, answers, groups))


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
        weights, *numbers = _fit_exclusive(space, answers, groups, settings)
    else:
        columns = [_fit_one(space, column, groups, settings) for column in answers.T]
        weights, *numbers = (np.array(values).T for values in zip(*columns, strict=True))
    offsets, slopes, shifts, cuts = numbers
    return Fitted(weights if basis is None else basis @ weights, offsets, slopes, shifts, cuts, exclusive)


def _span(features: sparse.csr_array) -> tuple[np.ndarray | sparse.csr_array, np.ndarray | None]:
    """The rows in the space that they span, exactly, and the way back: a penalised regression lives there."""
    if features.shape[0] > _MOST_ROWS:
        return features, None
    products = (features @ features.T).toarray()
    sizes, vectors = np.linalg.eigh(products)
    kept = sizes > sizes.max() * 1e-9
    roots = np.sqrt(sizes[kept])
    return vectors[:, kept] * roots, np.asarray(features.T @ (vectors[:, kept] / roots))


def _regression() -> Any:
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=_PENALTY, class_weight="balanced", max_iter=1000, tol=1e-5)


def _cut_inside(groups: np.ndarray, answer: np.ndarray, s: Learning) -> list[tuple[np.ndarray, np.ndarray]]:
    """Folds inside what is learned from; none where one of them would have to learn without one of the answers."""
    _, n_answers = np.unique(answer, return_counts=True)
    n_folds = min(s.folds, len(np.unique(groups)), int(n_answers.max()))
    folds = cut_folds(groups, n_folds, s.seed + 1, answer) if n_folds > 1 else []
    return folds if all(len(np.unique(answer[rest])) == len(n_answers) for rest, _ in folds) else []


def _fit_one(
    space: np.ndarray | sparse.csr_array, answer: np.ndarray, groups: np.ndarray, s: Learning
) -> tuple[np.ndarray, float, float, float, float]:
    """One frame: its weights, offset, the line of its calibration (Platt 1999) and its cut."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    known = np.flatnonzero(np.isfinite(answer))
    space, answer, groups = space[known], answer[known], groups[known]
    if len(np.unique(answer)) < 2:  # one answer in this part of the codes, or none: nothing to tell apart
        always = bool(answer.all() and len(answer))
        return np.zeros(space.shape[1]), 2.0 if always else -2.0, 1.0, 0.0, 0.5 if always else 1.0
    slope, shift, cut = 1.0, 0.0, 0.5
    folds = _cut_inside(groups, answer, s)
    if folds:
        raw = cross_val_predict(_regression(), space, answer, cv=folds, method="decision_function")
        line = LogisticRegression(C=1.0).fit(raw[:, None], answer)
        slope, shift = float(line.coef_[0, 0]), float(line.intercept_[0])
        if slope <= 0:  # the codes cannot be distinguished by what is read: everything is as likely
            slope, shift = 1e-6, float(np.log(answer.mean() / (1 - answer.mean())))
        cut = find_cut(expit(raw * slope + shift), answer)
    model = _regression().fit(space, answer)
    return model.coef_[0], float(model.intercept_[0]), slope, shift, cut


def find_cut(probabilities: np.ndarray, answer: np.ndarray) -> float:
    """From which probability on a frame should be given for the best F1 on these units, all folds together.

    A mean over folds would rest on folds with one or two units of a rare frame.
    """
    from sklearn.metrics import precision_recall_curve

    if not np.any(answer):
        return 1.0
    precision, recall, cuts = precision_recall_curve(answer, probabilities)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    best = int(np.flatnonzero(f1[:-1] == f1[:-1].max())[-1])
    return float((cuts[best] + (cuts[best - 1] if best else 0.0)) / 2)


def _fit_exclusive(
    space: np.ndarray | sparse.csr_array, answers: np.ndarray, groups: np.ndarray, s: Learning
) -> tuple[np.ndarray, ...]:
    """All frames at once, of which each unit has one; one temperature calibrates them (Guo et al. 2017)."""
    n_frames, which = answers.shape[1], answers.argmax(axis=1)
    there = np.unique(which)
    weights, offsets = np.zeros((space.shape[1], n_frames)), np.full(n_frames, -4.0)
    slope = 1.0
    if len(there) == 1:
        offsets[there] = 0.0
    else:
        model = _regression().fit(space, which)
        # Two classes have one sum, for the second and against the first.
        both = len(there) == 2
        weights[:, there] = np.column_stack([-model.coef_[0], model.coef_[0]]) if both else model.coef_.T
        offsets[there] = (-model.intercept_[0], model.intercept_[0]) if both else model.intercept_
        slope = _find_temperature(space, which, groups, s)
    nothing = np.zeros(n_frames)
    return weights, offsets, np.full(n_frames, slope), nothing, nothing


def _find_temperature(
    space: np.ndarray | sparse.csr_array, which: np.ndarray, groups: np.ndarray, s: Learning
) -> float:
    """What sums are multiplied by; frames of a single article cannot be asked about and are left out."""
    from sklearn.calibration import CalibratedClassifierCV

    common = np.isin(which, [one for one in np.unique(which) if len(np.unique(groups[which == one])) > 1])
    folds = _cut_inside(groups[common], which[common], s) if len(np.unique(which[common])) > 1 else []
    if not folds:
        return 1.0
    tuned = CalibratedClassifierCV(_regression(), method="temperature", cv=folds, ensemble=False)
    tuned.fit(space[common], which[common])
    return float(tuned.calibrated_classifiers_[0].calibrators[0].beta_)
