"""Figures that compare: outlets, definitions, how many articles there are."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from framelens.figures.charts import (
    draw_dots,
    guide_rows,
    in_percent,
    known,
    label_x,
    name_rows,
    need_columns,
    rightmost,
    rows_axes,
    say_empty,
    with_n,
)
from framelens.figures.export import keep_drawing
from framelens.figures.style import new_axes, paper_style
from framelens.results.colours import ACCENT, LINE, MUTED
from framelens.results.labels import label_value
from framelens.results.wording import count, estimate_in, sample

MEASURED = ["n", "estimate", "low", "high"]


def draw_comparison(
    table: pd.DataFrame,
    *,
    key: str = "outlet",
    label: str = "estimate",
    share: bool = False,
    reference: float | None = None,
) -> Axes:
    """One measure side by side: a row per outlet (or whatever ``key`` holds), with interval and n.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per value of ``key``, with ``n``, ``estimate``, ``low`` and ``high``.
    key : str
        The column that is compared.
    label : str
        What the x axis measures.
    share : bool
        Whether the measure is a share, shown as a percentage.
    reference : float, optional
        Where a line is drawn, such as the value of all articles.

    Examples
    --------
    >>> shares = fl.stats.count_speakers(study, by="outlet").query("speaker_id == 'mara-lindqvist'")
    >>> ax = fl.figures.draw_comparison(shares, key="outlet", label="share of statements by the mayor", share=True)
    """
    need_columns(table, [key, *MEASURED], "a measure")
    table = table.loc[table["estimate"].notna()].reset_index(drop=True)
    with paper_style():
        axes = rows_axes(len(table), row_mm=4.6)
        if table.empty:
            words = "There is nothing to compare."
            return keep_drawing(say_empty(axes, words), table, words)
        guide_rows(axes, len(table))
        if reference is not None:
            axes.axvline(reference, color=MUTED, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
        draw_dots(axes, table, colour=ACCENT)
        names = [label_value(key, value) for value in table[key]]
        name_rows(axes, [with_n(name, n) for name, n in zip(names, table["n"].astype(int), strict=True)])
        if share:
            in_percent(axes)
            axes.set_xlim(left=0)
        label_x(axes, label)
    return keep_drawing(axes, table, describe_rows(table, names, label, share=share))


def describe_rows(table: pd.DataFrame, names: list[str], label: str, *, share: bool) -> str:
    rows = [
        f"{name}: {estimate_in(row, share=share)}" for name, row in zip(names, table.to_dict("records"), strict=True)
    ]
    return f"{label[:1].upper()}{label[1:]}: {'; '.join(rows)}."


def draw_articles(table: pd.DataFrame) -> Axes:
    """How many articles there are in each year.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per year: ``year``, ``n``.

    Examples
    --------
    >>> ax = fl.figures.draw_articles(pd.DataFrame({"year": [2022, 2023], "n": [140, 212]}))
    """
    need_columns(table, ["year", "n"], "show_overview")
    with paper_style():
        axes = new_axes(height_mm=45)
        years = table["year"].astype(int)
        axes.bar(years, table["n"].astype(float), width=0.72, color=ACCENT, linewidth=0)
        axes.xaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
        axes.yaxis.grid(True)
        axes.spines["left"].set_visible(False)
        axes.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        axes.set_ylabel(f"articles ({sample(int(table['n'].sum()))})")
    rows = "; ".join(f"{year}: {n:,}" for year, n in zip(years, table["n"].astype(int), strict=True))
    return keep_drawing(axes, table, f"Bars of articles by year: {rows}.")


def draw_specifications(table: pd.DataFrame, *, label: str = "estimate", share: bool = False) -> Axes:
    """One result under every definition tried: dots in the order of their size, the study's own one filled.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per definition: ``definition``, ``chosen`` (whether it is the study's own), ``n``, ``estimate``,
        ``low``, ``high``.

    Examples
    --------
    >>> tone = study.definitions().table.query("result.str.contains('tone')").drop(columns="result")
    >>> ax = fl.figures.draw_specifications(tone, label="mean valence")
    """
    need_columns(table, ["definition", "chosen", *MEASURED], "compare_definitions")
    table = table.sort_values(["estimate", "definition"], kind="stable").reset_index(drop=True)
    with paper_style():
        axes = rows_axes(len(table), row_mm=4.8)
        guide_rows(axes, len(table))
        chosen = table["chosen"].astype(bool)
        draw_dots(axes, table.loc[~chosen], colour=MUTED, marker="D", at=list(table.index[~chosen]))
        draw_dots(axes, table.loc[chosen], colour=ACCENT, at=list(table.index[chosen]))
        name_rows(axes, [with_n(str(d), int(n)) for d, n in zip(table["definition"], table["n"], strict=True)])
        for tick, own in zip(axes.get_yticklabels(), chosen, strict=True):
            tick.set_fontweight("bold" if own else "normal")
        if share:
            in_percent(axes)
            axes.set_xlim(0, min(1.0, 1.15 * float(np.nanmax(known(rightmost(table))))))
        values = known(table[["estimate", "low", "high"]])
        if len(values) and values.min() < 0 < values.max():
            axes.axvline(0, color=LINE, linewidth=0.8, zorder=1)
        label_x(axes, label)
    return keep_drawing(axes, table, f"{describe_rows(table, list(table['definition']), label, share=share)} "
                        f"{count(len(table), 'definition')}.")  # fmt: skip
