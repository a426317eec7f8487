"""Trends: any share, rate or mean by day, week, month or year, with gaps shown as gaps.

References
----------
Šidák, Z. (1967). Rectangular confidence regions for the means of multivariate normal distributions. *JASA*, 62(318),
626-633.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import pandas as pd

from framelens.errors import InputError, suggest
from framelens.measure.groups import PERIODS, By, list_columns
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, Interval
from framelens.measure.sums import ArticleSums

Period = Literal["day", "week", "month", "quarter", "year"]
_FREQUENCIES = {"day": "D", "week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
THIN = 5  # a period with fewer articles is drawn by itself, and not joined to its neighbours
_MOST_PERIODS = 100_000  # a wrong date would otherwise fill the memory with gaps


def find_period_starts(published: pd.Series, period: Period) -> pd.Series:
    """The first day of the period that each date falls into; weeks begin on Monday; null for an unknown date."""
    check_period(period)
    dates = pd.to_datetime(published)
    starts = dates.dt.to_period(_FREQUENCIES[period]).dt.start_time
    return starts.astype("datetime64[s]")


def check_period(period: str) -> None:
    """Raise :class:`InputError` for a period that there is not."""
    if period not in PERIODS:
        raise InputError(f"unknown period '{period}'; {suggest(str(period), PERIODS)}")


def measure_trend(
    sums: ArticleSums,
    period: Period = "month",
    by: By = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Any ratio over time.

    Parameters
    ----------
    sums : ArticleSums
        Made by ``sum_statements``, ``sum_tone`` or ``sum_hits``; ``keep_cells`` picks the ratios to follow.
    period : {'day', 'week', 'month', 'year'}
    by : str or sequence of str, optional
        Columns of the articles table: a trend for each group.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`.

    Returns
    -------
    pandas.DataFrame
        One row per group, ratio and period from the first to the last in the articles, those without an
        article included: the columns of ``by`` and of the ratio, ``period`` (its first day), ``n``,
        ``n_base_articles``, ``estimate``, ``low``, ``high``, ``band_low``, ``band_high`` and ``thin`` (whether fewer
        than five articles have a base). A period without a base has ``n`` 0 and a null estimate: a gap is a gap, no
        zero. Articles without a date are left out.

        ``low`` and ``high`` hold for one period by itself, the band for all periods of a line at once: t intervals
        at the level that Šidák gives each of so many independent periods.

    Raises
    ------
    InputError
        For an unknown period or column, or dates so far apart that one of them must be wrong.

    Examples
    --------
    >>> fl.stats.measure_trend(fl.stats.sum_tone(study), "week").head(4)
    """
    starts = find_period_starts(sums.articles["published"], period)
    dated = starts.notna().to_numpy()
    kept = sums.keep_articles(dated)
    columns = list_columns(by)
    name = "period" if "period" not in columns else "period_start"
    kept = ArticleSums(**{**vars(kept), "articles": kept.articles.assign(**{name: starts[dated].to_numpy()})})
    table = resample_articles(kept, [*columns, name], interval=interval)
    each = interval.level ** (1 / max(int(starts.nunique()), 1))
    band = resample_articles(kept, [*columns, name], interval=replace(interval, method="t", level=each))
    table = table.assign(band_low=band["low"], band_high=band["high"])
    keys = [*columns, *sums.keys]
    numbers = ["n", "n_base_articles", "estimate", "low", "high", "band_low", "band_high"]
    table = _fill_gaps(table[[*keys, name, *numbers]], keys, name, period)
    counts = ["n", "n_base_articles"]
    table[counts] = table[counts].fillna(0).astype("Int64")
    return table.assign(thin=table["n_base_articles"].lt(THIN))


def list_periods(first: pd.Timestamp, last: pd.Timestamp, period: Period) -> pd.DatetimeIndex:
    """The first day of every period from ``first`` to ``last``."""
    periods = pd.period_range(first, last, freq=_FREQUENCIES[period])
    if len(periods) > _MOST_PERIODS:
        raise InputError(
            f"the articles are dated {first.date()} to {last.date()}, {len(periods):,} {period}s; "
            "check the dates, or choose a longer period"
        )
    return pd.DatetimeIndex(periods.start_time).as_unit("s")


def _fill_gaps(table: pd.DataFrame, keys: list[str], name: str, period: Period) -> pd.DataFrame:
    """A row for every period of every ratio, in the order of the ratios."""
    if not len(table):
        return table
    every = pd.DataFrame({name: list_periods(table[name].min(), table[name].max(), period)})
    series = table[keys].drop_duplicates() if keys else pd.DataFrame(index=pd.RangeIndex(1))
    return series.merge(every, how="cross").merge(table, on=[*keys, name], how="left")
