"""Figures that compare: outlets, years, definitions."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from framelens.errors import InputError
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
    write_in,
)
from framelens.figures.export import keep_drawing
from framelens.figures.style import new_axes, paper_style
from framelens.measure.trends import THIN
from framelens.results.colours import ACCENT, LINE, MUTED, SERIES_COLOURS, SERIES_MARKERS, VOICE_COLOURS, VOICE_MARKERS
from framelens.results.labels import VOICE_NAMES
from framelens.results.wording import count, estimate_in, is_absent

MEASURED = ["n", "estimate", "low", "high"]
NUMBERS = (*MEASURED, "n_base_articles", "band_low", "band_high", "thin", "period")


def draw_comparison(
    table: pd.DataFrame,
    *,
    key: str = "outlet",
    label: str = "estimate",
    share: bool = False,
    reference: float | None = None,
) -> Axes:
    """One measure side by side: a row an outlet (or whatever ``key`` holds), with interval and n.

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
        names = ["none given" if is_absent(value) else str(value) for value in table[key]]
        name_rows(axes, [with_n(name, n) for name, n in zip(names, table["n"].astype(int), strict=True)])
        if share:
            in_percent(axes)
            axes.set_xlim(left=0)
        label_x(axes, label)
    return keep_drawing(axes, table, _describe(table, names, label, share=share))


def _describe(table: pd.DataFrame, names: list[str], label: str, *, share: bool) -> str:
    rows = [
        f"{name}: {estimate_in(row, share=share)}" for name, row in zip(names, table.to_dict("records"), strict=True)
    ]
    return f"{label[:1].upper()}{label[1:]}: {'; '.join(rows)}."


def draw_trend(
    table: pd.DataFrame,
    *,
    key: str = "year",
    hue: str | None = None,
    label: str = "estimate",
    share: bool = False,
    unit: str = "",
) -> Axes:
    """One measure over time: a line a series, its interval as a band, its name at its end.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per period (and series): ``key``, ``n``, ``estimate``, ``low``, ``high``. Periods without an
        estimate break the line; those with fewer than five ``n_base_articles`` stand by themselves, in grey. Where
        there are ``band_low`` and ``band_high``, thin lines bound them.
    key : str
        The column of periods; rows where it is null are left out.
    hue : str, optional
        The column of series; at most five are drawn.
    label : str
        What the y axis measures.
    share : bool
        Whether the measure is a share, shown as a percentage.
    unit : str
        What ``n`` counts, such as 'words'.

    Examples
    --------
    >>> monthly = fl.stats.score_salience(study, by="month").query("frame == 'conflict'")
    >>> ax = fl.figures.draw_trend(monthly, key="month", label="terms of conflict per 1,000 words")
    """
    need_columns(table, [key, *([hue] if hue else []), *MEASURED], "a measure")
    table = table.loc[table[key].notna()].sort_values([hue, key] if hue else [key], kind="stable")
    series = list(dict.fromkeys(table[hue])) if hue else [None]
    if len(series) > len(SERIES_COLOURS):
        raise InputError(
            f"{len(series)} lines cannot be told apart; draw at most {len(SERIES_COLOURS)}, "
            f"such as table[table['{hue}'].isin([...])]"
        )
    periods = sorted(table[key].unique())
    with paper_style():
        axes = new_axes(height_mm=55)
        if len(periods) < 2:
            words = "There are fewer than two periods to compare."
            return keep_drawing(say_empty(axes, words), table, words)
        place = {period: n for n, period in enumerate(periods)}
        ends = []
        for number, name in enumerate(series):
            part = table.loc[table[hue] == name] if hue else table
            ends.append(_draw_series(axes, part, [place[p] for p in part[key]], _look(name, number)))
        _name_series(axes, series, ends)
        # So many names stand side by side as fit without touching: a year takes less room than a day.
        widest = max(len(str(period)) for period in periods)
        step = -(-len(periods) // max(2, (30 if hue else 42) // (widest + 1)))
        axes.set_xticks(range(0, len(periods), step), [str(p) for p in periods[::step]])
        names = [VOICE_NAMES.get(str(name), str(name)) for name in series] if hue else [""]
        # Behind the last period the names of the lines take their room, as much as the longest needs.
        room = 1 + 0.0165 * max(map(len, names)) + (0.03 if hue else 0)
        axes.set_xlim(-0.3, (len(periods) - 0.7) * room)
        if share:
            in_percent(axes, on="y")
            axes.set_ylim(bottom=0)
        axes.yaxis.grid(True)
        axes.spines["left"].set_visible(False)
        axes.set_ylabel(label)
        label_x(axes, f"{key.replace('_', ' ')} (n = {_count_base(table, key, hue):,}{f' {unit}' if unit else ''})")
    names = [
        f"{VOICE_NAMES.get(str(name), str(name))}, {period}" if hue else str(period)
        for name, period in zip(table[hue or key], table[key], strict=True)
    ]
    return keep_drawing(axes, table, _describe(table, names, label, share=share))


def _count_base(table: pd.DataFrame, key: str, hue: str | None) -> int:
    """The n of a trend: series that share a base within each period are not counted twice."""
    if hue and table.groupby(key)["n"].nunique().max() == 1:
        return int(table.groupby(key)["n"].first().sum())
    return int(table["n"].sum())


def _look(name: object, number: int) -> tuple[str, str]:
    """Colour and mark of a series; voices keep theirs from figure to figure."""
    if name == "journalist":
        return MUTED, VOICE_MARKERS["journalist"]
    if name in VOICE_COLOURS:
        return VOICE_COLOURS[str(name)], VOICE_MARKERS[str(name)]
    return SERIES_COLOURS[number], SERIES_MARKERS[number]


def _draw_series(axes: Axes, part: pd.DataFrame, places: list[int], look: tuple[str, str]) -> tuple[float, float]:
    """One line with its band; returns where it ends."""
    colour, marker = look
    estimate, low, high = (pd.to_numeric(part[c]).to_numpy(dtype=float) for c in ("estimate", "low", "high"))
    thin = part["n_base_articles"].lt(THIN).to_numpy(dtype=bool) if "n_base_articles" in part else estimate > np.inf
    joined, alone = (np.where(thin == away, estimate, np.nan) for away in (False, True))
    axes.fill_between(places, np.where(thin, np.nan, low), np.where(thin, np.nan, high), color=colour, alpha=0.16,
                      linewidth=0)  # fmt: skip
    if "band_low" in part:
        for bound in ("band_low", "band_high"):
            line = np.where(thin, np.nan, pd.to_numeric(part[bound]).to_numpy(dtype=float))
            axes.plot(places, line, color=colour, linewidth=0.5, linestyle=(0, (2, 2)))
    axes.plot(places, joined, color=colour, marker=marker, markersize=3.5)
    held = np.pad(np.isfinite(joined), 1)
    single = held[1:-1] & ~held[:-2] & ~held[2:]  # a band has no width there
    axes.vlines(np.array(places)[single], low[single], high[single], color=colour, alpha=0.4, linewidth=1.2)
    if thin.any():
        axes.vlines(np.array(places)[thin], low[thin], high[thin], color=LINE, linewidth=0.8, zorder=1)
        axes.plot(places, alone, color=MUTED, marker=marker, markersize=3, linestyle="none", fillstyle="none", zorder=2)
    seen = np.flatnonzero(~np.isnan(estimate))
    last = int(seen[-1]) if len(seen) else 0
    return float(places[last]), float(estimate[last]) if len(seen) else 0.0


def _name_series(axes: Axes, series: list[object], ends: list[tuple[float, float]]) -> None:
    """The name of each line at its end, moved apart where ends lie close."""
    if series == [None]:
        return
    low, high = axes.get_ylim()
    apart, taken = (high - low) * 0.07, -np.inf
    for number in sorted(range(len(series)), key=lambda n: ends[n][1]):
        x, y = ends[number]
        taken = max(y, taken + apart)
        name = VOICE_NAMES.get(str(series[number]), str(series[number]))
        axes.annotate(
            name, (x, taken), xytext=(5, 0), textcoords="offset points", va="center", ha="left", fontsize=6.5,
            color=write_in(_look(series[number], number)[0]), annotation_clip=False,
        )  # fmt: skip


def draw_series(table: pd.DataFrame, *, top: int = 5) -> Axes:
    """The series with the largest base, at most five of them, as lines."""
    keys = [c for c in table.columns if c not in NUMBERS]
    named = [k for k in keys if k in ("name", "voice", "frame", "target")] or keys[:1]
    names = zip(*(table[column].astype("str").fillna("no name") for column in named), strict=True)
    series = pd.Series([", ".join(parts) for parts in names] if named else "", index=table.index, dtype="str")
    if "kind" in table:
        series = series.where(table["speaker_id"].notna(), table["kind"].astype("str"))
    heard = table.assign(series=series, moved=table["estimate"].fillna(0) * table["n"].astype(float))
    most = heard.groupby("series")["moved"].sum().sort_values(ascending=False, kind="stable").index[:top]
    shown = heard.loc[heard["series"].isin(most)].drop_duplicates(["series", "period"])
    shown = shown.assign(period=shown["period"].dt.date.astype("str"))
    return draw_trend(shown.drop(columns="moved"), key="period", hue="series" if len(most) > 1 else None)


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
        axes.set_ylabel(f"articles (n = {int(table['n'].sum()):,})")
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
    return keep_drawing(axes, table, f"{_describe(table, list(table['definition']), label, share=share)} "
                        f"{count(len(table), 'definition')}.")  # fmt: skip
