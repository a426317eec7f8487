"""Regressions on measures of the program, corrected for its errors in the outcome and in predictors.

Errors in a predictor pull its coefficient towards zero or, where they go with other predictors, anywhere. The
estimating equations are therefore solved with the program's values on all units, plus the difference that human codes
make on the coded ones, weighted by the chance of being coded: design-based supervised learning, which needs no model
of the errors.

References
----------
Egami, N., Hinck, M., Stewart, B. M., & Wei, H. (2023). Using imperfect surrogates for downstream inference:
Design-based supervised learning for social science applications of large language models. *NeurIPS* 36.
TeBlunthuis, N., Hase, V., & Chan, C.-H. (2024). Misclassification in automated content analysis causes bias in
regression. Can we fix it? Yes we can! *Communication Methods and Measures*, 18(3), 278-299.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import expit

from framelens.code.correction import Correction, number_clusters, read_numbers
from framelens.code.scores import check_probabilities
from framelens.errors import InputError, suggest

FAMILIES = ("linear", "logistic")
_STEPS = 100
_CLOSE = 1e-10


@dataclass(frozen=True)
class Model:
    """A regression.

    Attributes
    ----------
    outcome : str
        The column that is explained: numbers, or true and false.
    predictors : tuple of str
        The columns that explain it; text becomes one term a value but the first.
    measured : mapping of str to str
        For every column that the program measured, the column that holds its human codes.
    family : {'linear', 'logistic'}

    Examples
    --------
    >>> units = units.assign(north=units["outlet"].eq("North").astype(float), answer=units["answer"].astype(float))
    >>> fl.stats.correct_regression(units, fl.Model("answer", ("north",), {"answer": "code"}))
    """

    outcome: str
    predictors: tuple[str, ...]
    measured: Mapping[str, str]
    family: Literal["linear", "logistic"] = "linear"

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise InputError(f"unknown family '{self.family}'; {suggest(str(self.family), FAMILIES)}")
        used = (self.outcome, *self.predictors)
        for column in self.measured:
            if column not in used:
                raise InputError(f"'{column}' has codes but is not in the model; {suggest(column, used)}")
        if not self.measured:
            raise InputError("no column of the model has codes; name one: measured={'tone': 'tone_code'}")


@dataclass(frozen=True)
class _Equations:
    """Design matrices and outcomes, as the program and as people have them, and what each unit weighs."""

    terms: list[str]
    said: tuple[np.ndarray, np.ndarray]
    meant: tuple[np.ndarray, np.ndarray]
    weight: np.ndarray
    clusters: np.ndarray
    logistic: bool


def correct_regression(units: pd.DataFrame, model: Model, *, settings: Correction | None = None) -> pd.DataFrame:
    """Regression coefficients, raw and corrected.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit of the whole population: ``unit_id``, the columns of the model as the program has them, their
        codes (null where a unit was not coded), and if known ``article_id`` (errors of one article go together) and
        ``probability`` (with which the unit was drawn). A unit counts as coded where all its measured columns are.
    model : Model
    settings : Correction, optional
        Its level and the fewest coded units; the method is 'dsl' in any case.

    Returns
    -------
    pandas.DataFrame
        One row per term: ``term`` ('intercept', a column, or ``column[value]``), ``n``, ``n_coded``, ``raw``,
        ``raw_low``, ``raw_high`` (the program's values taken for true) and ``estimate``, ``low``, ``high``, ``p``
        (corrected; intervals by cluster-robust errors).

    Raises
    ------
    InputError
        For columns that are missing or no numbers, too few codes, or equations without one solution.

    Examples
    --------
    >>> units = units.assign(north=units["outlet"].eq("North").astype(float), answer=units["answer"].astype(float))
    >>> fl.stats.correct_regression(units, fl.Model("answer", ("north",), {"answer": "code"}))
    """
    settings = settings or Correction()
    check_probabilities(units, [*(model.outcome, *model.predictors), *model.measured.values()])
    table = units.sort_values("unit_id", kind="stable").reset_index(drop=True)
    equations, n_coded = _set_up(table, model, settings)
    raw = _solve(equations, np.zeros_like(equations.weight))
    corrected = _solve(equations, equations.weight, raw)
    n_clusters = len(np.unique(equations.clusters))
    n_effective = equations.weight.sum() ** 2 / (_add(equations.weight, equations.clusters) ** 2).sum()
    rows = {"term": equations.terms, "n": len(table), "n_coded": n_coded}
    parts = (
        ("raw", raw, np.zeros_like(equations.weight), n_clusters),
        ("estimate", corrected, equations.weight, n_effective),
    )
    result = pd.DataFrame(rows)
    for name, coefficients, weight, size in parts:
        freedom = size - len(coefficients)
        error = _find_errors(equations, weight, coefficients, size)
        reach = stats.t.ppf((1 + settings.level) / 2, freedom) * error if freedom > 0 else np.full(len(error), np.nan)
        low, high = ("raw_low", "raw_high") if name == "raw" else ("low", "high")
        result[name], result[low], result[high] = coefficients, coefficients - reach, coefficients + reach
        if name == "estimate":
            result["p"] = 2 * stats.t.sf(np.abs(coefficients) / error, freedom) if freedom > 0 else np.nan
    return result.astype({"term": "str", "n": "Int64", "n_coded": "Int64"})


def _set_up(table: pd.DataFrame, model: Model, settings: Correction) -> tuple[_Equations, int]:
    coded = table[list(model.measured.values())].notna().all(axis=1).to_numpy()
    if coded.sum() < settings.least:
        raise InputError(f"{coded.sum()} units are coded and the correction asks for {settings.least}; code more")
    human = table.assign(**{c: table[code].where(coded, table[c]) for c, code in model.measured.items()})
    terms, said = _design(table, model)
    _, meant = _design(human, model)
    if model.family == "logistic" and not (np.isin(said[1], (0, 1)).all() and np.isin(meant[1], (0, 1)).all()):
        raise InputError(f"the outcome '{model.outcome}' is not true or false; a logistic regression needs that")
    probability = read_numbers(table, "probability") if "probability" in table.columns else np.ones(len(table))
    weight = np.where(coded, 1 / np.where(coded, probability, 1.0), 0.0)
    weight *= len(table) / weight.sum()
    return _Equations(
        terms, said, meant, weight, number_clusters(table, settings.cluster), model.family == "logistic"
    ), int(coded.sum())


def _design(table: pd.DataFrame, model: Model) -> tuple[list[str], tuple[np.ndarray, np.ndarray]]:
    """The terms, and predictors and outcome as numbers."""
    terms, columns = ["intercept"], [np.ones(len(table))]
    for name in model.predictors:
        values = table[name]
        if name not in model.measured and not pd.api.types.is_numeric_dtype(values):
            levels = sorted(values.dropna().astype(str).unique())
            terms += [f"{name}[{level}]" for level in levels[1:]]
            columns += [(values.astype("str") == level).to_numpy(dtype=float) for level in levels[1:]]
        else:
            terms.append(name)
            columns.append(read_numbers(table, name))
    outcome = read_numbers(table, model.outcome)
    for name, numbers in zip([model.outcome, *terms], [outcome, *columns], strict=True):
        if np.isnan(numbers).any():
            unit = table.loc[np.isnan(numbers), "unit_id"].iloc[0]
            raise InputError(f"unit '{unit}' has no '{name}'; fill it in or leave the unit out")
    return terms, (np.column_stack(columns), outcome)


def _moments(x: np.ndarray, y: np.ndarray, coefficients: np.ndarray, logistic: bool) -> tuple[np.ndarray, np.ndarray]:
    """What each unit adds to the estimating equations, and the slope of its mean."""
    line = x @ coefficients
    mean = expit(line) if logistic else line
    return x * (y - mean)[:, None], (mean * (1 - mean) if logistic else np.ones(len(y)))


def _combine(equations: _Equations, weight: np.ndarray, coefficients: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The corrected equations of each unit (units by terms), and their matrix of slopes."""
    (x_said, y_said), (x_meant, y_meant) = equations.said, equations.meant
    said, slope_said = _moments(x_said, y_said, coefficients, equations.logistic)
    meant, slope_meant = _moments(x_meant, y_meant, coefficients, equations.logistic)
    each = said + weight[:, None] * (meant - said)
    slopes = (x_said * (slope_said * (1 - weight))[:, None]).T @ x_said
    return each, slopes + (x_meant * (slope_meant * weight)[:, None]).T @ x_meant


def _solve(equations: _Equations, weight: np.ndarray, start: np.ndarray | None = None) -> np.ndarray:
    """The coefficients for which the equations add up to zero, by Newton's method."""
    coefficients = np.zeros(len(equations.terms)) if start is None else start
    for _ in range(_STEPS):
        each, slopes = _combine(equations, weight, coefficients)
        if np.linalg.matrix_rank(slopes) < len(slopes):
            break
        step = np.linalg.solve(slopes, each.sum(axis=0))
        coefficients = coefficients + step * min(1.0, 5.0 / max(np.abs(step).max(), _CLOSE))
        if np.abs(step).max() < _CLOSE * max(1.0, np.abs(coefficients).max()):
            return coefficients
    raise InputError(
        f"the regression on {', '.join(equations.terms)} has no single solution; "
        "leave out a predictor that others determine, or code more units"
    )


def _add(values: np.ndarray, clusters: np.ndarray) -> np.ndarray:
    return np.bincount(clusters, values)


def _find_errors(equations: _Equations, weight: np.ndarray, coefficients: np.ndarray, size: float) -> np.ndarray:
    """Cluster-robust standard errors; what weighting leaves of the mean correction is centred out."""
    (x_said, y_said), (x_meant, y_meant) = equations.said, equations.meant
    said, _ = _moments(x_said, y_said, coefficients, equations.logistic)
    meant, _ = _moments(x_meant, y_meant, coefficients, equations.logistic)
    change = meant - said
    mean_change = (weight[:, None] * change).sum(axis=0) / max(weight.sum(), 1.0)
    each = said - said.mean(axis=0) + weight[:, None] * (change - mean_change)
    _, slopes = _combine(equations, weight, coefficients)
    by_cluster = np.column_stack([_add(each[:, k], equations.clusters) for k in range(each.shape[1])])
    bread = np.linalg.inv(slopes)
    factor = size / (size - 1) if size > 1 else np.nan
    return np.sqrt(np.diag(bread @ (by_cluster.T @ by_cluster) @ bread.T) * factor)
