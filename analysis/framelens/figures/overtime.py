"""Figures of who speaks: over time, and how unevenly statements are distributed."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from framelens.errors import InputError
from framelens.figures.charts import (
    draw_dots,
    guide_rows,
    known,
    label_x,
    name_rows,
    need_columns,
    rightmost,
    rows_axes,
    say_empty,
    with_n,
    write_beside,
)
from framelens.figures.comparisons import MEASURED
from framelens.figures.export import keep_drawing
from framelens.figures.style import paper_style
from framelens.figures.trends import draw_trend
from framelens.measure.groups import PERIODS
from framelens.results.colours import ACCENT
from framelens.results.labels import label_speakers
from framelens.results.wording import decimal, estimate_in, is_absent

INDICES = {"gini": "Gini", "herfindahl": "Herfindahl", "entropy": "entropy"}
MEANING = {
    "gini": "Gini index (0: all speak equally; 1: a single speaker)",
    "herfindahl": "Herfindahl index (1: a single speaker)",
    "entropy": "entropy (1: all speak equally)",
}


def draw_voices_over_time(voices: pd.DataFrame, *, key: str | None = None, top: int = 4) -> Axes:
    """Share of voice over time: a line per speaker, its interval as a band, the name at its end.

    Parameters
    ----------
    voices : pandas.DataFrame
        What ``count_speakers`` returns by a period: ``count_speakers(annotations, by="month")``.
    key : str, optional
        The column of periods; found where it is 'day', 'week', 'month' or 'year'.
    top : int
        How many speakers, those with most statements in all periods together; at most five.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If there is no column of periods, or more lines are asked for than can be distinguished.

    Examples
    --------
    >>> ax = fl.figures.draw_voices_over_time(fl.stats.count_speakers(study, by="month"))
    >>> ax.get_ylabel()
    'share of statements'
    """
    key = key or next((column for column in PERIODS if column in voices.columns), "")
    if not key:
        raise InputError(
            f"voices over time needs a column of periods ({', '.join(PERIODS)}); "
            'count with count_speakers(annotations, by="month")'
        )
    need_columns(voices, [key, "speaker_id", "n_statements", *MEASURED], "count_speakers")
    named = voices.loc[voices["speaker_id"].notna() & voices[key].notna()]
    often = named.groupby("speaker_id")["n_statements"].sum().sort_values(ascending=False, kind="stable")
    kept = list(often.index[:top])
    table = named.loc[named["speaker_id"].isin(kept)].assign(speaker=lambda rows: label_speakers(rows))
    full = _fill_periods(table, voices, key)
    return draw_trend(full, key=key, hue="speaker", label="share of statements", share=True, unit="statements")


def _fill_periods(table: pd.DataFrame, voices: pd.DataFrame, key: str) -> pd.DataFrame:
    """A row for every speaker and period: silent where others spoke is 0, a period without a statement is a gap."""
    periods = voices.loc[voices[key].notna()].groupby(key)["n"].max()
    speakers = list(dict.fromkeys(table["speaker"]))
    index = pd.MultiIndex.from_product([speakers, periods.index], names=["speaker", key])
    full = table.set_index(["speaker", key])[MEASURED].reindex(index).reset_index()
    base = full[key].map(periods).astype("float64")
    silent = full["n"].isna() & base.gt(0)
    full["n"] = base.fillna(0).astype("int64")
    full[["estimate", "low", "high"]] = full[["estimate", "low", "high"]].astype("float64")
    full.loc[silent, "estimate"] = 0.0
    return full


def draw_concentration(concentration: pd.DataFrame, *, measure: str = "herfindahl") -> Axes:
    """How unevenly statements are distributed: one index a row, with its interval; with groups a row per group.

    Parameters
    ----------
    concentration : pandas.DataFrame
        What ``measure_concentration`` returns.
    measure : {'gini', 'herfindahl', 'entropy'}
        Which index is compared where the table has groups; without groups all of them are drawn.

    Examples
    --------
    >>> ax = fl.figures.draw_concentration(fl.stats.measure_concentration(study))
    >>> [label.get_text().split(" (")[0] for label in ax.get_yticklabels()]
    ['Gini', 'Herfindahl', 'entropy']
    """
    need_columns(concentration, ["measure", *MEASURED], "measure_concentration")
    if measure not in INDICES:
        raise InputError(f"unknown index '{measure}'; choose from: {', '.join(INDICES)}")
    drawn = {"measure", "n_speakers", "n_base_articles", *MEASURED}
    groups = [str(column) for column in concentration.columns if column not in drawn]
    table = concentration.loc[concentration["measure"].eq(measure)] if groups else concentration
    table = table.loc[table["estimate"].notna()].reset_index(drop=True)
    with paper_style():
        axes = rows_axes(len(table))
        if table.empty:
            words = "Fewer than two named speakers are heard."
            return keep_drawing(say_empty(axes, words), table, words)
        names = (
            [", ".join("none given" if is_absent(v) else str(v) for v in row) for row in table[groups].to_numpy()]
            if groups
            else [INDICES.get(str(name), str(name)) for name in table["measure"]]
        )
        guide_rows(axes, len(table))
        draw_dots(axes, table, colour=ACCENT)
        for place, (end, value) in enumerate(zip(rightmost(table), table["estimate"], strict=True)):
            write_beside(axes, float(end), place, decimal(value))
        name_rows(axes, [with_n(name, int(n)) for name, n in zip(names, table["n"], strict=True)])
        # An index reaches from 0 to 1; where all are small, a part of that is shown so that they can be told apart.
        widest = next((end for end in (0.1, 0.25, 0.5) if groups and known(rightmost(table)).max() < end), 1.0)
        axes.set_xlim(0, 1.12 * widest)
        ticks = [widest * part for part in (0, 0.25, 0.5, 0.75, 1)]
        axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
        label_x(axes, MEANING[measure] if groups else "1: a single speaker (entropy: all speak equally)")
    rows = "; ".join(f"{name} {estimate_in(row)}" for name, row in zip(names, table.to_dict("records"), strict=True))
    head = f"Concentration of voice, {INDICES[measure]}" if groups else "Concentration of voice"
    return keep_drawing(axes, table, f"{head}: {rows}.")
