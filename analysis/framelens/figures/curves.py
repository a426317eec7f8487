"""The specification curve: one result under every reasonable set of choices, and which choices they were.

Simonsohn, U., Simmons, J. P., & Nelson, L. D. (2020). Specification curve analysis. *Nature Human Behaviour*, 4,
1208-1214.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from mpl_toolkits.axes_grid1 import make_axes_locatable

from framelens.errors import InputError
from framelens.figures.charts import cut_label, need_columns, say_empty
from framelens.figures.export import keep_drawing
from framelens.figures.style import MM_PER_INCH, WIDTHS_MM, new_axes, paper_style
from framelens.results.canvas import given_axes
from framelens.results.colours import ACCENT, INK, LINE, MUTED, PAPER, SECOND
from framelens.results.wording import count, decimal, estimate_in, percent

NEEDED = ["n", "estimate", "low", "high", "agrees"]
OWN = "chosen"
TRUTH = {"True": "yes", "False": "no"}
WIDEST = 80  # beyond so many specifications single intervals run together, and the band is drawn instead


def draw_specification_curve(
    curve: pd.DataFrame, *, choices: Sequence[str] | None = None, label: str = "estimate", share: bool = False
) -> Axes:
    """One result under every specification, sorted by size; below, the choices that each one made.

    Filled dots agree with the study's own conclusion, hollow ones do not; the study's own specification is a
    diamond.

    Parameters
    ----------
    curve : pandas.DataFrame
        One row per specification: the columns of ``choices``, ``n``, ``estimate``, ``low``, ``high``, ``agrees``
        (whether it leads to the same conclusion) and, where it is known, ``chosen`` (the study's own).
    choices : sequence of str, optional
        The columns that name the choices; without it every column that holds words or truth values.
    label : str
        What is estimated.
    share : bool
        Whether it is a share, shown as a percentage.

    Returns
    -------
    matplotlib.axes.Axes
        The upper axes, that of the estimates.

    Examples
    --------
    >>> ax = fl.figures.draw_specification_curve(curve, label="tone of direct speech")
    >>> len(ax.figure.axes)
    2
    """
    need_columns(curve, NEEDED, "a specification curve")
    if curve["estimate"].isna().all():
        said = "No specification has an estimate."
        with paper_style():
            return keep_drawing(say_empty(new_axes(height_mm=30), said), curve, said)
    picked = list(choices) if choices is not None else _find_choices(curve)
    if not picked and len(curve) == 1:  # of one specification no choice differs
        picked = [c for c in ("lexicon", "voices", "zones", "threshold") if c in curve.columns]
    need_columns(curve, picked, "a specification curve")
    if not picked:
        raise InputError("a specification curve needs columns that name the choices, such as lexicon or voice")
    known = curve.loc[curve["estimate"].notna()]
    table = known.sort_values(["estimate", *picked], kind="stable").reset_index(drop=True)
    with paper_style():
        options = [(choice, option) for choice in picked for option in dict.fromkeys(table[choice].astype("str"))]
        upper, lower = _two_axes(len(options) + len(picked))
        _draw_estimates(upper, table)
        _draw_choices(lower, table, picked)
        upper.set_ylabel(label)
        if share:
            upper.yaxis.set_major_formatter(lambda value, _: percent(value) if -1e-9 <= value <= 1 + 1e-9 else "")
        lower.set_xlabel(f"{count(len(table), 'specification')}, by size of the estimate")
        agree = int(table["agrees"].fillna(False).astype(bool).sum())
        upper.set_title(
            f"{agree:,} of {len(table):,} lead to the study’s conclusion (filled)", fontsize=7, weight="normal"
        )
    return keep_drawing(upper, table, _describe(table, label, agree, share=share))


def _find_choices(curve: pd.DataFrame) -> list[str]:
    numbers = {*NEEDED, OWN, "n_articles", "n_base_articles", "specification", "spec_id"}
    columns = [str(c) for c in curve.columns if c not in numbers]
    return [c for c in columns if not pd.api.types.is_float_dtype(curve[c]) and curve[c].nunique(dropna=False) > 1]


def _two_axes(n_rows: int) -> tuple[Axes, Axes]:
    above, below = 42.0, 8.0 + 3.6 * n_rows
    if (given := given_axes()) is not None:  # the choices take their room at its lower edge
        part = f"{100 * below / above:.0f}%"
        return given, make_axes_locatable(given).append_axes("bottom", part, pad=0.06, sharex=given)
    layout = ConstrainedLayoutEngine(w_pad=0.03, h_pad=0.03)
    figure = Figure(figsize=(WIDTHS_MM["single"] / MM_PER_INCH, (above + below) / MM_PER_INCH), layout=layout)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[above, below])
    return upper, lower


def _draw_estimates(axes: Axes, table: pd.DataFrame) -> None:
    places = np.arange(len(table))
    low, high, estimate = (table[c].to_numpy(dtype=float, na_value=np.nan) for c in ("low", "high", "estimate"))
    if len(table) > WIDEST:
        axes.fill_between(places, low, high, color=LINE, linewidth=0, zorder=1)
    else:
        axes.vlines(places, low, high, color=MUTED, linewidth=0.7, zorder=1)
    agrees = table["agrees"].fillna(False).to_numpy(dtype=bool)
    size = 4.0 if len(table) <= WIDEST else 2.2
    for kept, face in ((agrees, ACCENT), (~agrees, PAPER)):
        axes.plot(
            places[kept], estimate[kept], marker="o", linestyle="none", markersize=size, markerfacecolor=face,
            markeredgecolor=ACCENT, markeredgewidth=0.7, zorder=3,
        )  # fmt: skip
    if OWN in table.columns:
        own = np.flatnonzero(table[OWN].fillna(False).to_numpy(dtype=bool))
        axes.plot(
            places[own], estimate[own], marker="D", linestyle="none", markersize=6, markerfacecolor=SECOND,
            markeredgecolor=INK, markeredgewidth=0.7, zorder=4,
        )  # fmt: skip
        for place in own[:1]:
            # The dots rise to the right, so above one is free on its left, below one on its right.
            left = place > 0.3 * len(table)
            axes.annotate(
                "the study’s own", (place, estimate[place]), xytext=(-7, 7) if left else (7, -7), fontsize=6.5,
                color=INK, textcoords="offset points", ha="right" if left else "left",
                va="bottom" if left else "top",
            )  # fmt: skip
    if np.nanmin(np.r_[low, estimate]) < 0 < np.nanmax(np.r_[high, estimate]):
        axes.axhline(0, color=MUTED, linewidth=0.8, zorder=0)
    axes.set_xlim(-0.8, len(table) - 0.2)
    axes.tick_params(axis="x", length=0)


def _draw_choices(axes: Axes, table: pd.DataFrame, choices: list[str]) -> None:
    rows: list[tuple[str, str | None]] = []
    for choice in choices:
        rows.append((choice, None))
        rows += [(choice, option) for option in dict.fromkeys(sorted(table[choice].astype("str")))]
    for place, (choice, option) in enumerate(rows):
        if option is None:
            continue
        axes.axhline(place, color=LINE, linewidth=0.4, zorder=0)
        at = np.flatnonzero((table[choice].astype("str") == option).to_numpy())
        axes.plot(at, np.full(len(at), place), marker="|", markersize=4.5, linestyle="none", color=INK,
                  markeredgewidth=min(2.0, max(0.5, 120 / len(table))))  # fmt: skip
    labels = [
        cut_label(choice.replace("_", " "), 26) if option is None else cut_label(TRUTH.get(option, option), 24)
        for choice, option in rows
    ]
    axes.set_yticks(range(len(rows)), labels)
    for tick, (_, option) in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_fontweight("bold" if option is None else "normal")
        tick.set_fontsize(6.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.spines[:].set_visible(False)
    axes.set_xticks([])


def _describe(table: pd.DataFrame, label: str, agree: int, *, share: bool) -> str:
    show = percent if share else decimal
    least, middle, most = table["estimate"].min(), table["estimate"].median(), table["estimate"].max()
    words = (
        f"Specification curve of {label}: {count(len(table), 'specification')}, from {show(least)} to {show(most)}, "
        f"median {show(middle)}; {agree} of {len(table)} lead to the study’s conclusion."
    )
    own = table.loc[table[OWN].fillna(False).astype(bool)] if OWN in table.columns else table.iloc[:0]
    if own.empty:
        return words
    row = own.iloc[0]
    return f"{words} The study’s own: {estimate_in(row, share=share)}."
