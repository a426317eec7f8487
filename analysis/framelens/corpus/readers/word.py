"""Word files (.docx): one article a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.readers.loose import make_loose_record
from framelens.corpus.readers.packages import open_package, parse_xml, read_part
from framelens.corpus.readers.record import Reader, Record

if TYPE_CHECKING:
    from lxml import etree

    from framelens.settings.settings import ArticleSource

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# What Word strikes out, what it computes with, and the second copy of a text box for old programs.
_NOT_READ = {_W + "del", _W + "moveFrom", _W + "instrText", _W + "delText", _W + "pPr", _W + "rPr", _FALLBACK}
_MARKS = {
    _W + "tab": "\t", _W + "br": "\n", _W + "cr": "\n", _W + "noBreakHyphen": "-", _W + "softHyphen": "",
}  # fmt: skip
_TITLES = ("title", "heading1", "titel", "titre", "berschrift1", "überschrift1", "titre1")


def read_word(path: Path, source: ArticleSource) -> Iterator[Record]:
    """The one article of a Word file."""
    titled: int | None = None
    paragraphs: list[str] = []
    for style, text in _read_paragraphs(path):
        if text:
            if titled is None and len(paragraphs) < 3 and style.lower() in _TITLES:
                titled = len(paragraphs)
            paragraphs.append(text)
    yield make_loose_record(paragraphs, path, source, titled=titled)


def read_word_lines(path: Path) -> list[str]:
    """The paragraphs of a Word file that have words, tables and text boxes included, in reading order."""
    return [line.strip() for _, text in _read_paragraphs(path) for line in text.split("\n") if line.strip()]


def _read_paragraphs(path: Path) -> Iterator[tuple[str, str]]:
    with open_package(path, "Word file") as package:
        root = parse_xml(read_part(package, "word/document.xml"), "word/document.xml")
    body = root.find(_W + "body")
    for element in root.iter(_W + "p") if body is None else body.iter(_W + "p"):
        if not any(above.tag in _NOT_READ for above in element.iterancestors()):
            style = element.find(f"{_W}pPr/{_W}pStyle")
            yield (style.get(_W + "val", "") if style is not None else "", "".join(_words(element)).strip())


def _words(element: etree._Element) -> Iterator[str]:
    # An explicit stack: a file nested ten thousand deep is no reason to fail.
    stack = [element]
    while stack:
        here = stack.pop()
        if here.tag == _W + "t":
            yield here.text or ""
        elif here.tag in _MARKS:
            yield _MARKS[here.tag]
        elif here.tag not in _NOT_READ:
            stack.extend(child for child in reversed(here) if child.tag != _W + "p")


WORD = Reader("Word", (".docx",), read_word, kind="docx", apart=("lxml.etree",))
