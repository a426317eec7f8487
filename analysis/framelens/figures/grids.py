"""Figures of what goes with what: frames with frames, speakers with those they speak about."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from framelens.figures.charts import cut_label, need_columns, say_empty
from framelens.figures.export import keep_drawing
from framelens.figures.style import SMALL, TYPE, new_axes, paper_style
from framelens.results.colours import ACCENT, INK, ON_TINT, PAPER, SECOND, tint
from framelens.results.wording import count, sample

MOST = 15


def draw_grid(table: pd.DataFrame, *, rows: str, columns: str, value: str = "n", label: str = "") -> Axes:
    """A grid of counts: darker is more, and every cell says its number.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per cell: the columns named by ``rows``, ``columns`` and ``value``. Cells that are absent are empty.
    rows, columns, value : str
        The columns that name the grid's rows and columns and hold its numbers.
    label : str
        What is counted, such as 'paragraphs with both frames'.

    Examples
    --------
    >>> pairs = fl.stats.count_cooccurrence(study)
    >>> ax = fl.figures.draw_grid(pairs, rows="frame_a", columns="frame_b", value="n_both", label="articles with both")
    """
    need_columns(table, [rows, columns, value], "a measure")
    wide = table.pivot_table(index=rows, columns=columns, values=value, aggfunc="sum", sort=True).astype("float64")
    down = wide.sum(axis=1).sort_values(ascending=False, kind="stable").index[:MOST]
    across = wide.sum(axis=0).sort_values(ascending=False, kind="stable").index[:MOST]
    wide = wide.loc[down, across]
    with paper_style():
        axes = new_axes(height_mm=24 + 6 * max(len(wide), 1))
        numbers = wide.to_numpy(dtype=float, na_value=np.nan)
        if not np.nansum(numbers):
            words = "There is nothing to draw."
            return keep_drawing(say_empty(axes, words), table, words)
        top = float(np.nanmax(numbers))
        for y, x in zip(*np.nonzero(~np.isnan(numbers)), strict=True):
            draw_cell(axes, x, y, numbers[y, x] / top, f"{numbers[y, x]:,.0f}")
        axes.set_xlim(0, wide.shape[1])
        axes.set_ylim(wide.shape[0], 0)
        axes.set_yticks(np.arange(len(wide)) + 0.5, [cut_label(str(name)) for name in wide.index])
        names = [cut_label(str(name), 22) for name in wide.columns]
        axes.set_xticks(np.arange(len(names)) + 0.5, names, rotation=40, ha="right", rotation_mode="anchor")
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        axes.set_title(f"{label} ({sample(int(np.nansum(numbers)))})".strip(), fontsize=TYPE, weight="normal")
    return keep_drawing(axes, table, _describe(wide, label))


def draw_cell(axes: Axes, x: int, y: int, value: float, words: str, *, italic: bool = False) -> None:
    """A cell of a grid with what it says: blue above nought, orange below, and the paler the nearer to it."""
    colour = tint(ACCENT if value > 0 else SECOND, abs(value))
    axes.add_patch(Rectangle((x, y), 1, 1, facecolor=colour, edgecolor=PAPER, linewidth=1))
    axes.text(
        x + 0.5, y + 0.5, words, ha="center", va="center", fontsize=SMALL, linespacing=1.05,
        color=PAPER if value > 0.5 else ON_TINT if value < -0.5 else INK, style="italic" if italic else "normal",
    )  # fmt: skip


def _describe(wide: pd.DataFrame, label: str) -> str:
    cells = [(float(n), str(row), str(column)) for row, part in wide.iterrows() for column, n in part.items() if n > 0]
    most = "; ".join(f"{row} and {column} {n:,.0f}" for n, row, column in sorted(cells, reverse=True)[:8])
    size = f"{count(len(wide), 'row')} by {count(len(wide.columns), 'column')}"
    return f"Grid of {size}{f', {label}' if label else ''}. The largest: {most}."
