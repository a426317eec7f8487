"""How far two groups of articles lie apart, in sentences: the difference with the interval of the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from framelens.corpus.filtering import find_value
from framelens.measure.comparisons import Comparison, compare_ratios
from framelens.measure.families import range_level
from framelens.measure.groups import find_column
from framelens.measure.overall import compare_overall
from framelens.measure.resampling import NO_INTERVAL
from framelens.measure.sums import ArticleSums
from framelens.results.blocks import Block, Prose, as_spans
from framelens.results.measures import StudyMeasures
from framelens.results.telling import say, tell
from framelens.results.wording import GAP, MINUS, estimate, estimate_in, name_period, percent

NAMES = ("outlet", "byline")  # columns whose values are names; those of others stand in quotation marks


@dataclass(frozen=True)
class Told:
    """What is told of a measure: its name as a template, the figure that shows it, and how its numbers are printed.

    ``smallest`` is the smallest effect of interest, where the study declares one.
    """

    what: str
    figure: str
    share: bool = False
    digits: int = 2
    unit: str = ""
    smallest: float | None = None

    def describe(self, row: pd.Series) -> str:
        """A value with its interval and n."""
        digits = 0 if self.share else self.digits
        return estimate_in(row, share=self.share, digits=digits)


def keep_cells_of(sums: ArticleSums, column: str, value: str) -> ArticleSums:
    """The ratios whose ``column`` has this value."""
    return sums.keep_cells(sums.cells[column].eq(value).to_numpy(dtype=bool))


def compare_two(
    measures: StudyMeasures,
    sums: ArticleSums,
    column: str,
    a: Any,
    b: Any,
    *,
    level: float | None = None,
    smallest: float | None = None,
) -> pd.Series:
    """The difference of one ratio between two groups, ``a`` minus ``b``, with the interval of the difference."""
    # A row of numbers has a year among them as 2012.0, where the group is called 2012.
    a, b = (int(side) if isinstance(side, float) and side.is_integer() else side for side in (a, b))
    inside = find_column(sums.articles, column).isin([a, b]).to_numpy(dtype=bool)
    settings = Comparison(reference=str(b), permutations=0, smallest=smallest)
    interval = replace(measures.interval, level=level or measures.interval.level)
    return compare_ratios(sums.keep_articles(inside), column, settings=settings, interval=interval).iloc[0]


def narrate_extremes(
    table: pd.DataFrame, column: str, told: Told, measures: StudyMeasures, sums: ArticleSums
) -> Block | None:
    """How far groups lie apart: the highest and the lowest, where groups differ, and the pair declared beforehand.

    Of several equal groups the highest and the lowest look different, the more so the more there are: with 15 outlets
    in 85 of 100 studies by the interval of a single pair. A sentence on them stands on a test over all groups and on an
    interval that holds for all pairs at once. A pair that study.toml declares stands on its own, as do two groups.

    Parameters
    ----------
    table : pandas.DataFrame
        One row per group, the highest first: ``column``, ``n``, ``estimate``, ``low``, ``high``.
    column : str
    told : Told
    measures : StudyMeasures
    sums : ArticleSums
        The ratio that the table has, by article.
    """
    known = table.loc[table["estimate"].notna()]
    if len(known) < 2:
        return None
    if len(known) == 2:
        a, b = known[column]
        template = "{what} is higher for {first} ({first_value}) than for {last} ({last_value}; [fig:{figure}])."
        return _say(
            [template],
            known,
            name_groups(column, [a, b]),
            told,
            compare_two(measures, sums, column, a, b, smallest=told.smallest),
        )
    return _narrate_several(known, column, told, measures, sums)


def _narrate_several(known: pd.DataFrame, column: str, told: Told, measures: StudyMeasures, sums: ArticleSums) -> Block:
    interval, n_groups = measures.interval, len(known)
    inside = find_column(sums.articles, column).isin(known[column]).to_numpy(dtype=bool)
    test = compare_overall(sums.keep_articles(inside), column, interval=interval).iloc[0]
    a, b = known[column].iloc[0], known[column].iloc[-1]
    names, differ = name_groups(column, [a, b]), bool(test["p"] < 1 - interval.level)
    said = [
        "{what} is highest for {first} ({first_value}) and lowest for {last} ({last_value}; [fig:{figure}]).",
        "The {n} groups differ significantly (permutation test over all groups, {p})."
        if differ
        else "The {n} groups do not differ significantly (permutation test over all groups, {p})."
        if not pd.isna(test["p"])
        else "A test over all groups cannot be computed.",
    ]
    difference = None
    if not differ and told.smallest is not None:
        settings = Comparison(permutations=0, smallest=told.smallest)
        pairs = compare_ratios(sums.keep_articles(inside), column, settings=settings, interval=NO_INTERVAL)
        said.append(
            _narrate_equivalence(pairs["p_equivalence"].max(skipna=False), told, "Each difference between two groups")
        )
    if differ:
        level = range_level(n_groups, int(test["n_articles"]) - n_groups, interval.level)
        difference = compare_two(measures, sums, column, a, b, level=level)
    block = _say(said, known, names, told, difference, n=n_groups, p=print_p(test["p"]), simultaneous=True)
    pair = measures.study.compare_pairs.get(column, ())
    declared = [found for value in pair if (found := find_value(value, known[column])) is not None]
    if len(declared) < 2:
        absent = as_spans([" The pair declared in advance is not among these groups."]) if pair else []
        return Prose((*block.spans, *absent), block.role)
    rows = known.set_index(column).loc[declared].reset_index()
    template = "For the pair declared in advance, it is {first_value}, for {first} and {last_value}, for {last}."
    told_pair = _say(
        [template],
        rows,
        name_groups(column, declared),
        told,
        compare_two(measures, sums, column, *declared, smallest=told.smallest),
    )
    return Prose((*block.spans, *as_spans([" "]), *told_pair.spans), block.role)


def name_groups(column: str, values: Iterable[Any]) -> list[str]:
    """Groups as they stand in a sentence: names as they are, other values in quotation marks."""
    return [str(value) if column in NAMES else f"‘{value}’" for value in values]


def print_p(p: float) -> str:
    """A p-value as it is printed: 'p = 0.012', 'p < 0.001'."""
    return f"p <{GAP}0.001" if p < 0.001 else f"p ={GAP}{p:.3f}"


def narrate_change(
    table: pd.DataFrame, column: str, told: Told, compare: Callable[[Any, Any], pd.Series]
) -> Block | None:
    """From the first period to the last, as far as both have an estimate."""
    known = table.loc[table["estimate"].notna() & table[column].notna()].sort_values(column, kind="stable")
    if len(known) < 2:
        return None
    a, b = known[column].iloc[0], known[column].iloc[-1]
    sentence = "{what} is {first_value}, in {first} and {last_value}, in {last} ([fig:{figure}])."
    return _say([sentence], known, [name_period(a), name_period(b)], told, compare(b, a))


def _say(
    templates: list[str],
    known: pd.DataFrame,
    names: list[str],
    told: Told,
    difference: pd.Series | None,
    *,
    simultaneous: bool = False,
    **values: Any,
) -> Prose:
    return say(
        *templates,
        "{difference}" if difference is not None else None,
        what=tell(told.what),
        first=names[0],
        last=names[1],
        first_value=told.describe(known.iloc[0]),
        last_value=told.describe(known.iloc[-1]),
        figure=told.figure,
        difference="" if difference is None else _narrate_difference(difference, told, simultaneous=simultaneous),
        **values,
    )


def _narrate_difference(row: pd.Series, told: Told, *, simultaneous: bool = False) -> str:
    """The difference with its interval, and whether that leaves out 0.

    One that is ``simultaneous`` is of the highest and the lowest of several, and its interval holds for all pairs.
    """
    if pd.isna(row["estimate"]):
        return "They cannot be compared."
    value, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    if pd.isna(low):
        reason = "no interval can be computed because one of the groups rests on a single article"
        return f"The difference is {_print(abs(value), told)}; {reason}."
    inside = low <= 0 <= high
    if inside and simultaneous:
        return (
            f"The difference between these two, {_print(value, told, low, high)} (for all pairs at once), does not "
            "differ from zero by itself."
        )
    if not inside and value < 0:
        value, low, high = -value, -high, -low
    size = _print(value, told, low, high)
    said = f"The difference, {size}, does not differ from zero." if inside else f"The difference is {size}"
    said += "" if inside else " (for all pairs at once)." if simultaneous else "."
    if told.smallest is None or "p_equivalence" not in row:
        return said
    return f"{said} {_narrate_equivalence(float(row['p_equivalence']), told, 'It')}"


def _narrate_equivalence(p: float, told: Told, what: str) -> str:
    """Whether a difference is smaller than the smallest effect of interest."""
    least = _print(float(told.smallest or 0), told)
    if pd.isna(p):
        return f"Whether it is smaller than the smallest effect of interest ({least}) cannot be tested."
    if p < 0.05:
        return f"{what} is smaller than the smallest effect of interest ({least}; two one-sided tests, {print_p(p)})."
    return (
        f"That it is smaller than the smallest effect of interest ({least}) cannot be concluded (two one-sided tests, "
        f"{print_p(p)})."
    )


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
