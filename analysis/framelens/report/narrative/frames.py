"""Which frames, how much of them, and in whose words, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.report.narrative.telling import plain, say
from framelens.results.blocks import Block, Group, group, heading, prose
from framelens.results.measures import StudyMeasures
from framelens.results.passages import name_speakers, show_found
from framelens.results.selecting import sort_rows
from framelens.results.wording import count, rate_digits, sentence_case

SHARES_FROM = 20  # articles from which a share of them is told as a percentage
TOP = 8
TOP_OWNERS = 4
BOUNDS = {"estimate": "", "low": "_low", "high": "_high"}
JOURNALIST = "the journalist"


def narrate_frames(measures: StudyMeasures) -> Group:
    """How often each frame's terms were found, and whose words they are."""
    frames, found = measures.frames, measures.frames_found
    if found.empty:
        return say("frames.none", defined=len(frames))
    return group(
        _narrate_counts(measures) if measures.is_one else _narrate_rates(found),
        say("frames.absent", names=sorted(set(frames["frame"]) - set(found["frame"]))),
        _narrate_owners(measures),
    )


def _narrate_counts(measures: StudyMeasures) -> Group:
    found = measures.frames_found
    file = Path(measures.study.frames.path or "frames.yaml").name
    return say("frames.counts", n=int(found["n_hits"].sum()), frames=found.to_dict("records"), file=file)


def _narrate_rates(found: pd.DataFrame) -> Group:
    rows = [{**row, "reach": describe_reach(row)} for row in found.head(TOP).to_dict("records")]
    return say(
        "frames.rates", frames=rows, n=int(found["n"].iloc[0]), decimals=rate_digits(found["estimate"].head(TOP))
    )


def describe_reach(row: Mapping[Any, Any]) -> str:
    """In how many articles a frame occurs: 'four of six articles', or '94% of articles, 95% CI [91, 97]'."""
    base = int(row["n_base_articles"])
    return plain(
        "frames.reach",
        few=base < SHARES_FROM,
        n=int(row["n_articles"]),
        base=base,
        row={
            bound: row[f"share_articles{end}"] for bound, end in (("estimate", ""), ("low", "_low"), ("high", "_high"))
        },
    )


def count_owners(measures: StudyMeasures) -> pd.DataFrame:
    """One row per speaker in whose statements frame terms stand: ``speaker_id``, ``name``, ``n_hits``, ``n`` (all).

    The journalist's own words are the row with the name 'the journalist'; statements whose speaker is not known are
    the row 'unknown speakers'. Most terms first.
    """
    hits = measures.annotations.hits
    names = hits["speaker_id"].map(name_speakers(measures.annotations))
    name = names.where(hits["speaker_id"].notna(), "unknown speakers").mask(hits["voice"].eq("journalist"), JOURNALIST)
    keys = pd.DataFrame({"speaker_id": hits["speaker_id"], "name": name})
    table = keys.groupby(["speaker_id", "name"], dropna=False).size().rename("n_hits").reset_index().assign(n=len(hits))
    return table.sort_values(["n_hits", "name"], ascending=[False, True], kind="stable").reset_index(drop=True)


def count_own_terms(measures: StudyMeasures) -> tuple[int, int]:
    """How many frame terms stand in the journalist's own words, and how many there are."""
    voices = measures.annotations.hits["voice"]
    return int(voices.eq("journalist").sum()), len(voices)


def _narrate_owners(measures: StudyMeasures) -> Group:
    own, total = count_own_terms(measures)
    if not measures.is_one:
        return say("frames.quoted", own=own, total=total, quoted=total - own)
    owners = count_owners(measures)
    sources = owners.loc[owners["name"].ne(JOURNALIST)]
    top = sources.head(TOP_OWNERS)
    places = [{"speaker": name, "n": int(n)} for name, n in zip(top["name"], top["n_hits"], strict=True)]
    if rest := int(sources["n_hits"].iloc[TOP_OWNERS:].sum()):
        places.append({"speaker": "other speakers", "n": rest})
    if own:
        places.append({"speaker": "", "n": own})
    return say("frames.owners", total=total, own=own, places=places)


def show_frames(measures: StudyMeasures, *, limit: int = 2, top: int | None = None) -> Group:
    """Each frame, or the ``top`` most frequent ones, with its definition and the words it was found in."""
    hits, blocks = measures.annotations.hits, list[Block]()
    for row in measures.frames_found.head(top or len(hits)).to_dict("records"):
        name = str(row["frame"])
        definition = measures.study.frames.frame(name).definition if name in measures.study.frames.names else ""
        rows = sort_rows(hits.loc[hits["frame"].eq(name)])
        blocks += [
            heading(sentence_case(name), level=3),
            prose(definition.strip() or f"{count(int(row['n_hits']), 'term')} found."),
            show_found(measures.annotations, "hits", rows, limit=limit),
        ]
    return group(*blocks)
