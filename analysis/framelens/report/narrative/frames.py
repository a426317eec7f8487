"""Which frames, how much of them, and in whose words, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.results.blocks import Block, Group, group, heading, prose
from framelens.results.measures import StudyMeasures
from framelens.results.passages import name_speakers, show_found
from framelens.results.selecting import sort_rows
from framelens.results.telling import each, say
from framelens.results.wording import (
    count,
    estimate,
    estimate_in,
    join_names,
    number,
    part_of,
    percent,
    rate_digits,
    sample,
    sentence_case,
)

SHARES_FROM = 20  # articles from which a share of them is told as a percentage
TOP = 8
TOP_OWNERS = 4
JOURNALIST = "the journalist"
ENTMAN = "Frames select some aspects of a perceived reality and make them more salient [@entman1993]"


def narrate_frames(measures: StudyMeasures) -> Group:
    """How often each frame's terms were found, and whose words they are."""
    frames, found = measures.frames, measures.frames_found
    if frames.empty:
        return group(prose("The study defines no frames."))
    if found.empty:
        return group(say("No frame term was found (dictionary of {n:frame}).", n=len(frames)))
    absent = sorted(set(frames["frame"]) - set(found["frame"]))
    return group(
        _narrate_counts(measures) if measures.is_one else _narrate_rates(found),
        say("No term of the {n:frame|frames} {names} was found.", n=len(absent), names=join_names(absent))
        if absent
        else None,
        _narrate_owners(measures),
    )


def _narrate_counts(measures: StudyMeasures) -> Block:
    found = measures.frames_found
    return say(
        "The dictionary finds {n:#term} of {frames:frame}: {listed}.",
        ENTMAN + "; their definitions and terms are listed in *{file}*.",
        n=int(found["n_hits"].sum()),
        frames=len(found),
        listed=each("*{frame}* ({n_hits})", found.astype({"n_hits": "str"}).to_dict("records")),
        file=Path(measures.study.frames.path or "frames.yaml").name,
    )


def _narrate_rates(found: pd.DataFrame) -> Block:
    digits, rows = rate_digits(found["estimate"].head(TOP)), list[dict[str, str]]()
    for row in found.head(TOP).to_dict("records"):
        unit = "" if rows else " terms per 1,000 words"
        rate = estimate_in(row, n=False, digits=digits, unit=unit)
        rows.append({"frame": row["frame"], "rate": rate, "reach": describe_reach(row)})
    one = "*{frame}* ({rate}; in {reach})"
    return say(
        "The most frequent frame is {first}, followed by {rest}."
        if len(rows) > 1
        else "The only frame found is {first}.",
        "Rates are based on {n} words.",
        ENTMAN + ".",
        first=each(one, rows[:1]),
        rest=each(one, rows[1:]),
        n=sample(int(found["n"].iloc[0])),
    )


def describe_reach(row: Mapping[Any, Any]) -> str:
    """In how many articles a frame occurs: 'four of six articles', or '94% of articles, 95% CI [91, 97]'."""
    n, base = int(row["n_articles"]), int(row["n_base_articles"])
    if base < SHARES_FROM:
        return f"{number(n)} of {number(base)} articles"
    share, _, bounds = estimate(
        row["share_articles"], row["share_articles_low"], row["share_articles_high"], share=True
    ).partition(", ")
    return f"{share} of articles{f', {bounds}' if bounds else ''}"


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


def _narrate_owners(measures: StudyMeasures) -> Block:
    own, total = count_own_terms(measures)
    if not measures.is_one:
        return say(
            "Of the {total:,} frame terms, {quoted_n:,} ({share}) {quoted_n:occurs|occur} in quoted or reported speech "
            "and {own:,} in the journalist’s own words."
            if 0 < own < total
            else "{quoted} {quoted_n:occurs|occur} in quoted or reported speech.",
            quoted=sentence_case(part_of(total - own, total, "frame term")),
            quoted_n=total - own,
            own=own,
            total=total,
            share=percent((total - own) / total),
        )
    owners = count_owners(measures)
    sources = owners.loc[owners["name"].ne(JOURNALIST)]
    rows = [
        {"where": f"in statements by {row['name']}", "n": int(row["n_hits"])}
        for row in sources.head(TOP_OWNERS).to_dict("records")
    ]
    if rest := int(sources["n_hits"].iloc[TOP_OWNERS:].sum()):
        rows.append({"where": "in statements by other speakers", "n": rest})
    if own:
        rows.append({"where": "in the journalist’s own words", "n": own})
    return say(
        "Of the {total:#term} found, {listed}.",
        None if own else "The journalist’s own words contain no frame term.",
        total=total,
        listed=each("{n} {n:occurs|occur} {where}", rows),
    )


def show_frames(measures: StudyMeasures, *, limit: int = 2) -> Group:
    """Each frame with its definition and the words it was found in."""
    hits, blocks = measures.annotations.hits, list[Block]()
    for row in measures.frames_found.to_dict("records"):
        name = str(row["frame"])
        definition = measures.study.frames.frame(name).definition if name in measures.study.frames.names else ""
        rows = sort_rows(hits.loc[hits["frame"].eq(name)])
        blocks += [
            heading(sentence_case(name), level=3),
            prose(definition.strip() or f"{count(int(row['n_hits']), 'term')} found."),
            show_found(measures.annotations, "hits", rows, limit=limit),
        ]
    return group(*blocks)
