"""The speakers of a study: each article's speakers, linked across all articles and merged in bounded memory."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from framelens.annotate.across import Key, Link, Place, link_study, rename_speakers
from framelens.annotate.correcting import links_by_hand
from framelens.errors import InputError
from framelens.store.held import Held
from framelens.store.parts import store_schema
from framelens.tables import SCHEMAS

_FETCHED, _WRITTEN = 10_000, 50_000
_MEMORY = "512MB"
_COLUMNS = [*SCHEMAS["speakers"].names, "article_id"]


def gather_speakers(held: Held, corrections: pd.DataFrame) -> Iterator[tuple[str, Iterable[pa.Table]]]:
    """The tables ``speakers`` and ``speaker_links`` of all batches, corrections by hand before all.

    The articles' rows are sorted by speaker, on disk where memory does not suffice, so that one speaker's rows
    come together to be merged.
    """
    same, apart = links_by_hand(corrections)
    places = {row["article_id"]: _place(row) for row in held.rows("articles", ["article_id", "outlet", "published"])}
    links, names = link_study(lambda: held.rows("speakers_found", _COLUMNS), places, same=same, apart=apart)
    led = pa.Table.from_pylist(
        [
            {"article_id": article, "speaker_id": key, "leads_to": link.speaker_id, "reason": link.reason}
            for (article, key), link in sorted(links.items())
        ],
        store_schema("speaker_links"),
    )
    yield "speakers", chain(_merged(held, led, links, names), [SCHEMAS["speakers"].empty_table()])
    yield "speaker_links", [led]


def _place(row: Mapping[str, Any]) -> Place:
    return Place(row["outlet"], row["published"] and row["published"].year)


def _merged(held: Held, led: pa.Table, links: Mapping[Key, Link], names: Mapping[str, str]) -> Iterator[pa.Table]:
    rows: list[dict[str, Any]] = []
    for _, found in groupby(_sort_rows(held, led), key=lambda row: row["leads_to"]):
        rows += merge_speakers(rename_speakers(found, links, names))
        if len(rows) >= _WRITTEN:
            yield pa.Table.from_pylist(rows, SCHEMAS["speakers"])
            rows = []
    if rows:
        yield pa.Table.from_pylist(rows, SCHEMAS["speakers"])


def _sort_rows(held: Held, led: pa.Table) -> Iterator[dict[str, Any]]:
    """Each article's speakers, those together that lead to one."""
    spill = held.spill or Path(tempfile.mkdtemp(prefix="framelens-"))
    query = (
        f"SELECT {', '.join(_COLUMNS)}, coalesce(led.leads_to, speaker_id) AS leads_to FROM speakers_found "
        "LEFT JOIN led USING (article_id, speaker_id) ORDER BY leads_to, batch, row"
    )
    try:
        with held.connect(["speakers_found"], memory=_MEMORY, spill=spill) as connection:
            connection.register("led", led)
            for batch in connection.sql(query).to_arrow_reader(_FETCHED):
                yield from batch.to_pylist()
    except duckdb.IOException as error:
        raise InputError(
            f"{spill.parent} cannot be written: the speakers could not be sorted ({str(error).splitlines()[0]}); make "
            "room and run the same command again, it goes on from there"
        ) from error
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def merge_speakers(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Merge the articles' shares of the speakers table: one row per speaker, sorted by key.

    A speaker's name is the one that most articles give, the longest among equals; the kind that of most mentions.
    """
    merged: dict[str, dict[str, Any]] = {}
    names: dict[str, Counter[str]] = {}
    articles: set[tuple[str, str]] = set()
    genders: dict[str, Counter[str]] = {}
    kinds: dict[str, Counter[str]] = {}
    for row in rows:
        key = row["speaker_id"]
        names.setdefault(key, Counter())[row["name"]] += 1
        kinds.setdefault(key, Counter())[row["kind"]] += 1 + row["n_mentions"]
        genders.setdefault(key, Counter()).update([row["gender"]] if row.get("gender") else [])
        if row.get("article_id") is not None and row["n_articles"]:
            # Two names of one person in one article are one article.
            row = {**row, "n_articles": int((key, row["article_id"]) not in articles)}
            articles.add((key, row["article_id"]))
        known = merged.get(key)
        if known is None:
            merged[key] = {**row, "roles": list(row["roles"]), "aliases": list(row["aliases"])}
            continue
        for count in ("n_articles", "n_quotes", "n_mentions"):
            known[count] += row[count]
        known["roles"] += [role for role in row["roles"] if role not in known["roles"]]
        known["aliases"] = sorted({*known["aliases"], *row["aliases"]})
        known["from_roster"] = known["from_roster"] or row["from_roster"]
    for key, row in merged.items():
        row["gender"] = _majority(genders[key])
        row["kind"] = max(kinds[key], key=lambda kind: (kinds[key][kind], kind))
        row["name"] = max(names[key], key=lambda name: (names[key][name], len(name), name))
    return [merged[key] for key in sorted(merged)]


def _majority(votes: Counter[str]) -> str | None:
    """What more than half of the articles that say it say."""
    return next((value for value, n in votes.items() if 2 * n > votes.total()), None)
