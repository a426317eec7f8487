"""How bytes become text: found in a byte-order mark, valid UTF-8, or given; never guessed."""

from __future__ import annotations

import codecs
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, TextIO, cast

from framelens.corpus.article import UnreadableFile
from framelens.corpus.guessing import suggest_encoding

# The longer marks first: UTF-32's begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLOCK = 1 << 20
_WINDOW = 1 << 15
# Text packs to a tenth, tables that repeat themselves to a hundredth; small files may be anything.
_MOST_RATIO, _ANY_UNPACKED = 200, 64 << 20


@contextmanager
def open_bytes(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked where its name ends in ``.gz``."""
    try:
        if path.suffix.lower() == ".gz":
            with _Packed(path) as packed:
                yield cast(BinaryIO, packed)
        else:
            with path.open("rb") as plain:
                yield plain
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise UnreadableFile(f"it is no whole gzip file ({error})") from error
    except OSError as error:
        raise UnreadableFile(f"it cannot be opened ({error.strerror or error})") from error


class _Packed(gzip.GzipFile):
    """A gzip file that refuses to unpack to two hundred times its size, as only bombs do."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "rb")
        self._most = max(_ANY_UNPACKED, _MOST_RATIO * path.stat().st_size)
        self._size = path.stat().st_size

    def read(self, size: int | None = -1) -> bytes:
        """Up to ``size`` bytes, all where it is negative."""
        return self._check(super().read(self._most + 1 if size is None or size < 0 else size))

    def read1(self, size: int = -1) -> bytes:
        """Up to ``size`` bytes in one go."""
        return self._check(super().read1(size))

    def _check(self, block: bytes) -> bytes:
        if self.tell() > self._most:
            raise UnreadableFile(
                f"it unpacks to more than {self._most / (1 << 20):,.0f} MiB out of {self._size / 1024:,.0f} KiB, as a "
                "gzip bomb does; it is not read"
            )
        return block


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[TextIO]:
    """The text of a file whose encoding was found by :func:`find_encoding`; line ends are left as they are."""
    with open_bytes(path) as stream, io.TextIOWrapper(stream, encoding=encoding, newline="") as text:
        yield text


def find_encoding(path: Path, encoding: str | None) -> str:
    """The encoding in which the whole file can be read: its byte-order mark's, the given one, or UTF-8.

    The file is read from end to end, so that nothing of it is used before all of it is known to be sound.

    Raises
    ------
    UnreadableFile
        If the file holds a NUL byte or bytes that the encoding does not know; the reason names the byte, its
        line, and the encoding it may have.
    """
    with open_bytes(path) as stream:
        head = stream.read(4)
        marked = next((name for mark, name in _MARKS if head.startswith(mark)), None)
        name = marked or encoding or "utf-8"
        _check_bytes(path, head, stream, name, given=marked is None and encoding is not None)
    return name


def _check_bytes(path: Path, head: bytes, stream: BinaryIO, name: str, *, given: bool) -> None:
    decoder = codecs.getincrementaldecoder(name)("strict")
    wide = name.replace("_", "-").lower().startswith(("utf-16", "utf-32"))
    n_bytes, n_lines = 0, 1
    block = head
    if name.replace("_", "-").lower() in ("utf-16", "utf-32") and not head.startswith(tuple(m for m, _ in _MARKS)):
        remedy = f'write encoding = "{name}-le" (or {name}-be) under [articles] in study.toml'
        raise UnreadableFile(f"it lacks the byte-order mark by which {name} is read; {remedy}")
    while block:
        if not wide and (place := block.find(b"\0")) >= 0:
            line = n_lines + block.count(b"\n", 0, place)
            raise UnreadableFile(
                f"byte {n_bytes + place + 1:,} is NUL, which no text file has; if it is text in UTF-16, "
                'write encoding = "utf-16-le" under [articles] in study.toml',
                f"line {line:,}",
            )
        pending = len(decoder.getstate()[0])
        try:
            decoder.decode(block)
        except UnicodeDecodeError as error:
            place = max(error.start - pending, 0)
            line = n_lines + block.count(b"\n", 0, place)
            raise _refuse(path, n_bytes - pending + error.start, error, name, line, given=given) from error
        n_bytes += len(block)
        n_lines += block.count(b"\n")
        block = stream.read(_BLOCK)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        pending = len(decoder.getstate()[0]) or len(error.object)
        raise _refuse(path, n_bytes - pending, error, name, n_lines, given=given) from error


def _refuse(path: Path, place: int, error: UnicodeDecodeError, name: str, line: int, *, given: bool) -> UnreadableFile:
    value = f"byte {place + 1:,} (0x{error.object[error.start]:02x})"
    wanted = f"the encoding {name} that was given" if given else name.removesuffix("-sig").upper()
    window = _read_window(path, place)
    if b"\0" in window:
        return UnreadableFile(f"{value} is not {wanted} and NUL is near it: this is not a text file", f"line {line:,}")
    looks = suggest_encoding(window)
    remedy = (
        f'it looks like {looks}: if so, write encoding = "{looks}" under [articles] in study.toml'
        if looks
        else 'save it as UTF-8, or write encoding = "..." under [articles] in study.toml'
    )
    return UnreadableFile(f"{value} is not {wanted}; {remedy}", f"line {line:,}")


def _read_window(path: Path, place: int) -> bytes:
    with open_bytes(path) as stream:
        skipped = max(place - _WINDOW, 0)
        while skipped > 0:
            skipped -= len(stream.read(min(skipped, _BLOCK))) or skipped
        return stream.read(2 * _WINDOW)
