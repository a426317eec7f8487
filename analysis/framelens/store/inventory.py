"""A source beside what a store has of it: which articles are new, other or gone."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from framelens.corpus import Article, LeftOut, article_of_row
from framelens.corpus.article import left_out_row, place_of
from framelens.corpus.boilerplate import REPEATED, mark_repeated
from framelens.corpus.changes import BOILERPLATE, Change, change_of_row
from framelens.corpus.cleaning import hash_words
from framelens.corpus.languages import explain_unread
from framelens.corpus.own import kind_of, read_own_as
from framelens.errors import InputError
from framelens.settings.settings import Settings
from framelens.store.log import Commit, Log, own_of

_AT_ONCE = 64


class Inventory:
    """What a store has, and what its source says of that, article after article.

    Attributes
    ----------
    follows : bool
        Whether the source is all that the store is to have: articles that are other there are recomputed, and those
        that are gone are dropped. Otherwise a source adds articles, and one with other words is an error.
    changed : dict
        Articles that have other words, headline, byline or language included, as the source has them.
    moved : dict
        Those of which only the outlet, the date or columns of one's own are other; without their text.
    remarked : set of str
        Those in which other lines repeat across their outlet than before.
    origins : dict
        Of a store that follows its source: copy -> the first article with its words. The store's articles come before
        new ones, wherever these stand in the source.
    recopied : set of str
        Articles that are copies of another article than before, or of none.
    cleaned : dict
        What cleaning changed in copies, of which a store that does not annotate them keeps no such rows.
    languages : set
        The languages of the store's articles.
    """

    def __init__(self, store: Path, log: Log, *, follows: bool) -> None:
        self._store, self._log, self.follows = store, log, follows
        self.changed: dict[str, Article] = {}
        self.moved: dict[str, Article] = {}
        self.remarked: set[str] = set()
        self.languages: set[str | None] = set()
        self.origins: dict[str, str] = {}
        self.recopied: set[str] = set()
        self.cleaned: dict[str, tuple[Change, ...]] = {}
        self.first_with: dict[bytes, str] = {}
        self._known: dict[str, tuple[bytes, bytes, bytes]] = {}
        self._batch_of: dict[str, int] = {}
        self._own = {
            batch.number: {name.casefold(): kind for name, kind in own_of(batch).items()} for batch in log.batches
        }
        self._left_out: dict[tuple[str, str], str] = {}
        self._left_out_in: dict[tuple[str, str], int] = {}
        self._touched: set[int] | None = None
        self._by_source: dict[str, list[tuple[str, str]]] = {}
        self._copies: dict[str, str] = {}
        self._words: dict[str, bytes] = {}
        self._met: set[str] = set()
        self._met_left_out: set[tuple[str, str]] = set()
        self._n_new = 0
        for batch in log.batches:
            self._read(batch)

    def __len__(self) -> int:
        """How many articles the store has."""
        return len(self._known)

    def __contains__(self, article_id: str) -> bool:
        return article_id in self._known

    def _read(self, batch: Commit) -> None:
        changes = read_changes(self._store, batch) if self.follows else {}
        own = self._own[batch.number]
        for row in read_rows(
            self._store, batch, "articles", None if self.follows else ["article_id", "text", "language", "duplicate_of"]
        ):
            article_id, words = row["article_id"], hash_words(row["text"])
            self.first_with.setdefault(words, article_id)
            self.languages.add(row["language"])
            digests = words, b"", b""
            if row["duplicate_of"] is not None:
                self._copies[article_id] = row["duplicate_of"]
            if self.follows:
                article = article_of_row(row)
                cleaned = [change for change in changes.get(article_id, ()) if change.kind != BOILERPLATE]
                digests = words, self._hash_words(article, cleaned), _hash_rest(article, own)
            self._known[article_id], self._batch_of[article_id] = digests, batch.number
        for row in read_rows(self._store, batch, "left_out"):
            self._left_out[row["source"], row["reason"]] = row["kind"]
            self._left_out_in[row["source"], row["reason"]] = batch.number
            self._by_source.setdefault(row["source"], []).append((row["source"], row["reason"]))

    def meet(self, found: Article, study: Settings) -> None:
        """Take in an article of the source.

        Raises
        ------
        InputError
            If the store has other words of it, and does not follow its source.
        """
        unread = explain_unread(found, study)
        words = hash_words(found.text)
        if self.follows and not unread:
            self._words[found.article_id] = words
        self._met_left_out.add((place_of(found), unread or ""))
        known = self._known.get(found.article_id)
        if known is None:
            self._n_new += not self.has_left_out(found)
            return
        self._met.add(found.article_id)
        if found.article_id in self._copies and found.changes:
            self.cleaned[found.article_id] = found.changes
        if not self.follows:
            if known[0] != words:
                raise InputError(
                    f"the article '{found.article_id}' ({found.source_path}) has other words than in {self._store}; "
                    "let the store follow its source (--follow), name another store, or give the changed article "
                    "another article_id"
                )
        elif unread or known[1] != self._hash_words(found, found.changes):
            self.changed[found.article_id] = found
        elif known[2] != _hash_rest(found, self._own[self._batch_of[found.article_id]]):
            self.moved[found.article_id] = replace(found, text="")

    def _hash_words(self, article: Article, changes: Iterable[Change]) -> bytes:
        """The fingerprint of all that an article's annotations depend on."""
        cleaned = [] if article.article_id in self._copies else sorted(map(repr, changes))
        return _hash([article.text, article.headline, article.byline, article.language, cleaned])

    def leave_out(self, found: LeftOut) -> None:
        """Take in what is no article in the source."""
        row = left_out_row(found)
        self._met_left_out.add((found.source, str(row["reason"])))
        self._n_new += not self.has_left_out(found)

    def count(self, n_articles: int) -> int:
        """How many articles the store will have, of so many in the source."""
        return n_articles if self.follows else n_articles + len(self._known) - len(self._met)

    @property
    def has_new(self) -> bool:
        """Whether there is something in the source that the store does not have."""
        return self._n_new > 0

    @property
    def gone(self) -> set[str]:
        """Articles that are no longer in the source."""
        return self._known.keys() - self._met if self.follows else set()

    @property
    def is_other(self) -> bool:
        """Whether the articles are others than before, so that other lines may repeat."""
        return self.follows and bool(self._n_new or self.changed or self.moved or self.gone)

    def touches(self, number: int) -> bool:
        """Whether the source has something in a batch otherwise than the store."""
        if self._touched is None:
            mine = {*self.changed, *self.moved, *self.remarked, *self.recopied, *self.gone}
            self._touched = {self._batch_of[article_id] for article_id in mine}
            self._touched |= {batch for one, batch in self._left_out_in.items() if self.is_outdated(*one)}
        return number in self._touched

    def has_left_out(self, found: Article | LeftOut) -> bool:
        """Whether the store has left something out already."""
        source = found.source if isinstance(found, LeftOut) else place_of(found)
        return any(not self.is_outdated(*one) for one in self._by_source.get(source, ()))

    def is_outdated(self, source: str, reason: str) -> bool:
        """Whether something that was left out is not left out any more, or for another reason."""
        kind = self._left_out.get((source, reason))
        if not self.follows or kind is None:
            return False
        if kind == "failed":
            return (source, "") not in self._met_left_out
        return (source, reason) not in self._met_left_out

    def settle(self, repeated: frozenset[bytes]) -> None:
        """Once the source is read: find the articles in which other lines repeat, or that are copies, than before."""
        if not self.is_other:
            self.origins = self._copies
            return
        first: dict[bytes, str] = {}
        for article_id in (*(one for one in self._known if one in self._words), *self._words):
            origin = first.setdefault(self._words[article_id], article_id)
            if origin != article_id:
                self.origins[article_id] = origin
        mine = {article_id: self.origins.get(article_id) for article_id in self._known if article_id in self._words}
        self.recopied = {article_id for article_id, origin in mine.items() if origin != self._copies.get(article_id)}
        for batch in self._log.batches:
            changes = read_changes(self._store, batch)
            for row in read_rows(self._store, batch, "articles", ["article_id", "outlet", "text"]):
                article_id = row["article_id"]
                outlet = self.moved[article_id].outlet if article_id in self.moved else row["outlet"]
                before = {change.start for change in changes.get(article_id, ()) if change.rule == REPEATED}
                if before != {change.start for change in mark_repeated(outlet, row["text"], repeated)}:
                    self.remarked.add(article_id)


def read_rows(store: Path, batch: Commit, table: str, columns: list[str] | None = None) -> Iterator[dict[str, Any]]:
    """A batch's rows of a table."""
    for part in batch.parts:
        if part.table == table:
            with pq.ParquetFile(store / part.file) as file:
                for rows in file.iter_batches(_AT_ONCE, columns=columns):
                    yield from rows.to_pylist()


def read_changes(store: Path, batch: Commit) -> dict[str, list[Change]]:
    """What cleaning changed or marked in each article of a batch."""
    found: dict[str, list[Change]] = {}
    for row in read_rows(store, batch, "clean"):
        found.setdefault(row["article_id"], []).append(change_of_row(row))
    return found


def _hash_rest(article: Article, kinds: Mapping[str, str]) -> bytes:
    """The fingerprint of what else is known of an article, its own columns read as a batch keeps them."""
    own = sorted(
        (name.casefold(), repr(read_own_as(value, kinds.get(name.casefold(), kind_of(value)))))
        for name, value in article.own.items()
        if value is not None
    )
    published = article.published
    day = published.date() if isinstance(published, datetime.datetime) else published
    return _hash([article.outlet, day, article.source_path, own])


def _hash(value: object) -> bytes:
    return blake2b(repr(value).encode(errors="surrogatepass"), digest_size=16).digest()
