"""Who coded and how reliably: what is declared of the coders, and how far they and the program agree."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
from markupsafe import Markup

from framelens.code.checking import AGREED, CodedUnits
from framelens.code.coded_tables import tabulate_reliability
from framelens.code.declared import FILE, Coders
from framelens.code.folder import FOLDER
from framelens.code.reliability import CODERS, PROGRAM
from framelens.report.narrative.telling import say, tell
from framelens.results.blocks import Block, Group, group
from framelens.results.measures import StudyMeasures
from framelens.results.wording import bracket, is_absent, sample

ASKED_UNITS = {
    "statement": "sentences",
    "speaker": "statements",
    "frame": "paragraphs",
    "tone": "segments",
    "toward": "names in sentences",
    "role": "statements",
    "form": "statements",
}
COLUMNS = {"intercoder": "coders’ alpha", "intra-coder": "intra-coder alpha"}


def list_coders(coded: CodedUnits) -> list[str]:
    """The names under which units were coded, without that of what was settled."""
    return [name for name in coded.coders if name != AGREED]


def tell_coding(coded: CodedUnits, declared: Coders) -> Markup:
    """Who coded how many units, and how often: a sentence."""
    names = list_coders(coded)
    people = declared.group(names)
    undeclared = [name for name in names if name not in declared.people]
    twice = int(coded.codes[coded.codes["coder"].ne(AGREED)].groupby("unit_id").size().gt(1).sum())
    passes = max(map(len, people.values()), default=1)
    every = len(people) == 1 and not undeclared and twice == coded.n_coded
    coders = [{"name": person, "passes": own if own != [person] else []} for person, own in people.items()]
    return tell(
        "reliability.coding",
        n=coded.n_coded,
        population=len(coded.population),
        units=ASKED_UNITS[coded.question.name],
        coders=[*coders, *({"name": name, "passes": []} for name in undeclared)],
        passes=passes if every else 1,
        twice=0 if every else twice,
        undeclared=undeclared,
    )


def tell_agreement(reliability: pd.DataFrame, name: str) -> Markup:
    """How far coders agree, and the program with them: of the rows of all codes together of one question."""
    rows = {row["between"]: row for row in reliability[reliability["code"].isna()].to_dict("records")}
    coders, program = rows.get(CODERS), rows.get(PROGRAM)
    both = coders is not None and program is not None
    undefined = both and is_absent(coders["estimate"]) and is_absent(program["estimate"])  # type: ignore[index]
    return tell(
        "reliability.agreement",
        agreement=name,
        undefined=int(program["n"]) if undefined else 0,  # type: ignore[index]
        coders=_tell_alpha(coders),
        program=_tell_alpha(program),
    )


def _tell_alpha(row: Any) -> Markup | str:
    if row is None:
        return ""
    return tell("reliability.alpha", row=row, undefined=int(row["n"]) if is_absent(row["estimate"]) else 0)


def tabulate_alphas(reliability: pd.DataFrame, name: str) -> dict[str, dict[str, str]]:
    """Columns of a table, by their heads, which say the n of all rows: code -> alpha; '' is all codes together."""
    heads = {CODERS: COLUMNS.get(name, "alpha of coders"), PROGRAM: "program’s alpha"}
    columns = {}
    for between, head in heads.items():
        rows = reliability[reliability["between"].eq(between)].to_dict("records")
        if rows:
            known = {_name_code(row): _show_alpha(row) for row in rows}
            columns[f"{head} ({sample(int(rows[0]['n']))})"] = known
    return columns


def show_alphas(reliability: pd.DataFrame, between: str) -> dict[str, str]:
    """Code -> alpha with interval and n; '' is all codes together."""
    rows = reliability[reliability["between"].eq(between)].to_dict("records")
    return {_name_code(row): f"{_show_alpha(row)} ({sample(int(row['n']))})" for row in rows}


def _name_code(row: Any) -> str:
    return "" if is_absent(row["code"]) else str(row["code"])


def _show_alpha(row: Any) -> str:
    return "all agree" if is_absent(row["estimate"]) else bracket(row["estimate"], row["low"], row["high"])


def describe_reliability(measures: StudyMeasures) -> Group:
    """The methods' paragraph on hand coding: who coded, how, and with which reliability; empty without codes."""
    found = [name for name, one in measures.codes.coded.items() if one.n_coded]
    if not found:
        return group()
    table = tabulate_reliability(measures.codes.group(), measures.interval)
    return group(describe_coders(measures), say("reliability.reliability", alphas=list(_list_alphas(table, found))))


def _list_alphas(table: pd.DataFrame, found: Iterable[str]) -> Iterable[dict[str, str]]:
    for name in found:
        rows = table[table["question"].eq(name)]
        coders, program = (show_alphas(rows, between).get("", "unknown") for between in (CODERS, PROGRAM))
        yield {"question": name, "coders": coders, "program": program}


def describe_coders(measures: StudyMeasures) -> Block | None:
    """Who the coders are and how they worked, as it is declared, and what is not; None without codes."""
    found = {name: one for name, one in measures.codes.coded.items() if one.n_coded}
    if not found:
        return None
    declared, names = measures.codes.coders, sorted({name for one in found.values() for name in list_coders(one)})
    samples = [
        {"question": name, "n": one.n_coded, "population": len(one.population), "units": ASKED_UNITS[name]}
        for name, one in found.items()
    ]
    return say(
        "reliability.coders",
        samples=samples,
        people=[{"name": who.rstrip("."), "passes": own} for who, own in declared.group(names).items()],
        independent=declared.independent,
        blind=declared.blind,
        authors=declared.authors,
        training=declared.training,
        passes=declared.passes,
        settled=declared.settled,
        one_person=declared.name_agreement(names) == "intra-coder" and len(names) > 1,
        file=f"{FOLDER}/{FILE}",
        gaps="; ".join(declared.list_gaps(names)),
    )
