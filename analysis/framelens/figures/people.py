"""Figures of who speaks and who is spoken about."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from framelens.figures.charts import (
    draw_dots,
    guide_rows,
    in_percent,
    label_x,
    name_rows,
    need_columns,
    rightmost,
    rows_axes,
    say_empty,
    write_beside,
)
from framelens.figures.export import keep_drawing
from framelens.figures.style import SMALL, paper_style
from framelens.results.colours import ACCENT, INK, MUTED, SECOND
from framelens.results.labels import label_speakers
from framelens.results.wording import count, estimate_in, sample


def draw_voices(voices: pd.DataFrame, *, top: int = 12) -> Axes:
    """Share of voice: a dot a speaker, with its interval where there is one.

    Parameters
    ----------
    voices : pandas.DataFrame
        What ``count_speakers`` returns for one group.
    top : int
        How many named speakers are drawn; the caption or a note names how many more there are.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> ax = fl.figures.draw_voices(fl.stats.count_speakers(study), top=5)
    """
    need_columns(voices, ["speaker_id", "n_statements", "n", "estimate", "low", "high"], "count_speakers")
    named = voices.loc[voices["speaker_id"].notna()]
    nameless = voices.loc[voices["speaker_id"].isna() & voices["n_statements"].gt(0)]
    table = pd.concat([named.head(top), nameless], ignore_index=True)
    total = int(voices["n"].iloc[0]) if len(voices) else 0
    with paper_style():
        axes = rows_axes(len(table))
        if not total:
            return keep_drawing(say_empty(axes, "No statement was found."), table, "No statement was found.")
        labels, pale = label_speakers(table), table["speaker_id"].isna()
        guide_rows(axes, len(table))
        draw_dots(axes, table.loc[~pale], colour=ACCENT, at=list(table.index[~pale]))
        draw_dots(axes, table.loc[pale], colour=MUTED, marker="s", at=list(table.index[pale]))
        for place, end, n in zip(table.index, rightmost(table), table["n_statements"], strict=True):
            write_beside(axes, float(end), place, f"{n:,}")
        name_rows(axes, list(labels), muted=list(pale))
        axes.set_xlim(0, min(1.0, 1.25 * float(rightmost(table).max())) * 1.08)
        in_percent(axes)
        label_x(axes, f"share of {count(total, 'statement')}")
    return keep_drawing(axes, table, _describe_voices(table, labels, total))


def _describe_voices(table: pd.DataFrame, labels: pd.Series, total: int) -> str:
    rows = [
        f"{label} {row['n_statements']:,} ({estimate_in(row, share=True, n=False)})"
        for label, row in zip(labels, table.to_dict("records"), strict=True)
    ]
    return f"Dot plot of {count(total, 'statement')} by speaker: {'; '.join(rows)}."


def draw_presence(presence: pd.DataFrame, *, top: int = 10) -> Axes:
    """Speaking and being spoken about: statements to the left, mentions to the right.

    The dark part of the mentions stands inside somebody else's statement (*talked about*), the pale part in the
    journalist's words or in the speaker's own.

    Parameters
    ----------
    presence : pandas.DataFrame
        What ``count_presence`` returns for one group.
    top : int
        How many people and organisations are drawn, the most present first.

    Examples
    --------
    >>> ax = fl.figures.draw_presence(fl.stats.count_presence(study))
    """
    needed = ["speaker_id", "name", "kind", "n_quoted", "n_mentioned", "n_talked_about"]
    need_columns(presence, needed, "count_presence")
    seen = presence["n_quoted"] + presence["n_mentioned"]
    table = presence.loc[presence["speaker_id"].notna() & seen.gt(0)]
    order = (table["n_quoted"] + table["n_mentioned"]).sort_values(ascending=False, kind="stable").index[:top]
    table = table.loc[order].sort_values(["n_quoted", "n_mentioned"], ascending=False, kind="stable")
    table = table.reset_index(drop=True)
    with paper_style():
        axes = rows_axes(len(table), extra_mm=8)
        if table.empty:
            return keep_drawing(say_empty(axes, "Nobody was found."), table, "Nobody was found.")
        labels = label_speakers(table)
        _draw_two_sides(axes, table)
        name_rows(axes, list(labels))
        left, right = (float(table[c].max()) for c in ("n_quoted", "n_mentioned"))
        # Either side leaves room for its heading and for the numbers behind its longest bar.
        room = 0.05 + 0.022 * len(f"{max(left, right):,.0f}")
        left, right = max(left, 0.45 * right, 1), max(right, 0.9 * left, 1)
        axes.set_xlim(-left - room * (left + right), right + room * (left + right))
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7 if max(left, right) < 1000 else 4, integer=True))
        axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):,.0f}")
        quoted, mentioned = (sample(int(table[column].sum())) for column in ("n_quoted", "n_mentioned"))
        label_x(axes, f"statements ({quoted})  |  mentions ({mentioned})")
    return keep_drawing(axes, table, _describe_presence(table, labels))


def _draw_two_sides(axes: Axes, table: pd.DataFrame) -> None:
    places = list(table.index)
    other = table["n_mentioned"] - table["n_talked_about"]
    axes.barh(places, -table["n_quoted"].astype(float), height=0.62, color=ACCENT)
    axes.barh(places, table["n_talked_about"].astype(float), height=0.62, color=SECOND)
    axes.barh(
        places, other.astype(float), left=table["n_talked_about"].astype(float), height=0.62,
        facecolor="none", edgecolor=SECOND, linewidth=0.8, hatch="/////",
    )  # fmt: skip
    axes.axvline(0, color=INK, linewidth=0.8)
    for place, quoted, mentioned in zip(places, table["n_quoted"], table["n_mentioned"], strict=True):
        write_beside(axes, -float(quoted), place, f"{quoted:,}", left=True)
        write_beside(axes, float(mentioned), place, f"{mentioned:,}")
    style: dict[str, Any] = {"textcoords": "offset points", "fontsize": SMALL, "va": "bottom", "annotation_clip": False}
    axes.annotate("quoted", (0, 1), xytext=(-4, 10), xycoords=("data", "axes fraction"), ha="right",
                  color=ACCENT, weight="bold", **style)  # fmt: skip
    axes.annotate("mentioned", (0, 1), xytext=(4, 10), xycoords=("data", "axes fraction"), ha="left",
                  color=SECOND, weight="bold", **style)  # fmt: skip
    axes.annotate("solid: said by others", (0, 1), xytext=(4, 2), xycoords=("data", "axes fraction"),
                  ha="left", color=SECOND, **style)  # fmt: skip


def _describe_presence(table: pd.DataFrame, labels: pd.Series) -> str:
    columns = ("n_quoted", "n_mentioned", "n_talked_about")
    rows = [
        f"{label}: quoted in {count(quoted, 'statement')}, mentioned {count(mentioned, 'time')}"
        + (f", of which {talked} in somebody else’s statement" if mentioned else "")
        for label, quoted, mentioned, talked in zip(labels, *(table[c] for c in columns), strict=True)
    ]
    return f"Bars to the left for statements, to the right for mentions. {'. '.join(rows)}."
