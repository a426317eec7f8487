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
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
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
from framelens.store.lock import LOCK_FILE, lock_store

MANIFEST = "manifest.json"
# Each folder, and the file in it that is of this report and no other.
PARTS = {"figures": SUMS, "report": MANIFEST}
JOURNAL = "journal.json"
STAGING = ".framelens-delivery"
KEPT = ".kept"
_NEVER = "; framelens removes nothing that it did not make: move it away, or name another folder with --out"


@dataclass(frozen=True)
class _Made:
    """What the last report wrote into a target: path from there -> the SHA-256 of what it may be by now."""

    hashes: Mapping[str, set[str]] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()

    def is_own(self, name: str, file: Path) -> bool:
        """Whether a file is as framelens wrote it."""
        known = self.hashes.get(name, set())
        return bool(known) and file.is_file() and not file.is_symlink() and hash_file(file) in known


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


def check_target(target: Path, *, force: bool = False) -> None:
    """Refuse a place whose ``report/`` or ``figures/`` is not framelens' own to replace.

    Raises
    ------
    InputError
        For a link or a file in their place; without ``force`` also for a folder ``report`` that is no report, and
        for files of a report that were changed since.
    """
    for part in PARTS:
        place = target / part
        what = "a link" if place.is_symlink() else "a file" if place.exists() and not place.is_dir() else ""
        if what:
            raise InputError(f"{place} is {what}, where a folder is to be written{_NEVER}")
    if force:
        return
    report, made = target / "report", _read_made(target)
    held = sorted(entry.name for entry in report.glob("[!.]*"))
    if held and not made.listed:
        raise InputError(f"{report} is no report of framelens (it holds {held[0]}){_NEVER}")
    for name in sorted(made.listed):
        if os.path.lexists(target / name) and not made.is_own(name, target / name):
            raise _refuse(target / name, "was changed since framelens wrote it")


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
    staging, made = target / STAGING, _read_made(target)
    check_target(target, force=force)
    for name, digest in outputs.items():
        there = target / name
        if not force and os.path.lexists(there) and not made.is_own(name, there):
            if there.is_symlink() or not there.is_file() or hash_file(there) != digest:
                raise _refuse(there, "was not made by framelens")
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
        made = _read_made(staging / "old")
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
    made = _read_made(target)
    for path, name in _walk(target / part):
        own = f"{part}/{name}"
        if own in made.listed and own not in outputs and made.is_own(own, path):
            path.unlink()
    for path, name in sorted(_walk(new), key=lambda found: (found[1] == PARTS[part], found[1])):
        there = target / part / name
        if path.is_dir() and not path.is_symlink():
            there.mkdir(parents=True, exist_ok=True)
        elif not _is_alike(path, there):
            if os.path.lexists(there) and not made.is_own(f"{part}/{name}", there) and name != PARTS[part]:
                there.rename(_beside(there))
            there.parent.mkdir(parents=True, exist_ok=True)
            path.replace(there)
    shutil.rmtree(new)


def _keep_others(target: Path, part: str, made: _Made, new: Path) -> None:
    """Link into the new folder what is in the old one and was not made by the last report."""
    for path, name in _walk(target / part):
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


def _sweep(old: Path, place: Path, part: str, made: _Made) -> None:
    """Empty the old folder; what in it is not framelens' own, saved while the report was delivered, comes back."""
    for path, name in _walk(old):
        there = place / name
        if name == PARTS[part] and (part == "figures" or made.listed):
            continue
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        elif made.is_own(f"{part}/{name}", path) or _is_alike(path, there):
            path.unlink()
        else:
            there.parent.mkdir(parents=True, exist_ok=True)
            path.rename(_beside(there) if os.path.lexists(there) else there)


def _is_alike(one: Path, other: Path) -> bool:
    """Whether both are one file, or hold the same."""
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    return one.is_file() and other.is_file() and (one.samefile(other) or hash_file(one) == hash_file(other))


def _beside(path: Path) -> Path:
    """A free name for what stood in the place of a file."""
    names = (path.with_name(f"{path.name}{KEPT}{n or ''}") for n in count())
    return next(name for name in names if not os.path.lexists(name))


def _walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Everything in a folder, without following links; a folder only where it is empty."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        inside = [(inner, f"{path.name}/{name}") for inner, name in _walk(path)] if not path.is_symlink() else []
        yield from inside or [(path, path.name)]


def _read_made(target: Path) -> _Made:
    """What stands in the manifest of a target's report and in its figures' list of sums."""
    hashes: dict[str, set[str]] = {f"figures/{n}": d for n, d in read_sums(target / "figures").items()}
    try:
        manifest = json.loads((target / "report" / MANIFEST).read_text(encoding="utf-8"))
        listed = {str(name): str(digest) for name, digest in manifest["outputs"].items()}
        own = "framelens" in manifest["versions"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        listed, own = {}, False
    # A path that leads out of the two folders was not written by framelens.
    listed = {n: d for n, d in listed.items() if own and n.split("/")[0] in PARTS and ".." not in n.split("/")}
    for name, digest in listed.items():
        hashes.setdefault(name, set()).add(digest)
    return _Made(hashes, frozenset(listed))


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


def _refuse(path: Path, why: str) -> InputError:
    return InputError(f"{path} {why}; move it away, or have it replaced (and kept as {path.name}{KEPT}) with --force")
