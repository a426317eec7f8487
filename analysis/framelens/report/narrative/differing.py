"""How far two groups of articles lie apart, in sentences: the difference with the interval of the difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framelens.measure.comparisons import Comparison, compare_ratios
from framelens.measure.groups import find_column
from framelens.measure.sums import ArticleSums
from framelens.results.blocks import Block
from framelens.results.measures import StudyMeasures
from framelens.results.telling import say, tell
from framelens.results.wording import MINUS, estimate, estimate_in, name_period, percent

NAMES = ("outlet", "byline")  # columns whose values are names; those of others stand in quotation marks


@dataclass(frozen=True)
class Told:
    """What is told of a measure: its name as a template, the figure that shows it, and how its numbers are printed."""

    what: str
    figure: str
    share: bool = False
    digits: int = 2
    unit: str = ""

    def describe(self, row: pd.Series) -> str:
        """A value with its interval and n."""
        digits = 0 if self.share else self.digits
        return estimate_in(row, share=self.share, digits=digits)


def keep_cells_of(sums: ArticleSums, column: str, value: str) -> ArticleSums:
    """The ratios whose ``column`` has this value."""
    return sums.keep_cells(sums.cells[column].eq(value).to_numpy(dtype=bool))


def compare_two(measures: StudyMeasures, sums: ArticleSums, column: str, a: Any, b: Any) -> pd.Series:
    """The difference of one ratio between two groups, ``a`` minus ``b``, with the interval of the difference."""
    # A row of numbers has a year among them as 2012.0, where the group is called 2012.
    a, b = (int(side) if isinstance(side, float) and side.is_integer() else side for side in (a, b))
    inside = find_column(sums.articles, column).isin([a, b]).to_numpy(dtype=bool)
    settings = Comparison(reference=str(b), permutations=0)
    return compare_ratios(sums.keep_articles(inside), column, settings=settings, interval=measures.interval).iloc[0]


def narrate_extremes(
    table: pd.DataFrame, column: str, told: Told, compare: Callable[[Any, Any], pd.Series]
) -> Block | None:
    """The highest and the lowest group, and how far they lie apart; nothing where fewer than two have an estimate.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per group, the highest first: ``column``, ``n``, ``estimate``, ``low``, ``high``.
    column : str
    told : Told
    compare : callable
        Gives the row of :func:`compare_two` for two groups.
    """
    known = table.loc[table["estimate"].notna()]
    if len(known) < 2:
        return None
    a, b = known[column].iloc[0], known[column].iloc[-1]
    several = "{what} is highest for {first} ({first_value}) and lowest for {last} ({last_value}; [fig:{figure}])."
    two = "{what} is higher for {first} ({first_value}) than for {last} ({last_value}; [fig:{figure}])."
    names = [str(name) if column in NAMES else f"‘{name}’" for name in (a, b)]
    return _say(two if len(known) == 2 else several, known, names, told, compare(a, b))


def narrate_change(
    table: pd.DataFrame, column: str, told: Told, compare: Callable[[Any, Any], pd.Series]
) -> Block | None:
    """From the first period to the last, as far as both have an estimate."""
    known = table.loc[table["estimate"].notna() & table[column].notna()].sort_values(column, kind="stable")
    if len(known) < 2:
        return None
    a, b = known[column].iloc[0], known[column].iloc[-1]
    sentence = "{what} is {first_value}, in {first} and {last_value}, in {last} ([fig:{figure}])."
    return _say(sentence, known, [name_period(a), name_period(b)], told, compare(b, a))


def _say(template: str, known: pd.DataFrame, names: list[str], told: Told, difference: pd.Series) -> Block:
    return say(
        template,
        "{difference}",
        what=tell(told.what),
        first=names[0],
        last=names[1],
        first_value=told.describe(known.iloc[0]),
        last_value=told.describe(known.iloc[-1]),
        figure=told.figure,
        difference=_narrate_difference(difference, told),
    )


def _narrate_difference(row: pd.Series, told: Told) -> str:
    """The difference with its interval, and whether that leaves out 0."""
    if pd.isna(row["estimate"]):
        return "They cannot be compared."
    value, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    if pd.isna(low):
        reason = "no interval can be computed because one of the groups rests on a single article"
        return f"The difference is {_print(abs(value), told)}; {reason}."
    if low <= 0 <= high:
        return f"The difference, {_print(value, told, low, high)}, does not differ from zero."
    if value < 0:
        value, low, high = -value, -high, -low
    return f"The difference is {_print(value, told, low, high)}."


def _print(value: float, told: Told, low: float | None = None, high: float | None = None) -> str:
    """A difference as it is printed: percentage points for shares, the measure's own decimals for the rest."""
    if not told.share:
        return estimate(value, low, high, digits=told.digits, unit=told.unit)
    bounds = [] if low is None or high is None else [low, high]
    points = []
    for number in (value, *bounds):
        size = percent(abs(number)).removesuffix("%")
        points.append(f"{MINUS if number < 0 and float(size) else ''}{size}")
    unit = "percentage point" if points[0].lstrip(MINUS) == "1" else "percentage points"
    return f"{points[0]} {unit}" + (f", 95% CI [{', '.join(points[1:])}]" if bounds else "")
