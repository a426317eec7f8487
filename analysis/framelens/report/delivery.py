"""A finished report put into its place: the old one or the new one stands there, whenever the process dies.

``report/`` and ``figures/`` are built beside their places, in a hidden folder, with whatever a researcher keeps among
them linked into it. A journal is written there last; from then on the new report counts. Each folder changes places
with its old one in one step, and the old one is looked through once more before it goes. What a process that died on
the way had begun is finished by the next one, from the journal.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from framelens.disk import (
    SUMS,
    as_sums,
    exchange,
    hash_file,
    make_folder,
    naming_disk_errors,
    read_sums,
    sync_folder,
    write_whole,
)
from framelens.errors import InputError
from framelens.report.ownership import MANIFEST, PARTS, Made, beside, check_target, is_alike, read_made, refuse, walk
from framelens.store.lock import LOCK_FILE, lock_store

JOURNAL = "journal.json"
STAGING = ".framelens-delivery"


@contextmanager
def open_target(target: Path, *, force: bool = False) -> Iterator[None]:
    """Hold the place of a report until it is made: nobody else writes there, and it can be delivered at the end.

    What an earlier process left there half done is finished first.

    Parameters
    ----------
    target : Path
        The folder of ``report/`` and ``figures/``; made if it is not there.
    force : bool
        Whether files that framelens did not make are replaced; each is kept beside its place, as ``NAME.kept``.

    Raises
    ------
    InputError
        If it cannot be written, another report is being made there, or something of other making would be lost.
    """
    was_there = target.is_dir()
    make_folder(target)
    staging = make_folder(target / STAGING)
    with ExitStack() as stack:
        try:
            stack.enter_context(lock_store(staging))
        except InputError as error:
            where = f"a report is being written into {target} by another process"
            raise InputError(f"{where}; wait for its end, or name another folder with --out") from error
        try:
            recover(target)
            check_target(target, force=force)
            yield
        finally:
            if not (staging / JOURNAL).exists():
                _clear(staging)
                with suppress(OSError):
                    (staging / LOCK_FILE).unlink()
                    staging.rmdir()
                    if not was_there:
                        target.rmdir()


def deliver(work: Path, target: Path, manifest: str, *, force: bool = False) -> list[Path]:
    """Put ``work/report`` and ``work/figures`` in the place of the last ones; within :func:`open_target`.

    Parameters
    ----------
    work : Path
        Where they were made.
    target : Path
    manifest : str
        The JSON that lists every file of both with its hash under ``outputs``; it becomes ``report/manifest.json``.
    force : bool

    Returns
    -------
    list of Path
        Every file that was written.

    Raises
    ------
    InputError
        If a file that framelens did not make stands where one is to be written; nothing is changed then.
    """
    outputs: dict[str, str] = json.loads(manifest)["outputs"]
    staging, made = target / STAGING, read_made(target)
    check_target(target, force=force)
    for name, digest in outputs.items():
        there = target / name
        if not force and os.path.lexists(there) and not made.is_own(name, there):
            if there.is_symlink() or not there.is_file() or hash_file(there) != digest:
                raise refuse(there, "was not made by framelens")
    with naming_disk_errors(target):
        _clear(staging)
        for name in outputs:
            _copy(work / name, staging / "new" / name)
        for part in PARTS:
            _keep_others(target, part, made, staging / "new" / part)
        figures = staging / "new" / "figures"
        sums = {name: known for name, known in read_sums(target / "figures").items() if (figures / name).is_file()}
        sums |= {n.removeprefix("figures/"): {digest} for n, digest in outputs.items() if n.startswith("figures/")}
        write_whole(figures / SUMS, as_sums(sums))
        write_whole(staging / "new" / "report" / MANIFEST, manifest.encode())
        marks = {part: hash_file(staging / "new" / part / mark) for part, mark in PARTS.items()}
        write_whole(staging / JOURNAL, json.dumps({"outputs": outputs, "marks": marks}).encode())
        recover(target)
    return [target / name for name in (*sorted(outputs), f"report/{MANIFEST}")]


def recover(target: Path) -> None:
    """Finish what a process that died while it delivered had begun; nothing where nothing had."""
    staging = target / STAGING
    for path in (staging, *(staging / side / part for side in ("new", "old") for part in (".", *PARTS))):
        if path.is_symlink():
            raise InputError(f"{path} is a link, which framelens does not make; remove it")
    if not (staging / JOURNAL).is_file():
        _clear(staging)
        return
    try:
        journal = json.loads((staging / JOURNAL).read_text(encoding="utf-8"))
        outputs, marks = frozenset(map(str, journal["outputs"])), {part: str(journal["marks"][part]) for part in PARTS}
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{staging / JOURNAL} is damaged; look into that folder, then remove it") from error
    with naming_disk_errors(target):
        (staging / "old").mkdir(exist_ok=True)
        for part, mark in PARTS.items():
            new = staging / "new" / part
            if not new.is_dir():
                continue
            if not (target / part).exists():
                new.rename(target / part)
            elif (new / mark).is_file() and hash_file(new / mark) == marks[part]:
                _put(staging, target, part, outputs)
            else:
                new.rename(staging / "old" / part)  # it is the old one: both had changed places
        sync_folder(target)
        made = read_made(staging / "old")
        for part, mark in PARTS.items():  # the report's manifest says what of either may go, so that it goes last
            _sweep(staging / "old" / part, target / part, part, made)
            (staging / "old" / part / mark).unlink(missing_ok=True)
        _clear(staging)


def _put(staging: Path, target: Path, part: str, outputs: frozenset[str]) -> None:
    """Let a part of the new report and the old one change places."""
    new, old, place = staging / "new" / part, staging / "old" / part, target / part
    try:
        if exchange(new, place):
            new.rename(old)
        else:
            place.rename(old)
            new.rename(place)
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.EBUSY) or not place.exists():
            raise
        _put_files(new, target, part, outputs)  # the folder is a disk of its own, or a layer of a container's image


def _put_files(new: Path, target: Path, part: str, outputs: frozenset[str]) -> None:
    """File by file, where folders cannot be renamed; what says that all of it is there comes last."""
    made = read_made(target)
    for path, name in walk(target / part):
        own = f"{part}/{name}"
        if own in made.listed and own not in outputs and made.is_own(own, path):
            path.unlink()
    for path, name in sorted(walk(new), key=lambda found: (found[1] == PARTS[part], found[1])):
        there = target / part / name
        if path.is_dir() and not path.is_symlink():
            there.mkdir(parents=True, exist_ok=True)
        elif not is_alike(path, there):
            if os.path.lexists(there) and not made.is_own(f"{part}/{name}", there) and name != PARTS[part]:
                there.rename(beside(there))
            there.parent.mkdir(parents=True, exist_ok=True)
            path.replace(there)
    shutil.rmtree(new)


def _keep_others(target: Path, part: str, made: Made, new: Path) -> None:
    """Link into the new folder what is in the old one and was not made by the last report."""
    for path, name in walk(target / part):
        own = made.is_own(f"{part}/{name}", path) and f"{part}/{name}" in made.listed
        if own or os.path.lexists(new / name) or name == PARTS[part]:
            continue
        if path.is_dir() and not path.is_symlink():
            (new / name).mkdir(parents=True, exist_ok=True)
        else:
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, new / name, follow_symlinks=False)
            except OSError:  # a disk without hard links, or a file that is somebody else's
                shutil.copy2(path, new / name, follow_symlinks=False)
    if (target / part).is_dir():
        shutil.copystat(target / part, new)


def _sweep(old: Path, place: Path, part: str, made: Made) -> None:
    """Empty the old folder; what in it is not framelens' own, saved while the report was delivered, comes back."""
    for path, name in walk(old):
        there = place / name
        if name == PARTS[part] and (part == "figures" or made.listed):
            continue
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        elif made.is_own(f"{part}/{name}", path) or is_alike(path, there):
            path.unlink()
        else:
            there.parent.mkdir(parents=True, exist_ok=True)
            path.rename(beside(there) if os.path.lexists(there) else there)


def _copy(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as stream, place.open("wb") as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        os.fsync(copy.fileno())


def _clear(staging: Path) -> None:
    """Empty the hidden folder but for its lock; the journal goes last, since it says that something is there."""
    for path in staging.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path.name not in (JOURNAL, LOCK_FILE):
            path.unlink()
    (staging / JOURNAL).unlink(missing_ok=True)
