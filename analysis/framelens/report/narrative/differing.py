"""How far two groups of articles lie apart, in sentences: the difference with the interval of the difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from framelens.measure.comparisons import Comparison, compare_ratios
from framelens.measure.groups import find_column
from framelens.measure.sums import ArticleSums
from framelens.results.blocks import Block, Text, as_spans, prose, see_figure
from framelens.results.measures import StudyMeasures
from framelens.results.wording import MINUS, decimal, interval, name_period, number, percent, sentence_case


@dataclass(frozen=True)
class Told:
    """What is told of a measure: its name in a sentence, the figure that shows it, and how its numbers are printed."""

    what: Text | tuple[Text, ...]
    figure: str
    share: bool = False
    digits: int = 2

    def show(self, value: float | None) -> str:
        """A value of the measure."""
        return percent(value) if self.share else decimal(value, digits=self.digits)

    def bounds(self, row: pd.Series) -> str:
        """Its interval; empty where there is none."""
        return interval(row["low"], row["high"], share=self.share, digits=None if self.share else self.digits)

    def describe(self, row: pd.Series, column: str) -> str:
        """A group with its value and interval: 'Mail (48%; 40% to 55%)'."""
        bounds = self.bounds(row)
        return f"{name_period(row[column])} ({self.show(row['estimate'])}{f'; {bounds}' if bounds else ''})"


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


def narrate_extremes(table: pd.DataFrame, column: str, told: Told, compare: Callable[[Any, Any], pd.Series]) -> Block:
    """The highest and the lowest group, how far they lie apart, and that they were picked for it.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per group, the highest first: ``column``, ``estimate``, ``low``, ``high``.
    column : str
    told : Told
    compare : callable
        Gives the row of :func:`compare_two` for two groups.
    """
    first, last = table.iloc[0], table.iloc[-1]
    apart = _narrate_difference(compare(first[column], last[column]), told)
    chosen = "" if len(table) == 2 else (
        f" Picked as the extremes of {number(len(table))}, they look further apart than two chosen beforehand would."
    )  # fmt: skip
    return prose(
        *_start(told), f" is highest for {told.describe(first, column)} and lowest for {told.describe(last, column)} (",
        see_figure(told.figure), f"). {apart}{chosen}",
    )  # fmt: skip


def narrate_change(
    table: pd.DataFrame, column: str, told: Told, compare: Callable[[Any, Any], pd.Series]
) -> Block | None:
    """From the first period to the last, as far as both have an estimate."""
    known = table.loc[table["estimate"].notna() & table[column].notna()].sort_values(column, kind="stable")
    if len(known) < 2:
        return None
    first, last = known.iloc[0], known.iloc[-1]

    def at(row: pd.Series) -> str:
        bounds = told.bounds(row)
        return f"{told.show(row['estimate'])}{f' ({bounds})' if bounds else ''} in {name_period(row[column])}"

    return prose(
        *_start(told), f" is {at(first)} and {at(last)} (", see_figure(told.figure),
        f"). {_narrate_difference(compare(last[column], first[column]), told)}",
    )  # fmt: skip


def _start(told: Told) -> list[Text]:
    """The measure's name at the beginning of a sentence."""
    first, *rest = as_spans(told.what)
    return [sentence_case(first.text) if first.style == "plain" else first, *rest]


def _narrate_difference(row: pd.Series, told: Told) -> str:
    """The difference with its interval, and whether that leaves out 0."""
    if pd.isna(row["estimate"]):
        return "They cannot be compared."
    apart = f"{_print(abs(row['estimate']), told)}{_name_unit(row['estimate'], told)}"
    if pd.isna(row["low"]):
        return f"They differ by {apart}; no interval can be given, since one of them has one article."
    low, high = float(row["low"]), float(row["high"])
    if low <= 0 <= high:
        signed = f"{_print(row['estimate'], told)}{_name_unit(row['estimate'], told)}"
        bounds = f"{_print(low, told)} to {_print(high, told)}"
        return f"The difference of {signed} has a 95% interval of {bounds}, which holds 0: it may be none."
    near, far = sorted((abs(low), abs(high)))
    return f"They differ by {apart} (95% interval {_print(near, told)} to {_print(far, told)})."


def _print(difference: float, told: Told) -> str:
    """A difference as it is printed: percentage points for shares, the measure's own decimals for the rest."""
    if not told.share:
        return decimal(difference, digits=told.digits)
    size = percent(abs(difference)).removesuffix("%")
    return f"{MINUS if difference < 0 and float(size) else ''}{size}"


def _name_unit(difference: float, told: Told) -> str:
    if not told.share:
        return ""
    return f" percentage {'point' if percent(abs(difference)) == '1%' else 'points'}"
