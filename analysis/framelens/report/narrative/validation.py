"""Whether people have checked a measure: the stamp 'unvalidated', or raw and corrected estimate side by side."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from framelens.code.checking import CodedUnits
from framelens.code.coded_tables import tabulate_corrected, tabulate_reliability
from framelens.code.coder_errors import find_coder_errors
from framelens.code.correction import Correction
from framelens.code.declared import Coders
from framelens.code.doubts import FEWEST, list_doubts
from framelens.code.reliability import CODERS
from framelens.code.study_codes import BASIS
from framelens.errors import InputError
from framelens.measure.resampling import Interval
from framelens.report.narrative.reliability import (
    ASKED_UNITS,
    describe_coders,
    list_coders,
    tabulate_alphas,
    tell_agreement,
    tell_coding,
)
from framelens.report.narrative.telling import plain, say, spans
from framelens.results.blocks import Block, Group, group
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import show_table
from framelens.results.wording import bracket, decimal, sentence_case

MEASURE_NAMES = {
    "statements": "the detection of statements",
    "voices": "the attribution of speakers",
    "tone": "tone",
    "frames": "frames",
    "toward": "tone toward persons",
    "sources": "the role of sources",
    "forms": "the form of sources",
}
MOVED = 0.02  # a share that coders' errors move by less is not mentioned


def stamp_measure(measures: StudyMeasures, measure: str) -> Group:
    """What stands under a measure in the report: 'unvalidated', or the raw and the corrected estimate.

    Parameters
    ----------
    measures : StudyMeasures
    measure : {'statements', 'voices', 'tone', 'frames', 'toward', 'sources', 'forms'}
    """
    if measure not in BASIS:
        raise InputError(f"no measure of the report is '{measure}'; choose from: {', '.join(BASIS)}")
    question, name = BASIS[measure], MEASURE_NAMES[measure]
    coded = measures.codes.coded.get(question)
    if coded is None or not coded.n_coded:
        return say("validation.unvalidated", role="warning", measure=name)
    settings = Correction(cluster=measures.study.cluster or None)
    table = tabulate_corrected(measures.codes.group(question=question), None, settings)
    if question == "speaker":
        table = table.sort_values("raw", ascending=False, kind="stable", ignore_index=True)
    declared, names = measures.codes.coders, list_coders(coded)
    reliability = tabulate_reliability(measures.codes.group(question=question), measures.interval)
    shown = _name_estimates(table, tabulate_alphas(reliability, declared.name_agreement(names)))
    said = say(
        "validation.checked",
        role="note",
        coding=tell_coding(coded, declared),
        agreement=tell_agreement(reliability, declared.name_agreement(names)),
        name=measure,
        corrected=bool(table["estimate"].notna().any()),
        in_table=len(shown) > 1,
        raw=shown.filter(like="raw").iat[0, 0] if len(shown) else "",
        estimate=shown.filter(like="corrected").iat[0, 0] if len(shown) else "",
    )
    if len(shown) < 2:
        return said
    caption = spans("validation.caption", measure=name)
    notes = [*_note_estimates(coded, table), _note_coder_errors(coded, table, measures.interval)]
    return group(said, show_table(shown, f"corrected-{measure}", caption=caption, notes=notes, top=15))


def _note_estimates(coded: CodedUnits, table: pd.DataFrame) -> list[str]:
    """Which strata nobody coded, what is doubtful, and which answers of the codebook nobody gave."""
    notes = []
    if empty := coded.empty_strata:
        notes.append(plain("validation.not_coded_note", strata=empty))
    notes += [f"{sentence_case(doubt)}." for doubt in list_doubts(coded.answered)]
    absent = [name for name in coded.question.names if name not in set(table["code"].dropna())]
    if coded.question.name in ("tone", "toward") and absent:
        notes.append(plain("validation.unused_note", codes=absent))
    return notes


def _note_coder_errors(coded: CodedUnits, table: pd.DataFrame, interval: Interval) -> str:
    """How far the estimates could move because coders make errors, too: that of the code which moves most."""
    found = find_coder_errors(coded, interval=interval)
    shares = found.loc[found["measure"].eq("share")].merge(table[["code", "estimate"]], on="code")
    shares = shares.loc[shares["estimate_y"].notna() & shares["n"].ge(FEWEST)]
    shares = shares.assign(moved=(shares["estimate_x"] - shares["estimate_y"]).abs())
    if shares.empty or not shares["moved"].max() >= MOVED:
        return ""
    row = shares.sort_values("moved", kind="stable").iloc[-1]
    return plain(
        "validation.coder_errors_note",
        n=int(row["n"]),
        code=row["code"],
        share=row["estimate_x"],
        least=row["least"],
        most=row["most"],
    )


def _name_estimates(table: pd.DataFrame, alphas: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """Raw and corrected estimates as they are printed, with how far coders agree and the program with them."""
    bounds = " [95% CI]" if table[["low", "raw_low"]].notna().any(axis=None) else ""
    rows = []
    for row in table.to_dict("records"):
        share = row["measure"] == "share"
        code = str(row["code"]) if share else ""
        rows.append(
            {
                "measure": code or "mean tone (−1 to 1)",
                "units": int(row["n"]),
                "coded": int(row["n_coded"]),
                f"raw{bounds}": bracket(row["raw"], row["raw_low"], row["raw_high"], share=share),
                f"corrected{bounds}": bracket(row["estimate"], row["low"], row["high"], share=share),
                **{name: known.get(code, "–") for name, known in alphas.items()},
            }
        )
    return pd.DataFrame(rows)


def list_reported(measures: StudyMeasures) -> dict[str, str]:
    """The measures of the report with their questions: those that not every report has, where they are coded too."""
    coded = {name for name, units in measures.codes.coded.items() if units.n_coded}
    not_told = {"toward", "forms", *(["sources"] if measures.is_one else [])}
    return {measure: name for measure, name in BASIS.items() if measure not in not_told or name in coded}


def narrate_validation(measures: StudyMeasures) -> Block:
    """Which measures people have checked, and which they have not."""
    coded = {name for name, units in measures.codes.coded.items() if units.n_coded}
    reported = list_reported(measures)
    done = [MEASURE_NAMES[m] for m, question in reported.items() if question in coded]
    open_ones = [MEASURE_NAMES[m] for m, question in reported.items() if question not in coded]
    role = "note" if done and not open_ones else "warning"
    return say("validation.validation", role=role, done=done, unchecked=open_ones)


def narrate_codes(measures: StudyMeasures) -> Group:
    """Who coded what, and how far the coders agree."""
    found = measures.codes.coded
    if not found:
        return say("validation.no_codes")
    table = tabulate_reliability(measures.codes.group(), measures.interval)
    told = (_narrate_coded(coded, measures.codes.coders, table[table["question"].eq(n)]) for n, coded in found.items())
    return group(*told, describe_coders(measures))


def _narrate_coded(coded: CodedUnits, declared: Coders, reliability: pd.DataFrame) -> Block:
    own = reliability.loc[reliability["between"].eq(CODERS) & reliability["code"].notna()].dropna(subset=["estimate"])
    lowest = own.sort_values("estimate", kind="stable").iloc[0].to_dict() if own["estimate"].nunique() > 1 else None
    return say(
        "validation.coded",
        question=coded.question.name,
        coded=coded.n_coded,
        drawn=coded.n_drawn,
        population=len(coded.population),
        units=ASKED_UNITS[coded.question.name],
        coding=tell_coding(coded, declared),
        agreement=tell_agreement(reliability, declared.name_agreement(list_coders(coded))),
        lowest=lowest,
        unsure=int(coded.codes["code"].isna().sum()),
        gone=coded.n_gone,
    )


def narrate_scores(measures: StudyMeasures) -> Group:
    """How well the program does against the settled codes, measure by measure."""
    scores = measures.codes.score()
    if scores.empty:
        return say("validation.no_scores")
    parts = scores.groupby("question", sort=False)
    return group(*(_narrate_score(str(name), part) for name, part in parts))


def _narrate_score(name: str, every: pd.DataFrame) -> Block:
    part, alone = every.loc[every["coder"].isna()], every.loc[every["coder"].notna()]
    right = part.loc[part["measure"].eq("accuracy")]
    if len(right) and (part["measure"].eq("f1") & part["code"].notna()).sum() <= 1:
        return say("validation.agrees", question=name, row=right.iloc[0].to_dict())
    f1 = part.loc[part["measure"].eq("f1") & part["estimate"].notna()].sort_values("estimate", kind="stable")
    lowest, highest = (
        {"code": row["code"], "f1": decimal(row["estimate"])} for row in f1.iloc[[0, -1]].to_dict("records")
    )
    single = alone.loc[alone["measure"].eq("f1") & alone["estimate"].notna()].sort_values("estimate", kind="stable")
    return say(
        "validation.scores",
        question=name,
        codes=len(f1),
        lowest=lowest,
        highest=highest,
        left_out=int(part["n_left_out"].max()),
        one_number=part["n_left_out"].nunique() == 1,
        alone=single.iloc[0].to_dict() if len(single) else None,
    )
