"""How outlets and years differ: figures and sentences that appear only where there is something to compare."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from framelens.measure.groups import find_column
from framelens.measure.intervals import resample_articles
from framelens.measure.segments import list_places
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.present.blocks import Block, Group, emphasis, group, heading, prose, see_figure
from framelens.present.comparisons import draw_comparison, draw_trend
from framelens.present.export import export_figure
from framelens.present.measures import StudyMeasures
from framelens.present.tones import title_of
from framelens.present.wording import decimal, interval, number, percent, plural, sentence_case, spell
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
    articles, places = prepare_articles(annotations.articles), list_places(annotations, ())
    segments = annotations.segments
    article = locate_articles(segments["article_id"], articles)
    words = segments["n_words"].fillna(0).to_numpy(dtype=float)
    spoken = np.where(segments["voice"].ne("journalist").to_numpy(dtype=bool), words, 0.0)
    cell = np.zeros(len(segments), dtype=np.intp)
    shape = (1, len(articles))
    sums = ArticleSums(
        articles, places.cells, sum_cells(cell, article, spoken, shape), sum_cells(cell, article, words, shape), "share"
    )
    return resample_articles(sums, by, **resampling)


def _narrate_base(measures: StudyMeasures, column: str, shown: list[Any]) -> Block:
    values = find_column(measures.annotations.articles, column)
    n_values, n_absent = int(values.nunique()), int(values.isna().sum())
    inside = int(values.isin(shown).sum())
    rest = n_values - len(shown)
    many = plural(2, column)
    parts = [f"Compared are {spell(len(shown), column)} with {spell(inside, 'article')}"]
    if rest:
        others = f"one other {column} is" if rest == 1 else f"{number(rest)} other {many} are"
        parts.append(f"; {others} left out of the figures, with {spell(len(values) - inside - n_absent, 'article')}")
    if n_absent:
        parts.append(f"; {spell(n_absent, 'article')} {plural(n_absent, 'has')} no {column}")
    return prose("".join(parts) + ".")


def _draw_groups(measures: StudyMeasures, column: str) -> list[Block | None]:
    speech = measure_speech(measures.annotations, column, **measures.intervals)
    speech = speech.sort_values(["estimate", column], ascending=[False, True], kind="stable")
    tone = measures.score_tone(by=(column, "voice"))
    own = tone.loc[tone["voice"].eq("journalist") & tone["n"].gt(0)]
    own = own.sort_values(["estimate", column], ascending=[False, True], kind="stable")
    blocks: list[Block | None] = [
        _narrate_extremes(
            speech, column, "the share of quoted or reported words", share=True, figure=f"speech-by-{column}"
        ),
        export_figure(
            draw_comparison(speech, key=column, label="share of words quoted or reported (n = words)", share=True),
            f"speech-by-{column}",
            caption=(f"Share of words that are quoted or reported, by {column}, with 95% intervals.",),
        ),
        _narrate_extremes(own, column, "the tone of the journalist’s own words", figure=f"tone-by-{column}"),
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
    ]
    return [*blocks, *_draw_frame_groups(measures, column)]


def _top_frames(measures: StudyMeasures, top: int) -> list[str]:
    frames = measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
    return [str(f) for f in frames.loc[frames["n_hits"].gt(0), "frame"].head(top)]


def _draw_frame_groups(measures: StudyMeasures, column: str) -> list[Block]:
    names = _top_frames(measures, 1)
    if not names:
        return []
    salience = measures.score_salience(by=column)
    part = salience.loc[salience["frame"].eq(names[0])]
    part = part.sort_values(["estimate", column], ascending=[False, True], kind="stable")
    return [
        export_figure(
            draw_comparison(part, key=column, label="terms per 1,000 words (n = words)"),
            f"frame-by-{column}",
            caption=("Salience of the frame ", emphasis(names[0]), f" by {column}, with 95% intervals."),
        )
    ]


def _narrate_extremes(table: pd.DataFrame, column: str, what: str, *, figure: str, share: bool = False) -> Block:
    show = percent if share else decimal
    first, last = table.iloc[0], table.iloc[-1]

    def describe(row: pd.Series) -> str:
        bounds = interval(row["low"], row["high"], share=share)
        return f"{row[column]} ({show(row['estimate'])}{f'; {bounds}' if bounds else ''})"

    return prose(
        f"{sentence_case(what)} is highest for {describe(first)} and lowest for {describe(last)} (", see_figure(figure),
        f"). {_compare_intervals(first, last)}; picked as the extremes of {number(len(table))}, they look further "
            "apart "
        "than two chosen beforehand would.",
    )  # fmt: skip


def _compare_intervals(first: pd.Series, last: pd.Series) -> str:
    if pd.isna(first["low"]) or pd.isna(last["low"]):
        return "For one of them no interval can be given"
    if first["low"] > last["high"] or last["low"] > first["high"]:
        return "The two intervals do not overlap"
    return "The two intervals overlap, so that their order is not settled"


def _narrate_change(table: pd.DataFrame, column: str, what: str, figure: str) -> Block | None:
    """From the first period to the last, as far as both have an estimate."""
    known = table.loc[table["estimate"].notna() & table[column].notna()].sort_values(column, kind="stable")
    if len(known) < 2:
        return None
    first, last = known.iloc[0], known.iloc[-1]
    names: Any = known[column].astype("str")

    def describe(row: pd.Series) -> str:
        bounds = interval(row["low"], row["high"], share=True)
        return f"{percent(row['estimate'])}{f' ({bounds})' if bounds else ''} in {names[row.name]}"

    return prose(
        f"{sentence_case(what)} is {describe(first)} and {describe(last)} (", see_figure(figure),
        f"). {_compare_intervals(first, last)}.",
    )  # fmt: skip


def _draw_periods(measures: StudyMeasures, column: str) -> list[Block | None]:
    speech = measure_speech(measures.annotations, column, **measures.intervals)
    tone = measures.score_tone(by=(column, "voice"))
    tone = tone.loc[tone["n"].gt(0)]
    what, figure = "the share of quoted or reported words", f"speech-by-{column}"
    blocks: list[Block | None] = [
        _narrate_change(speech, column, what, figure),
        export_figure(
            draw_trend(speech, key=column, label="share of words quoted or reported", share=True),
            f"speech-by-{column}",
            caption=(f"Share of words that are quoted or reported, by {column}; the band is the 95% interval.",),
        ),
        export_figure(
            draw_trend(
                tone, key=column, hue="voice", label=f"mean valence, {title_of(measures.study.primary_lexicon)}"
            ),
            f"tone-by-{column}",
            caption=(f"Tone by voice and {column}; bands are 95% intervals.",),
        ),
    ]
    names = _top_frames(measures, 4)
    if names:
        salience = measures.score_salience(by=column)
        blocks.append(
            export_figure(
                draw_trend(
                    salience.loc[salience["frame"].isin(names)], key=column, hue="frame", label="terms per 1,000 words"
                ),
                f"frames-by-{column}",
                width="double",
                caption=(f"The frames found most, by {column}; bands are 95% intervals.",),
            )
        )
    return blocks
