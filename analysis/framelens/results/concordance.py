"""A word or frame in its contexts, one below the other: the keyword in context."""

from __future__ import annotations

from typing import Any

import pandas as pd

from framelens.errors import InputError
from framelens.measure.concordance import find_concordance
from framelens.results.blocks import Concordance, ConcordanceLine
from framelens.results.passages import describe_article, find_passages, name_speakers
from framelens.results.wording import is_absent
from framelens.tables import Annotations

CONTEXT = 60  # letters on either side


def show_concordance(
    annotations: Annotations, what: Any, *, context: int = CONTEXT, limit: int = 200, title: str = ""
) -> Concordance:
    """Every occurrence in its context, one below the other; sortable by the words to the left or to the right.

    Sorting needs no network and runs no script: it works in a notebook, in the report and in a saved page.

    Parameters
    ----------
    annotations : Annotations
    what : str, mapping, row or table
        A word, a phrase or any term of a dictionary (``econom*``); a row of any table that leads to words (such as
        ``{"frame": "conflict"}``); or a table of places with ``article_id``, ``start`` and ``end``, such as a
        concordance or the hits.
    context : int
        How many letters are shown on either side, cut at a word's edge.
    limit : int
        How many lines are shown; the number of all is said below.
    title : str
        What stands above them.

    Raises
    ------
    InputError
        If there is nothing that words could be found by.

    Examples
    --------
    >>> lines = fl.show_concordance(annotations, "the mayor").lines
    >>> len(lines), lines[0].keyword
    (7, 'the mayor')
    """
    rows = _find_rows(annotations, what)
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
    return Concordance(tuple(lines), len(rows), title or (f"“{what}”" if isinstance(what, str) else ""))


def _find_rows(annotations: Annotations, what: Any) -> pd.DataFrame:
    if isinstance(what, str):
        if not what.strip():
            raise InputError("a concordance needs a word, a phrase, a row or a table of places")
        return find_concordance(annotations, what.strip())
    if isinstance(what, pd.DataFrame) and {"article_id", "start", "end"} <= set(what.columns):
        return what
    found = find_passages(annotations, dict(what.items()) if hasattr(what, "items") else dict(what))
    if "start" in found.rows.columns:
        return found.rows
    spans = found.rows["content"].map(lambda content: (content[0][0], content[-1][1]))
    return found.rows.assign(start=[s for s, _ in spans], end=[e for _, e in spans])


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
