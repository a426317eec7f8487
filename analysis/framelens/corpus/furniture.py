"""Furniture by its form: captions with their credit, players, links, contacts; whatever the words in them.

A caption ends in who took the picture, without a full stop: two names with a stroke between them ("Ann Lee/Norhaven
Pictures"), a bracket that names one, a name behind a bar. A player says its title twice and how long it runs. A link
runs its label into another headline, or ends in the word to press.
"""

from __future__ import annotations

import re

_NAME = r"[A-ZÀ-Þ][\w.’'-]*(?: (?:[A-ZÀ-Þ][\w.’'-]*|de|van|von|for|of|via|the)){0,5}"
# At the end of a line, where a sentence has its full stop.
_CREDITS = tuple(
    re.compile(form)
    for form in (
        rf"[\[(]?(?:File: )?(?:{_NAME},? )?{_NAME}(?:/| / (?:Via )?){_NAME}(?:/{_NAME})?(?: via {_NAME})?[\])]?",
        r"\((?:[^()]{0,40}\b)?(?:[Pp]hoto|PHOTO|[Ii]mage|[Pp]icture)s?\b[^()]{0,80}\)",
        r"(?:Photo(?:graph)?|Illustration)s?(?: by| credit| courtesy)?: ?[^.!?:]{3,60}",
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
_GALLERY = re.compile(r"\bHide Caption \d+ of \d+\b")
_PLACEHOLDER = re.compile(r"\[[a-z]\w*(?:\s[^\]]*)?\](?:\[/\w+\])?")
# What stands in a link, and its form.
_LINKS = tuple(
    (sign, re.compile(form))
    for sign, form in (
        # "More:Council votes on the port", "Ann Lee:What the mayor said then": no space, no full stop.
        (":", r"[^.!?\"“\n]{2,60}:(?=[A-Z][a-z’']|[A-Z]+ |[\"“‘'])[^\n]{15,150}[^\W_]['’]?"),
        ("Read more", r"[^\n]{15,150}[^.]\bRead more"),
        ("Related", r"Related (?:[A-Z]\w+ ){1,2}[^\n]{15,200}[^.!?”\"]"),
        ("Here", r"[^\n]{8,200}[ ,—–-](?:Vote|Click|See|Read|Go|Get) Here(?: Now)?[!.]?"),
        ("Now", r"[^\n]{8,200}[ ,—–-](?:Vote|Shop|Order|Get|Read) (?:It |This )?Now[!.]?"),
        ("here", r"(?:\(?[^\n]{0,160}[:?–-] ?)?here\)?\.?"),
        ("//", r"[^.!?\n]{0,80}\bhttps?://\S+"),
    )
)
_HAS_WRITTEN = re.compile(
    r"\b(?:[Ff]ollow (?:him|her|them)(?: on \w+(?: and \w+)?)?(?: at)?:? ?(?:@\w+|https?:\S+)?\s?\.?\Z"
    r"|can be reached (?:at|on|by|via)\b)"
)
_CREDIT = re.compile(
    r"[^a-z“\"].{0,200}\bcontributed(?: (?:additional )?(?:reporting|research)\b.{0,80})?\.?"
    r"|(?:[A-Z][\w’'-]+(?:, | and |, and )?){1,5} reported from [A-Z].{2,60}\.?"
    r"|\((?:Additional )?(?:[Rr]eporting|[Ww]riting|[Ee]diting) by .{3,300}\)"
)
_TAIL, _LONGEST_LINK, _LONGEST = 120, 300, 700


def name_furniture(line: str) -> str | None:
    """What a line is furniture of: 'picture', 'player', 'letter', 'link', 'contact' or 'credit'; or None.

    Examples
    --------
    >>> name_furniture("Ann Lee leaves the town hall. Bo Lund/Norhaven Pictures")
    'picture'
    >>> name_furniture("The poll by Courier/Survey found that she leads.")
    """
    if "Hide Caption" in line and _GALLERY.search(line):
        return "picture"  # a gallery is one line, however many pictures it has
    if len(line) > _LONGEST:
        return None
    if line[-1:].isdigit() and ":" in line[-6:] and _PLAYER.search(line):
        return "player"
    if line.startswith(("Re", "RE")) and _LETTER.fullmatch(line):
        return "letter"
    if _has_credit(line) or (line[:1] == "[" and _PLACEHOLDER.fullmatch(line)):
        return "picture"
    if ("contributed" in line or " reported from " in line or "diting by" in line) and _CREDIT.fullmatch(line):
        return "credit"
    if ("ollow" in line or "can be reached" in line) and _HAS_WRITTEN.search(line):
        return "contact"
    return "link" if len(line) <= _LONGEST_LINK and _is_link(line) else None


def _is_link(line: str) -> bool:
    """Whether a line leads elsewhere: its label runs into a headline, or it ends in what is to be pressed."""
    last = line[-9:]
    if last[-1] in ".,;" and not last.endswith(("Now.", "here.")):
        return False
    return any(form.fullmatch(line) for sign, form in _LINKS if sign in line)


def _has_credit(line: str) -> bool:
    if line[-1:] in ".!?:;,”\"’'" or not line[-1:]:
        return False
    end = line[-_TAIL:]
    if "/" in end or "hoto" in end or "llustration" in end or end.endswith((")", "]")):
        for form in _CREDITS:
            # The credit is the line, or stands behind a sentence or a bar.
            for match in re.finditer(rf"(?:^|(?<=[.!?”\")|] )|(?<=\w )(?=[\[(]))(?:{form.pattern})$", end):
                if (match.start() or len(line) <= _TAIL) and ("/" not in match[0] or _names_someone(match[0])):
                    return True
    return (" | " in line and _BAR.fullmatch(line) is not None) or _BUTTON.fullmatch(line) is not None


def _names_someone(credit: str) -> bool:
    """Whether a name of several words, not all in capitals, stands beside a stroke, and no single letter does.

    "H/T Ann Lee" and the heading "IN FOCUS/TAKES" are no credits.
    """
    sides = [side.split() for side in credit.strip("()[]").split("/")]
    whole = any(len(side) > 1 and not " ".join(side).isupper() for side in sides)
    return whole and all(len(side[0]) > 1 for side in sides)
