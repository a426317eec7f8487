"""Annotating a source into a store: batch by batch, resumable at any moment, one writer at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from framelens.corpus import Article, LeftOut, check_source, iterate_articles
from framelens.corpus.boilerplate import find_repeated
from framelens.corpus.filtering import Compared
from framelens.corpus.reading import no_article
from framelens.disk import is_within
from framelens.errors import InputError
from framelens.remote import is_remote
from framelens.settings.settings import ArticleSource, Settings
from framelens.store.assembling import Gathered, finish
from framelens.store.chain import LOG_FILE, repair_lines
from framelens.store.chunks import Annotator, Tables, make_chunks
from framelens.store.engine import annotate_batches, show_progress, show_redoing
from framelens.store.held import Held
from framelens.store.inventory import Inventory
from framelens.store.joining import join_batches
from framelens.store.lock import LOCK_FILE, lock_store
from framelens.store.log import Commit, Log, append_commit, n_written, read_log
from framelens.store.objects import writing_there
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
from framelens.store.settings import take_settings

if TYPE_CHECKING:
    from framelens.store.redoing import Again


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
    follow: bool = False,
    tell: Callable[[str], None] | None = None,
) -> Store:
    """Annotate every article of ``study.articles`` into the store at ``path``.

    A store that is there is continued: what was committed is kept, articles that are new are added. Where a setting
    changed, what depends on it is recomputed (:data:`framelens.settings.dependent.DEPENDENT`), and nothing else.
    The bytes written depend on the articles and the study alone, whatever ``workers`` is and however often the
    run was interrupted.

    Parameters
    ----------
    study : Settings
    path : path or str
        The folder of the store; made if it is not there, and removed again if nothing could be written. Or its address
        in object storage, such as ``s3://bucket/store``.
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
    follow : bool
        Whether the store is to have what its source has: articles that are other there are annotated again, those
        that are gone are dropped.
    tell : callable, optional
        Takes the lines that say what was recomputed in a store that was there, and why.

    Returns
    -------
    Store

    Raises
    ------
    InputError
        If the source has no article, or, when strict, something that is none; if the folder is not a store, is
        damaged or is being written; if an article of the store has other words now, or the source is read otherwise
        than before, and the store does not follow it; if the disk is full.
    """
    # Imported here: who opens a store to read it needs no annotator.
    from framelens.store.redoing import Redoing, describe_redone

    if workers < 1:
        raise InputError(f"workers is {workers}; it must be 1 or more")
    source = study.articles
    check_source(source)
    annotate, again = annotate or _own_annotator(), again or _own_annotator(again=True)
    with ExitStack() as stack:
        store = stack.enter_context(writing_there(path)) if is_remote(path) else Path(path)
        _check_target(store, source)
        log = stack.enter_context(_open_for_writing(store, wait=wait))
        inventory = Inventory(store, log, follows=follow)
        n_articles, repeated = _survey(study, inventory, strict=strict)
        study = study.with_reader_for(inventory.count(n_articles))
        inventory.settle(repeated)
        with naming_disk_errors(store):
            log = take_settings(store, study, inventory)
            redoing = Redoing(store, study, log, again, inventory)
            with show_progress(n_articles, len(inventory), shown=progress) as bar:
                run = partial(annotate_batches, study=study, annotate=annotate, workers=workers, dask=dask)
                with show_redoing(shown=progress) as again_bar:
                    redone = redoing.redo(partial(run, bar=again_bar), repeated)
                sink = ParquetSink(store, log, redone.batches)
                chunks = make_chunks(_find_new(source, inventory), repeated) if inventory.has_new else ()
                finish(run(chunks, bar=bar), sink, study.corrections)
            join_batches(store, list(read_log(store).batches))
            remove_uncommitted(store, read_log(store))
            if tell and len(inventory):
                for line in describe_redone(redone, inventory, sink.n_new, gathered=sink.has_gathered):
                    tell(line)
    return Store(store)


def _own_annotator(*, again: bool = False) -> Any:
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


def _survey(study: Settings, inventory: Inventory, *, strict: bool) -> tuple[int, frozenset[bytes]]:
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
                inventory.meet(found, study)
                if found.duplicate_of is None:
                    yield found.outlet, found.text
            elif strict and not found.expected:
                raise found.as_error()
            else:
                left_out.append(found)
                inventory.leave_out(found)

    repeated = find_repeated(read())
    if not n_articles:
        raise no_article(study.articles, left_out)
    compared.check()
    return n_articles, repeated


@contextmanager
def _open_for_writing(store: Path, *, wait: bool) -> Iterator[Log]:
    """Hold a store's lock, with its log as it is; what was begun and has no batch is removed again on an error."""
    was_there, was_empty = store.exists(), not store.exists() or not any(store.iterdir())
    with naming_disk_errors(store):
        store.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        stack.enter_context(lock_store(store, wait=wait))
        try:
            with naming_disk_errors(store):
                repair_lines(store)
                log = read_log(store)
                check_parts(store, log.parts)
                remove_uncommitted(store, log)
                from framelens.store.redoing import try_died_again

                try_died_again(store, log)
            yield read_log(store)
        except BaseException:
            if was_empty and not read_log(store).batches:
                remove_beginning(store)
                if was_there:
                    store.mkdir(exist_ok=True)
            raise


def _find_new(source: ArticleSource, inventory: Inventory) -> Iterator[Article | LeftOut]:
    for found in iterate_articles(source, first_with=None if inventory.follows else inventory.first_with):
        if isinstance(found, Article):
            if found.article_id in inventory:
                continue
            if inventory.follows:
                found = replace(found, duplicate_of=inventory.origins.get(found.article_id))
        if not inventory.has_left_out(found):
            yield found


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
        self._store, self._log = store, log
        self._stale = read_log(store).stale
        self._batches = join_batches(store, batches, self._stale)
        self.has_gathered = False
        self.n_new = 0

    @property
    def n_batches(self) -> int:
        return sum(map(n_written, self._batches))

    def add(self, tables: Tables, own: dict[str, str]) -> None:
        parts = tuple(
            write_part(self._store, table, self.n_batches, [tables[table]])
            for table in TABLES
            if table not in GATHERED and (tables[table].num_rows or not self.n_batches)
        )
        commit = Commit("batch", self.n_batches, parts, {"own": own} if own else {})
        append_commit(self._store, commit)
        self._batches.append(commit)
        join_batches(self._store, self._batches, self._stale)
        self.n_new += tables["articles"].num_rows

    def keep_gathered(self) -> bool:
        gathered = read_log(self._store).gathered
        if gathered is None:
            return False
        if not read_log(self._store).is_finished:
            append_commit(self._store, gathered)  # last again, behind what was recomputed
        return True

    def hold(self) -> Held:
        return hold_parts(self._store, Log(tuple(self._batches)))

    def put(self, gathered: Iterable[Gathered]) -> None:
        number = self.n_batches
        again = self._log.name_gathered(number)
        parts = tuple(
            write_part(self._store, table, number, rows, name=again or ("part" if table in GATHERED else "repeated"))
            for table, rows in gathered
        )
        self.has_gathered = True
        append_commit(self._store, Commit("speakers", number, parts))
