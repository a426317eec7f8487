"""Who may be one person, and who may be two: how much of the share of voice hangs on it."""

from __future__ import annotations

import pandas as pd

from framelens.measure.doubles import ONE, TWO, find_doubles
from framelens.results.blocks import Block, Group, TableBlock, Text, Verbatim, group, prose
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import Column, tabulate
from framelens.results.telling import say, tell
from framelens.results.wording import part_of, percent

MOST = 10  # doubts in the printed table
_KINDS = {
    ONE: "{n:pair} of speakers may each be one person ({part})",
    TWO: "{n:speaker} may each be two persons ({part})",
}


def narrate_identities(measures: StudyMeasures) -> Group:
    """How many doubts there are, what hangs on them, and the lines that decide them."""
    doubles = find_doubles(measures.annotations, kinds=measures.study.counted)
    if doubles.empty:
        return group(prose("No two speakers look like one person, and no speaker looks like two."))
    return group(_tell(doubles), _tabulate(doubles), _list_lines(doubles.head(MOST)))


def _tell(doubles: pd.DataFrame) -> Block:
    base = int(doubles["base"].iloc[0])
    told: list[list[Text]] = []
    for question, words in _KINDS.items():
        found = doubles[doubles["question"] == question]
        if len(found):
            at_stake = min(int(found["n"].sum()), base)
            told.append(tell(words, n=len(found), part=part_of(at_stake, base, "statement")))
    most = doubles.iloc[int((doubles["share_otherwise"] - doubles["share"]).abs().argmax())]
    return say(
        "Judging by their names, {listed}.",
        "The largest effect is on {name}, whose share of voice is {now} as it stands and {then} otherwise.",
        "A line in the roster settles each question: click on the answer in ‘study.review_speakers()’, or paste it.",
        listed=[*told[0], *([" and ", *told[1]] if len(told) > 1 else [])],
        name=str(most["name"]),
        now=percent(most["share"], digits=1),
        then=percent(most["share_otherwise"], digits=1),
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
        caption="Speakers who may be one person, and speakers who may be two",
        notes=["n = statements at stake; Otherwise = the speaker's share of voice if the answer is the other one."],
        top=MOST,
    )  # fmt: skip
