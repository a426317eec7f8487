"""The report’s figures: what is drawn depends on how many articles there are, and captions say what it shows."""

from __future__ import annotations

import pandas as pd

from framelens.figures.comparisons import draw_articles, draw_specifications
from framelens.figures.export import export_figure
from framelens.figures.people import draw_presence, draw_voices
from framelens.figures.tones import MOST_POINTS, draw_salience, draw_tone
from framelens.figures.tracing import draw_dispersion, trace_article
from framelens.measure.groups import find_column
from framelens.report.narrative.telling import spans
from framelens.results.blocks import Block, FigureBlock, Group, group
from framelens.results.labels import RESULT_NAMES, title_of
from framelens.results.measures import StudyMeasures


def show_overview(measures: StudyMeasures) -> Block:
    """One article from start to end; of several, how many there are in each year, and of which outlets."""
    if measures.is_one:
        trace = trace_article(measures.annotations)
        return export_figure(draw_dispersion(trace), "article", width="double", caption=spans("captions.article"))
    articles = measures.annotations.articles
    years = find_column(articles, "year").dropna()
    if years.nunique() < 2:
        return group()
    counts = years.value_counts().sort_index()
    table = pd.DataFrame({"year": counts.index.astype("int64"), "n": counts.to_numpy()})
    caption = spans("captions.articles", n=int(counts.sum()))
    return export_figure(draw_articles(table), "articles", caption=caption)


def show_voices(measures: StudyMeasures) -> Block:
    """Share of voice, where at least two speakers are heard."""
    heard = measures.voices.loc[measures.voices["n_statements"].gt(0)]
    if len(heard) < 2:
        return group()
    caption = spans("captions.voices", intervals=not measures.is_one)
    return export_figure(draw_voices(measures.voices), "voices", caption=caption)


def show_presence(measures: StudyMeasures) -> FigureBlock:
    """Speaking and being spoken about."""
    return export_figure(draw_presence(measures.presence), "presence", caption=spans("captions.presence"))


def show_tone(measures: StudyMeasures) -> FigureBlock:
    """Tone by voice, with the scored segments behind it where they are few."""
    lexicon = title_of(measures.study.primary_lexicon)
    points = int(measures.tone["n"].sum()) <= MOST_POINTS
    caption = spans("captions.tone", lexicon=lexicon, points=points, intervals=not measures.is_one)
    axes = draw_tone(measures.tone, segments=measures.annotations.segments)
    return export_figure(axes, "tone", caption=caption)


def show_salience(measures: StudyMeasures) -> Block:
    """Frames by voice: counts for one article, rates with intervals for several."""
    if not measures.study.frames.names:
        return group()
    caption = spans("captions.frame_terms") if measures.is_one else spans("captions.salience", intervals=True)
    axes = draw_salience(measures.salience, counts=measures.is_one)
    return export_figure(axes, "frames", caption=caption)


def show_definitions(table: pd.DataFrame) -> Group:
    """Each main result under every definition tried; the study's own definition is filled and bold."""
    blocks = []
    for result in RESULT_NAMES:
        part = table.loc[table["result"].eq(result) & table["estimate"].notna()]
        if part["estimate"].nunique() < 2:
            continue  # where every definition gives the same value, the sentence says so
        label = result if "tone" not in result else "mean valence"
        axes = draw_specifications(part.drop(columns="result"), label=label, share="share" in result)
        caption = spans(
            "captions.definitions",
            result=result,
            n=len(part),
            intervals=bool(part["low"].notna().any()),
            scales="tone" in result,
        )
        blocks.append(export_figure(axes, f"definitions-{RESULT_NAMES[result]}", caption=caption))
    return group(*blocks)
