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
from framelens.report.narrative.telling import say, spans, tell
from framelens.results.blocks import Block, Group, group
from framelens.results.labels import name_column, title_of
from framelens.results.measures import FEWEST_ARTICLES, StudyMeasures
from framelens.results.wording import rate_digits

TOP_FRAMES = 4
SPEECH = "share of quoted or reported words"


@dataclass(frozen=True)
class Drawn:
    """What is drawn over time: a table, the column of its lines, and what they show."""

    table: pd.DataFrame
    hue: str | None
    what: str


def compare_groups(measures: StudyMeasures) -> Group:
    """Every comparison that the study asks for and its articles allow, each under a heading of its own.

    A column of articles is compared where at least two of its values have five articles or more (two in a corpus
    of fewer than fifty); at most the fifteen values with most articles are drawn. With one article, or one outlet,
    there is nothing to compare and the group is empty.
    """
    return group(*(_compare(measures, column, groups) for column, groups in measures.compared.items()))


def _compare(measures: StudyMeasures, column: str, shown: list[Any]) -> Group:
    chosen = replace(measures, annotations=measures.keep_groups(column, shown))
    return group(
        _narrate_base(measures, column, shown),
        *_compare_speech(chosen, column),
        *_compare_tone(chosen, column),
        *_compare_frames(chosen, column),
        *tabulate_groups(measures, column),
    )


def _narrate_base(measures: StudyMeasures, column: str, shown: list[Any]) -> Group:
    values = find_column(measures.annotations.articles, column)
    n_absent = int(values.isna().sum())
    sizes = values[values.isin(shown)].value_counts()
    longer = column in PERIODS and column not in measures.study.compare_by
    return say(
        "comparisons.opening",
        over_time=column in PERIODS,
        asked=[name for name in PERIODS if name in measures.study.compare_by] if longer else [],
        column=name_column(column),
        groups=len(shown),
        n=int(sizes.sum()),
        least=int(sizes.min()),
        most=int(sizes.max()),
        rest=int(values.nunique()) - len(shown),
        outside=len(values) - int(sizes.sum()) - n_absent,
        absent=n_absent,
        few=int(sizes.min()) < FEWEST_ARTICLES,
    )


def _compare_speech(measures: StudyMeasures, column: str) -> list[Block]:
    sums = sum_speech(measures.annotations)
    table = resample_articles(sums, column, interval=measures.interval)
    what, smallest = tell("comparisons.speech"), measures.study.smallest.get("speech")
    told = Told(what, name_file("speech", column), share=True, smallest=smallest)
    return _show(measures, sums, column, told, table, label=SPEECH, unit="words")


def _compare_tone(measures: StudyMeasures, column: str) -> list[Block]:
    sums = sum_tone(measures.annotations, measures.study.primary_lexicon)
    table = measures.score_tone(by=(column, "voice")).loc[lambda rows: rows["n"].gt(0)]
    own = table.loc[table["voice"].eq("journalist")]
    what, smallest = tell("comparisons.tone"), measures.study.smallest.get("tone")
    told = Told(what, name_file("tone", column), smallest=smallest)
    label = f"mean valence ({title_of(measures.study.primary_lexicon)})"
    sums = keep_cells_of(sums, "voice", "journalist")
    series = Drawn(table, "voice", tell("comparisons.tone_series"))
    return _show(measures, sums, column, told, own, label=label, unit="segments", series=series, zero=True)


def _compare_frames(measures: StudyMeasures, column: str) -> list[Block]:
    names = [str(name) for name in measures.frames_found["frame"].head(TOP_FRAMES if column in PERIODS else 1)]
    if not names:
        return []
    table = measures.score_salience(by=column).loc[lambda rows: rows["frame"].isin(names)]
    first = table.loc[table["frame"].eq(names[0])]
    told = Told(
        tell("comparisons.frame", frame=names[0]),
        name_file("frames", column),
        digits=rate_digits(first["estimate"]),
        unit=" terms per 1,000 words",
        smallest=measures.study.smallest.get("frames"),
    )
    sums = sum_hits(measures.annotations, names[:1], within=())
    label = "terms per 1,000 words"
    series = Drawn(table, "frame", tell("comparisons.frame_series"))
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
) -> list[Block]:
    """One measure compared: a sentence on ``table``, and the figure of it or of a ``series`` over time."""
    axes: Axes
    if column in PERIODS:
        series = series or Drawn(table, None, told.what)
        said = narrate_change(table, column, told, partial(compare_two, measures, sums, column, smallest=told.smallest))
        axes = draw_trend(series.table, key=column, hue=series.hue, label=label, share=told.share, unit=unit)
        bands = draws_bands(series.table, column, series.hue)
        caption = spans("comparisons.caption", what=series.what, column=name_column(column), bands=bands)
    else:
        ranked = table.sort_values(["estimate", column], ascending=[False, True], kind="stable")
        said = narrate_extremes(ranked, column, told, measures, sums)
        place = {value: place for place, value in enumerate(measures.groups_of(column))}
        ordered = table.sort_values(column, key=lambda values: values.map(place), kind="stable")
        axes = draw_comparison(
            ordered, key=column, label=f"{label}; n: {unit}", share=told.share, reference=0 if zero else None
        )
        caption = spans("comparisons.caption", what=told.what, column=name_column(column), bands=False)
    return [said, export_figure(axes, told.figure, caption=caption)]
