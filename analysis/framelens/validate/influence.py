"""Means corrected by codes, and what each unit contributes to their error.

References
----------
Agresti, A., & Min, Y. (2005). Simple improved confidence intervals for comparing matched proportions. *Statistics in
Medicine*, 24(5), 729-740.
Angelopoulos, A. N., Bates, S., Fannjiang, C., Jordan, M. I., & Zrnic, T. (2023). Prediction-powered inference.
*Science*, 382(6671), 669-674.
Angelopoulos, A. N., Duchi, J. C., & Zrnic, T. (2023). PPI++: Efficient prediction-powered inference.
arXiv:2311.01453.
Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
Design-based supervised learning for social science applications of large language models. *NeurIPS* 36.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

FEWEST_OF_A_STRATUM = 2


@dataclass(frozen=True)
class Corrected:
    """A mean and what each unit contributes to its error.

    Attributes
    ----------
    estimate : float
    influence : numpy.ndarray
        One number a unit; the variance of the mean is the sum over clusters of their squared sums.
    n_effective : float
        The clusters that the least certain part of the mean rests on, counted as if all weighed the same (Kish).
    guard : float
        Variance added to a share, as if one more coded unit had been wrong: few codes may show no error by luck
        (Agresti & Min 2005).
    """

    estimate: float
    influence: np.ndarray
    n_effective: float
    guard: float = 0.0


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
    return Corrected(estimate, influence, n_effective, _guard(answer, code, n_effective))


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
    guard = _guard(answer, code, n_effective)
    return Corrected(float(estimate), by_code + trust * by_answer, n_effective, guard)


def add_by_cluster(influence: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    """The sum of what the units of each cluster contribute."""
    return np.bincount(clusters, influence)


def _count_effective(weight: np.ndarray, clusters: np.ndarray) -> float:
    by_cluster = add_by_cluster(weight, clusters)
    return float(by_cluster.sum() ** 2 / (by_cluster**2).sum())


def _guard(answer: np.ndarray, code: np.ndarray, n_effective: float) -> float:
    coded = np.isfinite(code)
    binary = np.isin(answer, (0, 1)).all() and np.isin(code[coded], (0, 1)).all()
    return 1 / (n_effective + 2) ** 2 if binary else 0.0


def find_error(corrected: Corrected, clusters: np.ndarray) -> float:
    """The standard error, from clusters; null where it rests on fewer than two."""
    n = corrected.n_effective
    if not n > 1:
        return np.nan
    variance = n / (n - 1) * (add_by_cluster(corrected.influence, clusters) ** 2).sum()
    if corrected.guard:
        variance = variance * n / (n + 2) + corrected.guard
    return float(np.sqrt(variance))


def find_interval(corrected: Corrected, clusters: np.ndarray, level: float) -> tuple[float, float]:
    """Bounds by Student's t with as many degrees of freedom as there are clusters with codes, less one."""
    error = find_error(corrected, clusters)
    if not np.isfinite(error):
        return np.nan, np.nan
    reach = stats.t.ppf((1 + level) / 2, corrected.n_effective - 1) * error
    return corrected.estimate - reach, corrected.estimate + reach


def find_difference(a: Corrected, b: Corrected, in_a: np.ndarray, in_b: np.ndarray) -> Corrected:
    """One group's mean minus another's; ``in_a`` and ``in_b`` tell whose unit each is.

    An article with units in both groups moves both, which the influences keep.
    """
    influence = np.zeros(len(in_a))
    influence[in_a] += a.influence
    influence[in_b] -= b.influence
    n_effective, guard = min(a.n_effective, b.n_effective), max(a.guard, b.guard)
    return Corrected(a.estimate - b.estimate, influence, n_effective, guard)
