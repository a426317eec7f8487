"""Which corrections by hand the annotations honour, and which have gone stale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from framelens.annotate.correcting import count_shared
from framelens.annotate.identities import speaker_key
from framelens.corrections import APART, NO_STATEMENT, SAME, hash_passage
from framelens.tables import Annotations


def review_corrections(annotations: Annotations, corrections: pd.DataFrame) -> pd.DataFrame:
    """Check each correction against the annotations that were made with it.

    Returns
    -------
    pandas.DataFrame
        One row per correction: ``line`` (of ``corrections.csv``), ``what``, ``article_id``, ``honoured`` and ``why``
        not, null where it is. A correction is stale where its article is not in the study, where the text has other
        words at its place, or where the program finds no statement there any more.

    Examples
    --------
    >>> fl.stats.review_corrections(study, study.settings.corrections).columns.tolist()
    ['line', 'what', 'article_id', 'honoured', 'why']
    """
    texts = dict(zip(annotations.articles["article_id"], annotations.articles["text"], strict=True))
    known = {
        row["speaker_id"]: {row["speaker_id"], *(speaker_key(alias) for alias in row["aliases"])}
        for row in annotations.speakers.to_dict("records")
    }
    by_article: dict[Any, Any] = {
        key: rows.to_dict("records") for key, rows in annotations.quotes.groupby("article_id", sort=False)
    }
    rows = []
    listed: list[Any] = corrections.to_dict("records")
    for row in listed:
        why = _why_stale(row, texts, known, by_article.get(row["article_id"], []))
        rows.append((row["line"], row["what"], row["article_id"], why is None, why))
    return pd.DataFrame(rows, columns=["line", "what", "article_id", "honoured", "why"])


def _why_stale(
    row: Mapping[str, Any], texts: Mapping[str, str], known: Mapping[str, set[str]], quotes: Sequence[Mapping[str, Any]]
) -> str | None:
    if not pd.isna(row["article_id"]) and row["article_id"] not in texts:
        return "the article is not in the study"
    if row["what"] in (SAME, APART):
        one, two = (speaker_key(row[name]) for name in ("speaker", "value"))
        if two not in known:
            return f"'{row['value']}' is not in the study"
        there = one in known[two] if row["what"] == SAME else one in known
        return None if there else f"'{row['speaker']}' is not in the study"
    found = _quotes_at(row, quotes)
    if not pd.isna(row["start"]):
        start, end, text = int(row["start"]), int(row["end"]), texts[row["article_id"]]
        if end > len(text) or (not pd.isna(row["hash"]) and hash_passage(text, start, end) != row["hash"]):
            return "the text has other words there now"
    if row["what"] == NO_STATEMENT:
        return "a statement still stands there" if found else None
    return None if found else "no statement stands there any more"


def _quotes_at(row: Mapping[str, Any], quotes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    if pd.isna(row["start"]):
        return [q for q in quotes if q["quote_id"] == row["quote_id"]]
    place = int(row["start"]), int(row["end"])
    return [q for q in quotes if count_shared(place, q["content"])]
