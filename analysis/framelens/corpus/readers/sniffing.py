"""What kind of file it is, by its first bytes: a name is a promise, the bytes are the fact."""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path

from framelens.corpus.cleaning import clean_text

_HEAD = 1 << 16
# Deliveries of hundreds of articles begin with a long table of contents; its own marks stand in it.
_MOST_MARKUP = 1 << 21

_XML_TEXT = re.compile(rb"<w:t(?:\s[^<>]*)?>([^<]*)|</w:(p)>")
_RTF_CONTROL = re.compile(rb"\\(par|line|cell|row)\b ?|\\'a0|\\~|\\[a-z]{1,32}-?\d* ?|[{}\r\n]")
_HTML_TAG = re.compile(r"<!--(?:(?!-->)[^\n])*-->|<(?:style|script)\b[^<]*|</?\w[^<>]*>", re.I)
_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
KINDS = {
    "pdf": "a PDF",
    "rtf": "RTF",
    "docx": "a Word file",
    "xlsx": "an Excel workbook",
    "zip": "a ZIP archive",
    "parquet": "a Parquet table",
    "ole": "an old Word or Excel file",
    "html": "HTML",
    "text": "text",
}


@dataclass(frozen=True)
class Head:
    """The first bytes of a file, and what they say.

    Attributes
    ----------
    path : pathlib.Path
    start : bytes
        At most 64 KiB.
    kind : str
        One of :data:`KINDS`; "text" where the bytes say nothing else.
    """

    path: Path
    start: bytes
    kind: str

    @cached_property
    def text(self) -> str:
        """The words at the file's beginning, without markup, for recognising whose delivery it is."""
        if self.kind == "docx":
            return _docx_text(self.path)
        start = self.start
        if self.kind == "rtf":
            with self.path.open("rb") as stream:
                start = stream.read(_MOST_MARKUP)
            return _RTF_CONTROL.sub(_rtf_mark, start).decode("cp1252", "replace")
        for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
            if start.startswith(mark):
                return start.decode(encoding, "replace")
        return start.decode("utf-8", "replace").removeprefix("\ufeff")

    @cached_property
    def words(self) -> str:
        """The same with one line end and without HTML's tags, each of which ends a line."""
        text = clean_text(self.text)
        return unescape(_HTML_TAG.sub("\n", text)).replace("\xa0", " ") if self.kind == "html" else text


def read_head(path: Path) -> Head:
    """The head of a file; one that cannot be opened is an empty text, and its reader says why."""
    try:
        with path.open("rb") as stream:
            start = stream.read(_HEAD)
    except OSError:
        start = b""
    return Head(path, start, _find_kind(path, start))


def _find_kind(path: Path, start: bytes) -> str:
    if start.lstrip()[:5] == b"%PDF-":
        return "pdf"
    if start.lstrip()[:5] == b"{\\rtf":
        return "rtf"
    if start[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _kind_of_package(path)
    if start[:4] == b"PAR1":
        return "parquet"
    if start[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "ole"
    if _HTML_START.match(start[:4096].removeprefix(b"\xef\xbb\xbf")):
        return "html"
    return "text"


def _kind_of_package(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            names = set(package.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError):
        return "zip"
    if "word/document.xml" in names:
        return "docx"
    return "xlsx" if "xl/workbook.xml" in names else "zip"


def _docx_text(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as package, package.open("word/document.xml") as part:
            markup = part.read(_MOST_MARKUP)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, zlib.error, NotImplementedError):
        return ""
    pieces = (b"\n" if mark else text for text, mark in _XML_TEXT.findall(markup))
    return b"".join(pieces).decode("utf-8", "replace").replace("\xa0", " ")


def _rtf_mark(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return b"\n"
    return b" " if match[0] in (b"\\'a0", b"\\~") else b""
