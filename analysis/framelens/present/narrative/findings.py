"""The report's first and last words: what was found, what it cannot say, how it was done."""

from __future__ import annotations

import pandas as pd

from framelens.lexicon import LEXICONS
from framelens.present.blocks import Block, Group, Prose, References, Text, cite, emphasis, group, prose, strong
from framelens.present.manifest import hash_files, list_versions
from framelens.present.measures import StudyMeasures
from framelens.present.narrative.frames import count_owners
from framelens.present.narrative.tone import VOICE_PHRASES, cite_lexicon, title_of
from framelens.present.narrative.voices import describe_mentions, describe_role, find_own_voices
from framelens.present.wording import (
    count,
    decimal,
    interval,
    join_names,
    number,
    percent,
    plural,
    sentence_case,
    spell,
    times,
)

UNVALIDATED = (
    "These measures have not been validated on this material. No human coder has yet judged these articles, so how often the "
    "program is wrong here is unknown; every number should be read together with the passages behind it."
)


def narrate_findings(measures: StudyMeasures) -> Group:
    """The abstract: the main findings in a few sentences, and what they rest on."""
    if measures.annotations.articles.empty:
        return group(prose("No article was read.", role="abstract"))
    parts = _findings_of_one(measures) if measures.is_one else _findings_of_many(measures)
    return group(Prose(prose(*parts).spans, "abstract"), narrate_validation(measures))


def narrate_validation(measures: StudyMeasures) -> Block:
    """Whether human codes stand behind the measures."""
    return prose(strong("Unvalidated. "), UNVALIDATED, role="warning")


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
        parts += ["One voice carries the article: ", strong(str(row["name"])),
                  f"{role} makes all {number(n_statements)} statements, and {others} of the words are what this speaker is quoted or reported as saying. "]  # fmt: skip
    elif n_statements:
        listed = join_names(
            f"{n} ({number(int(k))})" for n, k in zip(named["name"], named["n_statements"], strict=True)
        )
        parts.append(f"The article’s {spell(n_statements, 'statement')} come from {spell(len(named), 'named speaker')}"
                     f"{f': {listed}' if len(named) else ''}; {others} of its words are quoted or reported. ")  # fmt: skip
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
    sayers, frame, beside = describe_mentions(measures.annotations, str(row["speaker_id"]))
    parts: list[Text] = [
        strong(str(row["name"])),
        f"{describe_role(measures.annotations, row['speaker_id'])} is mentioned {times(int(row['n_mentioned']))} and never speaks",
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
        f" ({int(top['n_hits'])} of {count(total, 'term')}), and {number(total - journalist)} of the {number(total)} terms stand in sources’ words, not in the journalist’s. ",
    ]  # fmt: skip


def _finding_tone(measures: StudyMeasures) -> list[Text]:
    tone = measures.tone.loc[measures.tone["n"].gt(0)].set_index("voice")
    spoken = [v for v in ("direct", "indirect") if v in tone.index]
    if not spoken:
        return []
    means = join_names(f"{decimal(tone.loc[v, 'estimate'])} in {VOICE_PHRASES[v]}" for v in spoken)
    return [
        f"What is said leans {_direction(tone.loc[spoken, 'estimate'])} by {title_of(measures.study.primary_lexicon)} (mean {means})."
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
        f"In {count(len(articles), 'article')}{' from ' + count(n_outlets, 'outlet') if n_outlets else ''}, "
        f"{percent((words['direct'] + words['indirect']) / total)} of the words are quoted or reported speech. "
    ]  # fmt: skip
    named = voices.loc[voices["speaker_id"].notna() & voices["n_statements"].gt(0)]
    if len(named):
        top = named.iloc[0]
        bounds = interval(top["low"], top["high"], share=True)
        parts.append(
            f"Of {count(int(top['n']), 'statement')}, {top['name']} makes most: {percent(top['estimate'], digits=1)}"
            f"{f' ({bounds})' if bounds else ''}; {count(len(named), 'named speaker')} {plural(len(named), 'is')} heard in all. "
        )
    tone = measures.tone.loc[measures.tone["n"].gt(0)]
    if len(tone):
        listed = [
            f"{VOICE_PHRASES[v]} {decimal(e)}{f' ({b})' if (b := interval(low, high)) else ''}"
            for v, e, low, high in zip(tone["voice"], tone["estimate"], tone["low"], tone["high"], strict=True)
        ]
        parts.append(f"Mean tone by {title_of(measures.study.primary_lexicon)}: {join_names(listed)}. ")
    frames = measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
    if len(frames) and frames["n_hits"].iloc[0]:
        top = frames.iloc[0]
        parts += ["The frame found most is ", emphasis(str(top["frame"])),
                  f", in {percent(top['share_articles'])} of the articles."]  # fmt: skip
    return parts


def narrate_limits(measures: StudyMeasures) -> Group:
    """What the numbers cannot say."""
    annotations = measures.annotations
    unresolved = int(annotations.quotes["speaker_id"].isna().sum())
    quotes = len(annotations.quotes)
    scope = (
        "One article supports description, never inference: no interval is given, since there is nothing to resample, and "
        "nothing here can be generalised."
        if measures.is_one
        else "Intervals say how far a number would move if other articles of the same kind had been drawn; they do not "
        "contain the program’s own errors."
    )
    whom = (
        "Every statement was led back to a speaker."
        if not unresolved and quotes
        else f"{sentence_case(number(unresolved))} of {count(quotes, 'statement')} {plural(unresolved, 'has')} no resolved speaker; where "
        "two people fit or none does, the program abstains."
    )
    return group(
        prose(scope + " " + (whom if quotes else "")),
        prose(
            "A dictionary finds words, not meanings: a frame told in other words is missed, and a term used in another sense is "
            "counted. Tone lexicons were made for other texts and agree only moderately with human readers of news ",
            cite("vanatteveldt2021"),
            "; automated measures need to be validated on the material at hand before they carry a conclusion ",
            cite("grimmer2013"),
            ".",
        ),
    )


def narrate_methods(measures: StudyMeasures) -> Group:
    """The methods, with every setting of the study named."""
    return group(*_methods_of_text(measures), *_methods_of_numbers(measures))


def _methods_of_text(measures: StudyMeasures) -> list[Block]:
    study = measures.study
    source = study.articles
    header = "belongs to" if source.count_header else "is left out of"
    copies = "are analysed like any other article" if source.keep_duplicates else "of an earlier article are left out"
    encoding = f"read as {source.encoding}" if source.encoding else "read as UTF-8, or as their byte-order mark says"
    language = (
        f"; articles are taken to be in the language ‘{source.language}’ unless they say otherwise"
        if source.language
        else ""
    )
    outlet = f"; where an article names no outlet it is {source.outlet}" if source.outlet else ""
    finder = {"rules": "by rules that are written out in the source"}.get(
        study.reader, f"by the reader ‘{study.reader}’"
    )
    relays = (
        f" {join_names(study.relays)}, given as {plural(len(study.relays), 'relay')}, {'is' if len(study.relays) == 1 else 'are'} never taken as the speaker of “… reports”."
        if study.relays
        else ""
    )
    n_roster = study.roster["speaker_id"].nunique()
    roster = (
        f" A roster names {spell(n_roster, 'speaker')} beforehand, and a name in it wins over anything found in the text."
        if n_roster
        else ""
    )
    return [
        prose(
            f"Articles are {encoding}{language}{outlet}. A header line {header} the words that are analysed. Exact copies {copies}. "
            "Sentences and words are found with tools of the Natural Language Toolkit ", cite("bird2009"), " and parameters of our own.",
        ),
        prose(
            f"Statements (direct, partly quoted and indirect), the words that name their source and their cue are found {finder}; of these, "
            f"{join_names(study.quote_kinds)} statements count as speech. A surname, a pronoun or a title is led back to a full name in the "
            f"same article, with the reason recorded; where two people fit, no speaker is assigned.{roster}{relays}",
        ),
    ]  # fmt: skip


def _methods_of_numbers(measures: StudyMeasures) -> list[Block]:
    study = measures.study
    exclude = (
        f" Left out of every lexicon, because they are the topic and not the tone: {join_names(study.excluded_words)}."
        if study.excluded_words
        else ""
    )
    info = LEXICONS.get(study.primary_lexicon)
    size = f", {info.n_words:,} entries" if info else ""
    tone: list[Text] = ["Tone is scored per stretch of one sentence in one voice. The primary lexicon, declared before looking, is ",
                        *cite_lexicon(study.primary_lexicon), size]  # fmt: skip
    for lexicon in study.lexicons[1:]:
        tone += ["; as a check ", *cite_lexicon(lexicon)]
    tone.append(f". A stretch in which no word of the lexicon stands has no tone.{exclude}")
    names = study.frames.names
    n_terms = sum(len(frame.terms) for frame in study.frames.frames)
    frames = (
        f"Frames are found with a dictionary of {spell(len(names), 'frame')} and {count(n_terms, 'term')} ({join_names(names)}). A term is a word, a word with a "
        "wildcard, a phrase, or words near each other or not negated; it never reaches across a sentence. Salience is the number of terms found, "
        "or terms per 1,000 words of the same voice."
        if names
        else "The study defines no frames."
    )
    resampling = (
        f"With one article no interval is given; from two on, {study.resamples:,} resamples of articles (seed {study.seed}) would give 95% percentile intervals "
        if measures.is_one
        else f"Intervals are 95% percentile intervals over {study.resamples:,} resamples of whole articles (seed {study.seed}), since sentences of one article are not independent "
    )
    compared = (
        f" Measures are compared by {join_names(study.compare_by)} where the articles differ in it."
        if study.compare_by
        else ""
    )
    return [prose(*tone), prose(frames), prose(resampling, cite("efron1993"), f".{compared}")]


def narrate_reproduction(measures: StudyMeasures) -> Group:
    """What the study was made from and with, so that it can be made again."""
    inputs = hash_files(measures.study.folder)
    listed = ", ".join(f"{name} {digest[:12]}" for name, digest in inputs.items() if not name.startswith("articles/"))
    texts = [
        f"{name.removeprefix('articles/')} {digest[:12]}"
        for name, digest in inputs.items()
        if name.startswith("articles/")
    ]
    versions = ", ".join(f"{name} {number}" for name, number in list_versions().items())
    return group(
        prose(
            "The same inputs give the same report, byte for byte. Inputs, by the first twelve digits of their SHA-256: "
            f"{listed}{', ' + ', '.join(texts) if 0 < len(texts) <= 5 else ''}. Made with {versions}. "
            "The whole list of inputs, outputs and hashes stands in manifest.json.",
            role="note",
        )
    )


def list_references() -> References:
    """The place of the list of references, filled in when the report is put together."""
    return References()
