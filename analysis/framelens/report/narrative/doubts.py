"""Where the program may be wrong: what it abstained from, what it was unsure of, what was checked by hand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.errors import InputError
from framelens.report.narrative.telling import say
from framelens.results.blocks import Group, Passage, Passages
from framelens.results.marking import Mark, mark_text
from framelens.results.measures import StudyMeasures
from framelens.results.passages import describe_article, show_found
from framelens.results.wording import is_absent, share_digits

UNSURE = 0.6
TOP = 5
WITHOUT_SPEAKER = {
    "unnamed": "an unnamed source",
    "document": "a document as the source",
    "ambiguous": "two or more speakers that fit",
    "absent": "no source in the text",
}
CHECKED_FILE = "checked.csv"
CHECKED_COLUMNS = ("article_id", "start", "end", "what", "speaker_id", "note")
CHECKED_THINGS = ("statement", "mention", "nothing")
QUOTED = re.compile('“[^“”]{1,400}”|"[^"\n]{1,400}"')


def narrate_abstentions(measures: StudyMeasures) -> Group:
    """How many statements have no speaker, and why."""
    quotes = measures.annotations.quotes
    without = quotes.loc[quotes["speaker_id"].isna()]
    reasons = without["resolution"].map(WITHOUT_SPEAKER).fillna("no reason recorded").value_counts()
    return say(
        "doubts.abstentions",
        n=len(quotes),
        without=len(without),
        decimals=share_digits(len(quotes)),
        reasons=[{"reason": reason, "n": int(n)} for reason, n in reasons.head(TOP).items()],
    )


def show_abstentions(measures: StudyMeasures, *, limit: int = 8) -> Passages:
    """Statements without a speaker, with the reason."""
    quotes = measures.annotations.quotes
    return show_found(
        measures.annotations,
        "quotes",
        quotes.loc[quotes["speaker_id"].isna()],
        limit=limit,
        title="Statements without a speaker",
    )


def show_unsure(measures: StudyMeasures, *, limit: int = 8) -> Passages:
    """The statements that the program is least sure of, the least sure first."""
    quotes = measures.annotations.quotes.sort_values(["confidence", "article_id", "quote_id"], kind="stable")
    return show_found(
        measures.annotations,
        "quotes",
        quotes.head(limit),
        limit=limit,
        title="Statements found with the least confidence",
    )


def narrate_confidence(measures: StudyMeasures) -> Group:
    """How sure the program is of its statements by its own account."""
    sure = measures.annotations.quotes["confidence"].dropna()
    return say(
        "doubts.confidence",
        n=len(sure),
        median=f"{sure.median():.2f}",
        least=f"{sure.min():.2f}",
        low=int(sure.lt(UNSURE).sum()),
        unsure=UNSURE,
        finder=measures.study.with_reader_for(measures.n_articles).reader,
    )


def narrate_mentions(measures: StudyMeasures) -> Group:
    """Mentions without a person or organisation."""
    mentions = measures.annotations.mentions
    lost = mentions.loc[mentions["speaker_id"].isna()]
    return say(
        "doubts.mentions",
        n=len(mentions),
        without=len(lost),
        decimals=share_digits(len(mentions)),
        forms=[{"form": form, "n": int(n)} for form, n in lost["form"].value_counts().items()],
    )


def show_unread_quotations(measures: StudyMeasures, *, limit: int = 8) -> Passages:
    """Words in quotation marks that were not read as statements: titles, scare quotes, or misses."""
    annotations = measures.annotations
    spoken: dict[str, list[tuple[int, int]]] = {}
    for article_id, content in zip(annotations.quotes["article_id"], annotations.quotes["content"], strict=True):
        spoken.setdefault(str(article_id), []).extend((int(a), int(b)) for a, b in content)
    shown: list[Passage] = []
    n_found = 0
    for _, article in annotations.articles.iterrows():
        text, spans = str(article["text"]), spoken.get(str(article["article_id"]), [])
        for match in QUOTED.finditer(text):
            if any(start < match.end() and match.start() < end for start, end in spans):
                continue
            n_found += 1
            if len(shown) < limit:
                left, right = max(0, match.start() - 80), min(len(text), match.end() + 60)
                marks = [Mark(match.start(), match.end(), "hit", "quotation marks")]
                shown.append(
                    Passage(str(article["article_id"]), describe_article(article), mark_text(text, left, right, marks))
                )
    return Passages(tuple(shown), n_found, "Quotation marks that were not read as a statement")


def read_checked(path: Path) -> pd.DataFrame:
    """Passages checked by a coder, from ``checked.csv``.

    Returns
    -------
    pandas.DataFrame
        One row per passage: ``article_id``, ``start``, ``end``, ``what`` ('statement', 'mention' or 'nothing'),
        ``speaker_id`` (who speaks or is mentioned) and ``note``.

    Raises
    ------
    InputError
        For a missing column or an unknown kind of passage.
    """
    table = pd.read_csv(path, dtype={"article_id": "str", "speaker_id": "str", "note": "str"})
    for column in CHECKED_COLUMNS:
        if column not in table.columns:
            raise InputError(f"{path} lacks the column '{column}'; it has {', '.join(CHECKED_COLUMNS)}")
    for line, what in enumerate(table["what"], 2):
        if what not in CHECKED_THINGS:
            raise InputError(
                f"{path}, line {line}: '{what}' is not a kind of passage; choose from: {', '.join(CHECKED_THINGS)}"
            )
    return table


def compare_checked(measures: StudyMeasures) -> pd.DataFrame:
    """The passages that were checked by hand beside what the program found in them.

    Returns
    -------
    pandas.DataFrame
        One row per passage of ``checked.csv``: its columns, ``passage`` (the words), ``found`` (what the program
        found there) and ``right``. Empty where the study has no such file.
    """
    path = measures.study.folder / CHECKED_FILE
    if not path.is_file():
        return pd.DataFrame(columns=[*CHECKED_COLUMNS, "passage", "found", "right"])
    table = read_checked(path)
    texts = dict(zip(measures.annotations.articles["article_id"], measures.annotations.articles["text"], strict=True))
    table = table.loc[table["article_id"].isin(list(texts))].reset_index(drop=True)
    rows = table.to_dict("records")
    found = [_find_there(measures, row) for row in rows]
    right = [seen == _expect(row) for seen, row in zip(found, rows, strict=True)]
    words = [texts[a][s:e] for a, s, e in zip(table["article_id"], table["start"], table["end"], strict=True)]
    return table.assign(passage=words, found=found, right=right)


def _expect(row: Mapping[Any, Any]) -> str:
    """What the coder saw, in the words of :func:`_find_there`."""
    joint = {"statement": "statement by ", "mention": "mention of ", "nothing": "nothing"}[row["what"]]
    return joint + ("" if row["what"] == "nothing" else str(row["speaker_id"]))


def _find_there(measures: StudyMeasures, row: Mapping[Any, Any]) -> str:
    """What the program found in exactly this passage (for 'nothing': at any part of it)."""
    edges = (int(row["start"]), int(row["end"]))
    quotes, mentions = measures.annotations.quotes, measures.annotations.mentions
    quotes = quotes.loc[quotes["article_id"].eq(row["article_id"])]
    for content, speaker in zip(quotes["content"], quotes["speaker_id"], strict=True):
        touched = any(start < edges[1] and edges[0] < end for start, end in content)
        if (content[0][0], content[-1][1]) == edges or (row["what"] == "nothing" and touched):
            return f"statement by {'nobody' if is_absent(speaker) else speaker}"
    if row["what"] == "mention":
        here = (
            mentions["article_id"].eq(row["article_id"]) & mentions["start"].eq(edges[0]) & mentions["end"].eq(edges[1])
        )
        for speaker in mentions.loc[here, "speaker_id"].head(1):
            return f"mention of {'nobody' if is_absent(speaker) else speaker}"
    return "nothing"


def narrate_checked(checked: pd.DataFrame) -> Group:
    """How many of the passages that were checked by hand the program read as the coder did."""
    right = checked["right"].astype(bool)
    kinds = [
        {"what": what, "n": int(own.sum()), "right": int((own & right).sum())}
        for what in CHECKED_THINGS
        if (own := checked["what"].eq(what)).any()
    ]
    return say("doubts.checked", n=len(checked), right=int(right.sum()), kinds=kinds)
