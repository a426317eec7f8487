"""The report’s figures: what is drawn depends on how many articles there are, and captions say what it shows."""

from __future__ import annotations

import pandas as pd

from framelens.figures.comparisons import draw_articles, draw_specifications
from framelens.figures.export import export_figure
from framelens.figures.people import draw_presence, draw_voices
from framelens.figures.tones import MOST_POINTS, draw_salience, draw_tone
from framelens.figures.tracing import draw_dispersion, trace_article
from framelens.measure.groups import find_column
from framelens.results.blocks import Block, FigureBlock, Group, group
from framelens.results.labels import RESULT_NAMES, title_of
from framelens.results.measures import StudyMeasures
from framelens.results.wording import sample, sentence_case, spell


def show_overview(measures: StudyMeasures) -> Block:
    """One article from start to end; of several, how many there are in each year, and of which outlets."""
    if measures.is_one:
        caption = (
            "The article from its first to its last word: the voice of each passage, the people and organisations "
            "mentioned, and the terms of each frame. Colours indicate the voice; numbers in brackets are totals."
        )
        trace = trace_article(measures.annotations)
        return export_figure(draw_dispersion(trace), "article", width="double", caption=caption)
    articles = measures.annotations.articles
    years = find_column(articles, "year").dropna()
    if years.nunique() < 2:
        return group()
    counts = years.value_counts().sort_index()
    table = pd.DataFrame({"year": counts.index.astype("int64"), "n": counts.to_numpy()})
    caption = f"Articles by year of publication ({sample(int(counts.sum()))} dated articles)."
    return export_figure(draw_articles(table), "articles", caption=caption)


def _say_intervals(measures: StudyMeasures) -> str:
    """What the lines of a figure are, as a sentence of its caption; nothing where one article has none."""
    if measures.is_one:
        return ""
    cluster = measures.study.cluster.replace("_", " ")
    together = f", clustered by {cluster}" if cluster else ""
    return f" Lines are 95% confidence intervals with articles as the units of sampling{together}."


def show_voices(measures: StudyMeasures) -> Block:
    """Share of voice, where at least two speakers are heard."""
    heard = measures.voices.loc[measures.voices["n_statements"].gt(0)]
    if len(heard) < 2:
        return group()
    caption = "Share of voice by speaker. Numbers beside the dots are statements."
    return export_figure(draw_voices(measures.voices), "voices", caption=caption + _say_intervals(measures))


def show_presence(measures: StudyMeasures) -> FigureBlock:
    """Speaking and being spoken about."""
    caption = (
        "Statements (left) and mentions (right) by person and organisation; naming the source of a statement is not "
        "counted as a mention. Solid: mentions in another speaker’s statement. Hatched: mentions in the journalist’s "
        "words or in one’s own statement."
    )
    return export_figure(draw_presence(measures.presence), "presence", caption=caption)


def show_tone(measures: StudyMeasures) -> FigureBlock:
    """Tone by voice, with the scored segments behind it where they are few."""
    lexicon = title_of(measures.study.primary_lexicon)
    points = " Pale dots are individual segments." if int(measures.tone["n"].sum()) <= MOST_POINTS else ""
    caption = f"Mean valence of scored segments by voice ({lexicon}).{points}"
    axes = draw_tone(measures.tone, segments=measures.annotations.segments)
    return export_figure(axes, "tone", caption=caption + _say_intervals(measures))


def show_salience(measures: StudyMeasures) -> Block:
    """Frames by voice: counts for one article, rates with intervals for several."""
    if not measures.study.frames.names:
        return group()
    if measures.is_one:
        caption = "Frame terms by voice. Numbers beside the bars are totals."
    else:
        caption = "Frame salience by voice: terms per 1,000 words of that voice." + _say_intervals(measures)
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
        caption = (
            f"{sentence_case(result)} under {spell(len(part), 'definition')}; the study’s own definition is in bold. "
            f"Numbers "
            "in brackets are n."
            + (" Lines are 95% confidence intervals." if part["low"].notna().any() else "")
            + (" Lexicons have different scales." if "tone" in result else "")
        )
        blocks.append(export_figure(axes, f"definitions-{RESULT_NAMES[result]}", caption=caption))
    return group(*blocks)
