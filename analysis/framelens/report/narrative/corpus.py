"""What was read, in sentences."""

from __future__ import annotations

from typing import Any

from framelens.report.narrative.telling import say
from framelens.results.blocks import Group, TitlePage
from framelens.results.measures import StudyMeasures
from framelens.results.passages import describe_article

MOST_OUTLETS = 6  # outlets up to which each is named
MOST_REASONS = 4
FIELDS = {"date": "published", "outlet": "outlet"}


def narrate_title(measures: StudyMeasures) -> TitlePage:
    """The title page: the study's title and question."""
    return TitlePage(measures.study.title, measures.study.question)


def narrate_corpus(measures: StudyMeasures) -> Group:
    """What was read, what was left out, and whose words it contains."""
    values = _gather_left_out(measures) | {"articles": measures.n_articles}
    if measures.annotations.articles.empty:
        return say("corpus.none", **values)
    values |= _gather_voices(measures)
    if measures.is_one:
        about = describe_article(measures.annotations.articles.iloc[0])
        return say("corpus.one_article", about=about, header=measures.study.articles.count_header, **values)
    return say("corpus.several", **_gather_many(measures), **values)


def _gather_many(measures: StudyMeasures) -> dict[str, Any]:
    articles = measures.annotations.articles
    outlets, dates = sorted(articles["outlet"].dropna().unique()), articles["published"].dropna()
    missing = [{"what": what, "n": int(articles[column].isna().sum())} for what, column in FIELDS.items()]
    return {
        "outlets": outlets,
        "named": len(outlets) <= MOST_OUTLETS,
        "dated": len(dates),
        "same_day": bool(len(dates)) and dates.min() == dates.max(),
        "first": dates.min(),
        "last": dates.max(),
        "median": int(articles["n_words"].median()),
        "missing": [field for field in missing if field["n"]],
    }


def _gather_voices(measures: StudyMeasures) -> dict[str, Any]:
    words = measures.words_by_voice
    total = max(int(words.sum()), 1)
    return {
        "words": int(measures.annotations.articles["n_words"].sum()),
        "voiced": int(words.sum()),
        "direct": words["direct"] / total,
        "indirect": words["indirect"] / total,
        "own": words["journalist"] / total,
    }


def _gather_left_out(measures: StudyMeasures) -> dict[str, Any]:
    found, source = measures.annotations, measures.study.articles
    lost = found.left_out.query("kind != 'expected'")
    reasons = lost["reason"].value_counts()
    return {
        "lost": len(lost),
        "reasons": [{"reason": reason, "n": int(n)} for reason, n in reasons.head(MOST_REASONS).items()],
        "more": max(0, len(reasons) - MOST_REASONS),
        "copies": found.n_copies,
        "treated": "weighted" if source.weigh_duplicates else "kept" if source.keep_duplicates else "once",
    }
