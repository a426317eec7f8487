"""Parquet tables: one article a row, streamed batch by batch."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from framelens.corpus.article import UnreadableFile
from framelens.corpus.fields import choose_columns
from framelens.corpus.readers.record import Reader, Record, Refusal, make_record
from framelens.tables import SCHEMAS

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_BATCH = 16
_SAMPLE = 20


def read_parquet(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The rows of a table as records."""
    columns = find_columns(path, source)
    number = 0
    with _open_table(path, once=True) as table:
        try:
            for batch in table.iter_batches(_BATCH, use_threads=False):
                # Row by row: a value that stands in the file once may stand in every row.
                for place in range(batch.num_rows):
                    number += 1
                    position = f"row {number:,}"
                    (row,) = batch.slice(place, 1).to_pylist()
                    if isinstance(row[columns["text"]], bytes):
                        yield Refusal("its text is a bytes and no string", position)
                    else:
                        row |= {name: _plain(row[name]) for name in columns.values()}
                        yield make_record(row, columns, position, number)
        except pa.ArrowMemoryError as error:
            raise MemoryError from error
        except (pa.ArrowException, OSError) as error:
            # Pages are read as they are needed, so damage shows only here; what came before it is sound.
            reason = f"the rows from here on cannot be read: the file is damaged ({_first_line(error)})"
            yield Refusal(reason, f"row {number + 1:,}")


def find_columns(path: Path, source: ArticleSource) -> dict[str, str]:
    """Field -> column of a table."""
    with _open_table(path) as table:
        names = table.schema_arrow.names
        if {*SCHEMAS["articles"].names} <= {*names}:  # a table of framelens' own: a store's settings are its source's
            return choose_columns(names, {})
        try:
            return choose_columns(names, source.columns)
        except UnreadableFile:
            texts = [field.name for field in table.schema_arrow if _is_text(field.type)]
            sample: list[dict[str, object]] = next(
                (batch.to_pylist() for batch in table.iter_batches(_SAMPLE, columns=texts)), []
            )
            return choose_columns(names, source.columns, sample)


def _plain(value: object) -> object:
    """A value of which the process that reads it can tell; of a time, the day."""
    return value.date().isoformat() if isinstance(value, datetime.datetime) else value


@contextmanager
def _open_table(path: Path, *, once: bool = False) -> Iterator[pq.ParquetFile]:
    """The table; where ``once``, a string is held once however many rows have it."""
    try:
        texts = [field.name for field in pq.read_schema(path) if _is_text(field.type)] if once else []
        table = pq.ParquetFile(path, read_dictionary=texts)
    except (pa.ArrowException, OSError) as error:
        raise UnreadableFile(f"it is no Parquet file, or it is damaged ({_first_line(error)})") from error
    with table:
        yield table


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].strip().rstrip(".")


PARQUET = Reader("Parquet", (".parquet",), read_parquet, find_columns, kind="parquet", apart=("pyarrow.parquet",))
