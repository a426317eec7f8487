"""Who speaks where, in what tone and through which frames: tables of every group, and what differs in one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from framelens.measure.grouped import Family
from framelens.report.narrative.differing import name_groups, print_p
from framelens.results.blocks import Block, Prose, Text, as_spans
from framelens.results.labels import label_speakers, label_value, name_column, say_value
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import ARTICLES_NOTE, Column, tabulate
from framelens.results.telling import each, tell
from framelens.results.wording import decimal, estimate, interval, is_absent, number, percent, rate_digits
from framelens.spreadsheets import csv_text

MOST_COLUMNS = 4  # groups that have a column each; of more, the highest and the lowest are printed
LOUDEST = 5
TOLD = 2  # ratios of a family that are told with their values
FEW = 5  # passages below which a group is not named as highest or lowest


@dataclass(frozen=True)
class Kind:
    """How one family is named: the ratios' column, the table's caption, and the templates of what differs.

    ``one`` tells a ratio with its highest and lowest group, ``some`` how many differ, ``none`` what does not.
    """

    key: str
    heading: str
    caption: str
    one: str
    some: str
    none: str
    share: bool = False

    def label(self, tests: pd.DataFrame) -> pd.Series:
        """What each ratio is called."""
        if self.key == "speaker_id":
            return label_speakers(tests)
        if not self.key:
            return pd.Series("all", index=tests.index)
        return tests[self.key].map(lambda value: label_value(self.key, value))


KINDS = {
    "speech": Kind(
        "", "", "", "the share of quoted or reported words ({values})", "", "the share of quoted or reported words",
        share=True,
    ),
    "voices": Kind(
        "speaker_id", "speaker", "Share of statements by speaker and {column}.", "{name} ({values})",
        "the share of voice of {n} of the {of:most quoted speaker} ({listed})",
        "the share of voice of the {of:most quoted speaker}", share=True,
    ),
    "tone": Kind(
        "voice", "voice", "Mean valence of each voice by {column}, from −1 (negative) to 1 (positive).",
        "{name} ({values})", "the mean valence of {listed}", "the mean valence of any voice",
    ),
    "frames": Kind(
        "frame", "frame", "Frame terms per 1,000 words by {column}.", "*{name}* ({values})",
        "the salience of {n} of the {of:frame} ({listed})", "the salience of the {of:frame}",
    ),
}  # fmt: skip


def tell_groups(measures: StudyMeasures) -> Prose | None:
    """For every column that is compared: what differs between its groups, by how much, and what does not."""
    told = [part for column, families in measures.families.items() for part in (" ", *_tell_column(measures, column))]
    return Prose(as_spans(told[1:])) if told else None


def _tell_column(measures: StudyMeasures, column: str) -> list[Text]:
    differing, same = [], []
    for what, family in measures.families[column].items():
        kind = KINDS[what]
        found = _tell_family(kind, family, column)
        if found:
            differing.append(found)
        else:
            same.append(tell(kind.none, of=len(family.tests)))
    found_in = (
        "significant differences were found in {differing}"
        if differing
        else "no significant difference was found in {same}"
    )
    return tell(
        "Between the {groups:group} of articles by {column}, "
        + found_in
        + (", but not in {same}." if differing and same else "."),
        groups=len(measures.compared[column]),
        column=name_column(column),
        differing=_join(differing, "and"),
        same=_join(same, "or"),
    )


def _join(parts: list[list[Text]], last: str) -> list[Text]:
    joined: list[Text] = []
    for place, part in enumerate(parts):
        joined += [f" {last} " if place == len(parts) - 1 else ", "] if place else []
        joined += part
    return joined


def _tell_family(kind: Kind, family: Family, column: str) -> list[Text] | None:
    """The ratios that differ, the surest of them with their highest and lowest group; None where none does."""
    differing = family.differing
    if differing.empty:
        return None
    rows = []
    for (_, test), name in zip(differing.head(TOLD).iterrows(), kind.label(differing), strict=False):
        values = _rank(_rows_of(kind, family, test))
        if len(values) < 2:
            continue
        ends = values.iloc[[0, -1]]
        names = name_groups(column, ends[column])
        told = [
            f"{_value(kind, row, ends)}, for {group}" for (_, row), group in zip(ends.iterrows(), names, strict=True)
        ]
        said = say_value(kind.key, str(name)) if kind.key else ""
        rows.append({"name": said, "values": "; ".join(told)})
    listed = each(kind.one, rows, between="; " if len(rows) > 1 else ", ")
    if not kind.some:
        return listed
    return tell(kind.some, n=len(differing), of=len(family.tests), listed=listed)


def _rows_of(kind: Kind, family: Family, test: pd.Series) -> pd.DataFrame:
    """One ratio in every group."""
    return family.table.loc[family.table[kind.key].eq(test[kind.key])] if kind.key else family.table


def _rank(rows: pd.DataFrame) -> pd.DataFrame:
    """The groups with enough behind them, the highest first."""
    rows = rows.loc[rows["estimate"].notna() & rows["n"].ge(FEW)]
    return rows.sort_values("estimate", ascending=False, kind="stable")


def _value(kind: Kind, row: pd.Series, rows: pd.DataFrame) -> str:
    digits = 0 if kind.share else rate_digits(rows["estimate"]) if kind.key == "frame" else 2
    return estimate(row["estimate"], row["low"], row["high"], digits=digits, share=kind.share)


def tabulate_groups(measures: StudyMeasures, column: str) -> Iterator[Block]:
    """The loudest speakers of each group, and speakers, tone and frames by group with a test of each."""
    families = measures.families.get(column)
    if families is None:
        return
    groups = measures.compared[column]
    yield _tabulate_loudest(measures, column, groups)
    for what, family in families.items():
        if KINDS[what].key:
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
        Column(name_column(column), lambda row: str(row[column]), numeric=False),
        Column("statements", lambda row: f"{int(row['n']):,}"),
        Column("named speakers", lambda row: f"{int(row['n_speakers']):,}"),
        Column("most quoted", lambda row: str(row["loudest"]) or "–", numeric=False),
    ]
    caption = f"The most quoted speakers by {name_column(column)}, with their share of statements."
    return tabulate(pd.DataFrame(rows), columns, name=name_file("loudest", column), caption=caption)


def _tabulate_family(what: str, family: Family, column: str, groups: list[Any]) -> Block:
    kind = KINDS[what]
    tests = family.tests.assign(_label=kind.label(family.tests))
    by_ratio = {place: _rows_of(kind, family, row).set_index(column) for place, row in tests.iterrows()}
    digits = rate_digits(family.table["estimate"].dropna()) if what == "frames" else 2

    def show(row: pd.Series) -> str:
        if is_absent(row["estimate"]):
            return "–"
        value = percent(row["estimate"]) if kind.share else decimal(row["estimate"], digits=digits)
        return (
            f"{value} {interval(row['low'], row['high'], share=kind.share, digits=0 if kind.share else digits)}".strip()
        )

    def of_group(value: Any) -> Callable[[pd.Series], str]:
        return lambda row: show(by_ratio[row.name].loc[value]) if value in by_ratio[row.name].index else "–"

    def at_end(end: int) -> Callable[[pd.Series], str]:
        def print_end(row: pd.Series) -> str:
            ranked = _rank(by_ratio[row.name].reset_index())
            return f"{ranked[column].iloc[end]}: {show(ranked.iloc[end])}" if len(ranked) > 1 else "–"

        return print_end

    apart = (
        [Column(str(value), of_group(value)) for value in groups]
        if len(groups) <= MOST_COLUMNS
        else [Column("highest", at_end(0), numeric=False), Column("lowest", at_end(-1), numeric=False)]
    )
    columns = [
        Column(kind.heading, lambda row: str(row["_label"]), numeric=False),
        *apart,
        Column("p", lambda row: "–" if is_absent(row["p"]) else _bare(print_p(row["p"]))),
        Column("q", lambda row: "–" if is_absent(row["q"]) else _bare(print_p(row["q"]))),
    ]
    few = (
        f" Groups with fewer than {number(FEW)} passages are not named as highest or lowest."
        if len(groups) > MOST_COLUMNS
        else ""
    )
    notes = [
        "p: permutation test over all groups; q: Benjamini–Hochberg over the rows of this table.",
        ARTICLES_NOTE.format("") + few,
    ]
    caption = kind.caption.format(column=name_column(column))
    block = tabulate(tests, columns, name=name_file(what, column), caption=caption, notes=notes, top=len(tests))
    keys = [kind.key]
    return replace(block, data=csv_text(family.table.merge(family.tests[[*keys, "p", "q"]], on=keys, how="left")))


def _bare(p: str) -> str:
    return p.removeprefix("p").lstrip().removeprefix("=").strip()


def name_file(what: str, column: str) -> str:
    """The name of the files of a table or figure, whatever the column is called."""
    return f"{what}-by-{re.sub(r'[^A-Za-z0-9_-]+', '-', column)}"
