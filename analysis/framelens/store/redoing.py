"""What depends on a changed setting or article, or died, recomputed batch by batch; everything else stays as it is.

Each batch is one commit: a run that is killed goes on with the next batch.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framelens.annotate.article import put_roster, roster_rows
from framelens.corpus import Article, article_of_row, article_row
from framelens.corpus.boilerplate import REPEATED
from framelens.settings.settings import Settings
from framelens.store.chunks import Chunk, Tables, join_tables, make_chunks, schema_in_chunks
from framelens.store.inventory import Inventory, read_changes, read_rows
from framelens.store.log import Commit, Log, append_commit, own_of
from framelens.store.parts import TABLES, write_part
from framelens.store.planning import GONE, MOVED, Plan, Planner, Rows, rows_by_article
from framelens.store.stale import ARTICLES

Again = Callable[[Article, Settings, dict[str, Rows], Iterable[str]], dict[str, Rows]]
AnnotateAll = Callable[[Iterable[Chunk]], Iterator[list[Tables]]]

_AT_ONCE = 20_000  # rows
_DONE = {
    GONE: "dropped", MOVED: "taken over, their annotations kept", "hits": "frame terms looked for again",
    "segments": "tone scored again",
}  # fmt: skip


@dataclass(frozen=True)
class Redone:
    """What was recomputed: the batches as they are now, and how many articles for which reason."""

    batches: list[Commit]
    articles: Mapping[tuple[str, str], int]
    n_whole: int


class Redoing:
    """Makes what is stale in a store's batches again.

    Parameters
    ----------
    store : Path
    study : Settings
    log : Log
    again : callable
        Recomputes hits or tone of an article.
    inventory : Inventory
        What the source says of the store's articles.
    """

    def __init__(self, store: Path, study: Settings, log: Log, again: Again, inventory: Inventory) -> None:
        self._store, self._study, self._log, self._again, self._inventory = store, study, log, again, inventory
        self._planner = Planner(store, study, log, inventory)
        self._entries: dict[str | None, Rows] = {}

    def redo(self, annotate: AnnotateAll, repeated: Collection[bytes]) -> Redone:
        """Make every batch again in which something is stale, and commit it."""
        batches = list(self._log.batches)
        places = {batch.number: place for place, batch in enumerate(batches)}
        plans: deque[Plan] = deque()

        def chunks() -> Iterator[Chunk]:
            for plan in self._planner.plan(batches):
                if not plan.whole and not plans:  # nobody is waited for
                    batches[places[plan.batch.number]] = self._commit(plan, [])
                    continue
                plans.append(plan)
                found = list(make_chunks(plan.whole.values(), repeated if self._inventory.follows else (), whole=True))
                yield from found or [Chunk((), ends_batch=True)]

        for made in annotate(chunks()):
            plan = plans.popleft()
            batches[places[plan.batch.number]] = self._commit(plan, made)
        return Redone(batches, self._planner.counts, self._planner.n_whole)

    def _commit(self, plan: Plan, made: list[Tables]) -> Commit:
        number = plan.batch.number
        kept = {table: self._keep(plan, table) for table in plan.tables}
        tables = {table: pa.concat_tables([kept[table], *(one[table] for one in made)]) for table in plan.tables}
        order = {article_id: place for place, article_id in enumerate(plan.rows)}
        tables = {table: rows if table == "left_out" else _sort(rows, order) for table, rows in tables.items()}
        tables, own = join_tables([tables], number)
        name = self._log.name_again(number)
        parts = tuple(
            write_part(self._store, table, number, [tables[table]], name=name)
            for table in TABLES
            if table in plan.tables and (tables[table].num_rows or not number)
        )
        details: dict[str, object] = {"tables": sorted(plan.tables)}
        if "articles" in plan.tables and (own or own_of(plan.batch)):
            details["own"] = own
        append_commit(self._store, Commit("redone", number, parts, details))
        stayed = tuple(part for part in plan.batch.parts if part.table not in plan.tables)
        details = {**plan.batch.details, **{key: value for key, value in details.items() if key == "own"}}
        return Commit("batch", number, (*stayed, *parts), details)

    def _keep(self, plan: Plan, table: str) -> pa.Table:
        """The rows of a table that stay, or are recomputed without reading the article again."""
        schema = schema_in_chunks(table, self._study)
        taken = {*plan.whole, *plan.gone}
        left = [row for article_id, row in plan.rows.items() if article_id not in taken]
        if table == "articles":
            return pa.Table.from_pylist([self._keep_article(plan, row) for row in left], schema)
        if table == "left_out":
            there = read_rows(self._store, plan.batch, "left_out")
            kept = [row for row in there if (row["source"], row["reason"]) not in plan.outdated]
            return pa.Table.from_pylist(kept, schema)
        if table == "speakers_found" and plan.entries:
            found = (row for row in read_rows(self._store, plan.batch, table) if row["article_id"] not in taken)
            by_article = ((key, list(rows)) for key, rows in groupby(found, key=lambda row: row["article_id"]))
            return pa.concat_tables(
                pa.Table.from_pylist([row for rows in some for row in rows], schema)
                for some in _take_some(self._with_roster(plan, by_article, left))
            )
        if table in ("hits", "segments") and any(table in again for again in plan.again.values()):
            return pa.Table.from_pylist(
                [row for article in self._make_again(plan, table, left) for row in article], schema
            )
        ids = pa.array([row["article_id"] for row in left], pa.string())
        parts = [pq.read_table(self._store / part.file) for part in plan.batch.parts if part.table == table]
        whole = pa.concat_tables([_fit(part, schema) for part in parts]) if parts else schema.empty_table()
        return whole.filter(pc.is_in(whole["article_id"], value_set=ids))

    def _keep_article(self, plan: Plan, row: dict[str, Any]) -> dict[str, object]:
        return {**article_row(plan.article(row["article_id"])), "n_words": row["n_words"]}

    def _with_roster(self, plan: Plan, found: Iterable[tuple[str, Rows]], left: Rows) -> Iterator[Rows]:
        """Each article's speakers, with the entries of the roster that is now in place of those that changed."""
        left_over = {row["article_id"]: row for row in left}
        for article_id, mine in found:
            yield self._put_roster(plan, left_over.pop(article_id), mine)
        for row in left_over.values():  # nobody stood there
            if row["duplicate_of"] is None or self._study.articles.keep_duplicates:
                yield self._put_roster(plan, row, [])

    def _put_roster(self, plan: Plan, row: dict[str, Any], mine: Rows) -> Rows:
        tag = row["language"]
        if tag not in self._entries:
            self._entries[tag] = roster_rows(self._study, tag)
        before = {one["speaker_id"]: one for one in mine if one["from_roster"]}
        entries = [
            {**entry, "article_id": row["article_id"]}
            if entry["speaker_id"] in plan.entries
            else before.get(entry["speaker_id"])
            for entry in self._entries[tag]
        ]
        others = [one for one in mine if not one["from_roster"]]
        return put_roster([entry for entry in entries if entry is not None], others, tag)

    def _make_again(self, plan: Plan, table: str, left: Rows) -> Iterator[Rows]:
        known = {name: rows_by_article(self._store, plan.batch, name) for name in {"segments", "quotes", table}}
        changes = read_changes(self._store, plan.batch)
        for row in left:
            article_id = row["article_id"]
            if table not in plan.again.get(article_id, ()):
                yield known[table].get(article_id, [])
                continue
            repeated = tuple(change for change in changes.get(article_id, ()) if change.rule == REPEATED)
            article = replace(article_of_row(row), changes=repeated)
            own = {name: known[name].get(article_id, []) for name in ("segments", "quotes")}
            yield self._again(article, self._study, own, (table,))[table]


def describe_redone(redone: Redone, inventory: Inventory, n_new: int, *, gathered: bool) -> list[str]:
    """What was recomputed in a store that was there, and why, in lines."""
    total = len(inventory)
    lines = []
    for (why, what), n in redone.articles.items():
        if what == ARTICLES:
            lines.append(f"{why}: {n:,} of {total:,} articles {_DONE.get(why, 'annotated again')}")
        else:
            lines.append(f"{why}: {_DONE[what]} in {n:,} of {total:,} articles")
    if n_new:
        lines.append(f"{_say(n_new, 'new article')} annotated")
    if not lines and not gathered:
        return [f"nothing to do: {_say(total, 'article')} annotated before, and nothing changed"]
    kept = total - redone.n_whole - redone.articles.get((GONE, ARTICLES), 0)
    who = "gathered again over all articles" if gathered else "kept"
    return [*lines, f"{_say(kept, 'article')} kept as annotated before; who is who {who}"]


def _say(n: int, noun: str) -> str:
    return f"{n:,} {noun}{'s' * (n != 1)}"


def _take_some(articles: Iterable[Rows]) -> Iterator[list[Rows]]:
    """The rows of articles, some thousand at a time; at least once, be there none."""
    some, n_rows = [], 0
    for rows in articles:
        some.append(rows)
        n_rows += len(rows)
        if n_rows >= _AT_ONCE:
            yield some
            some, n_rows = [], 0
    yield some


def _fit(part: pa.Table, schema: pa.Schema) -> pa.Table:
    """A table under another schema: with the columns that are new empty, and without those that are gone."""
    columns = [
        part[name].cast(kind) if name in part.column_names else pa.nulls(part.num_rows, kind)
        for name, kind in zip(schema.names, schema.types, strict=True)
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _sort(rows: pa.Table, order: Mapping[str, int]) -> pa.Table:
    """Rows in the order of their articles."""
    places = np.array([order[article_id] for article_id in rows["article_id"].to_pylist()], dtype=np.int64)
    return rows.take(pa.array(np.argsort(places, kind="stable"))) if len(places) else rows


def try_died_again(store: Path, log: Log) -> None:
    """Take the articles whose processes died off the list of what was left out: the run that begins tries them."""
    for batch in log.batches:
        for part in batch.parts:
            if part.table == "left_out":
                rows = pq.read_table(store / part.file)
                kept = rows.filter(pc.field("kind") != "died")
                if kept.num_rows < rows.num_rows:
                    parts = (write_part(store, "left_out", batch.number, [kept], name=log.name_again(batch.number)),)
                    append_commit(store, Commit("redone", batch.number, parts, {"tables": ["left_out"]}))
