"""What people's codes say of the program on this study: agreement, and scores of every measure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from framelens.code.agreement import measure_members
from framelens.code.codebook import JOINT, Question
from framelens.code.codes import MEMBERS, add_members
from framelens.code.sampling import STRATA, name_strata
from framelens.code.scores import compare_members, score_members
from framelens.code.units import add_columns
from framelens.errors import InputError
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, list_columns
from framelens.measure.resampling import INTERVAL, Interval

AGREED = "agreed"  # the coder's name under which codes that were settled by talking are kept


@dataclass(frozen=True)
class CodedUnits:
    """One question's units, with the program's answers and people's codes.

    Attributes
    ----------
    question : Question
    population : pandas.DataFrame
        Every unit: the columns of :func:`framelens.code.units.list_units`, and ``probability`` and ``stratum`` of
        the drawing, ``drawn`` and ``code`` (settled: what most coders say, null where they are even or unsure).
    codes : pandas.DataFrame
        One row per unit and coder: ``unit_id``, ``article_id``, ``coder``, ``code`` (null for "unsure").
    n_drawn, n_gone : int
        Units drawn, and those of them that the program no longer cuts in the same way: their codes cannot be used.
    """

    question: Question
    population: pd.DataFrame
    codes: pd.DataFrame
    n_drawn: int
    n_gone: int

    @property
    def coders(self) -> list[str]:
        """Who coded."""
        return sorted(self.codes["coder"].unique())

    @property
    def empty_strata(self) -> list[str]:
        """The strata without a code: of their units nothing is known, and estimates take them to be like the others."""
        coded = self.population["unit_id"].isin(self.codes.loc[self.codes["code"].notna(), "unit_id"])
        known = coded.groupby(self.population["stratum"]).any()
        return sorted(known.index[~known.to_numpy(dtype=bool)])

    @property
    def answered(self) -> pd.DataFrame:
        """The population with a code wherever any coder gave one, divided units included."""
        given = self.codes.loc[self.codes["code"].notna()].drop_duplicates("unit_id").set_index("unit_id")["code"]
        codes = self.population["code"].fillna(self.population["unit_id"].map(given))
        return self.population.assign(code=codes)

    @property
    def n_coded(self) -> int:
        """How many units have a code."""
        return int(self.codes.loc[self.codes["code"].notna(), "unit_id"].nunique())


def join_codes_to_units(
    question: Question, units: pd.DataFrame, sample: pd.DataFrame, codes: pd.DataFrame
) -> CodedUnits:
    """A population, the sample drawn of it, and what coders said.

    Parameters
    ----------
    question : Question
    units : pandas.DataFrame
        The population, made by :func:`framelens.code.units.list_units`.
    sample : pandas.DataFrame
        What was drawn of it.
    codes : pandas.DataFrame
        Made by :func:`framelens.code.folder.read_codes`.
    """
    drawn = sample.loc[sample["question"].eq(question.name)]
    answered = codes.loc[codes["unit_id"].isin(drawn["unit_id"]), ["unit_id", "article_id", "coder", "code"]]
    here = drawn["unit_id"].isin(units["unit_id"])
    population = units.merge(drawn[["unit_id", "probability"]], on="unit_id", how="left")
    population["drawn"] = population["probability"].notna()
    population["stratum"] = _find_strata(units, drawn)
    population = population.merge(settle_codes(answered), on="unit_id", how="left")
    answered = answered.loc[answered["unit_id"].isin(units["unit_id"])].reset_index(drop=True)
    return CodedUnits(question, population, answered, len(drawn), int((~here).sum()))


def _find_strata(units: pd.DataFrame, drawn: pd.DataFrame) -> pd.Series:
    """The stratum of every unit, if the program still cuts and answers as when the sample was drawn; else one."""
    alone = pd.Series("", index=units.index, dtype="str")
    columns = [c for c in str(drawn["strata"].iloc[0]).split(STRATA) if c] if len(drawn) else []
    if not columns:
        return alone
    stratum = name_strata(units, columns)
    sizes = stratum.value_counts()
    then = drawn.drop_duplicates("stratum").set_index("stratum")["n_stratum"]
    same = len(sizes) == len(then) and all(sizes.get(name, -1) == size for name, size in then.items())
    now = drawn[["unit_id"]].merge(units[["unit_id"]].assign(now=stratum), on="unit_id", how="left")["now"]
    return stratum if same and (now.to_numpy() == drawn["stratum"].to_numpy()).all() else alone


def keep_settled(codes: pd.DataFrame) -> pd.DataFrame:
    """The codes that were given; of a unit that was settled, what coder 'agreed' has."""
    given = codes[codes["code"].notna()]
    agreed = given["unit_id"].isin(given.loc[given["coder"].eq(AGREED), "unit_id"])
    return given[~agreed | given["coder"].eq(AGREED)]


def settle_codes(codes: pd.DataFrame) -> pd.DataFrame:
    """One code a unit: what coder 'agreed' has if there is one, else what most coders say; null where they are even.

    Returns
    -------
    pandas.DataFrame
        One row per unit with a code: ``unit_id``, ``code``.
    """
    counts = keep_settled(codes).groupby(["unit_id", "code"]).size().rename("n").reset_index()
    most = counts.loc[counts["n"].eq(counts.groupby("unit_id")["n"].transform("max"))]
    even = most["unit_id"].duplicated(keep=False)
    return most.loc[~even, ["unit_id", "code"]].astype("str").reset_index(drop=True)


def group_units(coded: CodedUnits, by: By, articles: pd.DataFrame) -> CodedUnits:
    """The same with the columns that units are grouped by: as :func:`framelens.code.units.add_columns`."""
    return replace(coded, population=add_columns(coded.population, by, articles))


def keep_coded_groups(coded: CodedUnits, by: By, least: int) -> CodedUnits:
    """The same with the units of those groups only that have ``least`` coded and answered units or more."""
    columns = list(list_columns(by))
    population = coded.population.loc[coded.population[columns].notna().all(axis=1)]
    done = population["code"].notna() & population["answer"].notna()
    n_done = done.groupby([population[c] for c in columns], observed=True).transform("sum")
    return replace(coded, population=population.loc[n_done.ge(max(least, 1))].reset_index(drop=True))


def measure_coded_agreement(coded: CodedUnits, *, interval: Interval = INTERVAL) -> pd.DataFrame:
    """How far the coders of a question agree; where a unit can have several codes, on the sets and on each code.

    Returns
    -------
    pandas.DataFrame
        As :func:`framelens.code.agreement.measure_agreement`, with ``code`` (null for all codes together: alpha of
        sets, whose distance is MASI) and ``note`` (why there is no estimate).
    """
    codes = coded.codes[coded.codes["coder"].ne(AGREED)]
    level: str = "set" if coded.question.many else coded.question.level
    book = coded.question.names if coded.question.name != "speaker" else None
    parts: list[tuple[str | None, pd.DataFrame, str, Any]] = [(None, codes, level, book)]
    if coded.question.many:
        given = codes[codes["code"].notna()]
        sets = _split(given["code"])
        for name in coded.question.names:
            answers = np.where([name in some for some in sets], "yes", "no")
            parts.append((name, given.assign(code=answers), "nominal", ("yes", "no")))
    tables = []
    for code, part, kind, allowed in parts:
        try:
            table = measure_members(part, level=kind, codebook=allowed, interval=interval).assign(note=None)
        except InputError as error:
            nothing = {"measure": "alpha", "level": kind, "n": 0, "note": str(error)}
            table = add_members(pd.DataFrame([nothing]).astype({"n": "Int64"}), [np.empty(0, dtype=object)])
        tables.append(table.assign(code=code))
    table = pd.concat(tables, ignore_index=True).astype({"code": "str", "note": "str"})
    columns = ["code", "measure", "level", "n", "n_coders", "n_codes", "estimate", "low", "high", "note", MEMBERS]
    return table.reindex(columns=columns).astype({"estimate": "float64", "low": "float64", "high": "float64"})


def score_coded(coded: CodedUnits, by: By = None, *, interval: Interval = INTERVAL) -> pd.DataFrame:
    """The program against what most coders say, and against each coder: precision, recall, F1, accuracy and alpha.

    Units on which coders are divided have no majority, and the program may be right in fewer of these than of the
    others; against each coder they count.

    Returns
    -------
    pandas.DataFrame
        As :func:`framelens.code.scores.score_answers`, weighted back to the population, with ``coder`` (null for the
        majority) and ``n_left_out`` (units with an answer of this coder, or of any, but no code: divided or unsure).
        Where a unit can have several codes, each code is scored for itself.
    """
    people = [name for name in coded.coders if name != AGREED]
    references: list[tuple[str | None, CodedUnits]] = [(None, coded)]
    if len(people) > 1:
        mine = [coded.codes[coded.codes["coder"].eq(name)] for name in people]
        references += [(name, replace(coded, codes=codes)) for name, codes in zip(people, mine, strict=True)]
    tables = []
    for coder, one in references:
        answered = one.codes["unit_id"].nunique()
        for part in _list_binary(one).values():
            if not part["code"].notna().any():
                continue
            table = score_members(part, by, interval=interval, level=coded.question.level)
            tables.append(table.assign(coder=coder, n_left_out=answered - int(part["code"].notna().sum())))
    table = pd.concat(tables, ignore_index=True).astype({"coder": "str", "n_left_out": "Int64"})
    if coded.question.many:
        table = table.loc[table["code"].isin(list(coded.question.names))]
    return table.reset_index(drop=True)


def _split(codes: pd.Series) -> pd.Series:
    """Codes that may be several as sets of codes."""
    return codes.map(lambda code: set(code.split(JOINT)), na_action="ignore")


def _list_binary(coded: CodedUnits) -> dict[str, pd.DataFrame]:
    """What is scored: the units themselves, or for several codes a unit each code against 'not so'."""
    given, population = coded.codes[coded.codes["code"].notna()], coded.population
    if not coded.question.many:
        settled = settle_codes(given).set_index("unit_id")["code"]
        return {"": population.assign(code=population["unit_id"].map(settled))}
    parts = {}
    sets, said = _split(given["code"]), _split(population["answer"])
    for name in coded.question.names:

        def tell(codes: pd.Series, name: str = name) -> pd.Series:
            return codes.map(lambda s: name if name in s else f"not {name}", na_action="ignore")

        settled = settle_codes(given.assign(code=tell(sets))).set_index("unit_id")["code"]
        parts[name] = population.assign(answer=tell(said), code=population["unit_id"].map(settled))
    return parts


def compare_coded_errors(coded: CodedUnits, by: By, *, interval: Interval = INTERVAL) -> pd.DataFrame:
    """Whether the program is wrong more often in one group of articles than in another, for every code.

    Returns
    -------
    pandas.DataFrame
        As :func:`framelens.code.scores.compare_errors`; ``q`` over all codes.
    """
    tables = [compare_members(part, by, settings=None, interval=interval) for part in _list_binary(coded).values()]
    table = pd.concat(tables, ignore_index=True)
    if coded.question.many:
        table = table.loc[table["code"].isin(list(coded.question.names))].reset_index(drop=True)
    return table.assign(q=control_false_discovery(table["p"]))
