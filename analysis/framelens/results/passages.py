"""Rows of the annotations at their words: each with its marks, widened to whole sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from framelens.results.blocks import Passage, Passages
from framelens.results.marking import Mark, mark_text
from framelens.results.wording import day, is_absent
from framelens.tables import Annotations

OPENING, CLOSING = "“‘„«\"'([", ".,;:!?…”’»\"')]"
LONGEST = 900  # letters of context on which a passage is cut


def show_found(
    annotations: Annotations, table: str, rows: pd.DataFrame, *, limit: int = 5, title: str = ""
) -> Passages:
    """Rows of one table of annotations at their words, in their order; the surest ``limit`` of them."""
    shown = rows.iloc[choose_surest(rows.to_dict("records"), limit)]
    passages = tuple(show_row(annotations, table, row) for row in shown.to_dict("records"))
    return Passages(passages, len(rows), title)


def choose_surest(rows: Sequence[Mapping[Any, Any]], limit: int) -> list[int]:
    """The places of the ``limit`` surest rows, in order; among rows as sure as each other spread evenly.

    An example stands for what was counted, and should be no error that a reader sees at once.
    """
    if len(rows) <= limit:
        return [*range(len(rows))]
    sure = [0.0 if is_absent(row.get("confidence")) else round(float(row["confidence"]), 2) for row in rows]
    edge = sorted(sure, reverse=True)[limit - 1] if limit > 0 else math.inf
    above = [place for place, one in enumerate(sure) if one > edge]
    level = [place for place, one in enumerate(sure) if one == edge]
    # In the middle of equal parts: at both ends, every frame of a study would be shown from the same two articles.
    wanted = max(limit, 0) - len(above)
    spread = ((np.arange(wanted) + 0.5) / max(wanted, 1) * len(level)).astype(int)
    return sorted([*above, *(level[place] for place in spread)])


def show_row(annotations: Annotations, table: str, row: Mapping[Any, Any]) -> Passage:
    article = annotations.articles.loc[annotations.articles["article_id"] == row["article_id"]].iloc[0]
    if table == "articles":
        row = {**row, "start": 0, "end": len(str(article["text"]).partition("\n\n")[0])}
    marks = [] if table == "articles" else mark_row(table, row, name_speakers(annotations))
    if table in ("segments", "articles"):
        start, end = int(row["start"]), int(row["end"])
    else:
        start, end = min(m.start for m in marks), max(m.end for m in marks)
    text = str(article["text"])
    start, end = _widen(annotations.segments, str(row["article_id"]), text, start, end)
    spans = mark_text(text, start, min(end, start + LONGEST), marks)
    if end > start + LONGEST:
        spans = (*spans, *mark_text("…", 0, 1, ()))
    return Passage(str(row["article_id"]), describe_article(article), spans, _describe_row(annotations, table, row))


def mark_row(table: str, row: Mapping[Any, Any], names: Mapping[str, str]) -> list[Mark]:
    """The marks that one row of a table of annotations puts into its article."""
    who = names.get(row.get("speaker_id") or "") if not is_absent(row.get("speaker_id")) else None
    if table == "quotes":
        marks = [Mark(int(start), int(end), "statement", who) for start, end in row["content"]]
        for style in ("source", "cue"):
            if not is_absent(row[f"{style}_start"]):
                marks.append(Mark(int(row[f"{style}_start"]), int(row[f"{style}_end"]), style, who))
        return marks
    style = {"hits": "hit", "words": "hit", "mentions": "mention", "segments": "statement"}[table]
    label = str(row["frame"]) if table == "hits" else who
    return [Mark(int(row["start"]), int(row["end"]), style, label)]


def name_speakers(annotations: Annotations) -> dict[str, str]:
    """The name of each speaker, by ``speaker_id``."""
    return dict(zip(annotations.speakers["speaker_id"], annotations.speakers["name"], strict=True))


def describe_article(article: pd.Series) -> str:
    """An article as a reader finds it again: outlet, date, headline or name."""
    outlet = None if is_absent(article["outlet"]) else str(article["outlet"])
    headline = None if is_absent(article["headline"]) else f"“{article['headline']}”"
    date = None if is_absent(article["published"]) else day(article["published"])
    parts = [part for part in (outlet, date, headline) if part]
    return ", ".join(parts) if parts else str(article["article_id"])


def _widen(segments: pd.DataFrame, article_id: str, text: str, start: int, end: int) -> tuple[int, int]:
    """The stretch widened to whole sentences."""
    rows = segments.loc[segments["article_id"] == article_id]
    sentences = rows.groupby("sentence").agg(start=("start", "min"), end=("end", "max"))
    touched = sentences.loc[(sentences["start"] < end) & (sentences["end"] > start)]
    if not touched.empty:
        start, end = min(start, int(touched["start"].min())), max(end, int(touched["end"].max()))
    # Marks at the edges belong to no stretch of words, but a reader misses them.
    while start > 0 and text[start - 1] in OPENING:
        start -= 1
    while end < len(text) and text[end] in CLOSING:
        end += 1
    return start, end


def _describe_row(annotations: Annotations, table: str, row: Mapping[Any, Any]) -> str:
    names = name_speakers(annotations)
    if table == "quotes":
        if is_absent(row["speaker_id"]):
            return "no speaker assigned" + ("" if is_absent(row["reason"]) else f" ({row['reason']})")
        return f"{names.get(row['speaker_id'], row['speaker_id'])}, {row['kind']}"
    if table == "hits":
        who = names.get(row["speaker_id"]) if not is_absent(row["speaker_id"]) else None
        voice = {"journalist": "in the journalist’s voice"}.get(row["voice"], f"in {row['voice']} speech")
        return f"{row['frame']}, {voice}" + (f" by {who}" if who else "")
    if table == "segments":
        return f"{row['voice']}"
    return ""
