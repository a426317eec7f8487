"""Who speaks where, in what tone and through which frames: tables of every group, and what differs in one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pandas as pd

from framelens.measure.grouped import Family
from framelens.report.narrative.differing import name_groups, print_p
from framelens.report.narrative.telling import spans
from framelens.results.blocks import Block
from framelens.results.labels import label_speakers, label_value, name_column, say_value
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import Column, tabulate
from framelens.results.wording import decimal, estimate_in, interval, is_absent, percent, rate_digits
from framelens.spreadsheets import csv_text

MOST_COLUMNS = 4  # groups that have a column each; of more, the highest and the lowest are printed
LOUDEST = 5
TOLD = 2  # ratios of a family that are told with their values
FEW = 5  # passages below which a group is not named as highest or lowest


KEYS = {
    "speech": "",
    "voices": "speaker_id",
    "sources": "source",
    "tone": "voice",
    "frames": "frame",
}  # of each family: what its ratios are of
SHARES = ("speech", "voices", "sources")


def gather_groups(measures: StudyMeasures) -> list[dict[str, Any]]:
    """What differs between the groups of every column that is compared, and what does not: for ``grouped.findings``."""
    return [_gather_column(measures, column) for column in measures.families]


def _gather_column(measures: StudyMeasures, column: str) -> dict[str, Any]:
    found = [_gather_family(what, family, column) for what, family in measures.families[column].items()]
    return {
        "name": name_column(column),
        "groups": len(measures.compared[column]),
        "differing": [family for family in found if family["ratios"]],
        "same": [family for family in found if not family["ratios"] and family["tested"]],
        "untested": [family for family in found if not family["tested"]],
    }


def _gather_family(what: str, family: Family, column: str) -> dict[str, Any]:
    """How many of a family's ratios differ, and the surest of them with their highest and lowest group."""
    key, ratios = KEYS[what], []
    differing = family.differing.assign(_label=_label(key, family.differing))
    for _, test in differing.head(TOLD).iterrows():
        values = _rank(_rows_of(key, family, test))
        if len(values) < 2:
            continue
        ends = values.iloc[[0, -1]]
        groups = zip(ends.iterrows(), name_groups(column, ends[column]), strict=True)
        told = [{"value": _value(what, row, ends), "group": group} for (_, row), group in groups]
        ratios.append({"name": say_value(key, str(test["_label"])), "ends": told})
    return {
        "kind": what,
        "n": len(differing),
        "of": len(family.tests),
        "ratios": ratios,
        "tested": bool(family.tests["p"].notna().any()),
    }


def _label(key: str, tests: pd.DataFrame) -> pd.Series:
    """What each ratio is called."""
    if key == "speaker_id":
        return label_speakers(tests)
    return tests[key].map(partial(label_value, key)) if key else pd.Series("", index=tests.index)


def _rows_of(key: str, family: Family, test: pd.Series) -> pd.DataFrame:
    """One ratio in every group."""
    return family.table.loc[family.table[key].eq(test[key])] if key else family.table


def _rank(rows: pd.DataFrame) -> pd.DataFrame:
    """The groups with enough behind them, the highest first."""
    rows = rows.loc[rows["estimate"].notna() & rows["n"].ge(FEW)]
    return rows.sort_values("estimate", ascending=False, kind="stable")


def _value(what: str, row: pd.Series, rows: pd.DataFrame) -> str:
    share = what in SHARES
    digits = 0 if share else rate_digits(rows["estimate"]) if what == "frames" else 2
    return estimate_in(row, n=False, digits=digits, share=share)


def tabulate_groups(measures: StudyMeasures, column: str) -> Iterator[Block]:
    """The loudest speakers of each group, and speakers, tone and frames by group with a test of each."""
    families = measures.families.get(column)
    if families is None:
        return
    groups = measures.compared[column]
    yield _tabulate_loudest(measures, column, groups)
    for what, family in families.items():
        if KEYS[what]:
            yield _tabulate_family(what, family, column, groups)


def _tabulate_loudest(measures: StudyMeasures, column: str, groups: list[Any]) -> Block:
    heard = measures.count_speakers(column)
    rows = []
    for value in groups:
        part = heard.loc[heard[column].eq(value)]
        named = part.loc[part["speaker_id"].notna() & part["n_statements"].gt(0)].head(LOUDEST)
        rows.append({
            column: value,
            "n": int(part["n"].max()) if len(part) else 0,
            "n_speakers": int((part["speaker_id"].notna() & part["n_statements"].gt(0)).sum()),
            "loudest": "; ".join(
                f"{name} {percent(share)}" for name, share in zip(named["name"], named["estimate"], strict=True)
            ),
        })  # fmt: skip
    columns = [
        Column(name_column(column), lambda row: label_value(column, row[column]), numeric=False),
        Column("statements", lambda row: f"{int(row['n']):,}"),
        Column("named speakers", lambda row: f"{int(row['n_speakers']):,}"),
        Column("most quoted", lambda row: str(row["loudest"]) or "–", numeric=False),
    ]
    caption = spans("grouped.loudest_caption", column=name_column(column))
    return tabulate(pd.DataFrame(rows), columns, name=name_file("loudest", column), caption=caption)


def _tabulate_family(what: str, family: Family, column: str, groups: list[Any]) -> Block:
    key, share = KEYS[what], what in SHARES
    tests = family.tests.assign(_label=_label(key, family.tests))
    by_ratio = {place: _rows_of(key, family, row).set_index(column) for place, row in tests.iterrows()}
    digits = 0 if share else rate_digits(family.table["estimate"].dropna()) if what == "frames" else 2

    def show(row: pd.Series) -> str:
        if is_absent(row["estimate"]):
            return "–"
        value = percent(row["estimate"]) if share else decimal(row["estimate"], digits=digits)
        return f"{value} {interval(row['low'], row['high'], share=share, digits=digits)}".strip()

    def of_group(value: Any) -> Callable[[pd.Series], str]:
        return lambda row: show(by_ratio[row.name].loc[value]) if value in by_ratio[row.name].index else "–"

    def at_end(end: int) -> Callable[[pd.Series], str]:
        def print_end(row: pd.Series) -> str:
            ranked = _rank(by_ratio[row.name].reset_index())
            return (
                f"{label_value(column, ranked[column].iloc[end])}: {show(ranked.iloc[end])}" if len(ranked) > 1 else "–"
            )

        return print_end

    apart = (
        [Column(label_value(column, value), of_group(value)) for value in groups]
        if len(groups) <= MOST_COLUMNS
        else [Column("highest", at_end(0), numeric=False), Column("lowest", at_end(-1), numeric=False)]
    )
    columns = [
        Column("speaker" if key == "speaker_id" else key, lambda row: str(row["_label"]), numeric=False),
        *apart,
        Column("p", lambda row: "–" if is_absent(row["p"]) else _bare(print_p(row["p"]))),
        Column("q", lambda row: "–" if is_absent(row["q"]) else _bare(print_p(row["q"]))),
    ]
    caption = spans(f"grouped.{what}_caption", column=name_column(column))
    block = tabulate(tests, columns, name=name_file(what, column), caption=caption, top=len(tests))
    return replace(block, data=csv_text(family.table.merge(family.tests[[key, "p", "q"]], on=key, how="left")))


def _bare(p: str) -> str:
    return p.removeprefix("p").lstrip().removeprefix("=").strip()


def name_file(what: str, column: str) -> str:
    """The name of the files of a table or figure, whatever the column is called."""
    return f"{what}-by-{re.sub(r'[^A-Za-z0-9_-]+', '-', column)}"
