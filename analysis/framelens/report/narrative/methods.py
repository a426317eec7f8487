"""How it was done, with every setting named; what it cannot say; what it was made from."""

from __future__ import annotations

from framelens.annotate.places import find_unnamed
from framelens.code.corrections import review_corrections
from framelens.disk import hash_file, is_within
from framelens.lexicon import LEXICONS
from framelens.measure.groups import PERIODS
from framelens.report.manifest import hash_files, list_versions
from framelens.report.narrative.certainty import describe_intervals
from framelens.report.narrative.reliability import describe_reliability
from framelens.report.narrative.tone import VOICE_PHRASES, cite_lexicon
from framelens.results.blocks import Block, Group, References, group, prose
from framelens.results.measures import StudyMeasures
from framelens.results.telling import each, say
from framelens.results.wording import count, join_names, percent, share_digits
from framelens.settings.fields import SETTINGS, Settings
from framelens.settings.origins import DEFAULT, SET, TEMPLATE
from framelens.settings.preregistering import read_preregistration
from framelens.tables import NOT_SAYING

FEW_FILES = 5  # articles' files up to which each is named with its hash
ACTS = {
    "saying": "say",
    "believing": "believe",
    "wanting": "want",
    "deciding": "decide",
    "showing": "show",
    NOT_SAYING: "not say",
}


def narrate_limits(measures: StudyMeasures) -> Group:
    """What the numbers cannot say."""
    quotes = measures.annotations.quotes
    unresolved = int((quotes["speaker_id"].isna().to_numpy() & ~find_unnamed(quotes)).sum())
    extremes = any(len(groups) > 2 and column not in PERIODS for column, groups in measures.compared.items())
    whom = None
    if len(quotes):
        whom = (
            "The program could not attribute {unresolved:,} of {quotes:#statement} ({share}) to a speaker; it assigns "
            "no speaker where two people fit equally well or none does."
            if unresolved
            else "Every statement with a named source was attributed to a speaker."
        )
    return group(
        say(
            "A single article supports description but not inference; no intervals are computed because there are no "
            "other articles to resample, and the results cannot be generalised."
            if measures.is_one
            else "Intervals show how much an estimate would vary if other articles of the same kind had been sampled; "
            "they do not include the errors of the program.",
            "Because the highest and lowest of several groups are compared, the difference between them is likely to "
            "be overstated, though its interval allows for their having been picked."
            if extremes
            else None,
            whom,
            unresolved=unresolved,
            quotes=len(quotes),
            share=percent(unresolved / max(len(quotes), 1), digits=share_digits(len(quotes))),
        ),
        say(
            "A dictionary finds words, not meanings: it misses a frame that is expressed in other words, and it counts "
            "a term that is used in another sense.",
            "Sentiment lexicons were developed for other texts and agree only moderately with human readers of news "
            "[@vanatteveldt2021]; automated measures have to be validated on the material at hand before conclusions "
            "are drawn from them [@grimmer2013].",
        ),
    )


def narrate_methods(measures: StudyMeasures) -> Group:
    """The methods, with every setting of the study named."""
    study = measures.study.with_reader_for(measures.n_articles)
    return group(
        _describe_reading(study),
        _describe_statements(study),
        _describe_acts(measures),
        _describe_corrections(measures),
        _describe_tone(study),
        _describe_toward(measures),
        _describe_frames(study),
        describe_intervals(measures),
        describe_reliability(measures),
        _describe_origins(measures.study),
        _describe_preregistration(measures.study),
    )


def _describe_origins(study: Settings) -> Block:
    """Which settings were set for the study, which are defaults, which nobody touched since the template."""
    found = {
        name: [key for key, origin in study.origins.items() if origin == name] for name in (SET, DEFAULT, TEMPLATE)
    }
    return say(
        "Of {n:#setting}, {own} set for this study ({names}) and {default} at {their} default."
        if found[SET]
        else "No setting was set for this study.",
        "{left:#setting} {are} as the template of a new study has {them} ({kept})." if found[TEMPLATE] else None,
        n=sum(map(len, found.values())),
        own=f"{len(found[SET])} {'was' if len(found[SET]) == 1 else 'were'}",
        names=join_names(found[SET]),
        default=f"{len(found[DEFAULT])} {'is' if len(found[DEFAULT]) == 1 else 'are'}",
        their="its" if len(found[DEFAULT]) == 1 else "their",
        left=len(found[TEMPLATE]),
        are="is" if len(found[TEMPLATE]) == 1 else "are",
        them="it" if len(found[TEMPLATE]) == 1 else "them",
        kept=join_names(found[TEMPLATE]),
    )


def _describe_preregistration(study: Settings) -> Block | None:
    """Which preregistration the study has, and every setting that was changed since."""
    registered = read_preregistration(study.folder)
    if registered is None:
        return None
    changes = [{"key": key, "before": before, "after": after} for key, before, after in registered.list_changes(study)]
    return say(
        "The study was preregistered before the articles were read ({page}, SHA-256 {digest}).",
        "{n:^setting} {n:was|were} changed afterwards: {changes}."
        if changes
        else "Every setting is as it was preregistered.",
        page=registered.path.name,
        digest=registered.digest,
        n=len(changes),
        changes=each("{key} (preregistered: {before}; used: {after})", changes),
    )


def _describe_reading(study: Settings) -> Block:
    source = study.articles
    declared = [one.methods.format(value) for one in SETTINGS if one.methods and (value := study.value_of(one))]
    treated = (
        "k copies together have the weight of one article"
        if source.weigh_duplicates
        else "copies are analysed like any other article"
        if source.keep_duplicates
        else "only the likely origin of several copies is analysed"
    )
    return say(
        "Text files are read as {encoding}.",
        "{declared}" if declared else None,
        "The header line of an article (date and byline) {header} in the words analysed; boilerplate (advertisements, "
        "sign-up prompts, copyright lines) is {lines}.",
        "Articles with {same} wording count as copies; {treated}.",
        encoding=source.encoding or "UTF-8",
        declared=" ".join(declared),
        header="is included" if source.count_header else "is not included",
        lines="analysed as well" if source.keep_boilerplate else "excluded",
        same="identical or nearly identical" if source.near_duplicates else "identical",
        treated=treated,
    )


def _describe_statements(study: Settings) -> Block:
    network = (
        "by the finder ‘{finder}’, a small neural network trained on annotated political news [@newell2018], whose "
        "error rates are reported in its model card"
    )
    return say(
        "Statements, their sources and their cues are found "
        + (
            "by the finder ‘rules’, whose rules are documented in the source code"
            if study.reader == "rules"
            else network
        )
        + ".",
        "{kinds} statements count as speech.",
        "A surname, pronoun or title is resolved to a full name in the same article, or, where it has none, in the "
        "other articles of the study; the reason is recorded. Where two people fit, no speaker is assigned.",
        "Statements with a confidence below {least:g} are excluded." if study.least_confidence is not None else None,
        "A roster names {roster:speaker} in advance; a name in the roster takes precedence over names found in the "
        "text."
        if len(study.roster)
        else None,
        "{relays} {n_relays:is|are} treated as {n_relays:a relay|relays}: phrases such as “{relay} reports” do not "
        "make {n_relays:it|them} the source of a statement."
        if study.relays
        else None,
        finder=study.reader,
        kinds=join_names(study.quote_kinds).capitalize(),
        least=study.least_confidence,
        roster=int(study.roster["speaker_id"].nunique()),
        relays=join_names(study.relays),
        relay=study.relays[0] if study.relays else "",
        n_relays=len(study.relays),
    )


def _describe_acts(measures: StudyMeasures) -> Block:
    """What counts in share of voice, and how much was found besides."""
    study, quotes = measures.study, measures.annotations.quotes
    acts = quotes["act"].fillna("saying")
    left = acts[~acts.isin(study.quote_acts)].value_counts()
    return say(
        "Share of voice counts statements about what somebody is reported to {counted}.",
        "The text contains {n:further reported act} ({found}), which {n:is|are} listed but not counted."
        if len(left)
        else None,
        counted=" or ".join(ACTS[act] for act in study.quote_acts),
        n=int(left.sum()),
        found=each("{act}: {n:,}", [{"act": act, "n": int(left[act])} for act in ACTS if act in left.index]),
    )


def _describe_corrections(measures: StudyMeasures) -> Block | None:
    """How many manual corrections there are, and how many no longer fit the text."""
    corrections = measures.study.corrections
    if corrections.empty:
        return None
    stale = int((~review_corrections(measures.annotations, corrections)["honoured"]).sum())
    return say(
        "The annotations were corrected manually in {n:place}.",
        "{stale:^correction} no longer {stale:fits|fit} the text and {stale:has|have} no effect." if stale else None,
        n=len(corrections),
        stale=stale,
    )


def _describe_tone(study: Settings) -> Block:
    info, contrast = study.describe_lexicon(), study.tone_contrast
    was_set = {key for key in ("tone.primary", "tone.contrast") if study.origins[key] == SET}
    own = f"; {info.citation}" if info.name not in LEXICONS and info.citation else ""
    checks = join_names(cite_lexicon(lexicon) for lexicon in study.lexicons[1:])
    return say(
        "Tone is scored for segments; a segment is the part of one sentence that is in one voice.",
        f"The primary lexicon, {'declared in advance' if 'tone.primary' in was_set else 'by default'}, is "
        f"{cite_lexicon(study.primary_lexicon)} "
        "({entries:,} entries{own}).",
        f"As a robustness check, tone is also scored with {checks}." if checks else None,
        "A segment without a lexicon word has no score.",
        "The following words are excluded from every lexicon because they belong to the topic of the study or to "
        "reporting and express no tone: {words}."
        if study.excluded_words
        else None,
        "The contrast declared in advance is that between {a} and {b}."
        if "tone.contrast" in was_set
        else "No contrast was declared in advance; the default contrast is that between {a} and {b}.",
        entries=info.n_words,
        own=own,
        words=join_names(f"‘{word}’" for word in study.excluded_words),
        a=VOICE_PHRASES.get(contrast.a, contrast.a),
        b=VOICE_PHRASES.get(contrast.b, contrast.b),
    )


def _describe_toward(measures: StudyMeasures) -> Block | None:
    """Toward whom tone is scored, where it is."""
    study = measures.study
    if not measures.scores_toward:
        return None
    return say(
        "Tone toward persons and organisations ({whom}) is scored by a small neural network trained on annotated news "
        "[@hamborg2021], for each segment that mentions one of them.",
        whom=join_names(study.targets) if study.targets else "those mentioned most often",
    )


def _describe_frames(study: Settings) -> Block:
    names, dictionary = study.frames.names, study.frames
    if not names:
        return prose("The study defines no frames.")
    terms = [term for frame in dictionary.frames for term in frame.terms]
    return say(
        "Frames are identified with a dictionary of {frames:frame} and {terms:#term} ({names}).",
        "A term is a word, a word with a wildcard, a phrase, or a combination of words that occur near each other or "
        "do not follow certain others; it never extends beyond one sentence.",
        "Salience is the number of terms found, or the number of terms per 1,000 words of the same voice.",
        "The dictionary is {source}." if dictionary.title or dictionary.source else None,
        "In addition, a coder was trained on the hand-coded articles in {coder}." if study.coder else None,
        "Terms so marked are matched by their stems (Snowball) [@bird2009]."
        if any(term.stem for term in terms)
        else None,
        frames=len(names),
        terms=len(terms),
        names=join_names(names),
        source=": ".join(filter(None, [dictionary.title, " ".join(dictionary.source.split()).rstrip(".")])),
        coder=study.coder.name if study.coder else "",
    )


def narrate_reproduction(measures: StudyMeasures) -> Group:
    """What the study was made from and with, so that it can be repeated."""
    hashes = {name: digest[:12] for name, digest in hash_files(measures.study.folder).items()}
    texts = [name for name in hashes if name.startswith("articles/")]
    named = [name for name in hashes if name not in texts or len(texts) <= FEW_FILES]
    inputs = [f"{name.removeprefix('articles/')} {hashes[name]}" for name in named]
    inputs += [count(len(texts), "file") + " of articles"] if len(texts) > FEW_FILES else []
    inputs += _hash_elsewhere(measures.study)
    return group(
        say(
            "The same inputs produce the same report, byte for byte.",
            "Inputs, with the first twelve digits of their SHA-256 hash: {inputs}.",
            "Software: {versions}.",
            "The file manifest.json lists all inputs and outputs with their hashes.",
            role="note",
            inputs=", ".join(inputs),
            versions=", ".join(f"{name} {version}" for name, version in list_versions().items()),
        )
    )


def _hash_elsewhere(study: Settings) -> list[str]:
    """The articles that do not lie in the study's folder: a file by its hash, a folder by how many files it has."""
    source = study.articles.path
    if not source.exists() or is_within(source, study.folder):
        return []
    if source.is_file():
        return [f"{source.name} {hash_file(source)[:12]}"]
    return [count(len(hash_files(source)), "file") + f" in {source.name}"]


def list_references() -> References:
    """The place of the list of references, filled in when the report is put together."""
    return References()
