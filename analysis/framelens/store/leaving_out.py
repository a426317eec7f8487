"""What of a store's tables is not analysed: near copies, and the lines that repeat across an outlet."""

from __future__ import annotations

import pandas as pd

from framelens.corpus.boilerplate import REPEATED
from framelens.corpus.copies import copies_among

Tables = dict[str, pd.DataFrame]


def leave_out_copies(tables: Tables) -> Tables:
    """The tables without the articles that another one stands for; ``duplicates`` and ``clean`` stay whole."""
    copies = copies_among(tables["duplicates"], tables["articles"]["article_id"])
    return {
        name: table[~table["article_id"].isin(copies)].reset_index(drop=True)
        if copies and name in ("articles", "segments", "quotes", "mentions", "hits")
        else table
        for name, table in tables.items()
    }


def leave_out_repeated(tables: Tables) -> Tables:
    """The tables without what stands in repeated lines, which are known only when all articles are read."""
    clean = tables["clean"]
    spans = clean.loc[clean["rule"] == REPEATED, ["article_id", "start", "end"]]
    if spans.empty:
        return tables
    spans = spans.rename(columns={"start": "line_start", "end": "line_end"})
    quotes = tables["quotes"]
    placed = quotes.assign(start=[c[0][0] for c in quotes["content"]], end=[c[-1][1] for c in quotes["content"]])
    inside = {name: _inside(tables[name], spans) for name in ("segments", "mentions", "hits")}
    inside["quotes"] = _inside(placed, spans)
    gone = tables["segments"].loc[inside["segments"]].groupby("article_id")["n_words"].sum()
    articles = tables["articles"]
    n_words = articles["n_words"] - articles["article_id"].map(gone).fillna(0).astype("Int64")
    left = {name: tables[name][~mask].reset_index(drop=True) for name, mask in inside.items()}
    return {**tables, **left, "articles": articles.assign(n_words=n_words)}


def _inside(table: pd.DataFrame, spans: pd.DataFrame) -> pd.Series:
    """Which rows lie whole in one of their article's lines."""
    places = table[["article_id", "start", "end"]].assign(row=range(len(table)))
    both = places.merge(spans, on="article_id")
    rows = both.loc[(both["line_start"] <= both["start"]) & (both["end"] <= both["line_end"]), "row"]
    mask = pd.Series(False, index=table.index)
    mask.iloc[rows.unique()] = True
    return mask
