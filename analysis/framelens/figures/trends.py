"""Figures of time: periods stand where they lie in time, what is missing between them is a gap."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from framelens.errors import InputError
from framelens.figures.charts import in_percent, label_x, need_columns, say_empty, write_in
from framelens.figures.comparisons import MEASURED, describe_rows
from framelens.figures.export import keep_drawing
from framelens.figures.style import SMALL, new_axes, paper_style
from framelens.measure.trends import THIN
from framelens.results.colours import LINE, MUTED, SERIES_COLOURS, SERIES_MARKERS, VOICE_COLOURS, VOICE_MARKERS
from framelens.results.labels import VOICE_NAMES
from framelens.results.wording import sample

NUMBERS = (*MEASURED, "n_base_articles", "band_low", "band_high", "thin", "period")
MOST_LINES = 60  # intervals beyond which single lines run together, and bands are drawn instead

# How far apart ticks may stand, in days, weeks, months, quarters or years.
_STEPS = {
    "D": (1, 2, 7, 14, 28, 91, 182, 364, 728),
    "W": (1, 2, 4, 8, 13, 26, 52, 104, 260),
    "M": (1, 2, 3, 6, 12, 24, 60, 120, 240),
    "Q": (1, 2, 4, 8, 20, 40, 80),
    "Y": (1, 2, 5, 10, 20, 50, 100),
}
_IN_A_YEAR = {"M": 12, "Q": 4}


@dataclass(frozen=True)
class TimeAxis:
    """Where periods lie on an axis: in days, weeks, months, quarters or years, or, being none, one after the other.

    Attributes
    ----------
    places : dict
        Each period and where it lies.
    unit : str
        A pandas frequency, or '' for what is no period.
    step : float
        How far apart neighbours lie.
    """

    places: dict[object, int]
    unit: str
    step: float = 1.0

    @property
    def span(self) -> int:
        """From the first period to the last."""
        return max(self.places.values()) - min(self.places.values())

    def find_gaps(self, places: np.ndarray) -> np.ndarray:
        """Before which of some periods in a row others are missing."""
        return np.flatnonzero(np.diff(places) > 1.5 * self.step) + 1

    def tick(self, axes: Axes, letters: int) -> None:
        """As many names on the axis as fit without touching: a year takes less room than a day."""
        if not self.unit:
            step = self._fit(len(self.places), max(len(str(period)) for period in self.places), (1,), letters)
            shown = list(self.places)[::step]
            axes.set_xticks([self.places[period] for period in shown], [str(period) for period in shown])
            return
        first, last = min(self.places.values()), max(self.places.values())
        widest = len(self._name(first, 1))
        step = self._fit(self.span + 1, widest, _STEPS[self.unit], letters)
        ticks = [place for place in range(first, last + 1) if step == 1 or place % step == 0]
        ticks = ticks if len(ticks) > 1 else [first, last]
        axes.set_xticks(ticks, [self._name(place, step) for place in ticks])

    @staticmethod
    def _fit(n: int, width: int, steps: tuple[int, ...], letters: int) -> int:
        most = max(2, letters // (width + 1))
        return next((step for step in steps if -(-n // step) <= most), -(-n // most))

    def _name(self, place: int, step: int) -> str:
        period = pd.Period(ordinal=place, freq="W-SUN" if self.unit == "W" else self.unit)
        if step % _IN_A_YEAR.get(self.unit, step + 1) == 0:
            return str(period.year)
        if self.unit == "Q":
            return f"{period.year}-Q{period.quarter}"
        return f"{period.start_time:%G-W%V}" if self.unit == "W" else str(period)


def find_time_axis(periods: list[object]) -> TimeAxis:
    """Days, weeks, months, quarters or years where they lie in time; anything else one after the other.

    Examples
    --------
    >>> find_time_axis(["2023-12", "2024-01", "2024-05"]).places
    {'2023-12': 647, '2024-01': 648, '2024-05': 652}
    """
    names = pd.Series([str(period) for period in periods], dtype="str")
    forms = {"Y": r"\d{4}", "Q": r"\d{4}-Q[1-4]", "M": r"\d{4}-\d\d", "W": r"\d{4}-W\d\d", "D": r"\d{4}-\d\d-\d\d"}
    unit = next((unit for unit, form in forms.items() if names.str.fullmatch(form).all()), "")
    if not unit:
        return TimeAxis({period: place for place, period in enumerate(periods)}, "")
    if unit == "W":
        days = pd.to_datetime(names + "-1", format="%G-W%V-%u")
        ordinals = [day.to_period("W-SUN").ordinal for day in days]
    else:
        ordinals = [pd.Period(name, freq=unit).ordinal for name in names]
    # Days may stand for the months or years that begin with them; these are 28 to 31 and 365 or 366 days apart.
    step = float(np.median(np.diff(sorted(ordinals)))) if unit == "D" and len(ordinals) > 2 else 1.0
    return TimeAxis(dict(zip(periods, ordinals, strict=True)), unit, step if step >= 28 else 1.0)


def draw_trend(
    table: pd.DataFrame,
    *,
    key: str = "year",
    hue: str | None = None,
    label: str = "estimate",
    share: bool = False,
    unit: str = "",
) -> Axes:
    """One measure over time: a line a series with its intervals, its name at its end.

    Intervals are vertical lines; only where there are too many to be distinguished are they bands.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per period (and series): ``key``, ``n``, ``estimate``, ``low``, ``high``. Periods lie where they are in
        time. Where some are missing or without an estimate, the line breaks; those with fewer than five
        ``n_base_articles`` stand by themselves, in grey. Where there are ``band_low`` and ``band_high``, thin lines
        bound them.
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
            f"{len(series)} lines cannot be distinguished; draw at most {len(SERIES_COLOURS)}, "
            f"such as table[table['{hue}'].isin([...])]"
        )
    periods = sorted(table[key].unique())
    with paper_style():
        axes = new_axes(height_mm=55)
        if len(periods) < 2:
            words = "There are fewer than two periods to compare."
            return keep_drawing(say_empty(axes, words), table, words)
        time = find_time_axis(periods)
        # Beside each other, series do not hide each other's intervals; none comes near another period.
        aside = min(0.012 * time.span, 0.22 * time.step) * (np.arange(len(series)) - (len(series) - 1) / 2)
        ends = []
        for number, name in enumerate(series):
            part = table.loc[table[hue] == name] if hue else table
            look = _look(name, number)
            ends.append(_draw_series(axes, part, time, key, look, aside[number], bands=draws_bands(table, key, hue)))
        names = [VOICE_NAMES.get(str(name), str(name)) for name in series] if hue else [""]
        # Behind the last period the names of the lines take their room, as much as the longest needs.
        first, pad = min(time.places.values()), 0.04 * time.span
        axes.set_xlim(first - pad, first + (time.span + pad) * (1 + 0.0165 * max(map(len, names)) + 0.05 * bool(hue)))
        time.tick(axes, 34 if hue else 46)
        if share:
            in_percent(axes, on="y")
            axes.set_ylim(bottom=0)
        _name_series(axes, series, ends)
        axes.yaxis.grid(True)
        axes.spines["left"].set_visible(False)
        axes.set_ylabel(label)
        label_x(axes, f"{key.replace('_', ' ')} ({sample(_count_base(table, key, hue))}{f' {unit}' if unit else ''})")
    told = [
        f"{VOICE_NAMES.get(str(name), str(name))}, {period}" if hue else str(period)
        for name, period in zip(table[hue or key], table[key], strict=True)
    ]
    return keep_drawing(axes, table, describe_rows(table, told, label, share=share))


def draws_bands(table: pd.DataFrame, key: str, hue: str | None) -> bool:
    """Whether a trend has so many intervals that bands are drawn, and not lines."""
    return int(table[key].nunique()) * (int(table[hue].nunique()) if hue else 1) > MOST_LINES


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


def _draw_series(
    axes: Axes, part: pd.DataFrame, time: TimeAxis, key: str, look: tuple[str, str], aside: float, *, bands: bool
) -> tuple[float, float]:
    """One line with its intervals; returns where it ends."""
    colour, marker = look
    places = np.array([time.places[period] for period in part[key]], dtype=float)
    bounds = [c for c in ("band_low", "band_high") if c in part]
    numbers = part[["estimate", "low", "high", *bounds]].apply(pd.to_numeric).to_numpy(dtype=float, na_value=np.nan)
    thin = part["n_base_articles"].lt(THIN).to_numpy(dtype=bool) if "n_base_articles" in part else places > np.inf
    at, joined = _break(time, places, np.where(thin[:, None], np.nan, numbers))
    for bound in joined.T[3:]:
        axes.plot(at, bound, color=colour, linewidth=0.5, linestyle=(0, (2, 2)))
    held = np.pad(np.isfinite(joined[:, 0]), 1)
    alone = held[1:-1] & ~held[:-2] & ~held[2:]  # a band has no width there
    lined = alone if bands else np.isfinite(joined[:, 0])
    if bands:
        axes.fill_between(at, joined[:, 1], joined[:, 2], color=colour, alpha=0.16, linewidth=0)
    axes.vlines(at[lined] + aside, joined[lined, 1], joined[lined, 2], color=colour, alpha=0.55, linewidth=0.9)
    axes.plot(at + aside, joined[:, 0], color=colour, marker=marker, markersize=3.5)
    if thin.any():
        axes.vlines(places[thin] + aside, numbers[thin, 1], numbers[thin, 2], color=LINE, linewidth=0.8, zorder=1)
        axes.plot(places[thin] + aside, numbers[thin, 0], color=MUTED, marker=marker, markersize=3, linestyle="none",
                  fillstyle="none", zorder=2)  # fmt: skip
    seen = np.flatnonzero(~np.isnan(numbers[:, 0]))
    last = int(seen[-1]) if len(seen) else 0
    return float(places[last] + aside), float(numbers[last, 0]) if len(seen) else 0.0


def _break(time: TimeAxis, places: np.ndarray, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A series with a row without numbers in every gap."""
    gaps = time.find_gaps(places)
    between = (places[gaps - 1] + places[gaps]) / 2
    return np.insert(places, gaps, between), np.insert(numbers, gaps, np.nan, axis=0)


def _name_series(axes: Axes, series: list[object], ends: list[tuple[float, float]]) -> None:
    """The name of each line behind its end; where ends lie close names are moved apart, and a line leads to each."""
    if series == [None]:
        return
    low, high = axes.get_ylim()
    apart, taken = (high - low) * 0.08, -np.inf
    right, room = max(x for x, _ in ends), 0.02 * np.ptp(axes.get_xlim())
    for number in sorted(range(len(series)), key=lambda n: ends[n][1]):
        x, y = ends[number]
        taken = max(y, taken + apart)
        name = VOICE_NAMES.get(str(series[number]), str(series[number]))
        colour = _look(series[number], number)[0]
        axes.annotate(
            name, (x, y), xytext=(right + room, taken), va="center", ha="left", fontsize=SMALL,
            color=write_in(colour), annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.5, "shrinkA": 1, "shrinkB": 3},
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
