"""How outlets and years differ: figures and sentences that appear only where there is something to compare."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from framelens.figures.comparisons import draw_comparison, draw_trend
from framelens.figures.export import export_figure
from framelens.measure.framing import sum_hits
from framelens.measure.groups import find_column
from framelens.measure.intervals import resample_articles
from framelens.measure.speech import sum_speech
from framelens.measure.tone import sum_tone
from framelens.report.narrative.differing import Told, compare_two, keep_cells_of, narrate_change, narrate_extremes
from framelens.results.blocks import Block, Group, emphasis, group, heading, prose
from framelens.results.labels import title_of
from framelens.results.measures import StudyMeasures
from framelens.results.wording import number, plural, rate_digits, spell
from framelens.tables import Annotations

MOST_GROUPS = 15
FEWEST_ARTICLES = 5
LARGE = 50
PERIODS = ("day", "week", "month", "year")


def compare_groups(measures: StudyMeasures) -> Group:
    """Every comparison that the study asks for and its articles allow, each under a heading of its own.

    A column of articles is compared where at least two of its values have five articles or more (two in a corpus
    of fewer than fifty); at most the fifteen values with most articles are drawn. With one article, or one outlet,
    there is nothing to compare and the group is empty.
    """
    blocks: list[Block] = []
    for column in measures.study.compare_by:
        least = FEWEST_ARTICLES if measures.n_articles >= LARGE else 2
        groups = measures.groups_of(column, least=least)
        if len(groups) >= 2:
            blocks.append(_compare(measures, column, groups))
    return group(*blocks)


def _compare(measures: StudyMeasures, column: str, groups: list[Any]) -> Group:
    shown = sorted(groups) if column in PERIODS else groups[:MOST_GROUPS]
    part = keep_groups(measures.annotations, column, shown)
    chosen = replace(measures, annotations=part)
    title = (
        f"How do the {plural(2, column)} differ?"
        if column not in PERIODS
        else f"What changes from {column} to {column}?"
    )
    draw = _draw_periods if column in PERIODS else _draw_groups
    return group(heading(title), _narrate_base(measures, column, shown), *draw(chosen, column))


def keep_groups(annotations: Annotations, column: str, values: list[Any]) -> Annotations:
    """The annotations of the articles whose ``column`` has one of these values."""
    keep = find_column(annotations.articles, column).isin(values)
    articles = annotations.articles.loc[keep.to_numpy(dtype=bool)].reset_index(drop=True)
    return replace(annotations, articles=articles)


def measure_speech(annotations: Annotations, by: str, **resampling: Any) -> pd.DataFrame:
    """One row per group: the share of its words that are quoted or reported (``n``: words), with interval."""
    return resample_articles(sum_speech(annotations), by, **resampling)


def _narrate_base(measures: StudyMeasures, column: str, shown: list[Any]) -> Block:
    values = find_column(measures.annotations.articles, column)
    n_values, n_absent = int(values.nunique()), int(values.isna().sum())
    sizes = values[values.isin(shown)].value_counts()
    inside = int(sizes.sum())
    rest = n_values - len(shown)
    many = plural(2, column)
    least, most = int(sizes.min()), int(sizes.max())
    each = f"{number(least)} each" if least == most else f"{number(least)} to {number(most)} each"
    parts = [f"Compared are {spell(len(shown), column)} with {spell(inside, 'article')}, {each}"]
    if rest:
        others = f"one other {column} is" if rest == 1 else f"{number(rest)} other {many} are"
        parts.append(f"; {others} left out of the figures, with {spell(len(values) - inside - n_absent, 'article')}")
    if n_absent:
        parts.append(f"; {spell(n_absent, 'article')} {plural(n_absent, 'has')} no {column}")
    few = " Intervals from so few articles are narrower than they ought to be." if least < FEWEST_ARTICLES else ""
    return prose("".join(parts) + "." + few)


def _draw_groups(measures: StudyMeasures, column: str) -> list[Block | None]:
    speech = _order(measure_speech(measures.annotations, column, interval=measures.interval), column)
    tone = measures.score_tone(by=(column, "voice"))
    own = _order(tone.loc[tone["voice"].eq("journalist") & tone["n"].gt(0)], column)
    return [
        narrate_extremes(
            speech, column, Told("the share of quoted or reported words", f"speech-by-{column}", share=True),
            _compare_speech(measures, column),
        ),
        export_figure(
            draw_comparison(speech, key=column, label="share of words quoted or reported (n = words)", share=True),
            f"speech-by-{column}",
            caption=(f"Share of words that are quoted or reported, by {column}, with 95% intervals.",),
        ),
        narrate_extremes(
            own, column, Told("the tone of the journalist’s own words", f"tone-by-{column}"),
            _compare_own_tone(measures, column),
        ),
        export_figure(
            draw_comparison(
                own,
                key=column,
                label=f"mean valence, {title_of(measures.study.primary_lexicon)} (n = stretches)",
                reference=0,
            ),
            f"tone-by-{column}",
            caption=(f"Tone of the journalist’s own words by {column}, sources left out, with 95% intervals.",),
        ),
        *_draw_frame_groups(measures, column),
    ]  # fmt: skip


def _order(table: pd.DataFrame, column: str) -> pd.DataFrame:
    return table.sort_values(["estimate", column], ascending=[False, True], kind="stable")


def _compare_speech(measures: StudyMeasures, column: str) -> Callable[[Any, Any], pd.Series]:
    return partial(compare_two, measures, sum_speech(measures.annotations), column)


def _compare_own_tone(measures: StudyMeasures, column: str) -> Callable[[Any, Any], pd.Series]:
    tone = sum_tone(measures.annotations, measures.study.primary_lexicon)
    return partial(compare_two, measures, keep_cells_of(tone, "voice", "journalist"), column)


def _compare_frame(measures: StudyMeasures, column: str, frame: str) -> Callable[[Any, Any], pd.Series]:
    return partial(compare_two, measures, sum_hits(measures.annotations, [frame], within=()), column)


def _top_frames(measures: StudyMeasures, top: int) -> list[str]:
    frames = measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
    return [str(f) for f in frames.loc[frames["n_hits"].gt(0), "frame"].head(top)]


def _tell_frame(frame: str, figure: str, rates: pd.Series) -> Told:
    return Told(("the rate of ", emphasis(frame), " (terms per 1,000 words)"), figure, digits=rate_digits(rates))


def _draw_frame_groups(measures: StudyMeasures, column: str) -> list[Block | None]:
    names = _top_frames(measures, 1)
    if not names:
        return []
    salience = measures.score_salience(by=column)
    part = _order(salience.loc[salience["frame"].eq(names[0])], column)
    told = _tell_frame(names[0], f"frame-by-{column}", part["estimate"])
    return [
        narrate_extremes(part, column, told, _compare_frame(measures, column, names[0])),
        export_figure(
            draw_comparison(part, key=column, label="terms per 1,000 words (n = words)"),
            f"frame-by-{column}",
            caption=("Salience of the frame ", emphasis(names[0]), f" by {column}, with 95% intervals."),
        ),
    ]


def _draw_periods(measures: StudyMeasures, column: str) -> list[Block | None]:
    speech = measure_speech(measures.annotations, column, interval=measures.interval)
    tone = measures.score_tone(by=(column, "voice"))
    tone = tone.loc[tone["n"].gt(0)]
    return [
        narrate_change(
            speech, column, Told("the share of quoted or reported words", f"speech-by-{column}", share=True),
            _compare_speech(measures, column),
        ),
        export_figure(
            draw_trend(speech, key=column, label="share of words quoted or reported", share=True, unit="words"),
            f"speech-by-{column}",
            caption=(f"Share of words that are quoted or reported, by {column}; the band is the 95% interval.",),
        ),
        narrate_change(
            tone.loc[tone["voice"].eq("journalist")], column,
            Told("the tone of the journalist’s own words", f"tone-by-{column}"), _compare_own_tone(measures, column),
        ),
        export_figure(
            draw_trend(
                tone, key=column, hue="voice", label=f"mean valence, {title_of(measures.study.primary_lexicon)}",
                unit="stretches",
            ),
            f"tone-by-{column}",
            caption=(f"Tone by voice and {column}; bands are 95% intervals.",),
        ),
        *_draw_frame_periods(measures, column),
    ]  # fmt: skip


def _draw_frame_periods(measures: StudyMeasures, column: str) -> list[Block | None]:
    names = _top_frames(measures, 4)
    if not names:
        return []
    salience = measures.score_salience(by=column)
    salience = salience.loc[salience["frame"].isin(names)]
    first = salience.loc[salience["frame"].eq(names[0])]
    told = _tell_frame(names[0], f"frames-by-{column}", first["estimate"])
    return [
        narrate_change(first, column, told, _compare_frame(measures, column, names[0])),
        export_figure(
            draw_trend(salience, key=column, hue="frame", label="terms per 1,000 words", unit="words"),
            f"frames-by-{column}",
            caption=(f"The frames found most, by {column}; bands are 95% intervals.",),
        ),
    ]
