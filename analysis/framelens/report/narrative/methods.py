"""How it was done, with every setting named; what it cannot say; what it was made from."""

from __future__ import annotations

from framelens.annotate.places import find_unnamed
from framelens.code.corrections import review_corrections
from framelens.lexicon import LEXICONS
from framelens.report.manifest import hash_files, list_versions
from framelens.report.narrative.tone import VOICE_PHRASES, cite_lexicon
from framelens.results.blocks import Block, Group, References, Text, cite, group, prose
from framelens.results.measures import StudyMeasures
from framelens.results.wording import count, join_names, number, plural, spell
from framelens.settings.settings import ACCURATE_UP_TO, Settings

FEW_FILES = 5  # articles' files up to which each is named with its hash


def narrate_limits(measures: StudyMeasures) -> Group:
    """What the numbers cannot say."""
    annotations = measures.annotations
    quotes = len(annotations.quotes)
    unnamed = find_unnamed(annotations.quotes)
    unresolved = int((annotations.quotes["speaker_id"].isna().to_numpy() & ~unnamed).sum())
    scope = (
        "One article supports description, never inference: no interval is given, since there is nothing to "
        "resample, and "
        "nothing here can be generalised."
        if measures.is_one
        else "Intervals say how far a number would move if other articles of the same kind had been drawn; they do not "
        "contain the program’s own errors."
    )
    whom = ""
    if quotes and not unresolved:
        whom = " Every statement with a named source was led back to a speaker."
    elif quotes:
        whom = (
            f" Of {count(quotes, 'statement')}, {number(unresolved)} could not be led back to a speaker; where two "
            "people "
            "fit or none does, the program abstains."
        )
    return group(
        prose(scope + whom),
        prose(
            "A dictionary finds words, not meanings: a frame told in other words is missed, and a term used in "
            "another sense is counted. Tone lexicons were made for other texts and agree only moderately with human "
            "readers of news ",
            cite("vanatteveldt2021"),
            "; automated measures need to be validated on the material at hand before they carry a conclusion ",
            cite("grimmer2013"),
            ".",
        ),
    )


def narrate_methods(measures: StudyMeasures) -> Group:
    """The methods, with every setting of the study named."""
    study = measures.study.with_reader_for(measures.n_articles)
    return group(
        _describe_reading(study),
        _describe_statements(study),
        _describe_acts(measures),
        *_describe_corrections(measures),
        _describe_tone(study),
        *_describe_toward(measures),
        _describe_frames(study),
        _describe_intervals(measures),
    )


def _describe_reading(study: Settings) -> Block:
    source = study.articles
    header = "belongs to" if source.count_header else "is left out of"
    copies = "Articles with nearly the same words count as copies" if source.near_duplicates else (
        "Only articles with exactly the same words count as copies"
    )  # fmt: skip
    treated = (
        "k copies together weigh as much as one article"
        if source.weigh_duplicates
        else "copies are analysed like any other article"
        if source.keep_duplicates
        else "of several, the likely origin is analysed"
    )
    lines = "are analysed too" if source.keep_boilerplate else "are left out"
    parts = [f"Text files are read as {source.encoding or 'UTF-8'}"]
    if source.language:
        parts.append(f"; articles are taken to be in the language ‘{source.language}’ unless they say otherwise")
    if source.outlet:
        parts.append(f"; where an article names no outlet it is {source.outlet}")
    parts.append(f". A header line (date and byline) {header} the words that are analysed; lines that belong to the "
                 f"page (advertisement, sign-up, copyright) {lines}. {copies}; {treated}.")  # fmt: skip
    return prose("".join(parts))


def _describe_acts(measures: StudyMeasures) -> Block:
    """What counts in share of voice, and how much was found besides."""
    study, quotes = measures.study, measures.annotations.quotes
    acts = quotes["act"].fillna("saying")
    left = acts[~acts.isin(study.quote_acts)].value_counts()
    words = {"saying": "say", "believing": "believe", "wanting": "want", "deciding": "decide",
             "showing": "show"}  # fmt: skip
    counted = join_names(tuple(words[act] for act in study.quote_acts))
    parts = [f"Share of voice counts statements of what somebody is reported to {counted}."]
    if len(left):
        found = join_names(tuple(f"{act} ({number(int(left[act]))})" for act in words if act in left.index))
        n = int(left.sum())
        these = f"{'this' if n == 1 else 'these'} {spell(n, 'statement')} {plural(n, 'is')}"
        parts.append(f"The text also reports {found}: {these} listed and not counted.")
    return prose(" ".join(parts))


def _describe_corrections(measures: StudyMeasures) -> list[Block]:
    """How many corrections by hand there are, and how many no longer fit the text."""
    corrections = measures.study.corrections
    if corrections.empty:
        return []
    n, stale = len(corrections), int((~review_corrections(measures.annotations, corrections)["honoured"]).sum())
    if not stale:
        return [prose(f"What the program found was corrected by hand in {count(n, 'place')}.")]
    fit = "no longer fits the text and changes" if stale == 1 else "no longer fit the text and change"
    return [prose(f"Of {count(n, 'correction')} by hand, {number(stale)} {fit} nothing.")]


def _describe_statements(study: Settings) -> Block:
    finder: list[Text] = ["by rules that are written out in the source"]
    if study.reader != "rules":
        finder = [
            f"by the reader ‘{study.reader}’, a small neural network trained on annotated political news ",
            cite("newell2018"),
            ", whose errors stand in its model card",
        ]
    parts = [
        f"; {join_names(study.quote_kinds)} statements count as speech. A surname, a pronoun or a title is led back to "
        "a full name in the same article, with the reason recorded; where two people fit, no speaker is assigned."
    ]
    if study.least_confidence is not None:
        parts.append(f"Statements of a confidence below {study.least_confidence:g} were left out.")
    n_roster = study.roster["speaker_id"].nunique()
    if n_roster:
        parts.append(
            f"A roster names {spell(n_roster, 'speaker')} beforehand; a name in it wins over anything found in the "
            "text."
        )
    if study.relays:
        word = "a relay" if len(study.relays) == 1 else "relays"
        parts.append(f"{join_names(study.relays)}, given as {word}, {plural(len(study.relays), 'is')} not taken as the "
                     "speaker of “… reports”.")  # fmt: skip
    return prose("Statements, the words that name their source, and their cues are found ", *finder, " ".join(parts))


def _describe_tone(study: Settings) -> Block:
    info = study.describe_lexicon()
    parts: list[Text] = [
        "Tone is scored for each stretch of one sentence in one voice. The primary lexicon, declared before looking, "
        "is ",
        *cite_lexicon(study.primary_lexicon),
        f" ({info.n_words:,} entries{_name_own_work(study)})",
    ]
    for lexicon in study.lexicons[1:]:
        parts += ["; as a check ", *cite_lexicon(lexicon)]
    parts.append(". A stretch in which no word of the lexicon stands has no tone.")
    if study.excluded_words:
        words = join_names(f"‘{word}’" for word in study.excluded_words)
        parts.append(f" Left out of every lexicon, as the study’s topic or the trade’s own words and no tone: {words}.")
    contrast = study.tone_contrast
    sides = join_names([VOICE_PHRASES.get(side, side) for side in (contrast.a, contrast.b)])
    parts.append(f" The contrast declared before looking is that of {sides}.")
    return prose(*parts)


def _describe_toward(measures: StudyMeasures) -> list[Block]:
    """Toward whom tone is scored, where it is."""
    study = measures.study
    if study.toward is False or (study.toward is None and measures.n_articles > ACCURATE_UP_TO):
        return []
    whom = join_names(study.targets) if study.targets else "those mentioned most"
    return [
        prose(
            f"Tone toward persons and organisations ({whom}) is scored by a small neural network trained on annotated "
            "news ",
            cite("hamborg2021"),
            ", for each stretch that mentions one of them.",
        )
    ]


def _name_own_work(study: Settings) -> str:
    """What to cite for a primary lexicon of the researcher's."""
    info = study.describe_lexicon()
    return f"; {info.citation}" if info.name not in LEXICONS and info.citation else ""


def _describe_frames(study: Settings) -> Block:
    names = study.frames.names
    if not names:
        return prose("The study defines no frames.")
    terms = [term for frame in study.frames.frames for term in frame.terms]
    parts: list[Text] = [
        f"Frames are found with a dictionary of {spell(len(names), 'frame')} and {count(len(terms), 'term')} "
        f"({join_names(names)}). A term is a word, a word with a wildcard, a phrase, or words near each other or not "
        "after others; it never reaches across a sentence. Salience is the number of terms found, or terms per 1,000 "
        "words of the same voice."
    ]
    if study.frames.title or study.frames.source:
        named = f"{study.frames.title}: " if study.frames.title else ""
        parts.append(f" The dictionary is {named}{' '.join(study.frames.source.split()).rstrip('.')}.")
    if study.coder:
        parts.append(f" Beside it a coder learned from the codes of people in {study.coder.name}.")
    if any(term.stem for term in terms):
        parts += [" Terms marked so are compared by their stems (Snowball) ", cite("bird2009"), "."]
    return prose(*parts)


def _describe_intervals(measures: StudyMeasures) -> Block:
    study = measures.study
    what = f"articles, all of one {study.cluster} together" if study.cluster else "whole articles"
    drawn = f"{study.resamples:,} resamples of {what} (seed {study.seed})"
    kind = "BCa" if study.interval == "bca" else "percentile"
    if measures.is_one:
        text = f"With one article no interval is given; from two on, {drawn} give 95% {kind} intervals "
    else:
        text = (
            f"Intervals are 95% {kind} intervals from {drawn}, since the sentences of one article are not independent "
        )
    by = join_names(study.compare_by)
    which = "it" if len(study.compare_by) == 1 else "them"
    compared = (
        f" Measures are compared by {by} where the articles differ in {which}; a difference has an interval of its own."
        if study.compare_by
        else ""
    )
    if len(study.events):
        compared += (
            f" Columns from the study’s events: {join_names(str(c) for c in study.events if c != 'article_id')}."
        )
    return prose(text, cite("efron1993"), f".{compared} Percentages are rounded one by one and may not add up to 100.")


def narrate_reproduction(measures: StudyMeasures) -> Group:
    """What the study was made from and with, so that it can be made again."""
    inputs = hash_files(measures.study.folder)
    listed = ", ".join(f"{name} {digest[:12]}" for name, digest in inputs.items() if not name.startswith("articles/"))
    texts = [
        f"{name.removeprefix('articles/')} {digest[:12]}"
        for name, digest in inputs.items()
        if name.startswith("articles/")
    ]
    n_others = f" and {spell(len(texts), 'file')} of articles" if len(texts) > FEW_FILES else ""
    versions = ", ".join(f"{name} {number}" for name, number in list_versions().items())
    return group(
        prose(
            "The same inputs give the same report, byte for byte. Inputs, by the first twelve digits of their SHA-256: "
            f"{listed}{', ' + ', '.join(texts) if 0 < len(texts) <= FEW_FILES else n_others}. Made with {versions}. "
            "The whole list of inputs, outputs and hashes stands in manifest.json.",
            role="note",
        )
    )


def list_references() -> References:
    """The place of the list of references, filled in when the report is put together."""
    return References()
