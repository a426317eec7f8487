"""Boilerplate: lines that belong to the page and not to the article, found by rule and by repetition.

They are marked and never deleted; offsets stay what they were. A rule knows a line by its words ("ADVERTISEMENT",
"Sign up for our newsletter") or by its form (a caption with its credit, a player); repetition knows it by standing in
several articles of one outlet that are otherwise different (the idea of Pomikálek, *Removing boilerplate and duplicate
content from web corpora*, 2011).
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Collection, Iterable, Iterator
from hashlib import blake2b

import numpy as np

from framelens.corpus.changes import BOILERPLATE, Change
from framelens.corpus.furniture import name_furniture
from framelens.corpus.placed import name_placed

# So many articles of an outlet have to have a line for it to be the page's.
LEAST_ARTICLES = 5
_PARTS, _PIECE = 16, 1_000_000
_VERSION = 0.75  # the share of common lines from which an article is another version of a story
SHORTEST, LONGEST, _LONGEST_LINE = 9, 400, 900
REPEATED = "repeated"
_QUOTED = "\"“„«‘'"
_LINE = re.compile(r"[^\n]+")
_REPEATABLE = re.compile(r"(?:[^\W\d_]+\W+){1,}[^\W_]+")

_WHEN = (
    r"(?:[\s,.:/@-]|\d+|at|on|[ap]\.?m\.?|[ECMP][DS]?T|GMT|UTC|BST|(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov"
    r"|Dec)\w*|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)+"
)
# How readers reach somebody; a post of somebody else's that the article shows has its address in brackets.
_REACHED = r"(?:https?://|\bwww\.|\S@\S+\.\w|(?<!\w)@\w|\[email protected\]|\b\d{3}-\d{3}-\d{4}\b)"
_POST = r"(?:\(@\w+\)|pic\.twitter|//t\.co/)"
# Rule, the words one of which the line begins with, and the pattern of the whole line.
_BEGINNINGS: tuple[tuple[str, str, str], ...] = (
    (
        "advertisement",
        "advertisement advertisements advertising sponsored ad article scroll story continue",
        r"(?:advertisements?|advertising|sponsored(?: content| by .{1,40})?|ad|story continue[sd](?: below)?"
        r"(?: (?:the )?advertisement)?|(?:advertisement )?continue reading(?: the main story| below)?"
        r"|article continues (?:below|after)"
        r".{0,40}|scroll down for .{1,40})\W*",
    ),
    ("highlights", "story key article", r"(?:story highlights|key points|article highlights)\W*"),
    ("copyright", "copyright © c", r"(?:copyright|©|c\))\W.{0,300}"),
    (
        "sign-up",
        "newsletter sign subscribe signup",
        r"(?:newsletter )?(?:sign[ -]?up|subscribe)\b(?=.{0,200}\b(?:newsletters?|"
        r"e-?mails?|inbox|alerts?|updates|daily|briefing|podcasts?|today|free|here)\b).{0,600}",
    ),
    (
        "sign-up",
        "get let",
        r"(?:get|let) (?:our|the|breaking|real-time|free|more)\b(?=.{0,200}\b(?:newsletters?|inbox|alerts|app)"
        r"\b).{0,400}",
    ),
    (
        "sign-up",
        "follow like find join click download",
        r"(?:follow|like|find|join) (?:us|@\w+|[\w ]{1,40}) on (?:twitter|"
        r"facebook|instagram|youtube).{0,120}|follow (?:@\w+\W*)+|click here (?:to|for) .{0,90}"
        r"|download (?:the|our) .{0,40}"
        r"\bapp\b.{0,80}",
    ),
    (
        "read more",
        "read see learn watch find",
        r"(?:read|see|learn|watch|find out) more\W*|(?:read|see|watch) (?:more|also|next|"
        r"this)\s*[:|>»].{0,200}",
    ),
    (
        "read more",
        "more related also recommended up most trending what full",
        r"(?:more on this|related(?: (?:stories|articles|"
        r"content|coverage|video))?|also (?:see|read)|recommended(?: for you)?|up next|most popular|trending(?: now)?"
        r"|what to read "
        r"next|more from .{1,40})\W*|(?:related|also (?:see|read)|full coverage|more)\s*[:|]\s.{0,200}",
    ),
    (
        "picture",
        "image enlarge photo photos photograph slideshow media video youtube gallery close prev next",
        r"(?:image (?:copyright|caption|source)|enlarge this image|photo(?:s|graph)? (?:credit|by"
        r"|courtesy)\b|slideshow\b"
        r"|media "
        r"playback is).{0,200}|(?:photos?|video|youtube|gallery|close|(?:prev|next) image \d+ of \d+)\W*",
    ),
    ("picture", "enlarge toggle hide", r"(?:enlarge this image\W*)?(?:toggle|hide) caption\b.{0,300}"),
    (
        "sharing",
        "play facebook twitter pinterest print share tweet embed comment comments",
        r"(?:(?:play|facebook|twitter|pinterest|e-?mail|print|share|tweet|linkedin|whatsapp|reddit|comments?|embed"
        r"|autoplay|copy this code to your website or blog)\W*)+",
    ),
    ("picture", "file", r"file (?:photo\b|[-–—] )(?=.{0,200}(?:photo|file)).{3,600}|file photo\b.{0,600}"),
    ("picture", "facebook", r"facebook twitter(?: pinterest)? .{3,500}"),
    (
        "contact",
        "follow read share find call contact write email e send reach join ask got listen watch visit see catch like"
        " connect check",
        rf"(?<![“\"„«‘'])(?=.{{0,250}}{_REACHED})(?!.*{_POST}).{{3,300}}",
    ),
    ("credit", "contributing additional", r"(?:contributing: |additional (?:reporting|research)\b).{3,400}"),
    (
        "note",
        "correction corrections clarification editor editors",
        r"(?:corrections?|clarification|editor[’']?s?[’']? notes?)\b\W*[:—–-].{3,600}",
    ),
    ("note", "an", r"an (?:earlier|previous) version of th(?:is|e) .{3,500}"),
    (
        "note",
        "this",
        r"this (?:story|article|post|piece|column|transcript|page) (?:has been|was (?:originally|first|updated|"
        r"corrected|edited|published|produced)|is part of|(?:originally|first) (?:appeared|ran)|tagged)\b.{0,300}",
    ),
    ("note", "the opinions views", r"(?:the )?(?:opinions|views) expressed\b.{3,300}"),
    ("note", "last updated update published posted", rf"(?:last )?(?:updated?|published|posted)\b{_WHEN}"),
)
# Rule, and the words by which a line is one wherever in it they stand.
_ANYWHERE = (
    ("copyright", "all rights reserved"),
    ("copyright", "may not be published, broadcast"),
    ("credit", "contributed to this report"),
    ("credit", "contributed to this story"),
    ("credit", "contributed to this article"),
)
_AGO = re.compile(r"\d{1,2} (?:year|month|week|day|hour|minute)s? ago")
_LONGEST_ANYWHERE = 300
_FIRST = re.compile(r"[^\w©]*(\w+|©)")
_BY_FIRST_WORD: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
for _name, _words, _pattern in _BEGINNINGS:
    for _word in _words.split():
        _BY_FIRST_WORD.setdefault(_word, []).append((_name, re.compile(_pattern, re.IGNORECASE)))


def find_boilerplate(text: str, byline: str | None = None) -> tuple[Change, ...]:
    """The lines of ``text`` that are boilerplate by their words, their form or their place.

    Parameters
    ----------
    text : str
    byline : str or None
        Who wrote the article; what its last lines say of them is about them.

    Returns
    -------
    tuple of Change
        Of kind 'boilerplate', in order; ``rule`` is the rule's name.

    Examples
    --------
    >>> [(c.start, c.rule) for c in find_boilerplate("He left.\\nADVERTISEMENT\\nRead more: The storm")]
    [(9, 'advertisement'), (23, 'read more')]
    """
    lines = list(_find_lines(text))
    rules = [_rule_of(line) if len(line) <= _LONGEST_LINE or "Hide Caption" in line else None for _, line in lines]
    name_placed([line for _, line in lines], rules, byline)
    return tuple(_change(start, line, rule) for (start, line), rule in zip(lines, rules, strict=True) if rule)


def mark_repeated(outlet: str | None, text: str, repeated: Collection[bytes]) -> tuple[Change, ...]:
    """The lines of ``text`` that are boilerplate by repetition alone.

    Parameters
    ----------
    outlet : str or None
    text : str
    repeated : collection of bytes
        What :func:`find_repeated` found.
    """
    if not repeated:
        return ()

    def is_one(line: str) -> bool:
        return _sign(outlet, line) in repeated and is_repeatable(line) and not _rule_of(line)

    return tuple(_change(start, line, REPEATED) for start, line in _find_lines(text) if is_one(line))


def _find_lines(text: str) -> Iterator[tuple[int, str]]:
    """Where each line of ``text`` with words in it begins, and the line without white space around it."""
    for match in _LINE.finditer(text):
        if line := match[0].strip():
            yield match.start() + match[0].index(line), line


def _change(start: int, line: str, rule: str) -> Change:
    return Change(BOILERPLATE, start, start + len(line), None, None, line, rule)


def find_repeated(articles: Iterable[tuple[str | None, str]]) -> frozenset[bytes]:
    """The signs of the lines that stand in at least five articles of one outlet.

    An article three quarters of which are such lines is another version of a story, and not counted: a story that
    ran five times is no boilerplate. Some fifteen bytes a line are held in memory.

    Parameters
    ----------
    articles : iterable of (outlet, text)
        Exact copies of one article should be there once.
    """
    signs, lengths, sizes = bytearray(), array("i"), array("i")
    for outlet, text in articles:
        lines = {line for piece in text.split("\n") if (line := piece.strip())}
        signs += b"".join(_sign(outlet, line) for line in lines)
        lengths.extend(len(line) if is_repeatable(line) else -len(line) for line in lines)
        sizes.append(len(lines))
    every = np.frombuffer(signs, np.uint64)
    frequent = _list_frequent(every)
    article = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    length = np.abs(np.frombuffer(lengths, np.int32))
    often = np.zeros(len(every), bool)
    for begin in range(0, len(every), _PIECE):
        often[begin : begin + _PIECE] = np.isin(every[begin : begin + _PIECE], frequent)
    total = np.zeros((2, len(sizes)))
    np.add.at(total[0], article, length)
    np.add.at(total[1], article[often], length[often])
    is_version = total[1] >= _VERSION * total[0]
    counted = often & (np.frombuffer(lengths, np.int32) > 0) & ~is_version[article]
    found, n = np.unique(every[counted], return_counts=True)
    return frozenset(sign.tobytes() for sign in found[n >= LEAST_ARTICLES])


def _list_frequent(signs: np.ndarray) -> np.ndarray:
    """The signs that occur often enough, sorted; a part of all signs is sorted at a time."""
    found = []
    for part in range(_PARTS):
        values, n = np.unique(signs[signs % _PARTS == part], return_counts=True)
        found.append(values[n >= LEAST_ARTICLES])
    return np.sort(np.concatenate(found))


def _sign(outlet: str | None, line: str) -> bytes:
    """A line of an outlet in eight bytes."""
    return blake2b(f"{outlet or ''}\n{line}".encode(errors="replace"), digest_size=8).digest()


def is_repeatable(line: str) -> bool:
    """Whether repetition may say anything of a line: it has two words, is no quotation and no long paragraph."""
    return SHORTEST <= len(line) <= LONGEST and line[0] not in _QUOTED and bool(_REPEATABLE.search(line))


def _rule_of(line: str) -> str | None:
    first = _FIRST.match(line)
    for name, pattern in _BY_FIRST_WORD.get(first[1].lower(), ()) if first else ():
        if first and pattern.fullmatch(line, first.start(1)):
            return name
    if line.endswith(" ago") and _AGO.fullmatch(line):
        return "note"
    if len(line) <= _LONGEST_ANYWHERE and line[0] not in _QUOTED:
        lower = line.lower()
        if rule := next((name for name, words in _ANYWHERE if words in lower), None):
            return rule
    return name_furniture(line)
