"""Where chunks are annotated: in this process or in a pool, with the same tables in the same order."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import nullcontext
from dataclasses import replace
from itertools import islice

import pyarrow as pa

from framelens.corpus import Article
from framelens.errors import InputError
from framelens.processes import holding_interrupts, leaving_script_out, start_server
from framelens.settings.settings import Settings
from framelens.store.chunks import Annotator, Chunk, Tables, annotate_chunk, failed_row
from framelens.store.cluster import DIED, annotate_on_cluster

_PENDING_PER_WORKER = 3
Pending = deque[tuple[Chunk, "Future[Tables]"]]


def annotate_chunks(
    chunks: Iterable[Chunk], study: Settings, annotate: Annotator, *, workers: int, dask: str | None = None
) -> Iterator[tuple[Chunk, Tables]]:
    """Each chunk with its tables, in the order of ``chunks``.

    Parameters
    ----------
    workers : int
        How many processes annotate; with one, it is this one.
    dask : str, optional
        The address of a Dask scheduler, whose workers annotate instead.

    Raises
    ------
    InputError
        If worker processes cannot be started, or a setting of the study is wrong.
    """
    if dask is not None:
        yield from annotate_on_cluster(chunks, study, annotate, address=dask)
    elif workers == 1:
        for chunk in chunks:
            yield chunk, annotate_chunk(chunk, study, annotate)
    else:
        with _Pool(study, annotate, workers) as pool:
            yield from pool.run(chunks)


class _Pool:
    """A process pool that outlives the death of its workers."""

    def __init__(self, study: Settings, annotate: Annotator, workers: int) -> None:
        self._study, self._annotate, self._workers = study, annotate, workers
        self._executor = self._start(workers)
        self._has_worked = False

    def __enter__(self) -> _Pool:
        return self

    def __exit__(self, *_: object) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)

    def run(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Tables]]:
        waiting = iter(chunks)
        pending: Pending = deque()
        while True:
            for chunk in islice(waiting, self._workers * _PENDING_PER_WORKER - len(pending)):
                pending.append((chunk, self._submit(chunk)))
            if not pending:
                return
            chunk, future = pending[0]
            try:
                tables = future.result()
                self._has_worked = True
            except BrokenProcessPool as error:
                tables = self._annotate_apart(chunk, error)
                self._restart(pending)
            pending.popleft()
            yield chunk, tables

    def _annotate_apart(self, chunk: Chunk, error: BrokenProcessPool) -> Tables:
        """Annotate article by article, each in a process of its own, so that only the deadly one is lost."""
        results = [annotate_chunk(replace(chunk, articles=()), self._study, self._annotate)]
        results += [self._annotate_alone(article) for article in chunk.articles]
        if not self._has_worked and not any(result["articles"].num_rows for result in results):
            raise InputError(
                "the worker processes die before they have annotated anything; run with --workers 1 to see why"
            ) from error
        return {table: pa.concat_tables(result[table] for result in results) for table in results[0]}

    def _annotate_alone(self, article: Article) -> Tables:
        with self._start(1) as executor:
            try:
                return self._submit_to(executor, Chunk((article,))).result()
            except BrokenProcessPool:
                empty = annotate_chunk(Chunk(()), self._study, self._annotate)
                row = failed_row(article, DIED)
                return {**empty, "left_out": pa.Table.from_pylist([row], empty["left_out"].schema)}

    def _restart(self, pending: Pending) -> None:
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = self._start(self._workers)
        for place, (chunk, future) in enumerate(pending):
            if place and (not future.done() or future.cancelled() or future.exception() is not None):
                pending[place] = (chunk, self._submit(chunk))

    def _submit(self, chunk: Chunk) -> Future[Tables]:
        try:
            return self._submit_to(self._executor, chunk)
        except BrokenProcessPool as error:
            # A worker died since the last result; the chunk waits for its turn like the others.
            future: Future[Tables] = Future()
            future.set_exception(error)
            return future

    def _submit_to(self, executor: ProcessPoolExecutor, chunk: Chunk) -> Future[Tables]:
        """Hand a chunk over; it may start a worker, which must not be left half-started."""
        of_script = getattr(self._annotate, "__module__", None) == "__main__"
        with holding_interrupts(), nullcontext() if of_script else leaving_script_out():
            return executor.submit(_work, chunk)

    def _start(self, workers: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(workers, start_server(), _begin_work, (self._study, self._annotate))


def _begin_work(study: Settings, annotate: Annotator) -> None:
    global _given
    _given = (study, annotate)
    # Ctrl-C is for the parent, which then ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


_given: tuple[Settings, Annotator]


def _work(chunk: Chunk) -> Tables:
    return annotate_chunk(chunk, *_given)
