"""Who coded and how reliably: what is declared of the coders, and how far they and the program agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from framelens.code.checking import AGREED, CodedUnits
from framelens.code.coded_tables import tabulate_reliability
from framelens.code.declared import FILE, Coders
from framelens.code.folder import FOLDER
from framelens.code.reliability import CODERS, PROGRAM
from framelens.results.blocks import Block, Group, Text, group
from framelens.results.measures import StudyMeasures
from framelens.results.telling import each, say, tell
from framelens.results.wording import bracket, estimate_in, is_absent, join_names, sample, spell, times

ASKED_UNITS = {
    "statement": "sentences",
    "speaker": "statements",
    "frame": "paragraphs",
    "tone": "segments",
    "toward": "names in sentences",
}
# Krippendorff's conventions.
LEVELS = ((0.8, "reliable"), (0.667, "sufficient for tentative conclusions"), (float("-inf"), "too low to rely on"))
AGREEMENT = {
    "intercoder": "Intercoder reliability",
    "intra-coder": "Intra-coder agreement",
    "pooled": "Agreement between the coders, repeated passes of one person among them,",
    "agreement between coders": "Agreement between the coders",
}
COLUMNS = {"intercoder": "coders’ alpha", "intra-coder": "intra-coder alpha"}


def list_coders(coded: CodedUnits) -> list[str]:
    """The names under which units were coded, without that of what was settled."""
    return [name for name in coded.coders if name != AGREED]


def tell_coding(coded: CodedUnits, declared: Coders) -> list[Text]:
    """Who coded how many units, and how often: a sentence."""
    names = list_coders(coded)
    people = declared.group(names)
    undeclared = [name for name in names if name not in declared.people]
    twice = coded.codes[coded.codes["coder"].ne(AGREED)].groupby("unit_id").size().gt(1).sum()
    passes = max(map(len, people.values()), default=1)
    every = len(people) == 1 and not undeclared and twice == coded.n_coded
    return tell(
        "{amount} {units} were coded {often}by {who}{twice}"
        + ("; who {undeclared} {n:is|are} is not declared." if undeclared else "."),
        who=join_names([*(_name_person(person, own) for person, own in people.items()), *undeclared]),
        amount=f"{coded.n_coded:,} of {len(coded.population):,}"
        if coded.n_coded < len(coded.population)
        else f"All {coded.n_coded:,}",
        units=ASKED_UNITS[coded.question.name],
        often=f"{times(passes)} " if every and passes > 1 else "",
        twice=f", {spell(int(twice), 'unit')} at least twice" if twice and not every else "",
        undeclared=join_names(undeclared),
        n=len(undeclared),
    )


def _name_person(person: str, passes: list[str]) -> str:
    return f"{person} (as {join_names(passes)})" if passes != [person] else person


def tell_agreement(reliability: pd.DataFrame, name: str) -> list[Text]:
    """How far coders agree, and the program with them: of the rows of all codes together of one question."""
    rows = {row["between"]: row for row in reliability[reliability["code"].isna()].to_dict("records")}
    coders, program = rows.get(CODERS), rows.get(PROGRAM)
    if coders is not None and program is not None and is_absent(coders["estimate"]) and is_absent(program["estimate"]):
        alike = "{name} is 100% ({n}), and so is that of the program with the codes; where all codes are the same, "
        return tell(alike + "alpha is undefined.", name=AGREEMENT[name], n=sample(int(program["n"])))
    told = (
        tell("{name} is {alpha}", name=AGREEMENT[name], alpha=_tell_alpha(coders))
        if coders is not None
        else ["No unit was coded twice, so the reliability of the codes is unknown"]
    )
    if program is not None:
        told += tell("; that of the program with the codes is {alpha}", alpha=_tell_alpha(program))
    return [*told, "."]


def _tell_alpha(row: Any) -> str:
    if is_absent(row["estimate"]):
        return f"100%, {sample(int(row['n']))}, where alpha is undefined because all codes are the same"
    level = next(level for least, level in LEVELS if row["estimate"] >= least)
    return f"Krippendorff’s alpha = {estimate_in(row)} ({level})"


def name_column_of(name: str) -> str:
    """What the column of the coders' alpha is called."""
    return COLUMNS.get(name, "alpha of coders")


def show_alphas(reliability: pd.DataFrame, between: str) -> dict[str, str]:
    """Code -> alpha with interval and n, as a table prints it; '' is all codes together."""
    rows = reliability[reliability["between"].eq(between)]
    return {"" if is_absent(row["code"]) else str(row["code"]): _show_alpha(row) for row in rows.to_dict("records")}


def _show_alpha(row: Any) -> str:
    n = f"({sample(int(row['n']))})"
    if is_absent(row["estimate"]):
        return f"all agree {n}"
    return f"{bracket(row['estimate'], row['low'], row['high'])} {n}"


def describe_reliability(measures: StudyMeasures) -> Group:
    """The methods' paragraph on hand coding: who coded, how, and with which reliability; empty without codes."""
    found = {name: one for name, one in measures.codes.coded.items() if one.n_coded}
    if not found:
        return group()
    table = tabulate_reliability(measures.codes.group(), measures.interval)
    alphas = say(
        "Reliability is measured by Krippendorff’s alpha [@hayes2007], ordinal for tone and set-valued for frames.",
        "Agreement of coders, and of the program with them: {told}.",
        told=each("{question} {coders} and {program}", _list_alphas(table, found), between="; "),
    )
    return group(describe_coders(measures), alphas)


def _list_alphas(table: pd.DataFrame, found: Iterable[str]) -> Iterable[dict[str, str]]:
    for name in found:
        rows = table[table["question"].eq(name)]
        coders, program = (show_alphas(rows, between).get("", "unknown") for between in (CODERS, PROGRAM))
        yield {"question": f"‘{name}’", "coders": coders, "program": program}


def describe_coders(measures: StudyMeasures) -> Block | None:
    """Who the coders are and how they worked, as it is declared, and what is not; None without codes."""
    found = {name: one for name, one in measures.codes.coded.items() if one.n_coded}
    if not found:
        return None
    declared, names = measures.codes.coders, sorted({name for one in found.values() for name in list_coders(one)})
    people, gaps = declared.group(names), declared.list_gaps(names)
    return say(
        "Samples coded by hand: {units}.",
        "{coders}" if people else None,
        *_describe_declared(declared, several=len(people) > 1),
        "The agreement of these passes is intra-coder agreement; it does not show how far other coders would agree."
        if declared.name_agreement(names) == "intra-coder" and len(names) > 1
        else None,
        f"Not declared in {FOLDER}/{FILE}: {{gaps}}." if gaps else None,
        units=join_names(
            f"{one.n_coded:,} of {len(one.population):,} {ASKED_UNITS[name]} (‘{name}’)" for name, one in found.items()
        ),
        coders=" ".join(
            f"Coder{'s' * (len(own) > 1)} {join_names(own)}: {who.rstrip('.')}." for who, own in people.items()
        ),
        gaps="; ".join(gaps),
        training=declared.training,
        passes=declared.passes,
        settled=declared.settled,
    )


def _describe_declared(declared: Coders, *, several: bool) -> list[str | None]:
    """What is declared, as templates of sentences."""
    return [
        None
        if declared.independent is None or not several
        else "The coders worked independently of each other."
        if declared.independent
        else "The coders did not work independently of each other.",
        None
        if declared.blind is None
        else "The program’s answers were hidden from the coders."
        if declared.blind
        else "The coders saw the program’s answers.",
        None
        if declared.authors is None
        else "A coder is an author of the study."
        if declared.authors
        else "No coder is an author of the study.",
        "Training: {training}." if declared.training else None,
        "Repeated passes: {passes}." if declared.passes else None,
        "Disagreements: {settled}." if declared.settled else None,
    ]
