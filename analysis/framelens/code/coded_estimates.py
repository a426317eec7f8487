"""Corrected estimates of every measure that a question stands behind: shares of each code, and means of tone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from framelens.code.checking import CodedUnits, keep_settled
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
_FOLDS = 5  # parts of the coded articles in which a line is fitted to the others
_OFTEN = 25  # speakers that are corrected whether or not a coded unit is theirs


def correct_coded(coded: CodedUnits, by: By = None, *, settings: Correction | None = None) -> pd.DataFrame:
    """Every measure that the question stands behind: raw, and corrected for the errors that the codes show.

    Returns
    -------
    pandas.DataFrame
        One row per code and group: ``question``, ``measure`` ('share', or 'mean' of tone), ``code`` (null for a mean),
        the columns of ``by``, ``n``, ``n_coded``, ``n_base_articles``, ``raw``, ``raw_low``, ``raw_high``,
        ``estimate``, ``low``, ``high``. Codes of coders who differ count in part. The mean of tone takes the program's
        answers and the codes as -1, 0 and 1, so that raw and corrected stand on one scale. Codes that neither
        program nor people gave have no row.
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
    for measure, code, said, meant, expected in _list_measured(coded):
        there = np.isfinite(said)
        if np.isnan(meant[there]).all():
            continue
        key = np.packbits(there).tobytes()
        if key not in read:
            units = coded.population[there].assign(answer=said[there], code=meant[there])
            read[key] = read_units(units, by, settings)
        likely = None if expected is None else expected[there]
        table = correct(read[key].with_numbers(said[there], meant[there], likely), settings)
        if measure == MEAN and correct is correct_read_means:  # no tone is below -1 or above 1
            table[["low", "high"]] = table[["low", "high"]].clip(-1, 1)
        about: Mapping[str, Any] = {"question": coded.question.name, "measure": measure, "code": code}
        rest = [c for c in table.columns if c not in keys]
        tables.append(table.assign(**about)[[*about, *keys, *rest]])
    columns = ["question", "measure", "code", *keys, "n", "n_coded", "raw", "estimate", "low", "high", MEMBERS]
    if not tables:
        return pd.DataFrame(columns=columns)
    return pd.concat(tables, ignore_index=True).astype(dict.fromkeys(columns[:3], "str"))


def _list_measured(
    coded: CodedUnits,
) -> Iterator[tuple[str, str | None, np.ndarray, np.ndarray, np.ndarray | None]]:
    """The measures of a question: the program's number for every unit, the human one, and the one to be expected.

    Numbers are null where there is none. Without an expected one, the program's stands for it.
    """
    population = coded.population
    given = coded.codes[coded.codes["code"].notna()]
    if coded.question.name in ("tone", "toward"):
        number = dict(zip(TONES, (-1.0, 0.0, 1.0), strict=True))
        mean = _average(given["code"].map(number).to_numpy(dtype=float), _place(given, population), len(population))
        said = population["answer"].map(number).to_numpy(dtype=float, na_value=np.nan)
        yield MEAN, None, said, mean, expect_codes(population, said, mean)
    for name, said, meant in _split_codes(coded):
        if said.any() or np.nan_to_num(meant).any():
            yield "share", name, np.where(population["answer"].notna(), said, np.nan), meant, None


def expect_codes(population: pd.DataFrame, said: np.ndarray, meant: np.ndarray) -> np.ndarray:
    """The code that is expected of each unit, from the program's answer and its value: a line through the coded units.

    A lexicon's valence and the codes -1, 0 and 1 are two scales, of which the line leads from one to the other. Each
    coded unit is predicted by the other four fifths, and the uncoded ones by the mean of the five lines, so that no
    unit has been learned from itself (Egami et al. 2023).
    """
    there, coded = np.isfinite(said), np.isfinite(said) & np.isfinite(meant)
    value = population["value"].to_numpy(dtype=float, na_value=np.nan)
    features = np.column_stack([np.ones(len(said)), said, np.where(np.isfinite(value), value, said)])
    article = pd.factorize(population["article_id"], sort=True)[0]
    rank = np.unique(article[coded], return_inverse=True)[1]
    fold = np.full(len(said), -1)
    fold[coded] = rank % _FOLDS
    if len(np.unique(fold[coded])) < _FOLDS or coded.sum() < 2 * _FOLDS:
        return said
    chance = population["probability"].to_numpy(dtype=float, na_value=1.0) if "probability" in population else 1.0
    root = np.sqrt(1 / np.broadcast_to(chance, said.shape))
    likely = []
    for one in range(_FOLDS):
        rest = coded & (fold != one)
        line = np.linalg.lstsq(features[rest] * root[rest, None], meant[rest] * root[rest], rcond=None)[0]
        likely.append(np.clip(features @ line, -1, 1))
    mean = np.where(there, np.mean(likely, axis=0), np.nan)
    return np.where(fold >= 0, np.array(likely)[fold, np.arange(len(said))], mean)


def _split_codes(coded: CodedUnits) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Each code of the codebook: whether the program gives it to a unit, and the share of coders who do."""
    answer = coded.population["answer"]
    given = keep_settled(coded.codes)
    names = list_codes(coded)
    said, codes = (list(column.fillna("").map(lambda c: c.split(JOINT) if coded.question.many else [c]))
                   for column in (answer, given["code"]))  # fmt: skip
    place = _place(given, coded.population)
    for name in names:
        has = np.fromiter((name in some for some in codes), dtype=float, count=len(codes))
        found = np.fromiter((name in some for some in said), dtype=float, count=len(said))
        yield name, found, _average(has, place, len(said))


def list_codes(coded: CodedUnits) -> list[str]:
    """The codes that are estimated: those of the codebook, after the people who were coded, met or often quoted."""
    answer, names = coded.population["answer"], list(coded.question.names)
    if coded.question.name != "speaker":
        return names
    given = coded.codes["code"].dropna()
    met = answer[coded.population["unit_id"].isin(coded.codes["unit_id"])]
    often = answer.value_counts().head(_OFTEN).index
    return [*sorted({*given, *met.dropna(), *often} - set(names)), *names]


def _place(given: pd.DataFrame, population: pd.DataFrame) -> np.ndarray:
    """Which unit of the population each code is of."""
    return pd.Index(population["unit_id"]).get_indexer(pd.Index(given["unit_id"]))


def _average(numbers: np.ndarray, place: np.ndarray, size: int) -> np.ndarray:
    """The mean of what coders gave each unit; null where nobody coded it."""
    n = np.bincount(place[place >= 0], minlength=size)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.bincount(place[place >= 0], numbers[place >= 0], minlength=size) / n
