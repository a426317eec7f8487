"""Word files (.docx): one article a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.readers.loose import make_loose_record, note_hidden
from framelens.corpus.readers.packages import open_package, parse_xml, read_part
from framelens.corpus.readers.record import Reader, Record

if TYPE_CHECKING:
    import zipfile

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
    hidden: list[str] = []
    for style, words in _read_paragraphs(path, hidden):
        if text := words.strip():
            if titled is None and len(paragraphs) < 3 and style.lower() in _TITLES:
                titled = len(paragraphs)
            paragraphs.append(text)
    yield make_loose_record(paragraphs, path, source, titled=titled, note=note_hidden(hidden))


def read_word_lines(path: Path) -> list[str]:
    """The lines of a Word file, tables and text boxes included, in order; an empty paragraph is an empty line."""
    return [line.rstrip() for _, text in _read_paragraphs(path) for line in text.split("\n")]


def _read_paragraphs(path: Path, hidden: list[str] | None = None) -> Iterator[tuple[str, str]]:
    """The style and the words of each paragraph; those that Word does not show are added to ``hidden``."""
    with open_package(path, "Word file") as package:
        root = parse_xml(read_part(package, "word/document.xml"), "word/document.xml")
        styles = _hidden_styles(package)
    body = root.find(_W + "body")
    for element in root.iter(_W + "p") if body is None else body.iter(_W + "p"):
        if not any(above.tag in _NOT_READ for above in element.iterancestors()):
            style = element.find(f"{_W}pPr/{_W}pStyle")
            name = style.get(_W + "val", "") if style is not None else ""
            yield name, "".join(_words(element, styles, name in styles, [] if hidden is None else hidden))


def _hidden_styles(package: zipfile.ZipFile) -> set[str]:
    if "word/styles.xml" not in package.namelist():
        return set()
    root = parse_xml(read_part(package, "word/styles.xml"), "word/styles.xml")
    found: set[str] = set()
    n = -1
    while n < len(found):  # a style that rests on a hidden one is hidden
        n = len(found)
        found |= {
            style.get(_W + "styleId", "")
            for style in root.iter(_W + "style")
            if _is_hidden(style.find(_W + "rPr")) or _rests_on(style, found)
        }
    return found


def _rests_on(style: etree._Element, hidden: set[str]) -> bool:
    base = style.find(_W + "basedOn")
    return base is not None and base.get(_W + "val") in hidden and style.find(f"{_W}rPr/{_W}vanish") is None


def _is_hidden(properties: etree._Element | None) -> bool:
    mark = None if properties is None else properties.find(_W + "vanish")
    return mark is not None and mark.get(_W + "val", "1").lower() not in ("0", "false", "off")


def _words(element: etree._Element, styles: set[str], all_hidden: bool, hidden: list[str]) -> Iterator[str]:
    # An explicit stack: a file nested ten thousand deep is no reason to fail.
    stack = [element]
    while stack:
        here = stack.pop()
        if here.tag == _W + "r" and _hides(here, styles, all_hidden):
            hidden += [text.text or "" for text in here.iter(_W + "t")]
        elif here.tag == _W + "t":
            yield here.text or ""
        elif here.tag in _MARKS:
            yield _MARKS[here.tag]
        elif here.tag not in _NOT_READ:
            stack.extend(child for child in reversed(here) if child.tag != _W + "p")


def _hides(run: etree._Element, styles: set[str], all_hidden: bool) -> bool:
    properties = run.find(_W + "rPr")
    if properties is None:
        return all_hidden
    if properties.find(_W + "vanish") is not None:
        return _is_hidden(properties)
    style = properties.find(_W + "rStyle")
    return all_hidden or (style is not None and style.get(_W + "val") in styles)


WORD = Reader("Word", (".docx",), read_word, kind="docx", apart=("lxml.etree",))
