"""Worker processes: the server that they are forked from, and Ctrl-C while they are started.

This module imports nothing heavy, so that the server's imports and those of the program that wants workers can go on
side by side: both take more than a second.
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext

# What a worker needs, imported once by the server.
_NEEDED = ["framelens.annotate.article", "framelens.store.engine"]


def start_server() -> BaseContext:
    """The way in which workers are started; where they are forked from a server, it runs from now on.

    A fresh process holds no thread's lock and no open file of this one, which a plain fork would copy.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver, resource_tracker  # POSIX only

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_NEEDED)
    resource_tracker.ensure_running()  # first, since starting it unblocks the signal
    with holding_interrupts():  # the server is deaf to Ctrl-C: its imports take seconds
        forkserver.ensure_running()
    return context


@contextmanager
def holding_interrupts() -> Iterator[None]:
    """Let Ctrl-C wait for the end of what is begun; processes started meanwhile never hear it."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread is interrupted
        return
    held: list[int] = []
    # The handler, since another thread may receive the signal; the mask, since a started process inherits it.
    handler = signal.signal(signal.SIGINT, lambda number, frame: held.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if hasattr(signal, "pthread_sigmask") else None
    try:
        yield
    finally:
        if mask is not None:
            signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
        if held:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def leaving_script_out() -> Iterator[None]:
    """Processes started meanwhile don't run this program's script anew, as Python has them do.

    A researcher's script would start workers once more in each of them, unless it kept to ``if __name__ ==
    "__main__":``; workers need nothing of it.
    """
    names = vars(sys.modules["__main__"])
    held = {name: names.pop(name) for name in list(names) if name in {"__file__", "__spec__"}}
    names["__spec__"] = None  # as in a notebook, whose processes run no script either
    try:
        yield
    finally:
        names.update(held)
