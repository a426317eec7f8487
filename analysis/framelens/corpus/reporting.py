"""The parse report: which field of which article was found where, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from framelens.corpus.article import Article, Found, LeftOut
from framelens.corpus.readers.record import INFERRED
from framelens.corpus.reading import no_article
from framelens.corpus.source import iterate_articles

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

REPORTED = ("text", "headline", "published", "byline", "outlet", "language", "article_id")
COLUMNS = ("article_id", "field", "value", "source_path", "place", "label", "confidence", "note")
_LONGEST = 80
_FROM_STUDY = Found("study.toml", "[articles]", 1.0, "the file does not say it; the study does")
_FROM_WORDS = Found("", "the words of the text", INFERRED, "the file does not say it; it was told from the words")
_FROM_NAME = Found("", "name of the file and place in it", 1.0)


def report_fields(source: ArticleSource) -> pd.DataFrame:
    """Which fields of each article of a source were found where.

    Parameters
    ----------
    source : ArticleSource

    Returns
    -------
    pandas.DataFrame
        One row per article and field, in the order of the source: ``article_id``, ``field``, ``value`` (the first
        80 characters; null where the field was not found), ``source_path``, ``place`` in the file (line, paragraph,
        row, article), ``label`` (the column, the archive's label, the meta tag), ``confidence`` and ``note``.
        ``confidence`` is the same rank for every reader and no measured probability: 1 where the file itself names
        the field, .9 where a page states it for machines, .8 where the format always has it at this place, .6 where
        it was told from how the document looks, .5 from a name of a file or host, 0 where something stands at the
        place and is not a date, null where nothing was found.

    Raises
    ------
    InputError
        If there is no article.

    Examples
    --------
    >>> fl.read.report_fields(study.settings.articles)[["article_id", "field", "label", "confidence"]].head(4)
    """
    left_out: list[LeftOut] = []
    rows = list(_rows(source, left_out))
    if not rows:
        raise no_article(source, left_out)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["confidence"] = table["confidence"].astype("Float64")
    return table


def _rows(source: ArticleSource, left_out: list[LeftOut]) -> Iterator[dict[str, object]]:
    for item in iterate_articles(source):
        if isinstance(item, LeftOut):
            left_out.append(item)
        else:
            yield from field_rows(item, source)


def field_rows(article: Article, source: ArticleSource) -> Iterator[dict[str, object]]:
    """The rows of one article in the parse report, one per field of :data:`REPORTED`."""
    for field in REPORTED:
        value = getattr(article, field)
        found = article.found.get(field)
        if found is None and value is not None and field in ("outlet", "language"):
            found = _FROM_STUDY if value == getattr(source, field) else _FROM_WORDS
        if found is None and field == "article_id":
            found = _FROM_NAME
        known = found is not None and (value is not None or found.note)
        yield {
            "article_id": article.article_id,
            "field": field,
            "value": None if value is None else _shorten(str(value)),
            "source_path": article.source_path,
            "place": (found.place or article.position or "the file") if found is not None and known else None,
            "label": found.label if found is not None and known else None,
            "confidence": found.confidence if found is not None and known else None,
            "note": (found.note or None) if found is not None and known else None,
        }


def _shorten(value: str) -> str:
    line = " ".join(value[: 4 * _LONGEST].split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
