"""Rich text (.rtf, and .doc files that are rich text): one article a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.encoding import open_bytes
from framelens.corpus.readers.loose import make_loose_record
from framelens.corpus.readers.record import Reader, Record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_LARGEST = 256 << 20
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
# Pictures are most of a delivery's bytes; their digits need not go through the parser one by one.
_PICTURE = re.compile(r"(?<=\\pict)([^{}\\]|\\(?!['{}\\])[a-z]*-?\d*)*")
_OLD_SET = re.compile(r"\\(mac|pca|pc)(?![a-z])")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def read_rich_text(path: Path, source: ArticleSource) -> Iterator[Record]:
    """The one article of a rich-text file."""
    yield make_loose_record([words for line in read_rich_lines(path) if (words := line.strip())], path, source)


def read_rich_lines(path: Path) -> list[str]:
    """The lines of a rich-text file; cells of a table are separated by ``|``."""
    from striprtf.striprtf import rtf_to_text

    with open_bytes(path) as stream:
        data = stream.read(_LARGEST + 1)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile("it is no rich text: it does not begin with {\\rtf")
    if len(data) > _LARGEST:
        raise UnreadableFile(f"it has more than {_LARGEST >> 20} MiB; export fewer articles at a time")
    # The format is ASCII; what stands for more is escaped, and decoded by the code page that the file names.
    markup = _drop_binary(data).decode("latin-1")
    # A link's address is no word of the article. striprtf would write it behind the link's own words.
    markup = markup.replace("\\*\\fldinst", "\\fldinst").replace("\\fldinst", "\\*\\fldin")
    # An old file names its maker's characters in place of a code page.
    old = _OLD_SET.search(markup[:200])
    encoding = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[old[1]] if old else "cp1252"
    markup = _PICTURE.sub("", markup) if "\\pict" in markup else markup
    text = rtf_to_text(markup, encoding=encoding, errors="replace")
    text = _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return [line.rstrip() for line in text.replace("\r", "\n").split("\n")]


def _drop_binary(data: bytes) -> bytes:
    if b"\\bin" not in data:
        return data
    kept, place = [], 0
    while match := _BINARY.search(data, place):
        kept.append(data[place : match.start()])
        place = match.end() + int(match[1])
    kept.append(data[place:])
    return b"".join(kept)


RICH_TEXT = Reader("rich text", (".rtf", ".doc"), read_rich_text, kind="rtf", apart=("striprtf.striprtf",))
