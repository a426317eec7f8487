"""What was read, in sentences."""

from __future__ import annotations

from framelens.report.narrative.telling import say
from framelens.results.blocks import Group, TitlePage, group
from framelens.results.measures import StudyMeasures
from framelens.results.passages import describe_article

MOST_OUTLETS = 6  # outlets up to which each is named
MOST_REASONS = 4
FIELDS = {"date": "published", "outlet": "outlet"}


def narrate_title(measures: StudyMeasures) -> TitlePage:
    """The title page: the study's title and question."""
    return TitlePage(measures.study.title, measures.study.question)


def narrate_corpus(measures: StudyMeasures) -> Group:
    """What was read, what was left out, and in whose voice its words stand."""
    if measures.annotations.articles.empty:
        return group(say("corpus.none"), _narrate_left_out(measures))
    opening = _narrate_one(measures) if measures.is_one else _narrate_many(measures)
    return group(opening, _narrate_voices_of_words(measures), _narrate_left_out(measures))


def _narrate_one(measures: StudyMeasures) -> Group:
    article = measures.annotations.articles.iloc[0]
    header = measures.study.articles.count_header
    return say("corpus.one", about=describe_article(article), words=int(article["n_words"]), header=header)


def _narrate_many(measures: StudyMeasures) -> Group:
    articles = measures.annotations.articles
    outlets, dates = sorted(articles["outlet"].dropna().unique()), articles["published"].dropna()
    missing = [{"what": what, "n": int(articles[column].isna().sum())} for what, column in FIELDS.items()]
    return say(
        "corpus.many",
        articles=len(articles),
        outlets=outlets,
        named=len(outlets) <= MOST_OUTLETS,
        dated=len(dates),
        same_day=bool(len(dates)) and dates.min() == dates.max(),
        first=dates.min(),
        last=dates.max(),
        words=int(articles["n_words"].sum()),
        median=int(articles["n_words"].median()),
        missing=[field for field in missing if field["n"]],
    )


def _narrate_voices_of_words(measures: StudyMeasures) -> Group:
    words = measures.words_by_voice
    total = max(int(words.sum()), 1)
    return say(
        "corpus.voices",
        words=int(words.sum()),
        direct=words["direct"] / total,
        indirect=words["indirect"] / total,
        own=words["journalist"] / total,
    )


def _narrate_left_out(measures: StudyMeasures) -> Group:
    found, source = measures.annotations, measures.study.articles
    lost = found.left_out.query("kind != 'expected'")
    reasons = lost["reason"].value_counts()
    return say(
        "corpus.left_out",
        one_article=measures.is_one,
        lost=len(lost),
        reasons=[{"reason": reason, "n": int(n)} for reason, n in reasons.head(MOST_REASONS).items()],
        more=max(0, len(reasons) - MOST_REASONS),
        copies=found.n_copies,
        treated="weighted" if source.weigh_duplicates else "kept" if source.keep_duplicates else "once",
    )
