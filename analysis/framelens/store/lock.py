"""One writer a store: a lock that ends with its process, however that ends."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from framelens.errors import InputError

LOCK_FILE = ".lock"
_ASKED_EVERY = 0.2  # seconds


@contextmanager
def lock_store(store: Path, *, shared: bool = False, wait: bool = False) -> Iterator[None]:
    """Hold the store's lock.

    Parameters
    ----------
    shared : bool
        Whether others may hold it too, as long as nobody writes: for reading what may be removed. Waits for a writer.
    wait : bool
        Whether the end of another process's work is waited for.

    Raises
    ------
    InputError
        If another process holds the lock and it is not waited for.
    """
    handle = os.open(store / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        while True:
            try:
                _lock(handle, shared=shared)
                break
            except OSError as error:
                if not (wait or shared):
                    raise InputError(
                        f"{store} is being written by another process; wait for its end, or name another store"
                    ) from error
                time.sleep(_ASKED_EVERY)
        yield
    finally:
        os.close(handle)


if os.name == "nt":
    import msvcrt

    def _lock(handle: int, *, shared: bool) -> None:
        # Windows knows no shared lock here: readers take turns.
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _lock(handle: int, *, shared: bool) -> None:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
