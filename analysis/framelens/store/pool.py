"""Worker processes with a pipe each, so that the death of one is seen at once and costs its own work alone."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

import pyarrow as pa

from framelens.errors import InputError
from framelens.processes import holding_interrupts, start_server, starting_bare
from framelens.settings.settings import Settings
from framelens.store.chunks import Annotator, Chunk, Tables, annotate_chunk, died_tables

_PENDING_PER_WORKER = 3
# An article is left out once it has killed so many processes in which it was alone.
DEADLY = 2
# So many deaths without a result between them are no fault of an article.
_MOST_DEATHS = 50
# The server that workers are forked from may have died a moment ago, which the system does not tell at once.
_STARTS = 6
_FIRST_PAUSE = 0.05
_END_LIMIT = 10.0
_TOLD = "see why with --workers 1; what was committed is safe, and the same command goes on from there"


@dataclass(order=True)
class _Task:
    """Articles for one process: a chunk, or one article of a chunk that killed a process."""

    deaths: int
    place: int
    part: int
    chunk: Chunk = field(compare=False)
    alone: bool = field(compare=False, default=False)


_STOP = _Task(-1, -1, -1, Chunk(()))


@dataclass
class _Slot:
    """A chunk whose tables are awaited, in one piece or article by article."""

    chunk: Chunk
    found: dict[int, Tables] = field(default_factory=dict)
    awaited: int = 1


class Pool:
    """A pool of processes that outlives the death of any of them.

    A chunk that dies with its process is tried again article by article, each in a process of its own; an article
    that kills that twice is left out. At most three chunks a worker are given out and not yet taken, so that memory
    does not grow with the corpus.
    """

    def __init__(self, study: Settings, annotate: Annotator, workers: int) -> None:
        self._study, self._annotate = study, annotate
        self._workers = workers
        self._context = start_server()
        self._tasks: queue.PriorityQueue[_Task] = queue.PriorityQueue()
        self._outcomes: queue.SimpleQueue[tuple[_Task, Tables | Exception | None, bool]] = queue.SimpleQueue()
        self._running: list[BaseProcess] = []
        self._slots: dict[int, _Slot] = {}
        self._deaths_in_row = 0

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: object) -> None:
        """End the workers at once: they hold nothing that is not given back."""
        for process in self._running:
            process.kill()
            self._tasks.put(_STOP)
        for process in self._running:
            process.join(_END_LIMIT)

    def run(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, Tables]]:
        """Each chunk with its tables, in the order of ``chunks``."""
        numbered = enumerate(chunks)
        pending: deque[int] = deque()
        while True:
            for place, chunk in islice(numbered, self._workers * _PENDING_PER_WORKER - len(pending)):
                pending.append(place)
                self._slots[place] = _Slot(chunk)
                self._tasks.put(_Task(0, place, 0, chunk))
                if len(self._running) < self._workers:
                    self._start_worker()
            if not pending:
                return
            slot = self._slots[pending[0]]
            while len(slot.found) < slot.awaited:
                self._take_outcome()
            del self._slots[pending.popleft()]
            results = [slot.found[part] for part in sorted(slot.found)]
            yield slot.chunk, {table: pa.concat_tables(result[table] for result in results) for table in results[0]}

    def _take_outcome(self) -> None:
        task, outcome, begun = self._next_outcome()
        if isinstance(outcome, Exception):
            raise outcome
        if outcome is not None:
            self._deaths_in_row = 0
            self._slots[task.place].found[task.part] = outcome
            return
        self._deaths_in_row += 1
        if self._deaths_in_row >= _MOST_DEATHS:
            raise InputError(f"the worker processes die: {self._deaths_in_row} in a row without a result; {_TOLD}")
        self._running = [process for process in self._running if process.is_alive()]
        self._start_worker()
        if not begun:
            self._tasks.put(task)  # the worker was dead when it was given out
        elif not task.alone:
            self._take_apart(task)
        elif task.deaths + 1 < DEADLY:
            self._tasks.put(replace(task, deaths=task.deaths + 1))
        else:
            self._slots[task.place].found[task.part] = died_tables(task.chunk.articles[0], self._study, self._annotate)

    def _take_apart(self, task: _Task) -> None:
        """Give a chunk out article by article, what it leaves out in front."""
        slot = self._slots[task.place]
        slot.awaited = 1 + len(task.chunk.articles)
        slot.found[0] = annotate_chunk(replace(task.chunk, articles=()), self._study, self._annotate)
        for part, article in enumerate(task.chunk.articles, start=1):
            self._tasks.put(_Task(0, task.place, part, Chunk((article,)), alone=True))

    def _next_outcome(self) -> tuple[_Task, Tables | Exception | None, bool]:
        while True:
            # In short waits, since Ctrl-C does not end a long one everywhere.
            with suppress(queue.Empty):
                return self._outcomes.get(timeout=1.0)

    def _start_worker(self, tries: int = _STARTS) -> None:
        ours, theirs = self._context.Pipe()
        arguments = (theirs, self._study, self._annotate)
        process = self._context.Process(target=_work, args=arguments, daemon=True)  # type: ignore[attr-defined]
        try:
            with holding_interrupts(), starting_bare(self._annotate):
                process.start()
        except (OSError, EOFError) as error:
            if tries > 1:  # another server is started once this one is known to be dead
                time.sleep(_FIRST_PAUSE * 2 ** (_STARTS - tries))
                self._start_worker(tries - 1)
                return
            raise InputError(f"a worker process cannot be started ({error}); run with --workers 1") from error
        # Once it is the worker's alone, the pipe ends with it.
        theirs.close()
        self._running.append(process)
        threading.Thread(target=self._attend, args=(process, ours), daemon=True).start()

    def _attend(self, process: BaseProcess, pipe: Connection) -> None:
        """Hand one worker task after task, until it dies."""
        while (task := self._tasks.get()) is not _STOP:
            begun, outcome = False, None
            try:
                pipe.send(task.chunk)
                begun = True
                if pipe in wait([pipe, process.sentinel]) or pipe.poll():
                    outcome = pipe.recv()
            except (EOFError, OSError):
                pass  # it died, before or while it sent its tables
            except Exception as error:  # what cannot be sent ends the run, not this thread
                outcome = error
            self._outcomes.put((task, outcome, begun))
            if outcome is None:
                break
        pipe.close()


def _work(pipe: Connection, study: Settings, annotate: Annotator) -> None:
    """What a worker does: take a chunk, give back its tables, until the parent ends it."""
    # Ctrl-C is for the parent, which then ends its workers.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            chunk = pipe.recv()
            try:
                outcome: Tables | Exception = annotate_chunk(chunk, study, annotate)
            except Exception as error:
                outcome = error
            pipe.send(outcome)


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
