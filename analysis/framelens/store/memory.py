"""Articles annotated in memory: the same chunks, the same assembler, and tables that no file holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd

from framelens.annotate.article import annotate_article
from framelens.corpus import Article, Corpus, LeftOut, article_of_row
from framelens.corpus.boilerplate import find_repeated
from framelens.corpus.changes import Change, change_of_row
from framelens.corpus.cleaning import hash_words
from framelens.corpus.filtering import Compared
from framelens.settings.settings import Settings
from framelens.store.assembling import Gathered, finish
from framelens.store.chunks import Tables, make_chunks
from framelens.store.engine import annotate_batches, show_progress
from framelens.store.held import Held, Piece
from framelens.tables import Annotations, to_arrow

_LONG = 10  # from so many articles on a reader waits long enough to want a bar


class MemorySink:
    """Keeps the tables as Arrow tables."""

    def __init__(self) -> None:
        self._pieces: dict[str, list[Piece]] = {}
        self.n_batches = 0

    def add(self, tables: Tables, own: dict[str, str]) -> None:
        for name, table in tables.items():
            if table.num_rows or not self.n_batches:
                self._pieces.setdefault(name, []).append(Piece(table, own if name == "articles" else {}))
        self.n_batches += 1

    def keep_gathered(self) -> bool:
        return False

    def hold(self) -> Held:
        return Held(self._pieces)

    def put(self, gathered: Iterable[Gathered]) -> None:
        for name, tables in gathered:
            self._pieces.setdefault(name, []).extend(Piece(table, {}) for table in tables)


def annotate_in_memory(corpus: Corpus | pd.DataFrame, study: Settings, *, progress: bool = False) -> Annotations:
    """The same as :func:`framelens.annotate`, which is what users call."""
    if not isinstance(corpus, Corpus):
        corpus = Corpus.from_table(corpus, near=study.articles.near_duplicates)
    compared = Compared(study)
    compared.columns.update(corpus.articles.columns)
    columns = [
        name
        for name in dict.fromkeys(["article_id", *study.compare_pairs, *study.compare_order])
        if name in corpus.articles
    ]
    for row in corpus.articles[columns].to_dict("records"):
        compared.add_row(row)
    compared.check()
    study = study.with_reader_for(len(corpus))
    repeated = find_repeated(
        (item.outlet, item.text) for item in _list_items(corpus) if isinstance(item, Article) and not item.duplicate_of
    )
    sink = MemorySink()
    with show_progress(len(corpus), shown=progress and len(corpus) >= _LONG) as bar:
        chunks = make_chunks(_list_items(corpus), repeated)
        batches = annotate_batches(chunks, study, annotate_article, bar=bar)
        finish(batches, sink, study.corrections)
    return sink.hold().annotations(study.articles)


def _list_items(corpus: Corpus) -> Iterator[Article | LeftOut]:
    """What the source held, as a store reads it from there."""
    for row in corpus.left_out.to_dict("records"):
        yield LeftOut(row["source"], row["reason"], Path(), expected=row["kind"] == "expected")
    changes: dict[str, list[Change]] = defaultdict(list)
    for row in to_arrow("clean", corpus.clean).to_pylist():
        changes[row["article_id"]].append(change_of_row(row))
    first_with: dict[bytes, str] = {}
    for row in corpus.articles.to_dict("records"):
        article = article_of_row(row)  # type: ignore[arg-type]
        first = first_with.setdefault(hash_words(article.text), article.article_id)
        copied = None if first == article.article_id else first
        yield replace(article, duplicate_of=copied, changes=tuple(changes[article.article_id]))
