"""How it was done, with every setting named; what it cannot say; what it was made from."""

from __future__ import annotations

from framelens.annotate.finders import name_finder
from framelens.annotate.places import find_unnamed
from framelens.code.corrections import review_corrections
from framelens.corpus.languages import base_of, call_language, describe_languages
from framelens.disk import hash_file, is_within
from framelens.lexicon import LEXICONS
from framelens.measure.groups import PERIODS
from framelens.report.manifest import hash_files, list_versions
from framelens.report.narrative.certainty import describe_intervals
from framelens.report.narrative.relations import describe_measured
from framelens.report.narrative.reliability import describe_reliability
from framelens.report.narrative.telling import say, tell
from framelens.report.narrative.tone import VOICE_PHRASES, name_lexicon
from framelens.results.blocks import Block, Group, References, group
from framelens.results.measures import StudyMeasures
from framelens.results.wording import count, share_digits
from framelens.settings.fields import SETTINGS, Settings
from framelens.settings.origins import DEFAULT, SET, TEMPLATE
from framelens.settings.preregistering import read_preregistration
from framelens.tables import NOT_SAYING

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
    return say(
        "limits.limits",
        one_article=measures.is_one,
        extremes=any(len(groups) > 2 and column not in PERIODS for column, groups in measures.compared.items()),
        unresolved=unresolved,
        statements=len(quotes),
        share=unresolved / max(len(quotes), 1),
        decimals=share_digits(len(quotes)),
    )


def narrate_methods(measures: StudyMeasures) -> Group:
    """The methods, with every setting of the study named."""
    study = measures.study.with_reader_for(measures.n_articles)
    return group(
        _describe_reading(study),
        _describe_languages(measures),
        _describe_statements(study, measures),
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


def _describe_languages(measures: StudyMeasures) -> Block | None:
    """What is measured in which language; nothing where every article is in English."""
    tags = measures.annotations.articles["language"].dropna().astype(str).tolist()
    if all(base_of(tag) == "en" for tag in tags):
        return None
    return say("methods.languages", languages=describe_languages(measures.study, tags))


def _describe_origins(study: Settings) -> Block:
    """Which settings were set for the study, which are defaults, which nobody touched since the template."""
    found = {
        name: [key for key, origin in study.origins.items() if origin == name] for name in (SET, DEFAULT, TEMPLATE)
    }
    return say(
        "methods.origins",
        n=sum(map(len, found.values())),
        chosen=found[SET],
        default=len(found[DEFAULT]),
        kept=found[TEMPLATE],
    )


def _describe_preregistration(study: Settings) -> Block | None:
    """Which preregistration the study has, and every setting that was changed since."""
    registered = read_preregistration(study.folder)
    if registered is None:
        return None
    changes = [{"key": key, "before": before, "after": after} for key, before, after in registered.list_changes(study)]
    return say("methods.preregistration", page=registered.path.name, digest=registered.digest, changes=changes)


def _describe_reading(study: Settings) -> Block:
    source = study.articles
    declared = [
        one.methods.format(call_language(value) if one.key == "articles.language" else value)
        for one in SETTINGS
        if one.methods and (value := study.value_of(one))
    ]
    return say(
        "methods.reading",
        encoding=source.encoding or "UTF-8",
        declared=" ".join(declared),
        header=source.count_header,
        boilerplate=source.keep_boilerplate,
        near=source.near_duplicates,
        copies="weighted" if source.weigh_duplicates else "kept" if source.keep_duplicates else "once",
    )


def _describe_statements(study: Settings, measures: StudyMeasures) -> Block:
    least = study.least_confidence
    tags = measures.annotations.articles["language"].dropna().unique()
    finders = {base_of(tag): name_finder(study.reader, tag) for tag in tags}
    others = sorted(call_language(base) for base, finder in finders.items() if finder != study.reader)
    return say(
        "methods.statements",
        finder=study.reader,
        others=others,
        english=len(others) < len(finders) or not finders,
        kinds=study.quote_kinds,
        least=None if least is None else f"{least:g}",
        roster=int(study.roster["speaker_id"].nunique()) if len(study.roster) else 0,
        relays=study.relays,
    )


def _describe_acts(measures: StudyMeasures) -> Block:
    """What counts in share of voice, and how much was found besides."""
    study, quotes = measures.study, measures.annotations.quotes
    acts = quotes["act"].fillna("saying")
    left = acts[~acts.isin(study.quote_acts)].value_counts()
    return say(
        "methods.acts",
        counted=" or ".join(ACTS[act] for act in study.quote_acts),
        n=int(left.sum()),
        left=[{"act": act, "n": int(left[act])} for act in ACTS if act in left.index],
    )


def _describe_corrections(measures: StudyMeasures) -> Block | None:
    """How many manual corrections there are, and how many no longer fit the text."""
    corrections = measures.study.corrections
    if corrections.empty:
        return None
    stale = int((~review_corrections(measures.annotations, corrections)["honoured"]).sum())
    return say("methods.corrections", n=len(corrections), stale=stale)


def _describe_tone(study: Settings) -> Block:
    info, contrast = study.describe_lexicon(), study.tone_contrast
    own = info.citation if info.name not in LEXICONS else ""
    lexicons = [tell("tone.lexicon", **name_lexicon(lexicon)) for lexicon in study.lexicons]
    return say(
        "methods.tone",
        lexicon_set=study.origins["tone.primary"] == SET,
        lexicon=lexicons[0],
        entries=info.n_words,
        citation=own,
        checks=lexicons[1:],
        excluded=study.excluded_words,
        contrast_set=study.origins["tone.contrast"] == SET,
        a=VOICE_PHRASES.get(contrast.a, contrast.a),
        b=VOICE_PHRASES.get(contrast.b, contrast.b),
    )


def _describe_toward(measures: StudyMeasures) -> Block | None:
    """Toward whom tone is scored, where it is."""
    measured = describe_measured(measures)
    if measures.is_one or not measures.scores_toward or not measured:
        return None
    return say("methods.toward", targets=measures.study.targets, measured=measured)


def _describe_frames(study: Settings) -> Block:
    dictionary = study.frames
    terms = [term for frame in dictionary.frames for term in frame.terms]
    return say(
        "methods.frames",
        frames=dictionary.names,
        terms=len(terms),
        title=dictionary.title,
        source=dictionary.source.strip().rstrip("."),
        coder=study.coder.name if study.coder else "",
        stems=any(term.stem for term in terms),
    )


def narrate_reproduction(measures: StudyMeasures) -> Group:
    """What the study was made from and with, so that it can be repeated; the manifest has it file by file."""
    hashes = {name: digest[:12] for name, digest in hash_files(measures.study.folder).items()}
    texts = [name for name in hashes if name.startswith("articles/")]
    named = [name for name in ("study.toml", *(texts if len(texts) == 1 else [])) if name in hashes]
    inputs = [f"{name.removeprefix('articles/')} ({hashes[name]})" for name in named]
    inputs += [count(len(texts), "file") + " of articles"] if len(texts) > 1 else []
    inputs += _hash_elsewhere(measures.study)
    versions = list_versions()
    own, python = versions["framelens"], versions["python"]
    return say("methods.reproduction", role="note", inputs=inputs, version=own, python=python)


def _hash_elsewhere(study: Settings) -> list[str]:
    """The articles that do not lie in the study's folder: a file by its hash, a folder by how many files it has."""
    source = study.articles.path
    if not source.exists() or is_within(source, study.folder):
        return []
    if source.is_file():
        return [f"{source.name} ({hash_file(source)[:12]})"]
    return [count(len(hash_files(source)), "file") + f" in {source.name}"]


def list_references() -> References:
    """The place of the list of references, filled in when the report is put together."""
    return References()
