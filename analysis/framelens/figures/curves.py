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
from framelens.figures.style import MM_PER_INCH, SMALL, WIDTHS_MM, new_axes, paper_style
from framelens.measure.specifications import FEW, STANDARDISED
from framelens.measure.specifications import MEAN as NONE
from framelens.results.canvas import given_axes
from framelens.results.colours import ACCENT, INK, LINE, MUTED, PAPER, SECOND
from framelens.results.wording import count, decimal, estimate_in, number, percent

NEEDED = ["n", "estimate", "low", "high", "agrees"]
OWN = "chosen"
FAMILY = "family"
MEASURED = ["estimate", "low", "high"]
APART = 2  # places between two families
TRUTH = {"True": "yes", "False": "no"}
WIDEST = 80  # beyond so many specifications single intervals run together, and the band is drawn instead


def draw_specification_curve(
    curve: pd.DataFrame, *, choices: Sequence[str] | None = None, label: str = "estimate", share: bool = False
) -> Axes:
    """One result under every specification, sorted by size; below, the choices that each one made.

    Where there are families of measures, they stand beside each other on one scale, each with how many of its
    specifications have the sign of the study's own. Hollow dots rest on fewer than five articles and are not counted;
    the study's own specification is a diamond.

    Parameters
    ----------
    curve : pandas.DataFrame
        One row per specification: the columns of ``choices``, ``n``, ``estimate``, ``low``, ``high``, ``agrees``
        (whether it has the same sign) and, where they are known, ``chosen`` (the study's own), ``family``, ``n_units``
        (articles that it rests on), and ``standardised`` with its bounds, which are drawn instead of the estimate.
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
    known = curve.loc[curve["estimate"].notna()].copy()
    if "standardised" in known and known["standardised"].notna().any():
        known[MEASURED] = known[STANDARDISED].to_numpy()
        label, share = f"{label} (SD)", False
    known[FAMILY] = known.get(FAMILY, "")
    places = {family: place for place, family in enumerate(dict.fromkeys(known[FAMILY]))}
    known = known.assign(_family=known[FAMILY].map(places)).sort_values(["_family", "estimate", *picked], kind="stable")
    table = known.reset_index(drop=True)
    table["_place"] = table.index + APART * table["_family"]
    with paper_style():
        rows = _list_rows(table, picked)
        upper, lower = _two_axes(len(rows))
        _draw_estimates(upper, table)
        _draw_choices(lower, table, rows)
        upper.set_ylabel(label)
        if share:
            upper.yaxis.set_major_formatter(lambda value, _: percent(value) if -1e-9 <= value <= 1 + 1e-9 else "")
        lower.set_xlabel(f"{count(len(table), 'specification')}, by size of the estimate")
        parts = {str(family): part for family, part in table.groupby(FAMILY, sort=False)}
        told = {family: _count_signs(part, few_are="hollow") for family, part in parts.items()}
        side = (" (left)", " (right)") if len(told) == 2 else ("",) * len(told)
        heads = [
            f"{family}{at}: {said}" if family else said for at, (family, said) in zip(side, told.items(), strict=True)
        ]
        upper.set_title("\n".join(heads), fontsize=SMALL, weight="normal")
    drawn = table.drop(columns=["_place", "_family", *([] if FAMILY in curve else [FAMILY])])
    return keep_drawing(upper, drawn, _describe(table, label, share=share))


def _count_signs(part: pd.DataFrame, *, few_are: str) -> str:
    """How many specifications of a family have the sign of the study's own; those of few articles apart."""
    few = _is_few(part)
    agree = int(part.loc[~few, "agrees"].fillna(False).astype(bool).sum())
    same = f"{agree:,} of {int((~few).sum()):,} have the study’s sign" if not few.all() else ""
    return "; ".join(filter(None, [same, f"{int(few.sum()):,} {few_are}" if few.any() else ""]))


def _is_few(table: pd.DataFrame) -> pd.Series:
    return table["n_units"].lt(FEW) if "n_units" in table else pd.Series(False, index=table.index)


def _find_choices(curve: pd.DataFrame) -> list[str]:
    numbers = {*NEEDED, *STANDARDISED, OWN, FAMILY, "n_units", "n_articles", "n_base_articles", "specification"}
    columns = [str(c) for c in curve.columns if c not in numbers]
    return [c for c in columns if not pd.api.types.is_float_dtype(curve[c]) and curve[c].nunique(dropna=False) > 1]


def _two_axes(n_rows: int) -> tuple[Axes, Axes]:
    above, below = 48.0, 8.0 + 3.4 * n_rows
    if (given := given_axes()) is not None:  # the choices take their room at its lower edge
        part = f"{100 * below / above:.0f}%"
        return given, make_axes_locatable(given).append_axes("bottom", part, pad=0.06, sharex=given)
    layout = ConstrainedLayoutEngine(w_pad=0.03, h_pad=0.03)
    figure = Figure(figsize=(WIDTHS_MM["single"] / MM_PER_INCH, (above + below) / MM_PER_INCH), layout=layout)
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=[above, below])
    return upper, lower


def _draw_estimates(axes: Axes, table: pd.DataFrame) -> None:
    places = table["_place"].to_numpy(dtype=float)
    low, high, estimate = (table[c].to_numpy(dtype=float, na_value=np.nan) for c in ("low", "high", "estimate"))
    few = _is_few(table).to_numpy(dtype=bool)
    if len(table) > WIDEST:
        for _, part in table.groupby("_family"):
            at = part.index.to_numpy()
            axes.fill_between(places[at], low[at], high[at], color=LINE, linewidth=0, zorder=1)
    else:
        axes.vlines(places, low, high, color=MUTED, linewidth=0.6, zorder=1)
    size = 3.6 if len(table) <= WIDEST else 2.2
    for kept, face in ((~few, ACCENT), (few, PAPER)):
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
        least, most = np.nanmin(np.r_[low, estimate, 0]), np.nanmax(np.r_[high, estimate, 0])
        axes.set_ylim(least - 0.2 * (most - least), most + 0.05 * (most - least))
        for place in own[:1]:  # below all intervals there is room for words
            left = places[place] > 0.5 * places[-1]
            axes.annotate(
                "the study’s own", (places[place], estimate[place]), (places[place], least - 0.13 * (most - least)),
                fontsize=SMALL, color=INK, ha="right" if left else "left", va="center",
                arrowprops={"arrowstyle": "-", "color": MUTED, "linewidth": 0.6, "linestyle": (0, (1, 2)),
                            "relpos": (1.0 if left else 0.0, 0.5)},
            )  # fmt: skip
    axes.axhline(0, color=MUTED, linewidth=0.8, zorder=0)
    for first in table.groupby("_family")["_place"].min().iloc[1:]:
        axes.axvline(first - (APART + 1) / 2, color=LINE, linewidth=0.8, zorder=0)
    axes.set_xlim(-1, places[-1] + 1)
    axes.tick_params(axis="x", length=0)


def _list_rows(table: pd.DataFrame, choices: list[str]) -> list[tuple[str, str | None]]:
    """Each choice and below it its options; that no threshold is used is what a family of its own says."""
    rows: list[tuple[str, str | None]] = []
    for choice in choices:
        options = dict.fromkeys(sorted(table[choice].astype("str")))
        several = choice == "threshold" and len(options) > 1 and table[FAMILY].nunique() > 1
        rows += [(choice, None), *((choice, option) for option in options if not (several and option == NONE))]
    return rows


def _draw_choices(axes: Axes, table: pd.DataFrame, rows: list[tuple[str, str | None]]) -> None:
    for place, (choice, option) in enumerate(rows):
        if option is None:
            continue
        axes.axhline(place, color=LINE, linewidth=0.4, zorder=0)
        at = table.loc[table[choice].astype("str") == option, "_place"]
        axes.plot(at, np.full(len(at), place), marker="|", markersize=4.5, linestyle="none", color=INK,
                  markeredgewidth=min(2.0, max(0.5, 120 / len(table))))  # fmt: skip
    labels = [
        cut_label(choice.replace("_", " "), 26) if option is None else cut_label(TRUTH.get(option, option), 24)
        for choice, option in rows
    ]
    axes.set_yticks(range(len(rows)), labels)
    for tick, (_, option) in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_fontweight("bold" if option is None else "normal")
        tick.set_fontsize(SMALL)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.spines[:].set_visible(False)
    axes.set_xticks([])


def _describe(table: pd.DataFrame, label: str, *, share: bool) -> str:
    show = percent if share else decimal
    words = f"Specification curve of {label}: {count(len(table), 'specification')}."
    for family, part in table.groupby(FAMILY, sort=False):
        least, middle, most = part["estimate"].min(), part["estimate"].median(), part["estimate"].max()
        signs = _count_signs(part, few_are=f"rest on fewer than {number(FEW)} articles")
        named = f"{str(family)[:1].upper()}{str(family)[1:]}: from" if family else "They range from"
        words += f" {named} {show(least)} to {show(most)}, median {show(middle)}; {signs}."
    own = table.loc[table[OWN].fillna(False).astype(bool)] if OWN in table.columns else table.iloc[:0]
    return words if own.empty else f"{words} The study’s own: {estimate_in(own.iloc[0], share=share)}."
