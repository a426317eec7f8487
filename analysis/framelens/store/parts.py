"""Parquet parts, written so that each is whole or not there."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from framelens.disk import sync_folder
from framelens.errors import InputError
from framelens.store.log import Log, Part
from framelens.tables import SCHEMAS, schema_of

_TEXT, _INT = pa.string(), pa.int64()
# What the store keeps beside the tables: who leads to whom, and each article's share in the speakers.
STORE_SCHEMAS: dict[str, pa.Schema] = {
    "speaker_links": pa.schema([("speaker_id", _TEXT), ("leads_to", _TEXT), ("reason", _TEXT)]),
    "speakers_found": pa.schema([("batch", _INT), ("row", _INT), ("article_id", _TEXT), *SCHEMAS["speakers"]]),
}
TABLES: tuple[str, ...] = (*SCHEMAS, *STORE_SCHEMAS)
# What is gathered over all articles once they are annotated, and what batches do not write.
GATHERED = ("speakers", "speaker_links", "duplicates")
_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the quota is used up", errno.EFBIG: "a file grew too large"}
_UNFINISHED = ".unfinished"


def store_schema(table: str, lexicons: Iterable[str] = ()) -> pa.Schema:
    """The schema of any table of a store."""
    return STORE_SCHEMAS[table] if table in STORE_SCHEMAS else schema_of(table, lexicons)


def write_part(store: Path, table: str, number: int, batches: Iterable[pa.Table], *, name: str = "part") -> Part:
    """Write one part of a table and make it durable; it counts once a commit names it.

    Parameters
    ----------
    batches : iterable of pyarrow.Table
        At least one; each becomes a row group, so that a part may be larger than memory.
    name : str
        What the file's name begins with.
    """
    folder = store / table
    folder.mkdir(exist_ok=True)
    file = folder / f"{name}-{number:06d}.parquet"
    unfinished = file.with_suffix(_UNFINISHED)
    n_rows = 0
    with unfinished.open("wb") as stream:
        sink = _HashingFile(stream)
        writer = None
        for rows in batches:
            writer = writer or pq.ParquetWriter(pa.PythonFile(sink, mode="w"), rows.schema, compression="zstd")
            # One chunk a column: how many workers brought the rows must not show in the bytes.
            writer.write_table(rows.combine_chunks(), row_group_size=max(rows.num_rows, 1))
            n_rows += rows.num_rows
        if writer:
            writer.close()
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(file)
    sync_folder(folder)
    return Part(table, f"{table}/{file.name}", n_rows, sink.n_bytes, sink.hash.hexdigest())


def remove_uncommitted(store: Path, log: Log) -> None:
    """Remove the files that a killed writer left and no commit names."""
    named = {part.file for part in log.parts}
    for table in TABLES:
        for file in sorted((store / table).glob("*-*")):
            if f"{table}/{file.name}" not in named:
                file.unlink()


def find_damage(store: Path, parts: Iterable[Part], *, thorough: bool = False) -> str | None:
    """Which part is missing or not as it was written, or None.

    Parameters
    ----------
    thorough : bool
        Whether every byte is read; otherwise sizes alone are compared.
    """
    for part in parts:
        file = store / part.file
        if not file.is_file():
            return f"{file} is missing"
        if file.stat().st_size != part.n_bytes:
            return f"{file} is damaged: it has {file.stat().st_size:,} bytes and was written with {part.n_bytes:,}"
        if thorough:
            with file.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != part.sha256:
                    return f"{file} is damaged: its bytes are not those that were written"
    return None


@contextmanager
def naming_disk_errors(store: Path) -> Iterator[None]:
    """Turn what the disk says no to into one line that tells what to do."""
    try:
        yield
    except OSError as error:
        why = _FULL.get(error.errno or 0)
        if why:
            raise InputError(
                f"{store} cannot be written: {why}; what was committed is safe: make room and run the same "
                "command again, it goes on from there"
            ) from error
        raise InputError(f"{store} cannot be written: {error.strerror or error}") from error


class _HashingFile:
    """The file that Arrow writes into, counting and hashing on the way."""

    def __init__(self, stream: object) -> None:
        self.stream = stream
        self.hash = hashlib.sha256()
        self.n_bytes = 0
        self.closed = False

    def write(self, data: object) -> int:
        block = memoryview(data)  # type: ignore[arg-type]
        self.stream.write(block)  # type: ignore[attr-defined]
        self.hash.update(block)
        self.n_bytes += block.nbytes
        return block.nbytes

    def tell(self) -> int:
        return self.n_bytes

    def flush(self) -> None:
        self.stream.flush()  # type: ignore[attr-defined]

    def close(self) -> None:
        self.closed = True
