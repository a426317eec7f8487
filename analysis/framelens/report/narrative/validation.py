"""Whether people have checked a measure: the stamp 'unvalidated', or raw and corrected estimate side by side."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from framelens.code.checking import CodedUnits
from framelens.code.coded_tables import tabulate_corrected, tabulate_reliability, tabulate_scores
from framelens.code.coder_errors import find_coder_errors
from framelens.code.correction import Correction
from framelens.code.declared import Coders
from framelens.code.doubts import FEWEST, list_doubts
from framelens.code.reliability import CODERS, PROGRAM
from framelens.code.study_codes import BASIS
from framelens.errors import InputError
from framelens.measure.resampling import Interval
from framelens.report.narrative.reliability import (
    ASKED_UNITS,
    describe_coders,
    list_coders,
    name_column_of,
    show_alphas,
    tell_agreement,
    tell_coding,
)
from framelens.results.blocks import Block, Group, group
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import note_intervals, show_table
from framelens.results.telling import each, say
from framelens.results.wording import bracket, decimal, estimate_in, join_names, part_of, percent

MEASURE_NAMES = {
    "statements": "the detection of statements",
    "voices": "the attribution of speakers",
    "tone": "tone",
    "frames": "frames",
    "toward": "tone toward persons",
}
MOVED = 0.02  # a share that coders' errors move by less is not mentioned
UNVALIDATED = (
    "No sample of this material has been coded by hand, so the error rate of the program is unknown. Every number "
    "should be read together with the passages behind it."
)


def stamp_measure(measures: StudyMeasures, measure: str) -> Group:
    """What stands under a measure in the report: 'unvalidated', or the raw and the corrected estimate.

    Parameters
    ----------
    measures : StudyMeasures
    measure : {'statements', 'voices', 'tone', 'frames', 'toward'}
    """
    if measure not in BASIS:
        raise InputError(f"no measure of the report is '{measure}'; choose from: {', '.join(BASIS)}")
    question, name = BASIS[measure], MEASURE_NAMES[measure]
    coded = measures.codes.coded.get(question)
    if coded is None or not coded.n_coded:
        unknown = "No sample has been coded by hand for {name}, so the error rate of the program is unknown."
        return group(say("**Unvalidated.**", unknown, role="warning", name=name))
    settings = Correction(cluster=measures.study.cluster or None)
    table = tabulate_corrected(measures.codes.group(question=question), None, settings)
    if question == "speaker":
        table = table.sort_values("raw", ascending=False, kind="stable", ignore_index=True)
    declared, names = measures.codes.coders, list_coders(coded)
    reliability = tabulate_reliability(measures.codes.group(question=question), measures.interval)
    said = say(
        "**Checked against hand coding.**",
        "{coding} {agreement}",
        "“Raw” is the automated estimate; “corrected” adjusts it for the errors found in the hand-coded sample "
        "[@egami2023] ([tab:corrected-{measure}]).",
        None if table["estimate"].notna().any() else "Too few units have been coded for a correction.",
        role="note",
        coding=tell_coding(coded, declared),
        agreement=tell_agreement(reliability, declared.name_agreement(names)),
        measure=measure,
    )
    caption = f"Raw and corrected estimates for {name}."
    notes = [*_note_estimates(coded, table), _note_coder_errors(coded, table, measures.interval)]
    alphas = {
        name_column_of(declared.name_agreement(names)): show_alphas(reliability, CODERS),
        "program’s alpha": show_alphas(reliability, PROGRAM),
    }
    return group(
        said, show_table(_name_estimates(table, alphas), f"corrected-{measure}", caption=caption, notes=notes, top=15)
    )


def _note_estimates(coded: CodedUnits, table: pd.DataFrame) -> list[str]:
    """What the numbers in brackets are, and which answers of the codebook nobody gave."""
    notes = [note_intervals(bool(table[["low", "raw_low"]].notna().any(axis=None)), one=True)]
    if empty := coded.empty_strata:
        notes.append(f"No unit of {join_names(empty)} has been coded; these units are assumed to resemble the others.")
    notes += [f"{doubt[:1].upper()}{doubt[1:]}." for doubt in list_doubts(coded.answered)]
    absent = [name for name in coded.question.names if name not in set(table["code"].dropna())]
    if coded.question.name in ("tone", "toward") and absent:
        notes.append(f"Assigned neither by the program nor by the coders: {join_names(absent)}.")
    return notes


def _note_coder_errors(coded: CodedUnits, table: pd.DataFrame, interval: Interval) -> str:
    """How far the estimates could move because coders err too: that of the code which moves most."""
    found = find_coder_errors(coded, interval=interval)
    shares = found.loc[found["measure"].eq("share")].merge(table[["code", "estimate"]], on="code")
    shares = shares.loc[shares["estimate_y"].notna() & shares["n"].ge(FEWEST)]
    shares = shares.assign(moved=(shares["estimate_x"] - shares["estimate_y"]).abs())
    if shares.empty or not shares["moved"].max() >= MOVED:
        return ""
    row = shares.sort_values("moved", kind="stable").iloc[-1]
    return (
        f"The corrected estimates take the codes for the truth. Judged by the {int(row['n'])} units coded twice, the "
        f"share of {row['code']} without the coders’ own errors would be {percent(row['estimate_x'])}, and between "
        f"{percent(row['least'])} and {percent(row['most'])} whichever errors they make; other codes move less."
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
                **{name: known.get(code, "–") for name, known in alphas.items() if known},
            }
        )
    return pd.DataFrame(rows)


def narrate_validation(measures: StudyMeasures) -> Block:
    """Which measures people have checked, and which they have not."""
    coded = {name: units for name, units in measures.codes.coded.items() if units.n_coded}
    done = [MEASURE_NAMES[m] for m, question in BASIS.items() if question in coded]
    # A tone toward persons is not measured in every study; what is not in the report needs no stamp.
    open_ones = [MEASURE_NAMES[m] for m, question in BASIS.items() if question not in coded and m != "toward"]
    if not done:
        return say("**Unvalidated.**", UNVALIDATED, role="warning")
    return say(
        "**Checked against hand coding.**",
        "A sample of this study has been coded by hand for {done}; corrected estimates are reported beside the raw "
        "ones.",
        "Unvalidated: {open}." if open_ones else None,
        role="warning" if open_ones else "note",
        done=join_names(done),
        open=join_names(open_ones),
    )


def narrate_codes(measures: StudyMeasures) -> Group:
    """Who coded what, and how far the coders agree."""
    found = measures.codes.coded
    if not found:
        hint = 'To draw and code a sample, use study.codes.sample("frame").form(coder="anna"); see docs/coding.md.'
        return group(say("No sample of this study has been coded by hand, so no measure is validated.", hint))
    table = tabulate_reliability(measures.codes.group(), measures.interval)
    told = (_narrate_coded(coded, measures.codes.coders, table[table["question"].eq(n)]) for n, coded in found.items())
    return group(*told, describe_coders(measures))


def _narrate_coded(coded: CodedUnits, declared: Coders, reliability: pd.DataFrame) -> Block:
    unsure = int(coded.codes["code"].isna().sum())
    own = reliability.loc[reliability["between"].eq(CODERS) & reliability["code"].notna()].dropna(subset=["estimate"])
    lowest = own.sort_values("estimate", kind="stable").iloc[0] if own["estimate"].nunique() > 1 else None
    return say(
        "‘{name}’: {amount} {units} were drawn as a sample; none has been coded yet."
        if not coded.n_coded
        else "‘{name}’: {coding} {agreement}",
        None if lowest is None else "Alpha is lowest for {code} ({alpha}).",
        "{unsure:^answer} {unsure:is|are} marked unsure." if unsure else None,
        "{gone:^unit} drawn earlier can no longer be found because the program now segments the text differently."
        if coded.n_gone
        else None,
        name=coded.question.name,
        amount=f"{coded.n_drawn:,} of {len(coded.population):,}",
        units=ASKED_UNITS[coded.question.name],
        coding=tell_coding(coded, declared),
        agreement=tell_agreement(reliability, declared.name_agreement(list_coders(coded))),
        code="" if lowest is None else lowest["code"],
        alpha="" if lowest is None else decimal(lowest["estimate"]),
        unsure=unsure,
        gone=coded.n_gone,
    )


def narrate_scores(measures: StudyMeasures) -> Group:
    """How well the program does against the settled codes, measure by measure."""
    scores = tabulate_scores(measures.codes.group(), None, measures.interval)
    if scores.empty:
        return group(say("There are no codes against which the program could be scored."))
    parts = scores.groupby("question", sort=False)
    return group(*(_narrate_score(str(name), part) for name, part in parts))


def _narrate_score(name: str, every: pd.DataFrame) -> Block:
    part, alone = every.loc[every["coder"].isna()], every.loc[every["coder"].notna()]
    right = part.loc[part["measure"].eq("accuracy")]
    if len(right) and (part["measure"].eq("f1") & part["code"].notna()).sum() <= 1:
        row = right.iloc[0]
        shown = estimate_in(row, share=True)
        return say("For ‘{name}’, the program agrees with the coders on {shown} units.", name=name, shown=shown)
    f1 = part.loc[part["measure"].eq("f1") & part["estimate"].notna()].sort_values("estimate", kind="stable")
    ends = [{"code": row["code"], "f1": decimal(row["estimate"])} for row in f1.iloc[[0, -1]].to_dict("records")]
    single = alone.loc[alone["measure"].eq("f1") & alone["estimate"].notna()].sort_values("estimate", kind="stable")
    left_out = int(part["n_left_out"].max())
    lowest = single.iloc[0] if len(single) else None
    return say(
        "For ‘{name}’, F1 ranges from {ends}."
        if ends[0]["f1"] != ends[1]["f1"]
        else "For ‘{name}’, F1 is {f1} for {codes}.",
        None
        if not left_out
        else "{left_out:^unit} on which the coders are divided or unsure {left_out:is|are} left out."
        if part["n_left_out"].nunique() == 1
        else "Units on which the coders are divided or unsure are left out, {left_out} at most for one code.",
        None if lowest is None else "Against each coder alone, the lowest F1 is {lowest} ({code}, coder {coder}).",
        name=name,
        ends=[*each("{f1} for {code}", ends[:1]), " to ", *each("{f1} for {code}", ends[1:])],
        f1=ends[0]["f1"],
        codes=part_of(len(f1), len(f1), "code"),
        left_out=left_out,
        lowest="" if lowest is None else decimal(lowest["estimate"]),
        code="" if lowest is None else lowest["code"],
        coder="" if lowest is None else lowest["coder"],
    )
