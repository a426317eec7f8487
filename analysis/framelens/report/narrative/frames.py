"""Which frames, how much of them, and in whose words, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.results.blocks import Block, Group, Passages, Text, cite, emphasis, group, heading, prose
from framelens.results.measures import StudyMeasures
from framelens.results.passages import name_speakers, show_found
from framelens.results.selecting import sort_rows
from framelens.results.wording import (
    count,
    decimal,
    interval,
    join_names,
    number,
    percent,
    rate_digits,
    sentence_case,
    spell,
)

SHARES_FROM = 20  # articles from which a share of them is told as a percentage


def narrate_frames(measures: StudyMeasures) -> Group:
    """How often each frame's terms were found, and whose words they are."""
    frames = measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
    if frames.empty:
        return group(prose("The study defines no frames."))
    if not frames["n_hits"].sum():
        return group(prose(f"No term of the {spell(len(frames), 'frame')} was found."))
    opening = _narrate_counts(measures, frames) if measures.is_one else _narrate_rates(frames)
    return group(opening, _narrate_absent(frames), _narrate_owners(measures))


def _narrate_counts(measures: StudyMeasures, frames: pd.DataFrame) -> Block:
    total = int(frames["n_hits"].sum())
    found = frames.loc[frames["n_hits"].gt(0)]
    parts: list[Text] = [f"The dictionary finds {count(total, 'term')} of {spell(len(found), 'frame')}: "]
    for place, (frame, n) in enumerate(zip(found["frame"], found["n_hits"], strict=True)):
        joint = "" if place == 0 else (" and " if place == len(found) - 1 else ", ")
        parts += [joint, emphasis(frame), f" ({n})"]
    parts += [". A frame selects some aspects of what is told and makes them salient ", cite("entman1993")]
    listed = Path(measures.study.frames.path or "frames.yaml").name
    return prose(*parts, "; its definition and its terms are listed in ", emphasis(listed), ".")


def describe_reach(row: Mapping[Any, Any]) -> str:
    """In how many articles a frame occurs: 'four of six', or from twenty articles on '94% (91% to 97%)'."""
    n, base = int(row["n_articles"]), int(row["n_base_articles"])
    if base < SHARES_FROM:
        return f"{number(n)} of {number(base)}"
    bounds = interval(row["share_articles_low"], row["share_articles_high"], share=True)
    return f"{percent(row['share_articles'])}{f' ({bounds})' if bounds else ''}"


def _narrate_rates(frames: pd.DataFrame) -> Block:
    parts: list[Text] = ["By terms per 1,000 words, and by the articles in which a frame occurs at all: "]
    shown = frames.loc[frames["n_hits"].gt(0)].head(8)
    digits = rate_digits(shown["estimate"])
    for place, row in enumerate(shown.to_dict("records")):
        joint = "" if place == 0 else "; "
        bounds = interval(row["low"], row["high"], digits=digits)
        inside = f" {decimal(row['estimate'], digits=digits)}{f' ({bounds})' if bounds else ''}"
        parts += [joint, emphasis(str(row["frame"])), f"{inside}, in {describe_reach(row)}"]
    return prose(
        *parts, ". A frame selects some aspects of what is told and makes them salient ", cite("entman1993"), "."
    )


def _narrate_absent(frames: pd.DataFrame) -> Block | None:
    absent = list(frames.loc[frames["n_hits"].eq(0), "frame"])
    if not absent:
        return None
    of = "the frame" if len(absent) == 1 else "the frames"
    return prose(f"No term was found of {of} {join_names(absent)}.")


def count_owners(measures: StudyMeasures) -> pd.DataFrame:
    """One row per speaker in whose statements frame terms stand: ``speaker_id``, ``name``, ``n_hits``, ``n`` (all).

    The journalist's own words are the row without a speaker and with the name 'the journalist'; statements whose
    speaker is not known are the row 'speakers not known'.
    """
    hits = measures.annotations.hits
    names = name_speakers(measures.annotations)
    own = hits["voice"].eq("journalist")
    name = (
        hits["speaker_id"]
        .map(names)
        .where(hits["speaker_id"].notna(), "speakers not known")
        .mask(own, "the journalist")
    )
    keys = pd.DataFrame({"speaker_id": hits["speaker_id"], "name": name})
    table = keys.groupby(["speaker_id", "name"], dropna=False).size().rename("n_hits").reset_index()
    table["n"] = len(hits)
    return table.sort_values(["n_hits", "name"], ascending=[False, True], kind="stable").reset_index(drop=True)


def _narrate_owners(measures: StudyMeasures) -> Block:
    owners = count_owners(measures)
    total = int(owners["n"].iloc[0])
    own = int(owners.loc[owners["name"].eq("the journalist"), "n_hits"].sum())
    own_part = f"{number(own)} ({percent(own / total)})"
    named = owners.loc[owners["speaker_id"].notna()]
    if not measures.is_one:
        return prose(
            f"Of {count(total, 'frame term')}, {own_part} {'stands' if own == 1 else 'stand'} in the journalist’s own "
            f"words and {number(total - own)} in what others are quoted or reported as saying."
        )
    listed = [
        f"{number(int(n))} in statements by {name}"
        for name, n in zip(named["name"].head(4), named["n_hits"].head(4), strict=True)
    ]
    listed += [f"{number(own)} in the journalist’s own words"] if own else []
    tail = "" if own else " The journalist’s own words carry none."
    return prose(f"In whose words they stand: {join_names(listed)}.{tail}")


def show_frames(measures: StudyMeasures, *, limit: int = 2) -> Group:
    """Each frame with its definition and the words it was found in."""
    frames = measures.frames.sort_values(["n_hits", "frame"], ascending=[False, True], kind="stable")
    blocks: list[Block] = []
    for row in frames.loc[frames["n_hits"].gt(0)].to_dict("records"):
        name = str(row["frame"])
        definition = measures.study.frames.frame(name).definition if name in measures.study.frames.names else ""
        blocks.append(heading(sentence_case(name), level=3))
        blocks.append(prose(definition.strip()) if definition else prose(f"{count(int(row['n_hits']), 'term')} found."))
        blocks.append(_show_frame(measures, row, limit))
    return group(*blocks)


def _show_frame(measures: StudyMeasures, row: Mapping[Any, Any], limit: int) -> Passages:
    hits = measures.annotations.hits
    return show_found(measures.annotations, "hits", sort_rows(hits.loc[hits["frame"].eq(row["frame"])]), limit=limit)
