"""How a study, its articles and its annotations show themselves in a notebook."""

from __future__ import annotations

from html import escape

import pandas as pd

from framelens.results.blocks import TableBlock
from framelens.results.tabulating import Column, tabulate
from framelens.results.wording import count, day, is_absent
from framelens.settings.settings import Settings
from framelens.tables import Annotations

# What a row of each table is, for a reader who has not read the contract.
ROWS = {
    "articles": "one row per article",
    "segments": "one row per stretch of one sentence in one voice",
    "quotes": "one row per attributed statement",
    "mentions": "one row per mention of a person or organisation",
    "speakers": "one row per person or organisation",
    "hits": "one row per matched frame term",
}


def describe_study(study: Settings) -> str:
    """A study's settings as HTML: what is asked, of which articles, with which frames, speakers and lexicons."""
    rows = {
        "question": study.question or "none",
        "articles": str(study.articles.path),
        "frames": ", ".join(study.frames.names) or "none",
        "roster": count(int(study.roster["speaker_id"].nunique()), "speaker"),
        "reader": study.reader,
        "counts as speech": ", ".join(study.quote_kinds),
        "tone": f"{study.primary_lexicon}"
        + (f" (check: {', '.join(study.lexicons[1:])})" if len(study.lexicons) > 1 else ""),
        "compared by": ", ".join(study.compare_by) or "nothing",
        "seed, resamples": f"{study.seed}, {study.resamples:,}",
    }
    return _page(study.title, rows)


def describe_annotations(annotations: Annotations) -> str:
    """What was found as HTML: each table, what a row of it is, and how many there are."""
    rows = {
        name: f"{len(getattr(annotations, name)):,} <span class='note'>{meaning}</span>"
        for name, meaning in ROWS.items()
    }
    return _page("Annotations", rows, safe=True)


def _page(title: str, rows: dict[str, str], *, safe: bool = False) -> str:
    cells = "".join(
        f"<tr><th scope='row' style='text-align:left'>{escape(name)}</th>"
        f"<td style='text-align:left'>{text if safe else escape(text)}</td></tr>"
        for name, text in rows.items()
    )
    caption = f"<caption style='text-align:left;font-weight:600'>{escape(title)}</caption>"
    return f"<table class='framelens-card mathjax_ignore tex2jax_ignore'>{caption}<tbody>{cells}</tbody></table>"


def show_articles(annotations: Annotations, *, top: int = 25) -> TableBlock:
    """The articles as a table to read: outlet, date, headline or first words, length, statements in them.

    Examples
    --------
    >>> table = fl.show_articles(annotations)
    >>> table.columns
    ('article', 'outlet', 'published', 'begins', 'words', 'statements')
    """
    articles = annotations.articles
    statements = annotations.quotes["article_id"].value_counts()
    columns = [
        Column("article", lambda row: str(row["article_id"]), numeric=False),
        Column("outlet", lambda row: "none given" if is_absent(row["outlet"]) else str(row["outlet"]), numeric=False),
        Column("published", lambda row: day(row["published"]), numeric=False),
        Column("begins", _first_words, numeric=False),
        Column("words", lambda row: "–" if is_absent(row["n_words"]) else f"{int(row['n_words']):,}"),
        Column("statements", lambda row: f"{int(statements.get(row['article_id'], 0)):,}"),
    ]
    caption = f"The articles of the study ({count(len(articles), 'article')})."
    return tabulate(articles, columns, name="articles", caption=caption, top=top)


def _first_words(row: pd.Series) -> str:
    lines = [line.strip() for line in str(row["text"]).splitlines() if line.strip()]
    # The header line of an exported file says the date and the outlet, which stand in columns of their own.
    body = lines[1] if len(lines) > 1 and lines[0].startswith("date ") else (lines[0] if lines else "")
    words = str(row["headline"]) if not is_absent(row["headline"]) else body
    return words if len(words) <= 60 else words[:60].rpartition(" ")[0] + " …"
