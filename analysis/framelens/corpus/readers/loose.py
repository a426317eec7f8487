"""An article in a document without labels: headline, date and byline as they are in its first lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found
from framelens.corpus.dates import find_date, is_dateline
from framelens.corpus.readers.plain import find_headline
from framelens.corpus.readers.record import INFERRED, NAMED, PLACED, Record

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_BYLINE = re.compile(r"By:?\s+(?P<name>[A-Z][^\n,]{2,80})")
_FIRST_LINES = 8


def note_hidden(hidden: Sequence[str]) -> str:
    """What the parse report says of words that a document hides."""
    n_hidden = len(" ".join(hidden).split())
    return f"{n_hidden:,} words that Word does not show (formatted as hidden) left out" if n_hidden else ""


def make_loose_record(
    paragraphs: Sequence[str], path: Path, source: ArticleSource, *, titled: int | None = None, note: str = ""
) -> Record:
    """The record of a document of one article.

    A line is a date only where nothing else stands in it, and a byline only where it begins with "By"; both stay in
    the text, which is the whole document.

    Parameters
    ----------
    paragraphs : sequence of str
    path : Path
        Its name gives the date where no line does, if it begins with one.
    source : ArticleSource
    titled : int, optional
        Which paragraph the document itself marks as its title.
    note : str
        What was left out of the text.
    """
    text = "\n\n".join(paragraphs)
    fields: dict[str, object] = {"outlet": source.outlet}
    found = {"text": Found("", "the whole document", PLACED, note)}
    headline = paragraphs[titled] if titled is not None else find_headline(text)
    if headline is not None:
        fields["headline"] = headline
        where = "marked as title" if titled is not None else "first paragraph, short and without a full stop"
        found["headline"] = Found(f"paragraph {(titled or 0) + 1}", where, PLACED if titled is not None else INFERRED)
    for number, line in enumerate(paragraphs[:_FIRST_LINES], start=1):
        if number == 1 + (titled or 0) and headline is not None:
            continue  # a date is never taken from the headline
        if "published" not in fields and is_dateline(line):
            fields["published"] = find_date(line)
            found["published"] = Found(f"paragraph {number}", "a line that is a date", PLACED)
        elif "byline" not in fields and (match := _BYLINE.fullmatch(line.strip())):
            fields["byline"] = match["name"]
            found["byline"] = Found(f"paragraph {number}", "By …", PLACED)
    if "published" not in fields and (dated := _DATED_NAME.match(path.name)):
        fields["published"] = dated[1]
        found["published"] = Found("", "name of the file", NAMED)
    return Record(text, fields, found=found)
