"""Stores in object storage: opened for reading and for writing through their mirrors here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from framelens.errors import InputError
from framelens.remote import open_place
from framelens.store.lock import lock_store
from framelens.store.log import Log, read_log
from framelens.store.mirror import COMMITS, Mirror, PartKey, open_mirror
from framelens.store.parts import remove_uncommitted

_TRIES = 3  # a writer may remove parts while they are fetched; its next line says which count


def is_store_there(url: str) -> bool:
    """Whether a store lies at an address, rather than articles."""
    return bool(open_place(url).list_files(COMMITS))


def fetch_store(url: str) -> Path:
    """The folder of a store's mirror, brought to what lies there.

    Raises
    ------
    InputError
        If no store lies there, it has lost a line of its log, or it cannot be reached.
    """
    mirror = open_mirror(url)
    with lock_store(mirror.folder.parent, wait=True):
        for _ in range(_TRIES):
            mirror.pull_log()
            log = read_log(mirror.folder)
            mirror.pull_parts(_keys(log))
            if all((mirror.folder / part.file).is_file() for part in log.parts):
                break
        if not log.commits:
            raise InputError(f"there is no store at {url}; make one with: framelens annotate SOURCE --out {url}")
        remove_uncommitted(mirror.folder, log)
    return mirror.folder


def peek_store(url: str) -> Path:
    """The folder of a store's mirror with the log and the settings that lie there, if any do; without its parts."""
    mirror = open_mirror(url)
    with lock_store(mirror.folder.parent, wait=True):
        mirror.pull_log()
    return mirror.folder


@contextmanager
def writing_there(url: str) -> Iterator[Path]:
    """A store's mirror, to be written as any store: each commit is sent before it counts here.

    Raises
    ------
    InputError
        If another process writes through the same mirror, or the store cannot be reached.
    """
    mirror = open_mirror(url)
    with lock_store(mirror.folder.parent):
        mirror.pull_log()
        if (log := read_log(mirror.folder)).commits:
            mirror.pull_parts(_keys(log))
        n_before = len(log.commits)
        yield mirror.folder
        _settle(mirror, read_log(mirror.folder), n_before)


def _settle(mirror: Mirror, log: Log, n_before: int) -> None:
    mirror.push_study()
    if len(log.commits) > n_before:
        once = [(part.file, part.sha256) for commit in log.commits for part in commit.parts]
        mirror.prune(_keys(log), once)


def _keys(log: Log) -> list[PartKey]:
    return [(part.file, part.sha256) for part in log.parts]
