"""What a changed setting touches, or what died, done again batch by batch; everything else stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from framelens.corpus import Article, article_of_row
from framelens.corpus.boilerplate import REPEATED
from framelens.corpus.changes import change_of_row
from framelens.settings.settings import Settings
from framelens.store.log import Commit, Log, append_commit
from framelens.store.parts import store_schema, write_part

Again = Callable[[Article, Settings, dict[str, list[dict[str, Any]]], Iterable[str]], dict[str, list[dict[str, Any]]]]


def redo_stale(store: Path, study: Settings, log: Log, again: Again) -> list[Commit]:
    """Make the stale tables of every batch again and commit each; the batches as they are now.

    A run that is stopped goes on with the next batch. No statement is looked for again.
    """
    stale = log.stale
    batches = list(log.batches)
    for place, batch in enumerate(batches):
        if tables := sorted(stale.get(batch.number, ())):
            made = _redo(store, study, batch, tables, again)
            parts = tuple(
                write_part(store, table, batch.number, [made[table]], name=f"again{log.generation:03d}")
                for table in tables
                if made[table].num_rows or batch.number == 0
            )
            append_commit(store, Commit("redone", batch.number, parts, {"tables": tables}))
            kept = tuple(part for part in batch.parts if part.table not in tables)
            batches[place] = Commit("batch", batch.number, (*kept, *parts))
    return batches


def try_died_again(store: Path, log: Log) -> None:
    """Take the articles whose processes died off the list of what was left out: the run that begins tries them."""
    for batch in log.batches:
        for part in batch.parts:
            if part.table == "left_out":
                rows = pq.read_table(store / part.file)
                kept = rows.filter(pc.field("kind") != "died")
                if kept.num_rows < rows.num_rows:
                    name = f"again{log.generation:03d}"
                    parts = (write_part(store, "left_out", batch.number, [kept], name=name),)
                    append_commit(store, Commit("redone", batch.number, parts, {"tables": ["left_out"]}))


def _redo(store: Path, study: Settings, batch: Commit, tables: list[str], again: Again) -> dict[str, pa.Table]:
    known = {name: _by_article(store, batch, name) for name in ("segments", "quotes", "clean")}
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in tables}
    for article_rows in _by_article(store, batch, "articles").values():
        article = article_of_row(article_rows[0])
        if article.duplicate_of is not None and not study.articles.keep_duplicates:
            continue
        own = {name: found.get(article.article_id, []) for name, found in known.items()}
        changes = [change_of_row(row) for row in own.pop("clean") if row["rule"] == REPEATED]
        article = replace(article, changes=tuple(changes))
        for table, found in again(article, study, own, tables).items():
            rows[table] += found
    return {table: pa.Table.from_pylist(rows[table], store_schema(table, study.lexicons)) for table in tables}


def _by_article(store: Path, batch: Commit, table: str) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for part in batch.parts:
        if part.table == table:
            for row in pq.read_table(store / part.file).to_pylist():
                found.setdefault(row["article_id"], []).append(row)
    return found
