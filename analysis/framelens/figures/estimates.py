"""Any measure drawn: a dot a row with its interval, named by what the row is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from framelens.figures.charts import (
    draw_dots,
    guide_rows,
    in_percent,
    label_x,
    name_rows,
    rightmost,
    rows_axes,
    say_empty,
    write_beside,
)
from framelens.figures.export import keep_drawing
from framelens.figures.style import paper_style
from framelens.results.colours import ACCENT
from framelens.results.wording import is_absent

if TYPE_CHECKING:
    from framelens.results.measure import Measure


def draw_estimates(measure: Measure, *, top: int = 20) -> Axes:
    """The rows with the most passages: their estimates with intervals, or how many they count where there is none.

    Parameters
    ----------
    measure : Measure
    top : int
        How many rows are drawn.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> ax = fl.figures.draw_estimates(study.voices(by="outlet"), top=5)
    """
    table = measure.table.assign(_label=measure.labels)
    if measure.look.form == "list":
        table = table.assign(estimate=table["n"].astype(float), low=None, high=None)
    order = table["n"].astype("int64").sort_values(ascending=False, kind="stable").index[:top]
    table = table.loc[sorted(order)].loc[lambda rows: rows["estimate"].notna()].reset_index(drop=True)
    with paper_style():
        axes = rows_axes(len(table))
        if table.empty:
            said = f"No {measure.look.unit} was found."
            return keep_drawing(say_empty(axes, said), table, said)
        guide_rows(axes, len(table))
        draw_dots(axes, table, colour=ACCENT)
        for place, end, n in zip(table.index, rightmost(table), table["n"], strict=True):
            if not is_absent(end):
                write_beside(axes, float(end), place, f"{n:,}")
        name_rows(axes, table["_label"].tolist())
        if measure.look.form == "share":
            in_percent(axes)
        label_x(axes, measure.look.estimate or f"number of {measure.look.unit}s")
    said = "; ".join(f"{label}: {value:.3g}" for label, value in zip(table["_label"], table["estimate"], strict=True))
    return keep_drawing(axes, table.drop(columns="_label"), f"{measure.look.title}: {said}.")
