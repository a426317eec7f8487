"""Bodies whose names small words join: "House Energy and Commerce Committee", "Centers for Disease Control".

Capitalised phrases and the words between them flow in, with what a tagger sees; names of bodies flow out. Whether
"and" joins one name or parts two is settled by where the noun for a body stands, by whether both sides are everyday
words, and by the tagger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from framelens.annotate.common_words import given_names, is_common, is_person_noun
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name, is_title_case, name_words, possessive_length, words_of
from framelens.annotate.spans import SpanIndex
from framelens.annotate.tagged import Suggestion

_WORD = r"(?:U\.S\.|U\.K\.|U\.N\.|[A-ZÀ-ÖØ-Þ][\w’'-]*)"
_PHRASE = rf"{_WORD}(?:[ \xa0]{_WORD}){{0,5}}"
_LINK = r"(?:,? and (?:the )?|,? & |, | (?:of|for|on|in|against) (?:the )?)"
_CHAIN = re.compile(rf"(?<![\w@#/.’'-]){_PHRASE}(?:{_LINK}{_PHRASE})+")
_LINKED = re.compile(rf"({_LINK})(?=[A-ZÀ-ÖØ-Þ])")
_OWNER = ("'s", "’s", "'", "’")
_PREPOSITIONS = frozenset({"of", "for", "on", "in", "against"})
# Nouns for bodies beside those of the word lists, and those that are plural in the name of one body.
_MORE_HEADS = frozenset(
    "Registry Archive Archives Centers Institutes Confederation Conference Panel Corps Bar Nations".split()
)
# Bodies that are on something, be it "American-Islamic Relations".
_ABOUT = frozenset("Council Committee Commission Subcommittee Conference Institute Center Centre".split())
# Listed as bodies, but of no place: "Republicans in Congress".
_PEOPLE = frozenset({"Republicans", "Democrats"})
_UNIONS = frozenset("Workers Teachers Employees Physicians Farmers Nurses Fighters Engineers Veterans Officers".split())
# Several bodies told in one breath: "the Education and Justice Departments".
_PLURALS = {
    f"{head[:-1]}ies" if head.endswith("y") else f"{head}s": head
    for head in "Department Ministry Committee Subcommittee Party University Office Embassy Agency".split()
}
_LEVELS = frozenset("House Senate State National Federal Royal Joint International U.S. U.K. United American".split())
_GIVERS = frozenset("Foundation Fund Trust Center Centre Institute School Library".split())
_LONGEST = 12


@dataclass(frozen=True)
class _Phrase:
    """A capitalised phrase, with the words that link it to the one before: "and", "of the"."""

    link: str
    start: int
    words: tuple[str, ...]

    @property
    def end(self) -> int:
        return self.start + sum(map(len, self.words)) + len(self.words) - 1

    @property
    def is_plain(self) -> bool:
        """Whether all its words are everyday ones: nobody's name and no body of its own."""
        others = words_of("demonym", "place", "calendar")
        return all(_is_topic_word(word) and not is_person_noun(word) and word not in others for word in self.words)


def find_bodies(text: str, layout: Layout, suggested: Sequence[Suggestion]) -> list[Name]:
    """The bodies of several phrases in a text, in order; of two told in one breath, both.

    Parameters
    ----------
    suggested : sequence of (start, end, kind)
        What a tagger sees, with its edges corrected; empty where none has read the text.

    Examples
    --------
    >>> from framelens.annotate.layout import find_layout
    >>> text = "The House Energy and Commerce Committee and the Education and Justice Departments agreed."
    >>> [body.text for body in find_bodies(text, find_layout(text), [])]
    ['House Energy and Commerce Committee', 'Education Department', 'Justice Department']
    """
    seen = SpanIndex((start, end) for start, end, kind in suggested if kind == "organisation")
    people = SpanIndex((start, end) for start, end, kind in suggested if kind == "person")
    found: list[Name] = []
    for begin, stop in layout.paragraphs:
        if is_title_case(text[begin:stop]):
            continue
        for chain in _CHAIN.finditer(text, begin, stop):
            phrases = _phrases(text, chain)
            while len(phrases) > 1:
                count = _length(phrases, seen, people)
                group = phrases[:count]
                if count > 1 and sum(len(one.words) for one in group) <= _LONGEST:
                    found += _named(text, group)
                phrases = phrases[count:]
    return found


def _phrases(text: str, chain: re.Match[str]) -> list[_Phrase]:
    """The phrases of a chain, without what only opens a sentence and without owners."""
    pieces = _LINKED.split(chain[0])
    phrases, at = [], chain.start()
    for place in range(0, len(pieces), 2):
        link = pieces[place - 1].strip(" ") if place else ""
        at += len(pieces[place - 1]) if place else 0
        words = tuple(pieces[place].replace("\xa0", " ").split(" "))
        start = at
        at += len(pieces[place])
        owner = max((number for number, word in enumerate(words, 1) if word.endswith(_OWNER)), default=0)
        if 0 < owner < len(words):
            phrases.append(_Phrase(link, start, words[:owner]))
            start, words, link = start + len(" ".join(words[:owner])) + 1, words[owner:], "'s"
        while len(words) > 1 and words[0] in _openers():
            start += len(words[0]) + 1
            words = words[1:]
        phrases.append(_Phrase(link, start, words))
    return phrases


def _length(phrases: Sequence[_Phrase], seen: SpanIndex, people: SpanIndex) -> int:
    """How many phrases from the first on are one name."""
    count = 1
    while count < len(phrases):
        taken = _joined(phrases, count, seen, people)
        if not taken:
            break
        count = taken
    return count


def _joined(phrases: Sequence[_Phrase], count: int, seen: SpanIndex, people: SpanIndex) -> int:
    """How many phrases are one name if the next joins those before; 0 where it does not."""
    before, after = phrases[count - 1], phrases[count]
    if before.words[-1].endswith(_OWNER):
        return 0
    one_span = seen.covers(before.end - 1, after.start + 1)
    first = after.link.lstrip(",").split()[:1]
    if first == ["'s"]:
        return 0
    if first and first[0] in _PREPOSITIONS:
        return count + 1 if _takes_complement(phrases[:count], after, seen, one_span) else 0
    if people.overlapping(after.start, after.end) and not _is_couple(before, after):
        return 0
    is_behind = any(one.link.split()[:1] and one.link.split()[0] in _PREPOSITIONS for one in phrases[1:count])
    if first == ["and"] or first == ["&"]:
        if is_behind:
            return count + 1 if _goes_on(after, one_span) else 0
        return count + 1 if _is_topic(before, after, one_span) else 0
    return _listed(phrases, count, is_behind, people)


def _takes_complement(group: Sequence[_Phrase], after: _Phrase, seen: SpanIndex, one_span: bool) -> bool:
    """Whether "of Exonerations" belongs to the name before it."""
    if after.words[0] in name_words()["calendar"]:
        return False
    head, link = group[-1].words[-1], after.link.split()[0]
    if len(group) > 1:  # "for the Protection of Birds", "for Science in the Public Interest"
        goes_on = link == "of" or (after.is_plain and not _is_head(head))
        return one_span or (goes_on and not _is_head(after.words[-1]))
    if head in _PLURALS:
        return link == "of" and after.is_plain
    if not _is_head(head):
        known = seen.covers(group[-1].start, group[-1].end) and len(group[-1].words) > 1
        return one_span or (known and link in {"of", "for"} and after.is_plain)
    return link in {"of", "for"} or after.is_plain or (link == "on" and head in _ABOUT)


def _goes_on(after: _Phrase, one_span: bool) -> bool:
    """Whether "and Prevention" goes on with what a body is for."""
    return after.is_plain and (one_span or (not _is_head(after.words[-1]) and "the" not in after.link))


def _is_topic(before: _Phrase, after: _Phrase, one_span: bool) -> bool:
    """Whether "Energy and" opens the name of "Commerce Committee"."""
    if _is_couple(before, after):
        return True
    last = after.words[-1]
    if one_span and after.is_plain and before.words[0] in _LEVELS and _Phrase("", 0, before.words[1:]).is_plain:
        return "the" not in after.link  # "U.S. Customs and Border Protection"
    if not (_is_head(last) or last in _UNIONS or last in _PLURALS) or "the" in after.link:
        return False
    topics = before.words[1:] if before.words[0] in _LEVELS and len(before.words) > 1 else before.words
    level = last in _PLURALS and before.words[-1] in {"House", "Senate"}
    own = _is_head(before.words[-1])
    plain = _Phrase("", 0, topics).is_plain and not own and len(after.words) > 1
    return level or (plain and (one_span or is_common(after.words[0])))


def _listed(phrases: Sequence[_Phrase], count: int, is_behind: bool, people: SpanIndex) -> int:
    """The end of a list of topics: "of Alcohol, Tobacco and Firearms", "Health, Education and Labor Committee"."""
    last = count
    while last < len(phrases) and "and" not in phrases[last].link.split() and phrases[last].link == ",":
        last += 1
    if last == len(phrases) or "and" not in phrases[last].link.replace(",", " ").split():
        return 0
    parts = phrases[count : last + 1]
    head = parts[-1].words[-1]
    if any(people.overlapping(one.start, one.end) for one in parts):
        return 0
    if is_behind:
        plain = all(one.is_plain and not _is_head(one.words[-1]) for one in parts)
        return last + 1 if plain and phrases[count - 1].is_plain else 0
    topics = [*phrases[count - 1 : last], _Phrase("", 0, parts[-1].words[:-1] or ("",))]
    leading = topics[0].words[0] in _LEVELS
    plain = all(one.is_plain and not _is_head(one.words[-1]) for one in topics[1:])
    return last + 1 if leading and plain and _is_head(head) else 0


def _is_couple(before: _Phrase, after: _Phrase) -> bool:
    """Whether two people give a body its name: "Bill and Melinda Gates Foundation"."""
    given = given_names()
    return (
        len(before.words) == 1
        and before.words[0] in given
        and len(after.words) > 2
        and after.words[0] in given
        and after.words[-1] in _GIVERS
    )


def _is_topic_word(word: str) -> bool:
    return is_common(word) or is_common(word.removesuffix("s"))


@cache
def _openers() -> frozenset[str]:
    """Words that open a sentence and no body's name."""
    return name_words()["never"] - _LEVELS - _UNIONS


@cache
def _heads() -> frozenset[str]:
    plain = {word.capitalize() for word in name_words()["organisation_head"]}
    return frozenset((plain | words_of("organisation") | _MORE_HEADS) - _PEOPLE)


def _is_head(word: str) -> bool:
    """Whether a word is a noun for a body, or itself one."""
    return word in _heads() or (word.isupper() and len(word) > 1)


def _named(text: str, group: Sequence[_Phrase]) -> list[Name]:
    """The body that phrases name; the bodies, where their noun stands in the plural."""
    start, end = group[0].start, group[-1].end
    end -= possessive_length(text[start:end])
    whole = " ".join(text[start:end].split())
    first, last = group[0].words[-1], group[-1].words[-1]
    parts = len(group) == 2 and "and" in group[1].link
    if parts and last in _PLURALS:
        topics = list(group[0].words), list(group[1].words[:-1])
        if topics[0] in (["House"], ["Senate"]) and topics[1][:1] in (["House"], ["Senate"]):
            topics[0].extend(topics[1][1:])
        spans = (group[0].start, group[0].end), (group[1].start, end)
        return [
            Name(*span, " ".join([*topic, _PLURALS[last]]), "organisation")
            for span, topic in zip(spans, topics, strict=True)
        ]
    if first in _PLURALS and group[1].link == "of" and len(group) > 2:
        lead = " ".join([*group[0].words[:-1], _PLURALS[first], "of"])
        ends = [one.end for one in group[1:-1]] + [end]
        starts = [start, *(one.start for one in group[2:])]
        return [
            Name(begin, stop, f"{lead} {' '.join(one.words)}", "organisation")
            for begin, stop, one in zip(starts, ends, group[1:], strict=True)
        ]
    return [Name(start, end, whole, "organisation")]
