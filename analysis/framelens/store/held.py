"""The tables of a run where they lie, in files or in memory: read row by row, or with DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from framelens.corpus.own import KINDS, UNKNOWN
from framelens.errors import InputError, suggest
from framelens.settings.articles import ArticleSource
from framelens.store.counting import choose_counted
from framelens.store.parts import TABLES, store_schema
from framelens.store.sizes import join_own
from framelens.tables import SCHEMAS, VALENCE_PREFIX, Annotations, from_arrow

# DuckDB works beyond it on disk.
_MEMORY = "1GB"
_READ = 256
_IN_SQL = {
    "truth": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "date": "TIMESTAMP", "text": "VARCHAR",
    UNKNOWN: "VARCHAR",
}  # fmt: skip
# The tables whose rows name a speaker.
LINKED = ("quotes", "mentions", "hits")


@dataclass(frozen=True)
class Piece:
    """What one batch has of a table: a Parquet file or an Arrow table, and the kinds of the articles' own columns."""

    rows: Path | pa.Table
    own: Mapping[str, str]


@dataclass(frozen=True)
class Held:
    """The tables of a run.

    Attributes
    ----------
    pieces : mapping
        Table -> its pieces, in the order of the batches.
    spill : Path, optional
        A folder of its own for what does not fit into memory while it is sorted.
    """

    pieces: Mapping[str, Sequence[Piece]]
    spill: Path | None = None

    @property
    def own(self) -> dict[str, str]:
        """The columns of the articles that are the researcher's own, and the kind that holds the values of all."""
        return join_own(piece.own for piece in self.pieces.get("articles", ()))

    def schema(self, table: str) -> pa.Schema:
        """The schema of a table, own and valence columns included."""
        pieces = self.pieces.get(table, ())
        if table == "articles":
            return pa.schema([*store_schema(table), *(pa.field(name, KINDS[kind]) for name, kind in self.own.items())])
        if table != "segments" or not pieces:
            return store_schema(table)
        first = pieces[0].rows
        columns = (pq.read_schema(first) if isinstance(first, Path) else first.schema).names
        return store_schema(table, [c.removeprefix(VALENCE_PREFIX) for c in columns if c.startswith(VALENCE_PREFIX)])

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
        """The rows of a table, a few hundred in memory at a time."""
        for piece in self.pieces.get(table, ()):
            if isinstance(piece.rows, Path):
                with pq.ParquetFile(piece.rows) as file:
                    for batch in file.iter_batches(_READ, columns=columns):
                        yield from batch.select(columns).to_pylist()
            else:
                for batch in piece.rows.select(columns).to_batches(_READ):
                    yield from batch.to_pylist()

    def read(
        self, connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str] = (), where: str | None = None
    ) -> pd.DataFrame:
        """A table, or some columns and rows of it, from a connection that knows it."""
        schema = self.schema(table)
        for column in columns:
            if column not in schema.names:
                raise InputError(f"the table {table} has no column '{column}'; {suggest(column, schema.names)}")
        wanted = pa.schema([schema.field(name) for name in columns or schema.names])
        condition = f" WHERE {where}" if where else ""
        sql = f"SELECT {', '.join(map(quote_name, wanted.names))} FROM {table}{condition}"
        return from_arrow(execute(connection, sql).cast(wanted))

    def annotations(self, source: ArticleSource) -> Annotations:
        """All tables in memory, of the articles that a study analyses.

        Copies and lines repeated across an outlet are left out, kept or weighed as ``source`` says.
        """
        annotated = None if source.keep_duplicates else "duplicate_of IS NULL"
        with self.connect(SCHEMAS) as connection:
            tables = {
                name: self.read(connection, name, where=annotated if name == "articles" else None) for name in SCHEMAS
            }
        return Annotations(**choose_counted(tables, source))

    @contextmanager
    def connect(
        self, tables: Iterable[str], *, memory: str = _MEMORY, spill: Path | None = None
    ) -> Iterator[duckdb.DuckDBPyConnection]:
        """DuckDB with some tables, each under its own name and with every speaker resolved to the one of the study."""
        config: dict[str, Any] = {"memory_limit": memory, "autoinstall_known_extensions": False}
        with duckdb.connect(config=config | ({"temp_directory": str(spill)} if spill else {})) as connection:
            if set(tables) & set(LINKED):
                connection.execute(f"CREATE TABLE links AS {self._select(connection, 'speaker_links')}")
            for table in sorted(tables):
                found = self._select(connection, table)
                select = self._follow_links(table, found) if table in LINKED else found
                connection.execute(f"CREATE VIEW {table} AS {select}")
            yield connection

    def _select(self, connection: duckdb.DuckDBPyConnection, table: str) -> str:
        """All pieces of a table under one schema; those that hold the same columns are read together."""
        queries: list[str] = []
        for own, group in groupby(
            self.pieces.get(table, ()), key=lambda piece: piece.own if table == "articles" else {}
        ):
            found = [piece.rows for piece in group]
            if isinstance(found[0], Path):
                place = f"read_parquet([{', '.join(quote_text(str(file)) for file in found)}])"
            else:
                place = f"{table}_{len(queries)}"
                connection.register(place, pa.concat_tables(found))
            queries.append(f"SELECT {', '.join(self._columns(table, own))} FROM {place}")
        if not queries:
            connection.register(f"{table}_none", self.schema(table).empty_table())
            return f"SELECT * FROM {table}_none"
        return " UNION ALL ".join(queries)

    def _columns(self, table: str, own: Mapping[str, str]) -> list[str]:
        if table != "articles":
            return ["*"]
        there = {name.casefold() for name, kind in own.items() if kind != UNKNOWN}
        columns = [*map(quote_name, store_schema(table).names)]
        for name, kind in self.own.items():
            value = quote_name(name) if name.casefold() in there else "NULL"
            columns.append(f"CAST({value} AS {_IN_SQL[kind]}) AS {quote_name(name)}")
        return columns

    def _follow_links(self, table: str, found: str) -> str:
        """The rows of a table that names speakers, each resolved to the one of the study that it is."""
        led = {
            "speaker_id": "coalesce(leads_to, found.speaker_id) AS speaker_id",
            "reason": "CASE WHEN leads_to IS NULL THEN found.reason ELSE found.reason || '; ' || links.reason END "
            "AS reason",
        }
        columns = [led.get(name, f"found.{quote_name(name)}") for name in self.schema(table).names]
        return (
            f"SELECT {', '.join(columns)} FROM (SELECT *, row_number() OVER () AS place FROM ({found})) AS found "
            "LEFT JOIN links ON links.speaker_id = found.speaker_id AND links.article_id = found.article_id "
            "ORDER BY place"
        )


def execute(connection: duckdb.DuckDBPyConnection, sql: str) -> pa.Table:
    """What DuckDB answers."""
    try:
        return connection.sql(sql).to_arrow_table()
    except duckdb.Error as error:
        raise InputError(f"the query cannot be answered: {' '.join(str(error).split())}") from error


def quote_name(name: str) -> str:
    """A name as SQL writes it, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def check_name(name: str) -> None:
    """Raise :class:`InputError` unless ``name`` is a table of a store."""
    if name not in TABLES:
        raise InputError(f"unknown table '{name}'; {suggest(name, TABLES)}")
