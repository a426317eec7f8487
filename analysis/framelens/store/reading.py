"""A store, opened: its tables in pandas, or queried where they lie with DuckDB."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from framelens.corpus.copies import weigh_copies
from framelens.corpus.own import KINDS, UNKNOWN
from framelens.errors import InputError, suggest
from framelens.store.chain import LOG_FILE
from framelens.store.leaving_out import leave_out_copies, leave_out_repeated
from framelens.store.log import Commit, Log, own_of, read_log
from framelens.store.parts import STUDY_FOLDER, TABLES, check_parts, store_schema
from framelens.tables import SCHEMAS, VALENCE_PREFIX, Annotations, from_arrow

# DuckDB works beyond it on disk.
_MEMORY = "1GB"
_IN_SQL = {
    "truth": "BOOLEAN", "integer": "BIGINT", "number": "DOUBLE", "date": "TIMESTAMP", "text": "VARCHAR",
    UNKNOWN: "VARCHAR",
}  # fmt: skip
# The tables whose rows name a speaker.
_LINKED = ("quotes", "mentions", "hits")


@dataclass(frozen=True)
class Store:
    """The annotations of a corpus on disk: one Parquet dataset a table.

    Made by :func:`framelens.store.write_store`, opened by :func:`open_store`. Beside the tables of
    :data:`framelens.tables.SCHEMAS` it has ``speakers_found`` (one row per speaker and article).
    """

    path: Path

    @cached_property
    def log(self) -> Log:
        """What is committed."""
        return read_log(self.path)

    @property
    def study_folder(self) -> Path:
        """The folder of the study the store was made with; ``load_settings`` reads it."""
        return self.path / STUDY_FOLDER

    def count(self, table: str) -> int:
        """How many rows ``table`` has, from the commit log alone."""
        _check_name(table)
        return sum(part.n_rows for part in self.log.parts_of(table))

    def read(self, table: str, columns: Sequence[str] | None = None, where: str | None = None) -> pd.DataFrame:
        """A table, or the part of it that is wanted.

        Parameters
        ----------
        table : str
            A name of :data:`framelens.store.TABLES`.
        columns : sequence of str, optional
        where : str, optional
            A condition in SQL, such as ``"outlet = 'Trend' AND n_words > 100"``.

        Returns
        -------
        pandas.DataFrame
            The rows in the order in which the articles were read.
        """
        _check_name(table)
        schema = self._schema(table)
        for column in columns or ():
            if column not in schema.names:
                raise InputError(f"the table {table} has no column '{column}'; {suggest(column, schema.names)}")
        wanted = pa.schema([schema.field(name) for name in columns or schema.names])
        selected = ", ".join(map(quote_name, wanted.names))
        condition = f" WHERE {where}" if where else ""
        return from_arrow(self._execute(f"SELECT {selected} FROM {table}{condition}").cast(wanted))

    def query(self, sql: str) -> pd.DataFrame:
        """What ``sql`` asks of the store; every table is there under its own name.

        Examples
        --------
        >>> store.query("SELECT outlet, count(*) AS n FROM articles GROUP BY outlet")  # doctest: +SKIP
        """
        return from_arrow(self._execute(sql))

    def annotations(self) -> Annotations:
        """All tables in memory, of the articles that the study analyses.

        Copies and lines repeated across an outlet are left out, kept or weighed as ``STORE/study/study.toml`` says.
        """
        from framelens.settings.settings import load_settings

        source = load_settings(self.study_folder).articles
        annotated = None if source.keep_duplicates else "duplicate_of IS NULL"
        tables = {table: self.read(table, where=annotated if table == "articles" else None) for table in SCHEMAS}
        if not source.keep_boilerplate:
            tables = leave_out_repeated(tables)
        if source.near_duplicates and not source.keep_duplicates:
            tables = leave_out_copies(tables)
        if source.weigh_duplicates:
            tables["articles"] = weigh_copies(tables["articles"], tables["duplicates"])
        return Annotations(**tables)

    def check(self) -> None:
        """Read every byte and raise :class:`InputError` if one is not as it was written."""
        check_parts(self.path, self.log.parts)

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{table}</th><td>{self.count(table):,} rows</td></tr>" for table in TABLES)
        return f"<table><caption>Store</caption>{rows}</table>"

    def _schema(self, table: str) -> pa.Schema:
        parts = self.log.parts_of(table)
        if table == "articles":
            own = [pa.field(name, KINDS[kind]) for name, kind in self.log.own.items()]
            return pa.schema([*store_schema(table), *own])
        if table != "segments" or not parts:
            return store_schema(table)
        columns = pq.read_schema(self.path / parts[0].file).names
        return store_schema(table, [c.removeprefix(VALENCE_PREFIX) for c in columns if c.startswith(VALENCE_PREFIX)])

    def _execute(self, sql: str) -> pa.Table:
        # A table that is asked for stands in the question; what is read is checked, what is not costs nothing.
        asked = {table for table in TABLES if table in sql.lower()}
        asked |= {"speaker_links"} if asked & set(_LINKED) else set()
        with duckdb.connect(config={"memory_limit": _MEMORY, "autoinstall_known_extensions": False}) as connection:
            for table in sorted(asked):
                parts = self.log.parts_of(table)
                check_parts(self.path, parts)
                files = [str(self.path / part.file) for part in parts]
                if files and table in _LINKED:
                    connection.read_parquet(files).create_view(f"{table}_found")
                elif files and table == "articles":
                    connection.execute(f"CREATE VIEW articles AS {self._select_articles()}")
                elif files:
                    connection.read_parquet(files).create_view(table)
                else:
                    connection.from_arrow(store_schema(table).empty_table()).create(table)
            self._follow_links(connection, asked)
            try:
                return connection.sql(sql).to_arrow_table()
            except duckdb.Error as error:
                raise InputError(f"the query cannot be answered: {' '.join(str(error).split())}") from error

    def _select_articles(self) -> str:
        """All batches of the articles under one schema; parts that hold the same columns are read together."""
        kept = store_schema("articles").names
        batches = [(own_of(batch), self._file_of(batch)) for batch in self.log.batches]
        queries = []
        for own, found in groupby([one for one in batches if one[1]], key=lambda one: one[0]):
            there = {name.casefold() for name, kind in own.items() if kind != UNKNOWN}
            columns = [*map(quote_name, kept)]
            for name, kind in self.log.own.items():
                value = quote_name(name) if name.casefold() in there else "NULL"
                columns.append(f"CAST({value} AS {_IN_SQL[kind]}) AS {quote_name(name)}")
            files = ", ".join(quote_text(file) for _, file in found)
            queries.append(f"SELECT {', '.join(columns)} FROM read_parquet([{files}])")
        return " UNION ALL ".join(queries)

    def _file_of(self, batch: Commit) -> str:
        return next((str(self.path / part.file) for part in batch.parts if part.table == "articles"), "")

    def _follow_links(self, connection: duckdb.DuckDBPyConnection, asked: set[str]) -> None:
        """Views of the tables that name speakers, with each led to the one of the study that it is."""
        for table in _LINKED:
            if table not in asked or not self.log.parts_of(table):
                continue
            columns = []
            for name in self._schema(table).names:
                if name == "speaker_id":
                    columns.append("coalesce(leads_to, found.speaker_id) AS speaker_id")
                elif name == "reason":
                    columns.append("CASE WHEN leads_to IS NULL THEN found.reason ELSE found.reason || '; ' || "
                                   "links.reason END AS reason")  # fmt: skip
                else:
                    columns.append(f"found.{quote_name(name)}")
            connection.execute(
                f"CREATE VIEW {table} AS SELECT {', '.join(columns)} FROM (SELECT *, row_number() OVER () AS place "
                f"FROM {table}_found) AS found LEFT JOIN speaker_links AS links "
                "ON links.speaker_id = found.speaker_id AND links.article_id = found.article_id "
                "ORDER BY place"
            )


def open_store(path: str | Path) -> Store:
    """Open the store at ``path``.

    Raises
    ------
    InputError
        If there is no store, its annotation has not come to its end, or a part of it is missing or cut short.

    Examples
    --------
    >>> from framelens.store import write_store
    >>> store = fl.read.open_store(write_store(study.settings, folder / "store").path)
    >>> store.query("SELECT outlet, count(*) AS n FROM articles GROUP BY outlet ORDER BY outlet")
    """
    folder = Path(path)
    if not (folder / LOG_FILE).is_file():
        raise InputError(f"{folder} is no store; make one with: framelens annotate SOURCE --out {folder}")
    store = Store(folder)
    if not store.log.is_finished:
        n_articles = store.count("articles")
        raise InputError(
            f"{folder} is not finished ({n_articles:,} articles so far); run the framelens annotate command that "
            "made it again, it goes on from there"
        )
    check_parts(folder, store.log.parts, sizes_only=True)
    return store


def quote_name(name: str) -> str:
    """A name as SQL writes it, whatever stands in it."""
    return '"' + name.replace('"', '""') + '"'


def quote_text(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def _check_name(table: str) -> None:
    if table not in TABLES:
        raise InputError(f"unknown table '{table}'; {suggest(table, TABLES)}")
