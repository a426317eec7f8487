"""A study: the settings of one folder, validated at birth.

Choices that change findings stand in ``study.toml``, where a reader sees them, never in code. A wrong key or
value is refused with its file, its line and what would be allowed.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.dictionary import FrameDictionary, read_dictionary
from framelens.errors import InputError, suggest
from framelens.lexicon import LEXICONS
from framelens.roster import empty_roster, read_roster
from framelens.tables import QUOTE_KINDS

COMPARABLE = ("outlet", "year", "month", "byline", "language")


@dataclass(frozen=True)
class ArticleSource:
    """Where a study's articles come from and how they are read.

    Attributes
    ----------
    path : Path
        A folder, a file or a table (``.txt``, ``.csv``, ``.jsonl``, ``.parquet``).
    columns : dict[str, str]
        For tables: the article's field -> the column that holds it. ``text`` is needed; ``article_id``,
        ``outlet``, ``published``, ``byline``, ``headline`` and ``language`` are optional. Fields that are
        not named are looked for under their own name.
    encoding : str or None
        The encoding of text files. Without it UTF-8 and byte-order marks are recognised, and anything else
        is refused rather than guessed.
    outlet, language : str or None
        The outlet and language of articles that do not say it themselves.
    count_header : bool
        Whether a header line (`` date 2021-12-21 By Trend``) belongs to the words that are analysed.
    keep_duplicates : bool
        Whether an exact copy of an earlier article is analysed once more.
    """

    path: Path
    columns: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    outlet: str | None = None
    language: str | None = "en"
    count_header: bool = False
    keep_duplicates: bool = False


@dataclass(frozen=True)
class Study:
    """The settings of one study, read from ``study.toml`` by :func:`load_study`.

    Attributes
    ----------
    title, question : str
        What the report is called and what it asks.
    folder : Path
        The folder of ``study.toml``; every path in it is relative to this.
    articles : ArticleSource
    frames : FrameDictionary
        The frames and their terms.
    roster : pandas.DataFrame
        What the researcher knows of the speakers; one row per name of a speaker.
    relays : tuple[str, ...]
        Agencies that relay ("Trend reports") and therefore do not speak.
    primary_lexicon : str
        The tone measure declared before looking.
    lexicons : tuple[str, ...]
        Every lexicon that is scored, the primary one first.
    excluded_words : tuple[str, ...]
        Words that are the topic, not the tone, and are left out of every lexicon.
    quote_kinds : tuple[str, ...]
        The kinds of statements that count as speech in share of voice.
    compare_by : tuple[str, ...]
        The columns of the articles table by which measures are compared.
    reader : str
        Which finder of statements is used.
    seed, resamples : int
        The seed and number of bootstrap resamples.
    """

    title: str
    question: str
    folder: Path
    articles: ArticleSource
    frames: FrameDictionary
    roster: pd.DataFrame = field(default_factory=empty_roster, repr=False)
    relays: tuple[str, ...] = ()
    primary_lexicon: str = "vader"
    lexicons: tuple[str, ...] = ("vader", "textblob")
    excluded_words: tuple[str, ...] = ()
    quote_kinds: tuple[str, ...] = QUOTE_KINDS
    compare_by: tuple[str, ...] = ("outlet", "year")
    reader: str = "rules"
    seed: int = 20211221
    resamples: int = 1000
