"""Chunks annotated on a Dask cluster: the same tables in the same order, whichever worker made them.

Workers need framelens and the extra ``cluster`` installed; the scheduler gives the work of a dead worker to another.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from typing import Any

import pyarrow as pa

from framelens.errors import InputError
from framelens.settings.settings import Settings
from framelens.store.chunks import Annotator, Chunk, Tables, annotate_chunk, failed_row

_PENDING_PER_THREAD = 3
_TIMEOUT = "20s"
DIED = "the process that annotated it died; it may need more memory than there is"


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
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise InputError("--dask needs Dask; install it with: pip install framelens[cluster]") from error
    try:
        client = Client(address, timeout=_TIMEOUT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(f"there is no Dask scheduler at {address}; start one with: dask scheduler") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise InputError(f"the Dask scheduler at {address} has no worker; start one with: dask worker {address}")
        given = pickle.dumps((study, annotate))
        waiting = iter(chunks)
        pending: deque[tuple[Chunk, Any]] = deque()
        while True:
            for chunk in islice(waiting, threads * _PENDING_PER_THREAD - len(pending)):
                pending.append((chunk, _submit(client, chunk, given)))
            if not pending:
                return
            chunk, future = pending.popleft()
            try:
                yield chunk, future.result()
            except KilledWorker:
                yield chunk, _annotate_apart(client, chunk, given)
            except (ImportError, AttributeError, pickle.UnpicklingError) as error:
                raise InputError(
                    f"a Dask worker cannot annotate ({error}); install the same framelens on every worker"
                ) from error


def _submit(client: Any, chunk: Chunk, given: bytes) -> Any:
    # Not pure: two chunks of the same words are two tasks, and none is answered from an earlier run.
    return client.submit(_work, chunk, given, pure=False)


def _annotate_apart(client: Any, chunk: Chunk, given: bytes) -> Tables:
    """Annotate article by article, so that only the one that kills its workers is lost."""
    from distributed.scheduler import KilledWorker

    results = [_work(replace(chunk, articles=()), given)]
    for article in chunk.articles:
        try:
            results.append(_submit(client, Chunk((article,)), given).result())
        except KilledWorker:
            row = failed_row(article, DIED)
            schema = results[0]["left_out"].schema
            results.append({**_work(Chunk(()), given), "left_out": pa.Table.from_pylist([row], schema)})
    return {table: pa.concat_tables(result[table] for result in results) for table in results[0]}


@lru_cache(maxsize=2)
def _unpacked(given: bytes) -> tuple[Settings, Annotator]:
    study, annotate = pickle.loads(given)
    return study, annotate


def _work(chunk: Chunk, given: bytes) -> Tables:
    return annotate_chunk(chunk, *_unpacked(given))
