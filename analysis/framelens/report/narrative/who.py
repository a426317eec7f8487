"""Who may be one person, and who may be two: how much of the share of voice depends on it."""

from __future__ import annotations

import pandas as pd

from framelens.measure.doubles import ONE, TWO, find_doubles
from framelens.report.narrative.telling import plain, say, spans
from framelens.results.blocks import Group, TableBlock, Verbatim, group
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import Column, tabulate
from framelens.results.wording import percent

MOST = 10  # doubts in the printed table


def narrate_identities(measures: StudyMeasures, *, rows: bool = True) -> Group:
    """How many doubts there are and what depends on them; with ``rows`` each, and the lines that decide them."""
    doubles = find_doubles(measures.annotations, kinds=measures.study.counted)
    if doubles.empty:
        return say("identities.none") if rows else group()
    told = _narrate_doubts(doubles, rows=rows)
    return group(told, _tabulate(doubles), _list_lines(doubles.head(MOST))) if rows else told


def _narrate_doubts(doubles: pd.DataFrame, *, rows: bool) -> Group:
    base = int(doubles["base"].iloc[0])
    one, two = (doubles[doubles["question"] == question] for question in (ONE, TWO))
    return say(
        "identities.doubts",
        one=len(one),
        two=len(two),
        at_stake_one=min(int(one["n"].sum()), base),
        at_stake_two=min(int(two["n"].sum()), base),
        statements=base,
        rows=rows,
        most=doubles.iloc[int((doubles["share_otherwise"] - doubles["share"]).abs().argmax())].to_dict(),
    )


def _list_lines(doubles: pd.DataFrame) -> Verbatim:
    """What to paste for each row of the table, in its order: below it, since a column is too narrow for it."""
    rows = zip(doubles["name"], doubles["other"], doubles["file"], doubles["line"], strict=True)
    return Verbatim("\n".join(f"{name} | {other}, into {file}:\n{line.rstrip()}" for name, other, file, line in rows))


def _tabulate(doubles: pd.DataFrame) -> TableBlock:
    columns = [
        Column("Question", lambda row: str(row["question"]), numeric=False),
        Column("Speaker", lambda row: str(row["name"]), numeric=False),
        Column("Other name", lambda row: str(row["other"]), numeric=False),
        Column("n", lambda row: f"{int(row['n']):,}"),
        Column("Share", lambda row: percent(row["share"], digits=1)),
        Column("Otherwise", lambda row: percent(row["share_otherwise"], digits=1)),
        Column("Evidence", lambda row: str(row["evidence"]), numeric=False),
    ]
    return tabulate(
        doubles,
        columns,
        name="speakers-in-doubt",
        caption=spans("identities.caption"),
        notes=[plain("identities.note")],
        top=MOST,
    )  # fmt: skip
