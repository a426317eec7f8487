"""The units that a coder codes: whole articles, or their paragraphs."""

from __future__ import annotations

import pandas as pd

from framelens.annotate.layout import find_paragraphs


def list_texts(articles: pd.DataFrame, *, passages: bool) -> pd.DataFrame:
    """One row per article, or per paragraph of each: ``article_id``, ``start``, ``end``, ``text``."""
    rows = []
    for article_id, text in zip(articles["article_id"].astype(str), articles["text"], strict=True):
        spans = find_paragraphs(text) if passages else [(0, len(text))]
        rows += [(article_id, start, end, text[start:end]) for start, end in spans]
    return pd.DataFrame(rows, columns=["article_id", "start", "end", "text"])
