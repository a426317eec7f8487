"""A table of articles, annotated in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from framelens.annotate.article import annotate_article
from framelens.corpus import Article
from framelens.tables import SCHEMAS, Annotations, check_table, make_table

if TYPE_CHECKING:
    from framelens.study import Study


def annotate_articles(
    articles: pd.DataFrame, study: Study, *, progress: Callable[[Iterable[Any]], Iterable[Any]] | None = None
) -> Annotations:
    """The same as :func:`framelens.annotate`, which is what users call."""
    check_table("articles", articles)
    study = study.with_reader_for(len(articles))
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMAS}
    records = [_article(record) for record in articles.to_dict("records")]  # type: ignore[arg-type]
    for article in progress(records) if progress else records:
        if article.duplicate_of is None or study.articles.keep_duplicates:
            for name, found in annotate_article(article, study).items():
                rows[name] += found
    rows["speakers"] = gather_speakers(rows["speakers"])
    return Annotations(**{name: make_table(name, rows[name], study.lexicons) for name in SCHEMAS})


def _article(record: dict[str, Any]) -> Article:
    fields = Article.__dataclass_fields__
    values: dict[str, Any] = {
        name: None if pd.isna(record[name]) else record[name] for name in fields if name in record
    }
    if values["published"] is not None:
        values["published"] = values["published"].date()
    return Article(**values)


def gather_speakers(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Merge the articles' shares of the speakers table: one row per speaker, sorted by key.

    A speaker's name is the one that most articles give, the longest among equals.
    """
    merged: dict[str, dict[str, Any]] = {}
    names: dict[str, Counter[str]] = {}
    for row in rows:
        key = row["speaker_id"]
        names.setdefault(key, Counter())[row["name"]] += 1
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
        row["name"] = max(names[key], key=lambda name: (names[key][name], len(name), name))
    return [merged[key] for key in sorted(merged)]
