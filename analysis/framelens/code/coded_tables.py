"""Tables over all questions that people coded: agreement, scores, corrected estimates, differential error.

Each takes the coded units of every question, as :meth:`framelens.code.study_codes.StudyCodes.group` gives them, and
holds in the column ``_units`` the units that each row counts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from framelens.code.agreement import count_confusion, list_disagreements
from framelens.code.checking import (
    AGREED,
    CodedUnits,
    compare_coded_errors,
    keep_coded_groups,
    measure_coded_agreement,
    score_coded,
)
from framelens.code.coded_estimates import correct_coded, correct_coded_differences
from framelens.code.coder_errors import COLUMNS, find_coder_errors
from framelens.code.codes import MEMBERS, add_members
from framelens.code.correction import Correction
from framelens.code.reliability import measure_reliability
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, list_columns
from framelens.measure.resampling import Interval

FEWEST_CODED = 10  # coded units of a group whose errors are compared

Coded = Mapping[str, CodedUnits]
_NUMBERS = ("n", "estimate", "low", "high")


def tabulate_agreement(coded: Coded, interval: Interval) -> pd.DataFrame:
    """How far coders agree: one row per question, code (null for all together) and measure."""
    tables = {name: measure_coded_agreement(one, interval=interval) for name, one in coded.items()}
    return _stack(tables, ("code", "measure", "level", *_NUMBERS, "note"))


def tabulate_reliability(coded: Coded, interval: Interval) -> pd.DataFrame:
    """How far coders agree and the program with them: one row per question, code (null for all) and ``between``."""
    tables = {name: measure_reliability(one, interval=interval) for name, one in coded.items()}
    return _stack(tables, ("code", "between", *_NUMBERS, "same"))


def tabulate_scores(coded: Coded, by: By, interval: Interval) -> pd.DataFrame:
    """The program against coders: one row per question, coder (null for their majority), group, code and measure."""
    tables = {
        name: score_coded(one, by, interval=interval)
        for name, one in coded.items()
        if one.population.loc[one.population["code"].notna(), "answer"].notna().any()
    }
    return _stack(tables, ("coder", *list_columns(by), "code", "measure", *_NUMBERS, "n_left_out"))


def tabulate_corrected(coded: Coded, by: By, settings: Correction) -> pd.DataFrame:
    """Raw and corrected: one row per question, measure, code and group."""
    tables = {name: correct_coded(one, by, settings=settings) for name, one in coded.items()}
    return _stack(tables, ("measure", "code", *list_columns(by), "n_coded", *_NUMBERS, "raw", "raw_low", "raw_high"))


def tabulate_differences(coded: Coded, by: By, settings: Correction) -> pd.DataFrame:
    """Corrected differences: one row per question, measure, code and pair of groups; ``q`` over all rows."""
    tables = {name: correct_coded_differences(one, by, settings=settings) for name, one in coded.items()}
    return _stack(tables, ("measure", "code", "group_a", "group_b", "n_coded", *_NUMBERS, "raw", "p", "q"))


def tabulate_coder_errors(coded: Coded, interval: Interval) -> pd.DataFrame:
    """Shares without the errors of coders, and how often each is wrong: one row per question, code, measure, coder."""
    tables = {name: find_coder_errors(one, interval=interval) for name, one in coded.items()}
    return _stack(tables, COLUMNS)


def tabulate_errors(coded: Coded, by: Sequence[str], least: int, interval: Interval) -> pd.DataFrame:
    """Differential error: one row per question, code, measure and pair of groups of ``by``.

    Groups with fewer than ``least`` coded units are left out, and so are questions with fewer than two groups then.
    """
    kept = {name: keep_coded_groups(one, by, least) for name, one in coded.items()}
    tables = {
        name: compare_coded_errors(one, by, interval=interval)
        for name, one in kept.items()
        if len(one.population[list(by)].drop_duplicates()) > 1
    }
    table = _stack(tables, ("code", "measure", "group_a", "group_b", *_NUMBERS, "p", "q"))
    return table.assign(by=pd.Series(", ".join(by), index=table.index, dtype="str"))


def tabulate_disagreements(coded: Coded) -> pd.DataFrame:
    """One row per unit on which coders differ and that is not settled yet, the most divided first."""
    tables = {}
    for name, one in coded.items():
        settled = one.codes.loc[one.codes["coder"].eq(AGREED), "unit_id"]
        table = list_disagreements(one.codes[~one.codes["unit_id"].isin(settled)])
        tables[name] = add_members(table.assign(n=1), [np.array([unit], dtype=object) for unit in table["unit_id"]])
    return _stack(tables, ("unit_id", "codes", "n", "share_disagreeing"))


def tabulate_confusion(coded: Coded) -> pd.DataFrame:
    """What one coder said where another said something: one row per question, pair of coders and pair of codes."""
    tables = {}
    for name, one in coded.items():
        codes = one.codes[one.codes["coder"].ne(AGREED)]
        table = count_confusion(codes)
        said = codes.set_index(["coder", "unit_id"])["code"].unstack("coder")
        pairs = table[["coder_a", "coder_b", "code_a", "code_b"]].itertuples(index=False)
        members = [said.index[said[a].eq(x) & said[b].eq(y)].to_numpy(dtype=object) for a, b, x, y in pairs]
        tables[name] = add_members(table, members)
    return _stack(tables, ("coder_a", "coder_b", "code_a", "code_b", "n_units", "n"))


def _stack(tables: Mapping[str, pd.DataFrame], columns: Sequence[str]) -> pd.DataFrame:
    """The tables of questions one below the other, ``q`` over all rows; without any, these columns."""
    some = [table.assign(question=name) for name, table in tables.items() if len(table)]
    if not some:
        return pd.DataFrame(columns=["question", *columns, MEMBERS])
    table = pd.concat(some, ignore_index=True).astype({"question": "str"})
    if "q" in table:
        table["q"] = control_false_discovery(table["p"])
    return table[["question", *[c for c in table.columns if c != "question"]]]
