"""One writer a store: a lock that ends with its process, however that ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from framelens.errors import InputError

LOCK_FILE = ".lock"


@contextmanager
def lock_store(store: Path) -> Iterator[None]:
    """Hold the store's lock.

    Raises
    ------
    InputError
        If another process writes into the store.
    """
    handle = os.open(store / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            _lock(handle)
        except OSError as error:
            raise InputError(
                f"{store} is being written by another process; wait for its end, or name another store"
            ) from error
        yield
    finally:
        os.close(handle)


if os.name == "nt":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
