"""Reading: a whole article with everything that was found in it marked, and passages worth opening first."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from framelens.errors import InputError, suggest
from framelens.results.blocks import ArticleText, Group, Passage, Passages, group
from framelens.results.labels import title_of
from framelens.results.marking import TONE, Mark, mark_text
from framelens.results.measures import StudyMeasures
from framelens.results.passages import (
    describe_article,
    mark_row,
    name_speakers,
    show_found,
)
from framelens.results.selecting import sort_rows
from framelens.results.wording import count, decimal
from framelens.tables import VALENCE_PREFIX, Annotations, lexicons_in


def show_article(annotations: Annotations, article_id: str, *, lexicon: str | None = None) -> ArticleText:
    """An article to read: statements, their sources and cues, who is mentioned, frame terms and tone in the text.

    Who speaks, who is meant, which frame it is and how a stretch is valued appears when the pointer rests on a mark;
    the boxes above hide and show each kind of mark, and a list below says who is who. Nothing is fetched, nothing
    runs.

    Parameters
    ----------
    annotations : Annotations
    article_id : str
    lexicon : str, optional
        Whose valence is shown; the first of the study by default.

    Raises
    ------
    InputError
        For an article or a lexicon that is not there.

    Examples
    --------
    >>> article = study.read()
    >>> article.people[0]
    ('Mara Lindqvist', 'Lindqvist, Mara Lindqvist', 'speaks 2 times, named 2 times')
    """
    ids = annotations.articles["article_id"]
    if article_id not in set(ids):
        raise InputError(f"unknown article '{article_id}'; {suggest(str(article_id), [str(i) for i in ids.head(20)])}")
    article = annotations.articles.loc[ids.eq(article_id)].iloc[0]
    text, marks = str(article["text"]), mark_article(annotations, article_id)
    marks += mark_tone(annotations, article_id, lexicon)
    paragraphs, place = [], 0
    for line in text.split("\n"):
        if line.strip():
            paragraphs.append(mark_text(text, place, place + len(line), marks, layered=True))
        place += len(line) + 1
    people = tuple(list_people(annotations, article_id))
    return ArticleText(article_id, describe_article(article), tuple(paragraphs), people)


def mark_tone(annotations: Annotations, article_id: str, lexicon: str | None = None) -> list[Mark]:
    """Every scored stretch of an article, with its valence."""
    known = lexicons_in(annotations.segments)
    if lexicon is not None and lexicon not in known:
        raise InputError(f"unknown lexicon '{lexicon}'; {suggest(lexicon, known)}")
    chosen = lexicon or next(iter(known), None)
    if chosen is None:
        return []
    column = VALENCE_PREFIX + chosen
    rows = annotations.segments.loc[annotations.segments["article_id"].eq(article_id)]
    return [
        Mark(int(start), int(end), TONE, f"{title_of(chosen)} {'+' if value > 0 else ''}{decimal(value)}")
        for start, end, value in rows.loc[rows[column].notna(), ["start", "end", column]].itertuples(index=False)
        if value
    ]


def list_people(annotations: Annotations, article_id: str) -> Iterator[tuple[str, str, str]]:
    """Who is who in an article, those named most often first: name, what they are called, how often."""
    text = str(annotations.articles.set_index("article_id").loc[article_id, "text"])
    names = name_speakers(annotations)
    mentions = annotations.mentions.loc[annotations.mentions["article_id"].eq(article_id)]
    quotes = annotations.quotes.loc[annotations.quotes["article_id"].eq(article_id), "speaker_id"].value_counts()
    often = mentions["speaker_id"].value_counts()
    keys = sorted({*often.index, *quotes.index}, key=lambda key: (-int(often.get(key, 0)), str(key)))
    for key in keys:
        own = mentions.loc[mentions["speaker_id"].eq(key)]
        forms = {" ".join(text[int(s) : int(e)].split()) for s, e in zip(own["start"], own["end"], strict=True)}
        said = f"speaks {count(int(quotes.get(key, 0)), 'time')}, named {count(int(often.get(key, 0)), 'time')}"
        yield names.get(key, str(key)), ", ".join(sorted(forms)), said


def mark_article(annotations: Annotations, article_id: str) -> list[Mark]:
    """Everything that was found in an article, as marks."""
    names = name_speakers(annotations)
    marks: list[Mark] = []
    for table in ("quotes", "mentions", "hits"):
        rows = getattr(annotations, table)
        for row in rows.loc[rows["article_id"].eq(article_id)].to_dict("records"):
            marks += mark_row(table, row, names)
    # The source of a statement is a mention as well; it is shown as the source.
    sources = {(m.start, m.end) for m in marks if m.style == "source"}
    return [m for m in marks if m.style != "mention" or (m.start, m.end) not in sources]


def show_extremes(measures: StudyMeasures, *, limit: int = 3) -> Group:
    """The most positive and the most negative passages, by the primary lexicon."""
    column = VALENCE_PREFIX + measures.study.primary_lexicon
    segments = measures.annotations.segments
    scored = segments.loc[segments[column].notna()].sort_values([column, "article_id", "start"], kind="stable")
    return group(
        _show_valued(measures, scored.iloc[::-1].head(limit), column, "The most positive"),
        _show_valued(measures, scored.head(limit), column, "The most negative"),
    )


def _show_valued(measures: StudyMeasures, rows: pd.DataFrame, column: str, title: str) -> Passages:
    shown = show_found(measures.annotations, "segments", rows, title=title)
    valued = tuple(
        Passage(p.article_id, p.source, p.spans, f"{p.note}, valence {decimal(value)}")
        for p, value in zip(shown.passages, rows[column], strict=True)
    )
    return Passages(valued, shown.n_found, title)


def show_silent(measures: StudyMeasures, *, limit: int = 5) -> Group:
    """Where the person most often mentioned without ever being quoted is named; nothing where there is nobody."""
    silent = measures.silent.loc[measures.silent["kind"].eq("person")]
    if silent.empty:
        return group()
    row = silent.iloc[0]
    mentions = measures.annotations.mentions
    where = sort_rows(mentions.loc[mentions["speaker_id"].eq(row["speaker_id"])])
    title = f"Where {row['name']} is named"
    return group(show_found(measures.annotations, "mentions", where, limit=limit, title=title) if len(where) else None)
