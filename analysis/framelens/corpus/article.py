"""What comes out of a source: an article, or the reason why something in it is none."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from framelens.corpus.changes import Change
from framelens.corpus.dates import read_date
from framelens.corpus.own import PACKED, UNKNOWN, pack_own, spread_own, take_own
from framelens.errors import InputError
from framelens.tables import SCHEMAS, WEIGHT, from_arrow


@dataclass(frozen=True)
class Found:
    """Where a field of an article was found.

    Attributes
    ----------
    place : str
        Where in the file: "line 3", "paragraph 2"; empty where the article's own position says it all.
    label : str
        What stands there: the column, the label of an archive, the meta tag.
    confidence : float
        How sure it is that this is the field, from 0 to 1: a rank that is the same for all readers (1 where the
        file itself names the field, .5 for a file's name), no measured probability.
    note : str
        What a reader of the report should know: a value that is not a date, captions that were left out.
    """

    place: str
    label: str
    confidence: float
    note: str = ""


@dataclass(frozen=True)
class Article:
    """One article, as every room of framelens receives it.

    Attributes
    ----------
    article_id : str
        Unique within the source: its own column, or derived from the file and row it stands in.
    outlet, byline, headline, language : str or None
        Null where the source does not say it.
    published : datetime.date or None
    text : str
        What every offset points into: the decoded text with the byte-order mark dropped, line ends made ``\\n`` and
        mojibake mended; ``changes`` leads back to the source. For a table with a headline, the headline, a blank
        line and the body.
    source_path : str
        The file it was read from, relative to the source.
    duplicate_of : str or None
        The ``article_id`` of the first article with the same words in the same order, if it came before.
    position : str
        Where in its file it stands ("line 17"); empty if it is the whole file.
    found : mapping
        Field -> where it was found. Two articles are equal whatever stands here and in ``position``.
    changes : tuple of Change
        What cleaning changed between the source's words and ``text``.
    own : mapping
        The values of the source's other columns, as :mod:`framelens.corpus.own` reads them.

    Examples
    --------
    >>> fl.Article("a-1", "Norhaven Courier", None, None, None, "The tunnel will be built.", "a-1.txt").text
    """

    article_id: str
    outlet: str | None
    published: datetime.date | None
    byline: str | None
    headline: str | None
    text: str
    source_path: str
    language: str | None = "en"
    duplicate_of: str | None = None
    position: str = field(default="", compare=False, repr=False)
    found: Mapping[str, Found] = field(default_factory=dict, compare=False, repr=False)
    changes: tuple[Change, ...] = field(default=(), compare=False, repr=False)
    own: Mapping[str, object] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class LeftOut:
    """Something in a source that is not an article, and why.

    Attributes
    ----------
    source : str
        The file relative to the source, and the line or row.
    reason : str
    path : pathlib.Path
        The file as the user would type it.
    position : str
        The line or row; empty for a whole file.
    expected : bool
        True where nothing is wrong with it: a hidden file, which no one meant as an article.
    """

    source: str
    reason: str
    path: Path
    position: str = ""
    expected: bool = False

    def as_error(self) -> InputError:
        """The same as an error of one line."""
        place = f"{self.path}, {self.position}" if self.position else str(self.path)
        return InputError(f"{place}: {self.reason}")


@dataclass(frozen=True)
class SourceFile:
    """A file of a source.

    Attributes
    ----------
    path : pathlib.Path
        Where its bytes are.
    name : str
        Its name relative to the source; a file in an archive has the archive's name before it.
    shown : pathlib.Path or None
        The path as the user would type it, where the bytes are elsewhere: a file unpacked from an archive.
    """

    path: Path
    name: str
    shown: Path | None = None

    def leave_out(self, reason: str, position: str = "", *, expected: bool = False) -> LeftOut:
        """The file, or one position in it, as left out; what a library said over several lines is one here."""
        reason, position = " ".join(reason.split()), " ".join(position.split())
        source = f"{self.name}, {position}" if position else self.name
        return LeftOut(source, reason, self.shown or self.path, position, expected)


class UnreadableFile(Exception):  # noqa: N818 - it is never shown; sources turn it into a LeftOut or an InputError
    """Raised by a reader when a whole file cannot be read; ``reason`` says why, ``position`` where."""

    def __init__(self, reason: str, position: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


Reading = Iterator[Article | LeftOut]


def left_out_row(out: LeftOut) -> dict[str, object]:
    """The row of the left-out table."""
    kind = "expected" if out.expected else "unreadable"
    return {"article_id": None, "source": out.source, "kind": kind, "reason": out.reason}


def unused_row(article: Article, kind: str, reason: str) -> dict[str, object]:
    """The row of the left-out table for an article that was read and is not analysed."""
    where = {"article_id": article.article_id, "source": place_of(article)}
    return {**where, "kind": kind, "reason": " ".join(reason.split())}


def place_of(article: Article) -> str:
    """What the left-out table calls an article that was read."""
    return f"{article.source_path}, article {article.article_id}"


def article_of_row(row: Mapping[str, Any]) -> Article:
    """The article of a row of the articles table, from pandas or from Arrow; what the row lacks is null.

    Raises
    ------
    InputError
        If the row has no ``article_id``, no text, or a date that is none.
    """
    known: dict[str, Any] = {
        name: None if name not in row or pd.isna(row[name]) else row[name]
        for name in ("article_id", "outlet", "published", "byline", "headline", "text", "source_path", "language",
                     "duplicate_of")
    }  # fmt: skip
    if not isinstance(known["article_id"], str):
        raise InputError(f"an article has no article_id that is a string ({known['article_id']!r})")
    if not isinstance(known["text"], str) or not known["text"].strip():
        raise InputError(f"article '{known['article_id']}' has no text; each article needs text that is a string")
    published = known["published"]
    try:
        date = published.date() if isinstance(published, datetime.datetime) else read_date(published)
    except (ValueError, TypeError) as error:
        raise InputError(f"article '{known['article_id']}', published: {error}") from None
    own = {name: value for name, value in row.items() if name not in SCHEMAS["articles"].names and name != WEIGHT}
    known |= {"published": date, "source_path": known["source_path"] or "", "own": take_own(own)}
    return Article(**known)


def article_row(article: Article) -> dict[str, object]:
    """The article's row of the articles table; ``n_words`` is null until it is annotated."""
    published = article.published
    return {
        "article_id": article.article_id,
        "outlet": article.outlet,
        "published": published and datetime.datetime(published.year, published.month, published.day),
        "byline": article.byline,
        "headline": article.headline,
        "text": article.text,
        "source_path": article.source_path,
        "language": article.language,
        "n_words": None,
        "duplicate_of": article.duplicate_of,
        PACKED: pack_own(article.own),
    }


def articles_table(rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """The articles table of rows as :func:`article_row` makes them, the columns of their own spread."""
    schema = SCHEMAS["articles"].append(pa.field(PACKED, pa.string()))
    table, kinds = spread_own(pa.Table.from_pylist(list(rows), schema))
    for name in (name for name, kind in kinds.items() if kind == UNKNOWN):
        table = table.append_column(name, pa.nulls(table.num_rows, pa.string()))
    return from_arrow(table)
