"""The speakers table of a store: each article's speakers, gathered over all articles in bounded memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from framelens.errors import InputError
from framelens.store.log import Commit, Log
from framelens.store.parts import write_part
from framelens.tables import SCHEMAS

_FETCHED, _WRITTEN = 10_000, 50_000
_SPILL_FOLDER = ".spill"
_MEMORY = "512MB"


def gather_store_speakers(store: Path, log: Log) -> Commit:
    """Write the speakers table and return the commit that makes it count.

    The articles' rows are sorted by speaker on disk where memory does not suffice, so that one speaker's rows
    come together and are merged by the function that merges them in memory.
    """
    number = len(log.batches)
    files = [str(store / part.file) for part in log.parts_of("speakers_found")]
    schema = SCHEMAS["speakers"]
    tables = _gathered(store, files) if files else iter(())
    part = write_part(store, "speakers", number, chain(tables, [schema.empty_table()]))
    return Commit("speakers", number, (part,))


def _gathered(store: Path, files: list[str]) -> Iterator[pa.Table]:
    # Imported here: who opens a store to read it needs no annotator.
    from framelens.annotate.annotating import gather_speakers

    rows: list[dict[str, Any]] = []
    for _, found in groupby(_sorted_rows(store, files), key=lambda row: row["speaker_id"]):
        rows += gather_speakers(list(found))
        if len(rows) >= _WRITTEN:
            yield pa.Table.from_pylist(rows, SCHEMAS["speakers"])
            rows = []
    if rows:
        yield pa.Table.from_pylist(rows, SCHEMAS["speakers"])


def _sorted_rows(store: Path, files: list[str]) -> Iterator[dict[str, Any]]:
    spill = store / _SPILL_FOLDER
    columns = ", ".join(SCHEMAS["speakers"].names)
    try:
        with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(spill)}) as connection:
            query = f"SELECT {columns} FROM read_parquet(?) ORDER BY speaker_id, batch, row"
            for batch in connection.sql(query, params=[files]).to_arrow_reader(_FETCHED):
                yield from batch.to_pylist()
    except duckdb.IOException as error:
        raise InputError(
            f"{store} cannot be written: the speakers could not be sorted ({str(error).splitlines()[0]}); make room "
            "and run the same command again, it goes on from there"
        ) from error
    finally:
        shutil.rmtree(spill, ignore_errors=True)
