"""Furniture by its form: captions with their credit, players, letters' references; whatever the words in them.

A caption ends in who took the picture, without a full stop: two names with a stroke between them ("Ann Lee/Norhaven
Pictures"), a bracket that names one, a name behind a bar. A player says its title twice and how long it runs.
"""

from __future__ import annotations

import re

_NAME = r"[A-ZÀ-Þ][\w.’'-]*(?: (?:[A-ZÀ-Þ][\w.’'-]*|de|van|von|for|of|via|the)){0,5}"
# At the end of a line, where a sentence has its full stop.
_CREDITS = tuple(
    re.compile(form)
    for form in (
        rf"\(?(?:{_NAME},? )?{_NAME}/{_NAME}(?:/{_NAME})?(?: via {_NAME})?\)?",
        r"\((?:[^()]{0,40}\b)?(?:[Pp]hoto|PHOTO|[Ii]mage|[Pp]icture)s?\b[^()]{0,80}\)",
    )
)
# Behind a bar without a stroke stands who took the picture only if a sentence ended before: page titles have bars too.
_BAR = re.compile(rf"[^|]{{0,600}}\s\|\s{_NAME}/{_NAME}|[^|]{{0,500}}[\w)’'”]{{3}}\.[^|]{{0,90}}\s\|\s{_NAME}")
_PLAYER = re.compile(r"(?P<title>\S.{7,200}?)\b.{0,60}\b(?P=title)\W*\d{1,2}:\d{2}(?::\d{2})?")
# A word in capitals, the button of a player, before its caption; behind the caption stands who made it.
_BUTTON = re.compile(
    rf"[A-Z]{{4,10}} (?=[A-Z])(?=(?:\S+ ){{1,9}}?[a-z]+ (?:\S+ ){{0,3}}?[a-z]+ ).{{20,500}}[.!?)”\"] {_NAME}"
)
_LETTER = re.compile(r"R[eE]:?\s+[“\"‘'].{3,200}[”\"’'].{0,100}")
_TAIL, _LONGEST = 120, 700


def name_furniture(line: str) -> str | None:
    """What a line is furniture of: 'picture', 'player' or 'letter'; None for a line of the article.

    Examples
    --------
    >>> name_furniture("Ann Lee leaves the town hall. Bo Lund/Norhaven Pictures")
    'picture'
    >>> name_furniture("The poll by Courier/Survey found that she leads.")
    """
    if len(line) > _LONGEST:
        return None
    if line[-1:].isdigit() and ":" in line[-6:] and _PLAYER.search(line):
        return "player"
    if line.startswith(("Re", "RE")) and _LETTER.fullmatch(line):
        return "letter"
    return "picture" if _has_credit(line) else None


def _has_credit(line: str) -> bool:
    if line[-1:] in ".!?:;,”\"’'" or not line[-1:]:
        return False
    end = line[-_TAIL:]
    if "/" in end or end.endswith(")"):
        for form in _CREDITS:
            # The credit is the line, or stands behind a sentence or a bar.
            for match in re.finditer(rf"(?:^|(?<=[.!?”\")|] )|(?<=\w )(?=\())(?:{form.pattern})$", end):
                if (match.start() or len(line) <= _TAIL) and ("/" not in match[0] or _names_someone(match[0])):
                    return True
    return (" | " in line and _BAR.fullmatch(line) is not None) or _BUTTON.fullmatch(line) is not None


def _names_someone(credit: str) -> bool:
    """Whether a name of several words, not all in capitals, stands beside a stroke, and no single letter does.

    "H/T Ann Lee" and the heading "IN FOCUS/TAKES" are no credits.
    """
    sides = [side.split() for side in credit.strip("()").split("/")]
    whole = any(len(side) > 1 and not " ".join(side).isupper() for side in sides)
    return whole and all(len(side[0]) > 1 for side in sides)
