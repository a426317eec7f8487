"""A word or frame in its contexts, one below the other: the keyword in context."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.results.blocks import Concordance, ConcordanceLine
from framelens.results.passages import describe_article, name_speakers
from framelens.results.wording import is_absent
from framelens.tables import Annotations

CONTEXT = 60  # letters on either side


def show_concordance(
    annotations: Annotations, rows: pd.DataFrame, *, context: int = CONTEXT, limit: int = 200, title: str = ""
) -> Concordance:
    """Every occurrence in its context, one below the other; sortable by the words to the left or to the right.

    Sorting needs no network and runs no script: it works in a notebook, in the report and in a saved page.

    Parameters
    ----------
    annotations : Annotations
    rows : pandas.DataFrame
        Places with ``article_id``, ``start`` and ``end``, such as a concordance or the hits.
    context : int
        How many letters are shown on either side, cut at a word's edge.
    limit : int
        How many lines are shown; the number of all is said below.
    title : str
        What stands above them.
    """
    articles = annotations.articles.set_index("article_id", drop=False)
    names = name_speakers(annotations)
    lines = []
    for row in rows.head(limit).to_dict("records"):
        article = articles.loc[row["article_id"]]
        text, start, end = str(article["text"]), int(row["start"]), int(row["end"])
        lines.append(
            ConcordanceLine(
                _cut_left(text[max(0, start - context - 20) : start], context),
                " ".join(text[start:end].split()),
                _cut_right(text[end : end + context + 20], context),
                describe_article(article),
                _describe(row, names),
            )
        )
    return Concordance(tuple(lines), len(rows), title)


def _cut_left(text: str, longest: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= longest else words[-longest:].partition(" ")[2]


def _cut_right(text: str, longest: int) -> str:
    words = " ".join(text.split())
    return words if len(words) <= longest else words[:longest].rpartition(" ")[0]


def _describe(row: dict[Any, Any], names: dict[str, str]) -> str:
    who = row.get("speaker_id")
    parts = [row.get("frame"), None if is_absent(who) else names.get(str(who), who), row.get("voice")]
    return ", ".join(str(part) for part in parts if not is_absent(part))
