"""The people and organisations of a study, gathered from its articles: which full names are one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, product
from sys import intern
from typing import Any, NamedTuple

from framelens.annotate.acronyms import content_words, initials
from framelens.annotate.common_words import gender_of as given_gender
from framelens.annotate.described import stems
from framelens.annotate.namesakes import fit_given, fold, is_particle, split_name, surname_of

Row = Mapping[str, Any]
KIN = frozenset("wife husband daughter son sister brother mother father widow widower niece nephew cousin lady".split())
WEAK = frozenset("former late new acting then current old young longtime first".split())


class Link(NamedTuple):
    """To which speaker of the study a speaker leads, and why."""

    speaker_id: str
    reason: str


@dataclass(eq=False)
class StudyPerson:
    """What all articles together say of one full name; what is asked of it is remembered once all of them are in."""

    key: str
    names: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    gender: Counter[str] = field(default_factory=Counter)
    articles: dict[str, int] = field(default_factory=dict)  # article -> quotes and mentions there
    short: set[str] = field(default_factory=set)  # single words that go for the name in some article
    from_roster: bool = False

    @cached_property
    def name(self) -> str:
        return max(self.names, key=lambda name: (self.names[name], len(name), name))

    @cached_property
    def split(self) -> tuple[list[str], str]:
        """The words of the name without suffixes, and the suffix."""
        return split_name(self.name)

    @cached_property
    def folded(self) -> tuple[str, ...]:
        """The words in plain letters."""
        return tuple(map(fold, self.words))

    @cached_property
    def words(self) -> list[str]:
        """The words of the name up to the surname: the word that the articles call the person by, or else the last.

        Behind it stand a mother's name ("Ildefonso Guajardo Villarreal", called Guajardo) or words of a link.
        """
        words, _ = self.split
        called = [at for at, word in enumerate(words) if at and word in self.short]
        return words[: called[-1] + 1] if called else words

    @cached_property
    def known_gender(self) -> str:
        """'female' or 'male' by what the articles say, or else by the given name; empty where neither tells."""
        return gender_of(self.gender) or given_gender(self.name) or ""

    @cached_property
    def is_kin(self) -> bool:
        """Whether the articles know the person as somebody's wife, son or first lady, and little else."""
        kin = sum(n for word, n in self.roles.items() if word in KIN)
        return kin * 2 >= sum(n for word, n in self.roles.items() if word not in WEAK) > 0

    def add(self, row: Row) -> None:
        self.names[row["name"]] += 1
        for role in row["roles"]:
            words = stems(role)
            self.roles.update(map(intern, words & KIN or words))  # the president's daughter holds no office
        if row.get("gender"):
            self.gender[row["gender"]] += 1
        self.short.update(alias for alias in row["aliases"] if alias in row["name"].split())
        self.from_roster |= bool(row["from_roster"])
        if row["n_articles"]:
            article = intern(row["article_id"])
            self.articles[article] = self.articles.get(article, 0) + row["n_quotes"] + row["n_mentions"]

    def join(self, other: StudyPerson) -> None:
        for mine, theirs in ((self.names, other.names), (self.roles, other.roles), (self.gender, other.gender)):
            mine.update(theirs)
        for article, n in other.articles.items():
            self.articles[article] = self.articles.get(article, 0) + n
        self.short |= other.short
        self.from_roster |= other.from_roster


def gather_people(
    rows: Iterable[Row],
) -> tuple[dict[str, StudyPerson], dict[str, dict[str, Any]], dict[str, Counter[str]]]:
    """People with full names, organisations, and in how many articles each single name stands, by its kind there."""
    people: dict[str, StudyPerson] = {}
    bodies: dict[str, dict[str, Any]] = {}
    alone: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        key = row["speaker_id"]
        if row["kind"] == "organisation":
            if " " not in row["name"] and not row["from_roster"]:
                alone[key][row["kind"]] += row["n_articles"]
            known = bodies.setdefault(
                key, {"speaker_id": key, "name": row["name"], "aliases": set(), "n_articles": 0, "from_roster": False}
            )
            known["aliases"].update(row["aliases"])
            known["n_articles"] += row["n_articles"]
            known["from_roster"] |= bool(row["from_roster"])
        elif row["kind"] == "person":
            words, _ = split_name(row["name"])
            if (len(words) > 1 and not (len(words) == 2 and is_particle(words[0]))) or row["from_roster"]:
                people.setdefault(key, StudyPerson(key)).add(row)
            else:
                alone[key][row["kind"]] += row["n_articles"]
    return people, bodies, alone


# People with full names


def join_people(people: Mapping[str, StudyPerson], never: set[frozenset[str]]) -> dict[str, Link]:
    """Full names of one person: each resolved to the one that most articles give."""
    blocks: dict[str, list[StudyPerson]] = defaultdict(list)
    for key in sorted(people):
        blocks[surname_of(people[key].words)].append(people[key])
    found: dict[str, Link] = {}
    for block in blocks.values():
        if len(block) > 1:
            found |= _join_block(block, never)
    for person in (people[key] for key in sorted(people)):
        words, _ = person.split
        if len(words) == 2:  # "Xi Jinping" and "Jinping Xi"
            other = people.get(f"{fold(words[1])}-{fold(words[0])}")
            if other is not None and len(other.articles) > len(person.articles) and not person.from_roster:
                found.setdefault(person.key, Link(other.key, f"across the study: {other.name} in another order"))
    return found


def _join_block(block: list[StudyPerson], never: set[frozenset[str]]) -> dict[str, Link]:
    ranked = sorted(block, key=lambda p: (not p.from_roster, _is_initialled(p), -len(p.articles), len(p.name), p.key))
    rank = {person.key: place for place, person in enumerate(ranked)}
    fits: dict[str, set[str]] = {person.key: set() for person in ranked}
    for one, other in _pair(ranked):
        if _fit(one, other, never):
            fits[one.key].add(other.key)
            fits[other.key].add(one.key)
    found: dict[str, Link] = {}
    for person in ranked:
        if person.from_roster:
            continue
        better = [ranked[place] for place in sorted(map(rank.__getitem__, fits[person.key]))]
        better = [other for other in better if rank[other.key] < rank[person.key]]
        suffix = person.split[1]  # a name without "Jr." is the father's where both are known
        better = [other for other in better if other.split[1] == suffix] or better
        # Where two that fit do not fit each other, nobody knows which of them it is.
        clear = [one for one in better if all(one is two or two.key in fits[one.key] for two in better)]
        if better and len(clear) == len(better):
            found[person.key] = Link(better[0].key, f"across the study: {better[0].name} by another form of the name")
    return found


def _pair(people: Sequence[StudyPerson]) -> Iterator[tuple[StudyPerson, StudyPerson]]:
    """The pairs of one surname whose given names may be one's, or of whose names one ends the other.

    A surname of thousands has far fewer given names: those are compared, and not the people.
    """
    by_given: dict[str, list[StudyPerson]] = defaultdict(list)
    by_words: dict[tuple[str, ...], list[StudyPerson]] = defaultdict(list)
    for person in people:
        by_given[person.words[0]].append(person)
        by_words[person.folded].append(person)
    given = list(by_given)
    fitting = {frozenset((one, two)) for at, one in enumerate(given) for two in given[at:] if fit_given(one, two)}
    for names in fitting:
        one, *two = map(by_given.__getitem__, names)
        yield from product(one, two[0]) if two else combinations(one, 2)
    for person in people:
        for begin in range(1, len(person.folded) - 1):
            for other in by_words.get(person.folded[begin:], ()):
                if frozenset((person.words[0], other.words[0])) not in fitting:
                    yield person, other


def _is_initialled(person: StudyPerson) -> bool:
    """Whether the given name is an initial alone, which is never the name that others lead to."""
    return len(fold(person.split[0][0])) == 1


def _fit(one: StudyPerson, other: StudyPerson, never: set[frozenset[str]]) -> bool:
    """Whether two full names of one surname may be one person's."""
    if frozenset((one.key, other.key)) in never:
        return False
    suffix, their_suffix = one.split[1], other.split[1]
    # Two people of like names stand side by side; two forms of one name seldom do.
    together = len(one.articles.keys() & other.articles.keys())
    if together and (suffix != their_suffix or 2 * together >= min(len(one.articles), len(other.articles))):
        return False
    if suffix != their_suffix and (suffix or "jr") != (their_suffix or "jr"):
        return False
    if {suffix, their_suffix} & {"jr", "sr"} and suffix != their_suffix and _may_be_father(one, other):
        return False
    shorter, longer = sorted((one.folded, other.folded), key=len)
    if len(shorter) > 1 and longer[-len(shorter) :] == shorter:
        return _no_conflict(one, other)
    mine, theirs = ({word[:1] for word in person.folded[1:-1]} for person in (one, other))
    if mine and theirs and not mine & theirs:
        return False
    return fit_given(one.words[0], other.words[0]) and _no_conflict(one, other)


def _may_be_father(one: StudyPerson, other: StudyPerson) -> bool:
    """Whether a name and the same with "Jr." may be father and son: by what else the articles say of them."""
    mine, theirs = telling(one.roles), telling(other.roles)
    return bool((mine | theirs) & KIN) or bool(mine and theirs and not mine & theirs)


def _no_conflict(one: StudyPerson, other: StudyPerson) -> bool:
    mine, theirs = one.known_gender, other.known_gender
    if mine and theirs and mine != theirs:
        return False
    return one.is_kin == other.is_kin or not one.roles or not other.roles


def gender_of(votes: Counter[str]) -> str:
    female, male = votes["female"], votes["male"]
    return "female" if female > 2 * male else "male" if male > 2 * female else ""


def telling(roles: Iterable[str]) -> set[str]:
    return set(roles) - WEAK


# Organisations


def join_bodies(bodies: Mapping[str, Mapping[str, Any]], never: set[frozenset[str]]) -> dict[str, Link]:
    by_alias: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    by_words: dict[frozenset[str], list[Mapping[str, Any]]] = defaultdict(list)
    by_beginning: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    every = [bodies[key] for key in sorted(bodies)]
    for row in every:
        for alias in row["aliases"]:
            # Initials that an article uses for the name; of a name cut short nobody knows what it is short for.
            if alias.replace(".", "") in initials(row["name"]):
                by_alias[alias.replace(".", "")][row["speaker_id"]] = row
        for beginning in _beginnings(row["name"]):
            by_beginning[beginning].append(row)
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
    for row in every:
        if len(goes_on := by_beginning.get(row["name"], [])) == 1:
            lead(row, goes_on[0], f"across the study: short for {goes_on[0]['name']}")
    for alike in by_words.values():
        first = max(alike, key=lambda r: (r["from_roster"], r["n_articles"], -len(r["name"]), r["speaker_id"]))
        for row in alike:
            if row is not first:
                lead(row, first, f"across the study: {first['name']} in other words")
    return found


def _beginnings(name: str) -> list[str]:
    """What a body may be called for short, up to a word that goes on: "Centers for Disease Control", "House"."""
    parts = [name[: match.start()] for match in re.finditer(r" (?:and|&) ", name)]
    parts = [part for part in parts if " " in part]
    return [*parts, "House"] if name.startswith("House of ") else parts
