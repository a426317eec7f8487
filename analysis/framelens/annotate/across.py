"""Identities across the articles of a study: which names of different articles are one person or organisation.

The study is read as a whole. Full names that differ by a middle name, a nickname, an initial or a spelling are one
person where nothing speaks against it. A surname alone in its article is resolved to the person of that name
whom the articles support: those of the same outlet and time most, and the office that the article gives. Where two
fit, it stays alone. The roster has decided before, within each article; corrections by hand decide above all. What is
decided depends on the set of articles alone, not on their order or the number of workers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import fsum
from sys import intern
from typing import Any, NamedTuple

from framelens.annotate.described import stems
from framelens.annotate.namesakes import sound, split_name, surname_of
from framelens.annotate.study_people import (
    KIN,
    WEAK,
    Link,
    Row,
    StudyPerson,
    gather_people,
    join_bodies,
    join_people,
    telling,
)

# The articles' shares of the speakers table, one row per article and speaker; read several times.
Shares = Callable[[], Iterable[Row]]
Key = tuple[str, str]  # an article and a speaker in it

# How much an article that names a person in full counts for one that has the surname alone.
_SAME_OUTLET, _NEAR, _FAR, _UNDATED = 2.0, 1.0, 0.3, 0.5
_NEAR_YEARS = 1
# The share of the support that the likeliest bearer of a surname must have; what an office that fits multiplies.
_SURE = 0.75
_OFFICE = 6.0
# A name that stands alone in many more articles than its only bearer is somebody else's.
_MORE_ALONE = 6
_CHOICES = 50_000  # so many are remembered: an article of the same outlet and year asks the same
# A person in so many articles needs no more evidence than the surname; a word taken for an organisation is theirs.
_WELL_KNOWN = 5


class Place(NamedTuple):
    """Where an article stands: its outlet and year, as far as they are known."""

    outlet: str | None
    year: int | None


_NOWHERE = Place(None, None)


def link_study(
    shares: Shares,
    places: Mapping[str, Place],
    *,
    same: Mapping[str, str] | None = None,
    apart: Iterable[frozenset[str]] = (),
) -> tuple[dict[Key, Link], dict[str, str]]:
    """Which speakers of each article are others under a shorter or longer name, and the names of those.

    Parameters
    ----------
    shares : callable
        Gives the articles' shares of the speakers table, one row per article and speaker, whenever it is called.
    places : mapping
        Outlet and year of each article.
    same : mapping, optional
        Speakers that somebody says are one: a key and the key it leads to.
    apart : iterable of frozenset, optional
        Pairs of keys that somebody says are two.

    Returns
    -------
    dict
        For each article and speaker that leads to another, the other's key and the reason.
    dict
        The name of each speaker that others lead to.
    """
    never = set(apart)
    people, bodies, alone = gather_people(shares())
    joined = join_people(people, never)
    joined |= join_bodies(bodies, never)
    for one, two in sorted((same or {}).items()):
        joined[one] = Link(two, "corrected by hand: one person")
        if joined.get(two, Link("", "")).speaker_id == one:
            del joined[two]
    ends = {one: Link(_end(joined, one), link.reason) for one, link in joined.items() if _end(joined, one) != one}
    merged = _merge(people, ends)
    bearers = _Bearers(merged, places)
    links: dict[Key, Link] = {}
    for row in shares():
        key = row["speaker_id"]
        found = ends.get(key)
        if found is None and key in alone and not row["from_roster"]:
            found = _find_bearer(row, alone[key], bearers, never)
        if found is not None:
            links[intern(row["article_id"]), intern(key)] = found
    led_to = {link.speaker_id for link in links.values()}
    names = {person.key: person.name for person in merged.values() if person.key in led_to}
    names |= {key: body["name"] for key, body in bodies.items() if key in led_to}
    return links, names


def _end(found: Mapping[str, Link], key: str) -> str:
    """Where a chain of links ends; a ring ends at its first key."""
    seen = [key]
    while seen[-1] in found:
        after = found[seen[-1]].speaker_id
        if after in seen:
            return min(seen[seen.index(after) :])
        seen.append(after)
    return seen[-1]


def _merge(people: Mapping[str, StudyPerson], ends: Mapping[str, Link]) -> dict[str, StudyPerson]:
    """The people of the study, with everything that is said of them under any full name; ``people`` is used up."""
    merged: dict[str, StudyPerson] = {}
    for key in sorted(people):
        end = ends[key].speaker_id if key in ends else key
        if end in merged:
            merged[end].join(people[key])
        else:
            merged[end] = replace(people[key], key=end)
    return merged


# Surnames that stand alone


class _Bearers:
    """The people who go by each single word, by its sound, and how far the articles speak for each of them."""

    def __init__(self, people: Mapping[str, StudyPerson], places: Mapping[str, Place]) -> None:
        self._places = places
        self._fitting: dict[tuple[object, ...], tuple[StudyPerson, ...]] = {}
        self._told: dict[tuple[str, ...], list[_Standing]] = {}
        self._by_word: dict[str, list[StudyPerson]] = defaultdict(list)
        self.choose = lru_cache(_CHOICES)(self._choose)
        for key in sorted(people):
            words = people[key].words
            if len(words) > 1:  # the surname, and what an article calls them by ("Xi")
                for word in sorted({surname_of(words), *map(sound, people[key].short)}):
                    self._by_word[word].append(people[key])

    def fitting(self, row: Row, word: str, office: set[str], never: set[frozenset[str]]) -> tuple[StudyPerson, ...]:
        """Who goes by a word and may be the one whom a row of the speakers table names with it."""
        asked = (row["speaker_id"], word, row.get("gender"), bool(office) and not office & KIN)
        if asked not in self._fitting:
            self._fitting[asked] = tuple(
                person
                for person in self._by_word.get(sound(word), ())
                if frozenset((row["speaker_id"], person.key)) not in never and _may_stand_for(row, office, person)
            )
        return self._fitting[asked]

    def place(self, article: str) -> Place:
        """Where an article stands."""
        return self._places.get(article, _NOWHERE)

    def _choose(self, fitting: tuple[StudyPerson, ...], here: Place, office: frozenset[str]) -> StudyPerson | None:
        """The one of ``fitting`` whom the other articles support for one at ``here``; None where none is clear.

        An article that names several of them speaks for each by the share of what it says of them all.
        """
        support = [told.support(here) * _fit_office(office, person) for told, person in self._tell(fitting)]
        best = max(range(len(fitting)), key=lambda place: (support[place], fitting[place].key))
        total = fsum(support)
        return fitting[best] if total and support[best] >= _SURE * total else None

    def _tell(self, fitting: tuple[StudyPerson, ...]) -> Iterable[tuple[_Standing, StudyPerson]]:
        keys = tuple(person.key for person in fitting)
        if keys not in self._told:
            in_all: Counter[str] = Counter()
            for person in fitting:
                in_all.update(person.articles)
            self._told[keys] = [_Standing.of(person, in_all, self.place) for person in fitting]
        return zip(self._told[keys], fitting, strict=True)


@dataclass(frozen=True)
class _Standing:
    """How much the articles of each year say of a person, all of them and those of each outlet."""

    by_year: Mapping[int | None, float]
    by_outlet: Mapping[tuple[str, int | None], float]

    @classmethod
    def of(cls, person: StudyPerson, in_all: Mapping[str, int], place: Callable[[str], Place]) -> _Standing:
        years: dict[int | None, list[float]] = defaultdict(list)
        outlets: dict[tuple[str, int | None], list[float]] = defaultdict(list)
        for article, n in person.articles.items():
            there, share = place(article), min(1.0, in_all[article] / 2) * n / in_all[article]
            years[there.year].append(share)
            if there.outlet is not None:
                outlets[there.outlet, there.year].append(share)
        # Sums that do not depend on the order of the articles.
        return cls({year: fsum(v) for year, v in years.items()}, {key: fsum(v) for key, v in outlets.items()})

    def support(self, here: Place) -> float:
        """How far the articles speak for the person as one who is named in an article at ``here``."""
        return fsum(
            _near(here.year, year) * (n + (_SAME_OUTLET - 1) * self.by_outlet.get((here.outlet or "", year), 0.0))
            for year, n in self.by_year.items()
        )


def _near(here: int | None, there: int | None) -> float:
    """How much an article of one year says of who is meant in an article of another."""
    if here is None or there is None:
        return _UNDATED
    return _NEAR if abs(here - there) <= _NEAR_YEARS else _FAR


def _find_bearer(row: Row, n_alone: Counter[str], bearers: _Bearers, never: set[frozenset[str]]) -> Link | None:
    """The one person whose surname stands alone in an article; None where two fit, or nobody does."""
    words, _ = split_name(row["name"])
    roles = set().union(*(stems(role) for role in row["roles"]))
    fitting = bearers.fitting(row, words[-1], roles, never)
    if not fitting:
        return None
    office = frozenset(roles - WEAK)
    best = bearers.choose(fitting, bearers.place(row["article_id"]), office)
    if best is None:
        return None
    office_fits = bool(office & telling(best.roles))
    if len(best.articles) < _WELL_KNOWN:
        if office and best.roles and not office_fits:
            return None
        if not (row["n_quotes"] or row["n_mentions"] > 1 or row["roles"]):
            return None  # met once in passing
    if row["kind"] == "organisation" and len(best.articles) < max(_WELL_KNOWN, n_alone["organisation"]):
        return None
    if len(best.articles) * _MORE_ALONE < n_alone.total() and not office_fits:
        return None
    how = f"no other {words[-1]}" if len(fitting) == 1 else f"of {len(fitting)} named {words[-1]} the one that fits"
    return _link(best.key, f"across the study: {best.name}, {how}{' and has the office' if office_fits else ''}")


@lru_cache(_CHOICES)
def _link(key: str, reason: str) -> Link:
    """A link that many articles have is one object."""
    return Link(key, reason)


def _may_stand_for(row: Row, office: set[str], person: StudyPerson) -> bool:
    gender = person.known_gender
    if row.get("gender") and gender and row["gender"] != gender:
        return False
    return not (person.is_kin and office and not office & KIN)


def _fit_office(office: frozenset[str], person: StudyPerson) -> float:
    """What the office that the article gives says for a person: an office of theirs, another's, or nothing."""
    theirs = telling(person.roles) if office else set()
    if not theirs:
        return 1.0
    return _OFFICE if office & theirs else 1 / _OFFICE


def rename_speakers(rows: Iterable[dict[str, Any]], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Rows of the speakers table under the key and name that each is led to; the old name becomes another of theirs.

    Each row has the key that it leads to, or its own, as ``leads_to``.
    """
    for row in rows:
        key = row.pop("leads_to")
        if key != row["speaker_id"]:
            other = {"speaker_id": key, "name": names.get(key, row["name"])}
            row = {**row, **other, "aliases": sorted({*row["aliases"], row["name"]})}
        yield row
