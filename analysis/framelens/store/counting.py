"""What of the tables of a run counts: not near copies, and not the lines that repeat across an outlet."""

from __future__ import annotations

import pandas as pd

from framelens.corpus.boilerplate import REPEATED
from framelens.corpus.copies import copies_among, weigh_copies
from framelens.settings.articles import ArticleSource

Frames = dict[str, pd.DataFrame]
_NO_ARTICLES = ("expected", "unreadable")


def choose_counted(tables: Frames, source: ArticleSource) -> Frames:
    """The tables without what a study does not analyse, and with the weight of copies where it weighs them."""
    left_out = tables["left_out"]
    by_kind = left_out["kind"].isin(_NO_ARTICLES).sort_values(ascending=False, kind="stable").index
    chosen = {**tables, "left_out": left_out.loc[by_kind].reset_index(drop=True)}
    if not source.keep_boilerplate:
        chosen = leave_out_repeated(chosen)
    if source.near_duplicates and not source.keep_duplicates:
        chosen = leave_out_copies(chosen)
    if source.weigh_duplicates:
        chosen["articles"] = weigh_copies(chosen["articles"], chosen["duplicates"])
    if any(len(chosen[name]) < len(tables[name]) for name in ("quotes", "mentions")):
        chosen["speakers"] = _count_again(chosen, tables["speakers"])
    return chosen


def _count_again(tables: Frames, speakers: pd.DataFrame) -> pd.DataFrame:
    """The speakers as often as they still stand somewhere; those who stand nowhere any more are gone."""
    quotes, mentions = tables["quotes"], tables["mentions"]
    counts = {
        "n_articles": mentions[["article_id", "speaker_id"]].drop_duplicates()["speaker_id"].value_counts(),
        "n_quotes": quotes["speaker_id"].value_counts(),
        "n_mentions": mentions["speaker_id"].value_counts(),
    }
    found = speakers.assign(
        **{name: speakers["speaker_id"].map(n).fillna(0).astype("Int64") for name, n in counts.items()}
    )
    was, now = (table[["n_quotes", "n_mentions"]].sum(axis="columns") for table in (speakers, found))
    return found[now.gt(0) | was.eq(0) | found["from_roster"].astype(bool)].reset_index(drop=True)


def leave_out_copies(tables: Frames) -> Frames:
    """The tables without the articles that another one stands for; ``duplicates`` and ``clean`` stay whole."""
    copies = copies_among(tables["duplicates"], tables["articles"]["article_id"])
    return {
        name: table[~table["article_id"].isin(copies)].reset_index(drop=True)
        if copies and name in ("articles", "segments", "quotes", "mentions", "hits")
        else table
        for name, table in tables.items()
    }


def leave_out_repeated(tables: Frames) -> Frames:
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
