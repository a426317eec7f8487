"""Sentences of news text: full stops told from abbreviations, marks kept with the sentence they end.

NLTK's Punkt knows abbreviations only from a trained model, which is a download, and breaks `“Why?” he asked.`
in two; this does neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

Span = tuple[int, int]

# Begun at the first of several stops only: ten thousand dots in a row would cost their square.
_END = re.compile(r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<marks>[\"”’»“'\)\]]*)(?P<gap>\s+)(?=(?P<next>\S+))")
_LAST_WORD = re.compile(r"(\S+)$")
_OPENING = "\"“‘«„»(['`—–-*•"
# Abbreviations that go on: a name, a number or a place follows.
_BEFORE_NAME = frozenset(
    "mr mrs ms messrs dr prof rev hon gov sen sens rep reps pres gen lt col maj capt cmdr cpl sgt pvt adm supt det "
    "insp fr sr st ste mt ft msgr amb sec atty asst assoc dep min jr esq vs v no nos art al vol pp p fig ch "
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun "
    "approx est ave blvd rd univ dept ed eds e.g i.e cf viz".split()
)
# Abbreviations that may end a sentence: what follows decides.
_EITHER = frozenset(
    "u.s u.k u.n e.u u.a.e d.c l.a a.m p.m inc corp ltd co llc plc bros etc jr sr ph.d m.d b.a m.a n.y calif "
    "fla mass conn pa va ga ill mich wash ore ariz tex".split()
)
_STARTERS = frozenset(
    "the a an he she it they we i you this that these those but and in on at for as if when while there his her "
    "its their our my after before since although though however meanwhile so yet what who how why where with by "
    "from some many most no not one two both also still even now then such".split()
)
_INITIAL = re.compile(r"^[^\W\d_]$")
_SPOKEN = re.compile(
    r"(?:[^.!?]|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|[A-Z])\.){0,40}?\b(?:said|says|asked|asks|wrote|writes|added|adds|told|tells|replied|continued|declared|shouted|"
    r"wondered|quipped|tweeted|demanded|exclaimed)\b"
)


def find_sentences(text: str, start: int = 0, end: int | None = None, *, whole: Iterable[Span] = ()) -> list[Span]:
    """The (start, end) of every sentence of ``text[start:end]``, white space around them left out.

    No sentence ends inside one of the spans in ``whole``.

    Examples
    --------
    >>> text = "“Why?” Mr. Ito asked. The U.S. envoy said on Dec. 20 that he was “pleased.” Nobody spoke."
    >>> [text[a:b] for a, b in find_sentences(text)]
    ['“Why?” Mr. Ito asked.', 'The U.S. envoy said on Dec. 20 that he was “pleased.”', 'Nobody spoke.']
    """
    end = len(text) if end is None else end
    sentences: list[Span] = []
    begin = start
    kept = list(whole)
    for match in _END.finditer(text, start, end):
        if any(a <= match.start() < b for a, b in kept):
            continue
        if _is_boundary(text, begin, match, end):
            sentences += _stripped(text, begin, match.end("marks"))
            begin = match.end("gap")
    return sentences + _stripped(text, begin, end)


def _stripped(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []


def _is_boundary(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    following = match["next"].lstrip(_OPENING)
    if following and following[0].islower() and not following.startswith(("http", "www")):
        return False
    if match["marks"] and match["next"][0] in "–—-":
        return False  # “…” – NAME, TITLE
    if match["marks"] and match["stop"][-1] in "!?…" and _SPOKEN.match(text, match.end("gap"), end):
        return match["next"][0] in _OPENING
    if match["stop"] != "." or match["marks"]:
        return True
    word = _LAST_WORD.search(text, max(begin, match.start() - 20), match.start())
    last = word[1].lstrip(_OPENING).lower() if word else ""
    if last in _BEFORE_NAME or _INITIAL.match(last):
        # "Plan B. The" ends a sentence, "J. Smith" doesn't.
        return last not in _BEFORE_NAME and following.lower() in _STARTERS and last != "i"
    if last in _EITHER or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", last):
        return following.lower() in _STARTERS or match["next"][0] in '"“„«'
    return True
