"""Sentences of news text: full stops told from abbreviations, marks kept with the sentence they end.

NLTK's Punkt knows abbreviations only from a trained model, which is a download, and breaks `“Why?” he asked.`
in two; this does neither.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from framelens.languages import Language, load_language

Span = tuple[int, int]

# Begun at the first of several stops only: ten thousand dots in a row would cost their square.
_END = re.compile(
    r"(?<![.!?…])(?P<stop>[.!?…]++)(?P<marks>(?:[\"”’»“'\)\]]|[ \xa0\u202f]»(?=\s))*)(?P<gap>\s+)(?=(?P<next>\S+))"
)
_LAST_WORD = re.compile(r"(\S+)$")
_OPENING = "\"“‘«„»(['`—–-*•"
_ENGLISH = load_language("en")
_DASH = re.compile(r"[–—-]+\s+(?P<first>\w)")
_INITIAL = re.compile(r"^[^\W\d_]$")
_LETTERS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_NUMERAL = re.compile(r"\d{1,3}|[ivxlc]{2,}")
_NUMBER = re.compile(r"\d\S*\s+\S+\Z")


def find_sentences(
    text: str, start: int = 0, end: int | None = None, *, whole: Iterable[Span] = (), language: Language = _ENGLISH
) -> list[Span]:
    """The (start, end) of every sentence of ``text[start:end]``, white space around them left out.

    No sentence ends inside one of the spans in ``whole``. The abbreviations are those of the language.

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
        if _is_boundary(text, begin, match, end, language):
            sentences += _stripped(text, begin, match.end("marks"))
            begin = match.end("gap")
    return sentences + _stripped(text, begin, end)


def _stripped(text: str, start: int, end: int) -> list[Span]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return [(start, end)] if start < end else []


def _is_boundary(text: str, begin: int, match: re.Match[str], end: int, language: Language) -> bool:
    following = match["next"].lstrip(_OPENING)
    if following and following[0].islower() and not following.startswith(("http", "www")):
        return False
    dash = _DASH.match(text, match.end("gap"), end) if language.dashes and not following else None
    if dash and dash["first"].islower():
        return False  # — Why? — she asked.
    if match["marks"] and match["next"][0] in "–—-":
        return False  # “…” – NAME, TITLE
    if match["marks"] and match["stop"][-1] in "!?…" and _spoken(language).match(text, match.end("gap"), end):
        return match["next"][0] in _OPENING
    if match["stop"] != "." or match["marks"]:
        return True
    before = text[max(begin, match.start() - 20) : match.start()]
    word = _LAST_WORD.search(before)
    last = language.lower(word[1].lstrip(_OPENING)) if word else ""
    starts = language.lower(following) in language.starters
    lowered = language.lower(before)
    if last in language.final_abbreviations or _ends_with(lowered, language.final_abbreviations):
        return True
    if last in language.abbreviations or _ends_with(lowered, language.abbreviations):
        return False
    if _INITIAL.match(last) and last not in language.closing_abbreviations:
        # "Plan B. The" ends a sentence, "J. Smith" doesn't.
        return starts and last != "i"
    if last in language.units and _NUMBER.search(before):
        return True
    if last in language.closing_abbreviations or _LETTERS.fullmatch(last):
        return starts or match["next"][0] in '"“„«'
    return not (language.ordinals and _NUMERAL.fullmatch(last)) or starts


def _ends_with(before: str, abbreviations: frozenset[str]) -> bool:
    """Whether an abbreviation with a space inside stands last: "z. B"."""
    return any(" " in one and before.endswith(f" {one}") for one in abbreviations) if ". " in before else False


@lru_cache(maxsize=64)
def _spoken(language: Language) -> re.Pattern[str]:
    """What follows a quotation that ends in a mark where its sentence goes on: a subject and a verb of saying."""
    verbs = "|".join(map(re.escape, sorted(language.tag_verbs))) or "(?!)"
    return re.compile(rf"(?:[^.!?]|\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|[A-Z])\.){{0,40}}?\b(?:{verbs})\b")
