"""Codes: what human coders answered, one row per unit and coder, checked before anything is computed from them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.groups import list_near

COLUMNS = ("unit_id", "coder", "code")
MEMBERS = "_units"  # the column of a table that holds the units which each of its rows counts


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


def add_members(table: pd.DataFrame, members: Sequence[np.ndarray]) -> pd.DataFrame:
    """A table with the units that each of its rows counts."""
    table = table.copy()
    table[MEMBERS] = pd.Series(list(members), index=table.index, dtype=object)
    return table


@dataclass(frozen=True)
class CodeCounts:
    """How often each code was given to each unit.

    Attributes
    ----------
    units : pandas.DataFrame
        One row per unit: ``unit_id`` and ``cluster`` (its article where known).
    values : list
        The codes, in order.
    counts : scipy.sparse.csr_array
        Codes by units.
    coders : list of str
    fixed : bool
        Whether codes that were never given are among them.
    """

    units: pd.DataFrame
    values: list[object]
    counts: sparse.csr_array
    coders: list[str]
    fixed: bool = False

    @property
    def paired(self) -> CodeCounts:
        """The units with two codes or more."""
        return self.keep(np.asarray(self.counts.sum(axis=0)).ravel() > 1)

    def keep(self, keep: np.ndarray) -> CodeCounts:
        """The units where ``keep`` is true, and the codes that they have."""
        used = np.flatnonzero(self.counts[:, keep].sum(axis=1)) if not self.fixed else np.arange(len(self.values))
        values = [self.values[place] for place in used]
        units = self.units[keep].reset_index(drop=True)
        return replace(self, units=units, values=values, counts=self.counts[used][:, keep])


def count_codes(given: pd.DataFrame, *, values: Sequence[object] | None = None) -> CodeCounts:
    """Count the codes of every unit; ``values`` fixes the codes and their order.

    Raises
    ------
    InputError
        With fewer than two coders, or no unit that two of them coded.
    """
    coders = sorted(given["coder"].astype(str).unique())
    if len(coders) < 2:
        named = f"only '{coders[0]}'" if coders else "nobody"
        raise InputError(f"agreement needs two coders or more, and {named} coded; let another code the same units")
    if not given["unit_id"].duplicated().any():
        raise InputError("no unit was coded by two coders; give some units to more than one")
    units = given.drop_duplicates("unit_id").reset_index(drop=True)
    cluster = units["article_id"] if "article_id" in units.columns else units["unit_id"]
    table = pd.DataFrame({"unit_id": units["unit_id"], "cluster": cluster.fillna(units["unit_id"])})
    listed = sorted(given["code"].unique().tolist()) if values is None else list(values)
    code = pd.Index(listed).get_indexer(pd.Index(given["code"]))
    unit = pd.Index(units["unit_id"]).get_indexer(pd.Index(given["unit_id"]))
    counts = sparse.coo_array((np.ones(len(given)), (code, unit)), shape=(len(listed), len(units))).tocsr()
    return CodeCounts(table, listed, counts, coders, values is not None)
