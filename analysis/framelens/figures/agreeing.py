"""Figures of what human coders say: how far they agree, and what correcting the program's errors changes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framelens.figures.charts import (
    draw_dots,
    guide_rows,
    in_percent,
    known,
    label_x,
    name_rows,
    need_columns,
    rows_axes,
    say_empty,
    with_n,
)
from framelens.figures.comparisons import MEASURED
from framelens.figures.export import keep_drawing
from framelens.figures.style import SMALL, paper_style
from framelens.results.colours import ACCENT, LINE, MUTED
from framelens.results.wording import estimate, estimate_in, is_absent

MEASURE_NAMES = {
    "alpha": "Krippendorff’s alpha",
    "percent": "percent agreement",
    "cohen_kappa": "Cohen’s kappa",
    "fleiss_kappa": "Fleiss’ kappa",
}
TENTATIVE, FIRM = 0.667, 0.8
RAW = ("raw", "raw_low", "raw_high")


def draw_agreement(agreement: pd.DataFrame, *, key: str | None = None) -> Axes:
    """How far coders agree: a dot a measure or a code, with its interval and n; lines at .667 and .8.

    Parameters
    ----------
    agreement : pandas.DataFrame
        One row per measure or code: ``measure`` or ``code`` (or the column ``key``), ``n``, ``estimate``, ``low``,
        ``high``.
    key : str, optional
        The column that names the rows.

    References
    ----------
    Krippendorff, K. (2004). Reliability in content analysis. *Human Communication Research*, 30(3), 411-433: alpha
    of .8 for conclusions, .667 at least for tentative ones.

    Examples
    --------
    >>> ax = fl.figures.draw_agreement(agreement)
    >>> ax.get_xlabel()
    'agreement; lines at .667 (tentative) and .8 (firm)'
    """
    key = key or next((c for c in ("variable", "code", "measure") if c in agreement.columns), "measure")
    need_columns(agreement, [key, *MEASURED], "measure_agreement")
    table = agreement.loc[agreement["estimate"].notna()].reset_index(drop=True)
    with paper_style():
        axes = rows_axes(len(table))
        if table.empty:
            words = "No unit was coded by two people."
            return keep_drawing(say_empty(axes, words), table, words)
        names = [MEASURE_NAMES.get(str(v), str(v)) for v in table[key]]
        guide_rows(axes, len(table))
        for place in (TENTATIVE, FIRM):
            axes.axvline(place, color=MUTED, linewidth=0.8, linestyle=(0, (3, 2)), zorder=1)
        draw_dots(axes, table, colour=ACCENT)
        name_rows(axes, [with_n(name, int(n)) for name, n in zip(names, table["n"], strict=True)])
        axes.set_xlim(min(0.0, float(known(table[["estimate", "low"]]).min()) * 1.08), 1.03)
        label_x(axes, "agreement; lines at .667 (tentative) and .8 (firm)")
    rows = [f"{name} {estimate_in(row)}" for name, row in zip(names, table.to_dict("records"), strict=True)]
    return keep_drawing(axes, table, f"Agreement of coders: {'; '.join(rows)}.")


def draw_corrected(
    corrected: pd.DataFrame,
    *,
    key: str | None = None,
    label: str = "share",
    share: bool | None = None,
    top: int = 20,
) -> Axes:
    """The program's estimate and the one corrected by human codes, side by side.

    Hollow grey squares are the program's, its errors ignored; filled dots are corrected for them. Where the two lie
    apart, the program's errors would have been taken for a finding.

    Parameters
    ----------
    corrected : pandas.DataFrame
        One row per group: ``key``, ``n``, ``n_coded``, ``raw``, ``raw_low``, ``raw_high``, ``estimate``, ``low``,
        ``high``.
    key : str, optional
        The column that names the groups; without it the first one that measures nothing.
    label : str
        What is estimated.
    share : bool, optional
        Whether it is a share, shown as a percentage; by default it is unless a row's ``measure`` is a mean.
    top : int
        How many rows are drawn.

    Examples
    --------
    >>> ax = fl.figures.draw_corrected(corrected, label="share of statements by officials")
    >>> ax.get_xlabel()
    'share of statements by officials'
    """
    need_columns(corrected, ["n", "n_coded", *RAW, "estimate", "low", "high"], "correct_estimates")
    measured = {*RAW, *MEASURED, "n_coded", "n_base_articles"}
    named = [str(c) for c in corrected.columns if c not in measured]
    key = key or ("variable" if "variable" in named else next(iter(named), None))
    if share is None:
        share = "measure" not in named or not corrected["measure"].eq("mean").any()
    table = corrected.head(top).reset_index(drop=True)
    with paper_style():
        axes = rows_axes(len(table), row_mm=8.5, extra_mm=4)
        if table.empty:
            words = "Nothing was coded."
            return keep_drawing(say_empty(axes, words), table, words)
        names = [str(v) if key and not is_absent(v) else "all" for v in (table[key] if key else [None] * len(table))]
        guide_rows(axes, len(table))
        rows = np.arange(len(table))
        raw = table[list(RAW)].set_axis(["estimate", "low", "high"], axis=1)
        _draw_raw(axes, raw, rows - 0.2)
        draw_dots(axes, table, colour=ACCENT, at=list(rows + 0.2))
        labels = [f"{with_n(name, int(n))}\n{coded:,} coded" for name, n, coded in
                  zip(names, table["n"], table["n_coded"].fillna(0).astype(int), strict=True)]  # fmt: skip
        name_rows(axes, [str(name) for name in names])
        axes.set_yticklabels(labels, fontsize=SMALL)
        _name_marks(axes, raw, table)
        if share:
            in_percent(axes)
            axes.set_xlim(left=0)
        label_x(axes, label)
    return keep_drawing(axes, table, _describe(table, names, label, share=share))


def _draw_raw(axes: Axes, raw: pd.DataFrame, at: np.ndarray) -> None:
    for place, (value, low, high) in zip(at, raw.to_numpy(dtype=float, na_value=np.nan), strict=True):
        if not np.isnan(low + high):
            axes.plot([low, high], [place, place], color=MUTED, linewidth=1.0, linestyle=(0, (2, 1)), zorder=2)
        axes.plot([value], [place], marker="s", markersize=4.5, markerfacecolor="#ffffff", markeredgecolor=MUTED,
                  markeredgewidth=0.9, linestyle="none", zorder=3)  # fmt: skip


def _name_marks(axes: Axes, raw: pd.DataFrame, table: pd.DataFrame) -> None:
    """The two marks named beside the first row, where the eye begins."""
    axes.axhline(-0.5, color=LINE, linewidth=0)
    style = {"textcoords": "offset points", "fontsize": SMALL, "va": "center"}
    ends = raw["high"].fillna(raw["estimate"]), table["high"].fillna(table["estimate"])
    axes.annotate("program", (float(ends[0].iloc[0]), -0.2), xytext=(5, 0), color=MUTED, **style)  # type: ignore[arg-type]
    if not is_absent(table["estimate"].iloc[0]):
        axes.annotate("corrected", (float(ends[1].iloc[0]), 0.2), xytext=(5, 0), color=ACCENT, **style)  # type: ignore[arg-type]
    right = float(known(pd.concat([*ends])).max())
    left = float(known(pd.concat([raw["low"], table["low"], raw["estimate"], table["estimate"]])).min())
    axes.set_xlim(left - 0.08 * (right - left or 1), right + 0.28 * (right - left or 1))


def _describe(table: pd.DataFrame, names: list[str], label: str, *, share: bool) -> str:
    rows = [
        f"{name}: program {estimate(row['raw'], row['raw_low'], row['raw_high'], share=share)}, corrected "
        f"{estimate_in(row, share=share)}"
        for name, row in zip(names, table.to_dict("records"), strict=True)
    ]
    return f"{label[:1].upper()}{label[1:]}, by the program and corrected by human codes. {'; '.join(rows)}."
