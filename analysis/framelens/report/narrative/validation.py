"""Whether people have checked a measure: the stamp 'unvalidated', or raw and corrected estimate side by side."""

from __future__ import annotations

import pandas as pd

from framelens.code.checking import CodedUnits
from framelens.code.study_samples import BASIS
from framelens.errors import InputError
from framelens.results.blocks import Block, Group, cite, group, prose, see_table, strong
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import ARTICLES_NOTE, ONE_NOTE, show_table
from framelens.results.wording import count, decimal, interval, join_names, number, percent, plural, spell

ASKED_UNITS = {
    "statement": "sentences",
    "speaker": "statements",
    "frame": "paragraphs",
    "tone": "stretches",
    "toward": "names in sentences",
}
MEASURE_NAMES = {
    "statements": "what is found as a statement",
    "voices": "who speaks",
    "tone": "tone",
    "frames": "frames",
    "toward": "tone toward persons",
}
_GOOD, _TENTATIVE = 0.8, 0.667


def stamp_measure(measures: StudyMeasures, measure: str) -> Group:
    """What stands under a measure in the report: 'unvalidated', or the raw and the corrected estimate.

    Parameters
    ----------
    measures : StudyMeasures
    measure : {'statements', 'voices', 'tone', 'frames', 'toward'}
    """
    if measure not in BASIS:
        raise InputError(f"no measure of the report is '{measure}'; choose from: {', '.join(BASIS)}")
    question = BASIS[measure]
    coded = measures.codes.coded.get(question)
    if coded is None or not coded.n_coded:
        return group(
            prose(
                strong("Unvalidated. "),
                f"Nobody has coded a sample of this study for {MEASURE_NAMES[measure]}; how often the program is wrong "
                "here is unknown.",
                role="warning",
            )
        )
    table = measures.codes.correct(question)
    if question == "speaker":
        table = table.sort_values("raw", ascending=False, kind="stable", ignore_index=True)
    coders = f"{spell(len(coded.coders), 'coder')} ({join_names(coded.coders)})"
    whole = len(coded.population) == coded.n_coded
    amount = f"All {number(coded.n_coded)} {ASKED_UNITS[question]} have" if whole and coded.n_coded > 1 else (
        f"Of {number(len(coded.population))} {ASKED_UNITS[question]}, {number(coded.n_coded)} "
        f"{plural(coded.n_coded, 'has')}"
    )  # fmt: skip
    said = (
        f"{amount} been coded by {coders}. Raw is what the program measured, corrected what its errors on the coded "
        "ones leave of it "
    )
    named = show_table(
        _name_estimates(table),
        f"corrected-{measure}",
        caption=f"Raw and corrected: {MEASURE_NAMES[measure]}.",
        notes=_note_estimates(coded, table),
        top=15,
    )
    few = "" if table["estimate"].notna().any() else " Too few are coded for a correction."
    parts = (said, cite("egami2023"), ", see ", see_table(f"corrected-{measure}"), f".{few}")
    return group(prose(strong("Checked by people. "), *parts, role="note"), named)


def _note_estimates(coded: CodedUnits, table: pd.DataFrame) -> list[str]:
    """What the numbers in brackets are, and which answers of the codebook nobody gave."""
    bounded = table["low"].notna().any() or table["raw_low"].notna().any()
    notes = [ARTICLES_NOTE.replace("Intervals (95%)", "In brackets 95% intervals, which") if bounded else ONE_NOTE]
    if empty := coded.empty_strata:
        notes.append(f"Nobody has coded a unit of {join_names(empty)}; these units are taken to be like the others.")
    absent = [name for name in coded.question.names if name not in set(table["code"].dropna())]
    if coded.question.name in ("tone", "toward") and absent:
        notes.append(f"Given neither by the program nor by people: {join_names(absent)}.")
    return notes


def _name_estimates(table: pd.DataFrame) -> pd.DataFrame:
    """Raw and corrected estimates as they are printed."""
    rows = []
    for row in table.to_dict("records"):
        share = row["measure"] == "share"
        rows.append(
            {
                "measure": str(row["code"]) if share else "mean tone (−1 to 1)",
                "units": int(row["n"]),
                "coded": int(row["n_coded"]),
                "raw": _print(row["raw"], row["raw_low"], row["raw_high"], share=share),
                "corrected": _print(row["estimate"], row["low"], row["high"], share=share),
            }
        )
    return pd.DataFrame(rows, columns=["measure", "units", "coded", "raw", "corrected"])


def _print(estimate: float, low: float, high: float, *, share: bool) -> str:
    if pd.isna(estimate):
        return "–"
    bounds = interval(low, high, share=share)
    return f"{percent(estimate) if share else decimal(estimate)}{f' ({bounds})' if bounds else ''}"


def narrate_validation(measures: StudyMeasures) -> Block:
    """Which measures people have checked, and which they have not."""
    coded = {name: units for name, units in measures.codes.coded.items() if units.n_coded}
    done = [MEASURE_NAMES[m] for m, question in BASIS.items() if question in coded]
    # A tone toward persons is not measured in every study; what is not in the report needs no stamp.
    open_ones = [MEASURE_NAMES[m] for m, question in BASIS.items() if question not in coded and m != "toward"]
    if not done:
        return prose(strong("Unvalidated. "), UNVALIDATED, role="warning")
    parts = [f"People have coded a sample of this study for {join_names(done)}; "]
    parts.append("corrected estimates stand beside the raw ones.")
    if open_ones:
        parts.append(f" Unvalidated: {join_names(open_ones)}.")
    return prose(strong("Checked by people. "), *parts, role="warning" if open_ones else "note")


UNVALIDATED = (
    "These measures have not been validated on this material. No sample of it has been coded by people, so how often "
    "the program is wrong here is unknown; every number should be read together with the passages behind it."
)


def narrate_codes(measures: StudyMeasures) -> Group:
    """Who coded what, and how far the coders agree."""
    found = measures.codes.coded
    if not found:
        return group(
            prose(
                "Nobody has coded a sample of this study: every measure is unvalidated. The form opens with "
                'study.codes.sample("frame").form(coder="anna"); docs/coding.md says how it goes on.'
            )
        )
    agreement = measures.codes.agreement()
    blocks = []
    for name, coded in found.items():
        given = coded.codes
        unsure = int(given["code"].isna().sum())
        said = (
            f"{ASKED_UNITS[name][:1].upper()}{ASKED_UNITS[name][1:]} for ‘{name}’: {number(coded.n_drawn)} drawn of "
            f"{number(len(coded.population))}, coded by {join_names(coded.coders)}, "
            f"{number(unsure)} {plural(unsure, 'answer')} unsure. "
        )
        gone = (
            f" {count(coded.n_gone, 'unit')} drawn earlier can no longer be found: the program cuts them otherwise now."
            if coded.n_gone
            else ""
        )
        blocks.append(prose(said, _narrate_agreement(agreement, name), gone))
    return group(*blocks)


def _narrate_agreement(agreement: pd.DataFrame, question: str) -> str:
    rows = agreement.loc[agreement["question"].eq(question) & agreement["code"].isna()]
    alpha = rows.loc[rows["measure"].eq("alpha")].iloc[0]
    if pd.isna(alpha["estimate"]):
        return f"Agreement cannot be given: {alpha['note']}."
    bounds = interval(alpha["low"], alpha["high"])
    value = float(alpha["estimate"])
    word = (
        "good"
        if value >= _GOOD
        else "enough for tentative conclusions"
        if value >= _TENTATIVE
        else "too low to rely on"
    )
    return (
        f"The coders agree with Krippendorff’s alpha of {decimal(value)}{f' ({bounds})' if bounds else ''} on "
        f"{count(int(alpha['n']), 'unit')}: {word}."
    )


def narrate_scores(measures: StudyMeasures) -> Group:
    """How well the program does against the settled codes, measure by measure."""
    scores = measures.codes.scores()
    if scores.empty:
        return group(prose("There are no codes to score the program against."))
    blocks = []
    for name in scores["question"].unique():
        part = scores.loc[scores["question"].eq(name)]
        if (part["measure"].eq("f1") & part["code"].notna()).sum() > 1 or part["measure"].eq("accuracy").sum() == 0:
            f1 = part.loc[part["measure"].eq("f1") & part["estimate"].notna()]
            low, high = f1.sort_values("estimate").iloc[[0, -1]].to_dict("records")
            same = f"‘{name}’: F1 is {decimal(low['estimate'])} for each of {number(len(f1))} codes."
            said = (
                same
                if low["estimate"] == high["estimate"]
                else f"‘{name}’: F1 lies between {decimal(low['estimate'])} for {low['code']} and "
                f"{decimal(high['estimate'])} for {high['code']}."
            )
        else:
            right = part.loc[part["measure"].eq("accuracy")].iloc[0]
            said = (
                f"‘{name}’: {percent(right['estimate'])} of {spell(int(right['n']), 'unit')} as the coders have them."
            )
        blocks.append(prose(said))
    return group(*blocks)
