"""A source of articles: the files of a folder or one file, and every article in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from framelens.corpus.article import Article, LeftOut, Reading, SourceFile, UnreadableFile
from framelens.corpus.cleaning import (
    hash_words,
)
from framelens.corpus.fields import KNOWN_NAMES
from framelens.corpus.files import describe_unknown, find_files, known_file
from framelens.corpus.filtering import Filter
from framelens.corpus.making import make_article
from framelens.corpus.readers import FORMATS, Choice, choose_reader, find_suffix
from framelens.corpus.readers.apart import find_columns_apart, read_apart
from framelens.corpus.readers.record import Reader, Record, Refusal
from framelens.encodings import explain_encoding
from framelens.errors import InputError, describe_error, suggest
from framelens.settings.articles import explain_zone

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

# Text packs to a tenth, tables that repeat themselves to a hundredth; small files may be anything.
_MOST_GROWTH, _ANY_GROWTH = 200, 64 << 20


def iterate_articles(source: ArticleSource, *, first_with: dict[bytes, str] | None = None) -> Reading:
    """Every article of ``source``, streamed, and in between what is none and why.

    Files come in the order of their names, folders within folders included; links out of the folder are not
    followed. An exact copy of an earlier article comes with ``duplicate_of``. What is held in memory is a
    fingerprint and the ``article_id`` of each article, never the articles.

    Parameters
    ----------
    source : ArticleSource
    first_with : dict, optional
        The fingerprint of words (:func:`framelens.corpus.cleaning.hash_words`) -> the ``article_id`` of articles
        that came earlier, in another reading; it is added to.

    Raises
    ------
    InputError
        If there is nothing at the path, or a setting of the source is wrong; at the end, if ``where`` names a column
        that no article had.
    """
    check_source(source)
    ids: dict[str, str] = {}
    only = Filter(source.where) if source.where else None
    first_with = {} if first_with is None else first_with
    for file in find_files(source.path):
        if isinstance(file, LeftOut):
            yield file
            continue
        for found in _read_file(file, source):
            if isinstance(found, LeftOut):
                yield found
                continue
            place, article = found
            if (earlier := ids.get(article.article_id)) is not None:
                reason = f"the article_id '{article.article_id}' is taken by {earlier}; each article needs its own"
                yield LeftOut(place, reason, file.path, _in_file(place, file))
                continue
            ids[article.article_id] = place
            if only and not only.keeps(article):
                yield file.leave_out(f"it does not meet where = “{only.where}”", _in_file(place, file), expected=True)
                continue
            original = first_with.setdefault(hash_words(article.text), article.article_id)
            copied = original != article.article_id
            yield replace(article, duplicate_of=original) if copied else article
    if only and ids:
        only.check()


def _in_file(place: str, file: SourceFile) -> str:
    return place.removeprefix(file.name).lstrip(", /")


def check_source(source: ArticleSource) -> None:
    """Raise :class:`InputError` unless there is something at the source's path and its settings are known."""
    if wrong := explain_encoding(source.encoding) or explain_zone(source.time_zone):
        raise InputError(wrong)
    for name in source.columns:
        if name not in KNOWN_NAMES:
            raise InputError(f"unknown field '{name}' among the columns of the articles; {suggest(name, KNOWN_NAMES)}")
    path = source.path
    try:
        is_there = path.exists()
    except (OSError, ValueError) as error:  # a name longer than any disk holds, or with a NUL
        raise InputError(f"{path} cannot be the name of anything ({describe_error(error)})") from error
    if not is_there:
        raise InputError(f"there is nothing at {path}; name a folder of articles, or a file ({FORMATS})")
    if path.is_file() and find_suffix(path.name) is None:
        raise InputError(f"{path}: {describe_unknown(path)}")


def list_files(source: ArticleSource) -> list[dict[str, object]]:
    """Which reader takes which file and why, and which columns.

    Returns
    -------
    list of dict
        One per file, those in archives included: ``file``, ``reader`` (None where none takes it), ``why`` (what
        in its bytes or its name says so), ``columns`` (field -> column; empty where the file is no table) and
        ``reason`` (why it is left out, or None).
    """
    check_source(source)
    return [row for file in find_files(source.path) for row in _list_file(file, source)]


def _list_file(file: SourceFile | LeftOut, source: ArticleSource, depth: int = 0) -> Iterator[dict[str, object]]:
    row: dict[str, object] = {"file": "", "reader": None, "why": None, "columns": {}, "reason": None}
    if isinstance(file, LeftOut):
        yield row | {"file": file.source, "reason": file.reason}
        return
    row["file"] = file.name
    try:
        choice = _choose(file)
        row |= {"reader": choice.reader.name, "why": choice.reason}
        if choice.reader.unpack is not None:
            with choice.reader.unpack(file, depth) as members:
                yield dict(row)
                for member in members:
                    inner = _refused(member, file) if isinstance(member, Refusal) else known_file(member)
                    yield from _list_file(inner, source, depth + 1)
            return
        row["columns"] = _find_columns(choice.reader, file, source)
    except UnreadableFile as error:
        row["reason"] = error.reason
    yield row


def _find_columns(reader: Reader, file: SourceFile, source: ArticleSource) -> dict[str, str]:
    if reader.find_columns is None:
        return {}
    return find_columns_apart(reader, file.path, source) if reader.apart else reader.find_columns(file.path, source)


def _choose(file: SourceFile) -> Choice:
    if find_suffix(file.name) is None:
        raise UnreadableFile(describe_unknown(file.path))
    return choose_reader(file.path)


def _refused(refusal: Refusal, file: SourceFile) -> LeftOut:
    return file.leave_out(refusal.reason, refusal.position, expected=refusal.expected)


def _read_file(file: SourceFile, source: ArticleSource, depth: int = 0) -> Iterator[tuple[str, Article] | LeftOut]:
    try:
        reader = _choose(file).reader
        if reader.unpack is not None:
            yield from _read_archive(file, reader, source, depth)
            return
        records = read_apart(reader, file.path, source) if reader.apart else reader.read(file.path, source)
        record: Record | Refusal | None = None
        for record in _limit_growth(records, file):
            if isinstance(record, Refusal):
                yield _refused(record, file)
                continue
            article = make_article(record, file, source)
            place = f"{file.name}, {record.position}" if record.position else file.name
            yield article if isinstance(article, LeftOut) else (place, article)
        if record is None:
            yield file.leave_out("no article is in it: it has nothing below its header")
    except UnreadableFile as error:
        yield file.leave_out(error.reason, error.position)


def _limit_growth(records: Iterator[Record | Refusal], file: SourceFile) -> Iterator[Record | Refusal]:
    """The records, as long as what they hold is not far more than the file, as only that of bombs is."""
    size = file.path.stat().st_size
    left = max(_ANY_GROWTH, _MOST_GROWTH * size)
    for record in records:
        if isinstance(record, Record):
            values = (record.text, *record.fields.values(), *record.own.values())
            left -= sum(len(value) for value in values if isinstance(value, str))
            if left < 0:
                most = max(_ANY_GROWTH, _MOST_GROWTH * size) >> 20
                raise UnreadableFile(
                    f"its articles are longer than {most:,} million letters out of {size / 1024:,.0f} KiB, as only "
                    "those of a file made to do harm are; it is not read on",
                    record.position,
                )
        yield record


def _read_archive(
    archive: SourceFile, reader: Reader, source: ArticleSource, depth: int
) -> Iterator[tuple[str, Article] | LeftOut]:
    if reader.unpack is None:
        return
    with reader.unpack(archive, depth) as files:
        file: SourceFile | Refusal | None = None
        for file in files:
            if isinstance(file, Refusal):
                yield _refused(file, archive)
            elif isinstance(known := known_file(file), LeftOut):
                yield known
            else:
                yield from _read_file(file, source, depth + 1)
        if file is None:
            yield archive.leave_out("no file is in it")
