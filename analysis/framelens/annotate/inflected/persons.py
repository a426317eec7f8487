"""Which names of an article are one person: names join where some base form fits both, and stay two where two fit."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from framelens.annotate.identities import Identity
from framelens.annotate.inflected.readings import (
    ACTS_INFLECTED,
    INFLECTED,
    BaseForm,
    fold,
    is_initial,
    read_name,
    split_words,
)
from framelens.annotate.name_runs import Name
from framelens.languages import Language

SURNAME, GIVEN = 2, 1  # how well two names fit: by surname, or by a given name alone
_MOST = 24
_SHORTEST = 5  # letters of a word that may be spelt in two ways
_MAIN = 2  # how many times one bearer of a name must be named for each time of another to be the one who is meant


@dataclass
class Bearer:
    """One person of an article: the readings that fit every name so far, and where they are named in full."""

    identity: Identity
    readings: tuple[BaseForm, ...]
    named: list[int] = field(default_factory=list)

    @property
    def gender(self) -> str | None:
        """The gender that every reading has."""
        genders = {one.gender for one in self.readings}
        return next(iter(genders)) if len(genders) == 1 else None


def fit_readings(one: tuple[BaseForm, ...], other: tuple[BaseForm, ...]) -> tuple[int, tuple[BaseForm, ...]]:
    """How well two names fit, 0 where they do not, and the base forms that both may have."""
    if not _words_of(one) & _words_of(other):
        return 0, ()
    best = 0
    merged: dict[object, BaseForm] = {}
    for mine in one:
        for theirs in other:
            strength = _fit(mine, theirs)
            if strength > best:
                best, merged = strength, {}
            if strength and strength == best:
                whole = _merge(mine, theirs)
                merged.setdefault((whole.given, whole.surname, whole.gender), whole)
    ranked = sorted(merged.values(), key=lambda reading: (reading.rank, reading.name))
    return best, tuple(ranked[:_MOST])


@lru_cache(maxsize=20_000)
def _words_of(readings: tuple[BaseForm, ...]) -> frozenset[str]:
    return frozenset(fold(word) for one in readings for word in (*one.given, *one.surname))


def _fit(one: BaseForm, other: BaseForm) -> int:
    if one.gender and other.gender and one.gender != other.gender:
        return 0
    mine, theirs = _key(one.surname), _key(other.surname)
    if not mine or not theirs:
        return GIVEN if _agree(one.given, other.given) and one.given and other.given else 0
    if not one.given or not other.given:
        if _ends_alike(mine, theirs):
            return SURNAME
        short, long = (one, other) if len(one.given) < len(other.given) else (other, one)
        words = _key((*long.given, *long.surname))
        return GIVEN if len(short.surname) == 1 and _key(short.surname)[0] in words else 0
    if _ends_alike(mine, theirs) and _agree(one.given, other.given):
        return SURNAME
    shorter, longer = sorted((_key((*r.given, *r.surname)) for r in (one, other)), key=len)
    # "Дмитрий Анатольевич", "Pedro Sánchez" of Pedro Sánchez Castejón; "Sánchez Castejón".
    size = len(shorter)
    if size < len(longer) and not any(map(is_initial, shorter)) and shorter in (longer[:size], longer[-size:]):
        return SURNAME
    return 0


def _agree(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether given names agree as far as both are written, an initial with the name that it stands for."""
    for mine, theirs in zip(_key(one), _key(other), strict=False):
        short, long = sorted((mine, theirs), key=len)
        if short != long and not (is_initial(short) and long.startswith(short[0])):
            return False
    return True


def _key(words: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(fold, words))


def _ends_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two surnames are one, with or without its particles."""
    size = min(len(one), len(other))
    return tuple(one[-size:]) == tuple(other[-size:])


def _merge(one: BaseForm, other: BaseForm) -> BaseForm:
    """The fuller form of two that fit."""
    full, short = (one, other) if _fullness(one) >= _fullness(other) else (other, one)
    cases = full.cases if full.cases else short.cases
    return BaseForm(full.given, full.surname, full.gender or short.gender, cases, max(one.rank, other.rank))


def _fullness(one: BaseForm) -> tuple[int, int]:
    words = (*one.given, *one.surname)
    return sum(not is_initial(word) for word in words), len(words)


class Persons:
    """The persons of an article, found name by name."""

    def __init__(self, language: Language, known: Iterable[tuple[Identity, Sequence[str]]] = ()) -> None:
        self._language = language
        self._forms: dict[int, list[tuple[BaseForm, ...]]] = {}
        self.persons: list[Bearer] = []
        for identity, names in known:
            readings = [tuple(r for r in read_name(name, language) if r.is_nominative) for name in names]
            self.persons.append(Bearer(identity, readings[0]))
            self._forms[id(self.persons[-1])] = [one for one in readings[1:] if one]

    def link(
        self,
        names: Sequence[Name],
        aliases: Sequence[tuple[Name, Name]],
        openings: Collection[int],
        subjects: Mapping[Name, str],
    ) -> dict[Name, list[Identity]]:
        """For each name of a person the identities that it may stand for.

        ``aliases`` are pairs that are one; ``openings`` says where sentences begin, since a name there seldom stands
        in another case than the base form's. ``subjects`` has the names beside a verb of saying, with the gender that
        its ending tells.
        """
        forms: dict[str, list[Name]] = {}
        for name in names:
            forms.setdefault(name.text, []).append(name)
        same = {second.text: first.text for first, second in aliases}
        links: dict[Name, list[Identity]] = {}
        placed: dict[str, list[Bearer]] = {}
        for form in sorted(forms, key=lambda form: (form in same, *self._order(form), forms[form][0].start)):
            readings = read_name(form, self._language)
            fitting = placed.get(same.get(form, ""), []) or self._fitting(readings)
            if not fitting:
                fitting = self._spelt_otherwise(readings)
            if not fitting:
                fitting = [self._found(form, readings, forms[form][0])]
            elif len(fitting) == 1:
                self._joins(fitting[0], readings, alias=form in same)
            placed[form] = fitting
            if len(fitting) == 1 and len(split_words(form)) > 1:
                fitting[0].named += [name.start for name in forms[form]]
        for form, fitting in placed.items():
            for name in forms[form]:
                chosen = fitting if len(fitting) == 1 else self._meant(name, fitting)
                links[name] = [person.identity for person in chosen]
                for person in chosen if len(chosen) == 1 else ():
                    person.identity.aliases[form] += 1
        self._name_all(links, openings, subjects)
        return links

    def _order(self, form: str) -> tuple[int, int]:
        """Full names first, then those with initials, then single words, the clearer ones first."""
        words = split_words(form)
        full = sum(not is_initial(word) for word in words)
        return (-full, 0) if full > 1 else (0 if len(words) > 1 else 1, len(read_name(form, self._language)))

    def _fitting(self, readings: tuple[BaseForm, ...]) -> list[Bearer]:
        """Who a name may be; those whom the article names before those whom the roster alone knows."""
        found: list[tuple[tuple[int, bool], Bearer]] = []
        for person in self.persons:
            forms = [person.readings, *self._forms.get(id(person), ())]
            strength = max((fit_readings(form, readings)[0] for form in forms), default=0)
            if strength:  # the base form that is likeliest for a person goes before one that they might have
                likeliest = any(fit_readings(form[:1], readings)[0] == strength for form in forms)
                found.append(((strength, likeliest), person))
        best = max((how for how, _ in found), default=(0, False))
        fitting = [person for how, person in found if how == best]
        return [person for person in fitting if person.identity.first_seen >= 0] or fitting

    def may_stand_for(self, form: str) -> bool:
        """Whether a name may stand for one of them, whomever else an article names."""
        readings = read_name(form, self._language)
        return bool(self._fitting(readings)) or any(
            _near(a, b) for person in self.persons for a in person.readings for b in readings
        )

    def _spelt_otherwise(self, readings: Sequence[BaseForm]) -> list[Bearer]:
        """Who is spelt with a letter more or less: Рухани and Роухани."""
        found = [person for person in self.persons if any(_near(a, b) for a in person.readings for b in readings)]
        return found if len(found) == 1 else []

    def _joins(self, person: Bearer, readings: tuple[BaseForm, ...], *, alias: bool) -> None:
        strength, merged = fit_readings(person.readings, readings)
        if strength == SURNAME and not alias:
            person.readings = merged
        elif not alias:
            self._forms.setdefault(id(person), []).append(readings)

    def _found(self, form: str, readings: tuple[BaseForm, ...], name: Name) -> Bearer:
        self.persons.append(Bearer(Identity("", form, "person", first_seen=name.start), readings))
        return self.persons[-1]

    def _meant(self, name: Name, fitting: list[Bearer]) -> list[Bearer]:
        """Whom a name means that fits several: who was named in full before it, or far more often than the others."""
        before = [person for person in fitting if any(start < name.start for start in person.named)]
        if len(before) == 1:
            return before
        ranked = sorted(before or fitting, key=lambda person: -len(person.named))
        if len(ranked[0].named) > _MAIN * len(ranked[1].named):
            return ranked[:1]
        return before or fitting

    def _name_all(
        self, links: Mapping[Name, Sequence[Identity]], openings: Collection[int], subjects: Mapping[Name, str]
    ) -> None:
        """Give each person the base form that is likeliest, as the article writes it where it does."""
        for person in self.persons:
            if person.identity.from_roster:
                continue
            mine = [name for name, fitting in links.items() if list(map(id, fitting)) == [id(person.identity)]]
            costs = {form: _cost(form, mine, openings, subjects) for form in person.readings}
            ranked = sorted(person.readings, key=lambda form: (costs[form], form.rank, form.name))
            person.readings = tuple(ranked)
            person.identity.name = _as_written(ranked[0], mine)
            if person.gender:
                person.identity.gender[person.gender] += 3
            elif ranked[0].gender:
                person.identity.gender[ranked[0].gender] += 2


def _cost(form: BaseForm, names: Sequence[Name], openings: Collection[int], subjects: Mapping[Name, str]) -> float:
    """How unlikely a base form is: by its place in the table and by how many names stand in another form of it."""
    words = {fold(word) for word in (*form.given, *form.surname)}
    cost = math.sqrt(form.rank)
    for name in names:
        gender = subjects.get(name)
        is_other = any(fold(word) not in words for word in split_words(name.text))
        if gender and (is_other or form.gender not in (None, gender)):
            cost += ACTS_INFLECTED
        elif is_other:
            cost += ACTS_INFLECTED if name.start in openings else INFLECTED
    return cost


def _as_written(form: BaseForm, names: Sequence[Name]) -> str:
    """A base form as the article writes it, with the strokes that print may leave out."""
    seen = {" ".join(_key(words)): " ".join(words) for name in names if (words := split_words(name.text))}
    return seen.get(" ".join(_key((*form.given, *form.surname))), form.name)


def _near(one: BaseForm, other: BaseForm) -> bool:
    """Whether two names differ by one letter that one of them lacks, in one word."""
    mine, theirs = _key((*one.given, *one.surname)), _key((*other.given, *other.surname))
    if one.gender and other.gender and one.gender != other.gender:
        return False
    if len(mine) != len(theirs):
        mine, theirs = mine[-1:], theirs[-1:]
    other_words = [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]]
    return len(other_words) == 1 and _lacks_a_letter(*sorted(other_words[0], key=len))


def _lacks_a_letter(short: str, long: str) -> bool:
    if len(long) != len(short) + 1 or len(short) < _SHORTEST or short[0] != long[0]:
        return False
    return any(long[:at] + long[at + 1 :] == short for at in range(1, len(long) - 1))
