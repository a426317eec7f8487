"""Which letters stand inside quotation marks, as the finder's network is told.

The network sees the text in lower case and in one kind of quotation mark; what
pairing says for certain (open, inside, closed, left open, astray) is handed to
it as a number for each letter. Training and reading share this module, so the
network meets the same signs in both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

Span = tuple[int, int]
OUTSIDE, INSIDE, OPENING, CLOSING, ASTRAY, LEFT_OPEN = range(6)
N_STATES = 6

_MARK = re.compile("[\"\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02]|''|``|\u2018\u2018|\u2019\u2019")
_SINGLE = re.compile(
    "(?:(?<=\\s)|(?<![^\n]))[\u2018'](?=[^\\W\\d_])[^\n\"\u201c\u201d]{2,400}?[.,!?\u2026][\u2019'](?=\\s|$)"
)
_ALWAYS_OPENING = frozenset(("``", "\u2018\u2018"))
_SPACE_BEFORE = frozenset("([{\u2014\u2013-/'\u2018>*")


def plain_marks(text: str) -> str:
    """Write every double quotation mark as ``"``, keeping each offset.

    A mark of two characters (``''``) becomes a mark and a space, and what no
    tokenizer can encode (half of a surrogate pair) the replacement character.
    """
    text = re.sub("[\ud800-\udfff]", "\ufffd", text)
    return _MARK.sub(lambda found: '"' + " " * (len(found.group()) - 1), text)


def find_states(text: str, paragraphs: Sequence[Span]) -> np.ndarray:
    """Say for each character how it stands to the quotation marks around it.

    Parameters
    ----------
    text : str
    paragraphs : sequence of (start, end)

    Returns
    -------
    numpy.ndarray of int8
        One of the module's six states for each character. What follows an opening mark that nothing closes is
        ``LEFT_OPEN``, up to the next opening mark or the end of the paragraph.
    """
    states = np.zeros(len(text), dtype=np.int8)
    for begin, end in paragraphs:
        _mark_doubles(text, states, begin, end)
    for found in _SINGLE.finditer(text):
        start, end = found.span()
        if not states[start:end].any():
            states[start:end] = INSIDE
            states[start], states[end - 1] = OPENING, CLOSING
    return states


def _mark_doubles(text: str, states: np.ndarray, begin: int, stop: int) -> None:
    """Fill in the states of one paragraph's double marks and of what they enclose."""
    open_at: int | None = None
    for found in _MARK.finditer(text, begin, stop):
        start, end = found.span()
        opens, closes = _leanings(text, start, end)
        if open_at is None:
            states[start:end] = OPENING if opens else ASTRAY
            open_at = end if opens else None
        elif closes:
            states[open_at:start] = INSIDE
            states[start:end] = CLOSING
            open_at = None
        else:
            states[open_at:start] = LEFT_OPEN
            states[start:end] = OPENING
            open_at = end
    if open_at is not None:
        states[open_at:stop] = LEFT_OPEN


def _leanings(text: str, start: int, end: int) -> tuple[bool, bool]:
    """Say whether the mark at ``start`` can open and whether it can close."""
    mark = text[start:end]
    if mark in _ALWAYS_OPENING:
        return True, False
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    free_before = before.isspace() or before in _SPACE_BEFORE
    free_after = not (after.isalnum() or after in "$\u00a3\u20ac#@[(\u2026")
    if mark in "\u201c":
        # German writing closes with the mark that English opens with.
        return not (free_after and not free_before), free_after and not free_before
    if mark == "\u201d":
        # Swedish writing opens with the mark that English closes with.
        return free_before and not free_after, not (free_before and not free_after)
    if mark == "\u201e":
        return True, False
    if mark in "\u00ab\u00bb":
        # French writing puts a space inside, and German turns the marks round.
        if mark == "\u00ab":
            return free_before or not after.isspace(), not free_before and free_after
        return free_before and not free_after, True
    if free_before and not free_after:
        return True, False
    if free_after and not free_before:
        return False, True
    return True, True
