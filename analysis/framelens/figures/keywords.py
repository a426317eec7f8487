"""Figures of the words that set one group of texts apart from another."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from framelens.figures.charts import (
    guide_rows,
    label_x,
    need_columns,
    rows_axes,
    say_empty,
)
from framelens.figures.export import keep_drawing
from framelens.figures.style import SMALL, paper_style
from framelens.results.colours import ACCENT, MUTED, PAPER, SECOND
from framelens.results.wording import estimate_in, is_absent


def draw_keyness(keyness: pd.DataFrame, *, top: int = 12, target: str = "target", reference: str = "reference") -> Axes:
    """The words most typical of either side: log-odds with interval, how often each side says the word.

    Parameters
    ----------
    keyness : pandas.DataFrame
        What ``compare_words`` returns.
    top : int
        How many words a side; those with the largest ``z`` on each.
    target, reference : str
        What the two sides are called.

    Examples
    --------
    >>> words = fl.stats.compare_words(study, "outlet", "The Eastern Mail", "Port and Trade")
    >>> ax = fl.figures.draw_keyness(words, target="The Eastern Mail", reference="Port and Trade", top=5)
    """
    needed = ["word", "n_target", "n_reference", "estimate", "low", "high", "z"]
    need_columns(keyness, needed, "compare_words")
    ranked = keyness.sort_values(["z", "word"], ascending=[False, True], kind="stable")
    over = ranked.loc[ranked["z"].gt(0)].head(top)
    under = ranked.loc[ranked["z"].lt(0)].tail(top)
    table = pd.concat([over, under], ignore_index=True)
    with paper_style():
        axes = rows_axes(len(table), row_mm=4.0, extra_mm=5)
        if table.empty:
            words = "No word sets the two sides apart."
            return keep_drawing(say_empty(axes, words), table, words)
        guide_rows(axes, len(table))
        axes.axvline(0, color=MUTED, linewidth=0.8, zorder=1)
        for place, row in enumerate(table.to_dict("records")):
            colour = ACCENT if row["estimate"] > 0 else SECOND
            if not is_absent(row["low"]):
                axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=1.2, zorder=2)
            axes.plot(
                [row["estimate"]], [place], marker="o" if row["estimate"] > 0 else "D", color=colour, markersize=4,
                markeredgecolor=PAPER, markeredgewidth=0.5, linestyle="none", zorder=3,
            )  # fmt: skip
        labels = [f"{r['word']} ({int(r['n_target'])} : {int(r['n_reference'])})" for r in table.to_dict("records")]
        axes.set_yticks(range(len(labels)), labels)
        axes.set_ylim(len(labels) - 0.4, -0.6)
        axes.spines["left"].set_visible(False)
        label_x(axes, "log-odds ratio")
        axes.set_title(f"(n in {target} : n in {reference})", fontsize=SMALL, weight="normal", color=MUTED)
        axes.annotate(f"more in {reference}", (0, 1), xytext=(-4, -2), xycoords=("data", "axes fraction"), ha="right",
                      textcoords="offset points", color=SECOND, fontsize=SMALL, va="top")  # fmt: skip
        axes.annotate(f"more in {target}", (0, 0), xytext=(4, 2), xycoords=("data", "axes fraction"), ha="left",
                      textcoords="offset points", color=ACCENT, fontsize=SMALL, va="bottom")  # fmt: skip
    return keep_drawing(axes, table, _describe_keyness(table, target, reference))


def _describe_keyness(table: pd.DataFrame, target: str, reference: str) -> str:
    def listed(part: pd.DataFrame) -> str:
        rows = [f"{row['word']} {estimate_in(row, n=False)}" for row in part.to_dict("records")]
        return "; ".join(rows) or "none"

    over, under = table.loc[table["estimate"].gt(0)], table.loc[table["estimate"].le(0)]
    return f"Words typical of {target}, with log-odds: {listed(over)}. Words typical of {reference}: {listed(under)}."
