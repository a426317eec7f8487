"""Quotation marks that are certain without learning: pairs, nesting, and quotations left open over paragraphs.

What flows in is the text and its paragraphs; what flows out is one :class:`Quotation` per stretch between
two marks, with a link to the stretch it goes on from. No judgement is made here of whether it is a statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

Span = tuple[int, int]

# Opening mark -> the marks that close it. German „…“ and »…«, French «…», English “…” and the typewriter's "…"
# and ``…''. Some newsrooms type ” for both, or swap them, so an opening position decides, not the shape alone.
DOUBLE = {"“": "”“", "„": "“”", "«": "»", "»": "«", "”": "”", '"': '"', "＂": "＂", "``": "''"}
SINGLE = {"‘": "’", "‚": "‘’", "‹": "›", "'": "'"}
MARK = re.compile(r"``|''|[“”„«»\"＂]")
SINGLE_MARK = re.compile(r"[‘’‚‹›']")
_NICKNAME = re.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)?")
_LAST_CAPITAL = re.compile(r"\b[A-Z][\w’'.-]* \Z")
# The end of a quotation whose closing mark was forgotten: ", Ana Ito said."
_ATTRIBUTED = re.compile(
    r"(?<=[,!?])[ \xa0]+(?:he|she|they|(?:the [a-z]+ )?[A-Z][\w’'.-]*(?: [\w’'.-]+){0,5})[ \xa0]"
    r"(?:said|says|added|adds|told [^.]{2,40}|noted|asked|wrote|explained|continued|stressed)\b[^.“”\"]{0,40}\.?\s*\Z"
)


@dataclass(frozen=True)
class Quotation:
    """One passage between quotation marks within one paragraph.

    Attributes
    ----------
    start, end : int
        The words inside the marks; ``text[start:end]`` has no mark at its edges.
    outer_start, outer_end : int
        The same with its marks.
    paragraph : int
        The paragraph it stands in, counted from 0.
    closed : bool
        Whether it ends in its paragraph: at a closing mark, or before ", she said." where the mark was forgotten.
    continues : int or None
        The position, among the article's quotations, of the one that was left open at the end of the paragraph
        before and that this one goes on from.
    """

    start: int
    end: int
    outer_start: int
    outer_end: int
    paragraph: int
    closed: bool
    continues: int | None = None


def find_quotations(text: str, paragraphs: Sequence[Span]) -> tuple[Quotation, ...]:
    """The quotations of ``text``, in order; nested ones belong to the one around them.

    Single marks count only in a text that has no double ones, since most of them are apostrophes.
    A quotation that is still open where its paragraph ends is taken to the paragraph's end; where the next
    paragraph opens with a mark again, that one continues it.
    """
    single = not MARK.search(text)
    found: list[Quotation] = []
    for number, (start, end) in enumerate(paragraphs):
        open_before = bool(found) and not found[-1].closed and found[-1].paragraph == number - 1
        for quotation in _in_paragraph(text, start, end, number, single):
            if _is_nickname(text, quotation):
                continue
            at_paragraph_start = not text[start : quotation.outer_start].strip()
            if open_before and at_paragraph_start:
                quotation = replace(quotation, continues=len(found) - 1)
            open_before = False
            found.append(quotation)
    return tuple(found)


def _is_nickname(text: str, quotation: Quotation) -> bool:
    """Whether a quotation stands inside a name: William “Bill” Lund."""
    before = text[max(0, quotation.outer_start - 40) : quotation.outer_start]
    behind = text[quotation.outer_end : quotation.outer_end + 2]
    return (
        quotation.closed
        and bool(_NICKNAME.fullmatch(text, quotation.start, quotation.end))
        and bool(_LAST_CAPITAL.search(before))
        and behind[:1] == " "
        and behind[1:].isupper()
    )


def _in_paragraph(text: str, start: int, end: int, number: int, single: bool) -> list[Quotation]:
    pairs, marks = (SINGLE, SINGLE_MARK) if single else (DOUBLE, MARK)
    found: list[Quotation] = []
    opened: re.Match[str] | None = None
    for mark in marks.finditer(text, start, end):
        if opened is None:
            if mark[0] in pairs and _may_open(text, mark, start, end):
                opened = mark
        elif mark[0] in pairs[opened[0]] and _may_close(text, mark, end, opened[0]):
            found += _quotation(text, opened.start(), opened.end(), mark.start(), mark.end(), number, closed=True)
            opened = None
        elif mark[0] in "“„«``" and mark[0] == opened[0] and _after_gap(text, mark, start):
            # A second opening mark where one is open still: the first was never closed. It ends with the
            # sentence before, so that one forgotten mark doesn't turn the rest inside out.
            close = len(text[: mark.start()].rstrip())
            found += _quotation(text, opened.start(), opened.end(), close, close, number, closed=False)
            opened = mark
    if opened is not None and not single:
        forgotten = _ATTRIBUTED.search(text, opened.end(), end)
        if forgotten:
            close = forgotten.start()
            return found + _quotation(text, opened.start(), opened.end(), close, close, number, closed=True)
        close = start + len(text[start:end].rstrip())
        found += _quotation(text, opened.start(), opened.end(), close, close, number, closed=False)
    return found


def _quotation(
    text: str, outer: int, start: int, end: int, outer_end: int, paragraph: int, *, closed: bool
) -> list[Quotation]:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    end -= len(inner) - len(inner.rstrip())
    if end <= start:
        return []
    return [Quotation(start, end, outer, outer_end, paragraph, closed)]


def _after_gap(text: str, mark: re.Match[str], start: int) -> bool:
    return mark.start() == start or text[mark.start() - 1] in " \t\n\xa0([{—–-…"


def _may_open(text: str, mark: re.Match[str], start: int, end: int) -> bool:
    """Whether a mark stands where a quotation begins: after a gap and before a word."""
    after = text[mark.end()] if mark.end() < end else " "
    if mark[0] in "“„":
        return not after.isspace() or mark.start() == start
    if mark[0] in "«»‹":
        return mark.end() < end
    before = text[mark.start() - 1] if mark.start() > start else " "
    return not after.isspace() and (before.isspace() or before in "([{—–-:,.…/")


def _may_close(text: str, mark: re.Match[str], end: int, opening: str) -> bool:
    """Whether a mark stands where a quotation ends: after a word or stop, and not as an apostrophe."""
    before = text[mark.start() - 1]
    after = text[mark.end()] if mark.end() < end else " "
    if mark[0] in "’'" and opening in "‘'‚":
        return not after.isalnum() and not before.isspace()
    if mark[0] == "“":  # closes German „…“ and some swapped marks, but mostly opens
        return opening == "„" or (not after.isalnum() and not before.isspace())
    if mark[0] == '"':
        return not before.isspace() or not after.isalnum()
    return True
