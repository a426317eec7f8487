"""Speakers in any language: from the words that name a source to a person or organisation, or to nobody.

A source is read as a pronoun, a name, an office that somebody was introduced with, a body, or as unnamed. Whoever
speaks for somebody is not that somebody; where two fit, nobody is credited and the reason names them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from framelens.annotate.described import shorten
from framelens.annotate.discourse import Discourse, two_fit
from framelens.annotate.identities import Identity
from framelens.annotate.inflected.bodies import has_phrase, same_word
from framelens.annotate.inflected.readings import NOMINATIVE, fold, read_name, split_words
from framelens.annotate.inflected.roles import cases_of, find_phrase, is_plural, role_of, title_of, words_in
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name
from framelens.annotate.resolutions import Resolution, jointly, nobody
from framelens.annotate.statements import Statement
from framelens.languages import Language

_BESIDE = re.compile(r",?\s")
_APPOSITION = 90  # letters between a name and the relative word that means its bearer
_TELLING = 4  # letters of a word that tells one office from another
_GENDERS = ("male", "female")
_OWNING_MARKS = frozenset("’'")


@dataclass
class InflectedResolver:
    """Resolves the sources of one article's statements in reading order, remembering who spoke.

    Attributes
    ----------
    text, layout, language
        The article.
    identities : sequence of Identity
    links : mapping
        Each name and the identities that it may stand for.
    """

    text: str
    layout: Layout
    language: Language
    identities: Sequence[Identity]
    links: dict[Name, list[Identity]]
    _names: list[Name] = field(init=False)

    def __post_init__(self) -> None:
        self._names = sorted(self.links, key=lambda name: name.start)
        self._starts = [name.start for name in self._names]
        self._discourse = Discourse(self.text, self.layout, self.links)

    def resolve(self, statement: Statement) -> Resolution:
        """Who speaks the statement; statements must come in reading order."""
        at = (statement.source or statement.cue or statement.content[0])[0]
        found = self._with_source(*statement.source) if statement.source else self._without_source(at)
        self._discourse.speaks(at, found.speaker, found.others)
        return found

    def resolve_pronoun(self, word: str, start: int) -> Resolution:
        """Whom a pronoun means, given who was named and who spoke before it."""
        genders = self.language.genders_of(word)
        if "plural" in genders and (together := self._discourse.joint(start)):
            return jointly(together, "pronoun", 0.7)
        told = [gender for gender in _GENDERS if gender in genders]
        if len(told) > 1 or not (told or "either" in genders):
            return nobody("absent", "pronoun", f"'{word}' is nobody the text names")
        gender = told[0] if told else None
        who, resolution, reason, confidence = self._discourse.person(word, gender, start)
        if who and told:
            self._discourse.stands_for(start, who)
        return Resolution(who, "pronoun", reason, confidence, resolution=resolution)

    def _without_source(self, at: int) -> Resolution:
        last = self._discourse.last_speaker
        if last and self._discourse.since_last(self._discourse.paragraph(at)) == 0:
            return Resolution(last, "description", "goes on from the statement before it in the paragraph", 0.6)
        return nobody("absent", "description", "no source is named")

    def _with_source(self, start: int, end: int) -> Resolution:
        words = self.text[start:end]
        if pronoun := self._pronoun_in(words):
            return self.resolve_pronoun(pronoun, start)
        if self.language.lower(words.strip()) in self.language.relatives and (antecedent := self._antecedent(start)):
            return self._person([antecedent], antecedent.end)
        inside = self._within(start, end)
        persons = [name for name in inside if name.kind == "person"]
        speaking = [
            name for number, name in enumerate(persons) if not self._is_owner(name, persons[number + 1 :], start, end)
        ]
        if speaking:
            return self._person(speaking, end)
        office = role_of(words, self.language)
        behind = self._within(end, min(len(self.text), end + 60))
        if office and behind and behind[0].kind == "person" and _BESIDE.fullmatch(self.text, end, behind[0].start):
            return self._person(behind[:1], behind[0].end)
        if persons:
            return nobody(
                "unnamed", "description", f"unnamed source: {shorten(words)}, who is not {persons[0].text}", 0.9
            )
        bodies = [name for name in inside if name.kind == "organisation"]
        if self._is_age(words) and not bodies:
            who, resolution, reason, confidence = self._discourse.person(words, None, start)
            return Resolution(who, "description", reason.replace("pronoun", "age"), confidence, resolution=resolution)
        if (office or not bodies) and (by_office := self._by_office(words, office, start)):
            return by_office
        if bodies and not self._is_somebody_of(bodies[0], start):
            return self._organisation(bodies[0])
        return nobody("unnamed", "description", f"unnamed source: {shorten(words)}", 0.9)

    def _pronoun_in(self, words: str) -> str | None:
        """The pronoun that a source is, alone or with a word beside it: "он сам", "Sie selbst"."""
        found = words_in(words)
        if len(found) == 1:
            return found[0] if self.language.genders_of(found[0]) else None
        subjects = frozenset().union(*self.language.pronouns.get("subject", {}).values())
        owners = frozenset().union(*self.language.pronouns.get("possessive", {}).values())
        told = [word for word in found if self.language.lower(word) in subjects - owners]
        is_one = len(told) == 1 and len(found) == 2 and found[1].islower()
        return told[0] if is_one and role_of(words, self.language) is None else None

    def _is_age(self, words: str) -> bool:
        """Whether a source is somebody's age: "die 29-Jährige"."""
        small = self.language.lower(words)
        return any(re.search(rf"\d[-\s]?{re.escape(one)}\b", small) for one in self.language.aged)

    def _antecedent(self, at: int) -> Name | None:
        """The person in front of a relative word, in its sentence."""
        number = self.layout.sentence_at(at)
        begin = self.layout.sentences[number].start if number >= 0 else 0
        before = [name for name in self._within(begin, at) if name.kind == "person"]
        return before[-1] if before and at - before[-1].end <= _APPOSITION else None

    def _within(self, start: int, end: int) -> list[Name]:
        first, last = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [name for name in self._names[first:last] if name.end <= end]

    def _is_owner(self, name: Name, others: Sequence[Name], start: int, end: int) -> bool:
        """Whether a source speaks of a person who does not speak: somebody's spokesman, lawyer, office, wife.

        "Пресс-секретарь Петрова", "Sprecher von Lohmann", "Lohmanns Sprecherin", "Vəliyevin köməkçisi".
        """
        before = self.text[start : name.start]
        # "Krauss’ Sprecher": a name that ends in s owns by a mark alone.
        inflected = self._is_inflected(name) or self.text[name.end : min(name.end + 1, end)] in _OWNING_MARKS
        between = self.text[name.end : others[0].start] if others else ""
        if others and between.isspace() and (inflected or role_of(before, self.language)):
            return True  # "Коллега Перова Анна Зуева", "Врач Мишель Перес Анна Зуева"
        behind = re.split(r"[,;]", between or self.text[name.end : end])[0]
        if inflected and not self._is_joined(behind) and role_of(behind, self.language):
            return True
        if self._is_owned(before):
            return True
        if find_phrase(before, self.language.spokespersons, self.language):
            # "Пресс-секретарь Олег Перов" is him: the name is as it is, and he is known as nobody else.
            if len(name.words) == 1:
                return inflected or self._is_known_otherwise(name)
            # "По словам пресс-секретаря Олега Перова": the first that is heard of him.
            is_new = self.links[name][0].first_seen == name.start and not self._is_known_otherwise(name)
            return inflected and (self._is_base(words_in(before)[-1]) or not is_new)
        office = next((word for word in words_in(before) if title_of(word, self.language)), None)
        return office is not None and inflected and self._is_base(office)

    def _is_owned(self, before: str) -> bool:
        """Whether words end in one that says to whom somebody belongs: "ein Sprecher von", "le porte-parole d’"."""
        small = self.language.lower(before).rstrip()
        said = any(
            word in self.language.saying_words - self.language.stop_words for word in words_in(small)
        )  # "Angaben von"
        return not said and any(small.endswith(f" {one}") for one in self.language.owning)

    def _is_inflected(self, name: Name) -> bool:
        """Whether a name stands in another form than the base form of whom it stands for."""
        words = split_words(name.text)
        if len(words) > 1:
            mine = [fold(word) for word in words]
            as_it_is = (one for one in read_name(name.text, self.language) if one.is_nominative)
            if any(sorted(map(fold, one.name.split())) == sorted(mine) for one in as_it_is):
                return False
        base = split_words(self.links[name][0].name)[-1:]
        return bool(base) and all(fold(base[0]) != fold(word) for word in words)

    def _is_known_otherwise(self, name: Name) -> bool:
        """Whether the article gives a person roles and none of them is a spokesperson's."""
        roles = self.links[name][0].roles
        return bool(roles) and not any(find_phrase(role, self.language.spokespersons, self.language) for role in roles)

    def _is_joined(self, words: str) -> bool:
        return any(self.language.lower(word) in self.language.joiners for word in words_in(words))

    def _is_base(self, word: str) -> bool:
        """Whether an office stands in its base form, so that an inflected name behind it is its owner's."""
        cases = cases_of(word, self.language)
        return NOMINATIVE in cases if cases is not None else word == title_of(word, self.language)

    def _is_somebody_of(self, body: Name, start: int) -> bool:
        """Whether a source is a person of a body who is not named: "представитель МВД", "ein Sprecher der Polizei"."""
        before = self.text[start : body.start]
        return bool(role_of(before, self.language)) and not find_phrase(before, self.language.seats, self.language)

    def _person(self, names: Sequence[Name], end: int) -> Resolution:
        name = names[0]
        fitting = self.links[name]
        several = [self.links[one][0] for one in names if len(self.links[one]) == 1]
        several = list({id(one): one for one in several}.values())
        if len(several) > 1 and self._is_list(names, end):
            return jointly(several, "name", 0.9)
        if len(fitting) == 1:
            full = len(split_words(name.text)) > 1
            reason = "full name" if full else "surname"
            if self._is_inflected(name):
                reason += f" in another form: {fitting[0].name}"
            return Resolution(fitting[0], "name", reason, 0.98 if full else 0.93)
        return nobody("ambiguous", "name", two_fit(fitting))

    def _is_list(self, names: Sequence[Name], end: int) -> bool:
        """Whether names stand beside each other, with a comma or a small word between: "Перов и Зуева"."""
        between = [self.language.lower(self.text[one.end : other.start]) for one, other in pairwise(names)]
        return all(set(words_in(part)) <= self.language.joiners and (words_in(part) or "," in part) for part in between)

    def _organisation(self, name: Name) -> Resolution:
        fitting = self.links[name]
        if len(fitting) != 1:
            return nobody("ambiguous", "name", two_fit(fitting), kind="organisation")
        return Resolution(fitting[0], "name", "name of the body", 0.9)

    def _by_office(self, words: str, office: str | None, at: int) -> Resolution | None:
        """Who was introduced with the office: "министр" is the minister whom the article names.

        An office goes by other names, too: "глава государства" is the president.
        """
        held = self.find_holders(words, office)
        fitting = [one for one in self.identities if id(one) in held]
        present = [one for one in fitting if 0 <= one.first_seen < at] or fitting  # a headline comes before the names
        if len(present) == 1:
            return Resolution(present[0], "title", f"role: {held[id(present[0])]}", 0.88)
        if present:
            near = self._discourse.named_near(present, at)
            last = self._discourse.last_speaker
            if len(near) == 1:
                return Resolution(near[0], "title", "role; the one who holds it and was named last", 0.75)
            if any(one is last for one in present):
                return Resolution(last, "title", "role; spoke last", 0.7)
            return nobody("ambiguous", "title", two_fit(present))
        return None

    def find_holders(self, words: str, office: str | None) -> dict[int, str]:
        """The roles by which persons may be meant by an office, by the identity's ``id``."""
        if is_plural(words, self.language):
            return {}
        told = self._told(words, office) if office else []
        return {
            id(one): role
            for one in self.identities
            if one.kind == "person"
            for role in reversed(one.roles)
            if (office and self._holds(role, fold(office), told)) or self._goes_by(words, role)
        }

    def _told(self, words: str, but: str) -> list[str]:
        """The words of a source that tell which office it is, but some: "обороны" of "министр обороны"."""
        known = [fold(word) for word in words_in(but)]
        found = [word for word in map(fold, words_in(words)) if len(word) >= _TELLING]
        return [
            word
            for word in found
            if word not in self.language.stop_words
            and not any(same_word(word, one) or word.endswith(one) for one in known)
        ]

    def _goes_by(self, words: str, role: str) -> bool:
        """Whether the holder of a role is called so, and nothing else, by the table of offices."""
        return any(
            any(self._is_called(words, one) for one in office.called)
            and any(has_phrase(role, one) for one in office.titles)
            for office in self.language.offices
        )

    def _is_called(self, words: str, phrase: str) -> bool:
        """Whether words are a phrase in any form; a title is told by its own forms, so that a court is no judge."""
        title = title_of(phrase, self.language)
        as_title = title is None or role_of(words, self.language) == title
        return as_title and has_phrase(words, phrase) and not self._told(words, phrase)

    def _holds(self, role: str, office: str, told: Sequence[str]) -> bool:
        """Whether a role is the office that is wanted, and of what is wanted: "Außenministerin" of "Ministerin"."""
        mine = [fold(word) for word in words_in(role)]
        title = fold(role_of(role, self.language) or "")
        is_office = same_word(title, office) or title.startswith(office) or office.startswith(title)
        is_office |= title.endswith(office)
        return (
            bool(title)
            and is_office
            and all(any(same_word(word, one) or one.startswith(word) for one in mine) for word in told)
        )
