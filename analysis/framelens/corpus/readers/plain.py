"""Plain text: one article a file, with or without a header line and a headline."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found
from framelens.corpus.cleaning import clean_text
from framelens.corpus.encoding import find_encoding, open_text
from framelens.corpus.header import find_header, read_header
from framelens.corpus.readers.record import INFERRED, LABELLED, NAMED, Reader, Record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_FIRST_PARAGRAPH = re.compile(r"\s*(?P<line>[^\n]+)\n[^\S\n]*\n\s*\S")
_SENTENCE_END = re.compile(r"[.!?…:;,]['\"’”»)\]]*\Z")
_LONGEST_HEADLINE = 160


def read_plain(path: Path, source: ArticleSource) -> Iterator[Record]:
    """The one article of a text file.

    The header line gives date and byline, and names the outlet where the study names none; the file's name
    gives the date where there is no header.
    """
    with open_text(path, find_encoding(path, source.encoding)) as stream:
        text = clean_text(stream.read())
    date, byline = read_header(text)
    found = {"text": Found("", "the whole file", LABELLED)}
    if date is not None:
        found["published"] = Found("line 1", "header line: date", LABELLED)
    elif dated := _DATED_NAME.match(path.name):
        date, found["published"] = dated[1], Found("", "name of the file", NAMED)
    if byline is not None:
        found["byline"] = Found("line 1", "header line: By", LABELLED)
        if source.outlet is None:
            found["outlet"] = Found("line 1", "header line: By", INFERRED)
    if headline := find_headline(text):
        label = "first paragraph, short and without a full stop"
        found["headline"] = Found(f"line {text.count(chr(10), 0, text.find(headline)) + 1:,}", label, INFERRED)
    fields = {"published": date, "byline": byline, "outlet": source.outlet or byline, "headline": headline}
    yield Record(text, fields, found=found)


def find_headline(text: str) -> str | None:
    """The headline of a plain text: a short first paragraph of one line that ends without a mark.

    Examples
    --------
    >>> find_headline("A dog bit a man\\n\\nIt happened in Baku.")
    'A dog bit a man'
    """
    match = _FIRST_PARAGRAPH.match(text, (find_header(text) or (0, 0))[1])
    if match is None:
        return None
    line = match["line"].strip()
    return None if len(line) > _LONGEST_HEADLINE or _SENTENCE_END.search(line) else line


PLAIN_TEXT = Reader("plain text", (".txt",), read_plain)
