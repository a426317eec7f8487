"""How speakers talk about others: polarity toward those who are mentioned most, in sentences, a grid and a table."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from framelens.annotate.toward.readers import list_measured
from framelens.annotate.toward.scoring import languages_of
from framelens.figures.export import export_figure
from framelens.figures.networks import open_arrows
from framelens.figures.relations import draw_relations
from framelens.languages import load_language
from framelens.measure.intervals import resample_articles
from framelens.measure.toward import sum_toward
from framelens.report.narrative.telling import plain, say, spans
from framelens.results.blocks import Block, Group, group
from framelens.results.labels import label_speakers
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import Column, tabulate
from framelens.results.wording import GAP, decimal, interval

TARGETS = 3
ROWS = 12
SHOWN = 8  # speakers and targets of the grid
FEWEST_ARROWS = 3


def narrate_relations(measures: StudyMeasures) -> Group:
    """The chapter under its heading; nothing for one article, or where polarity toward persons is not scored."""
    if measures.is_one or measures.toward.empty:
        return group()
    relations = measures.relations
    return group(
        _narrate_targets(measures),
        _narrate_speakers(relations),
        _show(relations),
        _show_network(measures),
        _tabulate(relations),
    )


def _narrate_targets(measures: StudyMeasures) -> Group:
    table = resample_articles(
        sum_toward(measures.annotations, measures.toward, by_speaker=False), interval=measures.interval
    )
    most = table.sort_values(["n", "target_id"], ascending=[False, True], kind="stable")
    return say(
        "relations.opening",
        n=int(most["n"].sum()),
        targets=len(most),
        named=bool(measures.study.targets),
        most=most.head(TARGETS).to_dict("records"),
        measured=describe_measured(measures),
    )


def describe_measured(measures: StudyMeasures) -> list[dict[str, Any]]:
    """How well polarity is read in each language of the study's articles in which it is read."""
    rows = list_measured(languages_of(measures.annotations.articles))
    return [{**row, "name": load_language(row["language"]).name} for row in rows]


def _narrate_speakers(relations: pd.DataFrame) -> Group:
    named = relations.loc[relations["speaker_kind"].eq("named") & relations["speaker_id"].ne(relations["target_id"])]
    most = named.sort_values(["n", "speaker_id", "target_id"], ascending=[False, True, True], kind="stable")
    return say(
        "relations.speakers",
        own=int(relations.loc[relations["speaker_kind"].eq("journalist"), "n"].sum()),
        named=int(named["n"].sum()),
        most=most.head(TARGETS).to_dict("records"),
    )


def _show(relations: pd.DataFrame) -> Block:
    axes = draw_relations(relations, top=SHOWN, label="mean polarity")
    return export_figure(axes, "relations", width="double", caption=spans("relations.figure_caption"))


def _show_network(measures: StudyMeasures) -> Block | None:
    """The named speakers who speak of one another; nothing where a sentence says as much."""
    if len(measures.network) < FEWEST_ARROWS:
        return None
    axes = measures.network.plot()
    figure = export_figure(axes, "relations-network", width="double", caption=spans("relations.network_caption"))
    return replace(figure, opens=open_arrows(measures.network, axes))


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
    notes = [plain("relations.table_note")]
    caption = spans("relations.table_caption")
    return tabulate(table, columns, name="relations", caption=caption, notes=notes, top=ROWS)
