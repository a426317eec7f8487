"""The speakers table of a store: each article's speakers, gathered over all articles in bounded memory."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from framelens.corrections import FILE_NAME, empty_corrections, read_corrections
from framelens.errors import InputError
from framelens.store.log import Log, Part
from framelens.store.parts import STUDY_FOLDER, store_schema, write_part
from framelens.tables import SCHEMAS

_FETCHED, _WRITTEN = 10_000, 50_000
_SPILL_FOLDER = ".spill"
_MEMORY = "512MB"


def gather_store_speakers(store: Path, log: Log) -> tuple[Part, ...]:
    """Write the speakers table.

    The articles' rows are sorted by speaker on disk where memory does not suffice, so that one speaker's rows
    come together and are merged by the function that merges them in memory.
    """
    # Imported here: who opens a store to read it needs no annotator.
    from framelens.annotate.annotating import gather_speakers, link_study

    number = len(log.batches)
    files = [str(store / part.file) for part in log.parts_of("speakers_found")]
    corrections = store / STUDY_FOLDER / FILE_NAME
    by_hand = read_corrections(corrections) if corrections.exists() else empty_corrections()
    alone = [
        row
        for _, found in groupby(_sorted_rows(store, files) if files else (), key=lambda row: row["speaker_id"])
        for row in gather_speakers(list(found))
    ]
    links, names = link_study(alone, by_hand, lambda keys: _articles_of(store, files, keys))
    del alone
    linked = [
        {"speaker_id": key, "leads_to": link.speaker_id, "reason": link.reason} for key, link in sorted(links.items())
    ]
    tables = _gathered(store, files, links, names) if files else iter(())
    return (
        write_part(store, "speakers", number, chain(tables, [SCHEMAS["speakers"].empty_table()])),
        write_part(store, "speaker_links", number, [pa.Table.from_pylist(linked, store_schema("speaker_links"))]),
    )


def _gathered(store: Path, files: list[str], links: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[pa.Table]:
    from framelens.annotate.across import rename_speakers
    from framelens.annotate.annotating import gather_speakers

    rows: list[dict[str, Any]] = []
    led = {key: link.speaker_id for key, link in links.items()}
    for _, found in groupby(_sorted_rows(store, files, led), key=lambda row: row["leads_to"]):
        rows += gather_speakers(rename_speakers(found, links, names))
        if len(rows) >= _WRITTEN:
            yield pa.Table.from_pylist(rows, SCHEMAS["speakers"])
            rows = []
    if rows:
        yield pa.Table.from_pylist(rows, SCHEMAS["speakers"])


def _articles_of(store: Path, files: list[str], keys: set[str]) -> dict[str, set[str]]:
    """The articles that some speakers stand in."""
    found: dict[str, set[str]] = {}
    with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(store / _SPILL_FOLDER)}) as connection:
        connection.from_arrow(pa.table({"speaker_id": sorted(keys)})).create("wanted")
        found_in = "read_parquet(?) SEMI JOIN wanted USING (speaker_id)"
        query = f"SELECT speaker_id, article_id FROM {found_in} WHERE n_articles > 0"
        for key, article_id in connection.execute(query, [files]).fetchall():
            found.setdefault(key, set()).add(article_id)
    return found


def _sorted_rows(store: Path, files: list[str], led: Mapping[str, str] | None = None) -> Iterator[dict[str, Any]]:
    """Each article's speakers, those of one key together, or those that lead to one."""
    spill = store / _SPILL_FOLDER
    columns = ", ".join(SCHEMAS["speakers"].names)
    try:
        with duckdb.connect(config={"memory_limit": _MEMORY, "temp_directory": str(spill)}) as connection:
            led_to = {"speaker_id": list(led or {}), "end_id": list((led or {}).values())}
            connection.from_arrow(pa.table(led_to, pa.schema([(name, pa.string()) for name in led_to]))).create("led")
            query = (
                f"SELECT {columns}, article_id, coalesce(end_id, speaker_id) AS leads_to "
                "FROM read_parquet(?) LEFT JOIN led USING (speaker_id) ORDER BY leads_to, batch, row"
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
