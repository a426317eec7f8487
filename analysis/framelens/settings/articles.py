"""The settings under [articles]: where a study's articles come from and how they are read."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from framelens.encodings import explain_encoding
from framelens.settings.declaring import document, setting
from framelens.settings.where import explain_where

ArticleField = Literal["article_id", "outlet", "published", "byline", "headline", "text", "language"]


# ISO 639-1.
_CODES = frozenset("""
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es
et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj
kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv
ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti
tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
""".split())  # fmt: skip
_TAG = re.compile(r"([a-z]{2,3})(?:-[A-Za-z0-9]{2,8})*")


def explain_language(tag: str | None) -> str | None:
    """What is wrong with the code of a language, or None."""
    found = _TAG.fullmatch(tag or "en")
    if found is None or (len(found[1]) == 2 and found[1] not in _CODES):
        return f"language = '{tag}' is not a code of a language; write its two small letters, as en, de, ru or en-GB"
    if len(found[1]) == 3:
        from babel.core import get_global

        short = get_global("language_aliases").get(found[1], "")
        if len(short) == 2:
            return f"language = '{tag}' has a code of two letters, which articles have too; write '{short}'"
    return None


def explain_zone(name: str | None) -> str | None:
    """What is wrong with the name of a time zone, or None."""
    try:
        zoneinfo.ZoneInfo(name or "UTC")
    except (LookupError, ValueError, OSError):
        return f"unknown time zone '{name}'; write one as America/New_York, Europe/Berlin, Asia/Baku"
    return None


@document
@dataclass(frozen=True)
class ArticleSource:
    """Where a study's articles come from and how they are read: ``[articles]`` of study.toml."""

    path: Path = setting(
        "articles.path", str, "a folder, a file, a table or an archive, or its address in object storage, such as "
        "s3://bucket/articles; docs/archives.md has the formats",
        default="articles", read=Path, required=True,
    )  # fmt: skip
    columns: dict[str, str] = setting(
        "articles.columns", dict[ArticleField, str],
        "for tables: which column holds which field of an article; those of the same name need no line",
        factory=dict,
    )  # fmt: skip
    encoding: str | None = setting(
        "articles.encoding", str, "the encoding of text files that are not in UTF-8; nothing is guessed",
        check=explain_encoding,
    )  # fmt: skip
    day_first: bool | None = setting(
        "articles.day_first", bool, "whether 03/04/2021 is the third of April; without it such a date is refused",
    )  # fmt: skip
    time_zone: str | None = setting(
        "articles.time_zone", str, "the zone whose day counts for times that say how far they are from Greenwich, such "
        "as America/New_York; otherwise the day counts as it is written", check=explain_zone,
        methods="Times are taken to the day of the zone {}.",
    )  # fmt: skip
    one_article: bool = setting(
        "articles.one_article", bool, "whether a text with the marks of several articles is one all the same; it is "
        "refused otherwise", default=False,
    )  # fmt: skip
    outlet: str | None = setting(
        "articles.outlet", str, "the outlet of articles that name none",
        methods="Where an article names no outlet, it is {}.",
    )  # fmt: skip
    language: str | None = setting(
        "articles.language", str, "the language of articles that do not say it (ISO 639-1)", default="en",
        check=explain_language,
        methods="Articles that do not state their language, and whose words do not tell it, are taken to be in {}.",
    )  # fmt: skip
    where: str = setting(
        "articles.where", str,
        "which articles are analysed: a condition on their columns, your own included, as in "
        "\"published >= '2020-01-01' and topic == 'immigration'\"",
        default="", check=explain_where,
        methods="Only articles that meet the condition “{}” are analysed.",
    )  # fmt: skip
    count_header: bool = setting(
        "articles.count_header", bool, "whether a line such as \" date 2021-12-21 By Trend\" counts as words of the "
        "article", default=False,
    )  # fmt: skip
    duplicates: str = setting(
        "articles.duplicates", Literal["once", "kept", "weighted"],
        "of copies, whether one is analysed, all are, or all are and count as one together",
        default="once",
    )  # fmt: skip
    near_duplicates: bool = setting(
        "articles.near_duplicates", bool, "whether nearly the same words make a copy too", default=True,
    )  # fmt: skip
    boilerplate: str = setting(
        "articles.boilerplate", Literal["left out", "kept"],
        "whether advertisement, sign-up and copyright lines are analysed", default="left out",
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
