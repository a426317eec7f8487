"""Corrected estimates: what the program measured on all units, corrected by what people found on some.

A program that makes errors gives a wrong share however many articles it reads, and an interval that is wrong and
narrow. The coded units show its errors; the correction adds their mean error to the program's mean, and its interval
accounts for the uncertainty of both.

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

from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from framelens.code.bounds import Corrected, are_shares, find_corrected_p, find_difference, find_interval
from framelens.code.codes import MEMBERS
from framelens.code.doubts import warn_of_doubts
from framelens.code.influence import correct_by_design, correct_by_prediction, find_mean
from framelens.code.scores import add_periods, check_units, find_clusters
from framelens.errors import InputError, suggest
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, list_columns

METHODS = ("dsl", "ppi")


@dataclass(frozen=True)
class Correction:
    """How estimates are corrected.

    Attributes
    ----------
    method : {'dsl', 'ppi'}
        Design-based supervised learning weighs each coded unit by the known chance with which it was drawn.
        Prediction-powered inference asks for a simple random sample, and trusts the program as far as it helps.
    level : float
        The coverage of the interval.
    least : int
        The fewest coded units of a group for which an estimate is corrected.
    cluster : str, optional
        A column of the units, such as an event or ``day``, whose articles' errors go together; single articles unless
        told.

    Examples
    --------
    >>> fl.stats.correct_means(units, settings=fl.Correction(method="ppi"))
    """

    method: Literal["dsl", "ppi"] = "dsl"
    level: float = 0.95
    least: int = 10
    cluster: str | None = None

    def __post_init__(self) -> None:
        if self.method not in METHODS:
            raise InputError(f"unknown method of correction '{self.method}'; {suggest(str(self.method), METHODS)}")
        if not 0 < self.level < 1:
            raise InputError(f"the level of an interval is {self.level}; it lies between 0 and 1, such as 0.95")
        if self.least < 2:
            raise InputError(f"least is {self.least}; a correction needs 2 coded units or more")


@dataclass(frozen=True)
class Units:
    """The population of units as numbers, in the order of their ``ids``, and the groups they fall into.

    Made by :func:`read_units`. Answers and codes of other measures of the same units take the place of these by
    :meth:`with_numbers`, so that units are sorted and checked once.
    """

    ids: np.ndarray
    answer: np.ndarray
    code: np.ndarray
    probability: np.ndarray
    strata: np.ndarray
    clusters: np.ndarray
    groups: pd.DataFrame
    group_of: np.ndarray
    order: np.ndarray
    expected: np.ndarray | None = None

    def with_numbers(self, answer: np.ndarray, code: np.ndarray, expected: np.ndarray | None = None) -> Units:
        """The same units with other answers and codes, given in the order of the table that was read.

        ``expected`` is the code that is expected of each unit; the program's answer where it is not given.
        """
        expected = None if expected is None else expected[self.order]
        return replace(self, answer=answer[self.order], code=code[self.order], expected=expected)


def correct_means(units: pd.DataFrame, by: By = None, *, settings: Correction | None = None) -> pd.DataFrame:
    """Shares and means, raw and corrected.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit of the whole population, coded or not: ``unit_id``, ``answer`` (the program's: a number, or
        true and false), ``code`` (the human one, null where none), and if known ``article_id`` (errors of one article
        go together), ``probability`` (with which the unit was drawn; equal for all by default) and ``stratum`` (that
        it was drawn from; every unit of the population has one).
    by : str or sequence of str, optional
        Columns of the units: within each group.
    settings : Correction, optional

    Returns
    -------
    pandas.DataFrame
        One row per group: the columns of ``by``, ``n`` (units), ``n_coded``, ``n_base_articles``, ``raw``, ``raw_low``,
        ``raw_high`` (the program's mean, its errors ignored) and ``estimate``, ``low``, ``high`` (corrected; null in a
        group with too few codes).

    Raises
    ------
    InputError
        For units that do not fit, answers that are no numbers, or unequal probabilities under 'ppi'.

    Warns
    -----
    UserWarning
        Where the correction cannot be trusted: what :func:`framelens.code.doubts.find_doubts` finds.

    Examples
    --------
    >>> fl.stats.correct_means(units, "outlet")[["outlet", "n", "n_coded", "raw", "estimate", "low", "high"]]
    """
    settings = settings or Correction()
    table = correct_read_means(read_units(units, by, settings), settings).drop(columns=MEMBERS)
    warn_of_doubts(units)
    return table


def correct_read_means(numbers: Units, settings: Correction) -> pd.DataFrame:
    """As :func:`correct_means`, of units that were read already."""
    rows = []
    for code in range(len(numbers.groups)):
        inside = numbers.group_of == code
        clusters = numbers.clusters[inside]
        raw = find_mean(numbers.answer[inside], clusters)
        corrected = _correct(numbers, inside, settings)
        bounds = [find_interval(part, clusters, settings.level) for part in (raw, corrected)]
        if are_shares(numbers.answer[inside], numbers.code):  # a share that cannot be is in no interval
            bounds = [(float(np.clip(low, 0, 1)), float(np.clip(high, 0, 1))) for low, high in bounds]
        coded = numbers.ids[inside & np.isfinite(numbers.code)]
        counts = (int(inside.sum()), len(coded), len(np.unique(clusters)))
        rows.append((*counts, raw.estimate, *bounds[0], corrected.estimate, *bounds[1], coded))
    columns = ["n", "n_coded", "n_base_articles", "raw", "raw_low", "raw_high", "estimate", "low", "high", MEMBERS]
    table = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys(columns[:3], "Int64"))
    return pd.concat([numbers.groups, table], axis=1)


def correct_differences(units: pd.DataFrame, by: By, *, settings: Correction | None = None) -> pd.DataFrame:
    """Differences between groups, raw and corrected for errors that may differ between them.

    Returns
    -------
    pandas.DataFrame
        One row per pair of groups: ``group_a``, ``group_b``, ``n``, ``n_coded``, ``raw``, ``raw_low``, ``raw_high``,
        ``estimate``, ``low``, ``high`` (a minus b), ``p`` (of the corrected difference) and ``q``
        (Benjamini-Hochberg over the table). Units without a value belong to no group, and groups with fewer codes than
        the settings ask for are not compared.

    Raises
    ------
    InputError
        As in :func:`correct_means`.

    Examples
    --------
    >>> fl.stats.correct_differences(units, "outlet")
    """
    settings = settings or Correction()
    table = correct_read_differences(read_units(units, by, settings), settings).drop(columns=MEMBERS)
    warn_of_doubts(units)
    return table


def correct_read_differences(numbers: Units, settings: Correction) -> pd.DataFrame:
    """As :func:`correct_differences`, of units that were read already."""
    n_coded = np.bincount(numbers.group_of, np.isfinite(numbers.code), minlength=len(numbers.groups))
    known = np.flatnonzero(numbers.groups.notna().all(axis=1) & (n_coded >= settings.least))
    labels = {code: " / ".join(map(str, numbers.groups.iloc[code])) for code in known}
    rows = []
    for a, b in combinations(known, 2):
        inside = [numbers.group_of == code for code in (a, b)]
        raw, corrected = (
            find_difference(parts[0], parts[1], inside[0], inside[1], numbers.clusters)
            for parts in (
                [find_mean(numbers.answer[keep], numbers.clusters[keep]) for keep in inside],
                [_correct(numbers, keep, settings) for keep in inside],
            )
        )
        bounds = [find_interval(part, numbers.clusters, settings.level) for part in (raw, corrected)]
        p = find_corrected_p(corrected, numbers.clusters)
        both = inside[0] | inside[1]
        coded = numbers.ids[both & np.isfinite(numbers.code)]
        counts = (labels[a], labels[b], int(both.sum()), len(coded))
        rows.append((*counts, raw.estimate, *bounds[0], corrected.estimate, *bounds[1], p, coded))
    columns = ["group_a", "group_b", "n", "n_coded", "raw", "raw_low", "raw_high", "estimate", "low", "high", "p"]
    types = {"group_a": "str", "group_b": "str", "n": "Int64", "n_coded": "Int64"}
    types |= dict.fromkeys(columns[4:], "float64")
    columns.append(MEMBERS)
    table = pd.DataFrame(rows, columns=columns).astype(types)
    return table.assign(q=control_false_discovery(table["p"]))


def _correct(numbers: Units, inside: np.ndarray, settings: Correction) -> Corrected:
    expected = numbers.answer if numbers.expected is None else numbers.expected
    answer, code, clusters = expected[inside], numbers.code[inside], numbers.clusters[inside]
    if np.isfinite(code).sum() < settings.least:
        return Corrected(np.nan, np.zeros(len(answer)), 0.0)
    if settings.method == "ppi":
        return correct_by_prediction(answer, code, clusters)
    return correct_by_design(answer, code, numbers.probability[inside], clusters, strata=numbers.strata[inside])


def read_units(units: pd.DataFrame, by: By, settings: Correction) -> Units:
    """Units as numbers, checked, in their order.

    Raises
    ------
    InputError
        As in :func:`correct_means`.
    """
    units = add_periods(units, by)
    check_units(units, by)
    order = np.argsort(units["unit_id"].to_numpy(dtype=object), kind="stable")
    table = units.iloc[order].reset_index(drop=True)
    answer, code = (read_numbers(table, column) for column in ("answer", "code"))
    if np.isnan(answer).any():
        unit = table.loc[np.isnan(answer), "unit_id"].iloc[0]
        raise InputError(f"unit '{unit}' has no answer; give every unit of the population the program's answer")
    probability = read_numbers(table, "probability") if "probability" in table.columns else np.ones(len(table))
    drawn = probability[np.isfinite(code)]
    if settings.method == "ppi" and len(drawn) and np.ptp(drawn) > 1e-9 * drawn.max():
        raise InputError("the coded units were drawn with unequal probabilities; correct them with method='dsl'")
    clusters, strata = number_clusters(table, settings.cluster), _find_strata(table)
    columns, ids = list_columns(by), table["unit_id"].to_numpy(dtype=object)
    if not columns:
        groups = pd.DataFrame(index=pd.RangeIndex(1))
        alone = np.zeros(len(table), dtype=np.intp)
        return Units(ids, answer, code, probability, strata, clusters, groups, alone, order)
    group_of = table.groupby(list(columns), sort=True, dropna=False, observed=True).ngroup().to_numpy()
    first = np.unique(group_of, return_index=True)[1]
    groups = table[list(columns)].iloc[first].reset_index(drop=True)
    return Units(ids, answer, code, probability, strata, clusters, groups, group_of, order)


def _find_strata(table: pd.DataFrame) -> np.ndarray:
    """The stratum of each unit, as a number; without the column all units are of one."""
    if "stratum" not in table.columns:
        return np.zeros(len(table), dtype=np.intp)
    return np.unique(table["stratum"].fillna("").astype(str).to_numpy(), return_inverse=True)[1]


def number_clusters(table: pd.DataFrame, column: str | None = None) -> np.ndarray:
    """What each unit's error goes together in, as a number: as :func:`framelens.code.scores.find_clusters`."""
    return np.unique(find_clusters(table, column).to_numpy(dtype=object), return_inverse=True)[1]


def read_numbers(table: pd.DataFrame, column: str) -> np.ndarray:
    """A column as numbers, true and false as 1 and 0; NaN where null.

    Raises
    ------
    InputError
        For a value that is not a number.
    """
    values = table[column]
    numbers = pd.to_numeric(
        values.astype("boolean") if values.dropna().isin([True, False]).all() else values, errors="coerce"
    )
    wrong = values[values.notna() & numbers.isna()]
    if len(wrong):
        raise InputError(
            f"{column} '{wrong.iloc[0]}' is not a number; for the share of a code make it true where it is the code"
        )
    return numbers.to_numpy(dtype=float, na_value=np.nan)
