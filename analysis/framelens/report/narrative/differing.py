"""How far two groups of articles differ, in sentences: the difference with the interval of the difference."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from markupsafe import Markup

from framelens.corpus.filtering import find_value
from framelens.measure.comparisons import Comparison, compare_ratios
from framelens.measure.families import range_level
from framelens.measure.groups import find_column
from framelens.measure.overall import compare_overall
from framelens.measure.resampling import NO_INTERVAL
from framelens.measure.sums import ArticleSums
from framelens.report.narrative.telling import say, tell
from framelens.results.blocks import Group
from framelens.results.labels import label_value
from framelens.results.measures import StudyMeasures
from framelens.results.wording import GAP, MINUS, basis, estimate, name_period, percent

NAMES = ("outlet", "byline", "language")  # columns whose values are names; those of others stand in quotation marks


@dataclass(frozen=True)
class Told:
    """What is told of a measure: what it is called, the figure that shows it, and how its numbers are printed.

    ``smallest`` is the smallest effect of interest, where the study declares one.
    """

    what: str
    figure: str
    share: bool = False
    digits: int = 2
    unit: str = ""
    smallest: float | None = None

    def describe(self, row: pd.Series, name: str) -> dict[str, str]:
        """A group's name, its estimate, and its interval with n."""
        digits = 0 if self.share else self.digits
        shown = estimate(row["estimate"], digits=digits, share=self.share)
        rests = basis(row["low"], row["high"], row["n"], digits=digits, share=self.share)
        return {"name": name, "estimate": shown, "basis": rests}


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


def narrate_extremes(table: pd.DataFrame, column: str, told: Told, measures: StudyMeasures, sums: ArticleSums) -> Group:
    """How far groups differ: the highest and the lowest, where groups differ, and the pair declared in advance.

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
        return Group()
    if len(known) == 2:
        difference = compare_two(measures, sums, column, *known[column], smallest=told.smallest)
        return say("differing.two", **_gather(known, name_groups(column, known[column]), told, difference))
    return _narrate_several(known, column, told, measures, sums)


def _narrate_several(known: pd.DataFrame, column: str, told: Told, measures: StudyMeasures, sums: ArticleSums) -> Group:
    interval, n_groups = measures.interval, len(known)
    inside = find_column(sums.articles, column).isin(known[column]).to_numpy(dtype=bool)
    test = compare_overall(sums.keep_articles(inside), column, interval=interval).iloc[0]
    ends = known[column].iloc[[0, -1]]
    differ, difference = bool(test["p"] < 1 - interval.level), None
    if differ:
        level = range_level(n_groups, int(test["n_articles"]) - n_groups, interval.level)
        difference = compare_two(measures, sums, column, *ends, level=level)
    values = _gather(known, name_groups(column, ends), told, difference)
    if not differ and told.smallest is not None:
        settings = Comparison(permutations=0, smallest=told.smallest)
        pairs = compare_ratios(sums.keep_articles(inside), column, settings=settings, interval=NO_INTERVAL)
        values |= _gather_equivalence(pairs["p_equivalence"].max(skipna=False), told)
    pair = _tell_pair(known, column, told, measures, sums)
    p = "" if pd.isna(test["p"]) else print_p(test["p"])
    return say(
        "differing.several", **{**values, "all_pairs": True, "n": n_groups, "differ": differ, "p": p, "pair": pair}
    )


def _tell_pair(
    known: pd.DataFrame, column: str, told: Told, measures: StudyMeasures, sums: ArticleSums
) -> Markup | str:
    """The pair of groups that the study declares; '' where it declares none."""
    pair = measures.study.compare_pairs.get(column, ())
    declared = [found for value in pair if (found := find_value(value, known[column])) is not None]
    if len(declared) < 2:
        return tell("differing.pair", found=False) if pair else ""
    rows = known.set_index(column).loc[declared].reset_index()
    difference = compare_two(measures, sums, column, *declared, smallest=told.smallest)
    return tell("differing.pair", found=True, **_gather(rows, name_groups(column, declared), told, difference))


def name_groups(column: str, values: Iterable[Any]) -> list[str]:
    """Groups as they are in a sentence: names as they are, other values in quotation marks."""
    labels = [label_value(column, value) for value in values]
    return labels if column in NAMES else [f"‘{label}’" for label in labels]


def print_p(p: float) -> str:
    """A p-value as it is printed: 'p = 0.012', 'p < 0.001'."""
    return f"p <{GAP}0.001" if p < 0.001 else f"p ={GAP}{p:.3f}"


def narrate_change(table: pd.DataFrame, column: str, told: Told, compare: Callable[[Any, Any], pd.Series]) -> Group:
    """From the first period to the last, as far as both have an estimate."""
    known = table.loc[table["estimate"].notna() & table[column].notna()].sort_values(column, kind="stable")
    if len(known) < 2:
        return Group()
    a, b = known[column].iloc[0], known[column].iloc[-1]
    return say("differing.change", **_gather(known, [name_period(a), name_period(b)], told, compare(b, a)))


def _gather(known: pd.DataFrame, names: list[str], told: Told, difference: pd.Series | None) -> dict[str, Any]:
    """The first and the last row of a table and what lies between them, for the blocks of ``differing.j2``."""
    first, last = (told.describe(known.iloc[place], name) for name, place in zip(names, (0, -1), strict=True))
    return {"what": told.what, "figure": told.figure, "first": first, "last": last} | gather_difference(
        difference, told
    )


def gather_difference(row: pd.Series | None, told: Told) -> dict[str, Any]:
    """A difference as it is printed, and whether its interval leaves out 0, for ``differing.difference``."""
    values = {"difference": "none", "size": "", "all_pairs": False, "least": ""}
    if row is None:
        return values
    if pd.isna(row["estimate"]):
        return values | {"difference": "unknown"}
    value, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    if pd.isna(low):
        return values | {"difference": "single", "size": _print(abs(value), told)}
    inside = low <= 0 <= high
    if not inside and value < 0:
        value, low, high = -value, -high, -low
    values |= {"difference": "inside" if inside else "apart", "size": _print(value, told, low, high)}
    return values | (_gather_equivalence(row["p_equivalence"], told) if "p_equivalence" in row else {})


def _gather_equivalence(p: float, told: Told) -> dict[str, Any]:
    """Whether a difference is smaller than the smallest effect of interest, where the study declares one."""
    if told.smallest is None:
        return {}
    least = _print(float(told.smallest), told)
    if pd.isna(p):
        return {"least": least, "smaller": "untested"}
    return {"least": least, "smaller": "yes" if p < 0.05 else "open", "p_smaller": print_p(p)}


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
