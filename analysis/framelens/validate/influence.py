"""Means corrected by codes, and what each unit contributes to their error.

References
----------
Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I., & Zrnic, T. (2023). Prediction-powered inference.
*Science*, 382(6671), 669-674.
Angelopoulos, A. N., Duchi, J. C., & Zrnic, T. (2023). PPI++: Efficient prediction-powered inference.
arXiv:2311.01453.
Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
Design-based supervised learning for social science applications of large language models. *NeurIPS* 36.
"""

from __future__ import annotations

import numpy as np

from framelens.validate.bounds import Corrected, add_by_cluster, find_cells

FEWEST_OF_A_STRATUM = 2


def find_mean(values: np.ndarray, clusters: np.ndarray) -> Corrected:
    """The plain mean of ``values``."""
    if not len(values):
        return Corrected(np.nan, values, 0.0)
    influence = (values - values.mean()) / len(values)
    return Corrected(float(values.mean()), influence, _count_effective(np.ones(len(values)), clusters))


def correct_by_design(
    answer: np.ndarray,
    code: np.ndarray,
    probability: np.ndarray,
    clusters: np.ndarray,
    *,
    strata: np.ndarray | None = None,
) -> Corrected:
    """Design-based supervised learning: the program's mean plus the mean error of coded units, weighted.

    Parameters
    ----------
    answer, code : numpy.ndarray
        The program's and the human number for each unit; NaN where there is no code.
    probability : numpy.ndarray
        The chance with which each unit was drawn for coding.
    clusters : numpy.ndarray
        The article of each unit, as a number.
    strata : numpy.ndarray, optional
        The stratum of each unit, as a number, where so many units of each were drawn. How often units of different
        strata err is then no source of doubt; strata with fewer than two codes are taken together.
    """
    coded = np.isfinite(code)
    weight = np.where(coded, 1 / np.where(coded, probability, 1.0), 0.0)
    strata = np.zeros(len(answer), dtype=np.intp) if strata is None else _join_small(strata, coded)
    size, drawn = np.bincount(strata), np.bincount(strata, weight)
    with np.errstate(invalid="ignore", divide="ignore"):
        weight = np.where(coded, weight * (size / drawn)[strata], 0.0)
        error = np.where(coded, code - answer, 0.0)
        mean_error = np.bincount(strata, weight * error) / size
    mean = answer + mean_error[strata]
    estimate = float(mean.mean())
    influence = (mean - estimate + weight * (error - mean_error[strata])) / len(answer)
    n_effective = _count_effective(weight, clusters)
    cells = find_cells(answer, code, weight, clusters, strata=strata, trust=1.0)
    return Corrected(estimate, influence, n_effective, cells)


def _join_small(strata: np.ndarray, coded: np.ndarray) -> np.ndarray:
    """Strata as numbers from 0 on; those with fewer than two codes are one, with the smallest other if need be."""
    number = np.unique(strata, return_inverse=True)[1]
    n_coded = np.bincount(number, coded)
    few = n_coded < FEWEST_OF_A_STRATUM
    if few.any():
        if n_coded[few].sum() < FEWEST_OF_A_STRATUM and not few.all():
            few[np.argmin(np.where(few, np.inf, n_coded))] = True
        number = np.where(few[number], len(few), number)
    return np.unique(number, return_inverse=True)[1]


def correct_by_prediction(
    answer: np.ndarray, code: np.ndarray, clusters: np.ndarray, *, trust: float | None = None
) -> Corrected:
    """Prediction-powered inference: codes, plus the program's difference between uncoded and coded units.

    ``trust`` is how much the program's part weighs; 1 is the estimator of 2023. Without it the part weighs as much as
    makes the variance least, between nothing and all of it (PPI++).
    """
    coded = np.isfinite(code)
    if coded.all():
        return find_mean(code, clusters)
    said, meant, rest = answer[coded], code[coded], answer[~coded]
    by_code, by_answer = np.zeros(len(answer)), np.zeros(len(answer))
    by_code[coded] = (meant - meant.mean()) / coded.sum()
    by_answer[coded] = -(said - said.mean()) / coded.sum()
    by_answer[~coded] = (rest - rest.mean()) / (~coded).sum()
    a, b = (add_by_cluster(part, clusters) for part in (by_code, by_answer))
    if trust is None:
        trust = float(np.clip(-(a @ b) / (b @ b), 0, 1)) if b @ b > 0 else 0.0
    estimate = meant.mean() + trust * (rest.mean() - said.mean())
    n_effective = _count_effective(coded.astype(float), clusters)
    cells = find_cells(answer, code, coded * (len(answer) / coded.sum()), clusters, trust=trust)
    return Corrected(float(estimate), by_code + trust * by_answer, n_effective, cells)


def _count_effective(weight: np.ndarray, clusters: np.ndarray) -> float:
    by_cluster = add_by_cluster(weight, clusters)
    return float(by_cluster.sum() ** 2 / (by_cluster**2).sum())
