"""Statements as a researcher reads them: with their words, the speaker's name, outlet, date and own columns."""

from __future__ import annotations

import pandas as pd

from framelens.tables import SCHEMAS, Annotations, spread_texts


def tabulate_statements(found: Annotations) -> pd.DataFrame:
    """One row per statement: ``words``, ``speaker``, ``source``, ``outlet``, ``published``, and own columns last."""
    quotes, articles = found.quotes, found.articles.set_index("article_id")
    texts = spread_texts(found.articles, quotes["article_id"])
    names = found.speakers.set_index("speaker_id")["name"]
    contents = list(zip(texts, quotes["content"], strict=True))
    source = [
        None if pd.isna(a) else text[int(a) : int(b)]
        for text, a, b in zip(texts, quotes["source_start"], quotes["source_end"], strict=True)
    ]
    table = pd.DataFrame(
        {
            "article_id": quotes["article_id"].array,
            "quote_id": quotes["quote_id"].array,
            "outlet": articles["outlet"].reindex(quotes["article_id"]).array,
            "published": articles["published"].reindex(quotes["article_id"]).array,
            "speaker": quotes["speaker_id"].map(names).array,
            "words": [" … ".join(text[a:b] for a, b in content) for text, content in contents],
            "source": pd.array(source, dtype="str"),
            "start": [content[0][0] if len(content) else None for _, content in contents],
            "end": [content[-1][1] if len(content) else None for _, content in contents],
        }
    )
    rest = ["kind", "cue", "stance", "act", "speaker_id", "resolution", "reason", "confidence", "n_words", "zone"]
    table = table.join(quotes[[c for c in rest if c in quotes]].reset_index(drop=True))
    own = articles[[column for column in articles if column not in SCHEMAS["articles"].names]]
    own = own.rename(columns={column: f"article_{column}" for column in own if column in table})
    return table.join(own.reindex(quotes["article_id"]).reset_index(drop=True))
