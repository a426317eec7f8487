"""What a reader hands over: an article's fields as the file gives them, before dates and names are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found, SourceFile
from framelens.corpus.own import take_own

if TYPE_CHECKING:
    from framelens.corpus.readers.sniffing import Head
    from framelens.settings.settings import ArticleSource

# How sure a reader is that a value is the field it is taken for: a rank that is the same for every reader, not a
# probability. The parse report shows it.
LABELLED = 1.0  # the file itself calls it so: a column, a label of an archive, a field of its schema
STATED = 0.9  # machine-readable, but written by each publisher in its own way: meta tags, publication lines
PLACED = 0.8  # where the format always has it, without a label
INFERRED = 0.6  # from how the page looks, or a field that means nearly the same
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


@dataclass(frozen=True)
class Refusal:
    """A part of a file that a reader cannot use, and why.

    ``expected`` is True where nothing is wrong with it, such as a table of contents.
    """

    reason: str
    position: str
    expected: bool = False


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


def make_record(row: Mapping[str, object], columns: Mapping[str, str], position: str, number: int) -> Record:
    """The record of one row of a table."""
    fields = {name: row.get(column) for name, column in columns.items() if name != "text"}
    found = _found_in(tuple(columns.items()))
    return Record(row.get(columns["text"]), fields, position, number, found, take_own(row, columns.values()))


_FOUND: dict[tuple[tuple[str, str], ...], dict[str, Found]] = {}


def _found_in(columns: tuple[tuple[str, str], ...]) -> dict[str, Found]:
    # One mapping for all rows of a table: a million articles share it.
    if columns not in _FOUND:
        _FOUND[columns] = {name: Found("", f"column '{column}'", LABELLED) for name, column in columns}
    return _FOUND[columns]
