"""Where the words behind each row of a measure stand: the selector by which the measure was computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import pandas as pd

from framelens.annotate.places import locate_cells
from framelens.measure.evidence import Evidence
from framelens.tables import Annotations


@dataclass(frozen=True)
class FoundRows:
    """Rows of one table of annotations, in the order of articles and offsets.

    ``table`` is ``quotes``, ``segments``, ``mentions``, ``hits``, ``articles``, or ``words`` for places that have
    ``article_id``, ``start`` and ``end`` alone.
    """

    table: str
    rows: pd.DataFrame
    annotations: Annotations


class Selector(Protocol):
    """Leads each row of a measure's table, by its number, to the rows of the annotations that it counts."""

    def find(self, row: int) -> tuple[FoundRows, ...]:
        """The rows behind one row, a table at a time."""
        ...

    def count(self) -> np.ndarray:
        """How many rows stand behind each row."""
        ...


class SelectByCells:
    """Selects what the sums of a measure were made from.

    Parameters
    ----------
    annotations : Annotations
        Whose rows are opened; the sums may have been made from a variant with the same rows.
    evidence : sequence of Evidence
    cells, articles : pandas.DataFrame
        Those of the sums.
    by : sequence of str
        The columns of articles by which the table is grouped.
    wanted : pandas.DataFrame
        ``_row`` (a number of a row) and key columns: what of the labels of the evidence the row counts. A row that
        counts several cells or groups stands there several times.
    n_rows : int
    """

    def __init__(
        self,
        annotations: Annotations,
        evidence: Sequence[Evidence],
        cells: pd.DataFrame,
        articles: pd.DataFrame,
        by: Sequence[str],
        wanted: pd.DataFrame,
        n_rows: int,
    ) -> None:
        self._annotations, self._evidence = annotations, tuple(evidence)
        self._cells, self._articles, self._by, self._wanted, self._n_rows = cells, articles, tuple(by), wanted, n_rows

    @cached_property
    def _lines(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """For each evidence the numbers of rows, ascending, and the places that each counts."""
        keys = [column for column in self._wanted.columns if column != "_row"]
        every = self._wanted[keys].drop_duplicates().reset_index(drop=True)
        asked = locate_cells(self._wanted[keys], every)
        by_key = pd.Series(self._wanted["_row"].to_numpy()).groupby(asked).agg(list)
        lines = []
        for part in self._evidence:
            labels = part.label(self._cells, self._articles, self._by)
            key = locate_cells(labels[keys], every)
            place = labels["_place"].to_numpy()[key >= 0]
            rows = by_key.reindex(key[key >= 0])
            repeated = np.repeat(place, rows.map(len).to_numpy(dtype=np.intp)) if len(rows) else place
            numbers = np.concatenate([np.array(r, dtype=np.intp) for r in rows]) if len(rows) else place
            order = np.lexsort((repeated, numbers))
            lines.append((numbers[order], repeated[order]))
        return lines

    def find(self, row: int) -> tuple[FoundRows, ...]:
        found = []
        for part, (numbers, places) in zip(self._evidence, self._lines, strict=True):
            begin, end = np.searchsorted(numbers, [row, row + 1])
            own = getattr(self._annotations, part.table, None)
            table = part.rows if own is None or len(own) != len(part.rows) else own
            found.append(FoundRows(part.table, sort_rows(table.iloc[places[begin:end]]), self._annotations))
        return tuple(found)

    def count(self) -> np.ndarray:
        total = np.zeros(self._n_rows, dtype=np.int64)
        for numbers, _ in self._lines:
            total += np.bincount(numbers, minlength=self._n_rows)
        return total


@dataclass(frozen=True)
class SelectByTerm:
    """Selects words, pairs and lines, which are looked for again by the terms of the count."""

    annotations: Annotations
    look: Callable[[int], pd.DataFrame]
    counts: np.ndarray
    table: str = "words"

    def find(self, row: int) -> tuple[FoundRows, ...]:
        return (FoundRows(self.table, sort_rows(self.look(row)), self.annotations),)

    def count(self) -> np.ndarray:
        return self.counts


@dataclass(frozen=True)
class SelectByMembers:
    """Selects passages by their ids: each row holds those that it counts.

    ``places`` has their ``article_id``, ``start`` and ``end``, by their id.
    """

    annotations: Annotations
    places: pd.DataFrame
    members: tuple[np.ndarray, ...]

    def find(self, row: int) -> tuple[FoundRows, ...]:
        places = self.places.loc[self.members[row]].reset_index(drop=True)
        return (FoundRows("words", sort_rows(places), self.annotations),)

    def count(self) -> np.ndarray:
        return np.array([len(ids) for ids in self.members], dtype=np.int64)


@dataclass(frozen=True)
class SelectElsewhere:
    """Selects rows that other measures made: each row of a comparison of definitions is a row of one of them."""

    origins: tuple[tuple[Selector, int] | None, ...]

    def find(self, row: int) -> tuple[FoundRows, ...]:
        origin = self.origins[row]
        return () if origin is None else origin[0].find(origin[1])

    def count(self) -> np.ndarray:
        return np.array([0 if o is None else int(o[0].count()[o[1]]) for o in self.origins], dtype=np.int64)


def sort_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of a table of annotations in the order of articles and offsets."""
    if "content" in rows.columns:
        begin = rows["content"].map(lambda content: content[0][0] if len(content) else -1)
        return rows.assign(_begin=begin).sort_values(["article_id", "_begin"], kind="stable").drop(columns="_begin")
    columns = [column for column in ("article_id", "start") if column in rows.columns]
    return rows.sort_values(columns, kind="stable")
