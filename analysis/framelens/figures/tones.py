"""Figures of tone and of frames, by the voice they stand in."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from framelens.figures.charts import (
    draw_dots,
    fit_columns,
    guide_rows,
    known,
    label_x,
    name_colours,
    name_rows,
    need_columns,
    rows_axes,
    say_empty,
    write_beside,
)
from framelens.figures.export import keep_drawing
from framelens.figures.style import SMALL, paper_style
from framelens.results.colours import ACCENT, MUTED, PAPER, SERIES_COLOURS, SERIES_MARKERS, VOICE_COLOURS, VOICE_MARKERS
from framelens.results.labels import VOICE_NAMES, title_of
from framelens.results.wording import decimal, estimate_in, is_absent, join_names, rate_digits, sample
from framelens.tables import VALENCE_PREFIX, VOICES

NUMBERS = frozenset(
    "n n_segments n_words n_hits n_articles n_base_articles coverage coverage_words estimate low high lexicon "
    "share_words kind total".split()
)
MOST_POINTS = 300


def key_columns(table: pd.DataFrame) -> list[str]:
    """The columns that tell one row from another, as opposed to what was measured."""
    return [str(c) for c in table.columns if c not in NUMBERS]


def label_rows(table: pd.DataFrame, keys: list[str]) -> list[str]:
    """Each row's keys as words."""
    columns = [c for c in keys if c != "speaker_id" or "name" not in keys]
    return [
        ", ".join("none" if is_absent(v) else VOICE_NAMES.get(str(v), str(v)) for v in row)
        for row in table[columns].itertuples(index=False)
    ]


def draw_tone(tone: pd.DataFrame, *, segments: pd.DataFrame | None = None) -> Axes:
    """Mean valence a row, with its interval and its n; behind it every scored segment.

    Parameters
    ----------
    tone : pandas.DataFrame
        What ``score_tone`` returns; rows without a scored segment are left out of the drawing.
    segments : pandas.DataFrame, optional
        The segments table. Where the rows are voices and there are at most 300 scored segments, each is drawn
        as a pale dot, since a mean of a few says little without them.

    Examples
    --------
    >>> ax = fl.figures.draw_tone(fl.stats.score_tone(study), segments=study.segments)
    """
    need_columns(tone, ["n", "estimate", "low", "high", "lexicon"], "score_tone")
    table = tone.loc[tone["n"].gt(0)].reset_index(drop=True)
    with paper_style():
        axes = rows_axes(len(table), row_mm=9 if segments is not None else 5.6)
        if table.empty:
            words = "No word of the lexicon was found."
            return keep_drawing(say_empty(axes, words), table, words)
        keys = key_columns(table)
        points = _points_behind(table, segments)
        axes.axvline(0, color=MUTED, linewidth=0.8, zorder=1)
        guide_rows(axes, len(table))
        for place, row in enumerate(table.to_dict("records")):
            voice = str(row.get("voice", "direct"))
            colour = VOICE_COLOURS.get(voice, ACCENT)
            cloud = points.get(voice, np.array([]))
            axes.plot(
                cloud, place + _spread(cloud), marker="o", markersize=3, color=colour, alpha=0.45,
                markeredgewidth=0, linestyle="none", zorder=2,
            )  # fmt: skip
            dark = MUTED if voice == "journalist" else colour
            draw_dots(axes, table.iloc[[place]], colour=dark, marker=VOICE_MARKERS.get(voice, "o"), at=[place])
            axes.annotate(
                f"{decimal(row['estimate'])} ({sample(row['n'])})", (row["estimate"], place), xytext=(0, 5.5),
                textcoords="offset points", ha="center", va="bottom", fontsize=SMALL,
                bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.4}, zorder=4,
            )  # fmt: skip
        name_rows(axes, label_rows(table, keys))
        reach = max([0.25, *np.abs(np.concatenate([*points.values(), known(table[["estimate", "low", "high"]])]))])
        axes.set_xlim(-min(reach * 1.15, 1.05), min(reach * 1.15, 1.05))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=5, symmetric=True))
        label_x(axes, f"mean valence ({title_of(str(table['lexicon'].iloc[0]))}); n: scored segments")
    return keep_drawing(axes, table, _describe_tone(table, keys))


def _points_behind(table: pd.DataFrame, segments: pd.DataFrame | None) -> dict[str, np.ndarray]:
    """The valence of every scored segment by voice, where they are few enough to be seen."""
    if segments is None or key_columns(table) != ["voice"] or int(table["n"].sum()) > MOST_POINTS:
        return {}
    column = VALENCE_PREFIX + str(table["lexicon"].iloc[0])
    return {voice: np.sort(known(segments.loc[segments["voice"] == voice, column])) for voice in VOICES}


def _spread(values: np.ndarray) -> np.ndarray:
    """Small steps below the row's line, so that equal values do not hide each other."""
    return 0.18 + 0.09 * (np.arange(len(values)) % 3)


def _describe_tone(table: pd.DataFrame, keys: list[str]) -> str:
    rows = [
        f"{label} {estimate_in(row)}"
        for label, row in zip(label_rows(table, keys), table.to_dict("records"), strict=True)
    ]
    return f"Mean valence from −1 to 1 by {title_of(str(table['lexicon'].iloc[0]))}: {'; '.join(rows)}."


def draw_salience(salience: pd.DataFrame, *, hue: str | None = "voice", counts: bool = False) -> Axes:
    """How much each frame is spoken in each voice.

    Parameters
    ----------
    salience : pandas.DataFrame
        What ``score_salience`` returns.
    hue : str, optional
        The column whose values are distinguished by colour and mark: ``voice`` by default.
    counts : bool
        Bars of terms counted, instead of dots of terms per 1,000 words with their intervals. For one article,
        whose rates rest on a handful of words, counts say what can be said.

    Examples
    --------
    >>> ax = fl.figures.draw_salience(fl.stats.score_salience(study, by="outlet"), hue="outlet")
    """
    need_columns(salience, ["frame", "n", "n_hits", "estimate", "low", "high"], "score_salience")
    table = salience.reset_index(drop=True)
    kinds = [str(v) for v in dict.fromkeys(table[hue])] if hue and hue in table.columns else [""]
    split = table[hue].astype("str") if hue and hue in table.columns else pd.Series("", index=table.index)
    parts = {kind: table.loc[split == kind] for kind in kinds}
    totals = table.groupby("frame")["n_hits"].sum()
    frames = sorted(totals.index, key=lambda frame: (-totals[frame], frame))
    with paper_style():
        # Series beside each other take their room, and so do the lines of their names.
        labels = [VOICE_NAMES.get(kind, kind) for kind in kinds]
        lines = -(-len(kinds) // fit_columns(labels)) if len(kinds) > 1 else 0
        row_mm = 6.0 if counts else max(6.0, 2.4 * len(kinds))
        axes = rows_axes(len(frames), row_mm=row_mm, extra_mm=1.5 + 3.5 * lines if lines else 0)
        if not totals.sum():
            words = "No term of any frame was found."
            return keep_drawing(say_empty(axes, words), table, words)
        name_rows(axes, list(frames))
        draw = _draw_counts if counts else _draw_rates
        handles = draw(axes, parts, frames)
        if len(kinds) > 1:
            name_colours(axes, handles, labels)
        axes.set_xlim(left=0)
        voiced = " of that voice" if hue == "voice" and len(kinds) > 1 else ""
        label_x(
            axes,
            f"frame terms found ({sample(int(totals.sum()))})" if counts else f"frame terms per 1,000 words{voiced}",
        )
    return keep_drawing(axes, table, _describe_salience(parts, frames, counts=counts))


def _draw_rates(axes: Axes, parts: dict[str, pd.DataFrame], frames: list[str]) -> list[Artist]:
    guide_rows(axes, len(frames))
    reach = 0.2 if len(parts) <= 3 else 0.34
    offsets = np.linspace(-reach, reach, len(parts)) if len(parts) > 1 else np.zeros(1)
    handles: list[Artist] = []
    for number, ((kind, part), offset) in enumerate(zip(parts.items(), offsets, strict=True)):
        at = [frames.index(frame) + offset for frame in part["frame"]]
        colour, marker = _colour(kind, number), _marker(kind, number)
        draw_dots(axes, part, colour=colour, marker=marker, at=at)
        handles += axes.plot([], [], marker=marker, color=colour, linestyle="none", markersize=4.5)
    return handles


def _draw_counts(axes: Axes, parts: dict[str, pd.DataFrame], frames: list[str]) -> list[Artist]:
    ends = np.zeros(len(frames))
    handles: list[Artist] = []
    for number, (kind, part) in enumerate(parts.items()):
        found = part.set_index("frame")["n_hits"].reindex(frames).fillna(0).to_numpy(dtype=float)
        colour = VOICE_COLOURS.get(kind, SERIES_COLOURS[number % len(SERIES_COLOURS)])
        handles.append(axes.barh(range(len(frames)), found, left=ends, height=0.6, color=colour, linewidth=0)[0])
        ends += found
    for place, end in enumerate(ends):
        write_beside(axes, float(end), place, f"{end:,.0f}")
    axes.set_xlim(0, max(float(ends.max()), 1.0) * 1.1)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    return handles


def _colour(kind: str, number: int) -> str:
    if kind == "journalist":
        return MUTED
    return VOICE_COLOURS.get(kind, SERIES_COLOURS[number % len(SERIES_COLOURS)])


def _marker(kind: str, number: int) -> str:
    return VOICE_MARKERS.get(kind, SERIES_MARKERS[number % len(SERIES_MARKERS)])


def _describe_salience(parts: dict[str, pd.DataFrame], frames: list[str], *, counts: bool) -> str:
    rows = []
    digits = rate_digits(rate for part in parts.values() for rate in part["estimate"])
    for frame in frames:
        values = []
        for kind, part in parts.items():
            row = part.loc[part["frame"] == frame]
            if row.empty:
                continue
            value = f"{int(row['n_hits'].iloc[0])}" if counts else decimal(row["estimate"].iloc[0], digits=digits)
            values.append(f"{VOICE_NAMES.get(kind, kind)} {value}".strip())
        rows.append(f"{frame}: {join_names(values)}")
    head = "Frame terms found" if counts else "Frame terms per 1,000 words"
    return f"{head}, by frame. {'. '.join(rows)}."
