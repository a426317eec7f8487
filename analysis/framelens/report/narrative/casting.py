"""Who is cast as what: the roles of those who are mentioned most, in sentences and a table."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd

from framelens.annotate.toward.casting import ROLES
from framelens.measure.casting import count_casting, note_casting
from framelens.report.narrative.telling import plain, say, spans
from framelens.results.blocks import Group, group
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import Column, tabulate
from framelens.results.wording import bracket, is_absent

MOST = 3
FEWEST = 30  # mentions that cast somebody
# What `python -m benchmarks.evaluate roles` printed of mentions whose sentence is not neutral, each judged by others.
MACRO_F1 = {"estimate": 0.50, "low": 0.42, "high": 0.59, "n": 331}


def narrate_casting(measures: StudyMeasures) -> Group:
    """Sentences and a table; nothing where too few mentions cast anybody."""
    casts = measures.casting
    if int(casts["is_cast"].sum()) < FEWEST:
        return group()
    table = count_casting(measures.annotations, casts, interval=measures.interval)
    villains = table.loc[table["role"].eq("antagonist") & table["n"].gt(0)].head(MOST)
    own = casts.loc[casts["is_cast"] & casts["speaker_kind"].eq("journalist")]
    said = say(
        "casting.opening",
        n=int(casts["is_cast"].sum()),
        every=len(casts),
        own=len(own),
        most=villains.to_dict("records"),
        score=MACRO_F1,
    )
    return group(said, _tabulate(table, note_casting(casts)))


def _print_role(rows: dict[Any, Any], role: str, row: pd.Series) -> str:
    return _share(rows[row["target_id"], role])


def _tabulate(table: pd.DataFrame, notes: tuple[str, ...]) -> Group:
    wide = table.loc[table["n"].gt(0), ["target_id", "target", "n"]].drop_duplicates("target_id")
    rows = table.set_index(["target_id", "role"]).to_dict("index")
    columns = [
        Column("target", lambda row: str(row["target"]), numeric=False),
        Column("mentions", lambda row: f"{int(row['n']):,}"),
        *(Column(role, partial(_print_role, rows, role)) for role in ROLES),
    ]
    caption = spans("casting.table_caption")
    return group(tabulate(wide, columns, name="casting", caption=caption, notes=[plain("casting.table_note"), *notes]))


def _share(row: dict) -> str:
    return "" if is_absent(row["estimate"]) else bracket(row["estimate"], row["low"], row["high"], share=True)
