"""A source of articles, read: the articles, what cleaning changed in them, which are copies, what is left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from framelens.corpus.article import Article, LeftOut, article_of_row, article_row, articles_table, left_out_row
from framelens.corpus.changes import change_row
from framelens.corpus.cleaning import hash_words
from framelens.corpus.copies import mark_copies
from framelens.corpus.readers import FORMATS
from framelens.corpus.source import iterate_articles
from framelens.errors import InputError
from framelens.tables import check_table, make_table

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

_NEEDED = ("article_id", "text")


@dataclass(frozen=True)
class Corpus:
    """The articles of a source, as :func:`read_articles` reads them.

    Attributes
    ----------
    articles : pandas.DataFrame
        One row per article, in the order of the source; ``n_words`` is null until the articles are annotated.
        ``duplicate_of`` names the article that a copy is a copy of.
    clean : pandas.DataFrame
        One row per passage that cleaning changed.
    duplicates : pandas.DataFrame
        One row per article that is a copy of another, or has one.
    left_out : pandas.DataFrame
        One row per thing in the source that is not an article, with the reason.
    """

    articles: pd.DataFrame
    clean: pd.DataFrame = field(default_factory=lambda: make_table("clean", []))
    duplicates: pd.DataFrame = field(default_factory=lambda: make_table("duplicates", []))
    left_out: pd.DataFrame = field(default_factory=lambda: make_table("left_out", []))

    def __post_init__(self) -> None:
        for name, table in vars(self).items():
            check_table(name, table)

    def __len__(self) -> int:
        return len(self.articles)

    @property
    def n_copies(self) -> int:
        """How many of the articles are copies of others."""
        return int(self.articles["duplicate_of"].notna().sum())

    @classmethod
    def from_table(cls, table: pd.DataFrame, *, near: bool = True) -> Corpus:
        """A corpus from a table of one's own, or from a part of another corpus's articles.

        Which articles are copies is found again: the one that another is a copy of may not be in the part.

        Parameters
        ----------
        table : pandas.DataFrame
            One row per article. ``article_id`` and ``text`` are needed; any other column of the articles table that
            is missing is null.
        near : bool
            Whether an article with nearly the same words is a copy too.

        Raises
        ------
        InputError
            If a column is missing, an ``article_id`` is missing or there twice, or an article has no text.
        """
        for name in _NEEDED:
            if name not in table.columns:
                have = ", ".join(map(str, table.columns)) or "none"
                raise InputError(f"the articles lack the column '{name}'; their columns are {have}")
        articles = [article_of_row(row) for row in table.to_dict("records")]  # type: ignore[arg-type]
        seen: set[str] = set()
        first_with: dict[bytes, str] = {}
        for place, article in enumerate(articles):
            if article.article_id in seen:
                raise InputError(f"the article_id '{article.article_id}' occurs twice; each article needs its own")
            seen.add(article.article_id)
            first = first_with.setdefault(hash_words(article.text), article.article_id)
            articles[place] = replace(article, duplicate_of=None if first == article.article_id else first)
        return _gather(articles, (), near=near)


def read_articles(source: ArticleSource, *, strict: bool = True) -> Corpus:
    """Every article of ``source``, held in memory.

    Parameters
    ----------
    source : ArticleSource
    strict : bool
        Whether the first thing that is not an article is an error. A study of chosen articles wants that; of an
        archive, what cannot be read is listed in ``left_out`` instead.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        If there is no article, or, when strict, something is none; with the file, the line and what to do.

    Examples
    --------
    >>> fl.read.read_articles(study.settings.articles).articles[["article_id", "outlet", "published"]].head(3)
    """
    articles: list[Article] = []
    left_out: list[LeftOut] = []
    for found in iterate_articles(source):
        if isinstance(found, Article):
            articles.append(found)
        elif strict and not found.expected:
            raise found.as_error()
        else:
            left_out.append(found)
    if not articles:
        raise no_article(source, left_out)
    return _gather(articles, left_out, near=source.near_duplicates)


def _gather(articles: Sequence[Article], left_out: Iterable[LeftOut], *, near: bool) -> Corpus:
    copies, rows = mark_copies(articles, near=near)
    marked = [replace(article, duplicate_of=copies.get(article.article_id)) for article in articles]
    return Corpus(
        articles=articles_table(map(article_row, marked)),
        clean=make_table("clean", [change_row(a.article_id, change) for a in articles for change in a.changes]),
        duplicates=make_table("duplicates", rows),
        left_out=make_table("left_out", map(left_out_row, left_out)),
    )


def no_article(source: ArticleSource, left_out: list[LeftOut]) -> InputError:
    """The error for a source in which nothing is an article: the first reason, and how many more there are."""
    wrong = [out for out in left_out if not out.expected]
    if not wrong:
        return InputError(f"there is no article in {source.path}; put articles there ({FORMATS})")
    more = f" (and {len(wrong) - 1:,} more left out; nothing else is there)" if len(wrong) > 1 else ""
    return InputError(f"{wrong[0].as_error()}{more}")
