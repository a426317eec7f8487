"""Speakers whose names may be one's: a surname alone, another form, another spelling, initials."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from framelens.annotate.acronyms import content_words, initials
from framelens.annotate.namesakes import fit_given, fold, surname_of
from framelens.languages.transliterating import latin_keys, may_be_one

_ALIKE = 0.85  # how alike two surnames are that may be one with a slip of the pen


@dataclass(frozen=True)
class Named:
    """One row of the speakers table, its name in words, and where it stands.

    ``own`` is the form of the name from which the key is made, where an article has it.
    """

    key: str
    name: str
    own: str
    words: tuple[str, ...]
    kind: str
    gender: str | None
    roles: frozenset[str]
    from_roster: bool
    n: int
    articles: frozenset[str]


def list_pairs(speakers: Sequence[Named]) -> Iterator[tuple[Named, Named, str]]:
    """Pairs of speakers whose names may be one's, the fuller name first, and how the names are alike."""
    bearers = list_bearers(speakers)
    for one in speakers:
        if one.kind == "person" and len(one.words) == 1:
            for other in bearers.get(surname_of([*one.words]), []):
                if agree(one, other):
                    yield other, one, "surname alone"
    for block in bearers.values():
        for one, other in combinations(block, 2):
            if agree(one, other) and fit_given(one.words[0], other.words[0]):
                yield one, other, "another form of the name"
    by_given: dict[str, list[Named]] = defaultdict(list)
    for one in (one for block in bearers.values() for one in block):
        by_given[fold(one.words[0])].append(one)
    for block in by_given.values():
        for one, other in combinations(block, 2):
            pair = fold(one.words[-1]), fold(other.words[-1])
            if pair[0] != pair[1] and agree(one, other) and SequenceMatcher(None, *pair).ratio() >= _ALIKE:
                yield one, other, "a surname that differs by a letter or two"
    yield from _list_in_other_letters(speakers)
    yield from _list_bodies([one for one in speakers if one.kind == "organisation"])


def _list_in_other_letters(speakers: Sequence[Named]) -> Iterator[tuple[Named, Named, str]]:
    """People whose full names may be one's in two scripts or transliterations: "Ильхам Алиев" and "Ilham Aliyev"."""
    by_key: dict[tuple[str, ...], dict[str, Named]] = defaultdict(dict)
    for one in speakers:
        if one.kind == "person" and len(one.words) > 1:
            for key in latin_keys(" ".join(one.words)):
                by_key[key][one.key] = one
    seen: set[tuple[str, str]] = set()
    for block in by_key.values():
        for one, other in combinations(block.values(), 2):
            alike = surname_of([*one.words]) == surname_of([*other.words])
            if alike or (one.key, other.key) in seen or not agree(one, other):
                continue
            seen.add((one.key, other.key))
            if may_be_one(" ".join(one.words), " ".join(other.words)):
                yield one, other, "the same name in other letters"


def agree(one: Named, other: Named) -> bool:
    """Whether nothing that is known of two persons forbids that they are one."""
    return not (one.gender and other.gender and one.gender != other.gender)


def list_bearers(speakers: Sequence[Named]) -> dict[str, list[Named]]:
    """The people with a full name who bear each surname, by its sound."""
    found: dict[str, list[Named]] = defaultdict(list)
    for one in speakers:
        if one.kind == "person" and len(one.words) > 1:
            found[surname_of([*one.words])].append(one)
    return found


def _list_bodies(bodies: Sequence[Named]) -> Iterator[tuple[Named, Named, str]]:
    by_word: dict[str, list[tuple[Named, frozenset[str]]]] = defaultdict(list)
    by_initials: dict[str, list[Named]] = defaultdict(list)
    for body in bodies:
        words = content_words(body.name)
        for word in words:
            by_word[word].append((body, words))
        if len(words) > 1:
            for short in initials(body.name):
                by_initials[short].append(body)
    for body in bodies:
        for other in by_initials.get(body.name.replace(".", ""), []):
            if other is not body:
                yield other, body, "its initials"
        words = content_words(body.name)
        if len(words) > 1:
            for other, theirs in by_word[min(words, key=lambda word: (len(by_word[word]), word))]:
                if words < theirs or (words == theirs and other.key > body.key):
                    yield other, body, "the same words"
