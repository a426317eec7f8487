"""How outlets, years and other groups differ: figures and sentences where there is something to compare."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from framelens.figures.comparisons import draw_comparison
from framelens.figures.export import export_figure
from framelens.figures.trends import draw_trend, draws_bands
from framelens.measure.framing import sum_hits
from framelens.measure.groups import PERIODS, find_column
from framelens.measure.intervals import resample_articles
from framelens.measure.speech import sum_speech
from framelens.measure.sums import ArticleSums
from framelens.measure.tone import sum_tone
from framelens.report.narrative.differing import Told, compare_two, keep_cells_of, narrate_change, narrate_extremes
from framelens.report.narrative.grouped import name_file, tabulate_groups
from framelens.results.blocks import Block, Group, group, heading
from framelens.results.labels import name_column, title_of
from framelens.results.measures import FEWEST_ARTICLES, StudyMeasures
from framelens.results.telling import say, tell
from framelens.results.wording import rate_digits, sample, sentence_case

TOP_FRAMES = 4
SPEECH = "share of quoted or reported words"


@dataclass(frozen=True)
class Drawn:
    """What is drawn over time: a table, the column of its lines, and what its caption says."""

    table: pd.DataFrame
    hue: str | None
    caption: str


def compare_groups(measures: StudyMeasures) -> Group:
    """Every comparison that the study asks for and its articles allow, each under a heading of its own.

    A column of articles is compared where at least two of its values have five articles or more (two in a corpus
    of fewer than fifty); at most the fifteen values with most articles are drawn. With one article, or one outlet,
    there is nothing to compare and the group is empty.
    """
    return group(*(_compare(measures, column, groups) for column, groups in measures.compared.items()))


def _compare(measures: StudyMeasures, column: str, shown: list[Any]) -> Group:
    chosen = replace(measures, annotations=measures.keep_groups(column, shown))
    name = name_column(column)
    title = f"How does coverage change by {name}?" if column in PERIODS else f"How do articles differ by {name}?"
    return group(
        heading(title),
        _narrate_base(measures, column, shown),
        *_compare_speech(chosen, column),
        *_compare_tone(chosen, column),
        *_compare_frames(chosen, column),
        *tabulate_groups(measures, column),
    )


def _narrate_base(measures: StudyMeasures, column: str, shown: list[Any]) -> Block:
    values = find_column(measures.annotations.articles, column)
    n_absent = int(values.isna().sum())
    sizes = values[values.isin(shown)].value_counts()
    inside, least, most = int(sizes.sum()), int(sizes.min()), int(sizes.max())
    rest = int(values.nunique()) - len(shown)
    return say(
        "We compare {groups:group} of articles by {column} ({n} articles, {each} per group).",
        "{rest:^further group} with {outside:article} {rest:is|are} not shown." if rest else None,
        "{absent:^article} {absent:has|have} no {column}." if n_absent else None,
        "Intervals based on so few articles per group are too narrow." if least < FEWEST_ARTICLES else None,
        groups=len(shown),
        column=name_column(column),
        n=sample(inside),
        each=f"{least:,}" if least == most else f"{least:,} to {most:,}",
        rest=rest,
        outside=len(values) - inside - n_absent,
        absent=n_absent,
    )


def _compare_speech(measures: StudyMeasures, column: str) -> list[Block | None]:
    sums = sum_speech(measures.annotations)
    table = resample_articles(sums, column, interval=measures.interval)
    told = Told(
        f"The {SPEECH}", name_file("speech", column), share=True, smallest=measures.study.smallest.get("speech")
    )
    return _show(measures, sums, column, told, table, label=SPEECH, unit="words")


def _compare_tone(measures: StudyMeasures, column: str) -> list[Block | None]:
    sums = sum_tone(measures.annotations, measures.study.primary_lexicon)
    table = measures.score_tone(by=(column, "voice")).loc[lambda rows: rows["n"].gt(0)]
    own = table.loc[table["voice"].eq("journalist")]
    told = Told(
        "The mean valence of the journalist’s own words",
        name_file("tone", column),
        smallest=measures.study.smallest.get("tone"),
    )
    label = f"mean valence ({title_of(measures.study.primary_lexicon)})"
    sums = keep_cells_of(sums, "voice", "journalist")
    series = Drawn(table, "voice", "Mean valence of each voice")
    return _show(measures, sums, column, told, own, label=label, unit="segments", series=series, zero=True)


def _compare_frames(measures: StudyMeasures, column: str) -> list[Block | None]:
    names = [str(name) for name in measures.frames_found["frame"].head(TOP_FRAMES if column in PERIODS else 1)]
    if not names:
        return []
    table = measures.score_salience(by=column).loc[lambda rows: rows["frame"].isin(names)]
    first = table.loc[table["frame"].eq(names[0])]
    frame = names[0].replace("{", "{{").replace("}", "}}")
    told = Told(
        f"The salience of the frame *{frame}* (terms per 1,000 words)",
        name_file("frames", column),
        digits=rate_digits(first["estimate"]),
        unit=" terms per 1,000 words",
        smallest=measures.study.smallest.get("frames"),
    )
    sums = sum_hits(measures.annotations, names[:1], within=())
    label = "terms per 1,000 words"
    series = Drawn(table, "frame", "Salience of the most frequent frames (terms per 1,000 words)")
    return _show(measures, sums, column, told, first, label=label, unit="words", series=series)


def _show(
    measures: StudyMeasures,
    sums: ArticleSums,
    column: str,
    told: Told,
    table: pd.DataFrame,
    *,
    label: str,
    unit: str,
    series: Drawn | None = None,
    zero: bool = False,
) -> list[Block | None]:
    """One measure compared: a sentence on ``table``, and the figure of it or of a ``series`` over time."""
    series = series or Drawn(table, None, told.what.removeprefix("The "))
    what = told.what.removeprefix("The ")
    axes: Axes
    if column in PERIODS:
        said = narrate_change(table, column, told, partial(compare_two, measures, sums, column, smallest=told.smallest))
        axes = draw_trend(series.table, key=column, hue=series.hue, label=label, share=told.share, unit=unit)
        what = series.caption
        shape = "Bands" if draws_bands(series.table, column, series.hue) else "Vertical lines"
        shown = f"{shape} are 95% confidence intervals."
    else:
        ranked = table.sort_values(["estimate", column], ascending=[False, True], kind="stable")
        said = narrate_extremes(ranked, column, told, measures, sums)
        place = {value: place for place, value in enumerate(measures.groups_of(column))}
        ordered = table.sort_values(column, key=lambda values: values.map(place), kind="stable")
        axes = draw_comparison(
            ordered, key=column, label=f"{label}; n: {unit}", share=told.share, reference=0 if zero else None
        )
        shown = "Lines are 95% confidence intervals."
    caption = tell(f"{sentence_case(what)} by {{column}}. {shown}", column=name_column(column))
    return [said, export_figure(axes, told.figure, caption=tuple(caption))]
