"""Codes: what human coders answered, one row per unit and coder, checked before anything is computed from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.groups import list_near

COLUMNS = ("unit_id", "coder", "code")


def check_codes(
    codes: pd.DataFrame, *, codebook: Sequence[str] | None = None, drawn: Collection[str] | None = None
) -> pd.DataFrame:
    """The codes that were given, in the order of unit and coder; a null code ("unsure") is none.

    Parameters
    ----------
    codes : pandas.DataFrame
        One row per unit and coder: ``unit_id``, ``coder``, ``code``; other columns are kept.
    codebook : sequence of str, optional
        The codes that there are.
    drawn : collection of str, optional
        The units that were drawn for coding.

    Raises
    ------
    InputError
        For a missing column, a coder who coded a unit twice, a code outside the codebook, a unit not drawn.
    """
    for column in COLUMNS:
        if column not in codes.columns:
            raise InputError(f"the codes lack the column '{column}'; they need {', '.join(COLUMNS)}")
    for column in COLUMNS:
        values = codes[column].dropna().tolist()
        text, number = ([v for v in values if isinstance(v, str) is kind] for kind in (True, False))
        if text and number:
            raise InputError(
                f"the column '{column}' has text ('{text[0]}') and numbers ({number[0]}); make all of it text"
            )
    given = codes[codes["code"].notna()].sort_values(["unit_id", "coder"], kind="stable").reset_index(drop=True)
    twice = given[given.duplicated(["unit_id", "coder"])]
    if len(twice):
        row = twice.iloc[0]
        raise InputError(
            f"coder '{row['coder']}' coded unit '{row['unit_id']}' twice; "
            "keep one code a unit and coder: is one file there twice?"
        )
    if codebook is not None:
        allowed = [str(code) for code in codebook]
        for code in given["code"].astype(str).drop_duplicates():
            if code not in allowed:
                unit = given.loc[given["code"].astype(str) == code, "unit_id"].iloc[0]
                raise InputError(f"code '{code}' of unit '{unit}' is not in the codebook; {suggest(code, allowed)}")
    if drawn is not None:
        for unit in given["unit_id"].drop_duplicates():
            if unit not in drawn:
                near = suggest(str(unit), list_near(str(unit), sorted(map(str, drawn))))
                raise InputError(f"unit '{unit}' has a code but was not drawn; {near}")
    return given


@dataclass(frozen=True)
class CodeCounts:
    """How often each code was given to each unit.

    Attributes
    ----------
    units : pandas.DataFrame
        One row per unit that has two codes or more: ``unit_id`` and ``cluster`` (its article where known).
    values : list
        The codes, in order.
    counts : scipy.sparse.csr_array
        Codes by units.
    coders : list of str
    """

    units: pd.DataFrame
    values: list[object]
    counts: sparse.csr_array
    coders: list[str]


def count_codes(given: pd.DataFrame, *, values: Sequence[object] | None = None) -> CodeCounts:
    """Count the codes of every unit that has at least two.

    Raises
    ------
    InputError
        With fewer than two coders, or no unit that two of them coded.
    """
    coders = sorted(given["coder"].astype(str).unique())
    if len(coders) < 2:
        named = f"only '{coders[0]}'" if coders else "nobody"
        raise InputError(f"agreement needs two coders or more, and {named} coded; let another code the same units")
    paired = given[given.groupby("unit_id")["coder"].transform("size") > 1]
    if not len(paired):
        raise InputError("no unit was coded by two coders; give some units to more than one")
    units = paired.drop_duplicates("unit_id").reset_index(drop=True)
    cluster = units["article_id"] if "article_id" in units.columns else units["unit_id"]
    table = pd.DataFrame({"unit_id": units["unit_id"], "cluster": cluster.fillna(units["unit_id"])})
    listed = sorted(paired["code"].unique().tolist()) if values is None else list(values)
    code = pd.Index(listed).get_indexer(pd.Index(paired["code"]))
    unit = pd.Index(units["unit_id"]).get_indexer(pd.Index(paired["unit_id"]))
    counts = sparse.coo_array((np.ones(len(paired)), (code, unit)), shape=(len(listed), len(units))).tocsr()
    return CodeCounts(table, listed, counts, coders)
