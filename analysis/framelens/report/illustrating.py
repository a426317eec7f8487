"""The report’s figures: what is drawn depends on how many articles there are, and captions say what it shows."""

from __future__ import annotations

import pandas as pd

from framelens.figures.comparisons import draw_articles, draw_specifications
from framelens.figures.export import export_figure
from framelens.figures.people import draw_presence, draw_voices
from framelens.figures.tones import draw_salience, draw_tone
from framelens.figures.tracing import draw_dispersion, trace_article
from framelens.measure.groups import find_column
from framelens.results.blocks import Block, FigureBlock, Group, emphasis, group
from framelens.results.labels import RESULT_NAMES, title_of
from framelens.results.measures import StudyMeasures
from framelens.results.wording import spell


def show_overview(measures: StudyMeasures) -> Block:
    """One article from start to end; of several, how many there are in each year, and of which outlets."""
    if measures.is_one:
        caption = (
            "The article from its first to its last word: in whose voice the words stand, who is named where, and "
            "where the "
            "terms of each frame are found. The colour of a mark is the voice it stands in; in brackets, how often."
        )
        trace = trace_article(measures.annotations)
        return export_figure(draw_dispersion(trace), "article", width="double", caption=caption)
    articles = measures.annotations.articles
    years = find_column(articles, "year").dropna()
    if years.nunique() < 2:
        return group()
    counts = years.value_counts().sort_index()
    table = pd.DataFrame({"year": counts.index.astype("int64"), "n": counts.to_numpy()})
    caption = f"Articles by year of publication (n = {int(counts.sum()):,} with a date)."
    return export_figure(draw_articles(table), "articles", caption=caption)


def _say_intervals(measures: StudyMeasures) -> str:
    """What the lines of a figure are, as a sentence of its caption; nothing where one article has none."""
    if measures.is_one:
        return ""
    cluster = measures.study.cluster
    together = f", all of one {cluster} together" if cluster else ""
    return f" Lines are 95% intervals from resampling articles{together}."


def show_voices(measures: StudyMeasures) -> Block:
    """Share of voice, where at least two speakers are heard."""
    heard = measures.voices.loc[measures.voices["n_statements"].gt(0)]
    if len(heard) < 2:
        return group()
    caption = "Share of voice by speaker; beside each dot, the number of statements."
    return export_figure(draw_voices(measures.voices), "voices", caption=caption + _say_intervals(measures))


def show_presence(measures: StudyMeasures) -> FigureBlock:
    """Speaking and being spoken about."""
    caption = (
        "Who speaks and who is spoken about: statements to the left, mentions to the right. Being named as the "
        "source of one’s own statement is no mention. Solid: mentioned inside somebody else’s statement; hatched: in "
        "the journalist’s words or one’s own."
    )
    return export_figure(draw_presence(measures.presence), "presence", caption=caption)


def show_tone(measures: StudyMeasures) -> FigureBlock:
    """Tone by voice, with the scored stretches behind it where they are few."""
    lexicon = title_of(measures.study.primary_lexicon)
    points = " Pale dots are the single stretches of text." if int(measures.tone["n"].sum()) <= 300 else ""
    caption = f"Tone by voice ({lexicon}): the mean over scored stretches of text.{points}"
    axes = draw_tone(measures.tone, segments=measures.annotations.segments)
    return export_figure(axes, "tone", caption=caption + _say_intervals(measures))


def show_salience(measures: StudyMeasures) -> Block:
    """Frames by voice: counts for one article, rates with intervals for several."""
    if not measures.study.frames.names:
        return group()
    if measures.is_one:
        caption = "Terms of each frame, by the voice they stand in; beside each bar, all of them."
    else:
        caption = "Salience of each frame by voice: terms per 1,000 words of that voice." + _say_intervals(measures)
    axes = draw_salience(measures.salience, counts=measures.is_one)
    return export_figure(axes, "frames", caption=caption)


def show_definitions(table: pd.DataFrame) -> Group:
    """Each main result under every definition tried; the study's own definition is filled and bold."""
    blocks = []
    for result in RESULT_NAMES:
        part = table.loc[table["result"].eq(result) & table["estimate"].notna()]
        if part["estimate"].nunique() < 2:
            continue  # where every definition says the same, the sentence has said it
        label = result if "tone" not in result else "mean valence"
        axes = draw_specifications(part.drop(columns="result"), label=label, share="share" in result)
        caption = (
            "The ",
            emphasis(result),
            f" under {spell(len(part), 'definition')}; the study’s own in bold, in brackets n.",
            " Lines are 95% intervals." if part["low"].notna().any() else "",
            " Lexicons have scales of their own." if "tone" in result else "",
        )
        blocks.append(export_figure(axes, f"definitions-{RESULT_NAMES[result]}", caption=caption))
    return group(*blocks)
