"""One article from its first word to its last: whose voice, who is named, which frames."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framelens.errors import InputError, suggest
from framelens.figures.charts import name_colours, name_rows, need_columns, rows_axes
from framelens.figures.export import keep_drawing
from framelens.figures.style import paper_style
from framelens.results.colours import LINE, MUTED, VOICE_COLOURS
from framelens.results.labels import VOICE_NAMES
from framelens.results.wording import count, is_absent, join_names, percent, sample
from framelens.tables import VOICES, Annotations

VOICE_LANE = "voice"
COLUMNS = ["article_id", "layer", "lane", "voice", "first_word", "last_word"]


def trace_article(annotations: Annotations, article_id: str | None = None, *, people: int = 4) -> pd.DataFrame:
    """Where in an article each voice, each person named and each frame term stands, counted in words.

    Parameters
    ----------
    annotations : Annotations
    article_id : str, optional
        The article; where there is only one it need not be named.
    people : int
        How many people and organisations get a lane, the most often named first.

    Returns
    -------
    pandas.DataFrame
        One row per stretch: ``article_id``, ``layer`` ('voice', 'mention' or 'frame'), ``lane`` (what the lane
        is called), ``voice`` it stands in, ``first_word`` and ``last_word`` (words from the article's start).

    Raises
    ------
    InputError
        For an article that is not there, or where none is named and there are several.

    Examples
    --------
    >>> fl.figures.trace_article(study.annotations, "example-1-norhaven-courier").head(3)
    """
    chosen = _choose_article(annotations, article_id)
    segments = annotations.segments.loc[annotations.segments["article_id"] == chosen].sort_values("start")
    starts, ends = (segments[c].to_numpy(dtype=float) for c in ("start", "end"))
    before = np.concatenate([[0.0], np.cumsum(segments["n_words"].to_numpy(dtype=float))])

    def word_at(offset: float) -> float:
        place = int(np.clip(np.searchsorted(starts, offset, side="right") - 1, 0, len(starts) - 1))
        share = (offset - starts[place]) / max(ends[place] - starts[place], 1.0)
        return float(before[place] + np.clip(share, 0, 1) * (before[place + 1] - before[place]))

    def voice_at(offset: float) -> str:
        return str(segments["voice"].iloc[max(int(np.searchsorted(starts, offset, side="right")) - 1, 0)])

    rows: list[tuple[str, str, str, float, float]] = [
        ("voice", VOICE_LANE, str(voice), before[n], before[n + 1]) for n, voice in enumerate(segments["voice"])
    ]
    for layer, lane, start, end in _places_in(annotations, chosen, people):
        rows.append((layer, lane, voice_at(start), word_at(start), word_at(end)))
    table = pd.DataFrame([(chosen, *row) for row in rows], columns=COLUMNS)
    table[["first_word", "last_word"]] = table[["first_word", "last_word"]].round(2)
    return table


def _choose_article(annotations: Annotations, article_id: str | None) -> str:
    ids = [str(i) for i in annotations.articles["article_id"]]
    if article_id is None:
        if len(ids) == 1:
            return ids[0]
        raise InputError(f"there are {len(ids)} articles; name the one to trace with article_id=")
    if article_id not in ids:
        raise InputError(f"unknown article '{article_id}'; {suggest(article_id, ids[:20])}")
    return article_id


def _places_in(annotations: Annotations, article_id: str, people: int) -> list[tuple[str, str, float, float]]:
    """Mentions of the people most often named, then frame hits: layer, lane, start, end."""
    mentions = annotations.mentions.loc[
        (annotations.mentions["article_id"] == article_id) & annotations.mentions["speaker_id"].notna()
    ]
    names = dict(zip(annotations.speakers["speaker_id"], annotations.speakers["name"], strict=True))
    often = mentions["speaker_id"].value_counts(sort=True)
    lanes = [s for _, s in sorted((-n, s) for s, n in often.items())][:people]
    rows = []
    for speaker_id in lanes:
        name = names.get(speaker_id)
        lane = str(speaker_id) if is_absent(name) else str(name)
        part = mentions.loc[mentions["speaker_id"] == speaker_id].sort_values("start")
        rows += [("mention", lane, float(s), float(e)) for s, e in zip(part["start"], part["end"], strict=True)]
    hits = annotations.hits.loc[annotations.hits["article_id"] == article_id]
    for frame in sorted(hits["frame"].unique()):
        part = hits.loc[hits["frame"] == frame].sort_values("start")
        rows += [("frame", str(frame), float(s), float(e)) for s, e in zip(part["start"], part["end"], strict=True)]
    return rows


def draw_dispersion(trace: pd.DataFrame) -> Axes:
    """An article as a strip from first word to last: voices on top, then who is named, then the frames.

    Parameters
    ----------
    trace : pandas.DataFrame
        What :func:`trace_article` returns.

    Examples
    --------
    >>> ax = fl.figures.draw_dispersion(fl.figures.trace_article(study.annotations, "example-1-norhaven-courier"))
    """
    need_columns(trace, COLUMNS, "trace_article")
    lanes = list(dict.fromkeys(zip(trace["layer"], trace["lane"], strict=True)))
    words = float(trace["last_word"].max()) if len(trace) else 1.0
    with paper_style():
        axes = rows_axes(len(lanes), width="double", extra_mm=6, row_mm=5.2)
        for place, (layer, lane) in enumerate(lanes):
            part = trace.loc[(trace["layer"] == layer) & (trace["lane"] == lane)]
            _draw_lane(axes, part, place, layer, words)
        _part_layers(axes, lanes)
        name_rows(axes, [_lane_label(layer, lane, trace) for layer, lane in lanes])
        axes.set_xlim(0, words)
        axes.set_xlabel(f"words from the article’s start ({sample(round(words))})")
        _name_voices(axes, trace)
    return keep_drawing(axes, trace, _describe_trace(trace, words))


def _draw_lane(axes: Axes, part: pd.DataFrame, place: int, layer: str, words: float) -> None:
    if layer == "voice":
        for voice, first, last in zip(part["voice"], part["first_word"], part["last_word"], strict=True):
            axes.barh(place, last - first, left=first, height=0.72, color=VOICE_COLOURS[voice], linewidth=0)
        return
    axes.axhline(place, color=LINE, linewidth=0.5, zorder=0)
    for voice, first, last in zip(part["voice"], part["first_word"], part["last_word"], strict=True):
        # A single word would be thinner than print can show.
        width = max(last - first, words * 0.004)
        colour = MUTED if voice == "journalist" else VOICE_COLOURS[voice]
        axes.barh(place, width, left=first, height=0.58, color=colour, linewidth=0)


def _part_layers(axes: Axes, lanes: list[tuple[str, str]]) -> None:
    for place, ((before, _), (after, _)) in enumerate(itertools.pairwise(lanes)):
        if before != after:
            axes.axhline(place + 0.5, color=MUTED, linewidth=0.6)


def _lane_label(layer: str, lane: str, trace: pd.DataFrame) -> str:
    if layer == "voice":
        return "whose words"
    n = int(((trace["layer"] == layer) & (trace["lane"] == lane)).sum())
    return f"{lane} ({n})"


def _name_voices(axes: Axes, trace: pd.DataFrame) -> None:
    voices = [v for v in VOICES if v in set(trace["voice"])]
    handles = [axes.barh([0], [0], color=VOICE_COLOURS[v])[0] for v in voices]
    name_colours(axes, handles, [VOICE_NAMES[v] for v in voices])


def _describe_trace(trace: pd.DataFrame, words: float) -> str:
    spoken = trace.loc[trace["layer"] == "voice"]
    length = (spoken["last_word"] - spoken["first_word"]).groupby(spoken["voice"]).sum()
    shares = [f"{VOICE_NAMES[v]} {percent(length.get(v, 0) / max(words, 1))}" for v in VOICES]
    counts = trace.loc[trace["layer"] != "voice"].groupby(["layer", "lane"], sort=False).size().rename("n")
    rows = counts.reset_index().to_dict("records")
    named = [f"{r['lane']} {count(r['n'], 'time')}" for r in rows if r["layer"] == "mention"]
    framed = [f"{r['lane']} {count(r['n'], 'time')}" for r in rows if r["layer"] == "frame"]
    parts = [f"The article’s {words:,.0f} words from left to right, by voice: {join_names(shares)}."]
    parts += [f"Named below: {join_names(named)}."] if named else []
    parts += [f"Frame terms: {join_names(framed)}."] if framed else []
    return " ".join(parts)
