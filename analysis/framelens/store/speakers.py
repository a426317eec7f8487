"""The speakers of a study: each article's speakers, linked across all articles and merged in bounded memory."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby
from operator import itemgetter
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

_FETCHED, _WRITTEN = 5_000, 10_000
_MEMORY = "256MB"
_COLUMNS = [*SCHEMAS["speakers"].names, "article_id"]
_COUNTED = ("n_articles", "n_quotes", "n_mentions")
# What of them tells who is who.
_TELLING = "article_id speaker_id name kind gender roles aliases n_articles n_quotes n_mentions from_roster".split()


def gather_speakers(held: Held, corrections: pd.DataFrame) -> Iterator[tuple[str, Iterable[pa.Table]]]:
    """The tables ``speakers`` and ``speaker_links`` of all batches, corrections by hand before all.

    The articles' rows are sorted by speaker, on disk where memory does not suffice, so that one speaker's rows
    come together to be merged.
    """
    same, apart = links_by_hand(corrections)
    places = _find_places(held)
    links, names = link_study(lambda: held.rows("speakers_found", _TELLING), places, same=same, apart=apart)
    led = _tabulate(links)
    yield "speakers", chain(_merged(held, led, names), [SCHEMAS["speakers"].empty_table()])
    yield "speaker_links", [led]


def _find_places(held: Held) -> dict[str, Place]:
    """Outlet and year of each article; those of one outlet and year are one object."""
    places: dict[Place, Place] = {}
    return {
        row["article_id"]: places.setdefault(place, place)
        for row in held.rows("articles", ["article_id", "outlet", "published"])
        for place in [Place(row["outlet"], row["published"] and row["published"].year)]
    }


def _tabulate(links: Mapping[Key, Link]) -> pa.Table:
    """Who leads to whom, sorted; by columns, since a study of many articles has millions of them."""
    keys = sorted(links)
    ends = [links[key] for key in keys]
    columns = [[a for a, _ in keys], [k for _, k in keys], [e.speaker_id for e in ends], [e.reason for e in ends]]
    return pa.table(columns, schema=store_schema("speaker_links"))


def _merged(held: Held, led: pa.Table, names: Mapping[str, str]) -> Iterator[pa.Table]:
    rows: list[dict[str, Any]] = []
    for _, found in groupby(_sort_rows(held, led), key=itemgetter("leads_to")):
        rows += merge_speakers(rename_speakers(found, names))
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
    merged: dict[str, _Speaker] = {}
    for row in rows:
        key = row["speaker_id"]
        if key not in merged:
            merged[key] = _Speaker(row)
        merged[key].add(row)
    return [merged[key].row() for key in sorted(merged)]


class _Speaker:
    """A speaker of several articles."""

    def __init__(self, first: Mapping[str, Any]) -> None:
        self._first = first
        self._names: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._genders: Counter[str] = Counter()
        self._roles: dict[str, None] = {}
        self._aliases: set[str] = set()
        self._counts: Counter[str] = Counter(dict.fromkeys(_COUNTED, 0))
        self._articles: set[str] = set()
        self._from_roster = False

    def add(self, row: Mapping[str, Any]) -> None:
        self._names[row["name"]] += 1
        self._kinds[row["kind"]] += 1 + row["n_mentions"]
        if row.get("gender"):
            self._genders[row["gender"]] += 1
        for count in _COUNTED:
            self._counts[count] += row[count]
        if (article := row.get("article_id")) is not None and row["n_articles"]:
            # Two names of one person in one article are one article.
            self._counts["n_articles"] += int(article not in self._articles) - row["n_articles"]
            self._articles.add(article)
        self._roles.update(dict.fromkeys(row["roles"]))
        self._aliases.update(row["aliases"])
        self._from_roster |= bool(row["from_roster"])

    def row(self) -> dict[str, Any]:
        return {
            **self._first,
            **self._counts,
            "name": max(self._names, key=lambda name: (self._names[name], len(name), name)),
            "kind": max(self._kinds, key=lambda kind: (self._kinds[kind], kind)),
            "gender": _majority(self._genders),
            "roles": list(self._roles),
            "aliases": sorted(self._aliases),
            "from_roster": self._from_roster,
        }


def _majority(votes: Counter[str]) -> str | None:
    """What more than half of the articles that say it say."""
    return next((value for value, n in votes.items() if 2 * n > votes.total()), None)
