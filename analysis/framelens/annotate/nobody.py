"""What looks like a person's name and is nobody's: a people, a place, a thing in everyday words, a role.

A capital makes a name of "the Texan", "Quakers are" and "the Small Arms Survey". What an article writes around each of
its mentions tells them from surnames: an article in front, a plural verb behind, "in", and words that nobody is called.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from framelens.annotate.common_words import given_names, is_common, is_everyday
from framelens.annotate.name_runs import SUFFIXES, Name, words_of
from framelens.annotate.spans import SpanIndex
from framelens.annotate.statements import Span

_ARTICLE = re.compile(r"\b(?:an?|the)\s\Z", re.IGNORECASE)
_COUNTED = re.compile(
    r"\b(?:some|many|most|few|fewer|these|those|all|other|young|fellow|several|millions?\sof|percent\sof|among)\s\Z",
    re.IGNORECASE,
)
_PLURAL = re.compile(r"\s(?:are|were|have|aren['’]t|weren['’]t|haven['’]t)\b")
_PLACED = re.compile(r"\b(?:in|across|near)\s\Z")
_AREA = re.compile(r"\s(?:County|Parish|Township|Province)\b")
# "whose El Paso, Texas, shop": behind a town stands its state.
_TOWN = re.compile(rf",\s(?:{'|'.join(sorted(words_of('place')))})[,;)]")
_BEFORE = 14
_INITIALS = 2


def leave_out_nobody(
    text: str, names: Sequence[Name], sources: Collection[Span], inside: Collection[str]
) -> list[Name]:
    """The names without those of persons that are nobody's; what speaks in everyday words is an organisation.

    ``inside`` has the words that the article writes with a capital inside a sentence.
    """
    full = [name.words for name in names if name.kind == "person" and len(name.words) > 1]
    surnames = {next((word for word in reversed(words) if word not in SUFFIXES), words[-1]) for words in full}
    mentions: dict[str, list[Name]] = {}
    for name in names:
        if name.kind == "person":
            mentions.setdefault(name.text, []).append(name)
    alone = {
        form
        for form, seen in mentions.items()
        if len(seen[0].words) == 1
        and form not in surnames
        and not any(name.titles for name in seen)
        and _is_no_surname(text, form, seen, surnames, inside)
    }
    things = {form for form, seen in mentions.items() if len(seen[0].words) > 1 and _is_thing(text, seen)}
    areas = {form for form, seen in mentions.items() if _is_area(text, seen)} - surnames
    if not (alone or things or areas):
        return list(names)
    speaking = SpanIndex(sources)
    kept: list[Name] = []
    for name in names:
        if name.kind != "person" or name.text not in alone | things | areas:
            kept.append(name)
        elif name.text in things and speaking.overlapping(name.start, name.end):
            kept.append(name._replace(kind="organisation"))
    return kept


def _is_no_surname(
    text: str, form: str, seen: Sequence[Name], surnames: Collection[str], inside: Collection[str]
) -> bool:
    """Whether a word is a people, a family, a place or an everyday word rather than somebody's surname."""
    if form.isupper() and form.title() in given_names():
        return False  # a turn's label: "ANA:"
    one = form.removesuffix("s")
    if one != form and (one in surnames or one in words_of("demonym")):
        return True  # "Canadians", "the Clintons"
    if form not in inside and "-" not in one and (is_everyday(form) or is_everyday(one)):
        return True
    if form in words_of("place"):
        return True
    before = [text[max(0, name.start - _BEFORE) : name.start] for name in seen]
    behind = [_PLURAL.match(text, name.end) for name in seen]
    counted = any(_COUNTED.search(words) for words in before)
    if counted or any(verb and not words.rstrip().endswith("and") for verb, words in zip(behind, before, strict=True)):
        return True
    return all(map(_ARTICLE.search, before)) or all(map(_PLACED.search, before))


def _is_thing(text: str, seen: Sequence[Name]) -> bool:
    """Whether a name has no word that a person is called by: "Small Arms Survey", "Nebraska State Fair".

    Where "the" stands before each, an everyday word is nobody's given name: "the Summer Games".
    """
    first, *rest = seen[0].words
    before = [text[max(0, name.start - _BEFORE) : name.start] for name in seen]
    if is_common(first) and not any(name.titles for name in seen) and all(words.endswith(" the ") for words in before):
        return True
    if len(rest) == 1 and len(first) == _INITIALS and first.isupper():
        return False  # "TJ King"
    return not any(name.titles for name in seen) and not any(map(_may_name_person, seen[0].words))


def _is_area(text: str, seen: Sequence[Name]) -> bool:
    """Whether one of a name's mentions is that of a county, or of a town with its state behind."""
    first = seen[0].words[0]
    is_named = first in given_names() or first in words_of("first_name")
    towns = () if is_named or any(name.titles for name in seen) else seen
    return any(_AREA.match(text, name.end) for name in seen) or any(_TOWN.match(text, name.end) for name in towns)


def _may_name_person(word: str) -> bool:
    if word in given_names() or word in words_of("first_name"):
        return True
    if len(word.rstrip(".")) < 2:  # an initial
        return True
    if word.isupper():
        return False  # "DC Health Link", "World War II"
    # Everyday words first: "Black", "Press" and "English" are surnames behind a given name alone.
    return not (is_everyday(word) or word in words_of("place", "organisation", "demonym", "never", "calendar"))
