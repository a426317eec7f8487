"""Which rows of the annotations each number counts, kept from the very arrays that the number was summed from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from framelens.measure.groups import find_column


@dataclass(frozen=True)
class Evidence:
    """The rows of one table of annotations that a family of ratios counts.

    Attributes
    ----------
    table : str
        The table: ``quotes``, ``segments``, ``mentions``, ``hits``, or ``words`` for places of its own.
    rows : pandas.DataFrame
        That table, as it was summed.
    places : numpy.ndarray
        The positions in ``rows`` that are counted.
    cell : numpy.ndarray
        For each of ``places`` the row of the sums' ``cells`` that counts it.
    """

    table: str
    rows: pd.DataFrame
    places: np.ndarray
    cell: np.ndarray

    def keep_cells(self, keep: np.ndarray) -> Evidence:
        """The evidence of the cells where ``keep`` is true, numbered as they then are."""
        number = np.where(keep, np.cumsum(keep) - 1, -1)
        cell = number[self.cell]
        return replace(self, places=self.places[cell >= 0], cell=cell[cell >= 0])

    def move_cells(self, target: np.ndarray) -> Evidence:
        """The evidence with each cell ``c`` become ``target[c]``; -1 leaves it out."""
        cell = target[self.cell]
        return replace(self, places=self.places[cell >= 0], cell=cell[cell >= 0])

    def label(self, cells: pd.DataFrame, articles: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
        """For each of ``places`` the values of its cell and of its article's groups, and ``_place``.

        Rows of articles that are not in ``articles`` are left out.
        """
        article = pd.Index(articles["article_id"]).get_indexer(pd.Index(self.rows["article_id"].iloc[self.places]))
        here = article >= 0
        table = cells.iloc[self.cell[here]].reset_index(drop=True)
        for column in by:
            table[column] = find_column(articles, column).iloc[article[here]].array
        return table.assign(_place=self.places[here])


def collect_evidence(table: str, rows: pd.DataFrame, cell: np.ndarray, article: np.ndarray) -> Evidence:
    """The evidence of a sum made by :func:`framelens.measure.sums.sum_cells` from the same two arrays."""
    places = np.flatnonzero((cell >= 0) & (article >= 0))
    return Evidence(table, rows, places, np.asarray(cell)[places])
