"""Surnames alone, where kin or namesakes share them: "Mr. Lang" beside Paula Lang is not her.

A title, an office, the pronouns around it and the given names tell who is meant. What fits nobody who is named in
full is somebody of their own: the president whom an article never names in full, beside his daughter's caption.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from framelens.annotate.gender import pronoun_gender
from framelens.annotate.identities import SUFFIXES, Identity
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name, name_words, words_of

_KIN = frozenset(
    "wife husband son daughter mother father brother sister widow widower niece nephew lady spouse fiancée fiancé "
    "girlfriend boyfriend stepson stepdaughter granddaughter grandson grandmother grandfather cousin aunt uncle".split()
)


class Known(Protocol):
    """The identities of an article so far."""

    def fitting(self, name: Name) -> list[Identity]:
        """The identities that a name may stand for."""
        ...

    def found(self, name: Name) -> Identity:
        """A new identity with this name."""
        ...


def place_surnames(text: str, layout: Layout, surnames: Sequence[Name], known: Known) -> dict[Name, list[Identity]]:
    """For each person's name of one word the identities that it may stand for.

    Those with a title are placed first, since they tell who goes by the bare name.
    """
    links: dict[Name, list[Identity]] = {}
    groups: dict[str, list[Name]] = {}
    for name in sorted(surnames, key=lambda n: n.start):
        groups.setdefault(_bare(name), []).append(name)
    for names in groups.values():
        candidates = known.fitting(names[0])
        if not candidates:
            one = known.found(names[0])
            links |= {name: [one] for name in names}
        elif all(_is_full(one) for one in candidates):
            links |= _Group(text, layout, names, candidates, known).place()
        else:
            links |= dict.fromkeys(names, candidates)
    return links


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


def _is_kin(one: Identity) -> bool:
    return any(set(role.lower().replace("’", "'").replace("'s", "").split()) & _KIN for role in one.roles)


def _office(name: Name) -> str | None:
    """The office that stands in front of a name: "President Lang"."""
    offices = [title for title in name.titles if title in words_of("title")]
    return offices[0].lower().rstrip(".") if offices and title_gender(name) is None else None


class _Group:
    """The mentions of one surname alone, and the persons who are named in full with it."""

    def __init__(
        self, text: str, layout: Layout, names: Sequence[Name], candidates: list[Identity], known: Known
    ) -> None:
        self._text, self._layout, self._names = text, layout, names
        self._candidates, self._known = candidates, known
        self._own: dict[str | None, Identity] = {}
        self._placed: Counter[int] = Counter()

    def place(self) -> dict[Name, list[Identity]]:
        links: dict[Name, list[Identity]] = {}
        titled = [name for name in self._names if name.titles and (title_gender(name) or _office(name))]
        for name in titled:
            links[name] = self._titled(name)
            if len(links[name]) == 1:
                self._placed[id(links[name][0])] += 1
        for name in self._names:
            if name not in links:
                links[name] = self._untitled(name)
        return links

    def _titled(self, name: Name) -> list[Identity]:
        gender, office = title_gender(name), _office(name)
        gender = gender or self._gender_of_all()
        fitting = [one for one in self._candidates if one.fits_gender(gender)] if gender else self._candidates
        shown = [one for one in fitting if gender and one.shows_gender(gender)]
        fitting = shown if shown and len(shown) < len(fitting) else fitting
        if office:
            holders = [one for one in fitting if any(office in role.lower() for role in one.roles)]
            others = [one for one in fitting if not _is_kin(one)]
            fitting = holders or others
        return fitting or [self._somebody(name, gender)]

    def _untitled(self, name: Name) -> list[Identity]:
        if self._own:
            return list(self._own.values())
        if len(self._candidates) == 1:
            return self._candidates
        known = [one for one in self._candidates if self._placed[id(one)]]
        if len(known) == 1:
            return known
        own = [one for one in self._candidates if not _is_kin(one)]
        return own if len(own) == 1 else self._candidates

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
