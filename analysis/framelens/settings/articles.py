"""The settings under [articles]: where a study's articles come from and how they are read."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from framelens.encodings import explain_encoding
from framelens.settings.declaring import EVERYTHING, READING, document, setting
from framelens.settings.where import explain_where

ArticleField = Literal["article_id", "outlet", "published", "byline", "headline", "text", "language"]


def explain_zone(name: str | None) -> str | None:
    """What is wrong with the name of a time zone, or None."""
    try:
        zoneinfo.ZoneInfo(name or "UTC")
    except (LookupError, ValueError, OSError):
        return f"unknown time zone '{name}'; write one as America/New_York, Europe/Berlin, Asia/Baku"
    return None


def _touched_by_copies(old: object, new: object) -> str:
    return EVERYTHING if "once" in (old, new) else READING  # copies are not annotated where one is analysed


@document
@dataclass(frozen=True)
class ArticleSource:
    """Where a study's articles come from and how they are read: ``[articles]`` of study.toml."""

    path: Path = setting(
        "articles.path", str, "a folder, a file, a table or an archive; docs/archives.md has the formats",
        default="articles", read=Path, required=True,
    )  # fmt: skip
    columns: dict[str, str] = setting(
        "articles.columns", dict[ArticleField, str],
        "for tables: which column holds which field of an article; those of the same name need no line",
        factory=dict, touches=EVERYTHING,
    )  # fmt: skip
    encoding: str | None = setting(
        "articles.encoding", str, "the encoding of text files that are not in UTF-8; nothing is guessed",
        touches=EVERYTHING, check=explain_encoding,
    )  # fmt: skip
    day_first: bool | None = setting(
        "articles.day_first", bool, "whether 03/04/2021 is the third of April; without it such a date is refused",
        touches=EVERYTHING,
    )  # fmt: skip
    time_zone: str | None = setting(
        "articles.time_zone", str, "the zone whose day counts for times that say how far they are from Greenwich, such "
        "as America/New_York; otherwise the day counts as it is written", touches=EVERYTHING, check=explain_zone,
        methods="Times are taken to the day of the zone {}.",
    )  # fmt: skip
    one_article: bool = setting(
        "articles.one_article", bool, "whether a text with the marks of several articles is one all the same; it is "
        "refused otherwise", default=False, touches=EVERYTHING,
    )  # fmt: skip
    outlet: str | None = setting(
        "articles.outlet", str, "the outlet of articles that name none", touches=EVERYTHING,
        methods="Where an article names no outlet, it is {}.",
    )  # fmt: skip
    language: str | None = setting(
        "articles.language", str, "the language of articles that do not say it (ISO 639-1)", default="en",
        touches=EVERYTHING, methods="Articles are assumed to be in the language ‘{}’ unless they state another.",
    )  # fmt: skip
    where: str = setting(
        "articles.where", str,
        "which articles are analysed: a condition on their columns, your own included, as in "
        "\"published >= '2020-01-01' and topic == 'immigration'\"",
        default="", touches=EVERYTHING, check=explain_where,
        methods="Only articles that meet the condition “{}” are analysed.",
    )  # fmt: skip
    count_header: bool = setting(
        "articles.count_header", bool, "whether a line such as \" date 2021-12-21 By Trend\" counts as words of the "
        "article", default=False, touches=EVERYTHING,
    )  # fmt: skip
    duplicates: str = setting(
        "articles.duplicates", Literal["once", "kept", "weighted"],
        "of copies, whether one is analysed, all are, or all are and count as one together",
        default="once", touches=_touched_by_copies,
    )  # fmt: skip
    near_duplicates: bool = setting(
        "articles.near_duplicates", bool, "whether nearly the same words make a copy too", default=True,
        touches=READING,
    )  # fmt: skip
    boilerplate: str = setting(
        "articles.boilerplate", Literal["left out", "kept"],
        "whether advertisement, sign-up and copyright lines are analysed", default="left out", touches=EVERYTHING,
    )  # fmt: skip

    @property
    def keep_duplicates(self) -> bool:
        """Whether a copy of another article is analysed once more."""
        return self.duplicates != "once"

    @property
    def weigh_duplicates(self) -> bool:
        """Whether each of k copies counts 1/k times."""
        return self.duplicates == "weighted"

    @property
    def keep_boilerplate(self) -> bool:
        """Whether lines that belong to the page are analysed."""
        return self.boilerplate == "kept"
