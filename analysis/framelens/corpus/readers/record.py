"""What a reader hands over: an article's fields as the file gives them, before dates and names are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from framelens.study import ArticleSource


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
    """

    text: object
    fields: Mapping[str, object] = field(default_factory=dict)
    position: str = ""
    number: int | None = None


@dataclass(frozen=True)
class Refusal:
    """A row that a reader cannot use, and why."""

    reason: str
    position: str


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
    count : callable or None
        How many articles a file has, where the file itself says so.
    """

    name: str
    suffixes: tuple[str, ...]
    read: Callable[[Path, ArticleSource], Iterator[Record | Refusal]]
    find_columns: Callable[[Path, ArticleSource], dict[str, str]] | None = None
    count: Callable[[Path], int] | None = None


def make_record(row: Mapping[str, object], columns: Mapping[str, str], position: str, number: int) -> Record:
    """The record of one row of a table."""
    fields = {name: row.get(column) for name, column in columns.items() if name != "text"}
    return Record(row.get(columns["text"]), fields, position, number)
