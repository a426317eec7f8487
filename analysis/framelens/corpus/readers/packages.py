"""The parts of an Office file, which is a ZIP of XML: read with a limit on what it may unpack to, and no entities."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile

if TYPE_CHECKING:
    from lxml import etree

_BLOCK = 1 << 20
# XML packs to a twentieth at best; a hundredth is a bomb. Small parts may be anything.
_MOST_RATIO, _ANY_RATIO = 100, 32 << 20
_LARGEST_PART = 512 << 20
_ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError)


@contextmanager
def open_package(path: Path, what: str) -> Iterator[zipfile.ZipFile]:
    """An Office file as its parts; ``what`` names it in the reason why it is none."""
    try:
        with zipfile.ZipFile(path) as package:
            yield package
    except OSError as error:
        raise UnreadableFile(f"it cannot be opened ({error.strerror or error})") from error
    except _ZIP_ERRORS as error:
        raise UnreadableFile(f"it is no {what}, or it is damaged ({error})") from error


def read_part(package: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part, refused where it unpacks to a hundred times its size or declares a document type.

    A document type is where entities are declared that read other files or grow without end; Office files have none.
    """
    try:
        info = package.getinfo(name)
    except KeyError:
        raise UnreadableFile(f"it has no {name}; the file is damaged") from None
    blocks: list[bytes] = []
    size = 0
    with package.open(info) as stream:
        while block := stream.read(_BLOCK):
            size += len(block)
            check_growth(size, info.compress_size, name)
            blocks.append(block)
    data = b"".join(blocks)
    if any(mark in data for mark in (b"<!DOCTYPE", b"<\0!\0D\0O", b"\0<\0!\0D\0O")):
        raise UnreadableFile(f"{name} declares a document type (<!DOCTYPE), which no Office file has; it is not read")
    return data


def check_growth(size: int, packed: int, name: str) -> None:
    """Raise ``UnreadableFile`` where a part of ``packed`` bytes has grown to ``size`` as no honest one does."""
    if size > _LARGEST_PART or (size > _ANY_RATIO and size > _MOST_RATIO * max(packed, 1)):
        raise UnreadableFile(
            f"{name} unpacks to more than {size / (1 << 20):,.0f} MiB out of {max(packed, 1) / 1024:,.0f} KiB, "
            "as a ZIP bomb does; it is not read"
        )


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML part; nothing outside it is read."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableFile(f"{name} is no XML ({error}); the file is damaged") from error
