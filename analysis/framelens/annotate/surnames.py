"""Surnames alone, where kin or namesakes share them: "Mr. Lang" beside Paula Lang is not her.

A title, an office, the pronouns around it and the given names tell who is meant. What fits nobody who is named in
full is somebody of their own: the president whom an article never names in full, beside his daughter's caption.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Protocol

from framelens.annotate.common_words import given_names, is_person_noun
from framelens.annotate.described import stems
from framelens.annotate.gender import pronoun_gender
from framelens.annotate.identities import Identity, suffix_of
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import SUFFIXES, Name, name_words, words_of
from framelens.annotate.namesakes import is_nickname

_KIN = frozenset(
    "wife husband son daughter mother father brother sister widow widower niece nephew lady spouse fiancée fiancé "
    "girlfriend boyfriend stepson stepdaughter granddaughter grandson grandmother grandfather cousin aunt uncle".split()
)
_YOUNG = frozenset("son daughter grandson granddaughter nephew niece stepson stepdaughter".split())
_AGE = re.compile(r"\b(?P<age>elder|older|younger)\s\Z")
# How many times a pronoun, or a full name, must speak for one person before it outweighs another.
_TELLING, _MAIN = 2, 2


class Known(Protocol):
    """The identities of an article so far."""

    identities: list[Identity]

    def fitting(self, name: Name) -> list[Identity]:
        """The identities that a name may stand for."""
        ...

    def found(self, name: Name) -> Identity:
        """A new identity with this name."""
        ...


def place_surnames(
    text: str, layout: Layout, surnames: Sequence[Name], known: Known, full: Mapping[Name, Sequence[Identity]]
) -> dict[Name, list[Identity]]:
    """For each person's name of one word the identities that it may stand for.

    Those with a title are placed first, since they tell who goes by the bare name. ``full`` has the names of more
    words, with the identities that they stand for.
    """
    named: dict[int, list[int]] = {}
    for name, fitting in full.items():
        if len(fitting) == 1:
            named.setdefault(id(fitting[0]), []).append(name.start)
    links: dict[Name, list[Identity]] = {}
    groups: dict[tuple[str, str], list[Name]] = {}
    for name in sorted(surnames, key=lambda n: n.start):
        groups.setdefault((_bare(name), suffix_of(name.text)), []).append(name)
    for names in groups.values():
        candidates = known.fitting(names[0])
        if not candidates:
            one = _by_given_name(text, names, named, known) or known.found(names[0])
            links |= {name: [one] for name in names}
        elif all(_is_full(one) for one in candidates):
            links |= _Group(text, layout, names, candidates, known, named).place()
        else:
            links |= dict.fromkeys(names, candidates)
    return links


def _by_given_name(
    text: str, names: Sequence[Name], named: Mapping[int, Sequence[int]], known: Known
) -> Identity | None:
    """Whom a given name alone means that no full name has: "Joseph" where the article is about Joe Lund.

    Only who is named in full most often, or in front of it ("Joe Lund Joseph (Joe) Lund"), and only by a nickname.
    """
    word = _bare(names[0])
    if any(name.titles for name in names) or word not in given_names():
        return None
    fitting = [one for one in known.identities if one.kind == "person" and _is_full(one) and id(one) in named]
    most = max((len(named[id(one)]) for one in fitting), default=0)
    subjects = [one for one in fitting if len(named[id(one)]) == most > 1]
    called = [one for one in fitting if is_nickname(one.words[0], word)]
    if len(called) != 1:
        return None
    beside = any(text[name.start - len(called[0].name) - 1 : name.start - 1] == called[0].name for name in names)
    return called[0] if beside or subjects == called else None


def title_gender(name: Name) -> str | None:
    """The gender that the titles in front of a name say."""
    lists = name_words()
    for gender in ("male", "female"):
        if any(title in lists[f"honorific_{gender}"] for title in name.titles):
            return gender
    return None


def _bare(name: Name) -> str:
    words = [word for word in name.words if word not in SUFFIXES]
    return words[0] if words else name.text


def _is_full(one: Identity) -> bool:
    return len(one.words) > 1


def _roles(one: Identity) -> set[str]:
    return set().union(*(stems(role) for role in one.roles))


def _is_kin(one: Identity) -> bool:
    return bool(_roles(one) & _KIN)


def _offices(name: Name) -> set[str]:
    """The offices and jobs that stand in front of a name: "President Lang", "Coach Adler"."""
    if title_gender(name) is not None:
        return set()
    jobs = [title for title in name.titles if title in words_of("title") or is_person_noun(title)]
    return {word for title in jobs for word in stems(title)}


class _Group:
    """The mentions of one surname alone, and the persons who are named in full with it."""

    def __init__(
        self,
        text: str,
        layout: Layout,
        names: Sequence[Name],
        candidates: list[Identity],
        known: Known,
        named: Mapping[int, Sequence[int]],
    ) -> None:
        self._text, self._layout, self._names = text, layout, names
        self._candidates, self._known = candidates, known
        self._named = {id(one): sorted(named.get(id(one), ())) for one in candidates}
        self._own: dict[str | None, Identity] = {}
        self._placed: Counter[int] = Counter()

    def place(self) -> dict[Name, list[Identity]]:
        links: dict[Name, list[Identity]] = {}
        titled = [name for name in self._names if name.titles and (title_gender(name) or _offices(name))]
        for name in titled:
            links[name] = self._titled(name)
            if len(links[name]) == 1:
                self._placed[id(links[name][0])] += 1
        bare = [name for name in self._names if name not in links]
        if bare and not self._own and (somebody := self._somebody_else(bare)):
            self._own[somebody] = self._known.found(bare[0])
        meant = self._meant(bare) if bare and not self._own else None
        for name in bare:
            aged = self._by_age(name)
            links[name] = [aged] if aged else list(self._own.values()) or ([meant] if meant else self._near(name))
        return links

    def _by_age(self, name: Name) -> Identity | None:
        """Whom "the elder Adams" and "the younger Adams" mean: father or son, by suffix or by what is said of them."""
        age = _AGE.search(self._text, max(0, name.start - 12), name.start)
        if not age:
            return None
        everybody = [one for one in self._known.identities if one.words[-1:] == [_bare(name)] and len(one.words) > 1]
        young = [one for one in everybody if suffix_of(one.name).startswith("Jr") or _roles(one) & _YOUNG]
        if len(everybody) != 2 or len(young) != 1:
            return None
        return next(one for one in everybody if (one is young[0]) == (age["age"] == "younger"))

    def _titled(self, name: Name) -> list[Identity]:
        gender, offices = title_gender(name), _offices(name)
        gender = gender or self._gender_of_all()
        fitting = [one for one in self._candidates if one.fits_gender(gender)] if gender else self._candidates
        shown = [one for one in fitting if gender and one.shows_gender(gender)]
        fitting = shown if shown and len(shown) < len(fitting) else fitting
        if offices:
            holders = [one for one in fitting if any(offices & stems(role) for role in one.roles)]
            others = [one for one in fitting if not _is_kin(one)]
            fitting = holders or others
        return fitting or [self._somebody(name, gender)]

    def _somebody_else(self, bare: Sequence[Name]) -> str | None:
        """The gender of the bare surname where it is that of nobody who is named in full: "Trump" beside Melania."""
        votes = Counter(pronoun_gender(self._layout, self._text, name) for name in bare)
        for gender, other in (("male", "female"), ("female", "male")):
            if votes[gender] >= _TELLING and votes[gender] > _TELLING * votes[other]:
                return gender if all(one.shows_gender(other) for one in self._candidates) else None
        return None

    def _meant(self, bare: Sequence[Name]) -> Identity | None:
        """Whom the article means by the bare surname throughout; None where it may mean several."""
        if len(self._candidates) == 1:
            return self._candidates[0]
        placed = [one for one in self._candidates if self._placed[id(one)]]
        if len(placed) == 1:
            return placed[0]
        votes = Counter(pronoun_gender(self._layout, self._text, name) for name in bare)
        for gender, other in (("male", "female"), ("female", "male")):
            fitting = [one for one in self._candidates if one.fits_gender(gender)]
            if votes[gender] >= _TELLING and votes[gender] > votes[other] and len(fitting) == 1:
                return fitting[0]
        # A name is given in full before it stands alone, and a namesake who comes later is named in full.
        first = next((name.start for name in bare if not self._is_headline(name.start)), bare[0].start)
        introduced = [one for one in self._candidates if any(start < first for start in self._named[id(one)])]
        if len(introduced) == 1:
            return introduced[0]
        own = [one for one in introduced or self._candidates if not _is_kin(one)]
        if len(own) == 1:
            return own[0]
        ranked = sorted(own or self._candidates, key=lambda one: -len(self._named[id(one)]))
        most, second = (len(self._named[id(one)]) for one in ranked[:2])
        return ranked[0] if most > _MAIN * second else None

    def _near(self, name: Name) -> list[Identity]:
        """Whose gender the pronouns behind the surname have, or who was named in full in the paragraph so far."""
        gender = pronoun_gender(self._layout, self._text, name)
        fitting = [one for one in self._candidates if gender and one.shows_gender(gender)]
        if len(fitting) == 1:
            return fitting
        paragraphs = [start for start, _ in self._layout.paragraphs]
        begin = paragraphs[bisect_right(paragraphs, name.start) - 1]
        near = [one for one in self._candidates if any(begin <= at < name.start for at in self._named[id(one)])]
        return near if len(near) == 1 else self._candidates

    def _is_headline(self, offset: int) -> bool:
        number = self._layout.sentence_at(offset)
        return number >= 0 and self._layout.sentences[number].zone == "headline"

    def _somebody(self, name: Name, gender: str | None) -> Identity:
        """Who bears the surname and is none of those named in full."""
        if gender not in self._own:
            self._own[gender] = self._known.found(name)
        return self._own[gender]

    def _gender_of_all(self) -> str | None:
        """The gender that titles and pronouns give to the bare surname, where they agree."""
        found = {title_gender(name) for name in self._names} - {None}
        if not found:
            found = {pronoun_gender(self._layout, self._text, name) for name in self._names} - {None}
        return found.pop() if len(found) == 1 else None
