"""Rich text (.rtf, and .doc files that are rich text): one article a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.encoding import open_bytes
from framelens.corpus.readers.loose import make_loose_record, note_hidden
from framelens.corpus.readers.record import Reader, Record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_LARGEST = 256 << 20
_BINARY = re.compile(rb"\\bin(\d{1,9}) ?")
# Pictures are most of a delivery's bytes; their digits need not go through the parser one by one.
_PICTURE = re.compile(r"(?<=\\pict)([^{}\\]|\\(?!['{}\\])[a-z]*-?\d*)*")
_OLD_SET = re.compile(r"\\(mac|pca|pc)(?![a-z])")
_HIDES = re.compile(r"\\v(?![a-z0-9])")
_TOKEN = re.compile(r"\\([a-z]+)(-?\d+)? ?|\\'[0-9a-f]{2}|\\.|[{}]|[^\\{}]+", re.IGNORECASE | re.DOTALL)
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def read_rich_text(path: Path, source: ArticleSource) -> Iterator[Record]:
    """The one article of a rich-text file."""
    hidden: list[str] = []
    lines = [words for line in read_rich_lines(path, hidden) if (words := line.strip())]
    yield make_loose_record(lines, path, source, note=note_hidden(hidden))


def read_rich_lines(path: Path, hidden: list[str] | None = None) -> list[str]:
    """The lines of a rich-text file; cells of a table are separated by ``|``. Hidden words are added to ``hidden``."""
    from striprtf.striprtf import rtf_to_text

    with open_bytes(path) as stream:
        data = stream.read(_LARGEST + 1)
    if not data.lstrip().startswith(b"{\\rtf"):
        raise UnreadableFile("it is no rich text: it does not begin with {\\rtf")
    if len(data) > _LARGEST:
        raise UnreadableFile(f"it has more than {_LARGEST >> 20} MiB; export fewer articles at a time")
    # The format is ASCII; what stands for more is escaped, and decoded by the code page that the file names.
    markup = _drop_binary(data).decode("latin-1")
    # A link's address is not a word of the article. striprtf would write it behind the link's own words.
    markup = markup.replace("\\*\\fldinst", "\\fldinst").replace("\\fldinst", "\\*\\fldin")
    # An old file names its maker's characters in place of a code page.
    markup = markup.replace("\\ansicpg10000", "\\mac", 1)
    if _HIDES.search(markup):
        markup = _drop_hidden(markup, [] if hidden is None else hidden)
    old = _OLD_SET.search(markup[:200])
    encoding = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}[old[1]] if old else "cp1252"
    markup = _PICTURE.sub("", markup) if "\\pict" in markup else markup
    text = rtf_to_text(markup, encoding=encoding, errors="replace")
    text = _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return [line.rstrip() for line in text.replace("\r", "\n").split("\n")]


def _drop_hidden(markup: str, hidden: list[str]) -> str:
    """The markup without the words that Word does not show."""
    kept: list[str] = []
    words: list[str] = []
    above: list[bool] = []
    is_hidden = False
    for token in _TOKEN.finditer(markup):
        word = token[1]
        if token[0] == "{":
            above.append(is_hidden)
        elif token[0] == "}":
            is_hidden = above.pop() if above else False
        elif word in ("v", "plain"):
            is_hidden = word == "v" and token[2] != "0"
        elif is_hidden and word in (None, "u"):
            words.append("x" if token[0].startswith("\\") else token[0])
            continue
        else:
            words.append(" ")
        if word != "v":
            kept.append(token[0])
    hidden.append("".join(words))
    return "".join(kept)


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
