"""Speakers: from the words that name a source to a person or organisation with an identity, or to none.

Each statement's source is read as a name, a surname, a pronoun, a role, an organisation's noun, a document or an
unnamed source. Every answer carries its reason; where two people fit, the resolver abstains and the reason names them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from framelens.annotate.cues import read_cue
from framelens.annotate.described import document_noun, is_definite, is_several, shorten, stems
from framelens.annotate.discourse import NEAR, SOURCE_PRONOUNS, Discourse, two_fit
from framelens.annotate.documents import Documents
from framelens.annotate.heads import is_office_in, may_speak
from framelens.annotate.identities import Identity
from framelens.annotate.interviews import read_label
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name, name_words
from framelens.annotate.offices import by_title, find_holders, in_office, is_only_quoted
from framelens.annotate.organisations import fit_noun, most_named
from framelens.annotate.pairs import Pairs
from framelens.annotate.resolutions import Resolution, jointly, nobody
from framelens.annotate.statements import Span, Statement

_JOINS = re.compile(r"(?:,[^,;.]{2,60},)?,?\s(?:and|&|nor|or)\s[^;.]{0,80}|,\s(?:[\w.’'-]+\s){0,3}")
_ALSO = re.compile(r"(?:,[^,;.]{2,60},)?,?\s(?:and|&|nor|or)\s|,\s")
_AND = re.compile(r"\s(?:and|&|nor|or)\s")
_COMPLEMENTS = re.compile(r"\s(?:about|at|by|close|for|from|in|near|of|on|to|with)\s")
# "the Embassy in Norland", "the Post and The Herald": what goes with a body's name.
_COMPLEMENT = re.compile(r"\s(?:in|at|of|for|to|on|and|&)\s(?:[Tt]he\s)?[A-Z][^,]*\Z")
# "the Port Sheriff’s office", "Norland’s press service": what belongs to a body and speaks for all of it.
_SEAT = re.compile(r"['’]s?\s(?:[\w-]+\s){0,2}(?:office|bureau|headquarters|service|department)")
_BESIDE = re.compile(r",\s(?:[A-Z][a-z]+\.?\s)?")
_OWNED = re.compile(r"['’]s?(?:\s\w+)?")
# "The bank late on Monday said"
_WHEN = frozenset(
    "late early later earlier today yesterday last week month year afternoon morning evening night also itself "
    "recently statement monday tuesday wednesday thursday friday saturday sunday".split()
)
_WHO = re.compile(r"(?:\s\([^)]{1,20}\))?,?\s(?:[^,;.]{2,80},\s)?")
_ROLE_WORDS = re.compile(r"\A(?:the|this|that)\s", re.IGNORECASE)


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
        self._pairs = Pairs(self._discourse)

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
        self._discourse.speaks(at[0], found.speaker, found.others)
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
        return nobody("absent", "description", "no source is named")

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
        quoted = bool(self.layout.marked.overlapping(after.start, after.end))
        return next(iter(who.values())) if len(who) == 1 and not quoted else None

    def _with_source(self, statement: Statement, source: Span) -> Resolution:
        words = self.text[slice(*source)]
        lower = words.lower().strip()
        ordered = self._pairs.ordered(lower, source[0])
        if ordered:
            return Resolution(ordered, "description", f"'{lower}' of the two named before", 0.8)
        together = self._pairs.together(words, source[0])
        if together:
            return jointly(together, "pronoun", 0.7)
        if lower in SOURCE_PRONOUNS:
            return self._pronoun(lower, source[0])
        if lower == "who" and (antecedent := self._antecedent(source[0])):
            return self._person([antecedent])
        if statement.cue and self.text[slice(*statement.cue)] in {":", "."}:
            label = read_label(words, self.identities, self.links)
            if label:
                return label
        inside = self._names_within(*source)
        speaking = self._speaking(inside, source)
        persons = [n for n in speaking if n.kind == "person"]
        behind = self._names_within(source[1], min(len(self.text), source[1] + 60))
        if not persons and inside and inside[-1].kind == "organisation" and inside[-1].end + 2 >= source[1]:
            # the source ends in "Reuters", of "Reuters editor Ana Ito"
            if behind and behind[0].kind == "person" and is_office_in(self.text[source[1] : behind[0].start]):
                return self._person(behind[:1])
        noun = None if persons and persons[0].end == source[1] else document_noun(words)
        if not noun and inside and inside[-1].kind == "organisation":  # "Department of Labor statistics"
            noun = document_noun(self.text[inside[-1].end : source[1]])
        if noun:
            return self._document(words, noun, inside, source)
        if persons:
            return self._person(persons)
        if behind and _BESIDE.fullmatch(self.text, source[1], behind[0].start) and behind[0].kind == "person":
            # "said the mayor, Ana Ito"; in "according to people close to the mayor, Ito thought" nothing stands beside.
            closed = not self.text[behind[0].end : behind[0].end + 2].lstrip()[:1].isalnum()
            if closed and stems(_COMPLEMENTS.split(words)[0]) & name_words()["role"]:
                return self._person(behind[:1])
        by_role = self._role(words, source[0])
        if by_role:
            return by_role
        names = [n for n in speaking if n.kind == "organisation"]
        names = names or [
            n for n in inside if n.kind == "organisation" and _SEAT.fullmatch(self.text, n.end, source[1])
        ]
        if names:
            return self._organisation(names, words, source)
        return self._described(words, source[0])

    def _antecedent(self, at: int) -> Name | None:
        """The person right in front of "who": "according to Ana Ito, who added", "Bo Lund, the mayor, who said"."""
        before = bisect_left(self._name_starts, at) - 1
        name = self._names[before] if before >= 0 else None
        beside = name and name.kind == "person" and _WHO.fullmatch(self.text, name.end, at)
        return name if beside else None

    def _speaking(self, inside: Sequence[Name], source: Span) -> list[Name]:
        """The names of a source that speak: heads of its words, not owners, complements or examples in them."""
        found: list[Name] = []
        for number, name in enumerate(inside):
            owner = _OWNED.fullmatch(self.text, name.end, source[1])
            if self.text[name.end : name.end + 1] in "'’" and name.end < source[1] and not owner:
                continue  # "Clinton’s campaign": the owner is not who speaks
            if owner and name.end + 2 < source[1] and not self._is_noun_of_saying(source):
                continue
            before = source[0]
            also = _ALSO.match(self.text, inside[number - 1].end, name.start) if number else None
            if also and also.end() == name.start and inside[number - 1] not in found:
                continue  # "a lawyer for Ana Ito and Bo Lund"
            if found and (also := _ALSO.match(self.text, found[-1].end, name.start)):
                before = also.end()
            if may_speak(self.text[before : name.start], self.text[name.end : source[1]]):
                found.append(name)
        return found

    def _is_noun_of_saying(self, source: Span) -> bool:
        """Whether a source ends in a noun that says something: "Ito's testimony"."""
        cue = read_cue(self.text[slice(*source)].split()[-1])
        return cue is not None and cue.act == "saying"

    def _person(self, names: list[Name]) -> Resolution:
        name = names[0]
        fitting = self.links[name]
        joined = _JOINS.fullmatch(self.text, name.end, names[1].start) if len(names) > 1 else None
        joined = joined and _AND.search(self.text, name.end, names[-1].start)  # a comma alone is an apposition's
        distinct = {id(self.links[n][0]): self.links[n][0] for n in names if len(self.links[n]) == 1}
        if joined and len(distinct) > 1:
            return jointly(list(distinct.values()), "name", 0.9)
        if len(fitting) == 1:
            full = len(name.words) > 1
            alias = fitting[0].from_roster and name.text in fitting[0].aliases and name.text != fitting[0].name
            reason = "name in the roster" if alias and not full else "full name" if full else "surname"
            return Resolution(fitting[0], "name", reason, 0.98 if full else 0.93)
        return self._namesakes(name, fitting)

    def _namesakes(self, name: Name, fitting: list[Identity]) -> Resolution:
        """Two people of one surname: who is spoken of does not speak, who spoke last goes on."""
        number = self.layout.sentence_at(name.start)
        here = self.layout.sentences[number]
        spoken_of = {
            id(self.links[n][0])
            for n in self._names_within(here.start, here.end)
            if len(self.links[n]) == 1 and len(n.words) > 1
        }
        left = [i for i in fitting if id(i) not in spoken_of]
        if len(left) == 1:
            return Resolution(left[0], "name", "surname; the namesake is spoken of in the statement", 0.85)
        speakers = [i for i in left if self._discourse.has_spoken(i)]
        if len(speakers) == 1:
            return Resolution(speakers[0], "name", f"surname; no other {name.text} has spoken", 0.85)
        return nobody("ambiguous", "name", two_fit(left or fitting))

    def _document(self, words: str, noun: str, inside: Sequence[Name], source: Span) -> Resolution:
        """A poll, a report, a letter: whose it is, as far as the article says."""
        owner, why = self._documents.owner(words, noun, inside, source)
        if owner:
            return Resolution(owner, "description", f"document of {owner.name}: {why}", 0.8, "document")
        return nobody("document", "description", f"document: {why or shorten(words)}", 0.8, "document")

    def _role(self, words: str, at: int) -> Resolution | None:
        """A role or title that the article or the roster gives to somebody."""
        if is_several(words):
            return None
        wanted = stems(words)
        fitting = find_holders(words, [one for one in self.identities if one.kind == "person" and one.roles])
        present = [i for i in fitting if i.first_seen >= 0] or fitting
        last = self._discourse.last_speaker
        if is_definite(words) and not any(i is last for i in present) and (same := self._same_unnamed(wanted, at)):
            return nobody("unnamed", "description", f"unnamed source: {shorten(words)}, {same}", 0.85)
        if len(present) == 1:
            role = next((role for role in present[0].roles if wanted <= stems(role)), present[0].roles[0])
            if is_definite(words) and is_only_quoted(present[0], role, self.text, self.layout, self.links):
                return nobody("ambiguous", "title", f"only somebody quoted calls {present[0].name} {role}")
            return Resolution(present[0], "title", f"role: {role}", 0.88)
        if len(present) > 1:
            present = in_office(present, words) or present
            if not any(i is last for i in present):
                present = by_title(present, wanted) or present
            here = self._discourse.named_here(present, at)
            if len(here) == 1 or len(present) == 1:
                return Resolution((here or present)[0], "title", "role; named in the sentence or in office", 0.75)
            if any(i is last for i in present):
                return Resolution(last, "title", "role; spoke last", 0.7)
            return nobody("ambiguous", "title", two_fit(present))
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
        if len(fitting) > 1:
            near = self._discourse.named_near(fitting, source[0])
            last = [one for one in fitting if one is self._discourse.last_speaker]
            fitting = most_named(fitting, self.links) or last or (near if len(near) == 1 else fitting)
        distinct = {id(self.links[n][0]): self.links[n][0] for n in names if len(self.links[n]) == 1}
        joined = len(names) > 1 and re.fullmatch(r",?\s(?:and|&)\s(?:the\s)?", self.text[names[0].end : names[1].start])
        if joined and len(distinct) > 1 and names[-1].end == source[1]:
            return jointly(list(distinct.values()), "name", 0.85)
        # "a spokesman for the ministry" speaks for it without a name of his own.
        tail = _COMPLEMENT.sub("", self.text[names[-1].end : source[1]].split(",")[0])
        behind = stems(tail) - name_words()["organisation_head"] - _WHEN
        words = words.split(",")[0]
        plain = re.sub(r"\Athe\s", "", words.strip(), flags=re.IGNORECASE).lower() == names[0].text.lower()
        if not plain and (stems(words) & name_words()["role"] or is_several(words) or behind):
            return nobody("unnamed", "description", f"unnamed source: {shorten(words)}", 0.9)
        if len(fitting) == 1:
            return Resolution(fitting[0], "name", "name of the organisation", 0.9)
        return nobody("ambiguous", "name", two_fit(fitting))

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
            near = near if len(near) == 1 else most_named(fitting, self.links)
            if len(near) == 1:
                return Resolution(near[0], "description", f"'{shorten(words)}'; named last", 0.6)
            if fitting:
                return nobody("ambiguous", "description", two_fit(fitting))
            if _ROLE_WORDS.match(words) and (spoken_of := self._discourse.spoken_of(words, at)):
                who, resolution, reason, confidence = spoken_of
                return Resolution(who, "description", reason, confidence, resolution=resolution)
        if _ROLE_WORDS.match(words) and stems(words) & name_words()["role"] and not is_several(words):
            if last and last.kind == "person" and not last.roles and self._discourse.since_last(paragraph) <= 1:
                return Resolution(last, "title", "role; spoke last, and no other role is given", 0.55)
        return nobody("unnamed", "description", f"unnamed source: {shorten(words)}", 0.9)
