"""The unit of work: a few articles, annotated by one call in whichever process, and the tables they give."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from framelens.annotate.words import count_words
from framelens.corpus import Article, LeftOut, article_row, find_header
from framelens.corpus.article import left_out_row, unused_row
from framelens.corpus.boilerplate import mark_repeated
from framelens.corpus.languages import explain_unread
from framelens.corpus.own import PACKED, spread_own
from framelens.errors import InputError
from framelens.settings.settings import Settings
from framelens.store.parts import TABLES, store_schema

Annotator = Callable[[Article, Settings], Mapping[str, list[dict[str, object]]]]
Tables = dict[str, pa.Table]

_BATCH_ITEMS, _BATCH_CHARACTERS = 200, 8_000_000
_CHUNK_ARTICLES, _CHUNK_CHARACTERS = 16, 200_000


@dataclass(frozen=True)
class Chunk:
    """A few articles in a row of one batch.

    Attributes
    ----------
    articles : tuple of Article
    left_out : tuple of LeftOut
        What the source left out between the batch's articles; the batch's first chunk carries all of it.
    ends_batch : bool
    """

    articles: tuple[Article, ...]
    left_out: tuple[LeftOut, ...] = ()
    ends_batch: bool = False


def make_chunks(
    found: Iterable[Article | LeftOut], repeated: Collection[bytes] = (), *, whole: bool = False
) -> Iterator[Chunk]:
    """The chunks of a source, batch after batch; what goes into which depends on the articles alone.

    ``whole`` makes one batch of everything: those of a batch that are annotated again.

    ``repeated`` are the lines that are known to repeat, as :func:`framelens.corpus.boilerplate.find_repeated` gives
    them; each article carries its own.
    """
    marked = (_mark(item, repeated) if isinstance(item, Article) else item for item in found)
    batches = filter(None, [list(marked)]) if whole else _split(marked, _BATCH_ITEMS, _BATCH_CHARACTERS)
    for batch in batches:
        articles = [item for item in batch if isinstance(item, Article)]
        left_out = tuple(item for item in batch if isinstance(item, LeftOut))
        pieces = list(_split(articles, _CHUNK_ARTICLES, _CHUNK_CHARACTERS)) or [[]]
        chunks = [Chunk(tuple(a for a in piece if isinstance(a, Article))) for piece in pieces]
        chunks[0] = replace(chunks[0], left_out=left_out)
        chunks[-1] = replace(chunks[-1], ends_batch=True)
        yield from chunks


def _mark(article: Article, repeated: Collection[bytes]) -> Article:
    found = mark_repeated(article.outlet, article.text, repeated)
    return replace(article, changes=(*article.changes, *found)) if found else article


def annotate_chunk(chunk: Chunk, study: Settings, annotate: Annotator) -> Tables:
    """The tables of a chunk, left-out table included.

    An article that the annotator fails on is left out with the error as the reason: one odd article must not
    cost the other million. An :class:`InputError` is about the settings and ends the run.
    """
    rows: dict[str, list[dict[str, object]]] = {table: [] for table in TABLES}
    rows["left_out"] += map(left_out_row, chunk.left_out)
    for article in chunk.articles:
        if unread := explain_unread(article, study):
            rows["left_out"].append(unused_row(article, "language", unread))
            continue
        try:
            tables = _annotate_one(article, study, annotate)
        except InputError:
            raise
        except Exception as error:
            rows["left_out"].append(unused_row(article, "failed", _describe(error)))
            continue
        for table, found in tables.items():
            rows[table] += found
    return {table: pa.Table.from_pylist(rows[table], schema_in_chunks(table, study)) for table in TABLES}


def schema_in_chunks(table: str, study: Settings) -> pa.Schema:
    """A table's schema while its batch is not whole: the columns of one's own are packed."""
    schema = store_schema(table, study.lexicons)
    return schema.append(pa.field(PACKED, pa.string())) if table == "articles" else schema


def died_tables(article: Article, study: Settings, annotate: Annotator) -> Tables:
    """The tables of an article whose processes died: it is left out, to be tried again by the next run."""
    empty = annotate_chunk(Chunk(()), study, annotate)
    row = unused_row(article, "died", "the processes that annotated it died; it may need more memory than there is")
    return {**empty, "left_out": pa.Table.from_pylist([row], empty["left_out"].schema)}


def join_tables(chunks: Iterable[Tables], number: int) -> tuple[Tables, dict[str, str]]:
    """The tables of a batch, each row of ``speakers_found`` numbered by batch and row; and the kinds of own columns."""
    parts = list(chunks)
    joined = {table: pa.concat_tables(part[table] for part in parts) for table in parts[0]}
    own: dict[str, str] = {}
    if "articles" in joined:
        joined["articles"], own = spread_own(joined["articles"])
    if (found := joined.get("speakers_found")) is not None:
        found = found.set_column(0, "batch", pa.array([number] * found.num_rows, pa.int64()))
        joined["speakers_found"] = found.set_column(1, "row", pa.array(range(found.num_rows), pa.int64()))
    return joined, own


def _annotate_one(article: Article, study: Settings, annotate: Annotator) -> dict[str, list[dict[str, object]]]:
    if article.duplicate_of is not None and not study.articles.keep_duplicates:
        header = None if study.articles.count_header else find_header(article.text)
        n_words = count_words(article.text, header[1] if header else 0)
        return {"articles": [{**article_row(article), "n_words": n_words}]}
    tables = dict(annotate(article, study))
    speakers = [{**row, "article_id": article.article_id} for row in tables.pop("speakers", [])]
    tables["articles"] = [{**row, "duplicate_of": article.duplicate_of} for row in tables["articles"]]
    return {**tables, "speakers_found": speakers}


def _describe(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, line {last.lineno}"
    return f"annotating it failed, please report it: {type(error).__name__}: {error} ({place})"


def _split(items: Iterable[Article | LeftOut], most: int, most_characters: int) -> Iterator[list[Article | LeftOut]]:
    group: list[Article | LeftOut] = []
    characters = 0
    for item in items:
        group.append(item)
        characters += len(item.text) if isinstance(item, Article) else 0
        if len(group) >= most or characters >= most_characters:
            yield group
            group, characters = [], 0
    if group:
        yield group
