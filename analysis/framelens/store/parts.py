"""Parquet parts, written so that each is whole or not there."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from framelens.disk import sync_folder
from framelens.errors import InputError
from framelens.store.chain import LAST_FILE, LOG_FILE, RESTORE
from framelens.store.lock import LOCK_FILE
from framelens.store.log import PART_NAME, Log, Part
from framelens.store.sizes import find_joinable, name_joined
from framelens.tables import SCHEMAS, schema_of

_TEXT, _INT = pa.string(), pa.int64()
# What the store keeps beside the tables: who leads to whom, and each article's share in the speakers.
STORE_SCHEMAS: dict[str, pa.Schema] = {
    "speaker_links": pa.schema([("article_id", _TEXT), ("speaker_id", _TEXT), ("leads_to", _TEXT), ("reason", _TEXT)]),
    "speakers_found": pa.schema([("batch", _INT), ("row", _INT), ("article_id", _TEXT), *SCHEMAS["speakers"]]),
}
TABLES: tuple[str, ...] = (*SCHEMAS, *STORE_SCHEMAS)
# What is gathered over all articles once they are annotated, and what batches do not write.
GATHERED = ("speakers", "speaker_links", "duplicates")
_FULL = {errno.ENOSPC: "the disk is full", errno.EDQUOT: "the quota is used up", errno.EFBIG: "a file grew too large"}
_UNFINISHED = ".unfinished"
# The settings the store was made with.
STUDY_FOLDER = "study"
# The parts that this process has read from end to end and found sound.
_CHECKED: set[tuple[str, int, int, str]] = set()


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
            writer = writer or pq.ParquetWriter(
                pa.PythonFile(sink, mode="w"), rows.schema, compression="zstd", write_page_checksum=True
            )
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
    """Remove the parts that a killed writer left, and those that others took the place of; nothing else.

    A file is known as a part of the store's own by its name and by the log: one that the log once named, or that the
    writer of the next commit would have written.
    """
    counting = {part.file for part in log.parts}
    once = {part.file for commit in log.commits for part in commit.parts}
    again = {batch.number: log.name_again(batch.number) for batch in log.batches}
    joined = find_joinable(log.batches, log.stale)
    name_then = name_joined(joined) if joined else None
    for table in TABLES:
        for file in sorted((store / table).glob("*")):
            name = f"{table}/{file.stem}.parquet"
            match = PART_NAME.fullmatch(f"{file.stem}.parquet")
            if match is None or file.suffix not in (".parquet", _UNFINISHED) or f"{table}/{file.name}" in counting:
                continue
            number = int(match[2])
            is_next = number == log.n_batches or match[1] == again.get(number)
            if name in once or is_next or (joined and joined[0].number == number and match[1] == name_then):
                file.unlink()


def remove_beginning(store: Path) -> None:
    """Remove a store that has no batch, file by file, and its folders where nothing else is left in them."""
    remove_uncommitted(store, Log(()))
    own = [store / name for name in (LOG_FILE, LAST_FILE, LOCK_FILE)]
    for file in (*own, *store.glob(f".*{_UNFINISHED}"), *(store / STUDY_FOLDER).rglob("*")):
        if not file.is_dir():
            file.unlink(missing_ok=True)
    study = store / STUDY_FOLDER
    for folder in (*(store / table for table in TABLES), *sorted(study.rglob("*"), reverse=True), study, store):
        with suppress(OSError):
            folder.rmdir()


def check_parts(store: Path, parts: Iterable[Part], *, sizes_only: bool = False) -> None:
    """Read every byte of some parts, those aside that this process has read before and nobody touched since.

    Parameters
    ----------
    sizes_only : bool
        Whether the bytes are left unread, which is done at once.

    Raises
    ------
    InputError
        If a part is missing or not as it was written.
    """
    for part in parts:
        file = store / part.file
        if not file.is_file():
            raise InputError(f"{file} is missing; {RESTORE}")
        state = file.stat()
        if state.st_size != part.n_bytes:
            raise InputError(
                f"{file} is damaged: it has {state.st_size:,} bytes and was written with {part.n_bytes:,}; {RESTORE}"
            )
        key = (str(file.resolve()), state.st_ino, state.st_mtime_ns, part.sha256)
        if not sizes_only and key not in _CHECKED:
            with file.open("rb") as stream:
                if hashlib.file_digest(stream, "sha256").hexdigest() != part.sha256:
                    raise InputError(f"{file} is damaged: its bytes are not those that were written; {RESTORE}")
            _CHECKED.add(key)


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
