"""From batches of articles to the tables of a study: the one place that decides what they hold, on disk or not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Protocol

import pandas as pd
import pyarrow as pa

from framelens.corpus.boilerplate import REPEATED, find_repeated, mark_repeated
from framelens.corpus.changes import change_row
from framelens.corpus.copies import candidate_of_row
from framelens.corpus.duplicates import DuplicateFinder, gather_clusters
from framelens.errors import InputError
from framelens.store.chunks import Tables, join_tables
from framelens.store.held import Held
from framelens.store.speakers import gather_speakers
from framelens.tables import SCHEMAS

# A table gathered over all batches: its name, and its rows, which may be more than memory holds.
Gathered = tuple[str, Iterable[pa.Table]]


class Sink(Protocol):
    """Where the tables go."""

    @property
    def n_batches(self) -> int:
        """How many batches are there already."""

    def add(self, tables: Tables, own: dict[str, str]) -> None:
        """Take in one more batch, with the kinds of the articles' own columns."""

    def keep_gathered(self) -> bool:
        """Whether what was gathered before is gathered over the batches that are there now."""

    def hold(self) -> Held:
        """The tables of all batches, to be read again."""

    def put(self, gathered: Iterable[Gathered]) -> None:
        """Take in what was gathered over all batches."""


def finish(batches: Iterable[list[Tables]], sink: Sink, corrections: pd.DataFrame) -> None:
    """Put batches into a sink, and behind them what is known only when all articles are there.

    That is who is who, which articles are copies and which lines are repeated.

    Parameters
    ----------
    batches : iterable of list
        The tables of each batch's chunks.
    sink : Sink
    corrections : pandas.DataFrame
        What was corrected by hand.

    Raises
    ------
    InputError
        If no article of the first batch could be annotated: that is no odd article but an error in the program.
    """
    for batch in batches:
        if not sink.n_batches:
            _check_first(batch)
        sink.add(*join_tables(batch, sink.n_batches))
    if not sink.keep_gathered():
        sink.put(_gather(sink.hold(), corrections))


def _check_first(batch: list[Tables]) -> None:
    if any(tables["articles"].num_rows for tables in batch):
        return
    for row in chain.from_iterable(tables["left_out"].to_pylist() for tables in batch):
        if row["kind"] in ("failed", "died"):
            raise InputError(f"no article could be annotated; {row['source']}: {row['reason']}")


def _gather(held: Held, corrections: pd.DataFrame) -> Iterator[Gathered]:
    yield from gather_speakers(held, corrections)
    yield "duplicates", [pa.Table.from_pylist(_find_duplicates(held), SCHEMAS["duplicates"])]
    if repeated := _find_repeated(held):
        yield "clean", [pa.Table.from_pylist(repeated, SCHEMAS["clean"])]


def _find_duplicates(held: Held) -> list[dict[str, object]]:
    finder = DuplicateFinder()
    order: dict[str, int] = {}
    for row in held.rows("articles", ["article_id", "text", "duplicate_of"]):
        order[row["article_id"]] = len(order)
        # What a copy is a copy of may be left out: then it is a copy of nothing that is here.
        finder.add(row["article_id"], row["text"], row["duplicate_of"] if row["duplicate_of"] in order else None)
    wanted = set(finder.wanted)
    if not wanted:
        return []
    columns = ["article_id", "outlet", "byline", "published", "text"]
    known = {
        row["article_id"]: candidate_of_row(row)
        for row in held.rows("articles", columns)
        if row["article_id"] in wanted
    }
    return gather_clusters(finder, known, order)


def _find_repeated(held: Held) -> list[dict[str, object]]:
    """The lines that repeat only since later batches came; what was known to repeat is marked already."""
    repeated = find_repeated(
        (row["outlet"], row["text"])
        for row in held.rows("articles", ["outlet", "text", "duplicate_of"])
        if row["duplicate_of"] is None
    )
    if not repeated:
        return []
    marked = {
        (row["article_id"], row["start"])
        for row in held.rows("clean", ["article_id", "start", "rule"])
        if row["rule"] == REPEATED
    }
    return [
        change_row(row["article_id"], change)
        for row in held.rows("articles", ["article_id", "outlet", "text"])
        for change in mark_repeated(row["outlet"], row["text"], repeated)
        if (row["article_id"], change.start) not in marked
    ]
