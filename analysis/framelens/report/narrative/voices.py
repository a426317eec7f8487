"""Who speaks, and for whom, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.measure.own_voices import find_own_voices
from framelens.results.blocks import Block, Group, Text, group, prose
from framelens.results.labels import label_speakers
from framelens.results.measures import StudyMeasures
from framelens.results.telling import each, say, tell
from framelens.results.wording import estimate_in, is_absent, number, part_of, percent, share_digits
from framelens.tables import Annotations

TOP = 5  # speakers whose share is told
EVEN = 0.3  # Gini coefficient below which statements are called fairly evenly distributed
INDICES = {"gini": "Gini", "herfindahl": "Herfindahl index", "entropy": "normalised entropy"}
FORMS = {"direct": "quoted directly", "mixed": "partly quoted", "indirect": "reported in indirect speech"}
NAMELESS = {
    "unnamed": "Unnamed sources account for {n:statement}{share}.",
    "unresolved": "No speaker could be assigned to {n:statement}{share}.",
}


def narrate_voices(measures: StudyMeasures) -> Group:
    """Share of voice in sentences: who speaks how much, in what kind of statement, for whom."""
    if not count_statements(measures):
        return group(prose("No statement that counts as speech was found."))
    opening = say("{few}", few=tell_few(measures)) if measures.is_one else _narrate_shares(measures)
    return group(opening, _narrate_kinds(measures), narrate_own_voices(measures), _narrate_concentration(measures))


def count_statements(measures: StudyMeasures) -> int:
    """How many statements count as speech."""
    return int(measures.voices["n"].iloc[0]) if len(measures.voices) else 0


def tell_few(measures: StudyMeasures) -> list[Text]:
    """Who makes the statements of one article: counted, no share given an interval."""
    named, total = measures.named, count_statements(measures)
    theirs = int(named["n_statements"].sum())
    listed = zip(label_speakers(named), named["n_statements"].astype(int), strict=True)
    if len(named) == 1 and theirs == total:
        only = "All {n:statement} in the article are" if total > 1 else "The only statement in the article is"
        return tell(
            f"{only} by one speaker, **{{name}}**{{about}}.", n=total, **name_with_role(measures, named.iloc[0])
        )
    by = "{theirs} of them by {speakers:named speaker}: {listed}" if theirs else "none of them by a named speaker"
    if theirs == total:
        by = "by {speakers:speaker}: {listed}"
    rows = [{"name": name, "n": n} for name, n in listed]
    values = {"n": total, "theirs": theirs, "speakers": len(named), "listed": each("{name} ({n})", rows)}
    told = tell(f"The article contains {{n:statement}}, {by}.".replace(", by", " by"), **values)
    return [*told, *_tell_nameless(measures.voices, shares=False)]


def _narrate_shares(measures: StudyMeasures) -> Block:
    named, total = measures.named, count_statements(measures)
    top, digits = named.head(TOP), share_digits(total)
    theirs = int(named["n_statements"].sum())
    rows = [
        {"name": name, "share": estimate_in(row, n=False, share=True, digits=digits)}
        for name, row in zip(label_speakers(top), top.to_dict("records"), strict=True)
    ]
    few = "The only named speaker is {listed}." if len(rows) == 1 else "The most frequently quoted are {listed}."
    most = "The {top} most frequently quoted speakers account for {held} of all statements: {listed}."
    nameless = _tell_nameless(measures.voices)[1:]
    return say(
        "We found {n:statement} in {articles:article}{whose}.",
        (few if len(named) <= TOP else most) if rows else None,
        "{nameless}" if nameless else None,
        articles=int(measures.voices["n_base_articles"].iloc[0]),
        n=total,
        whose=tell(
            "; {n:named speaker} {n:accounts|account} for {amount}",
            n=len(named),
            amount="all of them" if theirs == total > 1 else f"{number(theirs)} of them",
        )
        if rows
        else "",
        top=len(top),
        held=percent(top["estimate"].sum(), digits=digits),
        listed=each("{name} ({share})", rows),
        nameless=nameless,
    )


def _tell_nameless(voices: pd.DataFrame, *, shares: bool = True) -> list[Text]:
    """How many statements have a speaker without a name, or none that could be found; each sentence after a space."""
    told: list[Text] = []
    for row in voices.loc[voices["speaker_id"].isna() & voices["n_statements"].gt(0)].to_dict("records"):
        digits = share_digits(int(row["n"]))
        share = f" ({estimate_in(row, n=False, share=True, digits=digits)})" if shares else ""
        told += [" ", *tell(NAMELESS[str(row["kind"])], n=int(row["n_statements"]), share=share)]
    return told


def _narrate_kinds(measures: StudyMeasures) -> Block:
    quotes, study = measures.annotations.quotes, measures.study
    counted = quotes["kind"].isin(study.quote_kinds) & quotes["act"].fillna("saying").isin(study.quote_acts)
    kinds = quotes.loc[counted, "kind"].value_counts()
    rows: list[dict[str, Any]] = [
        {"n": int(kinds[kind]), "form": form} for kind, form in FORMS.items() if kinds.get(kind, 0)
    ]
    if len(rows) == 1:
        whole = "The statement is {form}." if rows[0]["n"] == 1 else "All statements are {form}."
        return say(whole, **rows[0])
    shown, total = "{n}" if measures.is_one else "{n:,}", int(kinds.sum())
    return say("Of the {total:#statement}, {listed}.", total=total, listed=each(shown + " {n:is|are} {form}", rows))


def narrate_own_voices(measures: StudyMeasures) -> Block | None:
    """Whether an outlet quotes its own people; nothing where it does not."""
    own = find_own_voices(measures.annotations)
    if own.empty:
        return None
    row = own.iloc[0]
    if measures.is_one:
        n = int(own["n_statements"].sum())
        return say(
            "{outlet} quotes its own representatives: {amount} {n:comes|come} from {speakers:a speaker whose role "
            "names|speakers whose roles name} the outlet ({who}).",
            "The outlet is therefore both reporter and source.",
            outlet=row["outlet"],
            amount=part_of(n, int(row["n"]), "statement"),
            n=n,
            speakers=int(own["speaker_id"].nunique()),
            who=each("{name}, {role}", own.to_dict("records")),
        )
    outlets = own.groupby("outlet")["n_statements"].sum().sort_values(ascending=False, kind="stable")
    return say(
        "Speakers whose role names the outlet that quotes them account for {n:statement} in {outlets:outlet}: "
        "{listed}{more}.",
        n=int(outlets.sum()),
        outlets=len(outlets),
        listed=each("{outlet} ({n:,})", [{"outlet": outlet, "n": int(n)} for outlet, n in outlets.head(3).items()]),
        more=f" and {len(outlets) - 3:,} more" if len(outlets) > 3 else "",
    )


def _narrate_concentration(measures: StudyMeasures) -> Block | None:
    table = measures.concentration.set_index("measure")
    n_speakers = int(table["n_speakers"].iloc[0]) if len(table) else 0
    if n_speakers < 2:
        return None
    rows: list[Any] = [(name, table.loc[measure]) for measure, name in INDICES.items()]
    even = not is_absent(rows[0][1]["estimate"]) and rows[0][1]["estimate"] < EVEN
    return say(
        "Statements are {how} distributed across the {n:named speaker} ({listed}).",
        how="fairly evenly" if even else "unevenly",
        n=n_speakers,
        listed="; ".join(
            f"{name} = {estimate_in(row, n=False)}" for name, row in rows if not is_absent(row["estimate"])
        ),
    )


def describe_role(annotations: Annotations, speaker_id: str) -> str:
    """' (the editor of X)' or '' where no role is known: after the name."""
    people = annotations.speakers.set_index("speaker_id")
    roles: Any = people.at[speaker_id, "roles"] if speaker_id in people.index else []
    return f" ({roles[0]})" if roles else ""


def name_with_role(measures: StudyMeasures, row: pd.Series) -> dict[str, str]:
    """A person's name and role, for a template."""
    return {"name": str(row["name"]), "about": describe_role(measures.annotations, str(row["speaker_id"]))}
