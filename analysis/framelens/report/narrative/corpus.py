"""What was read, in sentences."""

from __future__ import annotations

from framelens.results.blocks import Block, Group, TitlePage, group, prose
from framelens.results.measures import StudyMeasures
from framelens.results.passages import describe_article
from framelens.results.telling import each, say, tell
from framelens.results.wording import day, join_names, percent

MOST_OUTLETS = 6  # outlets up to which each is named
MOST_REASONS = 4


def narrate_title(measures: StudyMeasures) -> TitlePage:
    """The title page: the study's title and question."""
    return TitlePage(measures.study.title, measures.study.question)


def narrate_corpus(measures: StudyMeasures) -> Group:
    """What was read, what was left out, and in whose voice its words stand."""
    if measures.annotations.articles.empty:
        return group(prose("No article was read."), _narrate_left_out(measures))
    opening = _narrate_one(measures) if measures.is_one else _narrate_many(measures)
    return group(opening, _narrate_voices_of_words(measures), _narrate_left_out(measures))


def _narrate_one(measures: StudyMeasures) -> Block:
    article = measures.annotations.articles.iloc[0]
    return say(
        "The study analyses one article ({about}) of {words:#word}{header}.",
        "The results describe this article; they cannot be generalised to other articles or to the outlet.",
        about=describe_article(article),
        words=int(article["n_words"]),
        header="" if measures.study.articles.count_header else ", excluding the header line",
    )


def _narrate_many(measures: StudyMeasures) -> Block:
    articles = measures.annotations.articles
    outlets, dates = sorted(articles["outlet"].dropna().unique()), articles["published"].dropna()
    missing = [
        {"name": name, "n": n}
        for name, column in (("date", "published"), ("outlet", "outlet"))
        if (n := int(articles[column].isna().sum()))
    ]
    missing[1:] = [{**row, "name": f"the {row['name']}"} for row in missing[1:]]
    named = " ({names})" if len(outlets) <= MOST_OUTLETS else ""
    same = len(dates) and dates.min() == dates.max()
    period = ", published on {first}" if same else ", published between {first} and {last}"
    return say(
        "The study analyses {articles:article}"
        + (" from {outlets:outlet}" + named if outlets else "")
        + (period if len(dates) else "")
        + ".",
        "The articles contain {words:#word} (median: {median:,} words per article).",
        "The {missing}; these articles are left out only of analyses that need this information." if missing else None,
        articles=len(articles),
        outlets=len(outlets),
        names=join_names(outlets),
        first=day(dates.min()) if len(dates) else "",
        last=day(dates.max()) if len(dates) else "",
        words=int(articles["n_words"].sum()),
        median=int(articles["n_words"].median()),
        missing=each("{name} is unknown for {n:article}", missing),
    )


def _narrate_voices_of_words(measures: StudyMeasures) -> Block:
    words = measures.words_by_voice
    total = int(words.sum())
    if not total:
        return prose("The articles contain no words.")
    return say(
        "Of these words, {direct} are quoted directly, {indirect} are reported in indirect speech, and {own} are in "
        "the journalist’s own voice.",
        direct=percent(words["direct"] / total),
        indirect=percent(words["indirect"] / total),
        own=percent(words["journalist"] / total),
    )


def _narrate_left_out(measures: StudyMeasures) -> Block:
    found, source = measures.annotations, measures.study.articles
    lost, copies = found.left_out.query("kind != 'expected'"), found.n_copies
    if not len(lost) and not copies:
        return prose(
            "The article was read in full." if measures.is_one else "All articles were read; none was excluded."
        )
    reasons = lost["reason"].value_counts()
    listed = [{"reason": reason, "n": int(n)} for reason, n in reasons.head(MOST_REASONS).items()]
    treated = (
        "copies of one text share the weight of one article"
        if source.weigh_duplicates
        else "they are analysed like any other article"
        if source.keep_duplicates
        else "each text is analysed once"
    )
    return say(
        "{lost:^source} could not be read: {reasons}{more}." if len(lost) else None,
        "The corpus contains {copies:copy} of other articles; {treated}." if copies else None,
        lost=len(lost),
        reasons=each("{reason} ({n:,})", listed, between="; "),
        more=tell("; {n:further reason}", n=len(reasons) - len(listed)) if len(reasons) > len(listed) else "",
        copies=copies,
        treated=treated,
    )
