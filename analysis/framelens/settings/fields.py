"""The settings of a study: one declaration a field.

Choices that change findings stand in ``study.toml``, where a reader sees them, never in code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
from msgspec import Meta

from framelens.corrections import FILE_NAME, empty_corrections, read_corrections
from framelens.dictionary import SHIPPED, FrameDictionary, read_dictionary
from framelens.lexicon import LEXICONS, Lexicon, LexiconForm, LexiconInfo
from framelens.settings.articles import ArticleSource
from framelens.settings.country import check_country
from framelens.settings.declaring import Setting, document, list_declared, setting
from framelens.settings.events import empty_events, read_events
from framelens.settings.given_names import no_given_names, read_given_names
from framelens.settings.origins import SET, Written
from framelens.settings.roster import empty_roster, read_roster
from framelens.settings.source_scheme import read_scheme, read_shipped_scheme
from framelens.settings.tone import Contrast, fits_language, language_of, name_of

READERS = ("auto", "accurate", "fast", "rules", "multilingual")
# Up to so many articles "auto" reads with the first of these; the other reads four times as many words a second.
CHOSEN_READERS = ("accurate", "fast")
ACCURATE_UP_TO = 1_000
COMPARABLE = ("outlet", "year", "month", "week", "day", "byline", "language")
PERIODS = ("day", "week", "month", "quarter", "year")
LARGEST = {"speech": 1, "voices": 1, "toward": 2, "frames": 1000}  # what no difference reaches
Kind = Literal["direct", "mixed", "indirect"]
Act = Literal["saying", "believing", "wanting", "deciding", "showing"]
Compared = Literal["speech", "voices", "tone", "frames", "toward"]
Effect = Annotated[float, Meta(ge=1e-9, le=1e9)]
Texts = tuple[str, ...]
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Resamples = Annotated[int, Meta(ge=100, le=100_000)]
Confidence = Annotated[float, Meta(ge=0.3, le=0.95)]


@document
@dataclass(frozen=True)
class Settings:
    """The settings of one study, read from ``study.toml`` by :func:`load_settings`.

    docs/settings.md says of each which values it may have and what it touches.

    Examples
    --------
    >>> study.settings.title, study.settings.primary_lexicon, study.settings.compare_by
    """

    folder: Path = field(metadata={"says": "the folder of study.toml; every path in it is relative to this"})
    articles: ArticleSource = field(metadata={"says": "where the articles come from and how they are read"})
    title: str = setting("title", Annotated[str, Meta(min_length=1)], "what the report is called", required=True)
    question: str = setting("question", str, "what it asks", default="")
    frames: FrameDictionary = setting(
        "frames.path", str, "the file of your dictionary: which frames are looked for, and by which words",
        read=read_dictionary, factory=FrameDictionary.empty,
    )  # fmt: skip
    roster: pd.DataFrame = setting(
        "speakers.roster", str, "people you know in advance; a name there wins over anything found in a text",
        read=read_roster, factory=empty_roster, repr=False,
    )  # fmt: skip
    coder: Path | None = setting(
        "frames.coder", str, "articles coded by people, from which a coder of frames learns", read=Path,
    )  # fmt: skip
    corrections: pd.DataFrame = setting(
        FILE_NAME, None, "what was corrected by hand", read=read_corrections,
        factory=empty_corrections, repr=False,
    )  # fmt: skip
    relays: tuple[str, ...] = setting(
        "speakers.relays", Texts, "agencies that pass on (\"Reuters reports\") and do not speak", default=(),
    )  # fmt: skip
    primary_lexicon: str = setting(
        "tone.primary", str, "the lexicon your conclusion rests on, or a file like \"mine.csv\"; declare it before "
        "you look", default="vader",
    )  # fmt: skip
    lexicons: tuple[str, ...] = setting("tone.also", Texts, "others, as a check", default=("vader", "textblob"))
    own_lexicons: tuple[Lexicon, ...] = setting(
        "tone.lexicons", dict[str, LexiconForm], "how the file of a lexicon of yours is to be read", default=(),
        repr=False,
    )  # fmt: skip
    excluded_words: tuple[str, ...] = setting(
        "tone.exclude", Texts, "words that are your topic and not a tone, such as \"war\" in a study of war",
        default=(),
    )  # fmt: skip
    tone_contrast: Contrast = setting(
        "tone.contrast", Contrast, "the main finding on tone, declared before you look: the mean of a minus that of b",
        factory=Contrast,
    )  # fmt: skip
    toward: bool | None = setting(
        "tone.toward", bool, "whether tone toward persons is scored; without this line up to 1,000 articles"
    )
    targets: tuple[str, ...] = setting(
        "tone.targets", Texts, "toward whom; without this line those who are mentioned most", default=()
    )
    source_roles: FrameDictionary = setting(
        "speakers.sources", str, "the file of a scheme of source roles of yours (government, business, citizens, ...) "
        "with definitions and terms", read=read_scheme, factory=read_shipped_scheme, repr=False,
    )  # fmt: skip
    given_names: pd.DataFrame = setting(
        "speakers.names", str, "the file of a table of given names and their gender; without this line no name tells a "
        "gender", read=read_given_names, factory=no_given_names, repr=False,
    )  # fmt: skip
    country: str = setting(
        "speakers.country", str, "the country of the study, by its English name or its two letters; sources of other "
        "countries are then told as foreign", default="", check=check_country,
    )  # fmt: skip
    quote_kinds: tuple[str, ...] = setting(
        "speakers.count", Annotated[tuple[Kind, ...], Meta(min_length=1)], "the kinds of statements that count as "
        "speech", default=("direct", "mixed", "indirect"),
    )  # fmt: skip
    quote_acts: tuple[str, ...] = setting(
        "speakers.acts", Annotated[tuple[Act, ...], Meta(min_length=1)], "the acts that count as speech; the others "
        "are listed in any case", default=("saying",),
    )  # fmt: skip
    compare_by: tuple[str, ...] = setting(
        "compare.by", Texts, "what is compared where articles differ in it: outlet, day, week, month, quarter, year, "
        "byline, language, or a column of your own", default=("outlet", "year"),
    )  # fmt: skip
    compare_pairs: Mapping[str, tuple[str, str]] = setting(
        "compare.pairs", dict[str, tuple[str, str]], "two values of a column, declared before you look; the report "
        "tells their difference whatever the other groups are", factory=dict,
    )  # fmt: skip
    compare_order: Mapping[str, tuple[str, ...]] = setting(
        "compare.order", dict[str, tuple[str, ...]], "the order in which the values of a column stand in every table "
        "and figure; those not named follow, those of most articles first", factory=dict,
    )  # fmt: skip
    smallest: Mapping[str, float] = setting(
        "compare.smallest", dict[Compared, Effect], "the smallest difference that matters: of speech and voices in "
        "shares (0.05 is five percentage points), of tone and toward in points of their scale, of frames in terms per "
        "1,000 words; the report then says whether a difference is surely smaller", factory=dict,
    )  # fmt: skip
    interval: str = setting(
        "compare.interval", Literal["t", "percentile", "bca"], "how intervals are made: \"t\" by leaving out "
        "each article once, \"percentile\" or \"bca\" (which corrects for bias and skewness) by resampling articles",
        default="t",
    )  # fmt: skip
    cluster: str = setting(
        "compare.cluster", str, "what is resampled for an interval: single articles, or all articles of a \"day\", "
        "\"week\", \"outlet\", \"byline\" or a column of yours together", default="",
    )  # fmt: skip
    events: pd.DataFrame = setting(
        "compare.events", str, "columns of your own, by article_id, that by and cluster may name as well",
        read=read_events, factory=empty_events, repr=False,
    )  # fmt: skip
    reader: str = setting(
        "speakers.reader", Literal["auto", "accurate", "fast", "rules", "multilingual"], "how statements in English "
        "are found: by one of three trained networks, by rules, or by the accurate one for up to 1,000 articles and "
        "the fast one beyond (auto); in other languages the multilingual one finds them",
        default="auto",
    )  # fmt: skip
    least_confidence: float | None = setting(
        "speakers.confidence", Confidence, "statements less sure are left out; lower finds more, higher is right more "
        "often",
    )  # fmt: skip
    seed: int = setting("seed", Seed, "where every random draw starts", default=20211221)
    resamples: int = setting(
        "resamples", Resamples, "how often articles are resampled for an interval; fewer is faster and rougher",
        default=1000,
    )  # fmt: skip
    written: Mapping[str, Written] = field(default_factory=dict, repr=False, compare=False)

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
        """What is known of a lexicon of the study, the primary one by default."""
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

    @property
    def origins(self) -> dict[str, str]:
        """Where each setting's value comes from, by its key in study.toml.

        ``set`` by the researcher (in study.toml or in code), ``default``, or ``template``: left as the study.toml of
        ``framelens new`` has it.
        """
        return {one.key: self.written[one.key].origin if self.is_as_written(one) else SET for one in SETTINGS}

    def is_as_written(self, setting: Setting) -> bool:
        """Whether a setting has the value that study.toml gave it, or left it."""
        written, value = self.written.get(setting.key), self.value_of(setting)
        if written is None or isinstance(value, pd.DataFrame):
            return written is not None and value is written.value
        return bool(value == written.value)

    def value_of(self, setting: Setting) -> Any:
        """The value of a declared setting."""
        return getattr(self.articles if setting in OF_ARTICLES else self, setting.attribute)

    def with_reader_for(self, n_articles: int) -> Settings:
        """The study with the reader that 'auto' means for so many articles; the same where a reader is named."""
        if self.reader != "auto":
            return self
        return replace(self, reader=CHOSEN_READERS[n_articles > ACCURATE_UP_TO])


OF_ARTICLES = list_declared(ArticleSource)
SHIPPED_FRAMES = Setting(
    "frames.shipped", Literal[tuple(SHIPPED)], "instead of a file: a dictionary that comes with framelens",
    attribute="frames",
)  # fmt: skip
_TABLES = ("", "articles", "frames", "speakers", "tone", "compare")
# Every setting, in the order of study.toml.
SETTINGS = sorted(
    (*OF_ARTICLES, *list_declared(Settings), SHIPPED_FRAMES),
    key=lambda one: _TABLES.index(one.key.rpartition(".")[0] if one.kind else ""),
)
