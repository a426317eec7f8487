"""Agencies that relay: "Trend reports" at a sentence's end passes on what somebody else says.

A relay is known by the article itself: its byline, its header, the dateline of its lead, "NAME reports" at the end
of its lead; and by the study, which may name more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from framelens.annotate.common_words import given_names
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import words_of
from framelens.annotate.spans import SpanIndex
from framelens.annotate.statements import Span, Statement
from framelens.languages import load_language

_PLACE = r"[A-ZÀ-Þ][A-ZÀ-Þ.'’-]+(?:[ /][A-ZÀ-Þ][A-ZÀ-Þ.'’-]+){0,3}"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?:,[ ][^()\n—–]{{1,40}}?)?[ ]?"
    r"(?:\((?P<agency>[^()\n]{2,40})\)|/(?P<between>[A-Z][\w .]*)/)?"
    r"[ ]?(?:—|–|--?)[ ]"
)
_BYLINE = re.compile(r"\b[Bb]y[ ]+(?P<who>[^\n,|]+?)\s*\Z")
_NAME = r"[A-Z][\w.&’'-]*(?:[ ][A-Z][\w.&’'-]*){0,3}"
# The lead of an agency's report ends so; in the present tense it is the house's own.
_LEAD_END = re.compile(
    rf",\s(?:the\s)?(?P<who>{_NAME})(?:\snews\sagency)?\sreports?\b"
    r"(?:,?\s(?:citing|with\sreference\sto|referring\sto|quoting)\s[^.\n]*|\son\s\w+\.?(?:\s\d+)?)?\.?\s*\Z"
)
_LEAD_START = re.compile(rf"(?:As\s)?(?P<who>{_NAME})\sreports(?:,|\sthat)\s")
_INFORMS = re.compile(rf",\s(?P<who>{_NAME})\s(?:informs|relays)[.,]")
_REPORTS = frozenset(
    "reports report reported informs informed writes wrote relays relayed notes noted learned said says according "
    "citing quoting".split()
)
_PASSES_ON = re.compile(r"\b(?:report(?:s|ed)?|inform(?:s|ed)?|relay(?:s|ed)|quot\w+|citing)\b", re.IGNORECASE)
_CITED = re.compile(
    r"(?:[,\s]+(?:on\s\w+\.?(?:\s\d+)?,?\s)?)(?P<cue>citing|quoting|with reference to|referring to)\s"
    r"(?P<source>[^,;.\n“”\"]+)",
    re.IGNORECASE,
)
_AGENCY_WORDS = re.compile(
    r"\A(?:the\s)?(?:\w+\s)?(?:state\s)?news\s(?:agency|service)\s|\A(?:the\s)?agency\s|\Athe\s|\s(?:news\s)?(?:agency|service)\Z",
    re.IGNORECASE,
)
_OF_NEWS = frozenset("News Press Agency Service Times Post Journal Telegraph Radio Television Broadcasting".split())
_LEADS = 2  # paragraphs of which one is the lead, behind a headline


@dataclass(frozen=True)
class Dateline:
    """Where a dateline's place and date stand, and the agency that it names."""

    start: int
    end: int
    agency: str | None


def find_datelines(text: str, layout: Layout) -> list[Dateline]:
    """The datelines that open the first paragraphs: "LONDON (Reuters) -"."""
    found = []
    for start, end in layout.paragraphs[: _LEADS + 1]:
        match = _DATELINE.match(text, start, end)
        if match:
            group = "agency" if match["agency"] else "between" if match["between"] else None
            stop = match.start(group) if group else match.end()
            found.append(Dateline(start, stop, match[group] if group else None))
    return found


def find_relays(text: str, layout: Layout, byline: str | None, given: Iterable[str]) -> tuple[str, ...]:
    """The agencies that only relay in this article: those given, and its own."""
    found = dict.fromkeys(given)
    header = text[: layout.paragraphs[0][0]] if layout.paragraphs else ""
    for words in (f"by {byline}" if byline else "", *header.split("\n"), *_byline_paragraph(text, layout)):
        match = _BYLINE.search(words)
        if match and re.fullmatch(_NAME, match["who"]) and not _is_writer(match["who"]):
            found[match["who"]] = None
    for line in find_datelines(text, layout):
        if line.agency:
            found[line.agency.strip()] = None
    for start, end in layout.paragraphs[:_LEADS]:
        match = _LEAD_START.match(text, start, end) or _LEAD_END.search(text, start, end)
        match = match or _INFORMS.search(text, start, end)
        if match and not _is_body(match["who"]):
            found[match["who"]] = None
    return tuple(found)


def _is_body(words: str) -> bool:
    """Whether "NAME reports" has a name that speaks for itself: "the National Bank", not "Nordfax News Agency"."""
    parts = words.split()
    return parts[-1] in words_of("organisation") and not set(parts) & _OF_NEWS


def _is_writer(words: str) -> bool:
    """Whether a byline names a person rather than an agency."""
    return len(words.split()) > 1 and words.split()[0] in given_names()


def _byline_paragraph(text: str, layout: Layout) -> Sequence[str]:
    """A paragraph that is a byline: "By Nordfax"."""
    short = (text[a:b] for a, b in layout.paragraphs[:_LEADS] if b - a <= 60)
    return [words for words in short if words[:3].lower() == "by "]


def pass_on(text: str, statements: Sequence[Statement], relays: Sequence[str]) -> list[Statement]:
    """The statements without what only a relay attributes; what it passes on belongs to whom it cites."""
    kept: list[Statement] = []
    sources: list[Span] = []
    for one in statements:
        words = relay_words(text, one)
        cited = _cited(text, one) if words else None
        if cited:
            kept.append(cited)
            sources.append(cited.source or (0, 0))
        elif words is None or not is_relay(words, relays):
            kept.append(one)
    # In "Trend reports, citing customs chief Mira Toth" the words behind "citing" are a source, no statement.
    named = SpanIndex(sources)
    return [one for one in kept if not all(named.covers(a, b) for a, b in one.content)] if sources else kept


def relay_words(text: str, one: Statement) -> str | None:
    """The words that name the source of a statement whose cue may relay."""
    if one.source is None or one.cue is None:
        return None
    cue = set(text[slice(*one.cue)].lower().split())
    return text[slice(*one.source)] if cue & _REPORTS else None


def is_agency(words: str) -> bool:
    """Whether the words of a source name a news agency."""
    plain = _AGENCY_WORDS.sub("", words)
    return plain != re.sub(r"\Athe\s", "", words, flags=re.IGNORECASE) or plain in load_language("en").agencies


def is_relay(words: str, relays: Sequence[str]) -> bool:
    """Whether the words of a source name one of the relays."""
    return words in relays or _AGENCY_WORDS.sub("", words) in relays


def _cited(text: str, one: Statement) -> Statement | None:
    """The statement as that of whom the relay cites behind it: "Trend reports citing the ministry"."""
    if one.cue and not _PASSES_ON.search(text[slice(*one.cue)]):
        return None
    last = max(one.source[1], one.cue[1]) if one.source and one.cue else 0
    start = min(one.source[0], one.cue[0]) if one.source and one.cue else 0
    match = _CITED.search(text, start, min(len(text), last + 160))  # the cue may be "reported citing"
    if not match or "\n" in text[start : match.start()] or ". " in text[last : match.start()]:
        return None
    source: Span = match.span("source")
    content = tuple((a, min(b, start)) if a < start else (a, b) for a, b in one.content)
    content = tuple((a, b) for a, b in content if b > a and not (a < source[1] and source[0] < b))
    return replace(one, content=content, cue=match.span("cue"), source=source) if content else None
