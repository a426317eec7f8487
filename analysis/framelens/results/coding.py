"""Coding within a study: its samples, the form for its coders, and what their codes say of every measure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.code.agreement import count_confusion, list_disagreements
from framelens.code.checking import (
    CodedUnits,
    compare_coded_errors,
    group_units,
    join_codes_to_units,
    keep_coded_groups,
    measure_coded_agreement,
)
from framelens.code.checking import score_coded as _score_coded
from framelens.code.codebook import QUESTIONS, find_question, make_codebook
from framelens.code.coded_estimates import correct_coded, correct_coded_differences
from framelens.code.correction import Correction
from framelens.code.folder import FOLDER, read_codes, read_coding_samples, write_coding_sample
from framelens.code.sampling import draw_coding_sample
from framelens.code.sheets import BLINDABLE, write_coding_sheet
from framelens.code.units import list_units
from framelens.errors import InputError
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, list_columns
from framelens.results.measures import StudyMeasures

_DRAWN = 100  # units of a sample unless told
FEWEST_CODED = 10  # coded units of a group whose errors are compared
# Which measure of the report rests on which question.
BASIS = {"statements": "statement", "voices": "speaker", "tone": "tone", "frames": "frame", "toward": "toward"}


def list_study_units(measures: StudyMeasures, question: str) -> pd.DataFrame:
    """The units of a question under the study's settings: as :func:`framelens.list_units`."""
    study = measures.study
    options: dict[str, Any] = {"kinds": study.counted, "frames": study.frames}
    if question == "toward" and len(measures.toward):
        options["toward"] = measures.toward
    if question == "tone":
        options["lexicon"] = study.primary_lexicon
    return list_units(measures.annotations, question, **options)


def find_codes_folder(measures: StudyMeasures) -> Path:
    """Where the samples and codes of a study lie: ``codes`` beside its ``study.toml``."""
    return Path(measures.study.folder) / FOLDER


def take_coding_sample(
    measures: StudyMeasures,
    question: str,
    n: int | None = None,
    *,
    strata: By = "answer",
    enrich: float = 0.5,
    coders: Sequence[str] = (),
    double: float = 1.0,
) -> pd.DataFrame:
    """The sample of a question: the one kept in ``seeds/codes``, or a new one that is kept there.

    Parameters
    ----------
    measures : StudyMeasures
    question : {'statement', 'speaker', 'frame', 'tone', 'toward'}
    n, strata, enrich, coders, double
        As in :func:`framelens.draw_coding_sample`, for a new sample (of 100 units unless told); the seed is the
        study's. All units are drawn where there are fewer than n.

    Raises
    ------
    InputError
        As in :func:`framelens.draw_coding_sample`, and where a sample of another size is kept.
    """
    kept = read_coding_samples(find_codes_folder(measures))
    kept = kept.loc[kept["question"].eq(question)].reset_index(drop=True)
    units = list_study_units(measures, question)
    if not len(kept):
        sample = draw_coding_sample(
            units,
            min(n or _DRAWN, len(units)),
            strata=strata,
            enrich=enrich,
            coders=coders,
            double=double,
            seed=measures.study.seed,
        )
        write_coding_sample(sample, find_codes_folder(measures))
        return sample
    if n is not None and n != len(kept) and not (n > len(kept) and kept["probability"].eq(1).all()):
        raise InputError(
            f"{len(kept):,} units are drawn for '{question}' already, not {n:,}, and may be coded; go on with these "
            f"(leave n out), or move sample-{question}.csv and its codes away and draw anew"
        )
    about = [c for c in units.columns if c not in kept.columns]
    return kept.merge(units[["unit_id", *about]], on="unit_id", how="left")


def write_study_sheet(
    measures: StudyMeasures,
    question: str,
    *,
    coder: str,
    path: Path | str | None = None,
    blind: Sequence[str] = BLINDABLE,
) -> Path:
    """A coding sheet for one coder of a study, ``seeds/codes/<coder>-<question>.xlsx`` unless told."""
    target = Path(path) if path else find_codes_folder(measures) / f"{coder}-{question}.xlsx"
    codebook = make_codebook(measures.study)
    find_question(question, codebook)
    sample = take_coding_sample(measures, question)
    return write_coding_sheet(sample, measures.annotations, target, coder=coder, codebook=codebook, blind=blind)


def read_study_codes(measures: StudyMeasures) -> dict[str, CodedUnits]:
    """The coded units of every question that has codes; empty where nobody has coded.

    Raises
    ------
    InputError
        For anything wrong in ``seeds/codes``, with file and line.
    """
    cached = measures.__dict__.get("_coded")
    if cached is not None:
        return dict(cached)
    folder = find_codes_folder(measures)
    found: dict[str, CodedUnits] = {}
    if folder.is_dir():
        codebook = make_codebook(measures.study)
        sample, codes = read_coding_samples(folder), read_codes(folder, codebook)
        for name in QUESTIONS:
            if codes.loc[codes["question"].eq(name), "code"].notna().any():
                units = list_study_units(measures, name)
                found[name] = join_codes_to_units(codebook[name], units, sample, codes)
    measures.__dict__["_coded"] = found
    return dict(found)


def measure_codes(measures: StudyMeasures) -> pd.DataFrame:
    """Agreement of the coders, question by question; one row per question, code and measure."""
    tables = [
        measure_coded_agreement(coded, interval=measures.interval).assign(question=name)
        for name, coded in read_study_codes(measures).items()
    ]
    columns = ["question", "code", "measure", "level", "n", "n_coders", "n_codes", "estimate", "low", "high", "note"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def score_codes(measures: StudyMeasures, by: By = None) -> pd.DataFrame:
    """The program against the codes, question by question; one row per question, group, code and measure.

    ``by`` names columns of units (``voice``, ``zone``), of their articles (those of one's own included), or a period.
    """
    tables = []
    for name, coded in _group_codes(measures, by).items():
        if coded.n_coded and coded.population.loc[coded.population["code"].notna(), "answer"].notna().any():
            tables.append(_score_coded(coded, by, interval=measures.interval).assign(question=name))
    if not tables:
        return pd.DataFrame(columns=["question", "code", "measure", "n", "estimate", "low", "high"])
    table = pd.concat(tables, ignore_index=True)
    return table[["question", *[c for c in table.columns if c != "question"]]]


def _group_codes(measures: StudyMeasures, by: By) -> dict[str, CodedUnits]:
    """The coded units of every question, with the columns that they are grouped by and whose articles go together."""
    articles, cluster = measures.annotations.articles, measures.study.cluster
    columns = [*list_columns(by), *([cluster] if cluster else [])]
    return {name: group_units(coded, columns, articles) for name, coded in read_study_codes(measures).items()}


def _correct_as_study(measures: StudyMeasures, settings: Correction | None) -> Correction:
    """The settings of a correction, with the study's cluster unless they name one."""
    settings = settings or Correction()
    return replace(settings, cluster=settings.cluster or measures.study.cluster or None)


def correct_codes(measures: StudyMeasures, by: By = None, *, settings: Correction | None = None) -> pd.DataFrame:
    """Raw and corrected, question by question: as :func:`framelens.code.coded_estimates.correct_coded`.

    ``by`` as in :func:`framelens.score_codes`.
    """
    settings = _correct_as_study(measures, settings)
    tables = [correct_coded(coded, by, settings=settings) for coded in _group_codes(measures, by).values()]
    tables = [table for table in tables if len(table)]
    if not tables:
        return pd.DataFrame(columns=["question", "measure", "code", "n", "n_coded", "raw", "estimate", "low", "high"])
    return pd.concat(tables, ignore_index=True)


def correct_question(measures: StudyMeasures, question: str) -> pd.DataFrame:
    """The same of one question that has codes."""
    return correct_coded(_group_codes(measures, None)[question], settings=_correct_as_study(measures, None))


def correct_code_differences(measures: StudyMeasures, by: By, *, settings: Correction | None = None) -> pd.DataFrame:
    """Differences between groups, raw and corrected, question by question.

    Parameters
    ----------
    measures : StudyMeasures
    by : str or sequence of str
        As in :func:`framelens.score_codes`.
    settings : Correction, optional

    Returns
    -------
    pandas.DataFrame
        As :func:`framelens.correct_differences`, with ``question``, ``measure`` and ``code``; ``q`` over the table.

    Examples
    --------
    >>> fl.correct_code_differences(coded, by="outlet").columns.tolist()[:5]
    ['question', 'measure', 'code', 'group_a', 'group_b']
    """
    settings = _correct_as_study(measures, settings)
    tables = [correct_coded_differences(coded, by, settings=settings) for coded in _group_codes(measures, by).values()]
    tables = [table for table in tables if len(table)]
    if not tables:
        columns = ["question", "measure", "code", "group_a", "group_b", "n", "n_coded", "estimate", "low", "high"]
        return pd.DataFrame(columns=[*columns, "p", "q"])
    table = pd.concat(tables, ignore_index=True)
    return table.assign(q=control_false_discovery(table["p"]))


def compare_codes(measures: StudyMeasures, by: By = None, *, least: int = FEWEST_CODED) -> pd.DataFrame:
    """Differential error: whether the program errs otherwise in one group of articles than in another.

    Groups are those of ``by``, as in :func:`framelens.score_codes`; unless told, of each column that the study compares
    by. Groups with fewer than ``least`` coded units are left out: they cannot show how often the program errs; so is a
    column with fewer than two groups.

    Returns
    -------
    pandas.DataFrame
        As :func:`framelens.compare_errors`, with ``question`` and ``by``; ``q`` over the table.
    """
    tables = []
    for columns in [list_columns(by)] if by else [(column,) for column in measures.study.compare_by]:
        for name, coded in _group_codes(measures, columns).items():
            compared = keep_coded_groups(coded, columns, least)
            if len(compared.population[list(columns)].drop_duplicates()) > 1:
                table = compare_coded_errors(compared, columns, interval=measures.interval)
                tables.append(table.assign(question=name, by=", ".join(columns)))
    if not tables:
        return pd.DataFrame(columns=["question", "by", "code", "measure", "group_a", "group_b", "estimate", "p", "q"])
    table = pd.concat(tables, ignore_index=True)
    table["q"] = control_false_discovery(table["p"])
    return table[["question", "by", *[c for c in table.columns if c not in ("question", "by")]]]


def list_coded_disagreements(measures: StudyMeasures) -> pd.DataFrame:
    """The units that coders should talk about, the most divided first, with their words.

    Returns
    -------
    pandas.DataFrame
        One row per unit: ``question``, ``unit_id``, ``codes`` (who said what), ``share_disagreeing``, ``passage``. What
        they settle on is entered as coder 'agreed', and then counts.
    """
    texts = dict(zip(measures.annotations.articles["article_id"], measures.annotations.articles["text"], strict=True))
    tables = []
    for name, coded in read_study_codes(measures).items():
        table = list_disagreements(coded.codes).merge(
            coded.population[["unit_id", "article_id", "start", "end"]], on="unit_id"
        )
        spans = zip(table["article_id"], table["start"], table["end"], strict=True)
        table["passage"] = [" ".join(str(texts[article])[start:end].split()) for article, start, end in spans]
        tables.append(table.assign(question=name))
    columns = ["question", "unit_id", "codes", "share_disagreeing", "passage"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def count_coded_confusion(measures: StudyMeasures) -> pd.DataFrame:
    """What one coder said where another said something else, question by question; as :func:`count_confusion`."""
    tables = [count_confusion(c.codes).assign(question=n) for n, c in read_study_codes(measures).items()]
    columns = ["question", "coder_a", "coder_b", "code_a", "code_b", "n_units", "n"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def find_basis(measure: str) -> str:
    """The question that a measure of the report rests on."""
    if measure not in BASIS:
        raise InputError(f"no measure of the report is '{measure}'; choose from: {', '.join(BASIS)}")
    return BASIS[measure]
