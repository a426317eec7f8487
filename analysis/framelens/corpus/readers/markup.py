"""HTML as a tree, in the encoding that it declares, and the words of its parts."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.encoding import open_bytes

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LARGEST_PAGE = 256 << 20
_DECLARED = re.compile(rb"""<(?:meta[^>]+charset\s*=|\?xml[^>]+encoding\s*=)\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_BLOCKS = frozenset(
    "p div br li tr table h1 h2 h3 h4 h5 h6 blockquote section article header footer td th dd dt pre figure".split()
)
_SILENT = frozenset(["script", "style", "noscript", "template", "head", "svg", "button", "form"])


def read_page(path: Path, given: str | None) -> str:
    """The HTML of a file as text; its encoding is declared in it, given, or UTF-8."""
    with open_bytes(path) as stream:
        data = stream.read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        raise UnreadableFile(f"it has more than {LARGEST_PAGE >> 20} MiB; export fewer articles at a time")
    return decode_page(data, given)


def decode_page(data: bytes, given: str | None, *, declared: str | None = None) -> str:
    """HTML as text; ``declared`` is the encoding that its server named."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    match = _DECLARED.search(data[:4096])
    for name in (marked, given, declared, match[1].decode("ascii", "replace") if match else None, "utf-8"):
        if not name:
            continue
        # Browsers read what calls itself Latin-1 as Windows' code page, and so do all who write it.
        name = "cp1252" if name.lower() in ("iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii") else name
        try:
            # A page has a stray byte now and then; the words around it are sound.
            text = data.decode(name, "replace" if name != "utf-8" or match else "strict")
        except LookupError:
            continue
        except UnicodeDecodeError as error:
            raise UnreadableFile(
                f"byte {error.start + 1:,} (0x{data[error.start]:02x}) is not UTF-8 and the page declares no encoding; "
                'write encoding = "cp1252" (or what it is) under [articles] in study.toml'
            ) from error
        return text.removeprefix("\ufeff").replace("\0", "")
    raise UnreadableFile("it declares no encoding that is known")


def parse_page(text: str) -> HtmlElement:
    """The tree of a page; nothing outside it is read."""
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    # A declaration of an encoding is no longer true of the decoded text, and lxml would refuse it.
    text = re.sub(r"\A\s*<\?xml[^>]*>", "", text)
    try:
        tree = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        raise UnreadableFile(f"there is no HTML in it ({error})") from error
    return tree


def class_is(name: str) -> str:
    """The XPath condition that an element has the class ``name``."""
    return f"contains(concat(' ', normalize-space(@class), ' '), ' {name} ')"


def words_of(elements: HtmlElement | Iterable[HtmlElement] | None) -> str:
    """The words of an element, or of the first of several, in one line; empty where there is none."""
    if elements is None:
        return ""
    if not hasattr(elements, "tag"):
        elements = next(iter(elements), None)
        return words_of(elements)
    return " ".join(" ".join(lines_of(elements)).split())


def lines_of(element: HtmlElement) -> list[str]:
    """The words of an element, block by block, without those that a browser does not show."""
    pieces: list[str] = []
    stack: list[HtmlElement | str] = [element]
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            pieces.append(here)
            continue
        block = here.tag in _BLOCKS
        if here.tag not in _SILENT and isinstance(here.tag, str):
            if block:
                stack.append("\n")
            for child in reversed(here):
                if child.tail:
                    stack.append(_plain(child.tail))
                stack.append(child)
            if here.text:
                stack.append(_plain(here.text))
            if block:
                stack.append("\n")
    return [line for line in (" ".join(line.split()) for line in "".join(pieces).split("\n")) if line]


def _plain(text: str) -> str:
    return text.replace("\n", " ").replace("\r", " ")
