"""Worker processes: the server that they are forked from, and Ctrl-C while they are started.

This module imports nothing heavy, so that the server's imports and those of the program that wants workers can go on
side by side: both take more than a second.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import BaseContext
from typing import Any

# What a worker needs, imported once by the server.
_NEEDED = ["framelens.annotate.article", "framelens.store.pool"]
# Where framelens itself lies, last among the folders in which a child looks for modules.
PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120


def start_server() -> BaseContext:
    """The way in which workers are started; where they are forked from a server, it runs from now on.

    A fresh process holds no thread's lock and no open file of this one, which a plain fork would copy.
    """
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    from multiprocessing import forkserver, resource_tracker  # POSIX only

    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_NEEDED)
    with starting_safely():
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
def starting_bare(task: object) -> Iterator[None]:
    """Processes started meanwhile run nothing of a researcher's, as Python would have them do.

    A script would start workers once more in each of them, unless it kept to ``if __name__ == "__main__":``; a file
    ``json.py`` in the current folder or beside the script would run in place of Python's own. A task that is not
    of framelens is looked for where this process finds it.
    """
    names: dict[str, Any] = vars(sys.modules["__main__"])
    path = sys.path
    module = str(getattr(task, "__module__", ""))
    of_script = {name for name in ("__file__", "__spec__") if name in names and module != "__main__"}
    held: dict[str, Any] = {name: names.pop(name) for name in of_script}
    if held:
        names["__spec__"] = None  # as in a notebook, whose processes run no script either
    if module.partition(".")[0] == "framelens":
        sys.path = _safe_path(held.get("__file__"))
    try:
        with starting_safely():
            yield
    finally:
        sys.path = path
        names.update(held)


@contextmanager
def starting_safely() -> Iterator[None]:
    """Processes started meanwhile look for no module in the current folder."""
    held = os.environ.get("PYTHONSAFEPATH")
    os.environ["PYTHONSAFEPATH"] = "1"
    try:
        yield
    finally:
        os.environ.pop("PYTHONSAFEPATH")
        if held is not None:
            os.environ["PYTHONSAFEPATH"] = held


def _safe_path(script: str | None) -> list[str]:
    """Where this process looks for modules, without what Python added for the current folder and for the script."""
    own = {os.path.realpath(folder) for folder in ("", os.path.dirname(script) if script else "")}  # noqa: PTH120
    named = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    kept = [entry for entry in sys.path if entry in named or os.path.realpath(entry) not in own]
    return [*kept, PACKAGE] if PACKAGE not in kept else kept
