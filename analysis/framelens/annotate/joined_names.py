"""Names that run into each other: "Director of the Port of Norhaven Ana Ito", as agencies write it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from framelens.annotate.common_words import given_names, is_everyday, is_person_noun, may_be_name
from framelens.annotate.name_runs import PARTICLES, Name, name_words, words_of

_BEHIND = re.compile(r"\b(?:of|in|for|to|at|under)\s(?:the\s)?\Z")
_OFFICE = 80
_LEAST_WORDS = 3


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
    return run._replace(start=run.end - len(holder), text=holder)


def without_lead(text: str, run: Name, alone: Collection[str]) -> Name:
    """A run without the everyday words in front of a person's name: "Fisherman Pedro Alves", "Said Ana Ito"."""
    words = run.text.split()
    if len(words) < 2 or any(word in words_of("organisation") for word in words[-2:]):
        return run
    lead = 0
    while lead < len(words) - 1 and len(words[lead]) > 2 and is_everyday(words[lead]):
        if words[lead].lower() in PARTICLES:
            break
        lead += 1
    left = words[lead:]
    if not lead or (len(left) == 1 and (left[0] not in alone or may_be_name(words[lead - 1]))):
        return run
    jobs = tuple(word for word in words[:lead] if is_person_noun(word))
    if len(left) == 1 and is_everyday(left[0]) and not jobs:
        return run  # "Daily Mail"
    start = run.end
    for word in reversed(left):
        start = text.rindex(word, run.start, start)
    return Name(start, run.end, " ".join(left), "", (*run.titles, *jobs))


def without_office_holder(name: Name) -> Name:
    """A body without the person whom its name runs into: "University of Norhaven Ana Ito"."""
    words = name.text.split()
    at = _holder(words) if len(words) > _LEAST_WORDS and words[-3][0].isupper() else 0
    if not at:
        return name
    body = " ".join(words[:at])
    return name._replace(end=name.start + len(body), text=body)


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
