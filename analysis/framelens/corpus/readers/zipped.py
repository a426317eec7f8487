"""ZIP archives of any readable files: unpacked one file at a time, with limits, and never to a name of their own."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from framelens.corpus.article import SourceFile, UnreadableFile
from framelens.corpus.readers.record import Reader, Record, Refusal

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_BLOCK = 1 << 20
_MOST_FILES = 200_000
_MOST_TOGETHER = 64 << 30
# Text packs to a fifth, tables of repeated text to a fiftieth; files of up to 32 MiB may be anything.
_MOST_RATIO, _ANY_RATIO = 250, 32 << 20
DEEPEST = 2
_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError)


@contextmanager
def open_files(archive: SourceFile, depth: int) -> Iterator[Iterator[SourceFile | Refusal]]:
    """The files of an archive; each is there until the next is asked for, under a name made up here.

    Parameters
    ----------
    archive : SourceFile
    depth : int
        How many archives this one lies in.
    """
    if depth >= DEEPEST:
        raise UnreadableFile(
            f"it lies in {depth} other archives; at most {DEEPEST - 1} is unpacked: unpack it yourself"
        )
    folder = Path(tempfile.mkdtemp(prefix="framelens-"))
    try:
        with zipfile.ZipFile(archive.path) as package:
            infos = [info for info in package.infolist() if info.filename[-1:] not in ("", "/")]
            if len(infos) > _MOST_FILES:
                raise UnreadableFile(f"it holds {len(infos):,} files; at most {_MOST_FILES:,} are unpacked")
            yield _unpack(package, infos, archive, folder)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise UnreadableFile(f"it is no ZIP archive, or it is damaged ({error})") from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(
    package: zipfile.ZipFile, infos: list[zipfile.ZipInfo], archive: SourceFile, folder: Path
) -> Iterator[SourceFile | Refusal]:
    together = 0
    for info in sorted(infos, key=lambda info: info.filename):
        name = "".join(c if c.isprintable() else "�" for c in info.filename)
        if refusal := _refuse(info, name):
            yield refusal
            continue
        # The end of the name says what it is; the rest of it is none of the disk's business.
        path = folder / _safe_name(name)
        try:
            together += _write(package, info, path)
        except UnreadableFile as error:
            yield Refusal(error.reason, name)
            continue
        except _ERRORS as error:
            locked = info.flag_bits & 1
            yield Refusal("it is locked by a password" if locked else f"it cannot be unpacked ({error})", name)
            continue
        if together > _MOST_TOGETHER:
            raise UnreadableFile(f"its files are more than {_MOST_TOGETHER >> 30} GiB; unpack it yourself")
        yield SourceFile(path, f"{archive.name}/{name}", (archive.shown or archive.path) / name)
        path.unlink(missing_ok=True)


def _refuse(info: zipfile.ZipInfo, name: str) -> Refusal | None:
    parts = PurePosixPath(name.replace("\\", "/"))
    hidden = any(part.startswith((".", "~$", "__MACOSX")) and part not in (".", "..") for part in parts.parts)
    if parts.is_absolute() or ".." in parts.parts or ":" in (parts.parts or ("",))[0]:
        return Refusal("its name leads out of the archive; it is not unpacked", name)
    if stat.S_ISLNK(info.external_attr >> 16):
        return Refusal("it is a link; it is not followed", name)
    if hidden:
        return Refusal("it is hidden", name, True)
    return None


def _safe_name(name: str) -> str:
    last = PurePosixPath(name.replace("\\", "/")).name
    return "".join(c if c.isalnum() or c in " ._-" else "_" for c in last)[-120:].lstrip(".") or "file"


def _write(package: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> int:
    size = 0
    with package.open(info) as packed, path.open("wb") as file:
        while block := packed.read(_BLOCK):
            size += len(block)
            if size > _ANY_RATIO and size > _MOST_RATIO * max(info.compress_size, 1):
                path.unlink(missing_ok=True)
                raise UnreadableFile(
                    f"it unpacks to more than {size / _BLOCK:,.0f} MiB out of {max(info.compress_size, 1) / 1024:,.0f} "
                    "KiB, as a ZIP bomb does; it is not read"
                )
            file.write(block)
    return size


def _read(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    raise NotImplementedError("an archive is unpacked, and its files are read")


ZIPPED = Reader("ZIP", (".zip",), _read, kind="zip", unpack=open_files)
