"""Differences between groups of articles: how large, how sure, and whether chance would do as much.

References
----------
Tarone, R. E. (1990). A modified Bonferroni method for discrete data. *Biometrics*, 46(2), 515-522.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from framelens.errors import InputError, suggest
from framelens.measure.differences import REST, Side, compare_sides, find_least_p, find_pair_p, join_rest, make_sides
from framelens.measure.equivalence import find_equivalence_p
from framelens.measure.families import control_false_discovery
from framelens.measure.groups import By, Groups, group_articles, list_near
from framelens.measure.resampling import BLOCK, INTERVAL, Interval, check_permutations
from framelens.measure.sums import ArticleSums
from framelens.tables import WEIGHT

AGAINST = ("pairs", "rest")
ABLE = 0.05 + 1e-9  # a difference whose p cannot come to it is in no family of tests
_MOST_PAIRS = 5000


@dataclass(frozen=True)
class Comparison:
    """Which groups are compared, and how it is tested.

    Attributes
    ----------
    against : {'pairs', 'rest'}
        Every group with every other, or every group with all articles of the other groups.
    reference : str or None
        One group that every other is compared with.
    permutations : int
        How often at least groups are reassigned at random for the test; 0 for no test. Where p is small the test
        goes on, until the smallest p is resolved among all tests of the table.
    smallest : float or None
        The smallest difference that matters, in the units of the estimate. With it the table says of each difference
        whether it is equivalent to none.

    Examples
    --------
    >>> fl.stats.compare_ratios(fl.stats.sum_tone(study), "outlet", settings=fl.Comparison(against="rest")).head(3)
    """

    against: Literal["pairs", "rest"] = "pairs"
    reference: str | None = None
    permutations: int = 1000
    smallest: float | None = None

    def __post_init__(self) -> None:
        if self.smallest is not None and not self.smallest > 0:
            raise InputError(f"the smallest effect of interest is {self.smallest}; it is a difference above 0")
        if self.against not in AGAINST:
            raise InputError(f"groups cannot be compared against '{self.against}'; {suggest(self.against, AGAINST)}")
        check_permutations(self.permutations)


def compare_ratios(
    sums: ArticleSums,
    by: By,
    *,
    settings: Comparison | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Compare any ratio between groups of articles.

    Parameters
    ----------
    sums : ArticleSums
        Made by ``sum_statements``, ``sum_tone`` or ``sum_hits``.
    by : str or sequence of str
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``. Articles without a value belong
        to no group.
    settings : Comparison, optional
    interval
        As in :func:`framelens.measure.intervals.resample_articles`.

    Returns
    -------
    pandas.DataFrame
        One row per ratio and pair of groups: the columns of the ratio, ``group_a``, ``group_b`` ('rest' for all
        others; values of several columns are joined by ' / '), ``n_a``, ``n_b``, ``n_articles_a``,
        ``n_articles_b`` (articles with a base), ``estimate_a``, ``estimate_b``, ``n`` (both together),
        ``estimate`` (a minus b), ``low``, ``high``, ``effect``, ``effect_measure`` (Cohen's h for shares, the
        ratio of rates, Hedges' g over articles for means), ``p`` (permutation of articles, of the studentised
        difference) and ``q`` (Benjamini-Hochberg over the family of rows that could differ: those whose p would be .05
        or less if all articles where anything was found stood on one side; null for others). With a smallest effect of
        interest also ``smallest`` and ``p_equivalence`` (two one-sided tests: small where the difference is surely
        smaller).

    Raises
    ------
    InputError
        For an unknown column or reference, or more pairs than anyone reads.

    Examples
    --------
    >>> fl.stats.compare_ratios(fl.stats.sum_tone(study), "outlet").head(3)
    """
    settings = settings or Comparison()
    sums, groups = keep_grouped(sums, by)
    labels = label_groups(groups)
    pairs = _list_pairs(labels, settings)
    parts, tests = [], len(sums.cells) * len(pairs)
    step = max(1, 4 * BLOCK // max(interval.resamples * len(labels), 1))
    for begin in range(0, len(sums.cells) if pairs else 0, step):
        some = sums.keep_cells((np.arange(len(sums.cells)) // step) == begin // step)
        sides = make_sides(some, groups, labels, interval=interval)
        for a, b in pairs:
            other = join_rest(sides, a) if b is None else sides[b]
            table = compare_sides(some, sides[a], other, interval)
            p = find_pair_p(some, sides[a], other, permutations=settings.permutations, interval=interval, tests=tests)
            if settings.smallest is not None:
                p_equivalence = find_equivalence_p(some, sides[a], other, settings.smallest)
                table = table.assign(smallest=settings.smallest, p_equivalence=p_equivalence)
            table["_able"] = find_least_p(some, sides[a], other) <= ABLE
            parts.append(table.assign(p=p, _cell=np.arange(begin, begin + len(table))))
    if not parts:
        parts = [_no_rows(sums)]
    table = pd.concat(parts, ignore_index=True).sort_values("_cell", kind="stable").reset_index(drop=True)
    table["q"] = control_false_discovery(table["p"].where(table["_able"]))
    sizes = ["n_a", "n_b", "n_articles_a", "n_articles_b", "estimate_a", "estimate_b"]
    numbers = ["n", "estimate", "low", "high", "effect", "effect_measure", "p", "q"]
    numbers += [name for name in ("smallest", "p_equivalence") if name in table]
    return table[[*sums.keys, "group_a", "group_b", *sizes, *numbers]]


def _no_rows(sums: ArticleSums) -> pd.DataFrame:
    """The table of no comparison at all: fewer than two groups, or no ratio."""
    nothing = np.zeros((len(sums.cells), 0))
    side = Side(REST, np.zeros(0, dtype=np.intp), None, nothing, nothing)
    return compare_sides(sums, side, side, INTERVAL).assign(p=np.nan, _able=False, _cell=0).iloc[:0]


def weigh_copies(sums: ArticleSums) -> ArticleSums:
    """The sums with copies that the study weighs counted in part, once."""
    if WEIGHT not in sums.articles:
        return sums
    weighed = sums.weigh_articles(sums.articles[WEIGHT].to_numpy(dtype=float))
    return replace(weighed, articles=weighed.articles.drop(columns=WEIGHT))


def keep_grouped(sums: ArticleSums, by: By) -> tuple[ArticleSums, Groups]:
    """The articles that have a value in every column, with the weights of copies, and their groups."""
    sums = weigh_copies(sums)
    groups = group_articles(sums.articles, by)
    known = groups.keys.notna().all(axis=1).to_numpy(dtype=bool)[groups.codes]
    sums = sums.keep_articles(known).drop_unseen()
    return sums, group_articles(sums.articles, by)


def label_groups(groups: Groups) -> list[str]:
    """What each group is called: its value, or its values joined by ' / '."""
    columns = [groups.keys[c].astype(str).tolist() for c in groups.keys.columns]
    return [" / ".join(values) for values in zip(*columns, strict=True)] if columns else ["all"] * len(groups)


def _list_pairs(labels: Sequence[str], settings: Comparison) -> list[tuple[int, int | None]]:
    if settings.reference is not None:
        if settings.reference not in labels:
            near = list_near(settings.reference, labels)
            raise InputError(f"no group is '{settings.reference}'; {suggest(settings.reference, near)}")
        fixed = labels.index(settings.reference)
        return [(a, fixed) for a in range(len(labels)) if a != fixed]
    if settings.against == "rest":
        return [(a, None) for a in range(len(labels))] if len(labels) > 1 else []
    pairs: list[tuple[int, int | None]] = list(combinations(range(len(labels)), 2))
    if len(pairs) > _MOST_PAIRS:
        raise InputError(
            f"{len(labels)} groups make {len(pairs):,} pairs; compare them against='rest', with a reference, "
            "or keep fewer groups"
        )
    return pairs
