"""The report's first words: the main findings in a few sentences."""

from __future__ import annotations

from typing import Any

from framelens.measure.intervals import resample_articles
from framelens.measure.own_voices import find_own_voices
from framelens.measure.speech import sum_speech
from framelens.report.narrative.frames import count_own_terms, describe_reach
from framelens.report.narrative.grouped import gather_groups
from framelens.report.narrative.presence import describe_mentions
from framelens.report.narrative.telling import say, tell
from framelens.report.narrative.tone import FEW, find_unscored, list_leans
from framelens.report.narrative.validation import narrate_validation
from framelens.report.narrative.voices import count_statements, gather_few, name_with_role
from framelens.results.blocks import Group, group
from framelens.results.labels import title_of
from framelens.results.measures import StudyMeasures
from framelens.results.wording import share_digits

MOST_TIED = 2


def narrate_findings(measures: StudyMeasures) -> Group:
    """The abstract: the main findings in a few sentences, and what they rest on."""
    if measures.annotations.articles.empty:
        return say("findings.none", role="abstract")
    gather, part = (_gather_one, "one_article") if measures.is_one else (_gather_several, "several")
    values = _gather_tone(measures) | _gather_frames(measures) | gather(measures)
    told = say(f"findings.{part}", role="abstract", one_article=measures.is_one, **values)
    return group(told, narrate_validation(measures))


def _gather_one(measures: StudyMeasures) -> dict[str, Any]:
    words, own = measures.words_by_voice, find_own_voices(measures.annotations)
    return {
        "speech": (words["direct"] + words["indirect"]) / max(int(words.sum()), 1),
        "voices": tell("voices.few", **gather_few(measures)),
        "own_outlet": own["outlet"].iloc[0] if len(own) else "",
        "silent": _gather_silent(measures),
    }


def _gather_silent(measures: StudyMeasures) -> dict[str, Any]:
    """The person mentioned most of those who are never quoted; nothing where nobody is mentioned twice."""
    silent = measures.silent
    silent = silent.loc[silent["kind"].eq("person") & silent["n_mentioned"].gt(1)]
    if silent.empty:
        return {}
    row = silent.iloc[0]
    _, frame, beside = describe_mentions(measures.annotations, str(row["speaker_id"]))
    return {**name_with_role(measures, row), "n": int(row["n_mentioned"]), "frame": frame, "beside": beside}


def _gather_several(measures: StudyMeasures) -> dict[str, Any]:
    articles, named, statements = measures.annotations.articles, measures.named, count_statements(measures)
    first = named.loc[named["n_statements"].eq(named["n_statements"].max())]
    return {
        "articles": len(articles),
        "outlets": int(articles["outlet"].nunique()),
        "speech": resample_articles(sum_speech(measures.annotations), interval=measures.interval).iloc[0].to_dict(),
        "statements": statements,
        "named": len(named),
        "first": first.head(MOST_TIED).to_dict("records"),
        "tied": max(0, len(first) - MOST_TIED),
        "decimals": share_digits(statements),
        "groups": tell("grouped.findings", columns=gather_groups(measures)),
    }


def _gather_tone(measures: StudyMeasures) -> dict[str, Any]:
    tone = measures.tone.loc[measures.tone["n"].gt(0)]
    if measures.is_one:  # what is said, where there is enough of it
        spoken = tone.loc[tone["voice"].ne("journalist")]
        tone = spoken.loc[spoken["n"].ge(FEW)] if spoken["n"].ge(FEW).any() else spoken
    leans = list_leans(tone)
    lexicon = title_of(measures.study.primary_lexicon)
    unscored = len(find_unscored(measures))
    scored = len(measures.annotations.articles) - unscored if unscored else 0  # told where it is not all of them
    return {"lexicon": lexicon, "scored": scored, "leans": leans, "leaning": tell("tone.leaning", leans=leans)}


def _gather_frames(measures: StudyMeasures) -> dict[str, Any]:
    own, terms = count_own_terms(measures)
    rows = measures.frames_found.head(1).to_dict("records")
    frame: dict[Any, Any] = {**rows[0], "reach": describe_reach(rows[0])} if rows else {}
    return {"frame": frame, "terms": terms, "quoted": terms - own}
