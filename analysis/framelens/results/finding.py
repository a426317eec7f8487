"""Where the words behind a number stand: any row of any table led back to rows of the annotations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from framelens.errors import InputError
from framelens.measure.collocates import locate_company
from framelens.measure.cooccurrence import locate_pair
from framelens.measure.groups import PERIODS, find_column
from framelens.measure.speakers import (
    UNNAMED,
    UNRESOLVED,
    choose_statements,
    find_unnamed,
    find_unnamed_mentions,
)
from framelens.measure.stances import OTHER, STANCES
from framelens.measure.toward import locate_toward
from framelens.results.wording import is_absent
from framelens.tables import QUOTE_KINDS, Annotations

# Rows with one of these stand for one place, from start to end.
PLACED = ("match", "candidate", "certainty")
PLACE = {"article_id", "start", "end"}
# The columns by which a row of the annotations themselves is known.
OWN_COLUMNS = {"hits": {"frame", "term"}, "mentions": {"form", "kind"}, "segments": {"segment", "zone", "sentence"}}
ARTICLE_KEYS = ("article_id", "outlet", "byline", "language", *PERIODS)
SPEECH_OF = {"direct": ("direct", "mixed"), "indirect": ("indirect",)}


@dataclass(frozen=True)
class FoundRows:
    """What stands behind a row: the table it lies in, and its rows there."""

    table: str
    rows: pd.DataFrame


def find_passages(annotations: Annotations, keys: Mapping[str, object]) -> FoundRows:
    """The rows of the annotations behind a row of a measure, in the order of articles and offsets."""
    if set(keys) >= PLACE and set(PLACED) & set(keys):
        return FoundRows("words", pd.DataFrame([{name: keys[name] for name in ("article_id", "start", "end")}]))
    for table, own in OWN_COLUMNS.items():
        if PLACE | own <= set(keys):
            return FoundRows(table, _find_itself(getattr(annotations, table), keys))
    articles = _narrow(annotations.articles, keys, ARTICLE_KEYS)
    ids = None if len(articles) == len(annotations.articles) else articles["article_id"]
    if {"frame_a", "frame_b", "unit"} <= set(keys):
        pair = locate_pair(annotations, str(keys["frame_a"]), str(keys["frame_b"]), str(keys["unit"]))
        return FoundRows("hits", _sort(_within(pair, ids)))
    if {"target_id", "speaker_kind"} <= set(keys):
        places = locate_toward(annotations, [str(keys["target_id"])])
        places = _narrow(_within(places, ids), keys, ("speaker_id", "speaker_kind", "article_id", "segment"))
        return FoundRows("words", _sort(places[["article_id", "start", "end"]]))
    if {"node", "word"} <= set(keys):
        places = locate_company(annotations, str(keys["node"]), str(keys["word"]), int(str(keys.get("window", 5))))
        return FoundRows("words", _sort(_within(places, ids)))
    if "value" in keys and "group" in keys:
        keys = {**keys, str(keys["group"]): keys["value"]}
        return find_passages(annotations, {name: value for name, value in keys.items() if name != "group"})
    if "frame" in keys or "term" in keys:
        columns = ("frame", "term", "voice", "zone", "speaker_id", "quote_id", "segment")
        return FoundRows("hits", _sort(_narrow(_within(annotations.hits, ids), keys, columns)))
    if "word" in keys:
        segments = _narrow(_within(annotations.segments, ids), keys, ("voice", "zone"))
        return FoundRows("words", _find_word(annotations, segments, str(keys["word"])))
    if {"speaker_id", "quote_id", "kind", "stance", "n_speakers"} & set(keys):
        return _find_speech(annotations, keys, ids)
    if {"voice", "zone"} & set(keys):
        segments = _narrow(_within(annotations.segments, ids), keys, ("voice", "zone", "segment"))
        return FoundRows("segments", _sort(segments))
    if set(keys) & set(ARTICLE_KEYS):
        return FoundRows("quotes", _sort(_within(annotations.quotes, ids)))
    raise InputError(
        "this row has no column that passages are found by; "
        "it needs one of speaker_id, voice, zone, frame, term, word, quote_id, " + ", ".join(ARTICLE_KEYS)
    )


def _narrow(table: pd.DataFrame, keys: Mapping[str, object], columns: Iterable[str]) -> pd.DataFrame:
    keep = np.ones(len(table), dtype=bool)
    for column in columns:
        if column not in keys or (column not in table.columns and column not in PERIODS):
            continue
        values = find_column(table, column)
        wanted: Any = keys[column]
        same = values.isna() if is_absent(wanted) else values.eq(wanted).fillna(False)
        keep &= same.to_numpy(dtype=bool)
    return table.loc[keep]


def _within(table: pd.DataFrame, ids: pd.Series | None) -> pd.DataFrame:
    return table if ids is None else table.loc[table["article_id"].isin(ids)]


def _sort(table: pd.DataFrame) -> pd.DataFrame:
    columns = [c for c in ("article_id", "start", "source_start") if c in table.columns]
    if "content" in table.columns:
        begin = table["content"].map(lambda content: content[0][0] if len(content) else -1)
        table = table.assign(_begin=begin)
        columns = ["article_id", "_begin"]
    return table.sort_values(columns, kind="stable").drop(columns="_begin", errors="ignore")


def _find_speech(annotations: Annotations, keys: Mapping[str, object], ids: pd.Series | None) -> FoundRows:
    quotes = annotations.quotes
    chosen = np.ones(len(quotes), dtype=bool)
    if "counted" in keys:
        chosen = choose_statements(quotes, str(keys["counted"]).split())
    if keys.get("kind") in (UNNAMED, UNRESOLVED):
        chosen = chosen & (find_unnamed(annotations) == (keys["kind"] == UNNAMED))
    if "quote_id" not in keys and "stance" in keys:
        chosen = chosen & choose_statements(quotes, QUOTE_KINDS) & _has_stance(quotes, str(keys["stance"]))
    if "n_speakers" in keys and "speaker_id" not in keys:  # an index of who holds the floor: those with a name
        chosen = chosen & choose_statements(quotes, QUOTE_KINDS) & quotes["speaker_id"].notna().to_numpy(dtype=bool)
        return FoundRows("quotes", _sort(_within(quotes.loc[chosen], ids)))
    quotes = quotes.loc[chosen]
    if "speaker_id" not in keys and "stance" in keys:
        return FoundRows("quotes", _sort(_narrow(_within(quotes, ids), keys, ("quote_id",))))
    quotes = _narrow(_within(quotes, ids), keys, ("speaker_id", "quote_id", "zone"))
    if keys.get("kind") in ("direct", "mixed", "indirect"):
        quotes = quotes.loc[quotes["kind"] == keys["kind"]]
    if keys.get("voice") in SPEECH_OF:
        quotes = quotes.loc[quotes["kind"].isin(SPEECH_OF[str(keys["voice"])])]
    nameless = is_absent(keys.get("speaker_id"))
    of_verbs = "stance" in keys and "quote_id" not in keys  # nobody is mentioned with a verb
    if len(quotes) or of_verbs or (nameless and "n_mentioned" not in keys):
        return FoundRows("quotes", _sort(quotes))
    mentions = _narrow(_within(annotations.mentions, ids), keys, ("speaker_id",))
    if keys.get("kind") in (UNNAMED, UNRESOLVED):
        mentions = mentions.loc[find_unnamed_mentions(mentions) == (keys["kind"] == UNNAMED)]
    return FoundRows("mentions", _sort(mentions)) if len(mentions) else FoundRows("quotes", quotes)


def _find_itself(table: pd.DataFrame, keys: Mapping[str, object]) -> pd.DataFrame:
    """The row of a table of annotations that lies at this place; several where a place has several terms."""
    return _narrow(table, keys, ("article_id", "start", "end", "frame", "term"))


def _has_stance(quotes: pd.DataFrame, stance: str) -> np.ndarray:
    """Which statements have a verb of this stance, as ``count_stances`` counts them."""
    known = {name for names in STANCES.values() for name in names}
    values = quotes["stance"].astype("object")
    same = values.notna() & ~values.isin(known) if stance == OTHER else values.isin(STANCES.get(stance, (stance,)))
    return same.to_numpy(dtype=bool)


def _find_word(annotations: Annotations, segments: pd.DataFrame, word: str) -> pd.DataFrame:
    """One row per occurrence of a word or phrase in these stretches, letters' case aside."""
    import re

    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    texts = dict(zip(annotations.articles["article_id"], annotations.articles["text"], strict=True))
    rows = [
        {"article_id": article_id, "start": match.start(), "end": match.end()}
        for article_id, start, end in segments[["article_id", "start", "end"]].itertuples(index=False)
        for match in pattern.finditer(texts[article_id], int(start), int(end))
    ]
    return pd.DataFrame(rows, columns=["article_id", "start", "end"])
