"""Chunks annotated on a Dask cluster: the same tables in the same order, whichever worker made them.

Workers need framelens and the extra ``cluster`` installed; the scheduler gives the work of a dead worker to another.
"""

from __future__ import annotations

import logging
import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any

import pyarrow as pa

from framelens.errors import InputError
from framelens.settings.settings import Settings
from framelens.store.chunks import Annotator, Chunk, Tables, annotate_chunk, died_tables

_PENDING_PER_THREAD = 3
_TIMEOUT = "20s"
# How often it is asked whether there is a worker, and how long none may be there.
_LOOK, _PATIENCE = 5.0, 60.0
_TRIES = 3  # how often a wait that broke off is begun again


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
        If Dask is not installed, there is no scheduler at the address, no worker, or a worker lacks framelens.
    """
    try:
        from distributed import Client
    except ImportError as error:
        raise InputError("--dask needs Dask; install it with: pip install framelens[cluster]") from error
    try:
        client = Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"there is no Dask scheduler at {address}; start one with: dask scheduler") from error
    with _quiet(), client:
        with _naming_loss(address):
            threads = sum(client.nthreads().values())
        if not threads:
            raise InputError(f"the Dask scheduler at {address} has no worker; start one with: dask worker {address}")
        given = pickle.dumps((study, annotate))
        waiting = iter(chunks)
        pending: deque[tuple[Chunk, Any]] = deque()
        while True:
            for chunk in islice(waiting, threads * _PENDING_PER_THREAD - len(pending)):
                with _naming_loss(address):
                    pending.append((chunk, _submit(client, chunk, given)))
            if not pending:
                return
            chunk, future = pending.popleft()
            with _naming_loss(address):
                tables = _take(client, chunk, future, given, address)
            yield chunk, tables


def _take(client: Any, chunk: Chunk, future: Any, given: bytes, address: str) -> Tables:
    from distributed.scheduler import KilledWorker

    try:
        return _await(client, future, address)
    except KilledWorker:
        return _annotate_apart(client, chunk, given, address)
    except (ImportError, AttributeError, pickle.UnpicklingError) as error:
        raise InputError(
            f"a Dask worker cannot annotate ({error}); install the same framelens on every worker"
        ) from error


@contextmanager
def _naming_loss(address: str) -> Iterator[None]:
    """Turn the loss of the scheduler into one line."""
    try:
        yield
    except (CancelledError, OSError, RuntimeError, UnboundLocalError) as error:
        raise InputError(
            f"the connection to the Dask scheduler at {address} is lost; what was committed is safe: start the "
            "scheduler and its workers again and run the same command, it goes on from there"
        ) from error


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


def _await(client: Any, future: Any, address: str) -> Tables:
    """The tables of a task, waited for as long as there is a worker that may do it."""
    seconds, broken = 0.0, 0
    while True:
        try:
            tables: Tables = future.result(timeout=_LOOK)
            return tables
        except UnboundLocalError:
            # Dask's own, where a wait was cancelled inside it while a worker died: neither answer nor error is there.
            broken += 1
            if future.cancelled() or broken > _TRIES:
                raise
        except TimeoutError:
            seconds = 0.0 if client.nthreads() else seconds + _LOOK
            if seconds >= _PATIENCE:
                raise InputError(
                    f"the Dask scheduler at {address} has had no worker for {seconds:.0f} seconds; what was committed "
                    f"is safe: start workers with: dask worker {address}, and run the same command again"
                ) from None


def _submit(client: Any, chunk: Chunk, given: bytes) -> Any:
    # Not pure: two chunks of the same words are two tasks, and none is answered from an earlier run.
    return client.submit(_work, chunk, given, pure=False)


def _annotate_apart(client: Any, chunk: Chunk, given: bytes, address: str) -> Tables:
    """Annotate article by article, so that only the one that kills its workers is lost."""
    from distributed.scheduler import KilledWorker

    results = [_work(replace(chunk, articles=()), given)]
    for article in chunk.articles:
        try:
            results.append(_await(client, _submit(client, Chunk((article,)), given), address))
        except KilledWorker:
            results.append(died_tables(article, *_unpacked(given)))
    return {table: pa.concat_tables(result[table] for result in results) for table in results[0]}


@lru_cache(maxsize=2)
def _unpacked(given: bytes) -> tuple[Settings, Annotator]:
    study, annotate = pickle.loads(given)
    return study, annotate


def _work(chunk: Chunk, given: bytes) -> Tables:
    return annotate_chunk(chunk, *_unpacked(given))
