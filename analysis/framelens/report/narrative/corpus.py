"""What was read, in sentences."""

from __future__ import annotations

import pandas as pd

from framelens.results.blocks import Block, Group, TitlePage, group, prose
from framelens.results.measures import StudyMeasures
from framelens.results.passages import describe_article
from framelens.results.wording import (
    count,
    day,
    join_names,
    number,
    percent,
    plural,
    sentence_case,
    spell,
)


def narrate_title(measures: StudyMeasures) -> TitlePage:
    """The title page: the study's title and question."""
    return TitlePage(measures.study.title, measures.study.question)


def narrate_corpus(measures: StudyMeasures) -> Group:
    """What was read, what was left out, and in whose voice its words stand."""
    articles = measures.annotations.articles
    if articles.empty:
        return group(prose("No article was read."), _narrate_left_out(measures))
    opening = _narrate_one(measures) if measures.is_one else _narrate_many(measures)
    return group(opening, _narrate_voices_of_words(measures), _narrate_left_out(measures))


def _narrate_one(measures: StudyMeasures) -> Block:
    article = measures.annotations.articles.iloc[0]
    header = "" if measures.study.articles.count_header else ", not counting a header line"
    return prose(
        f"The study reads one article ({describe_article(article)}) of {count(article['n_words'], 'word')}{header}. "
        "What follows describes this article. It says nothing about other articles, nor about the outlet as such."
    )


def _narrate_many(measures: StudyMeasures) -> Block:
    articles = measures.annotations.articles
    outlets, dates = articles["outlet"].dropna(), articles["published"].dropna()
    parts = [f"The study reads {spell(len(articles), 'article')}"]
    if n_outlets := outlets.nunique():
        listed = f" ({join_names(sorted(outlets.unique()))})" if n_outlets <= 6 else ""
        parts.append(f" from {spell(n_outlets, 'outlet')}{listed}")
    if len(dates):
        first, last = dates.min(), dates.max()
        parts.append(
            f", published on {day(first)}" if first == last else f", published from {day(first)} to {day(last)}"
        )
    parts.append(f". Together they have {count(int(articles['n_words'].sum()), 'word')}")
    parts.append(f"; half of the articles have {count(int(articles['n_words'].median()), 'word')} or fewer.")
    return prose("".join(parts), _narrate_absences(articles))


def _narrate_absences(articles: pd.DataFrame) -> str:
    absent = [
        f"no {name} is known of {spell(n, 'article')}"
        for name, column in (("date", "published"), ("outlet", "outlet"))
        if (n := int(articles[column].isna().sum()))
    ]
    if not absent:
        return ""
    return f" {sentence_case(join_names(absent))}; they count wherever none is needed."


def _narrate_voices_of_words(measures: StudyMeasures) -> Block:
    words = measures.words_by_voice
    total = int(words.sum())
    if not total:
        return prose("The articles hold no words.")
    direct, indirect, own = (words[v] / total for v in ("direct", "indirect", "journalist"))
    return prose(
        f"Of these words, {percent(direct)} are quoted directly, {percent(indirect)} report what somebody said in "
        f"indirect speech, and {percent(own)} are the journalist’s own."
    )


def _narrate_left_out(measures: StudyMeasures) -> Block | None:
    lost, copies = measures.annotations.left_out.query("kind != 'expected'"), measures.annotations.n_copies
    parts = []
    if len(lost):
        reasons = lost["reason"].value_counts()
        named = [f"{reason} ({n:,})" for reason, n in list(reasons.items())[:4]]
        more = len(reasons) - len(named)
        parts.append(
            f"{sentence_case(spell(len(lost), 'source'))} could not be read: {'; '.join(named)}"
            + (f"; {spell(more, 'further reason')}" if more else "") + "."
        )  # fmt: skip
    if copies:
        kept = "is counted once more" if measures.study.articles.keep_duplicates else "was analysed once"
        parts.append(
            f"{sentence_case(number(copies))} exact {plural(copies, 'copy')} of other articles "
            f"{plural(copies, 'was')} found; each text {kept}."
        )
    if not parts:
        what = "The article was read whole" if measures.is_one else "Every article was read"
        parts.append(f"{what}; nothing was left out.")
    return prose(" ".join(parts))
