"""Speakers: from the words that name a source to a person or organisation with an identity, or to none.

Each statement's source is read as a name, a surname, a pronoun, a role, an organisation's noun, a document or an
unnamed source. Every answer carries its reason; where two people fit, the resolver abstains and the reason names them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from framelens.annotate.described import document_noun, is_definite, is_several, shorten, stems
from framelens.annotate.discourse import NEAR, Discourse, two_fit
from framelens.annotate.documents import Documents
from framelens.annotate.identities import Identity
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name, name_words
from framelens.annotate.organisations import fit_noun
from framelens.annotate.sources import PRONOUNS
from framelens.annotate.statements import Span, Statement

_JOINS = re.compile(r",?\s(?:and|&)\s[^;.]{0,80}|,\s(?:[\w.’'-]+\s){0,3}")
_BESIDE = re.compile(r",\s(?:[A-Z][a-z]+\.?\s)?")
# "a lawyer for Ana Ito", "supporters of Mr. Lund": whom the words speak for is not who speaks.
_OBJECT = re.compile(
    r"(?:\b[a-z’'-]+\sof|\w\s(?:for|to|with|by|from|about|against|behind|under|near|than))\s"
    r"(?:(?:the\s)?(?:late|former|then)\s)?"
    r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\.?\s|(?:President|Senator|Governor|Prime\sMinister)\s)?\Z"
)
# "Lund voters": a name in front of a noun; what may follow a name that speaks is none.
_MODIFIES = re.compile(
    r"\s(?!(?:and|or|of|in|on|at|for|from|with|who|whose|then|also|as|a|an|the|himself|herself|later|said|was|is|to|"
    r"when|while|by|via|speaking|wearing|both|but|now|once)\b)[a-z]"
)
_EXAMPLES = re.compile(r"[,—–-]?\s(?:including|such as|among them)\s", re.IGNORECASE)
_ROLE_WORDS = re.compile(r"\A(?:the|this|that)\s", re.IGNORECASE)


@dataclass(frozen=True)
class Resolution:
    """Who speaks, how the source names them, why, how sure that is (0-1), and how the search for them ended.

    ``resolution`` is one of :data:`framelens.tables.RESOLUTIONS`: 'named' wherever there is a speaker, and only there.
    """

    speaker: Identity | None
    form: str
    reason: str
    confidence: float
    kind: str = ""
    resolution: str = "named"

    def __post_init__(self) -> None:
        if not self.kind:
            object.__setattr__(self, "kind", self.speaker.kind if self.speaker else "unnamed")


def _nobody(resolution: str, form: str, reason: str, confidence: float = 0.0, kind: str = "") -> Resolution:
    """An answer without a speaker."""
    return Resolution(None, form, reason, confidence, kind, resolution)


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
    _unnamed: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._names = sorted(self.links, key=lambda n: n.start)
        self._name_starts = [n.start for n in self._names]
        self._discourse = Discourse(self.text, self.layout, self.links)
        self._documents = Documents(self.text, self.links, self._discourse)

    def _names_within(self, start: int, end: int) -> list[Name]:
        first = bisect_left(self._name_starts, start)
        last = bisect_left(self._name_starts, end)
        return [n for n in self._names[first:last] if n.end <= end]

    def resolve(self, statement: Statement) -> Resolution:
        """Who speaks the statement; statements must come in reading order."""
        at = statement.source or statement.cue or statement.content[0]
        if statement.source is None:
            found = self._without_source(statement, self._discourse.paragraph(at[0]))
        else:
            found = self._with_source(statement, statement.source)
        self._discourse.speaks(at[0], found.speaker)
        if found.resolution == "unnamed" and statement.source:
            self._unnamed.append((at[0], self.text[slice(*statement.source)]))
        return found

    def resolve_pronoun(self, word: str, start: int) -> Resolution:
        """Whom a pronoun in the journalist's words means, given who was named and who spoke before it."""
        found = self._pronoun(word.lower(), start)
        if found.speaker and word.lower() in {"he", "she"}:
            self._discourse.stands_for(start, found.speaker)
        return found

    def _pronoun(self, word: str, start: int) -> Resolution:
        who, resolution, reason, confidence = self._discourse.resolve(word, start)
        return Resolution(who, "pronoun", reason, confidence, resolution=resolution)

    def _without_source(self, statement: Statement, paragraph: int) -> Resolution:
        last = self._discourse.last_speaker
        behind = self._named_behind(statement)
        if behind and statement.cue is None:
            return Resolution(behind, "description", "the only one named in the next sentence", 0.55)
        if last and self._discourse.since_last(paragraph) <= 1:
            return Resolution(last, "description", "quotation without a source right after theirs", 0.6)
        return _nobody("absent", "description", "no source is named")

    def _named_behind(self, statement: Statement) -> Identity | None:
        """ "“...” Those were the words of Ana Ito.": the one person of the next sentence in the paragraph."""
        number = self.layout.sentence_at(statement.content[-1][1] - 1)
        if number < 0 or number + 1 >= len(self.layout.sentences):
            return None
        here, after = self.layout.sentences[number : number + 2]
        if here.paragraph != after.paragraph:
            return None
        names = [n for n in self._names_within(after.start, after.end) if n.kind == "person"]
        who = {id(i): i for n in names for i in self.links[n]}
        quoted = any(True for _ in self.layout.marked.overlapping(after.start, after.end))
        return next(iter(who.values())) if len(who) == 1 and not quoted else None

    def _with_source(self, statement: Statement, source: Span) -> Resolution:
        words = self.text[slice(*source)]
        lower = words.lower().strip()
        if lower in PRONOUNS:
            return self._pronoun(lower, source[0])
        by_initials = self._by_initials(words) if statement.cue and self.text[slice(*statement.cue)] == ":" else None
        if by_initials:
            return Resolution(by_initials, "name", f"initials of {by_initials.name}", 0.85)
        inside = self._names_within(*source)
        noun = document_noun(words)
        if noun:
            return self._document(words, noun, inside, source)
        # "friend of Taylor’s family", "Clinton’s campaign": the owner is not who speaks.
        names = [n for n in inside if n.end == source[1] or self.text[n.end] not in "'’"]
        persons = [n for n in names if n.kind == "person" and self._may_speak(n, source)]
        if persons:
            return self._person(persons, statement)
        beside = self._names_within(source[1], min(len(self.text), source[1] + 60))
        if beside and _BESIDE.fullmatch(self.text, source[1], beside[0].start) and beside[0].kind == "person":
            if stems(words) & name_words()["role"]:  # "said the mayor, Ana Ito"
                return self._person(beside[:1], statement)
        by_role = self._role(words, source[0])
        if by_role:
            return by_role
        names = [n for n in names if n.kind == "organisation"]
        if names:
            return self._organisation(names, words, source)
        return self._described(words, source[0])

    def _by_initials(self, words: str) -> Identity | None:
        """The one person with the initials that open an interview's turn: "AI:" for Ana Ito."""
        letters = words.replace(".", "").replace(" ", "")
        if not 2 <= len(letters) <= 4 or not letters.isupper():
            return None
        people = [i for i in self.identities if i.kind == "person"]
        fitting = [i for i in people if "".join(word[0] for word in i.words) == letters]
        return fitting[0] if len(fitting) == 1 else None

    def _may_speak(self, name: Name, source: Span) -> bool:
        """Whether a person named in a source is its head, not the object, the owner or an example in it."""
        before = self.text[source[0] : name.start]
        if _OBJECT.search(before) or _EXAMPLES.search(before):
            return False
        return not _MODIFIES.match(self.text, name.end, source[1])

    def _person(self, names: list[Name], statement: Statement) -> Resolution:
        name = names[0]
        fitting = self.links[name]
        distinct = {id(self.links[n][0]) for n in names if len(self.links[n]) == 1}
        joined = len(names) > 1 and _JOINS.fullmatch(self.text, name.end, names[1].start)
        if joined and len(distinct) > 1:
            listed = ", ".join(self.links[n][0].name for n in names)
            return _nobody("ambiguous", "name", f"several speak together: {listed}")
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
        speakers = [i for i in left if self._discourse.has_spoken(i)]
        if len(speakers) == 1:
            return Resolution(speakers[0], "name", f"surname; no other {name.text} has spoken", 0.85)
        return _nobody("ambiguous", "name", two_fit(left or fitting))

    def _document(self, words: str, noun: str, inside: Sequence[Name], source: Span) -> Resolution:
        """A poll, a report, a letter: whose it is, as far as the article says."""
        owner, why = self._documents.owner(words, noun, inside, source)
        if owner:
            return Resolution(owner, "description", f"document of {owner.name}: {why}", 0.8, "document")
        return _nobody("document", "description", f"document: {why or shorten(words)}", 0.8, "document")

    def _role(self, words: str, at: int) -> Resolution | None:
        """A role or title that the article or the roster gives to somebody."""
        wanted = stems(words)
        if not wanted & name_words()["role"] or is_several(words):
            return None
        fitting = [
            identity
            for identity in self.identities
            if identity.kind == "person" and any(wanted <= stems(role) for role in identity.roles)
        ]
        present = [i for i in fitting if i.first_seen >= 0] or fitting
        last = self._discourse.last_speaker
        if is_definite(words) and not any(i is last for i in present) and (same := self._same_unnamed(wanted, at)):
            return _nobody("unnamed", "description", f"unnamed source: {shorten(words)}, {same}", 0.85)
        if len(present) == 1:
            role = next(role for role in present[0].roles if wanted <= stems(role))
            return Resolution(present[0], "title", f"role: {role}", 0.88)
        if len(present) > 1:
            if any(i is last for i in present):
                return Resolution(last, "title", "role; spoke last", 0.7)
            return _nobody("ambiguous", "title", two_fit(present))
        return None

    def _same_unnamed(self, wanted: set[str], at: int) -> str | None:
        """ "A port spokesman said ... The spokesman added": the nameless one who spoke last in that role."""
        if not self._unnamed:
            return None
        before, words = self._unnamed[-1]
        near = self._discourse.paragraph(at) - self._discourse.paragraph(before) <= NEAR
        return shorten(words) if near and wanted <= stems(words) and self._discourse.last_speaker is None else None

    def _organisation(self, names: list[Name], words: str, source: Span) -> Resolution:
        fitting = self.links[names[0]]
        distinct = {id(self.links[n][0]): self.links[n][0].name for n in names if len(self.links[n]) == 1}
        joined = len(names) > 1 and re.fullmatch(r",?\s(?:and|&)\s(?:the\s)?", self.text[names[0].end : names[1].start])
        if joined and len(distinct) > 1 and names[1].end == source[1]:
            return _nobody("ambiguous", "name", f"several speak together: {', '.join(distinct.values())}")
        # "a spokesman for the ministry" speaks for it without a name of his own.
        behind = stems(self.text[names[-1].end : source[1]].split(",")[0]) - name_words()["organisation_head"]
        words = words.split(",")[0]
        plain = re.sub(r"\Athe\s", "", words.strip(), flags=re.IGNORECASE) == names[0].text
        if not plain and (stems(words) & name_words()["role"] or is_several(words) or behind):
            return _nobody("unnamed", "description", f"unnamed source: {shorten(words)}", 0.9)
        if len(fitting) == 1:
            return Resolution(fitting[0], "name", "name of the organisation", 0.9)
        return _nobody("ambiguous", "name", two_fit(fitting))

    def _described(self, words: str, at: int) -> Resolution:
        last, paragraph = self._discourse.last_speaker, self._discourse.paragraph(at)
        if not is_several(words):
            organisations = [i for i in self.identities if i.kind == "organisation"]
            fitting = fit_noun(words, organisations)
            if len(fitting) == 1:
                return Resolution(fitting[0], "description", f"'{shorten(words)}': {fitting[0].name}", 0.75)
            if any(i is last for i in fitting):
                return Resolution(last, "description", f"'{shorten(words)}'; spoke last", 0.65)
            near = self._discourse.named_near(fitting, at)
            if len(near) == 1:
                return Resolution(near[0], "description", f"'{shorten(words)}'; named last", 0.6)
            if fitting:
                return _nobody("ambiguous", "description", two_fit(fitting))
        if _ROLE_WORDS.match(words) and stems(words) & name_words()["role"] and not is_several(words):
            if last and last.kind == "person" and not last.roles and self._discourse.since_last(paragraph) <= 1:
                return Resolution(last, "title", "role; spoke last, and no other role is given", 0.55)
        return _nobody("unnamed", "description", f"unnamed source: {shorten(words)}", 0.9)
