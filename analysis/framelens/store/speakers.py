"""The speakers table of a store: each article's speakers, gathered over all articles in bounded memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from framelens.corrections import FILE_NAME, empty_corrections, read_corrections
from framelens.errors import InputError
from framelens.store.log import Log, Part
from framelens.store.parts import STUDY_FOLDER, store_schema, write_part
from framelens.tables import SCHEMAS

if TYPE_CHECKING:
    from framelens.annotate.across import Key, Link, Place

_FETCHED, _WRITTEN = 10_000, 50_000
_SPILL_FOLDER = ".spill"
_MEMORY = "512MB"


def gather_store_speakers(store: Path, log: Log) -> tuple[Part, ...]:
    """Write the speakers table.

    The articles' rows are sorted by speaker on disk where memory does not suffice, so that one speaker's rows
    come together and are merged by the function that merges them in memory.
    """
    # Imported here: who opens a store to read it needs no annotator.
    from framelens.annotate.annotating import link_by_hand

    number = len(log.batches)
    files = [str(store / part.file) for part in log.parts_of("speakers_found")]
    corrections = store / STUDY_FOLDER / FILE_NAME
    by_hand = read_corrections(corrections) if corrections.exists() else empty_corrections()
    places = _find_places([str(store / part.file) for part in log.parts_of("articles")])
    links, names = link_by_hand(lambda: _sorted_rows(store, files) if files else (), places, by_hand)
    linked = [
        {"article_id": article, "speaker_id": key, "leads_to": link.speaker_id, "reason": link.reason}
        for (article, key), link in sorted(links.items())
    ]
    tables = _gathered(store, files, links, names) if files else iter(())
    return (
        write_part(store, "speakers", number, chain(tables, [SCHEMAS["speakers"].empty_table()])),
        write_part(store, "speaker_links", number, [pa.Table.from_pylist(linked, store_schema("speaker_links"))]),
    )


def _find_places(files: list[str]) -> dict[str, Place]:
    """The outlet and the year of each article."""
    from framelens.annotate.annotating import find_places

    columns = ["article_id", "outlet", "published"]
    tables = [pq.read_table(file, columns=columns) for file in files]
    return find_places(pa.concat_tables(tables).to_pandas()) if tables else {}


def _gathered(store: Path, files: list[str], links: Mapping[Key, Link], names: Mapping[str, str]) -> Iterator[pa.Table]:
    from framelens.annotate.across import rename_speakers
    from framelens.annotate.annotating import gather_speakers

    rows: list[dict[str, Any]] = []
    for _, found in groupby(_sorted_rows(store, files, links), key=lambda row: row["leads_to"]):
        rows += gather_speakers(rename_speakers(found, links, names))
        if len(rows) >= _WRITTEN:
            yield pa.Table.from_pylist(rows, SCHEMAS["speakers"])
            rows = []
    if rows:
        yield pa.Table.from_pylist(rows, SCHEMAS["speakers"])


def _sorted_rows(store: Path, files: list[str], links: Mapping[Key, Link] | None = None) -> Iterator[dict[str, Any]]:
    """Each article's speakers, those of one key together, or those that lead to one."""
    spill = store / _SPILL_FOLDER
    columns = ", ".join(SCHEMAS["speakers"].names)
    try:
        with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(spill)}) as connection:
            led = {
                "article_id": [article for article, _ in links or {}],
                "speaker_id": [key for _, key in links or {}],
                "end_id": [link.speaker_id for link in (links or {}).values()],
            }
            connection.from_arrow(pa.table(led, pa.schema([(name, pa.string()) for name in led]))).create("led")
            query = (
                f"SELECT {columns}, article_id, coalesce(end_id, speaker_id) AS leads_to "
                "FROM read_parquet(?) LEFT JOIN led USING (article_id, speaker_id) ORDER BY leads_to, batch, row"
            )
            for batch in connection.sql(query, params=[files]).to_arrow_reader(_FETCHED):
                yield from batch.to_pylist()
    except duckdb.IOException as error:
        raise InputError(
            f"{store} cannot be written: the speakers could not be sorted ({str(error).splitlines()[0]}); make room "
            "and run the same command again, it goes on from there"
        ) from error
    finally:
        shutil.rmtree(spill, ignore_errors=True)
