"""A study: the settings of one folder, validated at birth.

Choices that change findings stand in ``study.toml``, where a reader sees them, never in code. A wrong key or
value is refused with its file, its line and what would be allowed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from framelens.corrections import FILE_NAME, empty_corrections, read_corrections
from framelens.dictionary import SHIPPED, FrameDictionary, read_dictionary, read_shipped
from framelens.errors import suggest
from framelens.lexicon import LEXICONS, Lexicon, LexiconInfo
from framelens.settings.copies import COPY_KEYS, read_copy_settings
from framelens.settings.events import empty_events, read_events
from framelens.settings.roster import empty_roster, read_roster
from framelens.settings.tomlfile import SettingsFile
from framelens.settings.tone import TONE_KEYS, Contrast, fits_language, language_of, name_of, read_tone
from framelens.tables import QUOTE_ACTS, QUOTE_KINDS

READERS = ("auto", "accurate", "fast", "rules")
# Up to so many articles "auto" reads with the accurate reader; the fast one reads four times as many words a second.
ACCURATE_UP_TO = 1_000
ARTICLE_FIELDS = ("article_id", "outlet", "published", "byline", "headline", "text", "language")
_SECTIONS = {
    "articles": ("path", "columns", "encoding", "outlet", "language", "count_header", "keep_duplicates", *COPY_KEYS),
    "frames": ("path", "shipped", "coder"),
    "speakers": ("roster", "relays", "count", "acts", "reader", "confidence"),
    "tone": TONE_KEYS,
    "compare": ("by", "interval", "cluster", "events"),
}
COMPARABLE = ("outlet", "year", "month", "week", "day", "byline", "language")
INTERVALS = ("percentile", "bca")
CLUSTERS = ("", "day", "week", "outlet", "byline")


@dataclass(frozen=True)
class ArticleSource:
    """Where a study's articles come from and how they are read.

    Attributes
    ----------
    path : Path
        A folder, a file, a table or an archive, in any form that ``framelens read`` lists (docs/archives.md).
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
        Whether a copy of another article is analysed once more; ``duplicates`` in study.toml says how.
    weigh_duplicates : bool
        Whether each of k copies then counts 1/k times.
    near_duplicates : bool
        Whether nearly the same words make a copy too.
    keep_boilerplate : bool
        Whether lines that belong to the page (advertisement, sign-up, copyright) are analysed.
    """

    path: Path
    columns: dict[str, str] = field(default_factory=dict)
    encoding: str | None = None
    outlet: str | None = None
    language: str | None = "en"
    count_header: bool = False
    keep_duplicates: bool = False
    weigh_duplicates: bool = False
    near_duplicates: bool = True
    keep_boilerplate: bool = False


@dataclass(frozen=True)
class Settings:
    """The settings of one study, read from ``study.toml`` by :func:`load_settings`.

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
    coder : Path or None
        The codes of frames from which the study's coder learns.
    corrections : pandas.DataFrame
        What was corrected by hand: ``corrections.csv`` beside ``study.toml``, where there is one.
    relays : tuple[str, ...]
        Agencies that relay ("Trend reports") and therefore do not speak.
    primary_lexicon : str
        The tone measure declared before looking.
    lexicons : tuple[str, ...]
        The names of every lexicon that is scored, the primary one first.
    own_lexicons : tuple[Lexicon, ...]
        Those of them that were read from files of the researcher's.
    excluded_words : tuple[str, ...]
        Words that are the topic, not the tone, and are left out of every lexicon.
    tone_contrast : Contrast
        The main finding on tone, declared before looking.
    toward : bool or None
        Whether polarity toward persons and organisations is measured; without it up to 1,000 articles.
    targets : tuple[str, ...]
        Toward whom; the most mentioned ones where nobody is named.
    quote_kinds : tuple[str, ...]
        The kinds of statements that count as speech in share of voice.
    quote_acts : tuple[str, ...]
        The acts that count there: 'saying' unless told; 'believing', 'wanting', 'deciding' and what documents are
        'showing' are found and listed all the same.
    compare_by : tuple[str, ...]
        The columns of the articles table by which measures are compared.
    interval, cluster : str
        How intervals are made: 'percentile' or 'bca' (corrected for bias and skewness, slower); and what is drawn anew
        for them: articles (''), or all articles of a 'day', 'week', 'outlet' or 'byline' together.
    events : pandas.DataFrame
        What the researcher knows of articles besides: ``article_id`` and columns to compare or cluster by.
    reader : str
        Which finder of statements is used: 'accurate' or 'fast' (trained readers), 'rules', or 'auto', which takes
        the accurate one for up to 1,000 articles and the fast one beyond.
    least_confidence : float or None
        Statements less sure than this, from 0.3 to 0.95, are left out; without it the reader's own bound holds.
    seed, resamples : int
        The seed and number of bootstrap resamples.
    """

    title: str
    question: str
    folder: Path
    articles: ArticleSource
    frames: FrameDictionary
    roster: pd.DataFrame = field(default_factory=empty_roster, repr=False)
    coder: Path | None = None
    corrections: pd.DataFrame = field(default_factory=empty_corrections, repr=False)
    relays: tuple[str, ...] = ()
    primary_lexicon: str = "vader"
    lexicons: tuple[str, ...] = ("vader", "textblob")
    own_lexicons: tuple[Lexicon, ...] = field(default=(), repr=False)
    excluded_words: tuple[str, ...] = ()
    tone_contrast: Contrast = field(default_factory=Contrast)
    toward: bool | None = None
    targets: tuple[str, ...] = ()
    quote_kinds: tuple[str, ...] = QUOTE_KINDS
    quote_acts: tuple[str, ...] = ("saying",)
    compare_by: tuple[str, ...] = ("outlet", "year")
    interval: str = "percentile"
    cluster: str = ""
    events: pd.DataFrame = field(default_factory=empty_events, repr=False)
    reader: str = "auto"
    least_confidence: float | None = None
    seed: int = 20211221
    resamples: int = 1000
    repeated_lines: Mapping[str | None, frozenset[str]] = field(default_factory=dict, repr=False)

    @cached_property
    def known_names(self) -> frozenset[str]:
        """The names that are known to be names: the relays', and the roster's with their other forms."""
        return frozenset([*self.relays, *self.roster["name"].dropna(), *self.roster["alias"].dropna()])

    @property
    def scored_lexicons(self) -> tuple[str | Lexicon, ...]:
        """What is scored, as :func:`framelens.annotate.tone.build_scorer` takes it: names, and lexicons of files."""
        own = {lexicon.name: lexicon for lexicon in self.own_lexicons}
        return tuple(own.get(name, name) for name in self.lexicons)

    def describe_lexicon(self, name: str | None = None) -> LexiconInfo:
        """What is known of a lexicon of the study, the primary one unless told."""
        name = name or self.primary_lexicon
        own = {lexicon.name: lexicon.info for lexicon in self.own_lexicons}
        return own[name] if name in own else LEXICONS[name]

    def lexicons_for(self, language: str | None) -> frozenset[str]:
        """The names of the lexicons that score texts of a language."""
        return frozenset(name_of(x) for x in self.scored_lexicons if fits_language(language_of(x), language))

    @property
    def counted(self) -> tuple[str, ...]:
        """What counts in share of voice, by form and by act, as the measures take it."""
        return (*self.quote_kinds, *self.quote_acts)

    def with_reader_for(self, n_articles: int) -> Settings:
        """The study with the reader that 'auto' means for so many articles; the same where a reader is named."""
        if self.reader != "auto":
            return self
        return replace(self, reader="accurate" if n_articles <= ACCURATE_UP_TO else "fast")


def load_settings(folder: str | Path = "seeds") -> Settings:
    """Read and check the settings of a study.

    Parameters
    ----------
    folder : path
        The folder that holds ``study.toml``, or that file itself.

    Raises
    ------
    InputError
        If the file is missing or not TOML, or a key or value in it is not allowed; the message has the line.
    """
    path = Path(folder)
    if path.is_dir() or path.suffix != ".toml":
        path = path / "study.toml"
    settings = SettingsFile.read(path)
    here = path.parent
    settings.allow("", ("title", "question", "seed", "resamples", *_SECTIONS))
    for section, keys in _SECTIONS.items():
        settings.allow(section, keys)
    roster = settings.path("speakers", "roster", here)
    articles = _article_source(settings, here)
    tone = read_tone(settings, here, articles.language)
    events = settings.path("compare", "events", here)
    known = read_events(events) if events else empty_events()
    own = tuple(name for name in known.columns if name != "article_id")
    return Settings(
        title=settings.text("", "title", required=True),
        question=settings.text("", "question", ""),
        folder=here,
        articles=articles,
        frames=_frames(settings, here),
        roster=read_roster(roster) if roster else empty_roster(),
        corrections=read_corrections(here / FILE_NAME) if (here / FILE_NAME).exists() else empty_corrections(),
        coder=settings.path("frames", "coder", here),
        relays=settings.texts("speakers", "relays"),
        primary_lexicon=tone.lexicons[0],
        lexicons=tone.lexicons,
        own_lexicons=tone.own,
        excluded_words=tone.excluded_words,
        tone_contrast=tone.contrast,
        toward=tone.toward,
        targets=tone.targets,
        quote_kinds=settings.many_of("speakers", "count", QUOTE_KINDS, QUOTE_KINDS),
        quote_acts=settings.many_of("speakers", "acts", QUOTE_ACTS, ("saying",)),
        compare_by=settings.many_of("compare", "by", (*COMPARABLE, *own), ("outlet", "year")),
        interval=settings.one_of("compare", "interval", INTERVALS, "percentile"),
        cluster=settings.one_of("compare", "cluster", (*CLUSTERS, *own), ""),
        events=known,
        reader=settings.one_of("speakers", "reader", READERS, "auto"),
        least_confidence=settings.share("speakers", "confidence", low=0.3, high=0.95),
        seed=settings.number("", "seed", 20211221, low=0),
        resamples=settings.number("", "resamples", 1000, low=100),
    )


def settings_of_source(source: str | Path) -> Settings:
    """A study with every setting at its default, for articles that come without a ``study.toml``."""
    path = Path(source)
    return Settings(
        title=path.stem,
        question="",
        folder=path if path.is_dir() else path.parent,
        articles=ArticleSource(path=path),
        frames=FrameDictionary.empty(),
    )


def _frames(settings: SettingsFile, here: Path) -> FrameDictionary:
    """The dictionary named by its file, or one of those that come with framelens by its name."""
    path = settings.path("frames", "path", here)
    shipped = settings.text("frames", "shipped")
    if shipped and shipped not in SHIPPED:
        raise settings.error("shipped", f"unknown dictionary '{shipped}'; {suggest(shipped, SHIPPED)}")
    if path and shipped:
        raise settings.error("shipped", f"path and shipped = '{shipped}' both name a dictionary; keep one")
    if shipped:
        return read_shipped(shipped)
    return read_dictionary(path) if path else FrameDictionary.empty()


def _article_source(settings: SettingsFile, here: Path) -> ArticleSource:
    columns = settings.table("articles", "columns")
    for name, column in columns.items():
        if name not in ARTICLE_FIELDS:
            raise settings.error(name, f"unknown article field '{name}'; {suggest(name, ARTICLE_FIELDS)}")
        if not isinstance(column, str):
            raise settings.error(name, f"{name} = {column!r} must name a column of the table, in quotation marks")
    return ArticleSource(
        path=settings.path("articles", "path", here) or here / "articles",
        columns=dict(columns),
        encoding=settings.text("articles", "encoding") or None,
        outlet=settings.text("articles", "outlet") or None,
        language=settings.text("articles", "language", "en") or None,
        count_header=settings.flag("articles", "count_header", False),
        **read_copy_settings(settings),
    )
