"""Names made consistent within an article: one kind a form, and no words that the article's other names lack.

A name is seen several times. What most of its mentions are decides over one that a headline or an odd sentence
spoils: "James Comey Memos" where the others are James Comey, "Trump" as an organisation where he is a person.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace

from framelens.annotate.common_words import given_names, is_everyday
from framelens.annotate.name_runs import SUFFIXES, Name, words_of

# What is called by a person's name: "the Lund campaign", "Trump Tower".
BODIES_OF_PERSONS = frozenset("campaign administration tower organization memos".split())
_JOINED = re.compile(r"[-–/]")


def make_consistent(names: Sequence[Name]) -> list[Name]:
    """The names of an article, cut and given a kind as its other names suggest."""
    found = [_without_repetition(name) for name in names]
    full = {name.text for name in found if name.kind == "person" and len(name.words) > 1}
    surnames = {_surname(words) for words in map(str.split, sorted(full))}
    alone = {name.text for name in found if len(name.words) == 1}
    found = [_without_tail(name, full, surnames - given_names().keys(), alone) for name in found]
    people = surnames | _voted(found)
    spelt = {form.upper(): form for form in sorted(full | people)}
    return [_as_person(name, spelt) for name in found if not _is_two_persons(name, people)]


def _surname(words: Sequence[str]) -> str:
    return next((word for word in reversed(words) if word not in SUFFIXES), words[-1])


def _voted(names: Sequence[Name]) -> set[str]:
    """The single words that are most often persons in the article, a title counting twice."""
    votes: dict[str, Counter[str]] = {}
    others = set(words_of("place", "demonym", "organisation"))
    for name in names:
        if len(name.words) == 1:
            votes.setdefault(name.text, Counter())[name.kind] += 1 + bool(name.titles)
        elif name.words[-1].lower() in BODIES_OF_PERSONS and len(name.words) == 2:
            votes.setdefault(name.words[0], Counter())["person"] += 1
        elif name.kind == "organisation":
            others.add(name.words[0])
    return {word for word, kinds in votes.items() if kinds["person"] > kinds["organisation"] and word not in others}


def _without_repetition(name: Name) -> Name:
    """A name up to the word at which it begins again: "Elizabeth Warren Elizabeth Ann Warren"."""
    words = name.text.split()
    again = next((at for at in range(2, len(words)) if words[at] in words[:at] and len(words[at]) > 2), 0)
    return _cut(name, again) if again and name.kind == "person" else name


def _without_tail(name: Name, full: Collection[str], surnames: Collection[str], alone: Collection[str]) -> Name:
    """A name without the words behind it that belong to no other mention of it.

    Everyday words behind a person's name that the article has elsewhere go ("James Comey Memos"), and so does a
    last word where the one before it is the surname elsewhere: "Ted Cruz Rafael" beside "Ted Cruz" and "Cruz".
    """
    words = name.text.split()
    for n_words in range(len(words) - 1, 0, -1):
        lead, tail = " ".join(words[:n_words]), words[n_words:]
        if lead not in (full if n_words > 1 else surnames) or tail[0] in SUFFIXES:
            continue
        everyday = all(is_everyday(word) and not word.isupper() for word in tail)
        # "the Lund campaign" is a body of its own
        everyday = everyday and tail[0] not in words_of("organisation") and (n_words > 1 or tail[0].istitle())
        if everyday or (words[n_words - 1] in alone and tail[-1] not in alone and n_words > 1 == len(tail)):
            return replace(_cut(name, n_words), kind="person")
    return name


def _cut(name: Name, n_words: int) -> Name:
    """The first words of a name."""
    text = " ".join(name.text.split()[:n_words])
    return replace(name, text=text, end=name.start + len(text))


def _is_two_persons(name: Name, people: Collection[str]) -> bool:
    """Whether a name is two surnames in one: "the Trump-Abe summit"."""
    parts = _JOINED.split(name.text)
    return len(parts) > 1 and all(part in people for part in parts)


def _as_person(name: Name, spelt: dict[str, str]) -> Name:
    """What is a person's name elsewhere is one here, whatever it looks like: "ITO", "Law"."""
    form = spelt.get(name.text.upper())
    if form and (name.text == form or name.text.isupper()):
        return replace(name, text=form, kind="person")
    return name
