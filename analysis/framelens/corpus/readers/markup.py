"""HTML as a tree, in the encoding that it declares, and the words of its parts."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.encoding import open_bytes
from framelens.corpus.guessing import suggest_encoding

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LARGEST_PAGE = 256 << 20
_DECLARED = re.compile(rb"""<(?:meta[^>]+charset\s*=|\?xml[^>]+encoding\s*=)\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_STRANGE = re.compile(r"[^\s<>]*[\udc80-\udcff][^\s<>]*")
_BLOCKS = frozenset(
    "p div br li tr table h1 h2 h3 h4 h5 h6 blockquote section article header footer td th dd dt pre figure".split()
)
_SILENT = frozenset(["script", "style", "noscript", "template", "head", "svg", "button", "form"])


def open_page(path: Path, given: str | None) -> tuple[HtmlElement, str]:
    """The tree of a file of HTML, and what a reader of the parse report should know of how its bytes were read.

    Its encoding is the one given or declared, or UTF-8; where its bytes contradict that, the one in which they read.
    """
    with open_bytes(path) as stream:
        data = stream.read(LARGEST_PAGE + 1)
    if len(data) > LARGEST_PAGE:
        raise UnreadableFile(f"it has more than {LARGEST_PAGE >> 20} MiB; export fewer articles at a time")
    text, note = decode_page(data, given)
    return parse_page(text), note


def decode_page(data: bytes, given: str | None, *, declared: str | None = None) -> tuple[str, str]:
    """HTML as text, and how it was decoded where it is not what it says; ``declared`` is what its server named."""
    name = _name_encoding(data, given, declared)
    note = ""
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        best = suggest_encoding(_beyond_ascii(data))
        stated = declared or _DECLARED.search(data[:4096])
        if given or not stated or best is None or not _is_sound(data, name, best):
            says = f"the encoding {name} that was given" if given else (
                f"{name.upper()}, as the page says it is" if stated else "UTF-8 and the page declares no encoding"
            )  # fmt: skip
            remedy = f'write encoding = "{best or "..."}" under [articles] in study.toml'
            raise UnreadableFile(
                f"byte {error.start + 1:,} (0x{data[error.start]:02x}) is not {says}; {remedy}"
            ) from error
        text, note = _decode_mixed(data, name, best), f"it is not in {name}, as it says, and was read as {best}"
    return text.removeprefix("\ufeff").replace("\0", ""), note


def _name_encoding(data: bytes, given: str | None, declared: str | None) -> str:
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    match = _DECLARED.search(data[:4096])
    stated = (declared, match[1].decode("ascii", "replace") if match else None)
    for name in (marked, given, *stated, "utf-8"):
        if name is None or not _is_known(name):
            continue
        # Browsers read what calls itself Latin-1 as Windows' code page, and so do all who write it.
        name = "cp1252" if codecs.lookup(name).name in ("iso8859-1", "ascii") else name
        if name not in (marked, given) and _is_single(name) and _is_utf8(data):
            return "utf-8"  # what is sound UTF-8 by chance does not happen in a page's length
        return name
    return "utf-8"


def _is_known(name: str) -> bool:
    try:
        return codecs.lookup(name)._is_text_encoding  # type: ignore[attr-defined]
    except (LookupError, ValueError):
        return False


def _is_single(name: str) -> bool:
    return codecs.lookup(name).name.startswith(("cp", "iso8859", "koi8", "mac"))


def _is_utf8(data: bytes) -> bool:
    try:
        return not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        return False


def _beyond_ascii(data: bytes) -> bytes:
    """The words with bytes that are not UTF-8, which alone say in which encoding they are."""
    words = _STRANGE.finditer(data.decode("utf-8", "surrogateescape"))
    return " ".join(match[0] for _, match in zip(range(5_000), words, strict=False)).encode("utf-8", "surrogateescape")


def _decode_mixed(data: bytes, name: str, best: str) -> str:
    """Bytes of two encodings, as of pages put together: each that the first does not know is of the other."""
    if codecs.lookup(name).name != "utf-8" or not _is_single(best):
        return data.decode(best)
    codecs.register_error(f"framelens-{best}", lambda error: _read_as(error, best))
    return data.decode(name, f"framelens-{best}")


def _is_sound(data: bytes, name: str, best: str) -> bool:
    try:
        return bool(_decode_mixed(data, name, best))
    except UnicodeDecodeError:
        return False


def _read_as(error: UnicodeError, encoding: str) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode(encoding), error.end


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
