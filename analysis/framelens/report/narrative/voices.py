"""Who speaks, who is only spoken about, and for whom they speak, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.measure.own_voices import find_own_voices
from framelens.results.blocks import Block, Group, group, prose, strong
from framelens.results.labels import label_speakers
from framelens.results.measures import StudyMeasures
from framelens.results.wording import (
    decimal,
    interval,
    is_absent,
    join_names,
    number,
    percent,
    plural,
    sentence_case,
    share_digits,
    spell,
)
from framelens.tables import Annotations


def narrate_voices(measures: StudyMeasures) -> Group:
    """Share of voice in sentences: who speaks how much, in what kind of statement, for whom."""
    voices = measures.voices
    total = int(voices["n"].iloc[0]) if len(voices) else 0
    if not total:
        return group(prose("No statement that counts as speech was found."))
    named = voices.loc[voices["speaker_id"].notna() & voices["n_statements"].gt(0)]
    opening = _narrate_few(measures, named, total) if measures.is_one else _narrate_shares(measures, named, total)
    return group(opening, _narrate_kinds(measures), narrate_own_voices(measures), _narrate_concentration(measures))


def _narrate_few(measures: StudyMeasures, named: pd.DataFrame, total: int) -> Block:
    """One article: statements counted, no share given an interval."""
    if len(named) == 1 and int(named["n_statements"].iloc[0]) == total:
        row = named.iloc[0]
        role = describe_role(measures.annotations, row["speaker_id"])
        all_of = (
            "The only statement in the article is"
            if total == 1
            else f"All {number(total)} statements in the article are"
        )
        return prose(all_of, " by one speaker, ", strong(str(row["name"])), f"{role}. No other voice is heard.")
    listed = join_names(
        f"{label} ({number(int(n))})" for label, n in zip(label_speakers(named), named["n_statements"], strict=True)
    )
    rest = _count_nameless(measures.voices)
    sources = f" by {spell(len(named), 'speaker')}: {listed}" if len(named) else ", none by a named speaker"
    return prose(f"The article has {spell(total, 'statement')}{sources}.", f" {rest}" if rest else "")


def _narrate_shares(measures: StudyMeasures, named: pd.DataFrame, total: int) -> Block:
    top, digits = named.head(5), share_digits(total)
    listed = join_names(
        f"{name} ({percent(share, digits=digits)}{'; ' + bounds if bounds else ''})"
        for name, share, bounds in zip(label_speakers(top), top["estimate"], _bounds(top, digits), strict=True)
    )
    held = percent(top["estimate"].sum(), digits=digits)
    base = int(measures.voices["n_base_articles"].iloc[0])
    theirs = int(named["n_statements"].sum())
    amount = "all" if theirs == total > 1 else number(theirs)
    whose = f", {amount} by {spell(len(named), 'named speaker')}" if len(named) else ""
    parts = [f"{sentence_case(spell(base, 'article'))} {plural(base, 'has')} {spell(total, 'statement')}{whose}. "]
    if len(named) == 1:
        parts.append(f"The one that is quoted is {listed}. ")
    elif len(named) <= len(top):
        parts.append(f"Most often quoted: {listed}. ")
    elif len(top):
        parts.append(f"The {number(len(top))} most often quoted, with {held} of all statements: {listed}. ")
    parts.append(_count_nameless(measures.voices, shares=True))
    return prose("".join(parts).strip())


def _bounds(table: pd.DataFrame, digits: int) -> list[str]:
    """The interval of each row's share as words; empty where there is none."""
    return [
        interval(low, high, share=True, digits=digits) for low, high in zip(table["low"], table["high"], strict=True)
    ]


def _count_nameless(voices: pd.DataFrame, *, shares: bool = False) -> str:
    """What is said of statements whose speaker has no name, or could not be found."""
    nameless = voices.loc[voices["speaker_id"].isna()].set_index("kind")
    parts = []
    for kind, one, many in (
        ("unnamed", "comes from a source without a name", "come from sources without a name"),
        ("unresolved", "could not be led back to a speaker", "could not be led back to a speaker"),
    ):
        n = int(nameless["n_statements"].get(kind, 0))
        if n:
            share = percent(nameless["estimate"].get(kind), digits=share_digits(int(nameless["n"].get(kind, 0))))
            parts.append(f"{number(n)}{f' ({share})' if shares else ''} {one if n == 1 else many}")
    return f"Of the statements, {join_names(parts)}." if parts else ""


def _narrate_kinds(measures: StudyMeasures) -> Block:
    quotes, study = measures.annotations.quotes, measures.study
    counted = quotes["kind"].isin(study.quote_kinds) & quotes["act"].fillna("saying").isin(study.quote_acts)
    kinds = quotes.loc[counted, "kind"].value_counts()
    words = {"direct": "quoted directly", "mixed": "partly quoted", "indirect": "reported in indirect speech"}
    show = number if measures.is_one else "{:,}".format
    listed = [f"{show(n)} {plural(n, 'is')} {text}" for kind, text in words.items() if (n := int(kinds.get(kind, 0)))]
    return prose(f"By form, {join_names(listed)}.")


def narrate_own_voices(measures: StudyMeasures) -> Block | None:
    """Whether an outlet quotes its own people; nothing where it does not."""
    own = find_own_voices(measures.annotations)
    if own.empty:
        return None
    row = own.iloc[0]
    if measures.is_one:
        several = own["speaker_id"].nunique() > 1
        who = join_names(f"{n}, {r}" for n, r in zip(own["name"], own["role"], strict=True))
        n, total = int(own["n_statements"].sum()), int(row["n"])
        amount = (
            f"all {number(n)} statements come"
            if n == total
            else f"{number(n)} of {spell(total, 'statement')} {'come' if n > 1 else 'comes'}"
        )
        return prose(
            f"{row['outlet']} quotes its own: {amount} from {'people' if several else 'a person'} whose role names "
            "the outlet "
            f"that reports them ({who}). The outlet is reporter and source at once."
        )
    outlets = own.groupby("outlet")["n_statements"].sum().sort_values(ascending=False, kind="stable")
    if len(outlets) == 1:
        amount = spell(int(outlets.iloc[0]), "statement")
        return prose(f"{outlets.index[0]} quotes people whose role names the outlet itself in {amount}.")
    listed = [f"{outlet} ({n:,})" for outlet, n in list(outlets.items())[:3]]
    listed += [f"{number(len(outlets) - 3)} more"] if len(outlets) > 3 else []
    return prose(
        f"Speakers whose role names the outlet that quotes them are found in {spell(len(outlets), 'outlet')} and "
        f"{spell(int(outlets.sum()), 'statement')}: {join_names(listed)}."
    )


def _narrate_concentration(measures: StudyMeasures) -> Block | None:
    table = measures.concentration.set_index("measure")
    n_speakers = int(table["n_speakers"].iloc[0]) if len(table) else 0
    if n_speakers < 2:
        return None
    names = {"gini": "Gini", "herfindahl": "Herfindahl", "entropy": "normalised entropy"}
    listed = []
    for measure, name in names.items():
        row: Any = table.loc[measure]
        if not is_absent(row["estimate"]):
            bounds = interval(row["low"], row["high"])
            listed.append(f"{name} {decimal(row['estimate'])}{f' ({bounds})' if bounds else ''}")
    return prose(f"How unevenly the {spell(n_speakers, 'named speaker')} hold the floor: {join_names(listed)}.")


def describe_role(annotations: Annotations, speaker_id: str) -> str:
    """', the editor of X' or '' where no role is known: an apposition to the name before it."""
    people = annotations.speakers.set_index("speaker_id")
    roles: Any = people.at[speaker_id, "roles"] if speaker_id in people.index else []
    return f" ({roles[0]})" if roles else ""
