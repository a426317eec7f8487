"""Furniture by its place: the headline once more, who wrote the article, links in capitals, the list behind its end.

What stands before the first and behind the last sentence of an article is mostly the page's. A line is told by where it
stands and by its neighbours, since its words might be the article's elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEAD, _FOOT = 3, 5
_LONGEST_NOTE = 700
_SHORTEST_HEADLINE = 3
_LONGEST_HOUSE = 30
_ENDED = re.compile(r"[.!?:;,…”\"’')\]—–-]\Z")
_CAPITALS = re.compile(r"(?=(?:\S+ ){6})[^a-z]{25,160}[^a-z.!?:”\"]")
_AUTHORS = re.compile(r"[,|&;]|\band\b")
_BEFORE_NAME = re.compile(r"\W*(?:by |the author,? )?", re.IGNORECASE)
_WRITER = re.compile(r"\W*(?:the (?:writer|author)s? (?:is|are|was|were)\b|about the authors?\b)", re.IGNORECASE)
_PERSON = r"[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*){1,3}"
_BYLINE = re.compile(rf"{_PERSON}(?:,? and {_PERSON}|, {_PERSON}(?:,? (?:and )?{_PERSON}){{0,4}})")
# Links hang between the paragraphs of an article; one that is in capitals throughout has none.
_MOST_IN_CAPITALS = 0.34
_LEAST_LISTED, _MOST_LISTED, _SHORTEST_LISTED, _LONGEST_LISTED = 2, 8, 4, 150


def name_placed(lines: Sequence[str], rules: list[str | None], byline: str | None) -> None:
    """Name what more of an article's lines is furniture, beside those that have a rule already.

    Parameters
    ----------
    lines : sequence of str
        The lines of an article that have words in them, its headline first, where it is known.
    rules : list of (str or None)
        What each is furniture of; more are named in place: 'headline', 'byline', 'author' or 'link'.
    byline : str or None

    Examples
    --------
    >>> rules = [None, None, None]
    >>> name_placed(["Port opens", "It opened.", "Ann Lee writes on ports."], rules, "Ann Lee")
    >>> rules
    [None, None, 'author']
    """
    if rules and rules[0] in ("link", "note"):  # a headline
        rules[0] = None
    for number in range(1, min(_HEAD + 1, len(lines))):
        if rules[number] is None:
            rules[number] = _in_head(lines[0], lines[number], lines[number + 1 : number + 2])
    _name_listed(lines, rules)
    authors = [name for part in _AUTHORS.split(byline or "") if len((name := part.strip().lower()).split()) > 1]
    for number in range(len(lines) - 1, max(0, len(lines) - _FOOT), -1):
        if rules[number] is None:
            if len(lines[number]) > _LONGEST_NOTE or not _is_of(lines[number], authors):
                break
            rules[number] = "author"
    in_capitals = [
        n for n, line in enumerate(lines) if n and line[:12].isupper() and not rules[n] and _CAPITALS.fullmatch(line)
    ]
    if len(in_capitals) <= _MOST_IN_CAPITALS * len(lines):
        for number in in_capitals:
            rules[number] = "link"


def _in_head(headline: str, line: str, behind: Sequence[str]) -> str | None:
    """The headline again, alone or behind a caption; or the names of those who wrote the article."""
    if len(headline.split()) >= _SHORTEST_HEADLINE and headline[-1] not in ".”" and line.endswith(headline):
        return "headline"
    is_signed = line.startswith("By ") or any(one.isupper() and len(one) <= _LONGEST_HOUSE for one in behind)
    return "byline" if is_signed and _BYLINE.fullmatch(line) else None


def _is_of(line: str, authors: Sequence[str]) -> bool:
    """Whether a line is about who wrote the article."""
    behind = line[_BEFORE_NAME.match(line).end() :].lower()  # type: ignore[union-attr]
    return any(behind.startswith(name) for name in authors) or _WRITER.match(line) is not None


def _name_listed(lines: Sequence[str], rules: list[str | None]) -> None:
    """Headlines of other articles behind the end: two lines or more that no full stop ends."""
    listed: list[int] = []
    number = len(lines) - 1
    while number > 0 and (rules[number] or _is_listed(lines[number])):
        listed += [] if rules[number] else [number]
        number -= 1
    if _LEAST_LISTED <= len(listed) <= min(_MOST_LISTED, number) and _ENDED.search(lines[number]):
        for place in listed:
            rules[place] = "link"


def _is_listed(line: str) -> bool:
    return len(line) <= _LONGEST_LISTED and len(line.split()) >= _SHORTEST_LISTED and not _ENDED.search(line)
