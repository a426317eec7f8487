"""What is known of a store only when all its articles are there: its speakers, copies and repeated lines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from framelens.corpus.boilerplate import LEAST_ARTICLES, LONGEST, REPEATED, SHORTEST, find_boilerplate, is_repeatable
from framelens.corpus.changes import change_row
from framelens.corpus.copies import candidate_of_row
from framelens.store.log import Commit, Log, Part
from framelens.store.parts import write_part
from framelens.store.speakers import gather_store_speakers
from framelens.tables import SCHEMAS

_READ = 256
_MEMORY = "512MB"


def gather_all(store: Path, log: Log) -> Commit:
    """Write what is gathered over all batches and return the commit that makes it count."""
    number = len(log.batches)
    files = [str(store / part.file) for part in log.parts_of("articles")]
    copies = _gather_duplicates(files)
    parts = [
        *gather_store_speakers(store, log),
        _write(store, "duplicates", number, copies, name="part"),
    ]
    repeated = _gather_repeated(
        files, store / ".spill", {str(r["article_id"]) for r in copies if r["kind"] != "origin"}
    )
    if repeated:
        parts.append(_write(store, "clean", number, repeated, name="repeated"))
    return Commit("speakers", number, tuple(parts))


def _write(store: Path, table: str, number: int, rows: list[dict[str, Any]], *, name: str) -> Part:
    return write_part(store, table, number, [pa.Table.from_pylist(rows, SCHEMAS[table])], name=name)


def _gather_duplicates(files: list[str]) -> list[dict[str, Any]]:
    # Imported here: who opens a store to read it needs it not.
    from framelens.corpus.duplicates import DuplicateFinder, gather_clusters

    finder = DuplicateFinder()
    order: dict[str, int] = {}
    for row in _rows(files, ["article_id", "text", "duplicate_of"]):
        order[row["article_id"]] = len(order)
        finder.add(row["article_id"], row["text"], row["duplicate_of"])
    wanted = set(finder.wanted)
    if not wanted:
        return []
    columns = ["article_id", "outlet", "byline", "published", "text"]
    known = {row["article_id"]: candidate_of_row(row) for row in _rows(files, columns) if row["article_id"] in wanted}
    return gather_clusters(finder, known, order)


def _rows(files: list[str], columns: list[str]) -> Iterator[dict[str, Any]]:
    for name in files:
        with pq.ParquetFile(name) as file:
            for batch in file.iter_batches(_READ, columns=columns):
                yield from batch.select(columns).to_pylist()


def _gather_repeated(files: list[str], spill: Path, copies: set[str]) -> list[dict[str, Any]]:
    """The lines that stand in several articles of an outlet, one row per article; copies count once."""
    if not files:
        return []
    query = f"""
        WITH articles AS (SELECT article_id, outlet, text FROM read_parquet(?)),
        lines AS (SELECT article_id, outlet, unnest(string_split(text, chr(10))) AS line FROM articles),
        kept AS (
            SELECT DISTINCT article_id, outlet, trim(line) AS line FROM lines
            WHERE length(trim(line)) BETWEEN {SHORTEST} AND {LONGEST}
              AND article_id NOT IN (SELECT unnest(?::VARCHAR[]))
        )
        SELECT outlet, line FROM kept GROUP BY outlet, line HAVING count(*) >= {LEAST_ARTICLES}
    """
    config: dict[str, Any] = {"memory_limit": _MEMORY, "temp_directory": str(spill)}
    with duckdb.connect(config=config) as connection:
        found = connection.execute(query, [files, sorted(copies)]).fetchall()
    repeated: dict[str | None, set[str]] = {}
    for outlet, line in found:
        if is_repeatable(line):
            repeated.setdefault(outlet, set()).add(line)
    if not repeated:
        return []
    rows: list[dict[str, Any]] = []
    for row in _rows(files, ["article_id", "outlet", "text"]):
        if lines := repeated.get(row["outlet"]):
            marked = [change for change in find_boilerplate(row["text"], repeated=lines) if change.rule == REPEATED]
            rows += [change_row(row["article_id"], change) for change in marked]
    return rows
