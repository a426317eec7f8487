"""The source beside a cue: the words that say whose statement it is, found by reading outward from the verb.

Without a parser a subject is what stands between the last clause boundary and the verb; what may follow an
inverted verb ("said NAME, a doctor") is a name, a role or a pronoun. Everything is offsets into the text.
"""

from __future__ import annotations

import re

Span = tuple[int, int]

_TOKEN = re.compile(r"[^\W_]+(?:['’‑.&-][^\W_]+)*\.?|[^\w\s]|_")
_WORD = re.compile(r"\w")
# Words between subject and verb that belong to neither.
_BETWEEN = frozenset(
    "also later then once recently repeatedly now still again further even just often has have had "
    "previously earlier already both never ever always subsequently further publicly privately flatly all".split()
)
_ADVERB = re.compile(r"\w{3,}ly\Z")
# A clause begins behind these.
_BOUNDARY = frozenset(
    "but while because as that when if who whom which after before since although though unless until so yet "
    "whereas where why how what than then whether however meanwhile".split()
)
PRONOUNS = frozenset("he she they it we i you".split())
_DETERMINERS = frozenset(
    "the a an his her their its our my this that these those one some many several most other another both all "
    "two three four five six seven eight nine ten few each every no".split()
)
_VERBAL = frozenset(
    "is are was were be been being has have had do does did will would can could may might must should not "
    "to of in on at for from by with about into over and or".split()
)
_UNNAMED_HEADS = frozenset(
    "officials official sources source analysts analyst experts expert critics supporters police authorities people "
    "reports witnesses residents voters researchers scientists lawyers prosecutors investigators aides lawmakers "
    "economists observers doctors others opponents neighbors neighbours friends relatives diplomats officers members "
    "leaders campaigners activists republicans democrats editor editor-in-chief chairman director spokesman "
    "spokeswoman spokesperson president minister deputy former acting senior chief who".split()
)
_STOPS = ',;:()[]{}—–"“”«»„\x01?!'
_INVERTED = re.compile(
    r"[ ]+(?P<source>"
    r"(?:(?:the|a|an|one|his|her|their|its|our|two|three|several|some)\s)?"
    r"(?:[“\"]?[^\W\d_][\w'’&-]*[”\"]?\.?[ ]){0,9}?[^\W\d_][\w'’&-]*)"
    r"(?=\s*[,;:—–()\[\]]|\s*[\"“”](?!\w+[\"”]\s[A-Z])|\s*\.(?!\s?[A-Z])|\s+(?:on|in|during|at|after|before|when|while|as|who|this|last|"
    r"earlier|about|of|to|with|that|and|by|via|from|late|early|monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|yesterday|today)\b|\s*\Z)",
    re.IGNORECASE,
)
# So many characters before a verb its subject is looked for.
_REACH = 600
_APPOSITION = re.compile(r"(?P<name>[^,;:—–\"“”\x01]{2,80}),(?P<what>[^\"“”\x01;:]{2,160}),\s*\Z")


def find_subject(text: str, start: int, end: int) -> Span | None:
    """The subject that ends where the verb at ``end`` begins, in a clause that begins at ``start`` or later.

    Returns None where what stands there cannot be who speaks.
    """
    # What speaks stands close by; without the bound a sentence of many verbs costs its square.
    start = max(start, end - _REACH)
    tokens = list(_TOKEN.finditer(text, start, end))
    while tokens and (tokens[-1][0].lower() in _BETWEEN or _ADVERB.match(tokens[-1][0].lower())):
        tokens.pop()
    if not tokens:
        return None
    if tokens[-1][0] == ",":
        return _with_apposition(text, start, tokens[-1].end())
    taken: list[re.Match[str]] = []
    for token in reversed(tokens):
        word = token[0]
        lower = word.lower()
        if word in _STOPS or (lower in _BOUNDARY and len(taken) > 0):
            break
        if lower == "and" and not _joins_names(taken, text, start, token.start()):
            break
        taken.append(token)
        if len(taken) > 14:
            return None
    taken.reverse()
    return _checked(text, taken)


def _joins_names(taken: list[re.Match[str]], text: str, start: int, at: int) -> bool:
    """Whether an "and" joins two subjects rather than two clauses."""
    before = list(_TOKEN.finditer(text, max(start, at - 40), at))
    if not taken or not before:
        return False
    return taken[-1][0][0].isupper() and before[-1][0][0].isupper() and len(before) <= 6


def _checked(text: str, taken: list[re.Match[str]]) -> Span | None:
    """Trim what leads into the subject; None where no subject is left."""
    while taken and taken[0][0].lower() in {"and", "but", "so", "yet", "or", "still", "today", "later", "also"}:
        taken = taken[1:]
    # "On Monday Smith" / "In Baku the minister": the subject begins at the last determiner or name run.
    if taken and taken[0][0].lower() in {"in", "on", "at", "during", "after", "for", "to", "from", "by", "with", "of"}:
        taken = _last_phrase(taken)
    if not taken:
        return None
    words = [token[0].lower() for token in taken]
    if len(words) == 1 and words[0] in PRONOUNS | {"this", "that", "who", "one"}:
        return (taken[0].start(), taken[0].end()) if words[0] in PRONOUNS else None
    if any(word in PRONOUNS for word in words[:-1]) and words[-1] not in PRONOUNS:
        return None
    if words[-1] in PRONOUNS:
        return taken[-1].span()
    if words[-1] in _VERBAL or words[-1] in _DETERMINERS - {"others", "some", "many", "both", "one", "all"}:
        return None
    named = taken[0][0][0].isupper() or words[0] in _DETERMINERS or words[0] in _UNNAMED_HEADS
    if not (named or words[-1] in _UNNAMED_HEADS or any(token[0][0].isupper() for token in taken)):
        return None
    if any(word in {"is", "are", "was", "were", "will", "would"} for word in words):
        return None
    return taken[0].start(), taken[-1].end()


def _last_phrase(taken: list[re.Match[str]]) -> list[re.Match[str]]:
    for position in range(len(taken) - 1, 0, -1):
        word = taken[position][0].lower()
        if word in _DETERMINERS or word in PRONOUNS:
            return taken[position:]
    run = len(taken)
    while run > 0 and taken[run - 1][0][0].isupper():
        run -= 1
    return taken[run:]


def _with_apposition(text: str, start: int, end: int) -> Span | None:
    """The whole of "NAME, a doctor," that ends at ``end``; the comma itself is left out."""
    clause = text[start:end]
    cut = max(clause.rfind(mark) for mark in '\x01"“”;:')
    begin = start + cut + 1
    match = _APPOSITION.search(text, begin, end)
    if not match:
        return None
    first = find_subject(text, match.start("name"), match.end("name"))
    if first is None or first[1] != match.end("name"):
        return None
    what = match["what"].strip().lower()
    if "," in match["what"] and not what.startswith(("a ", "an ", "the ", "who ", "whose ", "which ")):
        # several commas: keep only the nearest pair
        inner = match["what"].rindex(",")
        return find_subject(text, match.start("what") + inner + 1, end - 1) or (first[0], end - 1)
    return first[0], end - 1


def find_inverted(text: str, cue_end: int, end: int) -> Span | None:
    """The source that follows an inverted verb, as in "said the minister" or "said Ana Ito, a doctor"."""
    match = _INVERTED.match(text, cue_end, end)
    if not match:
        return None
    words = match["source"].split()
    first = words[0].lower()
    looks_like = words[0][0].isupper() or first in _DETERMINERS or first in PRONOUNS or first in _UNNAMED_HEADS
    if not looks_like or first in {"that", "this", "these", "those"}:
        return None
    if any(word.lower() in _VERBAL - {"of", "and", "in", "for", "at", "to", "with"} for word in words):
        return None
    return match.start("source"), match.end("source")
