"""A source of articles as the articles table."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from framelens.corpus.article import Article, LeftOut, article_row
from framelens.corpus.changes import change_row
from framelens.corpus.copies import mark_copies
from framelens.corpus.readers import FORMATS
from framelens.corpus.source import iterate_articles
from framelens.errors import InputError
from framelens.tables import make_table

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource


def read_articles(source: ArticleSource, *, strict: bool = True) -> pd.DataFrame:
    """Every article of ``source``, held in memory.

    Parameters
    ----------
    source : ArticleSource
    strict : bool
        Whether the first thing that is no article is an error. A study of chosen articles wants that; of an
        archive, what cannot be read is listed instead.

    Returns
    -------
    pandas.DataFrame
        One row per article, in the order of the source; ``n_words`` is null until the articles are annotated.
        ``.attrs["left_out"]`` lists what was left out, as dicts of ``source`` and ``reason``.

    Raises
    ------
    InputError
        If there is no article, or, when strict, something is none; with the file, the line and what to do.
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
    copies, rows = mark_copies(articles, near=source.near_duplicates)
    articles = [replace(article, duplicate_of=copies.get(article.article_id)) for article in articles]
    table = make_table("articles", map(article_row, articles))
    table.attrs["duplicates"] = rows
    table.attrs["clean"] = [change_row(a.article_id, change) for a in articles for change in a.changes]
    table.attrs["left_out"] = [{"source": out.source, "reason": out.reason} for out in left_out]
    return table


def no_article(source: ArticleSource, left_out: list[LeftOut]) -> InputError:
    """The error for a source in which nothing is an article: the first reason, and how many more there are."""
    wrong = [out for out in left_out if not out.expected]
    if not wrong:
        return InputError(f"there is no article in {source.path}; put articles there ({FORMATS})")
    more = f" (and {len(wrong) - 1:,} more left out; nothing else is there)" if len(wrong) > 1 else ""
    return InputError(f"{wrong[0].as_error()}{more}")
