"""Parts that several figures share: rows of names, dots with intervals, words beside them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.offsetbox import AnchoredText
from matplotlib.ticker import MaxNLocator

from framelens.errors import InputError
from framelens.figures.style import SMALL, TYPE, WIDTHS_MM, new_axes
from framelens.results.colours import INK, LINE, MUTED, PAPER
from framelens.results.wording import is_absent, percent, sample

ROW_MM = 5.6
FRAME_MM = 15.0  # what the axis, its label and the heading take
LONGEST_LABEL = 38
LETTERS_PER_INCH = 19


def rows_axes(n_rows: int, *, row_mm: float = ROW_MM, width: str = "single", extra_mm: float = 0) -> Axes:
    """Axes tall enough for this many rows of type."""
    return new_axes(height_mm=FRAME_MM + extra_mm + row_mm * max(n_rows, 1), width_mm=WIDTHS_MM[width])


def name_rows(axes: Axes, labels: Sequence[str], *, muted: Sequence[bool] | None = None) -> None:
    """Names down the left, the first one at the top."""
    axes.set_yticks(range(len(labels)), [cut_label(label) for label in labels])
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", pad=5)
    for tick, pale in zip(axes.get_yticklabels(), muted or [False] * len(labels), strict=True):
        if pale:
            tick.set_color(MUTED)
            tick.set_fontstyle("italic")


def draw_dots(
    axes: Axes, table: pd.DataFrame, *, colour: str, marker: str = "o", at: Sequence[float] | None = None
) -> None:
    """A dot at each ``estimate``, a line from ``low`` to ``high`` where both are known."""
    places = list(at) if at is not None else list(range(len(table)))
    for place, estimate, low, high in zip(places, *(table[c] for c in ("estimate", "low", "high")), strict=True):
        if is_absent(estimate):
            continue
        if not is_absent(low) and not is_absent(high):
            axes.plot([low, high], [place, place], color=colour, linewidth=1.4, solid_capstyle="butt", zorder=2)
        axes.plot(
            [estimate], [place], marker=marker, color=colour, markersize=5, markeredgecolor=PAPER,
            markeredgewidth=0.6, linestyle="none", zorder=3, clip_on=False,
        )  # fmt: skip


def write_beside(axes: Axes, x: float, y: float, words: str, *, colour: str = INK, left: bool = False) -> None:
    """Words just right (or left) of a point, at a distance that the figure's size does not change."""
    axes.annotate(
        words, (x, y), xytext=(-5 if left else 5, 0), textcoords="offset points", color=colour,
        ha="right" if left else "left", va="center", fontsize=SMALL, zorder=1,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.4},
    )  # fmt: skip


def rightmost(table: pd.DataFrame) -> pd.Series:
    """Where each row's dot or interval ends, for the words that follow it."""
    return table["high"].where(table["high"].notna(), table["estimate"])


def guide_rows(axes: Axes, n_rows: int) -> None:
    """A pale line through each row, from the left edge."""
    for place in range(n_rows):
        axes.axhline(place, color=LINE, linewidth=0.5, zorder=0)


def label_x(axes: Axes, words: str) -> None:
    """The x axis's label; a long one ends at the right edge, since centred it would reach beyond the figure."""
    axes.set_xlabel(words, loc="right" if len(words) > 30 else "center")


def with_n(name: str, n: int) -> str:
    """A row's name with its n behind it; the name is cut, never the n."""
    base = f" ({sample(n)})"
    return cut_label(name, LONGEST_LABEL - len(base)) + base


def in_percent(axes: Axes, *, on: Literal["x", "y"] = "x") -> None:
    """An axis as percentages, at round ones: steps of 2.5 would read as 2%, 5%, 8%."""
    axis = axes.xaxis if on == "x" else axes.yaxis
    axis.set_major_locator(MaxNLocator(nbins=6 if on == "x" else 8, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(lambda value, _: percent(value) if -1e-9 <= value <= 1 + 1e-9 else "")


def name_colours(axes: Axes, handles: Sequence[Artist], labels: Sequence[str], *, title: str | None = None) -> None:
    """What each mark stands for, in a line above the axes, from the figure's left edge on."""
    figure: Figure = axes.get_figure(root=True)  # type: ignore[assignment]
    columns = fit_columns(labels, letters=round(LETTERS_PER_INCH * figure.get_figwidth()))
    figure.legend(
        handles, labels, loc="outside upper left", ncols=columns, frameon=False, fontsize=SMALL,
        handlelength=1.0, handleheight=0.8, handletextpad=0.4, columnspacing=1.2, borderaxespad=0.1,
        labelcolor=INK, title=title,
    )  # fmt: skip


def fit_columns(labels: Sequence[str], *, letters: int = 66) -> int:
    """How many names stand side by side in one column of print: all where they fit, else as many as do in two rows."""
    taken = [len(label) + 5 for label in labels]
    columns = len(labels)
    while columns > 1 and sum(max(taken[place::columns]) for place in range(columns)) > letters:
        columns -= 1
    return columns


def say_empty(axes: Axes, words: str) -> Axes:
    """Axes that say why there is nothing to draw."""
    axes.set_axis_off()
    axes.add_artist(AnchoredText(words, loc="center", frameon=False, prop={"color": MUTED, "size": TYPE}))
    return axes


def need_columns(table: pd.DataFrame, columns: Sequence[str], made_by: str) -> None:
    """Raise :class:`InputError` unless the table has what the figure draws."""
    missing = [c for c in columns if c not in table.columns]
    if missing:
        raise InputError(
            f"this figure needs the column{'s' * (len(missing) > 1)} {', '.join(missing)}; "
            f"draw a table that {made_by} made"
        )


def cut_label(label: str, longest: int = LONGEST_LABEL) -> str:
    """A name cut at a word's end where it would take too much of the figure."""
    if len(label) <= longest:
        return label
    cut = label[: longest - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[longest // 2 :] else cut).rstrip(",;: ") + "…"


def known(values: pd.Series | pd.DataFrame) -> np.ndarray:
    """Numbers without nulls, of one column or several."""
    numbers = values.to_numpy(dtype=float, na_value=np.nan).ravel()
    return numbers[~np.isnan(numbers)]


def write_in(colour: str) -> str:
    """The colour for words about a mark of this colour: the same, or ink where it is too pale to be read."""
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 150 else colour
