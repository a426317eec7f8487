"""Who speaks how of whom: polarity toward those who are mentioned most, in sentences, a grid and a table."""

from __future__ import annotations

import pandas as pd

from framelens.figures.export import export_figure
from framelens.figures.relations import draw_relations
from framelens.measure.intervals import resample_articles
from framelens.measure.toward import sum_toward
from framelens.results.blocks import Block, Group, group, heading
from framelens.results.labels import label_speakers
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import ARTICLES_NOTE, Column, tabulate
from framelens.results.telling import each, say
from framelens.results.wording import GAP, decimal, estimate_in, interval

TARGETS = 3
ROWS = 12
SHOWN = 8  # speakers and targets of the grid
# What `python -m benchmarks.evaluate toward` printed of sentences that taught the network nothing.
MACRO_F1 = {"estimate": 0.78, "low": 0.75, "high": 0.81, "n": 785}


def narrate_relations(measures: StudyMeasures) -> Group:
    """The chapter under its heading; nothing for one article, or where polarity toward persons is not scored."""
    if measures.is_one or measures.toward.empty:
        return group()
    relations = measures.relations
    return group(
        heading("Who speaks how of whom?"),
        _narrate_targets(measures),
        _narrate_speakers(relations),
        _show(relations),
        _tabulate(relations),
    )


def _narrate_targets(measures: StudyMeasures) -> Block:
    table = resample_articles(
        sum_toward(measures.annotations, measures.toward, by_speaker=False), interval=measures.interval
    )
    most = table.sort_values(["n", "target_id"], ascending=[False, True], kind="stable")
    rows = [{"target": row["target"], "value": estimate_in(row)} for row in most.head(TARGETS).to_dict("records")]
    whom = "named in the settings" if measures.study.targets else "mentioned most often"
    return say(
        "Polarity toward persons and organisations, from −1 (negative) to 1 (positive), was scored in {n:#segment} "
        + ("that mention one of the {targets} " + whom if len(most) > 1 else "that mention {first}")
        + " [@hamborg2021]. Mean polarity is {listed}.",
        "On sentences coded by people the network reaches a macro-F1 of {score}; it follows the tone of the whole "
        "sentence, so a cell with few segments should be read together with its passages.",
        targets=len(most),
        first=most["target"].iloc[0],
        n=int(most["n"].sum()),
        listed=each("{value}, toward {target}", rows),
        score=estimate_in(MACRO_F1),
    )  # fmt: skip


def _narrate_speakers(relations: pd.DataFrame) -> Block:
    named = relations.loc[relations["speaker_kind"].eq("named") & relations["speaker_id"].ne(relations["target_id"])]
    most = named.sort_values(["n", "speaker_id", "target_id"], ascending=[False, True, True], kind="stable")
    rows = [
        {"speaker": row["speaker"], "target": row["target"], "value": estimate_in(row)}
        for row in most.head(TARGETS).to_dict("records")
    ]
    return say(
        "Of these segments, {own:,} {own:is|are} in the journalist’s own words and {named:,} in statements by a named "
        "speaker about somebody else ([fig:relations] and [tab:relations]).",
        "Most often {listed}." if rows else None,
        own=int(relations.loc[relations["speaker_kind"].eq("journalist"), "n"].sum()),
        named=int(named["n"].sum()),
        listed=each("{speaker} speaks of {target} ({value})", rows),
    )


def _show(relations: pd.DataFrame) -> Block:
    caption = (
        "Mean polarity of speakers (rows) toward persons and organisations (columns), from −1 to 1. Numbers in italics "
        "have an interval that includes zero, or none."
    )
    axes = draw_relations(relations, top=SHOWN, label="mean polarity")
    return export_figure(axes, "relations", width="double", caption=caption)


def _tabulate(relations: pd.DataFrame) -> Block:
    table = relations.sort_values(["n", "target_id", "speaker_id"], ascending=[False, True, True], kind="stable")
    names = table.assign(name=table["speaker"], kind=table["speaker_kind"])
    table = table.assign(speaker=label_speakers(names))
    columns = [
        Column("speaker", lambda row: str(row["speaker"]), numeric=False),
        Column("speaks of", lambda row: str(row["target"]), numeric=False),
        Column("segments", lambda row: f"{int(row['n']):,}"),
        Column("articles", lambda row: f"{int(row['n_articles']):,}"),
        Column("mean polarity", lambda row: decimal(row["estimate"])),
        Column(f"95%{GAP}CI", lambda row: interval(row["low"], row["high"])),
    ]
    notes = ["The journalist stands for all words outside statements.", ARTICLES_NOTE.format("")]
    caption = "Mean polarity of each speaker toward each target, from −1 (negative) to 1 (positive)."
    return tabulate(table, columns, name="relations", caption=caption, notes=notes, top=ROWS)
