"""Annotating a source into a store: batch by batch, resumable at any moment, one writer at a time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from tqdm.auto import tqdm

from framelens.corpus import Article, LeftOut, check_source, count_articles, iterate_articles
from framelens.corpus.article import place_of
from framelens.corpus.cleaning import hash_words
from framelens.corpus.filtering import check_compared
from framelens.corpus.reading import no_article
from framelens.disk import is_within
from framelens.errors import InputError
from framelens.settings.settings import ArticleSource, Settings
from framelens.store.chain import LOG_FILE, repair_lines
from framelens.store.chunks import Annotator, Tables, join_tables, make_chunks
from framelens.store.engine import annotate_chunks
from framelens.store.gathering import gather_all
from framelens.store.lock import LOCK_FILE, lock_store
from framelens.store.log import FORMAT, Commit, Log, append_commit, read_log
from framelens.store.parts import (
    GATHERED,
    STUDY_FOLDER,
    TABLES,
    check_parts,
    naming_disk_errors,
    remove_beginning,
    remove_uncommitted,
    write_part,
)
from framelens.store.reading import Store
from framelens.store.redoing import Again, redo_stale, try_died_again
from framelens.store.settings import READING, check_settings, write_settings


@dataclass
class _Committed:
    """What a store already has: each article's fingerprint, the first article with each, what was left out."""

    articles: dict[str, bytes] = field(default_factory=dict)
    first_with: dict[bytes, str] = field(default_factory=dict)
    left_out: set[str] = field(default_factory=set)


def write_store(
    study: Settings,
    path: str | Path,
    *,
    workers: int = 1,
    dask: str | None = None,
    progress: bool = False,
    strict: bool = False,
    wait: bool = False,
    annotate: Annotator | None = None,
    again: Again | None = None,
) -> Store:
    """Annotate every article of ``study.articles`` into the store at ``path``.

    A store that is there is continued: what was committed is kept as it is, articles that are new are added. Where
    the dictionary or the lexicons changed, the hits or the tone are made anew, and nothing else.
    The bytes written depend on the articles and the study alone, whatever ``workers`` is and however often the
    run was interrupted.

    Parameters
    ----------
    study : Settings
    path : path
        The folder of the store; made if it is not there, and removed again if nothing could be written.
    workers : int
        How many processes annotate.
    dask : str, optional
        The address of a Dask scheduler; its workers annotate instead of processes here.
    progress : bool
        Whether a progress bar is shown on standard error.
    strict : bool
        Whether the first thing in the source that is no article is an error, before anything is written. A study
        of chosen articles wants that; of an archive, what cannot be read is listed in ``left_out`` instead.
    wait : bool
        Whether another process that writes the store is waited for; otherwise that is an error.
    annotate : callable, optional
        What annotates an article; framelens' own unless given. Worker processes import it by name.
    again : callable, optional
        What makes an article's hits or tone anew when the dictionary or a lexicon changed; framelens' own unless given.

    Returns
    -------
    Store

    Raises
    ------
    InputError
        If the source has no article, or, when strict, something that is none; if the folder is no store, was made
        under other settings, is damaged or is being written; if an article of the store has other words
        now; if the disk is full.
    """
    store, source = Path(path), study.articles
    if workers < 1:
        raise InputError(f"workers is {workers}; it must be 1 or more")
    check_source(source)
    _check_target(store, source)
    _check_articles(study, strict=strict)
    n_articles = _count(source)
    study = study.with_reader_for(n_articles)
    annotate = annotate or _own_annotator()
    with naming_disk_errors(store), _open_for_writing(store, study, wait=wait) as (log, committed):
        batches = redo_stale(store, study, log, again or _own_annotator(again=True))
        chunks = make_chunks(_find_new(store, source, committed))
        with _bar(n_articles, len(committed.articles), shown=progress) as bar:
            batch: list[Tables] = []
            for chunk, tables in annotate_chunks(chunks, study, annotate, workers=workers, dask=dask):
                batch.append(tables)
                bar.update(len(chunk.articles))
                if chunk.ends_batch:
                    _check_first(batches, batch)
                    batches.append(_commit_batch(store, batch, len(batches)))
                    batch = []
        if len(batches) > len(log.batches) or not log.is_finished:
            is_same = log.gathered if len(batches) == len(log.batches) else None
            append_commit(store, is_same or gather_all(store, Log(tuple(batches))))
            remove_uncommitted(store, read_log(store))
    return Store(store)


def _own_annotator(*, again: bool = False) -> Any:
    # Imported here: who opens a store to read it needs no annotator.
    from framelens.annotate.article import annotate_again, annotate_article

    return annotate_again if again else annotate_article


def _check_target(store: Path, source: ArticleSource) -> None:
    if store.exists() and not store.is_dir():
        raise InputError(f"{store} is a file; name a folder for the store")
    if store.is_dir() and not (store / LOG_FILE).exists():
        strange = [entry.name for entry in sorted(store.iterdir()) if entry.name not in (LOCK_FILE, STUDY_FOLDER)]
        if strange:
            raise InputError(f"{store} is no store (it holds {strange[0]}); name a new folder")
    if store.is_dir() and is_within(source.path, store):
        raise InputError(f"the articles {source.path} lie in the store {store} itself; name another store")
    if source.path.is_dir() and is_within(store, source.path):
        raise InputError(
            f"the store {store} would lie within the articles' folder {source.path}, and be read with them; "
            "name a folder outside it"
        )


def _check_articles(study: Settings, *, strict: bool) -> None:
    """Refuse a source without an article, and names of columns that no article has, before anything is written."""
    left_out: list[LeftOut] = []
    columns: set[str] = set()
    n_articles = 0
    for found in iterate_articles(study.articles):
        if isinstance(found, Article):
            n_articles += 1
            columns.update(found.own)
            if not strict and _has_columns(study, columns):
                return
        elif strict and not found.expected:
            raise found.as_error()
        else:
            left_out.append(found)
    if not n_articles:
        raise no_article(study.articles, left_out)
    check_compared(study, sorted(columns))


def _has_columns(study: Settings, columns: set[str]) -> bool:
    try:
        check_compared(study, columns)
    except InputError:
        return False
    return True


def _count(source: ArticleSource) -> int:
    """How many articles a source has; it is read through where its files do not say."""
    stated = count_articles(source)
    return stated if stated is not None else sum(isinstance(found, Article) for found in iterate_articles(source))


@contextmanager
def _open_for_writing(store: Path, study: Settings, *, wait: bool) -> Iterator[tuple[Log, _Committed]]:
    was_there, was_empty = store.exists(), not store.exists() or not any(store.iterdir())
    store.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(lock_store(store, wait=wait))
        try:
            repair_lines(store)
            if not read_log(store).commits:
                write_settings(store, study)
                append_commit(store, Commit("made", details={"format": FORMAT, "framelens": version("framelens")}))
            log = read_log(store)
            touched = check_settings(store, study)
            check_parts(store, log.parts)
            remove_uncommitted(store, log)
            try_died_again(store, log)
            if stale := sorted(touched - {READING}):
                append_commit(store, Commit("settings", details={"tables": stale}))
            write_settings(store, study)
            log = read_log(store)
            yield log, _read_committed(store, log)
        except BaseException:
            if was_empty and not read_log(store).batches:
                remove_beginning(store)
                if was_there:
                    store.mkdir(exist_ok=True)
            raise


def _read_committed(store: Path, log: Log) -> _Committed:
    committed = _Committed()
    for part in log.parts_of("articles"):
        with pq.ParquetFile(store / part.file) as file:
            for batch in file.iter_batches(64, columns=["article_id", "text"]):
                for article_id, text in zip(*batch.to_pydict().values(), strict=True):
                    words = hash_words(text)
                    committed.articles[article_id] = words
                    committed.first_with.setdefault(words, article_id)
    for part in log.parts_of("left_out"):
        committed.left_out.update(pq.read_table(store / part.file, columns=["source"])["source"].to_pylist())
    return committed


def _find_new(store: Path, source: ArticleSource, committed: _Committed) -> Iterator[Article | LeftOut]:
    for found in iterate_articles(source, first_with=committed.first_with):
        if isinstance(found, LeftOut):
            if found.source not in committed.left_out:
                yield found
        elif (words := committed.articles.get(found.article_id)) is None:
            if place_of(found) not in committed.left_out:
                yield found
        elif words != hash_words(found.text):
            raise InputError(
                f"the article '{found.article_id}' ({found.source_path}) has other words than in {store}; "
                "name another store, or give the changed article another article_id"
            )


def _check_first(batches: list[Commit], batch: list[Tables]) -> None:
    """Stop where annotating fails from the start: that is no odd article but an error in the program."""
    if not batches and not any(tables["articles"].num_rows for tables in batch):
        failed = [
            row for tables in batch for row in tables["left_out"].to_pylist() if row["kind"] in ("failed", "died")
        ]
        if failed:
            raise InputError(f"no article could be annotated; {failed[0]['source']}: {failed[0]['reason']}")


def _commit_batch(store: Path, batch: list[Tables], number: int) -> Commit:
    joined, own = join_tables(batch, number)
    parts = tuple(
        write_part(store, table, number, [joined[table]])
        for table in TABLES
        if table not in GATHERED and (joined[table].num_rows or number == 0)
    )
    commit = Commit("batch", number, parts, {"own": own} if own else {})
    append_commit(store, commit)
    return commit


def _bar(total: int, n_done: int, *, shown: bool) -> tqdm:
    """Rate and time left, in a terminal and in a notebook."""
    interval = 0.2 if sys.stderr.isatty() else 10.0
    return tqdm(total=total, initial=n_done, unit=" articles", file=sys.stderr, disable=not shown, mininterval=interval)
