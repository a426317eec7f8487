"""A smaller study: the annotations of some of its articles."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from framelens.tables import Annotations

_COUNTS = ("n_articles", "n_quotes", "n_mentions")


def keep_articles(found: Annotations, ids: pd.Series) -> Annotations:
    """The annotations of some articles: every table narrowed, speakers counted again."""
    tables = {}
    for name in ("articles", "segments", "quotes", "mentions", "hits", "clean", "duplicates"):
        table = getattr(found, name)
        tables[name] = table.loc[table["article_id"].isin(ids)].reset_index(drop=True)
    spoken, mentioned = tables["quotes"]["speaker_id"], tables["mentions"]["speaker_id"]
    there = pd.concat([tables[name][["article_id", "speaker_id"]] for name in ("quotes", "mentions")])
    counts = {
        "n_articles": there.drop_duplicates()["speaker_id"].value_counts(),
        "n_quotes": spoken.value_counts(),
        "n_mentions": mentioned.value_counts(),
    }
    speakers = found.speakers.assign(
        **{c: found.speakers["speaker_id"].map(counts[c]).fillna(0).astype("Int64") for c in _COUNTS}
    )
    heard = speakers["n_articles"].gt(0) | speakers["from_roster"].fillna(False).astype(bool)
    return replace(found, speakers=speakers.loc[heard].reset_index(drop=True), **tables)
