"""Evidence of gender that the article itself gives, by the pronouns that go back to a name.

Titles and roles give theirs where names are gathered; a given name counts only where the article is silent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from framelens.annotate.common_words import is_person_noun
from framelens.annotate.identities import Identity
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name

# "Ana Ito told him": an object of the sentence is not its subject, so "him" and a bare "her" say nothing of her.
_PRONOUNS = {
    "female": re.compile(
        r"\b(?:she|hers|herself|her(?=\s+(?!and\b|in\b|on\b|to\b|that\b|at\b|for\b)[a-z]))\b", re.IGNORECASE
    ),
    "male": re.compile(r"\b(?:he|his|himself)\b", re.IGNORECASE),
}
_SUBJECTS = {"female": re.compile(r"\bshe\b"), "male": re.compile(r"\bhe\b")}
# "Ito left. And she says": the next sentence goes on with the subject of this one.
_OPENING = re.compile(r"(?:(?:And|But|Yet|So|Still|Then|Later)\s)?(?P<pronoun>[Hh]e|[Ss]he)\b")
_SPOUSE = re.compile(r"['’]s\s(?:[a-z-]+\s)?(?P<who>husband|wife)\b")
_ROLE = re.compile(r"\b(?:the|an?)\s(?:[a-z-]+\s)?([a-z-]+)(?=[\s,.])")
# A name this close to the beginning of its sentence is its subject.
_OPENS = 25


def pronoun_gender(layout: Layout, text: str, name: Name) -> str | None:
    """The gender of the pronouns behind a name in its sentence, or of the one that opens the next, or of whose husband
    or wife is spoken of; None where they disagree."""
    if spouse := _SPOUSE.match(text, name.end):
        return "female" if spouse["who"] == "husband" else "male"
    number = layout.sentence_at(name.start)
    end = layout.sentences[number].end if number >= 0 else name.end
    found = {
        gender
        for gender, pattern in _PRONOUNS.items()
        for match in pattern.finditer(text, name.end, end)
        if not layout.marked.covers(*match.span())
    }
    if not found and 0 <= number < len(layout.sentences) - 1:
        here, after = layout.sentences[number : number + 2]
        opening = _OPENING.match(text, after.start, after.end) if here.paragraph == after.paragraph else None
        if opening and name.start - here.start <= _OPENS:
            return "female" if opening["pronoun"].lower() == "she" else "male"
    return found.pop() if len(found) == 1 else None


def count_pronouns(layout: Layout, text: str, links: Mapping[Name, Sequence[Identity]]) -> None:
    """Add to each identity's ``gender`` what the pronouns outside quotation marks say of it.

    A sentence that names one person gives all its pronouns behind the name; where it names several, "he" and "she"
    between the first, which opens it, and the next one count.
    """
    people = sorted((n for n in links if n.kind == "person"), key=lambda n: n.start)
    position = 0
    for sentence in layout.sentences:
        here: list[Name] = []
        while position < len(people) and people[position].start < sentence.end:
            here.append(people[position])
            position += 1
        if not here:
            continue
        who = {id(i): i for name in here for i in links[name]}
        first = links[here[0]]
        if len(who) == 1:
            _count(layout, text, first[0], _PRONOUNS, here[0].end, sentence.end)
        elif len(first) == 1 and here[0].start - sentence.start <= _OPENS and text[here[0].end] not in "'’":
            other = next(name for name in here if links[name] != first)
            _count(layout, text, first[0], _SUBJECTS, here[0].end, other.start)


def _count(
    layout: Layout, text: str, identity: Identity, patterns: Mapping[str, re.Pattern[str]], start: int, end: int
) -> None:
    for gender, pattern in patterns.items():
        for match in pattern.finditer(text, start, end):
            # "Ito “will not be there,” she said": who speaks behind the words is not who is named in front of them.
            is_tag = text[max(0, match.start() - 2) : match.start() - 1] in {"”", '"', "’", "'"}
            if is_tag or layout.marked.covers(*match.span()):
                continue
            others = _ROLE.findall(text, start, match.start())  # "Ito told the president that he"
            if not any(is_person_noun(word) for word in others):
                identity.gender[gender] += 1
