"""Annotations kept beside a study between kernels: one store a set of files and settings, the last used of them.

A store's name is made of the source's files and of every setting that annotations depend on, so that two definitions
of one study stand side by side. A finished store is only read, by any number of processes at once; one that is being
written is waited for. The names of what may be removed stand in a list that the store carries.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from pathlib import Path

from framelens.disk import write_whole
from framelens.errors import InputError
from framelens.settings import settings_of
from framelens.settings.settings import Settings, home_of
from framelens.store.chain import LAST_FILE, LOG_FILE
from framelens.store.engine import show_line
from framelens.store.lock import LOCK_FILE, lock_store
from framelens.store.log import read_log
from framelens.store.parts import STUDY_FOLDER
from framelens.store.reading import open_store
from framelens.store.settings import see_changes
from framelens.store.writing import write_store
from framelens.tables import Annotations

FOLDER = ".framelens"
MOST = 8  # so many stores stay, the last used
SCORED_FILES = "toward-*.npz"  # what was said of the sentences of each language, see framelens.store.scored
REPORT_VARIABLE = "FRAMELENS_REPORT"  # the folder of a report that is being made, while its study stays as it is
_LIST = "files.json"  # which files of a kept store are framelens' own; its time says when it was last used
_LETTERS = 16


def find_kept(study: Settings) -> Path | None:
    """Where the annotations of a study are kept; None where its own folder holds the articles."""
    home = home_of(study.folder)
    source = study.articles.path.resolve()
    if home.is_relative_to(source):
        return None
    files = sorted(path for path in (source.rglob("*") if source.is_dir() else (source,)) if path.is_file())
    stats = [(path.as_posix(), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
    return home / FOLDER / f"{_hash(stats)}-{_hash(sorted(settings_of(study).items()))}"


def is_kept(keep: Path) -> bool:
    """Whether there are annotations in a place that are whole."""
    return (keep / _LIST).is_file() and (keep / LOG_FILE).is_file() and read_log(keep).is_finished


def find_shelf(study: Settings, store: Path | None) -> Path | None:
    """The folder for what is worked out of a study's annotations: with them if they are kept, else with the report."""
    keep = store if store is not None else find_kept(study)
    if keep is not None and (keep / _LIST).is_file():
        return keep
    report = os.environ.get(REPORT_VARIABLE)
    return Path(report) if report else None


def read_kept(keep: Path) -> Annotations:
    """The annotations that are kept in a place."""
    with lock_store(keep, shared=True):
        with contextlib.suppress(OSError):
            os.utime(keep / _LIST)
        return open_store(keep).annotations()


def make_kept(study: Settings, keep: Path, *, progress: bool = False) -> Annotations:
    """Annotate a study into the place where it is kept, or wait for the process that does, and read it.

    Where the study was annotated before, under other settings or with other files, what depends on neither is taken
    from there, and a line says what was recomputed.
    """
    keep.parent.mkdir(parents=True, exist_ok=True)
    if not keep.exists():
        _borrow(study, keep)
    tell = show_line if progress else None
    write_store(
        study, keep, workers=os.cpu_count() or 1, progress=progress, strict=True, wait=True, follow=True, tell=tell
    )
    with lock_store(keep, wait=True):
        of_study = [
            path.relative_to(keep).as_posix() for path in sorted((keep / STUDY_FOLDER).rglob("*")) if path.is_file()
        ]
        own = [LOG_FILE, LAST_FILE, *of_study, *(part.file for part in read_log(keep).parts)]
        write_whole(keep / _LIST, (json.dumps(own, indent=1) + "\n").encode())
    annotations = read_kept(keep)
    _remove_old(keep)
    return annotations


def _borrow(study: Settings, keep: Path) -> None:
    """Begin a store as a copy of another, of which something stays under these settings and files.

    One of the same files is preferred, and then the one that was used last.
    """
    files = keep.name.partition("-")[0]
    unfinished = keep.with_name(f"{keep.name}.{os.getpid()}")
    others = [path for path in keep.parent.iterdir() if not path.name.count(".") and (path / _LIST).is_file()]
    last_used = {path: (path / _LIST).stat().st_mtime_ns for path in others}
    for other in sorted(others, key=lambda path: (not path.name.startswith(files), -last_used[path], path.name)):
        try:
            if not is_kept(other):
                continue
            with_reader = study.with_reader_for(open_store(other).count("articles"))
            if any(one.is_whole for one in see_changes(other, with_reader).stale):
                continue
            with lock_store(other, shared=True):
                for name in filter(lambda name: (other / name).is_file(), _list_files(other)):
                    (unfinished / name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy2(other / name, unfinished / name)
            unfinished.rename(keep)
        except (InputError, OSError, ValueError):  # it is damaged, or another process was first
            shutil.rmtree(unfinished, ignore_errors=True)
            continue
        return


def _remove_old(keep: Path) -> None:
    """Remove the stores that were used longest ago, of each only what framelens wrote and nobody uses."""
    kept = [path for path in keep.parent.iterdir() if path != keep and (path / _LIST).is_file()]
    for old in sorted(kept, key=lambda path: (path / _LIST).stat().st_mtime_ns, reverse=True)[MOST - 1 :]:
        with contextlib.suppress(InputError, OSError, ValueError), lock_store(old):
            own = [old / name for name in _list_files(old)]
            there = [path for path in old.rglob("*") if path.is_file() or path.is_symlink()]
            if {*there} <= {*own, old / _LIST, old / LOCK_FILE}:
                shutil.rmtree(old)


def _list_files(keep: Path) -> list[str]:
    """The files of a kept store that framelens wrote."""
    scored = [path.name for path in keep.glob(SCORED_FILES)]
    return [*scored, *(str(name) for name in json.loads((keep / _LIST).read_text(encoding="utf-8")))]


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:_LETTERS]
