"""Identities across the articles of a study: which names of different articles are one person or organisation.

The study is read as a whole. Full names that differ by a middle name, a nickname, an initial or a spelling are one
person where nothing speaks against it. A surname that stands alone in its article is led to the person of that name
whom the articles support: those of the same outlet and time most, and the office that the article gives. Where two
fit, it stays alone. The roster has decided before, within each article; corrections by hand decide above all. What is
decided depends on the set of articles alone, not on their order or the number of workers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from framelens.annotate.acronyms import content_words, initials
from framelens.annotate.described import stems
from framelens.annotate.namesakes import fit_given, fold, is_particle, sound, split_name, surname_of

Row = Mapping[str, Any]
# The articles' shares of the speakers table, one row per article and speaker; read several times.
Shares = Callable[[], Iterable[Row]]
Key = tuple[str, str]  # an article and a speaker in it

# How much an article that names a person in full counts for one that has the surname alone.
_SAME_OUTLET, _NEAR, _FAR, _UNDATED = 2.0, 1.0, 0.3, 0.5
_NEAR_YEARS = 1
# The share of the support that the likeliest bearer of a surname must have; what an office that fits multiplies.
_SURE = 0.85
_OFFICE = 6.0
# A name that stands alone in many more articles than its only bearer is somebody else's.
_MORE_ALONE = 6
# A word taken for an organisation is a person's surname where the person stands in so many articles, and more than it.
_WELL_KNOWN = 5
_KIN = frozenset(
    "wife husband daughter son sister brother mother father widow widower niece nephew cousin lady".split()
)
_WEAK = frozenset("former late new acting then current old young longtime first".split())


class Link(NamedTuple):
    """To which speaker of the study a speaker leads, and why."""

    speaker_id: str
    reason: str


class Place(NamedTuple):
    """Where an article stands: its outlet and year, as far as they are known."""

    outlet: str | None
    year: int | None


@dataclass
class _Person:
    """What all articles together say of one full name."""

    key: str
    names: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    gender: Counter[str] = field(default_factory=Counter)
    articles: dict[str, int] = field(default_factory=dict)  # article -> quotes and mentions there
    from_roster: bool = False

    @property
    def name(self) -> str:
        return max(self.names, key=lambda name: (self.names[name], len(name), name))

    @property
    def is_kin(self) -> bool:
        """Whether the articles know the person as somebody's wife, son or first lady, and little else."""
        kin = sum(n for word, n in self.roles.items() if word in _KIN)
        return kin * 2 >= sum(n for word, n in self.roles.items() if word not in _WEAK) > 0

    def add(self, row: Row) -> None:
        self.names[row["name"]] += 1
        for role in row["roles"]:
            self.roles.update(stems(role))
        if row.get("gender"):
            self.gender[row["gender"]] += 1
        self.from_roster |= bool(row["from_roster"])
        if row["n_articles"]:
            held = self.articles.get(row["article_id"], 0)
            self.articles[row["article_id"]] = held + row["n_quotes"] + row["n_mentions"]

    def join(self, other: _Person) -> None:
        for mine, theirs in ((self.names, other.names), (self.roles, other.roles), (self.gender, other.gender)):
            mine.update(theirs)
        for article, n in other.articles.items():
            self.articles[article] = self.articles.get(article, 0) + n
        self.from_roster |= other.from_roster


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
    people, bodies, alone = _gather(shares())
    joined = _join_people(people, never)
    joined |= _join_bodies(bodies, never)
    for one, two in sorted((same or {}).items()):
        joined[one] = Link(two, "corrected by hand: one person")
        if joined.get(two, Link("", "")).speaker_id == one:
            del joined[two]
    ends = {one: Link(_end(joined, one), link.reason) for one, link in joined.items() if _end(joined, one) != one}
    merged = _merge(people, ends)
    bearers = _index_bearers(merged)
    links: dict[Key, Link] = {}
    for row in shares():
        key = row["speaker_id"]
        if key in ends:
            links[row["article_id"], key] = ends[key]
        elif key in alone and not row["from_roster"]:
            found = _find_bearer(row, alone[key], bearers, places, never)
            if found is not None:
                links[row["article_id"], key] = found
    led_to = {link.speaker_id for link in links.values()}
    names = {person.key: person.name for person in merged.values() if person.key in led_to}
    names |= {key: body["name"] for key, body in bodies.items() if key in led_to}
    return links, names


def _gather(rows: Iterable[Row]) -> tuple[dict[str, _Person], dict[str, dict[str, Any]], dict[str, int]]:
    """People with full names, organisations, and in how many articles each single name of a person stands."""
    people: dict[str, _Person] = {}
    bodies: dict[str, dict[str, Any]] = {}
    alone: dict[str, int] = {}
    for row in rows:
        key = row["speaker_id"]
        if row["kind"] == "organisation":
            if " " not in row["name"] and not row["from_roster"]:
                alone[key] = alone.get(key, 0) + row["n_articles"]
            known = bodies.setdefault(
                key, {"speaker_id": key, "name": row["name"], "aliases": set(), "n_articles": 0, "from_roster": False}
            )
            known["aliases"].update(row["aliases"])
            known["n_articles"] += row["n_articles"]
            known["from_roster"] |= bool(row["from_roster"])
        elif row["kind"] == "person":
            words, _ = split_name(row["name"])
            if (len(words) > 1 and not (len(words) == 2 and is_particle(words[0]))) or row["from_roster"]:
                people.setdefault(key, _Person(key)).add(row)
            else:
                alone[key] = alone.get(key, 0) + row["n_articles"]
    return people, bodies, alone


def _end(found: Mapping[str, Link], key: str) -> str:
    """Where a chain of links ends; a ring ends at its first key."""
    seen = [key]
    while seen[-1] in found:
        after = found[seen[-1]].speaker_id
        if after in seen:
            return min(seen[seen.index(after) :])
        seen.append(after)
    return seen[-1]


# People with full names


def _join_people(people: Mapping[str, _Person], never: set[frozenset[str]]) -> dict[str, Link]:
    """Full names of one person: each led to the one that most articles give."""
    blocks: dict[str, list[_Person]] = defaultdict(list)
    for key in sorted(people):
        words, _ = split_name(people[key].name)
        blocks[surname_of(words)].append(people[key])
    found: dict[str, Link] = {}
    for block in blocks.values():
        if len(block) > 1:
            found |= _join_block(block, never)
    for person in (people[key] for key in sorted(people)):
        words, _ = split_name(person.name)
        if len(words) == 2:  # "Xi Jinping" and "Jinping Xi"
            other = people.get(f"{fold(words[1])}-{fold(words[0])}")
            if other is not None and len(other.articles) > len(person.articles) and not person.from_roster:
                found.setdefault(person.key, Link(other.key, f"across the study: {other.name} in another order"))
    return found


def _join_block(block: list[_Person], never: set[frozenset[str]]) -> dict[str, Link]:
    ranked = sorted(block, key=lambda p: (not p.from_roster, -len(p.articles), len(p.name), p.key))
    fits = {
        person.key: [other for other in ranked if other is not person and _fit(person, other, never)]
        for person in ranked
    }
    found: dict[str, Link] = {}
    for place, person in enumerate(ranked):
        if person.from_roster:
            continue
        better = [other for other in fits[person.key] if ranked.index(other) < place]
        # Where two that fit do not fit each other, nobody knows which of them it is.
        clear = [one for one in better if all(one is two or two in fits[one.key] for two in better)]
        if better and len(clear) == len(better):
            found[person.key] = Link(better[0].key, f"across the study: {better[0].name} by another form of the name")
    return found


def _fit(one: _Person, other: _Person, never: set[frozenset[str]]) -> bool:
    """Whether two full names of one surname may be one person's."""
    if frozenset((one.key, other.key)) in never or one.articles.keys() & other.articles.keys():
        return False
    (mine, suffix), (theirs, their_suffix) = split_name(one.name), split_name(other.name)
    if suffix != their_suffix and (suffix or "jr") != (their_suffix or "jr"):
        return False
    if {suffix, their_suffix} & {"jr", "sr"} and suffix != their_suffix and _may_be_father(one, other):
        return False
    shorter, longer = sorted((mine, theirs), key=len)
    if len(shorter) > 1 and [fold(w) for w in longer[-len(shorter) :]] == [fold(w) for w in shorter]:
        return _no_conflict(one, other)
    middle = {fold(w)[:1] for w in mine[1:-1]}, {fold(w)[:1] for w in theirs[1:-1]}
    if middle[0] and middle[1] and not middle[0] & middle[1]:
        return False
    return fit_given(mine[0], theirs[0]) and _no_conflict(one, other)


def _may_be_father(one: _Person, other: _Person) -> bool:
    """Whether a name and the same with "Jr." may be father and son: the articles give them different offices."""
    return not _telling(one.roles) & _telling(other.roles)


def _no_conflict(one: _Person, other: _Person) -> bool:
    mine, theirs = _gender_of(one.gender), _gender_of(other.gender)
    if mine and theirs and mine != theirs:
        return False
    return one.is_kin == other.is_kin or not one.roles or not other.roles


def _gender_of(votes: Counter[str]) -> str:
    female, male = votes["female"], votes["male"]
    return "female" if female > 2 * male else "male" if male > 2 * female else ""


def _telling(roles: Iterable[str]) -> set[str]:
    return set(roles) - _WEAK


def _merge(people: Mapping[str, _Person], ends: Mapping[str, Link]) -> dict[str, _Person]:
    """The people of the study, with everything that is said of them under any full name."""
    merged: dict[str, _Person] = {}
    for key in sorted(people):
        end = ends[key].speaker_id if key in ends else key
        merged.setdefault(end, _Person(end)).join(people[key])
    return merged


# Surnames that stand alone


def _index_bearers(people: Mapping[str, _Person]) -> dict[str, list[_Person]]:
    """The people who bear each surname, by its sound."""
    found: dict[str, list[_Person]] = defaultdict(list)
    for key in sorted(people):
        words, _ = split_name(people[key].name)
        if len(words) > 1:
            found[surname_of(words)].append(people[key])
    return found


def _find_bearer(
    row: Row,
    n_alone: int,
    bearers: Mapping[str, list[_Person]],
    places: Mapping[str, Place],
    never: set[frozenset[str]],
) -> Link | None:
    """The one person whose surname stands alone in an article; None where two fit, or nobody does."""
    words, _ = split_name(row["name"])
    fitting = [
        person
        for person in bearers.get(sound(words[-1]), [])
        if frozenset((row["speaker_id"], person.key)) not in never and _may_stand_for(row, person)
    ]
    if not fitting:
        return None
    here = places.get(row["article_id"], Place(None, None))
    office = set().union(*(stems(role) for role in row["roles"])) - _WEAK
    support = {person.key: _support(person, here, places) * _fit_office(office, person) for person in fitting}
    best = max(fitting, key=lambda person: (support[person.key], person.key))
    total = sum(support.values())
    if not total or support[best.key] < _SURE * total:
        return None
    office_fits = bool(office & _telling(best.roles))
    if office and best.roles and not office_fits:
        return None
    if not (row["n_quotes"] or row["n_mentions"] > 1 or row["roles"]):
        return None  # met once in passing
    if row["kind"] == "organisation" and len(best.articles) < max(_WELL_KNOWN, n_alone):
        return None
    if len(best.articles) * _MORE_ALONE < n_alone and not office_fits:
        return None
    how = f"no other {words[-1]}" if len(fitting) == 1 else f"of {len(fitting)} named {words[-1]} the one that fits"
    return Link(best.key, f"across the study: {best.name}, {how}{' and has the office' if office_fits else ''}")


def _may_stand_for(row: Row, person: _Person) -> bool:
    gender = _gender_of(person.gender)
    if row.get("gender") and gender and row["gender"] != gender:
        return False
    office = set().union(*(stems(role) for role in row["roles"])) if row["roles"] else set()
    return not (person.is_kin and office and not office & _KIN)


def _fit_office(office: set[str], person: _Person) -> float:
    """What the office that the article gives says for a person: an office of theirs, another's, or nothing."""
    theirs = _telling(person.roles)
    if not office or not theirs:
        return 1.0
    return _OFFICE if office & theirs else 1 / _OFFICE


def _support(person: _Person, here: Place, places: Mapping[str, Place]) -> float:
    """How far the articles that name a person in full speak for one that stands here."""
    total = 0.0
    for article, n in person.articles.items():
        there = places.get(article, Place(None, None))
        near = _UNDATED
        if here.year is not None and there.year is not None:
            near = _NEAR if abs(here.year - there.year) <= _NEAR_YEARS else _FAR
        same = here.outlet is not None and here.outlet == there.outlet
        total += near * (_SAME_OUTLET if same else 1.0) * (1.0 if n > 1 else 0.5)
    return total


# Organisations


def _join_bodies(bodies: Mapping[str, Mapping[str, Any]], never: set[frozenset[str]]) -> dict[str, Link]:
    by_alias: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    by_words: dict[frozenset[str], list[Mapping[str, Any]]] = defaultdict(list)
    every = [bodies[key] for key in sorted(bodies)]
    for row in every:
        for alias in row["aliases"]:
            # Initials that an article uses for the name; of a name cut short nobody knows what it is short for.
            if alias.replace(".", "") in initials(row["name"]):
                by_alias[alias.replace(".", "")][row["speaker_id"]] = row
        words = content_words(row["name"])
        if len(words) > 1:
            by_words[words].append(row)
    found: dict[str, Link] = {}

    def lead(row: Mapping[str, Any], other: Mapping[str, Any], reason: str) -> None:
        if not row["from_roster"] and frozenset((row["speaker_id"], other["speaker_id"])) not in never:
            found.setdefault(row["speaker_id"], Link(other["speaker_id"], reason))

    for row in every:
        longer = by_alias.get(row["name"].replace(".", ""), {})
        others = [other for key, other in longer.items() if key != row["speaker_id"]]
        if len(others) == 1:
            lead(row, others[0], f"across the study: short for {others[0]['name']}")
    for alike in by_words.values():
        first = max(alike, key=lambda r: (r["from_roster"], r["n_articles"], -len(r["name"]), r["speaker_id"]))
        for row in alike:
            if row is not first:
                lead(row, first, f"across the study: {first['name']} in other words")
    return found


# What follows the links


def follow_links(rows: Iterable[dict[str, Any]], links: Mapping[Key, Link]) -> list[dict[str, Any]]:
    """Rows of quotes, mentions or hits with each speaker led on, and the reason behind the one there was."""
    followed = []
    for row in rows:
        link = links.get((row["article_id"], row["speaker_id"])) if row["speaker_id"] is not None else None
        if link:
            row = {**row, "speaker_id": link.speaker_id}
            if "reason" in row:
                row["reason"] = f"{row['reason']}; {link.reason}"
        followed.append(row)
    return followed


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
