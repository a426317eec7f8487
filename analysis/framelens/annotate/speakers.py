"""Speakers: from the words that name a source to a person or organisation with an identity, or to none.

Each statement's source is read as a name, a surname, a pronoun, a role, an organisation's noun or an unnamed
source. Every answer carries its reason; where two people fit, the resolver abstains and the reason names them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from framelens.annotate.identities import Identity
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name, name_words
from framelens.annotate.sources import PRONOUNS
from framelens.annotate.statements import Span, Statement

_GENDER = {"he": "male", "she": "female", "him": "male", "her": "female", "his": "male", "hers": "female"}
_DOCUMENT = re.compile(
    r"\b(?:report|reports|poll|polls|survey|surveys|study|studies|statement|letter|document|documents|book|memo|email|"
    r"emails|e-mail|tweet|tweets|article|editorial|filing|filings|records|data|figures|transcript|law|bill|ruling|"
    r"indictment|lawsuit|affidavit|memoir|analysis|research|website|post|release|paper|video|ad|advertisement)\Z",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[\w’']+(?:\.\w+)*")
_SMALL = frozenset(
    "the a an of for at in and to on by with his her their its our my this that who is was former then also s "
    "chief senior".split()
)
_PLURAL_UNNAMED = re.compile(
    r"\b(?:officials|sources|people|analysts|experts|critics|supporters|witnesses|residents|voters|researchers|"
    r"scientists|lawyers|prosecutors|investigators|aides|lawmakers|economists|observers|others|some|many|several|"
    r"most|two|three|four|five|those|advisers|advisors|reporters|journalists|republicans|democrats|doctors|men|"
    r"women|leaders|activists|members|students|neighbors|neighbours|friends|parents|opponents|authorities|polls)\b",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(r"\A(?:an?|one|another|some|any)\b", re.IGNORECASE)
_JOINS = re.compile(r",?\s(?:and|&)\s(?:[\w.’'-]+\s){0,4}|,\s(?:[\w.’'-]+\s){0,3}")
_BESIDE = re.compile(r",\s(?:[A-Z][a-z]+\.?\s)?")
_OPENS_COMPLEMENT = re.compile(r"\s(?:of|by|from|in|on|for|to|that|which|published|released)\s")
_NEAR = 2  # paragraphs that a pronoun looks back


@dataclass(frozen=True)
class Resolution:
    """Who speaks, how the source names them, why, and how sure that is (0-1)."""

    speaker: Identity | None
    form: str
    reason: str
    confidence: float
    kind: str = ""

    def __post_init__(self) -> None:
        if not self.kind:
            object.__setattr__(self, "kind", self.speaker.kind if self.speaker else "unnamed")


@dataclass
class Resolver:
    """Resolves the sources of one article's statements in reading order, remembering who spoke.

    Attributes
    ----------
    text, layout
        The article.
    identities : sequence of Identity
    links : mapping
        Each name and the identities that it may stand for.
    """

    text: str
    layout: Layout
    identities: Sequence[Identity]
    links: dict[Name, list[Identity]]
    _spoken: list[tuple[int, Identity]] = field(default_factory=list)
    _have_spoken: set[int] = field(default_factory=set)
    _paragraph_before: int = -9

    def __post_init__(self) -> None:
        self._starts = [start for start, _ in self.layout.paragraphs]
        self._sentence_starts = [sentence.start for sentence in self.layout.sentences]
        self._people = self._people_by_sentence()
        self._names = sorted(self.links, key=lambda n: n.start)
        self._name_starts = [n.start for n in self._names]

    def _people_by_sentence(self) -> dict[int, list[Name]]:
        """The persons named in the journalist's words, by the position of their sentence, in order."""
        found: dict[int, list[Name]] = {}
        for name in sorted((n for n in self.links if n.kind == "person"), key=lambda n: n.start):
            if not self.layout.marked.covers(name.start, name.end):
                found.setdefault(bisect_right(self._sentence_starts, name.start) - 1, []).append(name)
        return found

    def _names_within(self, start: int, end: int) -> list[Name]:
        first = bisect_left(self._name_starts, start)
        last = bisect_left(self._name_starts, end)
        return [n for n in self._names[first:last] if n.end <= end]

    def resolve(self, statement: Statement) -> Resolution:
        """Who speaks the statement; statements must come in reading order."""
        at = statement.source or statement.cue or statement.content[0]
        paragraph = self._paragraph(at[0])
        if statement.source is None:
            found = self._without_source(statement, paragraph)
        else:
            found = self._with_source(statement, statement.source, paragraph)
        # Somebody unknown spoke: a pronoun that follows must not reach over them.
        self._spoken.append((at[0], found.speaker or _NOBODY))
        self._have_spoken.add(id(found.speaker))
        self._paragraph_before = paragraph
        return found

    def resolve_pronoun(self, word: str, start: int) -> Resolution:
        """Whom a pronoun in the journalist's words means, given who was named and who spoke before it."""
        return self._pronoun(word.lower(), (start, start + len(word)), self._paragraph(start))

    def _paragraph(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1

    def _without_source(self, statement: Statement, paragraph: int) -> Resolution:
        last = self._last_speaker()
        if last and paragraph - self._paragraph_before <= 1:
            return Resolution(last, "description", "quotation without a source right after theirs", 0.6)
        return Resolution(None, "description", "no source is named", 0.0)

    def _with_source(self, statement: Statement, source: Span, paragraph: int) -> Resolution:
        words = self.text[source[0] : source[1]]
        lower = words.lower().strip()
        if lower in PRONOUNS:
            return self._pronoun(lower, source, paragraph)
        names = self._names_within(*source)
        # "friend of Taylor’s family", "Clinton’s campaign": the owner is not who speaks.
        names = [n for n in names if n.end == source[1] or self.text[n.end] not in "'’"]
        persons = [n for n in names if n.kind == "person"]
        if persons:
            return self._person(persons, statement)
        beside = self._names_within(source[1], min(len(self.text), source[1] + 60))
        if beside and _BESIDE.fullmatch(self.text, source[1], beside[0].start) and beside[0].kind == "person":
            if _stems(words) & name_words()["role"]:  # "said the mayor, Ana Ito"
                return self._person(beside[:1], statement)
        by_role = self._role(words, statement)
        if by_role:
            return by_role
        if names:
            return self._organisation(names, words, source)
        return self._described(words, paragraph)

    def _person(self, names: list[Name], statement: Statement) -> Resolution:
        name = names[0]
        fitting = self.links[name]
        distinct = {id(self.links[n][0]) for n in names if len(self.links[n]) == 1}
        joined = any(_JOINS.fullmatch(self.text, one.end, other.start) for one, other in pairwise(names))
        if joined and len(distinct) > 1:
            listed = ", ".join(self.links[n][0].name for n in names)
            return Resolution(None, "name", f"several speak together: {listed}", 0.0)
        if len(fitting) == 1:
            full = len(name.words) > 1
            alias = fitting[0].from_roster and name.text in fitting[0].aliases and name.text != fitting[0].name
            reason = "name in the roster" if alias and not full else "full name" if full else "surname"
            return Resolution(fitting[0], "name", reason, 0.98 if full else 0.93)
        return self._namesakes(name, fitting, statement)

    def _namesakes(self, name: Name, fitting: list[Identity], statement: Statement) -> Resolution:
        """Two people of one surname: who is spoken of does not speak, who spoke last goes on."""
        spoken_of = {
            id(self.links[n][0])
            for a, b in statement.content
            for n in self._names_within(a, b)
            if len(self.links[n]) == 1 and len(n.words) > 1
        }
        left = [i for i in fitting if id(i) not in spoken_of]
        if len(left) == 1:
            return Resolution(left[0], "name", "surname; the namesake is spoken of in the statement", 0.85)
        speakers = [i for i in left if id(i) in self._have_spoken]
        if len(speakers) == 1:
            return Resolution(speakers[0], "name", f"surname; no other {name.text} has spoken", 0.85)
        return Resolution(None, "name", _two_fit(left or fitting), 0.0)

    def _pronoun(self, word: str, source: Span, paragraph: int) -> Resolution:
        if word in {"i", "we", "you"}:
            return Resolution(None, "pronoun", f"'{word}' is nobody the text names", 0.0)
        if word in {"they", "it"}:
            last = self._last_speaker()
            if last and last.kind == "organisation" and paragraph - self._paragraph_before <= _NEAR:
                return Resolution(last, "pronoun", "pronoun; the organisation that spoke last", 0.7)
            return Resolution(None, "pronoun", f"'{word}' has no one speaker before it", 0.0)
        gender = _GENDER[word]
        subjects = self._subjects_before(source[0], paragraph)
        last_at, last = self._spoken[-1] if self._spoken else (-1, None)
        for at, candidates in subjects:
            if last is not None and last is not _NOBODY and at < last_at:
                break
            fitting = [i for i in candidates if i.fits_gender(gender)]
            if len(fitting) == 1 and fitting[0] is not last:
                return Resolution(fitting[0], "pronoun", "pronoun; the person named last", 0.75)
            if len(fitting) > 1 and not any(i is last for i in fitting):
                return Resolution(None, "pronoun", _two_fit(fitting), 0.0)
        near = paragraph - self._paragraph_before <= _NEAR
        if last is not None and last is not _NOBODY and near and last.kind == "person" and last.fits_gender(gender):
            return Resolution(last, "pronoun", "pronoun; spoke last", 0.9)
        earlier = self._earlier_speaker(gender, source[0], paragraph)
        if earlier:
            return Resolution(earlier, "pronoun", f"pronoun; the {gender} speaker before", 0.65)
        return Resolution(None, "pronoun", f"nobody named before fits '{word}'", 0.0)

    def _subjects_before(self, offset: int, paragraph: int) -> list[tuple[int, list[Identity]]]:
        """The persons named before ``offset`` in the journalist's words, the nearest sentence first.

        A name that opens its sentence is its subject and stands for the sentence.
        """
        found: list[tuple[int, list[Identity]]] = []
        for number in range(bisect_right(self._sentence_starts, offset) - 1, -1, -1):
            sentence = self.layout.sentences[number]
            if sentence.paragraph < paragraph - _NEAR:
                break
            here = [n for n in self._people.get(number, ()) if n.start < offset]
            if here:
                chosen = here[:1] if here[0].start - sentence.start <= 25 else here
                unique = list({id(i): i for n in chosen for i in self.links[n]}.values())
                found.append((here[0].start, unique))
        return found

    def _earlier_speaker(self, gender: str, offset: int, paragraph: int) -> Identity | None:
        for at, who in reversed(self._spoken):
            if paragraph - self._paragraph(at) > _NEAR + 1:
                return None
            if who is not _NOBODY and who.kind == "person" and who.gender[gender] and who.fits_gender(gender):
                return who
        return None

    def _role(self, words: str, statement: Statement) -> Resolution | None:
        """A role or title that the article or the roster gives to somebody."""
        lists = name_words()
        wanted = _stems(words)
        if not wanted & lists["role"] or _PLURAL_UNNAMED.search(words) or _INDEFINITE.match(words):
            return None
        fitting = [
            identity
            for identity in self.identities
            if identity.kind == "person" and any(_covers(wanted, _stems(role)) for role in identity.roles)
        ]
        present = [i for i in fitting if i.first_seen >= 0] or fitting
        if len(present) == 1:
            return Resolution(present[0], "title", f"role: {_best_role(wanted, present[0])}", 0.88)
        if len(present) > 1:
            last = self._last_speaker()
            if any(i is last for i in present):
                return Resolution(last, "title", "role; spoke last", 0.7)
            return Resolution(None, "title", _two_fit(present), 0.0)
        return None

    def _organisation(self, names: list[Name], words: str, source: Span) -> Resolution:
        fitting = self.links[names[0]]
        # "a spokesman for the ministry" speaks for it without a name of his own.
        behind = _stems(self.text[names[-1].end : source[1]].split(",")[0]) - name_words()["organisation_head"]
        words = words.split(",")[0]
        if _stems(words) & name_words()["role"] or _PLURAL_UNNAMED.search(words) or _INDEFINITE.match(words) or behind:
            return Resolution(None, "description", f"unnamed source: {_short(words)}", 0.9)
        if len(fitting) == 1:
            return Resolution(fitting[0], "name", "name of the organisation", 0.9)
        return Resolution(None, "name", _two_fit(fitting), 0.0)

    def _described(self, words: str, paragraph: int) -> Resolution:
        if _DOCUMENT.search(
            re.split(r"\s(?:of|by|from|in|on|for|to|that|which|published|released)\s", words)[0].strip()
        ):
            return Resolution(None, "description", f"document: {_short(words)}", 0.8, "document")
        lists = name_words()
        stems = _stems(words)
        heads = stems & lists["organisation_head"]
        if heads and not _PLURAL_UNNAMED.search(words) and not _INDEFINITE.match(words):
            fitting = [i for i in self.identities if i.kind == "organisation" and heads & _stems(i.name)]
            if len(fitting) == 1:
                return Resolution(fitting[0], "description", f"'{_short(words)}': {fitting[0].name}", 0.75)
            last = self._last_speaker()
            if any(i is last for i in fitting):
                return Resolution(last, "description", f"'{_short(words)}'; spoke last", 0.65)
            if fitting:
                return Resolution(None, "description", _two_fit(fitting), 0.0)
        definite = re.match(r"(?:the|this|that)\s", words, re.IGNORECASE)
        last = self._last_speaker()
        if definite and stems & lists["role"] and last and last.kind == "person" and not last.roles:
            if paragraph - self._paragraph_before <= 1:
                return Resolution(last, "title", "role; spoke last, and no other role is given", 0.55)
        return Resolution(None, "description", f"unnamed source: {_short(words)}", 0.9)

    def _last_speaker(self) -> Identity | None:
        return self._spoken[-1][1] if self._spoken and self._spoken[-1][1] is not _NOBODY else None


_NOBODY = Identity("", "", "unnamed")


def _two_fit(fitting: Sequence[Identity]) -> str:
    return "two or more fit: " + ", ".join(sorted(identity.name for identity in fitting))


def _short(words: str) -> str:
    return " ".join(words.split())[:60]


def _stems(words: str) -> set[str]:
    """The telling words of a role in lower case, possessives and hyphens taken apart."""
    found: set[str] = set()
    for word in _WORDS.findall(words.replace("-", " ").lower()):
        plain = re.sub(r"['’]s?\Z", "", word)
        if plain and plain not in _SMALL:
            found.add(plain)
    return found


def _covers(wanted: set[str], role: set[str]) -> bool:
    """Whether every telling word of the phrase belongs to the role, its head among them."""
    return bool(wanted) and wanted <= role


def _best_role(wanted: set[str], identity: Identity) -> str:
    return next((role for role in identity.roles if _covers(wanted, _stems(role))), "")
