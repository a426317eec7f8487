"""The report's first and last words: what was found, what it cannot say, how it was done."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.measure.own_voices import find_own_voices
from framelens.report.narrative.frames import SHARES_FROM, count_owners, describe_reach
from framelens.report.narrative.presence import describe_mentions
from framelens.report.narrative.tone import FEW, VOICE_PHRASES
from framelens.report.narrative.validation import narrate_validation
from framelens.report.narrative.voices import describe_role
from framelens.results.blocks import Group, Prose, Text, emphasis, group, prose, strong
from framelens.results.labels import title_of
from framelens.results.measures import StudyMeasures
from framelens.results.wording import (
    count,
    decimal,
    interval,
    join_names,
    number,
    percent,
    plural,
    share_digits,
    spell,
    times,
)

MOST_TIED = 2


def narrate_findings(measures: StudyMeasures) -> Group:
    """The abstract: the main findings in a few sentences, and what they rest on."""
    if measures.annotations.articles.empty:
        return group(prose("No article was read.", role="abstract"))
    parts = _findings_of_one(measures) if measures.is_one else _findings_of_many(measures)
    return group(Prose(prose(*parts).spans, "abstract"), narrate_validation(measures))


def _findings_of_one(measures: StudyMeasures) -> list[Text]:
    annotations = measures.annotations
    words = measures.words_by_voice
    total = max(int(words.sum()), 1)
    others = percent((words["direct"] + words["indirect"]) / total)
    parts: list[Text] = []
    named = measures.voices.loc[measures.voices["speaker_id"].notna() & measures.voices["n_statements"].gt(0)]
    n_statements = int(measures.voices["n"].iloc[0]) if len(measures.voices) else 0
    if len(named) == 1 and int(named["n_statements"].iloc[0]) == n_statements:
        row = named.iloc[0]
        role = describe_role(annotations, row["speaker_id"])
        whole = "the only statement" if n_statements == 1 else f"all {number(n_statements)} statements"
        parts += ["One voice carries the article: ", strong(str(row["name"])),
                  f"{role} makes {whole}, and {others} of the words are what this "
                      "speaker is quoted or reported as saying. "]  # fmt: skip
    elif n_statements:
        listed = join_names(
            f"{n} ({number(int(k))})" for n, k in zip(named["name"], named["n_statements"], strict=True)
        )
        parts.append(f"The article’s {spell(n_statements, 'statement')} come from {spell(len(named), 'named speaker')}"
                     f"{f': {listed}' if len(named) else ''}; {others} of its words are quoted or reported. "
                         "")  # fmt: skip
    else:
        parts.append("The article quotes nobody: every word is the journalist’s. ")
    own = find_own_voices(annotations)
    if len(own):
        parts.append(f"{own['outlet'].iloc[0]} thereby reports its own staff. ")
    parts += _finding_silent(measures)
    parts += _finding_frames(measures)
    parts += _finding_tone(measures)
    return parts


def _finding_silent(measures: StudyMeasures) -> list[Text]:
    presence = measures.presence
    silent = presence.loc[
        presence["speaker_id"].notna() & presence["kind"].eq("person") & presence["n_quoted"].eq(0)
        & presence["n_mentioned"].gt(1)
    ].sort_values(["n_mentioned", "speaker_id"], ascending=[False, True], kind="stable")  # fmt: skip
    if silent.empty:
        return []
    row = silent.iloc[0]
    _sayers, frame, beside = describe_mentions(measures.annotations, str(row["speaker_id"]))
    parts: list[Text] = [
        strong(str(row["name"])),
        f"{describe_role(measures.annotations, row['speaker_id'])} is mentioned {times(int(row['n_mentioned']))} and "
        "never speaks",
    ]
    if frame and beside:
        where = "each time" if beside == int(row["n_mentioned"]) else times(beside)
        parts += [f"; {where} a term of the frame ", emphasis(frame), " stands in the same sentence"]
    return [*parts, ". "]


def _finding_frames(measures: StudyMeasures) -> list[Text]:
    frames = measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
    total = int(frames["n_hits"].sum()) if len(frames) else 0
    if not total:
        return []
    top = frames.iloc[0]
    own = count_owners(measures)
    journalist = int(own.loc[own["name"].eq("the journalist"), "n_hits"].sum())
    return [
        "The frame found most is ", emphasis(str(top["frame"])),
        f" ({int(top['n_hits'])} of {count(total, 'term')}), and {number(total - journalist)} of the {number(total)} "
            "terms stand in sources’ words, not in the journalist’s. ",
    ]  # fmt: skip


def _finding_tone(measures: StudyMeasures) -> list[Text]:
    tone = measures.tone.loc[measures.tone["n"].gt(0)].set_index("voice")
    sizes: dict[Any, Any] = tone["n"].to_dict()
    spoken = [v for v in ("direct", "indirect") if v in sizes]
    spoken = [v for v in spoken if sizes[v] >= FEW] or spoken
    if not spoken:
        return []
    means: dict[Any, Any] = tone["estimate"].to_dict()
    listed = join_names(f"{decimal(means[v])} in {VOICE_PHRASES[v]} with n = {int(sizes[v]):,}" for v in spoken)
    return [
        f"What is said leans {_direction(tone.loc[spoken, 'estimate'])} by "
        f"{title_of(measures.study.primary_lexicon)} (mean {listed})."
    ]


def _direction(means: pd.Series) -> str:
    if means.gt(0.05).all():
        return "positive"
    return "negative" if means.lt(-0.05).all() else "neither way clearly"


def _findings_of_many(measures: StudyMeasures) -> list[Text]:
    articles, voices = measures.annotations.articles, measures.voices
    words = measures.words_by_voice
    total = max(int(words.sum()), 1)
    n_outlets = articles["outlet"].nunique()
    parts: list[Text] = [
        f"In {spell(len(articles), 'article')}{' from ' + spell(n_outlets, 'outlet') if n_outlets else ''}, "
        f"{percent((words['direct'] + words['indirect']) / total)} of the words are quoted or reported speech. "
    ]  # fmt: skip
    named = voices.loc[voices["speaker_id"].notna() & voices["n_statements"].gt(0)]
    if len(named):
        first = named.loc[named["n_statements"].eq(named["n_statements"].iloc[0])]
        digits = share_digits(int(first["n"].iloc[0]))
        listed = []
        for row in first.head(MOST_TIED).to_dict("records"):
            bounds = interval(row["low"], row["high"], share=True, digits=digits)
            listed.append(f"{row['name']} ({percent(row['estimate'], digits=digits)}{f'; {bounds}' if bounds else ''})")
        tied = number(len(first) - MOST_TIED)
        listed += [f"{tied} more with as many"] if len(first) > MOST_TIED else []
        parts.append(
            f"Of {spell(int(first['n'].iloc[0]), 'statement')}, the most by a named speaker are those of "
            f"{' and '.join(listed)}; {spell(len(named), 'named speaker')} {plural(len(named), 'is')} heard. "
        )
    tone = measures.tone.loc[measures.tone["n"].gt(0)]
    if len(tone):
        listed = [
            f"{VOICE_PHRASES[v]} {decimal(e)} ({f'{b}; ' if (b := interval(low, high)) else ''}n = {int(n):,})"
            for v, e, low, high, n in zip(*(tone[c] for c in ("voice", "estimate", "low", "high", "n")), strict=True)
        ]
        parts.append(f"Mean tone by {title_of(measures.study.primary_lexicon)}: {join_names(listed)}. ")
    frames = measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
    if len(frames) and frames["n_hits"].iloc[0]:
        top: Any = frames.iloc[0]
        of = "articles" if len(articles) < SHARES_FROM else "of the articles"
        parts += ["The frame found most is ", emphasis(str(top["frame"])), f", in {describe_reach(top)} {of}."]
    parts.append(" Intervals are 95%.")
    return parts
