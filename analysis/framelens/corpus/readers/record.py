"""What a reader hands over: an article's fields as the file gives them, before dates and names are read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found, SourceFile
from framelens.corpus.dates import find_date, settles
from framelens.corpus.fields import is_partial
from framelens.corpus.own import take_own
from framelens.corpus.readers.languages import find_language
from framelens.corpus.tags import drop_tags

if TYPE_CHECKING:
    from framelens.corpus.readers.sniffing import Head
    from framelens.settings.settings import ArticleSource

# How sure a reader is that a value is the field it is taken for: a rank that is the same for every reader, not a
# probability. The parse report shows it.
LABELLED = 1.0  # the file itself calls it so: a column, a label of an archive, a field of its schema
STATED = 0.9  # machine-readable, but written by each publisher in its own way: meta tags, publication lines
PLACED = 0.8  # where the format always has it, without a label
INFERRED = 0.6  # from how the page looks, or a field that means nearly the same
_MARKUP = re.compile(r"</(?:p|div|li|h[1-6]|blockquote)>|<br ?/?>", re.IGNORECASE)
NAMED = 0.5  # from the name of the file or of the site


@dataclass(frozen=True)
class Record:
    """One article as its file gives it.

    Attributes
    ----------
    text : object
        The body as it was read; for a table what its cell holds.
    fields : mapping
        Field of the article -> value as it was read.
    position : str
        Where in the file it stands ("line 17"); empty if it is the whole file.
    number : int or None
        Which of the file's articles it is, from 1; None if it is the whole file.
    found : mapping
        Field, ``text`` included -> where it was found.
    own : mapping
        The file's other columns, as :func:`framelens.corpus.own.take_own` takes them.
    """

    text: object
    fields: Mapping[str, object] = field(default_factory=dict)
    position: str = ""
    number: int | None = None
    found: Mapping[str, Found] = field(default_factory=dict)
    own: Mapping[str, object] = field(default_factory=dict)


class Fields:
    """What one article says of itself, gathered label by label: of two values for one field the first counts."""

    def __init__(self, place: str = "") -> None:
        self.place = place
        self.values: dict[str, object] = {}
        self.found: dict[str, Found] = {}
        self.own: dict[str, str] = {}

    def add(
        self, name: str, value: str, label: str, confidence: float, *, place: str | None = None, note: str = ""
    ) -> None:
        """Take ``value`` for a field; a date that is no whole one is noted and not taken."""
        value = " ".join(value.split())
        if not value or (name in self.values and name != "published"):
            return
        read: object = (
            find_date(value) if name == "published" else find_language(value) if name == "language" else value
        )
        if name in self.values and not (read and settles(str(read), str(self.values[name]))):
            return
        if read:
            self.values[name] = read
            self.found[name] = Found(self.place if place is None else place, label, confidence, note)
        elif name == "published":
            self.found.setdefault(name, Found(place or self.place, label, 0.0, f"'{value[:60]}' is not a whole date"))

    def keep(self, label: str, value: str) -> None:
        """Keep what is no field of an article as a column of its own, under the file's name for it."""
        value = " ".join(value.split())
        if value:
            self.own[label] = f"{self.own[label]}; {value}" if label in self.own else value

    def describe(self) -> str:
        """The headline, as a refusal names it."""
        headline = str(self.values.get("headline", ""))
        return headline if len(headline) <= 60 else headline[:60] + "…"

    def make_record(self, text: str, position: str, number: int, where: Found) -> Record:
        """The record of the article whose words are ``text``."""
        return Record(text, self.values, position, number, {"text": where, **self.found}, take_own(self.own))


@dataclass(frozen=True)
class Refusal:
    """A part of a file that a reader cannot use, and why.

    ``expected`` is True where nothing is wrong with it, such as a table of contents.
    """

    reason: str
    position: str
    expected: bool = False


def refuse_merged(n: int, mark: str, position: str) -> Refusal:
    """The refusal of a part of a delivery that is several articles, since what divides them is missing."""
    return Refusal(f"it is {n:,} articles and not one: '{mark}' stands in it {n:,} times; export it again", position)


@dataclass(frozen=True)
class Reader:
    """One format.

    Attributes
    ----------
    name : str
        What the format is called.
    suffixes : tuple of str
        The ends of file names it takes, in lower case, with the dot.
    read : callable
        The records of a file, streamed; raises ``UnreadableFile`` where the whole file cannot be read, before
        it gives out the first record wherever that can be known.
    find_columns : callable or None
        For a table: the column of each field. None where a file is one article.
    kind : str
        The kind of bytes it reads, as :mod:`framelens.corpus.readers.sniffing` calls them.
    recognise : callable or None
        From a file's first bytes, why it is this reader's, or None if it is not. None for the reader that takes
        whatever of its kind no other recognises.
    apart : tuple of str
        The libraries it parses with, where a hostile file may keep them busy without end: such a reader runs in a
        process of its own, which can be stopped. Empty where it runs in this one.
    unpack : callable or None
        For a container: the files in it, in place of ``read``.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, ArticleSource], Iterator[Record | Refusal]]
    find_columns: Callable[[Path, ArticleSource], dict[str, str]] | None = None
    kind: str = "text"
    recognise: Callable[[Head], str | None] | None = None
    apart: tuple[str, ...] = ()
    unpack: Callable[[SourceFile, int], AbstractContextManager[Iterator[SourceFile | Refusal]]] | None = None


def note_texts(records: Iterator[Record | Refusal], note: str) -> Iterator[Record | Refusal]:
    """The records with ``note`` on each one's text, for what is true of a whole file."""
    for record in records:
        if note and isinstance(record, Record) and (where := record.found.get("text")):
            noted = replace(where, note="; ".join(filter(None, (where.note, note))))
            record = replace(record, found={**record.found, "text": noted})
        yield record


def make_record(row: Mapping[str, object], columns: Mapping[str, str], position: str, number: int) -> Record:
    """The record of one row of a table."""
    fields = {name: row.get(column) for name, column in columns.items() if name != "text"}
    if isinstance(published := fields.get("published"), (list, dict)):
        fields["published"] = _join_parts(published)
    found = _found_in(tuple(columns.items()))
    text = row.get(columns["text"])
    if isinstance(text, list):
        text = "\n\n".join(_words_in(text))
    elif isinstance(text, str) and _MARKUP.search(text):
        text = drop_tags(text)
        found = {**found, "text": replace(found["text"], note="HTML in it was read without its tags")}
    return Record(text, fields, position, number, found, take_own(row, columns.values()))


def _words_in(value: object) -> Iterator[str]:
    """The strings of what is nested, in order: the paragraphs of a body in sections."""
    if isinstance(value, str) and value.strip():
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _words_in(inner)


def _join_parts(value: object) -> str | None:
    """A date as CSL writes it, [[2021, 12, 21]], as ISO writes it."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return "-".join(f"{part:>02}" for part in value) if isinstance(value, list) else None


_FOUND: dict[tuple[tuple[str, str], ...], dict[str, Found]] = {}


def _found_in(columns: tuple[tuple[str, str], ...]) -> dict[str, Found]:
    # One mapping for all rows of a table: a million articles share it.
    if columns not in _FOUND:
        found = {name: Found("", f"column '{column}'", LABELLED) for name, column in columns}
        if is_partial(dict(columns)["text"]):
            found["text"] = replace(
                found["text"], confidence=INFERRED, note="a part of the text: its lead or an abstract"
            )
        _FOUND[columns] = found
    return _FOUND[columns]
