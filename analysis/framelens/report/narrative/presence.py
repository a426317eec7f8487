"""Those who are spoken about and do not speak, in sentences."""

from __future__ import annotations

import pandas as pd

from framelens.annotate.places import locate_segments
from framelens.report.narrative.voices import describe_role
from framelens.results.blocks import Block, Group, Text, emphasis, group, prose, strong
from framelens.results.measures import StudyMeasures
from framelens.results.passages import name_speakers
from framelens.results.wording import count, join_names, number, plural, sentence_case, spell, times
from framelens.tables import Annotations


def narrate_presence(measures: StudyMeasures) -> Group:
    """Those who are spoken about and do not speak, in sentences."""
    presence = measures.presence
    silent = presence.loc[
        presence["speaker_id"].notna() & presence["n_quoted"].eq(0) & presence["n_mentioned"].gt(0)
    ].sort_values(["n_mentioned", "speaker_id"], ascending=[False, True], kind="stable")
    people = silent.loc[silent["kind"].eq("person")]
    if people.empty:
        return group(prose(f"No person is named who is not also quoted.{_name_silent_organisations(silent)}"))
    if measures.is_one:
        return group(*(_narrate_silent(measures, row) for _, row in people.head(3).iterrows()), _name_rest(people, 3))
    listed = join_names(
        f"{name} ({count(n, 'mention')})"
        for name, n in zip(people["name"].head(5), people["n_mentioned"].head(5), strict=True)
    )
    return group(
        prose(
            f"Named and never quoted {plural(len(people), 'is')} {spell(len(people), 'person')}. Most often: {listed}."
        )
    )


def _name_silent_organisations(silent: pd.DataFrame) -> str:
    """The organisations that are named and never quoted, where no person is."""
    others = silent.loc[silent["kind"].ne("person")]
    if others.empty:
        return ""
    listed = join_names(
        f"{name} ({count(n, 'mention')})"
        for name, n in zip(others["name"].head(5), others["n_mentioned"].head(5), strict=True)
    )
    most = "" if len(others) <= 5 else ", most often"
    return f" {sentence_case(spell(len(others), 'organisation'))} {plural(len(others), 'is')}{most}: {listed}."


def _name_rest(people: pd.DataFrame, shown: int) -> Block | None:
    rest = people.iloc[shown:]
    if rest.empty:
        return None
    names = join_names(rest["name"]) if len(rest) <= 8 else f"{join_names(rest['name'].head(7))}, among others"
    return prose(f"Also named and never quoted: {names}.")


def _narrate_silent(measures: StudyMeasures, row: pd.Series) -> Block:
    """One person who is named and never speaks: how often, in whose words, beside which frame."""
    annotations = measures.annotations
    named, talked = int(row["n_mentioned"]), int(row["n_talked_about"])
    role = describe_role(annotations, row["speaker_id"])
    speakers, frame, beside = describe_mentions(annotations, str(row["speaker_id"]))
    block: list[Text] = [strong(str(row["name"])), f"{role} is mentioned {times(named)} and never speaks."]
    if talked:
        whose = f"statements by {join_names(speakers)}" if speakers else "others’ statements"
        block.append(f" {_amount_of(talked, named, 'mention')} in {whose}.")
    if frame:
        amount = "Each of them stands" if beside == named == talked > 1 else _amount_of(beside, named, "mention")
        block += [
            f" {amount} in a sentence with a term of the frame ",
            emphasis(frame),
            ".",
        ]
    return prose(*block)


def _amount_of(part: int, whole: int, noun: str) -> str:
    """'All five mentions stand', 'The mention stands', 'Two of the mentions stand'."""
    if part == whole:
        return (
            f"The {noun} stands" if whole == 1 else f"{'Both' if whole == 2 else f'All {number(whole)}'} {noun}s stand"
        )
    return f"{sentence_case(number(part))} of the {noun}s {'stands' if part == 1 else 'stand'}"


def describe_mentions(annotations: Annotations, speaker_id: str) -> tuple[list[str], str | None, int]:
    """In whose statements someone is mentioned; and the frame most often found in the same sentences.

    Returns
    -------
    list of str
        The names of those who say it, most mentions first.
    str or None
        The frame with terms in the most sentences that mention the person; None where there is none.
    int
        How many of the mentions stand in a sentence with a term of that frame.
    """
    mentions = annotations.mentions.loc[annotations.mentions["speaker_id"] == speaker_id]
    segments, names = annotations.segments, name_speakers(annotations)
    at = locate_segments(mentions["article_id"], mentions["start"], segments)
    here = segments.iloc[at[at >= 0]]
    quotes = annotations.quotes[["article_id", "quote_id", "speaker_id"]]
    said = here.merge(quotes, on=["article_id", "quote_id"])["speaker_id"].dropna().value_counts()
    sayers = [str(names.get(s, s)) for _, s in sorted((-n, str(s)) for s, n in said.items())]
    place = locate_segments(annotations.hits["article_id"], annotations.hits["start"], segments)
    hits = segments.iloc[place[place >= 0]][["article_id", "sentence"]].assign(
        frame=annotations.hits["frame"].to_numpy()[place >= 0]
    )
    near = here.reset_index()[["index", "article_id", "sentence"]].merge(
        hits.drop_duplicates(), on=["article_id", "sentence"]
    )
    frames = near.groupby("frame").size()
    if frames.empty:
        return sayers, None, 0
    best = min(frames.index, key=lambda frame: (-frames[frame], frame))
    return sayers, str(best), int(frames[best])
