"""Corrected estimates of every measure that a question stands behind: shares of each code, and means of tone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from framelens.code.checking import AGREED, CodedUnits
from framelens.code.codebook import JOINT, TONES
from framelens.code.codes import MEMBERS
from framelens.code.correction import (
    Correction,
    Units,
    correct_read_differences,
    correct_read_means,
    read_units,
)
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, list_columns

MEAN = "mean"
_OFTEN = 25  # speakers that are corrected whether or not a coded unit is theirs


def correct_coded(coded: CodedUnits, by: By = None, *, settings: Correction | None = None) -> pd.DataFrame:
    """Every measure that the question stands behind: raw, and corrected for the errors that the codes show.

    Returns
    -------
    pandas.DataFrame
        One row per code and group: ``question``, ``measure`` ('share', or 'mean' of tone), ``code`` (null for a mean),
        the columns of ``by``, ``n``, ``n_coded``, ``n_base_articles``, ``raw``, ``raw_low``, ``raw_high``,
        ``estimate``, ``low``, ``high``. Codes of coders who differ count in part. The mean of tone takes codes as -1,
        0 and 1. Codes that neither program nor people gave have no row.
    """
    return _correct(coded, by, correct_read_means, settings, [*list_columns(by)])


def correct_coded_differences(coded: CodedUnits, by: By, *, settings: Correction | None = None) -> pd.DataFrame:
    """The same for differences between groups: as :func:`framelens.code.correction.correct_differences`.

    ``q`` is over all codes.
    """
    table = _correct(coded, by, correct_read_differences, settings, [])
    return table.assign(q=control_false_discovery(table["p"])) if len(table) else table


def _correct(
    coded: CodedUnits,
    by: By,
    correct: Callable[[Units, Correction], pd.DataFrame],
    settings: Correction | None,
    keys: list[str],
) -> pd.DataFrame:
    settings = settings or Correction()
    tables = []
    read: dict[bytes, Units] = {}  # units are sorted and checked once for all codes of a question
    for measure, code, said, meant in _list_measured(coded):
        there = np.isfinite(said)
        if np.isnan(meant[there]).all():
            continue
        key = np.packbits(there).tobytes()
        if key not in read:
            units = coded.population[there].assign(answer=said[there], code=meant[there])
            read[key] = read_units(units, by, settings)
        table = correct(read[key].with_numbers(said[there], meant[there]), settings)
        if measure == MEAN and correct is correct_read_means:  # no tone is below -1 or above 1
            table[["low", "high"]] = table[["low", "high"]].clip(-1, 1)
        about: Mapping[str, Any] = {"question": coded.question.name, "measure": measure, "code": code}
        rest = [c for c in table.columns if c not in keys]
        tables.append(table.assign(**about)[[*about, *keys, *rest]])
    columns = ["question", "measure", "code", *keys, "n", "n_coded", "raw", "estimate", "low", "high", MEMBERS]
    if not tables:
        return pd.DataFrame(columns=columns)
    return pd.concat(tables, ignore_index=True).astype(dict.fromkeys(columns[:3], "str"))


def _list_measured(coded: CodedUnits) -> Iterator[tuple[str, str | None, np.ndarray, np.ndarray]]:
    """The measures of a question: the program's number for every unit and the human one, null where there is none."""
    population = coded.population
    given = coded.codes[coded.codes["code"].notna()]
    if coded.question.name in ("tone", "toward"):
        number = dict(zip(TONES, (-1.0, 0.0, 1.0), strict=True))
        mean = _average(given["code"].map(number).to_numpy(dtype=float), _place(given, population), len(population))
        yield MEAN, None, population["value"].to_numpy(dtype=float, na_value=np.nan), mean
    for name, said, meant in _split_codes(coded):
        if said.any() or np.nan_to_num(meant).any():
            yield "share", name, np.where(population["answer"].notna(), said, np.nan), meant


def _split_codes(coded: CodedUnits) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Each code of the codebook: whether the program gives it to a unit, and the share of coders who do."""
    answer = coded.population["answer"]
    given = coded.codes[coded.codes["code"].notna()]
    agreed = given["unit_id"].isin(given.loc[given["coder"].eq(AGREED), "unit_id"])
    given = given[~agreed | given["coder"].eq(AGREED)]
    names = list(coded.question.names)
    if coded.question.name == "speaker":  # names of people come before what all units can be answered by
        met = answer[coded.population["unit_id"].isin(given["unit_id"])]
        often = answer.value_counts().head(_OFTEN).index
        names = [*sorted({*given["code"], *met.dropna(), *often} - set(names)), *names]
    said, codes = (list(column.fillna("").map(lambda c: c.split(JOINT) if coded.question.many else [c]))
                   for column in (answer, given["code"]))  # fmt: skip
    place = _place(given, coded.population)
    for name in names:
        has = np.fromiter((name in some for some in codes), dtype=float, count=len(codes))
        found = np.fromiter((name in some for some in said), dtype=float, count=len(said))
        yield name, found, _average(has, place, len(said))


def _place(given: pd.DataFrame, population: pd.DataFrame) -> np.ndarray:
    """Which unit of the population each code is of."""
    return pd.Index(population["unit_id"]).get_indexer(pd.Index(given["unit_id"]))


def _average(numbers: np.ndarray, place: np.ndarray, size: int) -> np.ndarray:
    """The mean of what coders gave each unit; null where nobody coded it."""
    n = np.bincount(place[place >= 0], minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.bincount(place[place >= 0], numbers[place >= 0], minlength=size) / n
