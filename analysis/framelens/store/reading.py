"""A store, opened: its tables in pandas, or queried where they lie with DuckDB."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd

from framelens.errors import InputError
from framelens.remote import is_remote
from framelens.store.chain import LOG_FILE
from framelens.store.held import LINKED, Held, Piece, check_name, execute
from framelens.store.log import Log, own_of, read_log
from framelens.store.objects import fetch_store
from framelens.store.parts import STUDY_FOLDER, TABLES, check_parts
from framelens.store.settings import check_kept
from framelens.tables import SCHEMAS, Annotations, from_arrow

_SPILL_FOLDER = ".spill"


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
        check_name(table)
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
        check_name(table)
        with self._connect([table]) as connection:
            return self.held.read(connection, table, columns or (), where)

    def query(self, sql: str) -> pd.DataFrame:
        """What ``sql`` asks of the store; every table is there under its own name.

        Examples
        --------
        >>> store.query("SELECT outlet, count(*) AS n FROM articles GROUP BY outlet")  # doctest: +SKIP
        """
        # A table that is asked for stands in the question; what is read is checked, what is not costs nothing.
        with self._connect([table for table in TABLES if table in sql.lower()]) as connection:
            return from_arrow(execute(connection, sql))

    def annotations(self) -> Annotations:
        """All tables in memory, of the articles that the study analyses.

        Copies and lines repeated across an outlet are left out, kept or weighed as ``STORE/study/study.toml`` says.
        """
        from framelens.settings.settings import load_settings

        self._check(SCHEMAS)
        return self.held.annotations(load_settings(self.study_folder).articles)

    def list_failed(self) -> list[dict[str, str]]:
        """The articles that could not be annotated: ``source``, ``kind`` and ``reason`` of each."""
        failed = self.read("left_out", ["source", "kind", "reason"], "kind IN ('died', 'failed')")
        return failed.to_dict("records")  # type: ignore[return-value]

    def check(self) -> None:
        """Read every byte and raise :class:`InputError` if one is not as it was written."""
        check_parts(self.path, self.log.parts)

    def _repr_html_(self) -> str:
        rows = "".join(f"<tr><th>{table}</th><td>{self.count(table):,} rows</td></tr>" for table in TABLES)
        return f"<table><caption>Store</caption>{rows}</table>"

    @cached_property
    def held(self) -> Held:
        """The committed parts."""
        return hold_parts(self.path, self.log)

    def _connect(self, tables: Sequence[str]) -> AbstractContextManager[duckdb.DuckDBPyConnection]:
        self._check(tables)
        return self.held.connect(tables)

    def _check(self, tables: Iterable[str]) -> None:
        asked = {*tables, *(["speaker_links"] if {*tables} & {*LINKED} else [])}
        try:
            check_parts(self.path, [part for part in self.log.parts if part.table in asked])
        except InputError as error:
            if read_log(self.path).parts == self.log.parts:
                raise
            raise InputError(f"{self.path} was written to since it was opened; open it again") from error


def hold_parts(path: Path, log: Log) -> Held:
    """The parts of a store that its log names."""
    pieces: dict[str, list[Piece]] = {}
    own = {part.file: own_of(batch) for batch in log.batches for part in batch.parts if part.table == "articles"}
    for part in log.parts:
        pieces.setdefault(part.table, []).append(Piece(path / part.file, own.get(part.file, {})))
    return Held(pieces, spill=path / _SPILL_FOLDER)


def open_store(path: str | Path) -> Store:
    """Open the store at ``path``, a folder or an address in object storage, such as ``s3://bucket/store``.

    Raises
    ------
    InputError
        If there is no store, its annotation has not come to its end, a part of it is missing or cut short, or its
        tables do not follow the settings that it keeps.

    Examples
    --------
    >>> from framelens.store import write_store
    >>> store = fl.read.open_store(write_store(study.settings, folder / "store").path)
    >>> store.query("SELECT outlet, count(*) AS n FROM articles GROUP BY outlet ORDER BY outlet")
    """
    folder = fetch_store(path) if is_remote(path) else Path(path)
    if not (folder / LOG_FILE).is_file():
        raise InputError(f"{folder} is not a store; make one with: framelens annotate SOURCE --out {folder}")
    store = Store(folder)
    if not store.log.is_finished:
        n_articles = store.count("articles")
        raise InputError(
            f"{folder} is not finished ({n_articles:,} articles so far); run the framelens annotate command that "
            "made it again, it goes on from there"
        )
    check_parts(folder, store.log.parts, sizes_only=True)
    check_kept(folder)
    return store
