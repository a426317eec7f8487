"""Chunks annotated on a Dask cluster: the same tables in the same order, whichever worker made them.

Only this program reads the source and writes the store. Each worker that has the same framelens gets the settings
once, when it is first seen, and tasks are given to such workers alone. A few chunks per thread are given out and not
yet taken; they are kept here, so that whatever dies, the scheduler too, they are given out again.
"""

from __future__ import annotations

import logging
import pickle
import sys
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib.metadata import version
from itertools import islice
from typing import Any

import pyarrow as pa
from tqdm.auto import tqdm

from framelens.errors import InputError
from framelens.settings.settings import Settings
from framelens.store.alike import describe_installed
from framelens.store.chunks import Annotator, Chunk, Tables, annotate_chunk, died_tables
from framelens.store.on_worker import UnknownRunError, annotate_sent, take_run
from framelens.store.pool import DEADLY

_PENDING_PER_THREAD = 3
# How long a scheduler is waited for at the start, and how long it or the last worker may be gone later.
_TIMEOUT, _PATIENCE = 20.0, 120.0
_LOOK, _PAUSE = 5.0, 1.0  # how often workers are looked for, and a lost scheduler
# How a lost scheduler shows; the last is Dask's own, where its wait was cancelled inside.
_LOSSES = (CancelledError, OSError, RuntimeError, UnboundLocalError)


def annotate_on_cluster(
    chunks: Iterable[Chunk], study: Settings, annotate: Annotator, *, address: str
) -> Iterator[tuple[Chunk, Tables]]:
    """Each chunk with its tables, in the order of ``chunks``.

    Parameters
    ----------
    address : str
        The scheduler's, such as ``tcp://10.0.0.1:8786``.

    Raises
    ------
    InputError
        If Dask is not installed, there is no scheduler at the address, a worker has another framelens, or the
        scheduler or all workers are gone for two minutes.
    """
    try:
        import distributed  # noqa: F401
    except ImportError as error:
        raise InputError("--dask needs Dask; install it with: pip install framelens[cluster]") from error
    with _quiet():
        cluster = _Cluster(address, study, annotate)
        try:
            cluster.start()
            yield from cluster.run(chunks)
        finally:
            cluster.close()


@dataclass(eq=False)
class _Given:
    """A chunk that was given out, the workers that may do it, Dask's promise, and how often they died of it alone."""

    chunk: Chunk
    workers: Collection[str] = ()
    future: Any = None
    deaths: int = 0


class _Cluster:
    """The workers of a scheduler that are like this machine, and what was given out to them."""

    def __init__(self, address: str, study: Settings, annotate: Annotator) -> None:
        self._address = address
        self._given = study, annotate
        self._run, self._packed = uuid.uuid4().hex, pickle.dumps((study, annotate))
        self._client: Any = None
        self._tasks: list[_Given] = []  # given out and not yet taken
        self._threads: dict[str, int] = {}  # of the workers that have the settings
        self._unlike: set[str] = set()
        self._looked = 0.0
        self._gone: dict[str, float] = {}  # since when who is missing

    def start(self) -> None:
        try:
            self._connect(_TIMEOUT)
        except (*_LOSSES, ValueError) as error:
            raise InputError(
                f"there is no Dask scheduler at {self._address}; start one with: dask scheduler"
            ) from error
        self._look(first=True)

    def run(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Tables]]:
        waiting = iter(chunks)
        while True:
            for chunk in islice(waiting, self._count_free()):
                self._give(chunk)
            if not self._tasks:
                return
            task = self._tasks[0]
            tables = self._take(task)
            self._tasks.remove(task)
            yield task.chunk, tables

    def close(self) -> None:
        with suppress(Exception):
            self._client.close(timeout=_PAUSE)

    def _count_free(self) -> int:
        """How many chunks may be given out; workers that came or went count."""
        if time.monotonic() - self._looked > _LOOK:
            self._look()
        return max(sum(self._threads.values()) * _PENDING_PER_THREAD - len(self._tasks), 0)

    def _give(self, chunk: Chunk) -> _Given:
        task = _Given(chunk)
        self._tasks.append(task)
        self._submit([task])
        return task

    def _submit(self, tasks: Iterable[_Given]) -> None:
        """Give tasks out to all workers of now; pickled, since the scheduler has no use for what is in them."""
        try:
            for task in tasks:
                task.workers = list(self._threads)
                task.future = self._client.submit(
                    annotate_sent, self._run, pickle.dumps(task.chunk), pure=False, workers=task.workers
                )
        except _LOSSES:
            self._reconnect()

    def _take(self, task: _Given) -> Tables:
        """The tables of a task, waited for as long as there is a worker that may do it."""
        from distributed.scheduler import KilledWorker

        while True:
            try:
                tables: Tables = task.future.result(timeout=_LOOK)
            except KilledWorker:
                return self._annotate_apart(task)
            except InputError:
                raise
            except Exception as error:
                self._go_on(task, error)
            else:
                self._gone.clear()
                return tables

    def _go_on(self, task: _Given, error: Exception) -> None:
        """After a wait that brought no tables: look after the workers, the connection, or the task."""
        if task.future.status != "error":
            if isinstance(error, TimeoutError):
                self._look()
            elif isinstance(error, _LOSSES):
                self._reconnect()
            else:
                raise error
        elif isinstance(error, UnknownRunError):  # other runs took the place of this one's settings
            self._threads, task.workers = {}, ()
            self._look()
        else:
            raise InputError(
                f"a Dask worker cannot annotate ({type(error).__name__}: {error}); install the same framelens and the "
                "same Dask on every worker"
            ) from error

    def _annotate_apart(self, task: _Given) -> Tables:
        """Annotate a chunk that killed its workers article by article, so that only the one that does it is lost."""
        if len(task.chunk.articles) == 1 and not task.chunk.left_out:
            task.deaths += 1
            if task.deaths < DEADLY:  # another may have killed the worker that it was given to
                self._submit([task])
                return self._take(task)
            return died_tables(task.chunk.articles[0], *self._given)
        results = [annotate_chunk(replace(task.chunk, articles=()), *self._given)]
        for article in task.chunk.articles:
            alone = self._give(Chunk((article,)))
            results.append(self._take(alone))
            self._tasks.remove(alone)
        return {table: pa.concat_tables(result[table] for result in results) for table in results[0]}

    def _connect(self, timeout: float) -> None:
        from distributed import Client

        self._client = Client(self._address, timeout=timeout, set_as_default=False)
        try:
            self._client.run_on_scheduler(describe_installed)
        except (ImportError, AttributeError) as error:
            raise InputError(
                f"the Dask scheduler at {self._address} cannot import this framelens ({error}); install framelens "
                f"{version('framelens')} with the extra cluster there too"
            ) from error

    def _reconnect(self) -> None:
        """Wait for the scheduler, and give out again what was not taken."""
        self.close()
        self._threads, self._unlike = {}, set()
        for task in self._tasks:
            task.workers = ()
        lost = f"the connection to the Dask scheduler at {self._address} is lost"
        while True:
            self._wait("scheduler", lost, "the scheduler and its workers")
            try:
                self._connect(_PATIENCE / 10)
            except (*_LOSSES, ValueError):
                time.sleep(_PAUSE)
            else:
                break
        self._look()

    def _look(self, *, first: bool = False) -> None:
        """Look which workers there are, give the settings to those that are new, and wait where there is none.

        A task is given out again where none of the workers that it was given to is left.
        """
        while True:
            self._looked = time.monotonic()
            try:
                now: dict[str, int] = self._client.nthreads()
                self._hire(now, first=first)
            except _LOSSES:
                self._reconnect()
                return
            if self._threads:
                break
            self._wait("workers", f"the Dask scheduler at {self._address} has no worker that can annotate", "workers")
            time.sleep(_PAUSE)
        self._submit([task for task in self._tasks if not self._threads.keys() & task.workers])

    def _hire(self, now: dict[str, int], *, first: bool) -> None:
        """Give the settings to the workers that are new and like this machine; the others get no work."""
        new = [worker for worker in now if worker not in self._threads and worker not in self._unlike]
        answers = {}
        if new:
            answers = self._client.run(
                take_run, self._run, describe_installed(), self._packed, workers=new, on_error="return"
            )
        self._threads = {worker: n for worker, n in now.items() if worker in self._threads or answers.get(worker) == ""}
        for worker, answer in answers.items():
            if isinstance(answer, OSError) or answer == "":
                continue  # like this machine, or gone meanwhile
            why = answer if isinstance(answer, str) else self._explain(worker, answer)
            self._unlike.add(worker)
            unlike = f"the Dask worker {worker} has {why}"
            if first:
                raise InputError(f"{unlike}; install the same on every worker, then run the same command again")
            _tell(f"{unlike}; it gets no work")

    def _explain(self, worker: str, error: Exception) -> str:
        """What a worker has that cannot even take the settings; asked by what any Python can answer."""
        has = self._client.run(version, "framelens", workers=[worker], on_error="return").get(worker)
        if not isinstance(has, str):
            return f"no framelens (here {version('framelens')})"
        return f"framelens {has} (here {version('framelens')}), which cannot take part: {error}"

    def _wait(self, who: str, what: str, start: str) -> None:
        """Say once that somebody is missing, and end the run when patience is."""
        if who not in self._gone:
            if not self._gone:  # a scheduler that comes back has no workers at first
                _tell(f"{what}; waiting for up to {_PATIENCE:.0f} seconds")
            self._gone[who] = time.monotonic()
        elif time.monotonic() - self._gone[who] > _PATIENCE:
            raise InputError(
                f"{what}, for {_PATIENCE:.0f} seconds; what was committed is safe: start {start} again "
                f"(dask scheduler; dask worker {self._address}) and run the same command, it goes on from there"
            )


def _tell(line: str) -> None:
    tqdm.write(f"framelens: {line}", file=sys.stderr)


@contextmanager
def _quiet() -> Iterator[None]:
    """What Dask logs about a lost connection is said in one line instead."""
    loggers = [
        logging.getLogger(name) for name in ("distributed.client", "distributed.core", "distributed.utils", "asyncio")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
