"""Whether an outlet quotes its own people."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from framelens.tables import Annotations


def find_own_voices(annotations: Annotations) -> pd.DataFrame:
    """Speakers who speak for the outlet that quotes them, as far as their roles say so.

    Returns
    -------
    pandas.DataFrame
        One row per speaker and outlet, most statements first: ``speaker_id``, ``name``, ``role`` (the one that
        names the outlet), ``outlet``, ``n_statements`` there, and ``n`` (all statements of that outlet).

    Examples
    --------
    >>> fl.stats.find_own_voices(study)
    """
    quotes = annotations.quotes.merge(annotations.articles[["article_id", "outlet"]], on="article_id", how="left")
    totals = quotes.groupby("outlet").size().rename("n").reset_index()
    spoken = quotes.dropna(subset=["speaker_id", "outlet"]).groupby(["speaker_id", "outlet"]).size()
    people = annotations.speakers[["speaker_id", "name", "kind", "roles"]]
    table = spoken.rename("n_statements").reset_index().merge(people, on="speaker_id").merge(totals, on="outlet")
    table["role"] = [_find_own_role(row) for row in table.to_dict("records")]
    order = ["n_statements", "speaker_id", "outlet"]
    table = table.loc[table["role"].notna()].sort_values(order, ascending=[False, True, True], kind="stable")
    return table[["speaker_id", "name", "role", "outlet", "n_statements", "n"]].reset_index(drop=True)


def _find_own_role(row: Mapping[Any, Any]) -> str | None:
    """The first role of a speaker that names the outlet as a word of its own; an organisation's name counts too."""
    named = re.compile(rf"(?<!\w){re.escape(str(row['outlet']))}(?!\w)", re.IGNORECASE)
    roles = [*row["roles"], *([row["name"]] if row["kind"] == "organisation" else [])]
    return next((str(role) for role in roles if named.search(str(role))), None)
