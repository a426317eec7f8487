"""A trained tagger's names, corrected at their edges, and the capitalised runs that they stand in.

The tagger sees where a name begins better than any list of offices and jobs does: "Fisherman Pedro Alves". What it
cuts, adds or misses at the edges is settled by the everyday words and by what the article writes elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from framelens.annotate.common_words import given_names, is_everyday, is_person_noun, may_be_name
from framelens.annotate.name_runs import PARTICLES, Name, name_words, possessive_length, words_of

Suggestion = tuple[int, int, str]
_ARTICLE = re.compile(r"(?:the|a|an)\s", re.IGNORECASE)
_PARTICLES = re.compile(rf"(?:[\s-]+(?:{'|'.join(sorted(PARTICLES))}|y))*[\s-]+\Z")
_PART = re.compile(r"\S+")
_INSIDE = re.compile(r"(?<=\w)(?:['’]s|(?<=s)['’])\s")
_GOES_ON = re.compile(r"\s[A-Z]")
_INITIALS = re.compile(r"(?:(?<=\s)|(?<=[\"“‘(])|\A)(?:[A-Z]\.[ \xa0]?)+\Z")
# What looks like initials and is a place or a body.
_PLACES = frozenset("D.C. U.N. U.S. U.K. E.U. L.A. N.Y. N.J. N.H. N.M. N.C. S.C. N.D. S.D. R.I. A.M. P.M. B.C.".split())
_NICKNAME = re.compile(r"\s[\"“‘][^\"”’\n]{2,24}[\"”’]\s")
_SUFFIX = re.compile(r",?\s(?:Jr\.?|Sr\.?|I{2,3}|IV)(?![\w])")


def clean_suggestions(text: str, suggested: Sequence[Suggestion]) -> list[Suggestion]:
    """The tagger's names without articles and possessives, those that it cut at a particle in one."""
    found: list[Suggestion] = []
    for start, end, kind in sorted(suggested):
        article = _ARTICLE.match(text, start, end)
        start = article.end() if article else start
        start, end = whole_words(text, start, end)
        end -= possessive_length(text[start:end])
        if kind == "person":
            suffix = _SUFFIX.match(text, end)
            end = suffix.end() if suffix else end
            initials = _INITIALS.search(text[max(0, start - 9) : start])
            mine = initials and initials[0].strip() not in _PLACES and text[start:end] not in words_of("never")
            start -= len(initials[0]) if initials and mine else 0
        if end <= start:
            continue
        while found and found[-1][0] >= start and kind == "person":
            found.pop()  # the initials that were cut off
        if found and kind == "person" and _is_given_name(text, found[-1], start, end):
            found[-1] = (found[-1][0], end, kind)
            continue
        if found and kind == "organisation" and _is_surname(text, found[-1], start, end):
            found[-1] = (found[-1][0], end, "person")
            continue
        if found and kind == found[-1][2] == "person":
            between = text[found[-1][1] : start]
            if _NICKNAME.fullmatch(between):
                found[-1] = (found[-1][0], end, kind)
                continue
            particle = text[slice(*found[-1][:2])].lower() in PARTICLES
            if (particle and _PARTICLES.match(between)) or (between.strip() and _PARTICLES.match(between)):
                found[-1] = (found[-1][0], end, kind)
                continue
        found.append((start, end, kind))
    return found


def _is_given_name(text: str, before: Suggestion, start: int, end: int) -> bool:
    """Whether what the tagger cut off or took for something else is the given name in front: "Ulf" of "Ulf Quist"."""
    word = text[before[0] : before[1]]
    if text[before[1] : start] != " " or not word.isalpha() or not word.istitle() or not _may_be_part(word):
        return False
    return before[2] != "person" or " " not in text[start:end]


def _is_surname(text: str, before: Suggestion, start: int, end: int) -> bool:
    """Whether what the tagger took for a body is the surname behind a given name: "Ito" of "Ana Ito"."""
    word = text[start:end]
    given = before[2] == "person" and text[before[0] : before[1]] in given_names()
    return given and text[before[1] : start] == " " and word.isalpha() and word.istitle() and _may_be_part(word)


def owned_bodies(text: str, suggested: Sequence[Suggestion]) -> list[Name]:
    """The bodies with a possessive in their name: "the Harbour Workers' Union"; not "Norland's Foreign Ministry"."""
    owners = {text[a:b] for a, b, kind in suggested if kind == "person"}
    owners |= {words.split()[-1] for words in owners} | words_of("place")
    found = []
    for start, end, kind in suggested:
        inside = _INSIDE.search(text, start, end) if kind == "organisation" else None
        if not inside or _GOES_ON.match(text, end) or not text[inside.end()].isupper():
            continue
        if text[start : inside.start()] not in owners:
            found.append(Name(start, end, " ".join(text[start:end].split()), "organisation"))
    return found


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A span that cuts no word in two, nor one with a hyphen: "al-" of "al-Sayed"."""
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and (text[end - 1].isalnum() or text[end - 1] == "-") and text[end].isalnum():
        end += 1
        while end + 1 < len(text) and text[end] == "-" and text[end + 1].isalnum():
            end += 1
    return start, end


def trim_person(text: str, run: Name, seen: Sequence[Suggestion]) -> list[Name]:
    """The persons of a run that the tagger sees in it, with the titles and jobs in front of the name as titles."""
    if has_nickname(run):
        start = seen[0][0]
        return [Name(start, run.end, " ".join(text[start : run.end].split()), "person", run.titles)]
    people: list[Name] = []
    floor = _floor(text, run, seen)
    titles: tuple[str, ...] = run.titles
    for number, (start, end, kind) in enumerate(seen):
        behind = seen[number + 1][0] if number + 1 < len(seen) else run.end
        start = max(start, floor)
        if start > floor:
            begin = _grown_left(text, floor, start)
            titles = (*titles, *text[floor:begin].split())
            start = begin
        end = max(end, _grown_right(text, end, min(behind, run.end), text[start:end] in given_names()))
        words = " ".join(text[start:end].split())
        floor = end + 1
        next_one = seen[number + 1] if number + 1 < len(seen) else None
        if kind == "person" and next_one and next_one[2] == "person" and not text[end : next_one[0]].strip():
            # "Taoiseach Maeve Kinsella": nobody's name stands right in front of another's.
            titles = (*titles, words)
        elif words and words not in words_of("never", "calendar", "title", "demonym"):
            people.append(Name(start, end, words, kind, titles if kind == "person" else ()))
            titles = ()
    return people


def has_nickname(run: Name) -> bool:
    """Whether a name goes on behind a nickname: "Mark “The Oar” Lund"."""
    return bool(_NICKNAME.search(run.text))


def _floor(text: str, run: Name, seen: Sequence[Suggestion]) -> int:
    """Where a run begins whose first word was taken for another: "Jan Lund", "Don Lund"."""
    before = text[seen[0][0] : run.start].split()
    return seen[0][0] if len(before) == 1 and before[0] in _first_words() else run.start


@cache
def _first_words() -> frozenset[str]:
    """What is taken for another word and may be a given name."""
    return words_of("calendar", "first_name") | (given_names().keys() - words_of("title"))


def _grown_left(text: str, floor: int, start: int) -> int:
    """Where a name begins that the tagger may have begun too late: a word that is no office, job or place joins it."""
    words = [(floor + m.start(), m[0]) for m in _PART.finditer(text[floor:start])]
    for at, word in reversed(words):
        if not _may_be_part(word):
            break
        start = at
    return start


def _grown_right(text: str, end: int, stop: int, is_given: bool) -> int:
    """Where a name ends that the tagger may have cut; behind a given name alone the surname may be a word."""
    for match in _PART.finditer(text[end:stop]):
        word = match[0].rstrip(".,")
        is_surname = is_given and is_everyday(word) and may_be_name(word) and word not in _other_words()
        if not _may_be_part(match[0]) and not is_surname:
            break
        return end + match.end()
    return end


@cache
def _other_words() -> frozenset[str]:
    return words_of("title", "organisation", "place", "demonym", "calendar", "never")


def _may_be_part(word: str) -> bool:
    plain = word.rstrip(".,")
    if len(plain) < 3 and word.endswith("."):  # "J. R. Lund"
        return True
    if plain in name_words()["first_name"]:
        return True
    return not (plain in _other_words() or plain.isupper() or is_everyday(plain) or is_person_noun(plain))
