"""Annotating a source into a store: batch by batch, resumable at any moment, one writer at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from framelens.corpus import Article, LeftOut, check_source, iterate_articles
from framelens.corpus.article import place_of
from framelens.corpus.boilerplate import find_repeated
from framelens.corpus.cleaning import hash_words
from framelens.corpus.filtering import Compared
from framelens.corpus.reading import no_article
from framelens.disk import is_within
from framelens.errors import InputError
from framelens.settings.settings import ArticleSource, Settings
from framelens.store.assembling import Gathered, finish
from framelens.store.chain import LOG_FILE, repair_lines
from framelens.store.chunks import Annotator, Tables, make_chunks
from framelens.store.engine import annotate_batches, show_progress
from framelens.store.held import Held
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
from framelens.store.reading import Store, hold_parts
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
    the dictionary or the lexicons changed, the hits or the tone are recomputed, and nothing else.
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
        Whether the first thing in the source that is not an article is an error, before anything is written. A study
        of chosen articles wants that; of an archive, what cannot be read is listed in ``left_out`` instead.
    wait : bool
        Whether another process that writes the store is waited for; otherwise that is an error.
    annotate : callable, optional
        What annotates an article; framelens' own unless given. Worker processes import it by name.
    again : callable, optional
        What recomputes hits or tone when the dictionary or a lexicon changed; framelens' own by default.

    Returns
    -------
    Store

    Raises
    ------
    InputError
        If the source has no article, or, when strict, something that is none; if the folder is not a store, was made
        under other settings, is damaged or is being written; if an article of the store has other words
        now; if the disk is full.
    """
    store, source = Path(path), study.articles
    if workers < 1:
        raise InputError(f"workers is {workers}; it must be 1 or more")
    check_source(source)
    _check_target(store, source)
    n_articles, repeated = _survey(study, strict=strict)
    study = study.with_reader_for(n_articles)
    annotate = annotate or _own_annotator()
    with naming_disk_errors(store), _open_for_writing(store, study, wait=wait) as (log, committed):
        sink = ParquetSink(store, log, redo_stale(store, study, log, again or _own_annotator(again=True)))
        chunks = make_chunks(_find_new(store, source, committed), repeated)
        with show_progress(n_articles, len(committed.articles), shown=progress) as bar:
            batches = annotate_batches(chunks, study, annotate, bar=bar, workers=workers, dask=dask)
            finish(batches, sink, study.corrections)
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
            raise InputError(f"{store} is not a store (it holds {strange[0]}); name a new folder")
    if store.is_dir() and is_within(source.path, store):
        raise InputError(f"the articles {source.path} lie in the store {store} itself; name another store")
    if source.path.is_dir() and is_within(store, source.path):
        raise InputError(
            f"the store {store} would lie within the articles' folder {source.path}, and be read with them; "
            "name a folder outside it"
        )


def _survey(study: Settings, *, strict: bool) -> tuple[int, frozenset[bytes]]:
    """How many articles a source has, and the lines that repeat in them, before anything is written.

    A source without an article is refused, and so are the names of columns and groups that no article has.
    """
    left_out: list[LeftOut] = []
    compared = Compared(study)
    n_articles = 0

    def read() -> Iterator[tuple[str | None, str]]:
        nonlocal n_articles
        for found in iterate_articles(study.articles):
            if isinstance(found, Article):
                n_articles += 1
                compared.add(found)
                if found.duplicate_of is None:
                    yield found.outlet, found.text
            elif strict and not found.expected:
                raise found.as_error()
            else:
                left_out.append(found)

    repeated = find_repeated(read())
    if not n_articles:
        raise no_article(study.articles, left_out)
    compared.check()
    return n_articles, repeated


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


class ParquetSink:
    """Writes the tables as parts of a store and commits them.

    Parameters
    ----------
    store : Path
    log : Log
        What was committed before.
    batches : list of Commit
        The batches as they are now: tables of theirs may have been recomputed.
    """

    def __init__(self, store: Path, log: Log, batches: list[Commit]) -> None:
        self._store, self._log, self._batches = store, log, batches

    @property
    def n_batches(self) -> int:
        return len(self._batches)

    def add(self, tables: Tables, own: dict[str, str]) -> None:
        parts = tuple(
            write_part(self._store, table, self.n_batches, [tables[table]])
            for table in TABLES
            if table not in GATHERED and (tables[table].num_rows or not self.n_batches)
        )
        commit = Commit("batch", self.n_batches, parts, {"own": own} if own else {})
        append_commit(self._store, commit)
        self._batches.append(commit)

    def keep_gathered(self) -> bool:
        gathered = self._log.gathered
        if self.n_batches > len(self._log.batches) or gathered is None:
            return False
        if not self._log.is_finished:
            append_commit(self._store, gathered)  # last again, behind what was recomputed
        return True

    def hold(self) -> Held:
        return hold_parts(self._store, Log(tuple(self._batches)))

    def put(self, gathered: Iterable[Gathered]) -> None:
        number = self.n_batches
        parts = tuple(
            write_part(self._store, table, number, rows, name="repeated" if table not in GATHERED else "part")
            for table, rows in gathered
        )
        append_commit(self._store, Commit("speakers", number, parts))
