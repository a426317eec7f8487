"""What an archive writes and the files it comes in are two things: a form is read from lines, whatever held them.

The lines of a text file, the paragraphs of a Word file or of rich text, and the blocks of a saved page are all lines
here; an empty one stands between blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.cleaning import clean_text
from framelens.corpus.encoding import find_encoding, open_text
from framelens.corpus.readers.markup import lines_of, open_page
from framelens.corpus.readers.record import Reader, Record, Refusal
from framelens.corpus.readers.rich_text import read_rich_lines
from framelens.corpus.readers.word import read_word_lines

if TYPE_CHECKING:
    from framelens.corpus.readers.sniffing import Head
    from framelens.settings.settings import ArticleSource

_LONGEST = 1 << 30


@dataclass(frozen=True)
class Form:
    """How an archive writes its articles.

    Attributes
    ----------
    name : str
    recognise : callable
        From the words at a file's beginning, line by line, why they are of this form; None if they are not.
    read : callable
        The articles of a delivery, from its lines.
    """

    name: str
    recognise: Callable[[str], str | None]
    read: Callable[[Sequence[str]], Iterator[Record | Refusal]]

    def make_reader(self, holder: str) -> Reader:
        """The reader of this form in a text file, a Word file, rich text or a page."""
        suffixes, kind, apart, lines = _HOLDERS[holder]

        def read(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
            return self.read(lines(path, source.encoding))

        def recognise(head: Head) -> str | None:
            return self.recognise(head.words)

        return Reader(f"{self.name} ({holder})", suffixes, read, kind=kind, recognise=recognise, apart=apart)


def lines_of_file(path: Path) -> list[str]:
    """All lines of a text file, a Word file, rich text or a page, whatever reader takes it."""
    suffix = path.suffix.lower()
    return next((lines(path, None) for suffixes, _, _, lines in _HOLDERS.values() if suffix in suffixes), [])


def _lines_of_text(path: Path, encoding: str | None) -> list[str]:
    with open_text(path, find_encoding(path, encoding)) as stream:
        text = stream.read(_LONGEST + 1)
    if len(text) > _LONGEST:
        raise UnreadableFile("it has more than 1 GiB; export fewer articles at a time")
    return clean_text(text).split("\n")


def _lines_of_page(path: Path, encoding: str | None) -> list[str]:
    tree, _ = open_page(path, encoding)
    return _apart(lines_of(tree))


def _apart(lines: Sequence[str]) -> list[str]:
    """The lines with an empty one between any two, unless a good part of them is empty already."""
    if sum(not line.strip() for line in lines) > len(lines) / 5:
        return list(lines)
    return [part for line in lines for part in (line, "")]


_HOLDERS: dict[str, tuple[tuple[str, ...], str, tuple[str, ...], Callable[[Path, str | None], list[str]]]] = {
    "text": ((".txt",), "text", (), _lines_of_text),
    "Word": ((".docx",), "docx", ("lxml.etree",), lambda path, _: _apart(read_word_lines(path))),
    "rich text": ((".rtf", ".doc"), "rtf", ("striprtf.striprtf",), lambda path, _: _apart(read_rich_lines(path))),
    "HTML": ((".html", ".htm", ".xhtml"), "html", ("lxml.html",), _lines_of_page),
}
