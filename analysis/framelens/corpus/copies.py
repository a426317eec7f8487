"""Copies in the tables: which articles are left out as copies of others, and what each counts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from framelens.corpus.article import Article
from framelens.corpus.candidates import Candidate
from framelens.tables import WEIGHT


def mark_copies(articles: Sequence[Article], *, near: bool) -> tuple[dict[str, str], list[dict[str, object]]]:
    """Which article is a copy of which, and the rows of the duplicates table.

    Parameters
    ----------
    articles : sequence of Article
        With ``duplicate_of`` where the words are the same.
    near : bool
        Whether an article with nearly the same words is a copy too.
    """
    # Imported here: a store reads its articles without it.
    from framelens.corpus.duplicates import find_duplicates

    exact = {article.article_id: article.duplicate_of for article in articles if article.duplicate_of is not None}
    rows = find_duplicates(map(candidate_of, articles), exact)
    if not near:
        return exact, rows
    return {str(row["article_id"]): str(row["cluster_id"]) for row in rows if row["kind"] != "origin"}, rows


def candidate_of(article: Article) -> Candidate:
    """What of an article decides whose copy it is."""
    return Candidate(article.article_id, article.outlet, article.byline, article.published, article.text)


def candidate_of_row(row: Mapping[str, object]) -> Candidate:
    """The same from a row of the articles table."""
    published = row["published"]
    date = published.date() if isinstance(published, datetime.datetime) else None
    outlet, byline = (value if isinstance(value := row[name], str) else None for name in ("outlet", "byline"))
    return Candidate(str(row["article_id"]), outlet, byline, date, str(row["text"]))


def weigh_copies(articles: pd.DataFrame, duplicates: pd.DataFrame) -> pd.DataFrame:
    """The articles with a column ``weight``: 1/k for each of k copies, 1 for all others."""
    cluster = articles["article_id"].map(dict(zip(duplicates["article_id"], duplicates["cluster_id"], strict=True)))
    story = cluster.fillna(articles["duplicate_of"]).fillna(articles["article_id"])
    return articles.assign(**{WEIGHT: 1 / story.groupby(story).transform("size").astype(float)})


def copies_among(duplicates: pd.DataFrame, annotated: Iterable[str]) -> set[str]:
    """The annotated articles that another annotated article of their cluster stands for.

    The origin stands for its cluster, or, where it is not there itself, the article most like it.
    """
    here = duplicates[duplicates["article_id"].isin(set(annotated))]
    ranked = here.assign(first=here["kind"] == "origin").sort_values(
        ["first", "similarity"], ascending=False, kind="stable"
    )
    return set(ranked.loc[ranked["cluster_id"].duplicated(), "article_id"])
