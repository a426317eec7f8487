"""Score the program against annotated data: ``python -m benchmarks.evaluate TASK DATA [--study FOLDER] [--json]``.

One row per measure comes out; the tasks are :data:`TASKS`.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.evaluation.attribution import load_attribution_records, score_attribution
from benchmarks.evaluation.attribution_data import load_coded_statements
from benchmarks.evaluation.frames_data import load_coded_articles
from benchmarks.evaluation.identities import load_actor_records, score_actors
from benchmarks.evaluation.marked_texts import read_reports
from benchmarks.evaluation.persons import PARTS, draw_articles, judge_persons, score_persons
from benchmarks.evaluation.sources import (
    load_messengers,
    read_coded_articles,
    score_forms,
    score_messengers,
    score_roles,
)
from benchmarks.evaluation.speakers import load_sourcing_records, score_speakers
from benchmarks.evaluation.tone import load_rated_sentences, score_ratings
from framelens.annotate.finders import build_finder, name_finder
from framelens.annotate.tone import build_scorer
from framelens.corpus import Article, article_row
from framelens.corpus.languages import base_of
from framelens.dictionary import read_shipped
from framelens.errors import InputError, in_one_line
from framelens.languages import load_language
from framelens.lexicon import LEXICONS
from framelens.settings.settings import Settings, load_settings, settings_of_source
from framelens.store import annotate
from framelens.tables import Annotations, make_table

STATEMENTS = Path(__file__).parent / "codes/nerel-statements.csv"
_THAT_BEFORE = re.compile(r"\b(?P<that>that)\s+\Z", re.IGNORECASE)


def annotate_records(records: Sequence[Mapping[str, Any]], study: Settings) -> Annotations:
    """Annotate the texts of annotated records as articles, so that offsets agree with the annotators'."""
    articles = [
        Article(
            str(record["id"]), None, None, None, None, record["text"], str(record["id"]),
            language=study.articles.language,
        )
        for record in records
    ]  # fmt: skip
    # Every record counts, also one whose text was seen before.
    every = replace(study, articles=replace(study.articles, duplicates="kept"))
    return annotate(make_table("articles", map(article_row, articles)), every)


def evaluate_attribution(path: Path, study: Settings | None) -> pd.DataFrame:
    """Found statements against marked ones (PolNeAR's form).

    PolNeAR counts the "that" in front of a content to it and framelens does not; before the comparison a found
    content takes the "that" before it, whatever the annotators marked there. Of ``nerel-train.jsonl.gz`` it is the
    twenty articles whose statements were marked by offsets (:data:`STATEMENTS`).
    """
    coded = "nerel" in path.name
    records = load_coded_statements(path, STATEMENTS) if coded else load_attribution_records(path)
    quotes = annotate_records(records, study or settings_of_source(path)).quotes
    return score_attribution(records, widen(records, quotes))


def widen(records: Sequence[Mapping[str, Any]], quotes: pd.DataFrame) -> pd.DataFrame:
    """The quotes with each content widened over the "that" in front of it."""
    texts = {str(record["id"]): str(record["text"]) for record in records}
    contents = zip(quotes["article_id"], quotes["content"], strict=True)
    widened = pd.Series([_with_that(texts[str(key)], content) for key, content in contents], index=quotes.index)
    return quotes.assign(content=widened)


def _with_that(text: str, content: list[list[int]]) -> list[list[int]]:
    that = _THAT_BEFORE.search(text, max(0, content[0][0] - 8), content[0][0])
    return [[that.start("that"), content[0][1]], *content[1:]] if that else content


def evaluate_speakers(path: Path, study: Settings | None) -> pd.DataFrame:
    """Speakers' names against coded names of sources."""
    records = load_sourcing_records(path)
    return score_speakers(records, annotate_records(records, study or settings_of_source(path)))


def evaluate_frames(path: Path, study: Settings | None) -> pd.DataFrame:
    """Frames found by the study's dictionary, or by the generic one, and by a coder that learns, against coded frames.

    One row per method, frame and measure: see :func:`benchmarks.evaluation.coders.evaluate_methods`. Whatever learns is
    scored on articles that it has not learned from; ``every article positive`` is what any method has to beat.
    """
    from benchmarks.evaluation.coders import evaluate_methods
    from framelens.coders.learning import Learning

    records, codes = load_coded_articles(path)
    frames = study.frames if study and study.frames.frames else read_shipped("generic-frames")
    settings = Learning(curve=False, seed=study.seed) if study else Learning(curve=False)
    table = evaluate_methods(records, codes, frames, settings=settings)
    return table.replace({"method": {"every unit positive": "every article positive"}})


def evaluate_tone(path: Path, study: Settings | None) -> pd.DataFrame:
    """Every lexicon, their declared combination and the learned valence, against the mean of human raters of sentences.

    The learned valence is scored on articles that it has not learned from.
    """
    from benchmarks.evaluation.learned_tone import score_learned

    rated = load_rated_sentences(path)
    own = study.own_lexicons if study else ()
    scorer = build_scorer((*LEXICONS, *own), study.excluded_words if study else ())
    return score_ratings(rated, {**scorer.score(rated.texts), **score_learned(rated)})


def evaluate_toward(path: Path, study: Settings | None) -> pd.DataFrame:
    """Polarity toward a marked target, beside VADER's class of its sentence and the commonest class.

    In a language other than English it is learned in five folds by sentence, beside a TF-IDF regression.
    """
    from benchmarks.evaluation.toward import judge_targets, load_target_sentences, score_targets
    from benchmarks.evaluation.toward_languages import judge_languages
    from framelens.annotate.toward import LANGUAGE
    from framelens.annotate.toward.multilingual import MultilingualModel

    coded = load_target_sentences(path)
    language = base_of((study and study.articles.language) or LANGUAGE)
    if language != LANGUAGE:
        return score_targets(coded, *judge_languages(coded, MultilingualModel(language)))
    return score_targets(coded, judge_targets(coded))


def evaluate_roles(path: Path, study: Settings | None) -> pd.DataFrame:
    """The roles that persons and bodies are cast in, beside a TF-IDF regression and the commonest role.

    Learned in five folds by article; the heroes, villains and victims of ``narrative-frames-dev.jsonl.gz`` teach as
    well where it lies in the same folder. The last rows are of the mentions whose sentence is not neutral toward the
    target, the only ones in which a study casts anybody.
    """
    from benchmarks.evaluation.roles import BESIDE, LEARNED, judge_roles, load_cast_mentions
    from benchmarks.evaluation.toward import score_classes
    from framelens.annotate.toward.casting import ROLES
    from framelens.annotate.toward.casts import CERTAIN

    coded = load_cast_mentions(path)
    beside = load_cast_mentions(path.with_name(BESIDE)) if path.with_name(BESIDE).is_file() else []
    answers, plain = judge_roles(coded, beside)
    roles, articles = np.array([one.role for one in coded]), np.array([one.article for one in coded])
    scores = score_classes(roles, articles.tolist(), answers, ROLES, sure=CERTAIN)
    told = {f"{LEARNED}, sentence not neutral": answers[LEARNED][~plain]}
    return pd.concat([scores, score_classes(roles[~plain], articles[~plain].tolist(), told, ROLES, sure=CERTAIN)])


def evaluate_identities(path: Path, study: Settings | None) -> pd.DataFrame:
    """Coded actors of several outlets, read as one study."""
    records = load_actor_records(path)
    mentions = annotate_records(records, study or settings_of_source(path)).mentions
    return score_actors(records, mentions)


def evaluate_persons(path: Path, study: Settings | None) -> pd.DataFrame:
    """Public persons in a corpus (Parquet): on the articles for looking, and on those kept apart for scoring."""
    settings = study or replace(settings_of_source(path), reader="fast")
    tables = []
    for part in PARTS:
        articles = draw_articles(path, part)
        found = annotate(make_table("articles", map(article_row, articles)), settings)
        table = score_persons(judge_persons(found.articles, found.quotes, found.speakers))
        tables.append(table.assign(part=part)[["part", *table.columns]])
    return pd.concat(tables, ignore_index=True)


def evaluate_inflected(path: Path, study: Settings | None) -> pd.DataFrame:
    """Persons and bodies of Russian news (NEREL), joined across the forms of their names.

    Scored on the half from which no network learned; first with the names that people marked, then with those that the
    multilingual reader finds. "As linked" takes the links of the corpus alone.
    """
    from benchmarks.evaluation.inflected import MARKED, load_half, marked_names, score_joined

    records = load_half(path, "scoring")
    ways = {"marked": lambda kind: lambda record: [(*span, kind) for span in marked_names(record, kind)]}
    finder = build_finder(name_finder(study.reader if study else "auto", "ru"))
    read = {record["id"]: finder.read(record["text"]).names for record in records}
    ways["found"] = lambda kind: lambda record: read[record["id"]]
    tables = [
        score_joined(records, find(kind), kind, forms=forms).assign(names=names, kind=kind, truth=truth)
        for names, find in ways.items()
        for kind in MARKED
        for truth, forms in (("links and endings", True), ("as linked", False))
    ]
    return pd.concat(tables, ignore_index=True)


def evaluate_resolved(path: Path, study: Settings | None) -> pd.DataFrame:
    """Who each source of made-up reports is, statements and names given; the file's name begins with its language."""
    from benchmarks.evaluation.resolved import score_resolved

    return score_resolved(read_reports(path), load_language(path.stem.split("-")[0]))


def evaluate_annotators(path: Path, study: Settings | None) -> pd.DataFrame:
    """The reader as one more annotator: its F1 with each of several people, beside theirs with each other."""
    from benchmarks.evaluation.annotators import load_annotators, score_annotators

    records = load_annotators(path)
    settings = study or replace(settings_of_source(path), least_confidence=0.5)
    return score_annotators(records, widen(records, annotate_records(records, settings).quotes))


def evaluate_sources(path: Path, study: Settings | None) -> pd.DataFrame:
    """What sort of source speaks: forms (journ-sourcing), messengers (CCF), or roles of coded statements (a corpus)."""
    study = study or settings_of_source(path)
    if path.suffix == ".parquet":
        articles = make_table("articles", map(article_row, read_coded_articles(path)))
        return score_roles(annotate(articles, study))
    if "messengers" in path.name:
        units = load_messengers(path)
        return score_messengers(units, annotate_records(units, study))
    records = load_sourcing_records(path)
    return score_forms(records, annotate_records(records, study))


TASKS: Mapping[str, Callable[[Path, Settings | None], pd.DataFrame]] = {
    "attribution": evaluate_attribution,
    "speakers": evaluate_speakers,
    "sources": evaluate_sources,
    "annotators": evaluate_annotators,
    "identities": evaluate_identities,
    "persons": evaluate_persons,
    "inflected": evaluate_inflected,
    "resolved": evaluate_resolved,
    "frames": evaluate_frames,
    "tone": evaluate_tone,
    "toward": evaluate_toward,
    "roles": evaluate_roles,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Score one task and print its table; 2 for data that cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evaluate", description=__doc__)
    parser.add_argument("task", choices=sorted(TASKS), help="what to score")
    parser.add_argument("data", type=Path, help="annotated data")
    parser.add_argument("--study", type=Path, metavar="FOLDER", help="settings to use")
    parser.add_argument("--language", help="of the data's texts (ISO 639-1); en where it is not given")
    parser.add_argument("--json", action="store_true", help="print what a program can read")
    given = parser.parse_args(arguments)
    try:
        study = load_settings(given.study) if given.study else None
        if given.language:
            study = study or settings_of_source(given.data)
            study = replace(study, articles=replace(study.articles, language=given.language))
        table = TASKS[given.task](given.data, study)
    except InputError as error:
        sys.stderr.write(f"{in_one_line(str(error))}\n")
        return 2
    print(table.to_json(orient="records") if given.json else table.to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
