"""Means corrected by codes, and what each unit contributes to their error.

References
----------
Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I., & Zrnic, T. (2023). Prediction-powered inference.
*Science*, 382(6671), 669-674.
Angelopoulos, A. N., Duchi, J. C., & Zrnic, T. (2023). PPI++: Efficient prediction-powered inference.
arXiv:2311.01453.
Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
Design-based supervised learning for social science applications of large language models. *NeurIPS* 36.
Holt, D., & Smith, T. M. F. (1979). Post stratification. *Journal of the Royal Statistical Society A*, 142(1), 33-46.
Särndal, C.-E., Swensson, B., & Wretman, J. (1992). *Model assisted survey sampling*, ch. 7. Springer.
"""

from __future__ import annotations

import numpy as np

from framelens.code.bounds import Corrected, add_by_cluster, are_shares, find_cells

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
    """Design-based supervised learning: the mean of what is expected of all units, plus the coded ones' weighted error.

    What is expected of a unit is the program's number. Where answers are true or false it is the share of the code
    among coded units with the same answer: how often the program gives each answer is known from all units, so that
    the luck of how many of each were drawn moves nothing (post-stratification, Holt & Smith 1979; Särndal, Swensson &
    Wretman 1992, ch. 7). An answer of which no unit is coded is believed, and its share may be anything.

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
    shares = are_shares(answer, code)
    expected, calibrated = _expect_shares(answer, code, weight) if shares else (answer, weight)
    error = np.where(coded, code - expected, 0.0)
    mean_error = np.bincount(strata, weight * error) / size
    mean = expected + mean_error[strata]
    estimate = float(mean.mean())
    influence = (mean - estimate + calibrated * (error - mean_error[strata])) / len(answer)
    cells = find_cells(answer, code, calibrated, clusters, strata) if shares else None
    return Corrected(estimate, influence, _count_effective(calibrated, clusters), cells)


def _expect_shares(answer: np.ndarray, code: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The share of the code among units of either answer; weights that give each answer as often as all units do."""
    expected, calibrated = answer.copy(), weight.copy()
    for said in (0, 1):
        same = answer == said
        coded = same & np.isfinite(code)
        if coded.any():
            total = weight[coded].sum()
            expected[same] = weight[coded] @ code[coded] / total
            calibrated[coded] *= same.sum() / total
    return expected, calibrated


def _join_small(strata: np.ndarray, coded: np.ndarray) -> np.ndarray:
    """Strata as numbers; those with fewer than two codes are one, with the smallest other if need be."""
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
    makes the variance least, between nothing and all of it (PPI++). Where answers are true or false that is by how much
    the share of the code differs between them, and the estimate is the post-stratified one of
    :func:`correct_by_design`.
    """
    coded = np.isfinite(code)
    if trust is None and are_shares(answer, code):
        return correct_by_design(answer, code, np.ones(len(answer)), clusters)
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
    return Corrected(float(estimate), by_code + trust * by_answer, n_effective)


def _count_effective(weight: np.ndarray, clusters: np.ndarray) -> float:
    by_cluster = add_by_cluster(weight, clusters)
    return float(by_cluster.sum() ** 2 / (by_cluster**2).sum())
