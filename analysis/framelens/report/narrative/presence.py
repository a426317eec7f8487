"""Those who are spoken about and do not speak, in sentences."""

from __future__ import annotations

import pandas as pd

from framelens.annotate.places import locate_segments
from framelens.report.narrative.voices import name_with_role
from framelens.results.blocks import Block, Group, Text, group
from framelens.results.measures import StudyMeasures
from framelens.results.passages import name_speakers
from framelens.results.telling import each, say
from framelens.results.wording import join_names, part_of, sentence_case, times
from framelens.tables import Annotations

TOP = 5
TOLD = 3  # people of one article of whom more is told
MOST_NAMES = 8


def narrate_presence(measures: StudyMeasures) -> Group:
    """Those who are spoken about and do not speak, in sentences."""
    silent = measures.silent
    people = silent.loc[silent["kind"].eq("person")]
    others = silent.loc[silent["kind"].ne("person")]
    if people.empty:
        also = _list_silent(measures, others, "organisation")
        return group(say("No person is mentioned without also being quoted.", "{also}" if also else None, also=also))
    if not measures.is_one:
        return group(say("{told}", told=_list_silent(measures, people, "person")))
    told = (_narrate_silent(measures, row) for _, row in people.head(TOLD).iterrows())
    rest = list(people["name"].iloc[TOLD:])
    names = join_names(rest) if len(rest) <= MOST_NAMES else f"{', '.join(rest[: MOST_NAMES - 1])} and others"
    more = say("{names} {n:is|are} also mentioned but never quoted.", names=names, n=len(rest)) if rest else None
    return group(*told, more)


def _list_silent(measures: StudyMeasures, rows: pd.DataFrame, noun: str) -> list[Text]:
    """How many are mentioned and never quoted, and who they are."""
    if rows.empty:
        return []
    top = [{"name": name, "n": int(n)} for name, n in zip(rows["name"], rows["n_mentioned"], strict=True)][:TOP]
    who = "who" if noun == "person" else "that"
    most = "; mentioned most often are " if len(rows) > TOP else ": "
    subject = "The article mentions" if measures.is_one else "The articles mention"
    template = f"{subject} {{n:{noun}}} {who} {{n:is|are}} never quoted{most}{{listed}}."
    return list(say(template, n=len(rows), listed=each("{name} ({n:#mention})", top)).spans)


def _narrate_silent(measures: StudyMeasures, row: pd.Series) -> Block:
    """One person who is mentioned and never speaks: how often, in whose words, beside which frame."""
    n, talked = int(row["n_mentioned"]), int(row["n_talked_about"])
    speakers, frame, beside = describe_mentions(measures.annotations, str(row["speaker_id"]))
    beside_all = "Each of them occurs" if beside == n == talked > 1 else "{beside_part} {beside:occurs|occur}"
    return say(
        "**{name}**{about} is mentioned {times} but never quoted.",
        "{talked_part} {talked:occurs|occur} in {whose}." if talked else None,
        f"{beside_all} in a sentence that contains a term of the frame *{{frame}}*." if frame else None,
        **name_with_role(measures, row),
        times=times(n),
        talked=talked,
        talked_part=sentence_case(part_of(talked, n, "mention")),
        whose=f"statements by {join_names(speakers)}" if speakers else "other speakers’ statements",
        beside=beside,
        beside_part=sentence_case(part_of(beside, n, "mention")),
        frame=frame,
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
