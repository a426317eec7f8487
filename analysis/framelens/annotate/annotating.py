"""A table of articles, annotated in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from framelens.annotate.across import Key, Link, Place, Shares, follow_links, link_study, rename_speakers
from framelens.annotate.article import annotate_article
from framelens.annotate.correcting import links_by_hand
from framelens.corpus import Corpus, article_of_row
from framelens.corpus.article import articles_table, unused_row
from framelens.corpus.boilerplate import find_repeated
from framelens.corpus.copies import weigh_copies
from framelens.corpus.filtering import check_compared
from framelens.corpus.languages import explain_unread
from framelens.tables import SCHEMAS, Annotations, make_table

if TYPE_CHECKING:
    from framelens.settings.settings import Settings

# The tables whose rows name a speaker.
LINKED = ("quotes", "mentions", "hits")


def annotate_articles(
    corpus: Corpus | pd.DataFrame, study: Settings, *, progress: Callable[[Iterable[Any]], Iterable[Any]] | None = None
) -> Annotations:
    """The same as :func:`framelens.annotate`, which is what users call."""
    if not isinstance(corpus, Corpus):
        corpus = Corpus.from_table(corpus, near=study.articles.near_duplicates)
    articles = corpus.articles
    check_compared(study, articles.columns)
    study = study.with_reader_for(len(articles))
    kept = articles if study.articles.keep_duplicates else articles[articles["duplicate_of"].isna()]
    study = replace(study, repeated_lines=find_repeated(_as_none(articles[articles["duplicate_of"].isna()])))
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    records = [article_of_row(record) for record in articles.to_dict("records")]  # type: ignore[arg-type]
    for article in progress(records) if progress else records:
        if unread := explain_unread(article, study):
            rows["left_out"].append(unused_row(article, "language", unread))
        elif article.duplicate_of is None or study.articles.keep_duplicates:
            tables = annotate_article(article, study)
            tables["speakers"] = [{**row, "article_id": article.article_id} for row in tables["speakers"]]
            for name, found in tables.items():
                rows[name] += found
    links, names = link_by_hand(lambda: rows["speakers"], find_places(articles), study.corrections)
    rows["speakers"] = gather_speakers(rename_speakers(rows["speakers"], links, names))
    for name in LINKED:
        rows[name] = follow_links(rows[name], links)
    ids = set(kept["article_id"])
    cleaned = corpus.clean[corpus.clean["article_id"].isin(ids)]
    made = {name: make_table(name, rows[name], study.lexicons) for name in SCHEMAS}
    made["articles"] = articles_table(rows["articles"])
    made["clean"] = pd.concat([cleaned, made["clean"]], ignore_index=True)
    made["duplicates"] = corpus.duplicates
    made["left_out"] = pd.concat([corpus.left_out, made["left_out"]], ignore_index=True)
    if study.articles.weigh_duplicates:
        made["articles"] = weigh_copies(made["articles"], made["duplicates"])
    return Annotations(**made)


def _as_none(articles: pd.DataFrame) -> Iterator[tuple[str | None, str]]:
    for outlet, text in zip(articles["outlet"], articles["text"], strict=True):
        yield (outlet if isinstance(outlet, str) else None), text


def find_places(articles: pd.DataFrame) -> dict[str, Place]:
    """The outlet and the year of each article."""
    years = pd.to_datetime(articles["published"]).dt.year
    return {
        str(key): Place(outlet if isinstance(outlet, str) else None, None if pd.isna(year) else int(year))
        for key, outlet, year in zip(articles["article_id"], articles["outlet"], years, strict=True)
    }


def link_by_hand(
    shares: Shares, places: Mapping[str, Place], corrections: pd.DataFrame
) -> tuple[dict[Key, Link], dict[str, str]]:
    """The links of a study and the names that they lead to, corrections by hand before all."""
    same, apart = links_by_hand(corrections)
    return link_study(shares, places, same=same, apart=apart)


def gather_speakers(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Merge the articles' shares of the speakers table: one row per speaker, sorted by key.

    A speaker's name is the one that most articles give, the longest among equals.
    """
    merged: dict[str, dict[str, Any]] = {}
    names: dict[str, Counter[str]] = {}
    articles: set[tuple[str, str]] = set()
    genders: dict[str, Counter[str]] = {}
    for row in rows:
        key = row["speaker_id"]
        names.setdefault(key, Counter())[row["name"]] += 1
        genders.setdefault(key, Counter()).update([row["gender"]] if row.get("gender") else [])
        if row.get("article_id") is not None and row["n_articles"]:
            # Two names of one person in one article are one article.
            row = {**row, "n_articles": int((key, row["article_id"]) not in articles)}
            articles.add((key, row["article_id"]))
        known = merged.get(key)
        if known is None:
            merged[key] = {**row, "roles": list(row["roles"]), "aliases": list(row["aliases"])}
            continue
        for count in ("n_articles", "n_quotes", "n_mentions"):
            known[count] += row[count]
        known["roles"] += [role for role in row["roles"] if role not in known["roles"]]
        known["aliases"] = sorted({*known["aliases"], *row["aliases"]})
        known["from_roster"] = known["from_roster"] or row["from_roster"]
    for key, row in merged.items():
        row["gender"] = _majority(genders[key])
        row["name"] = max(names[key], key=lambda name: (names[key][name], len(name), name))
    return [merged[key] for key in sorted(merged)]


def _majority(votes: Counter[str]) -> str | None:
    """What more than half of the articles that say it say."""
    return next((value for value, n in votes.items() if 2 * n > votes.total()), None)
