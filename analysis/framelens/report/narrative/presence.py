"""Those who are spoken about and do not speak, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.annotate.places import locate_segments
from framelens.report.narrative.telling import say
from framelens.report.narrative.voices import name_with_role
from framelens.results.blocks import Block, Group, group
from framelens.results.measures import StudyMeasures
from framelens.results.passages import name_speakers
from framelens.tables import Annotations

TOP = 5
TOLD = 3  # people of one article of whom more is told
MOST_NAMES = 8


def narrate_presence(measures: StudyMeasures) -> Group:
    """Those who are spoken about and do not speak, in sentences."""
    silent = measures.silent
    people = silent.loc[silent["kind"].eq("person")]
    if people.empty or not measures.is_one:
        return say("presence.several", **_gather_silent(measures, silent if people.empty else people))
    told = (_narrate_silent(measures, row) for _, row in people.head(TOLD).iterrows())
    rest = list(people["name"].iloc[TOLD:])
    names = rest if len(rest) <= MOST_NAMES else [*rest[: MOST_NAMES - 1], "others"]
    return group(*told, say("presence.rest", names=names))


def _gather_silent(measures: StudyMeasures, rows: pd.DataFrame) -> dict[str, Any]:
    """How many are mentioned and never quoted, and who they are."""
    reach = measures.annotations.mentions.groupby("speaker_id")["article_id"].nunique()
    top = rows.head(TOP).assign(n_articles=lambda top: top["speaker_id"].map(reach)).to_dict("records")
    persons = bool(rows["kind"].eq("person").any())
    return {"n": len(rows), "top": top, "persons": persons, "articles": measures.n_articles}


def _narrate_silent(measures: StudyMeasures, row: pd.Series) -> Block:
    """One person who is mentioned and never speaks: how often, in whose words, beside which frame."""
    speakers, frame, beside = describe_mentions(measures.annotations, str(row["speaker_id"]))
    return say(
        "presence.person",
        **name_with_role(measures, row),
        n=int(row["n_mentioned"]),
        talked=int(row["n_talked_about"]),
        speakers=speakers,
        frame=frame,
        beside=beside,
    )


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
