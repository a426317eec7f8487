"""Ratios of one kind in every group, and whether each of them differs between the groups."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from framelens.measure.intervals import resample_articles
from framelens.measure.overall import compare_overall
from framelens.measure.resampling import INTERVAL, Interval
from framelens.measure.sums import ArticleSums

DIFFERS = 0.05


@dataclass(frozen=True)
class Family:
    """The ratios of one kind, such as the frames, in the groups of one column.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per group and ratio, as of :func:`framelens.measure.intervals.resample_articles`.
    tests : pandas.DataFrame
        One row per ratio, as of :func:`framelens.measure.overall.compare_overall`: ``p``, and ``q`` over the family.
    """

    table: pd.DataFrame
    tests: pd.DataFrame

    @property
    def differing(self) -> pd.DataFrame:
        """The ratios that differ between the groups, the surest first."""
        found = self.tests.loc[self.tests["q"].lt(DIFFERS)]
        return found.sort_values(["p", "estimate"], ascending=[True, False], kind="stable")

    def sort(self, key: str, order: list[str]) -> Family:
        """The family with its tests in this order of ``key``; itself where it has no such column."""
        if key not in self.tests:
            return self
        place = self.tests[key].map({value: place for place, value in enumerate(order)})
        return replace(self, tests=self.tests.loc[place.sort_values(kind="stable").index])


def compare_family(sums: ArticleSums, by: str, *, interval: Interval = INTERVAL) -> Family:
    """Every ratio of ``sums`` in every group of ``by``, and one test each of whether the groups differ.

    Examples
    --------
    >>> compare_family(fl.stats.sum_tone(study), "outlet").differing[["voice", "q"]]
    """
    # Who is not heard in a group has a share of it all the same.
    every = replace(sums, always=np.ones(len(sums.cells), dtype=bool))
    return Family(resample_articles(every, by, interval=interval), compare_overall(sums, by, interval=interval))
