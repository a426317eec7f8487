"""Identities across the articles of a study: which names of different articles are one person or organisation.

The study is read as a whole. Full names that differ by a middle name, a nickname, an initial or a spelling are one
person where nothing speaks against it. A surname alone in its article is resolved to the person of that name
whom the articles support: those of the same outlet and time most, and the office that the article gives. Where two
fit, it stays alone. The roster has decided before, within each article; corrections by hand decide above all. What is
decided depends on the set of articles alone, not on their order or the number of workers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
# A person in so many articles needs no more evidence than the surname; a word taken for an organisation is theirs.
_WELL_KNOWN = 5


class Place(NamedTuple):
    """Where an article stands: its outlet and year, as far as they are known."""

    outlet: str | None
    year: int | None


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
        if key in ends:
            links[row["article_id"], key] = ends[key]
        elif key in alone and not row["from_roster"]:
            found = _find_bearer(row, alone[key], bearers, never)
            if found is not None:
                links[row["article_id"], key] = found
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
    """The people of the study, with everything that is said of them under any full name."""
    merged: dict[str, StudyPerson] = {}
    for key in sorted(people):
        end = ends[key].speaker_id if key in ends else key
        merged.setdefault(end, StudyPerson(end)).join(people[key])
    return merged


# Surnames that stand alone


class _Bearers:
    """The people who go by each single word, by its sound, and how far the articles speak for each of them."""

    def __init__(self, people: Mapping[str, StudyPerson], places: Mapping[str, Place]) -> None:
        self._places = places
        self._support: dict[tuple[Place, tuple[str, ...]], dict[str, float]] = {}
        self._by_word: dict[str, list[StudyPerson]] = defaultdict(list)
        for key in sorted(people):
            words = people[key].words
            if len(words) > 1:  # the surname, and what an article calls them by ("Xi")
                for word in sorted({surname_of(words), *map(sound, people[key].short)}):
                    self._by_word[word].append(people[key])

    def named(self, word: str) -> Sequence[StudyPerson]:
        """Who goes by a word."""
        return self._by_word.get(sound(word), ())

    def support(self, fitting: Sequence[StudyPerson], article: str) -> dict[str, float]:
        """How far the articles that name each of ``fitting`` in full speak for one who is not in ``article``.

        An article that names several of them speaks for each by the share of what it says of them all.
        """
        here = self._places.get(article, Place(None, None))
        kept = here, tuple(person.key for person in fitting)
        if kept not in self._support:
            told: Counter[str] = Counter()
            for person in fitting:
                told.update(person.articles)
            self._support[kept] = {
                person.key: sum(
                    _weight(here, self._places.get(there, Place(None, None)))
                    * min(1.0, told[there] / 2)
                    * n
                    / told[there]
                    for there, n in person.articles.items()
                )
                for person in fitting
            }
        return self._support[kept]


def _find_bearer(row: Row, n_alone: Counter[str], bearers: _Bearers, never: set[frozenset[str]]) -> Link | None:
    """The one person whose surname stands alone in an article; None where two fit, or nobody does."""
    words, _ = split_name(row["name"])
    fitting = [
        person
        for person in bearers.named(words[-1])
        if frozenset((row["speaker_id"], person.key)) not in never and _may_stand_for(row, person)
    ]
    if not fitting:
        return None
    office = set().union(*(stems(role) for role in row["roles"])) - WEAK
    support = bearers.support(fitting, row["article_id"])
    support = {person.key: support[person.key] * _fit_office(office, person) for person in fitting}
    best = max(fitting, key=lambda person: (support[person.key], person.key))
    total = sum(support.values())
    if not total or support[best.key] < _SURE * total:
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
    return Link(best.key, f"across the study: {best.name}, {how}{' and has the office' if office_fits else ''}")


def _may_stand_for(row: Row, person: StudyPerson) -> bool:
    gender = person.known_gender
    if row.get("gender") and gender and row["gender"] != gender:
        return False
    office = set().union(*(stems(role) for role in row["roles"])) if row["roles"] else set()
    return not (person.is_kin and office and not office & KIN)


def _fit_office(office: set[str], person: StudyPerson) -> float:
    """What the office that the article gives says for a person: an office of theirs, another's, or nothing."""
    theirs = telling(person.roles)
    if not office or not theirs:
        return 1.0
    return _OFFICE if office & theirs else 1 / _OFFICE


def _weight(here: Place, there: Place) -> float:
    """How much an article there says of who is meant here."""
    near = _UNDATED
    if here.year is not None and there.year is not None:
        near = _NEAR if abs(here.year - there.year) <= _NEAR_YEARS else _FAR
    return near * (_SAME_OUTLET if here.outlet is not None and here.outlet == there.outlet else 1.0)


def rename_speakers(
    rows: Iterable[dict[str, Any]], links: Mapping[Key, Link], names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Rows of the speakers table under the key and name that each is led to; the old name becomes another of theirs."""
    renamed = []
    for row in rows:
        link = links.get((row["article_id"], row["speaker_id"]))
        if link:
            name = names.get(link.speaker_id, row["name"])
            row = {
                **row,
                "speaker_id": link.speaker_id,
                "name": name,
                "aliases": sorted({*row["aliases"], row["name"]}),
            }
        renamed.append(row)
    return renamed
