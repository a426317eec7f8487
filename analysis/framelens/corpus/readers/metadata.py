"""What a news page says of itself: in schema.org's JSON, in meta tags, in marked elements; each with where it stood."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import TYPE_CHECKING, Any

from framelens.corpus.article import Found
from framelens.corpus.dates import find_date, settles
from framelens.corpus.readers.languages import find_language
from framelens.corpus.readers.markup import class_is, words_of
from framelens.corpus.readers.record import INFERRED, LABELLED, STATED

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_META = {
    "headline": ("og:title", "twitter:title", "parsely-title", "dc.title", "sailthru.title", "citation_title"),
    "published": (
        "article:published_time", "og:published_time", "datepublished", "parsely-pub-date", "publishdate", "pubdate",
        "publication_date", "dc.date.issued", "dc.date", "dcterms.created", "sailthru.date", "article.published",
        "cxenseparse:recs:publishtime", "citation_publication_date", "date",
    ),
    "byline": ("author", "article:author", "parsely-author", "dc.creator", "sailthru.author", "byl", "byline"),
    "outlet": ("og:site_name", "application-name", "dc.publisher", "twitter:site", "publisher"),
    "language": ("og:locale", "content-language", "dc.language", "language"),
}  # fmt: skip
_KINDS = re.compile(r"(?:\w*Article|\w*Posting|Report\w*)\Z")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_MOST_JSON = 1 << 20
_LONGEST = 300


def find_metadata(tree: HtmlElement) -> tuple[dict[str, object], dict[str, Found]]:
    """Headline, date, byline, outlet and language of a page, and where each was found.

    The date is that of publication where the page names it so; text and headline are never searched for one.
    """
    fields: dict[str, object] = {}
    found: dict[str, Found] = {}
    for name, raw, label, confidence in (*_from_json(tree), *_from_meta(tree), *_from_elements(tree)):
        if not (value := _read(name, raw)):
            continue
        if name not in fields or (name == "published" and settles(str(value), str(fields[name]))):
            fields[name], found[name] = value, Found("", label, confidence)
    return fields, found


def _read(name: str, raw: object) -> object:
    text = " ".join(_TAG.sub(" ", unescape(str(raw))).split())
    if not text or len(text) > _LONGEST:
        return None
    if name == "published":
        return find_date(text)
    if name == "language":
        return find_language(text.replace("_", "-"))
    if name == "byline":
        # The address of an author's page is not a name.
        return None if text.startswith(("http://", "https://", "@", "/")) else re.sub(r"\A[Bb]y\s+", "", text)
    return text.removeprefix("@") if name == "outlet" else text


def _from_json(tree: HtmlElement) -> Iterator[tuple[str, object, str, float]]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        for item in _walk(_load(script.text or "")):
            kind = item.get("@type")
            kinds = [kind] if isinstance(kind, str) else kind if isinstance(kind, list) else []
            if not any(isinstance(k, str) and _KINDS.search(k) for k in kinds):
                continue
            for name, key in (("headline", "headline"), ("published", "datePublished"), ("language", "inLanguage")):
                if isinstance(value := item.get(key), str):
                    yield name, value, f"JSON-LD {key}", LABELLED
            if names := ", ".join(_names(item.get("author"))):
                yield "byline", names, "JSON-LD author", LABELLED
            if names := ", ".join(_names(item.get("publisher"))):
                yield "outlet", names, "JSON-LD publisher", LABELLED


def _load(text: str) -> Any:
    try:
        return json.loads(text[:_MOST_JSON], strict=False)
    except (ValueError, RecursionError):
        return None


def _walk(item: Any) -> Iterator[dict[str, Any]]:
    queue, n_seen = [item], 0
    while queue and n_seen < 1_000:
        here = queue.pop(0)
        n_seen += 1
        if isinstance(here, dict):
            yield here
            queue += [here.get("@graph"), here.get("mainEntity")]
        elif isinstance(here, list):
            queue += here[:100]


def _names(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return _names(value.get("name"))
    return [name for item in value for name in _names(item)] if isinstance(value, list) else []


def _from_meta(tree: HtmlElement) -> Iterator[tuple[str, object, str, float]]:
    tags: dict[str, tuple[str, str]] = {}
    for meta in tree.xpath("//meta[@content]"):
        for attribute in ("property", "name", "itemprop", "http-equiv"):
            if key := meta.get(attribute):
                tags.setdefault(key.strip().lower(), (meta.get("content"), f"meta {attribute}={key.strip()}"))
    for name, keys in _META.items():
        for key in keys:
            if key in tags:
                yield name, tags[key][0], tags[key][1], STATED


def _from_elements(tree: HtmlElement) -> Iterator[tuple[str, object, str, float]]:
    for time in tree.xpath("//time[@itemprop='datePublished' or @pubdate]")[:1]:
        yield "published", time.get("datetime") or words_of(time), "<time> of publication", STATED
    for element in tree.xpath("//*[@itemprop='datePublished']")[:1]:
        yield "published", element.get("content") or words_of(element), "itemprop=datePublished", STATED
    times = tree.xpath("//article//time[@datetime] | //header//time[@datetime]")
    if len({time.get("datetime")[:10] for time in times}) == 1:
        yield "published", times[0].get("datetime"), "the only <time> of the article", INFERRED
    for element in tree.xpath(f"//*[@rel='author' or @itemprop='author' or {class_is('byline')}]")[:1]:
        yield "byline", words_of(element), "element marked as author", INFERRED
    headings = tree.xpath("//h1")
    if len(headings) == 1:
        yield "headline", words_of(headings[0]), "<h1>", STATED
    yield "headline", words_of(tree.xpath("//title")), "<title>", INFERRED
    yield "language", tree.xpath("string(/html/@lang)"), "html lang", STATED
