"""Names that "and" parts and that are one, and names that run into each other and are two.

"Food and Drug Administration" is one body; "Director of the Port of Norhaven Ana Ito" is a place and a person, as
agencies write it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from framelens.annotate.common_words import given_names, is_everyday, is_person_noun
from framelens.annotate.name_runs import Name, name_words, words_of
from framelens.annotate.spans import SpanIndex
from framelens.annotate.tagged import Suggestion

_FIRST_PART = re.compile(r"(?<![\w’'-])(?:[A-Z][\w-]*,? ){0,4}[A-Z][a-z]+,? (?:and|&) (?:the )?\Z")
_LONGEST_PART = 60
_BEHIND = re.compile(r"\b(?:of|in|for|to|at|under)\s(?:the\s)?\Z")
_OFFICE = 80
_LEAST_WORDS = 3


def join_bodies(text: str, names: Sequence[Name], suggested: Sequence[Suggestion]) -> list[Name]:
    """The names with those that "and" parts put together: "Customs" and "Border Protection".

    Where a tagger has read the article, it has to see one name as well.
    """
    whole = SpanIndex((start, end) for start, end, kind in suggested if kind == "organisation")
    joined: list[Name] = []
    people = {word for name in names if name.kind == "person" for word in name.words}
    for name in sorted(names, key=lambda n: n.start):
        start = _begins(text, name) if name.kind == "organisation" and len(name.words) > 1 else name.start
        parts = [other for other in joined if other.end > start]
        # What has a name of its own is a body of its own: "Green Port and Open Sea".
        own = any(len(part.words) > 1 or set(part.words) & people for part in parts)
        if start < name.start and not own and (not suggested or whole.covers(start, name.start + 1)):
            joined = joined[: len(joined) - len(parts)]
            name = replace(name, start=start, text=" ".join(text[start : name.end].split()), titles=())
        joined.append(name)
    return joined


def _begins(text: str, name: Name) -> int:
    """Where a body's name begins, with the everyday words before an "and" in front of its own."""
    if not text[max(0, name.start - 9) : name.start].rstrip().endswith((" and", " &", " the")):
        return name.start
    if not is_everyday(name.words[0]):
        return name.start
    match = _FIRST_PART.search(text, max(0, name.start - _LONGEST_PART), name.start)
    if not match:
        return name.start
    start = name.start
    parts = list(re.finditer(r"[^ ,]+", match[0]))
    for part in reversed(parts[:-1]):
        word = part[0]
        if word[0].isupper() and not _is_part(word):
            break
        start = match.start() + part.start() if word[0].isupper() else start
    return start


def _is_part(word: str) -> bool:
    """Whether a word may begin a body's name: a noun for what it is about, nobody's and no body of its own."""
    others = words_of("title", "organisation", "demonym", "never", "place", "calendar")
    return is_everyday(word) and not is_person_noun(word) and word not in others


def behind_office(text: str, run: Name) -> Name:
    """A run without the place or body that an office is of: "Port of Norhaven Ana Ito"."""
    words = run.text.split()
    if len(words) < _LEAST_WORDS or not _BEHIND.search(text, max(0, run.start - 12), run.start):
        return run
    at = _holder(words)
    offices = text[max(0, run.start - _OFFICE) : run.start].rpartition(". ")[2].split()
    if not at or not any(word[0].isupper() and _is_office(word) for word in offices):
        return run
    holder = " ".join(words[at:])
    return replace(run, start=run.end - len(holder), text=holder)


def without_office_holder(name: Name) -> Name:
    """A body without the person whom its name runs into: "University of Norhaven Ana Ito"."""
    words = name.text.split()
    at = _holder(words) if len(words) > _LEAST_WORDS and words[-3][0].isupper() else 0
    if not at:
        return name
    body = " ".join(words[:at])
    return replace(name, end=name.start + len(body), text=body)


def _holder(words: Sequence[str]) -> int:
    """Where a person's name of two words, or three with an initial, ends a run that begins with no given name."""
    first = -3 if len(words[-2]) == 2 and words[-2].endswith(".") else -2
    last = words[-1]
    if len(words) + first < 1 or words[first] not in given_names() or words[0] in given_names():
        return 0
    if last in words_of("organisation", "place") or is_everyday(last):
        return 0
    return len(words) + first


def _is_office(word: str) -> bool:
    return word in name_words()["title"] or is_person_noun(word)
