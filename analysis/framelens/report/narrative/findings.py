"""The report's first words: the main findings in a few sentences."""

from __future__ import annotations

import pandas as pd

from framelens.measure.intervals import resample_articles
from framelens.measure.own_voices import find_own_voices
from framelens.measure.speech import sum_speech
from framelens.report.narrative.frames import count_own_terms, describe_reach
from framelens.report.narrative.grouped import tell_groups
from framelens.report.narrative.presence import describe_mentions
from framelens.report.narrative.telling import spans
from framelens.report.narrative.tone import FEW, tell_means
from framelens.report.narrative.validation import narrate_validation
from framelens.report.narrative.voices import count_statements, gather_few, name_with_role
from framelens.results.blocks import Group, Prose, Text, group, prose
from framelens.results.labels import title_of
from framelens.results.measures import StudyMeasures
from framelens.results.telling import each, say
from framelens.results.wording import estimate_in, part_of, percent, sample, share_digits, times

MOST_TIED = 2


def narrate_findings(measures: StudyMeasures) -> Group:
    """The abstract: the main findings in a few sentences, and what they rest on."""
    if measures.annotations.articles.empty:
        return group(prose("No article was read.", role="abstract"))
    tell = (_tell_words, _tell_speakers, _tell_silent, _tell_tone, _tell_frames, tell_groups)
    told = [part for part in (one(measures) for one in tell) if part]
    spans: list[Text] = []
    for part in told:
        spans += [*part.spans, " "]
    return group(prose(*spans[:-1], role="abstract"), narrate_validation(measures))


def _tell_words(measures: StudyMeasures) -> Prose:
    if measures.is_one:
        words = measures.words_by_voice
        share = percent((words["direct"] + words["indirect"]) / max(int(words.sum()), 1))
        return say("Quoted and reported speech accounts for {share} of the words of the article.", share=share)
    articles = measures.annotations.articles
    row = resample_articles(sum_speech(measures.annotations), interval=measures.interval).iloc[0]
    return say(
        "In {articles:article}{outlets}, quoted and reported speech accounts for {share}.",
        articles=len(articles),
        outlets=each(" from {n:outlet}", [{"n": n}] if (n := articles["outlet"].nunique()) else []),
        share=estimate_in(row, share=True, unit=" of the words"),
    )


def _tell_speakers(measures: StudyMeasures) -> Prose | None:
    named, total = measures.named, count_statements(measures)
    if not total:
        return say("No statement that counts as speech was found.")
    if measures.is_one:
        own = find_own_voices(measures.annotations)
        said = "{outlet} thus quotes its own representatives." if len(own) else None
        return say(
            "{few}",
            said,
            few=list(spans("voices.few", **gather_few(measures))),
            outlet=own["outlet"].iloc[0] if len(own) else "",
        )
    if named.empty:
        return None
    digits = share_digits(total)
    first = named.loc[named["n_statements"].eq(named["n_statements"].iloc[0])]
    rows = [
        {
            "name": row["name"],
            "share": estimate_in(row, n=False, share=True, digits=digits, unit=" of statements"),
            "n": sample(total),
        }
        for row in first.head(MOST_TIED).to_dict("records")
    ]
    tied = len(first) - MOST_TIED
    return say(
        "The only named speaker is {listed}."
        if len(named) == 1
        else "Of {speakers:named speaker}, {listed} {first:is|are} quoted most often{more}.",
        speakers=len(named),
        listed=each("{name} ({share}, {n})" if len(rows) == 1 else "{name} ({share})", rows),
        first=len(rows),
        more=f", as often as {tied:,} more" if tied > 0 else "",
    )


def _tell_silent(measures: StudyMeasures) -> Prose | None:
    silent = measures.silent
    silent = silent.loc[silent["kind"].eq("person") & silent["n_mentioned"].gt(1)]
    if silent.empty or not measures.is_one:
        return None
    row: pd.Series = silent.iloc[0]
    _, frame, beside = describe_mentions(measures.annotations, str(row["speaker_id"]))
    n = int(row["n_mentioned"])
    near = "; a term of the frame *{frame}* occurs in the same sentence {often}" if frame and beside else ""
    return say(
        "**{name}**{about} is mentioned {times} but never quoted" + near + ".",
        **name_with_role(measures, row),
        times=times(n),
        frame=frame,
        often="each time" if beside == n else times(beside),
    )


def _tell_tone(measures: StudyMeasures) -> Prose | None:
    tone = measures.tone.loc[measures.tone["n"].gt(0)]
    if measures.is_one:  # what is said, where there is enough of it
        spoken = tone.loc[tone["voice"].ne("journalist")]
        tone = spoken.loc[spoken["n"].ge(FEW)] if spoken["n"].ge(FEW).any() else spoken
    if tone.empty:
        return None
    means = tell_means(tone).removeprefix("The ").removesuffix(".")
    return say("By {lexicon}, the {means}.", lexicon=title_of(measures.study.primary_lexicon), means=means)


def _tell_frames(measures: StudyMeasures) -> Prose | None:
    found = measures.frames_found
    if found.empty:
        return None
    top = found.iloc[0]
    own, total = count_own_terms(measures)
    return say(
        "The most frequent frame is *{frame}* ({hits:,} of {n:#term})"
        + ("" if measures.is_one else ", which occurs in {reach}")
        + "; {quoted} {quoted_n:occurs|occur} in quoted or reported speech.",
        frame=top["frame"],
        hits=int(top["n_hits"]),
        n=total,
        reach=describe_reach(top.to_dict()),
        quoted=part_of(total - own, total, "term"),
        quoted_n=total - own,
    )
