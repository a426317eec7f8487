"""Files on disk: written whole, never onto what somebody else made, exchanged in one step.

Whoever reads a file, and whenever its writer dies, there is the old one or the new one. Every file that framelens
writes for people goes through :func:`write_whole`; what only grows (answers, corrections, the log of a store) is
appended to where it is kept.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from framelens.errors import InputError

UNFINISHED = ".unfinished"
SUMS = "SHA256SUMS"
_FULL = {
    errno.ENOSPC: "the disk is full; make room",
    errno.EDQUOT: "the quota is used up; make room",
    errno.EFBIG: "the file grew too large for this disk; name another",
    errno.EACCES: "it may not be written; give yourself leave to, or name another place",
    errno.EPERM: "it may not be written; give yourself leave to, or name another place",
    errno.EROFS: "the disk is read-only; name another place",
    errno.EBUSY: "it is in use; close the programs that show it",
    errno.ENAMETOOLONG: "the name is too long; give a shorter one",
    errno.ENOTDIR: "a part of its path is a file; name a folder",
    errno.EISDIR: "it is a folder; name a file",
    errno.EEXIST: "a part of its path is a file; name a folder",
}


@contextmanager
def naming_disk_errors(path: Path | str) -> Iterator[None]:
    """Turn what the disk says no to into one line that tells what to do."""
    try:
        yield
    except OSError as error:
        why = _FULL.get(error.errno or 0, f"{error.strerror or error}; name another place")
        raise InputError(f"{path} cannot be written: {why}") from error
    except ValueError as error:  # a NUL in the name
        if "null" not in str(error):
            raise
        raise InputError(f"{path} cannot be written: there is a NUL in its name; give another") from error


def make_folder(path: Path) -> Path:
    """A folder and those above it; there already, it is left as it is.

    Raises
    ------
    InputError
        If it cannot be made, or something else is there.
    """
    with naming_disk_errors(path):
        path.mkdir(parents=True, exist_ok=True)
    return path


def write_whole(path: Path | str, data: bytes) -> Path:
    """Write a file that is the old one or the new one, whenever the process dies; on the disk when it returns.

    It is written under a hidden name beside its place and renamed. A link at its place is replaced, and what it leads
    to stays as it is.

    Raises
    ------
    InputError
        If it cannot be written; what was there is left.
    """
    file = Path(path)
    write_together(file.parent, {file.name: data})
    return file


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write several files of a folder so that each is whole and all of them are there before the first is renamed.

    A file that holds the same already is left as it is.
    """
    staged: list[tuple[Path, Path, BinaryIO]] = []
    with naming_disk_errors(folder):
        _clear_left_over(folder)
    try:
        for name, data in files.items():
            file = folder / name
            with naming_disk_errors(file):
                if file.is_symlink() or not file.is_file() or file.read_bytes() != data:
                    staged.append((file, *_stage(file, data)))
        for file, unfinished, stream in staged:
            with naming_disk_errors(file):
                if os.name == "nt":
                    stream.close()  # an open file cannot be renamed there
                unfinished.replace(file)
    finally:
        for _, unfinished, stream in staged:
            stream.close()
            unfinished.unlink(missing_ok=True)
    sync_folder(folder)


def _clear_left_over(folder: Path) -> None:
    """Remove what writers that died left under hidden names; that of living ones is locked."""
    for left in folder.glob(f".*{UNFINISHED}"):
        with suppress(OSError), left.open("r+b") as old:
            _lock(old)
            left.unlink()


def _stage(file: Path, data: bytes) -> tuple[Path, BinaryIO]:
    """The file's content under a hidden name, locked as long as it is open."""
    if file.exists() and not file.is_file():
        kind = errno.EISDIR if file.is_dir() else errno.EPERM
        raise OSError(kind, os.strerror(kind), str(file))
    unfinished = file.with_name(f".{file.name[:40]}.{os.getpid()}-{threading.get_ident()}{UNFINISHED}")
    stream = unfinished.open("w+b")
    try:
        with suppress(OSError):  # some network disks know no locks
            _lock(stream)
        stream.write(data)
        stream.flush()
        if file.is_file():
            shutil.copymode(file, unfinished)
        os.fsync(stream.fileno())
    except BaseException:
        stream.close()
        unfinished.unlink(missing_ok=True)
        raise
    return unfinished, stream


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can (Windows does it by itself)."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def hash_file(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_same(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file: by links, hard links and names that differ in case too."""
    with suppress(OSError, ValueError):
        return one.samefile(other)
    with suppress(OSError, ValueError):
        return one.resolve() == other.resolve()
    return False


def is_within(path: Path, folder: Path) -> bool:
    """Whether a path, there or not, is a folder or lies in it."""
    return any(is_same(part, folder) for part in (path.resolve(), *path.resolve().parents))


def read_sums(folder: Path) -> dict[str, set[str]]:
    """What framelens wrote into a folder: file -> the SHA-256 of what it wrote there, from ``SHA256SUMS``."""
    made: dict[str, set[str]] = {}
    with suppress(OSError, UnicodeDecodeError):
        for line in (folder / SUMS).read_text(encoding="utf-8").splitlines():
            digest, _, name = line.partition("  ")
            made.setdefault(name, set()).add(digest)
    return made


def as_sums(made: Mapping[str, set[str]]) -> bytes:
    """The content of ``SHA256SUMS``, which ``sha256sum --check`` reads."""
    return "".join(f"{digest}  {name}\n" for name in sorted(made) for digest in sorted(made[name])).encode()


def exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system has none, and nothing was done."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    here, swap = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if rename(here, os.fsencode(one), here, os.fsencode(other), swap) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(number, os.strerror(number), str(one))


if os.name == "nt":

    def _lock(stream: BinaryIO) -> None:
        """An open file cannot be removed there, so that nobody takes it for left over."""

else:
    import fcntl

    def _lock(stream: BinaryIO) -> None:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
