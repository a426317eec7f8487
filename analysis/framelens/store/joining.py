"""Small batches joined to large ones, so that a store of many articles has few files.

The joined parts are written and made durable, one commit puts them in the place of the old ones, and then those are
removed: whenever the process is killed, the log names whole parts and nothing twice, and the next run goes on.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from framelens.corpus.own import KINDS, UNKNOWN
from framelens.store.log import Commit, Part, append_commit, n_written, own_of
from framelens.store.parts import GATHERED, TABLES, store_schema, write_part
from framelens.store.sizes import find_joinable, join_own, name_joined

_ROW_GROUP = 32_000_000  # bytes from which on a row group is full


def join_batches(store: Path, batches: list[Commit], stale: Collection[int] = ()) -> list[Commit]:
    """Join batches for as long as there are enough of one size, but none in which something is stale.

    Returns
    -------
    list of Commit
        The batches as they are then, the same list.
    """
    while found := find_joinable(batches, stale):
        place = batches.index(found[0])
        batches[place : place + len(found)] = [_join(store, found)]
    return batches


def _join(store: Path, batches: Sequence[Commit]) -> Commit:
    first, own = batches[0].number, join_own(map(own_of, batches))
    parts: list[Part] = []
    for table in TABLES:
        found = [part for batch in batches for part in batch.parts if part.table == table]
        if table not in GATHERED and found and (any(part.n_rows for part in found) or not first):
            schema = _schema_of_articles(own) if table == "articles" else pq.read_schema(store / found[0].file)
            parts.append(write_part(store, table, first, _read(store, found, schema), name=name_joined(batches)))
    details = {"batches": sum(map(n_written, batches)), **({"own": own} if own else {})}
    append_commit(store, Commit("joined", first, tuple(parts), details))
    for part in (part for batch in batches for part in batch.parts):
        (store / part.file).unlink(missing_ok=True)
    return Commit("batch", first, tuple(parts), details)


def _schema_of_articles(own: dict[str, str]) -> pa.Schema:
    known = [pa.field(name, KINDS[kind]) for name, kind in own.items() if kind != UNKNOWN]
    return pa.schema([*store_schema("articles"), *known])


def _read(store: Path, parts: Sequence[Part], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of parts in tables of some size, each a row group of the joined part."""
    waiting: list[pa.Table] = [schema.empty_table()]
    n_bytes = 0
    for part in parts:
        with pq.ParquetFile(store / part.file) as file:
            for group in range(file.num_row_groups):
                rows = _fill(file.read_row_group(group), schema)
                waiting.append(rows)
                n_bytes += rows.nbytes
                if n_bytes >= _ROW_GROUP:
                    yield pa.concat_tables(waiting)
                    waiting, n_bytes = [], 0
    if waiting:
        yield pa.concat_tables(waiting)


def _fill(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows under a schema that has all of their columns and maybe more, as they are first spelled."""
    there = {name.casefold(): name for name in rows.column_names}
    columns = [
        rows[there[name.casefold()]] if name.casefold() in there else pa.nulls(rows.num_rows, kind)
        for name, kind in zip(schema.names, schema.types, strict=True)
    ]
    return pa.table(columns, schema=schema)
