"""What stands beside a name in any language: offices, titles and kin, and the gender that they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name
from framelens.languages import Language

_BEFORE, _BEHIND = 90, 90
_BOUND = re.compile(r"[,;:.!?«»\"“”„()\n—–]\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_APPOSED = re.compile(r"\s*[,(—–]\s*(?P<role>[^,;:.!?«»\"“”„()\n]{3,80})[,;:.!?()»]")
_MOST = 8  # words of a role
_LEAST = 4  # letters of a title that may end a compound


def find_roles(text: str, layout: Layout, name: Name, language: Language) -> Iterator[tuple[str, str | None]]:
    """The roles in front of a name and, between commas, behind it, each with the gender that it tells."""
    sentence = layout.sentence_at(name.start)
    start = layout.sentences[sentence].start if sentence >= 0 else 0
    window = text[max(start, name.start - _BEFORE) : name.start]
    before = words_in(_BOUND.split(window)[-1])
    if before and _BOUND.search(window[-2:]) is None:
        first = _first_title(before, language)
        if first is not None and len(before) - first <= _MOST:
            yield " ".join(before[first:]), _gender(before[first], language)
    behind = _APPOSED.match(text, name.end, min(len(text), name.end + _BEHIND))
    if behind:
        words = words_in(behind["role"])
        first = _first_title(words[:3], language)
        if first is not None:
            yield " ".join(words[first : first + _MOST]), _gender(words[first], language)


def _first_title(words: Sequence[str], language: Language) -> int | None:
    """Where a role begins: at the first title, or at none."""
    return next((at for at, word in enumerate(words) if title_of(word, language)), None)


def words_in(text: str) -> list[str]:
    """The words of a passage."""
    return _WORD.findall(text)


def find_phrase(words: str, phrases: frozenset[str], language: Language) -> str | None:
    """The first of some phrases that stands among words: "mətbuat katibi"."""
    small = f" {' '.join(words_in(language.lower(words)))} "
    found = [(small.index(f" {one} "), -len(one), one) for one in phrases if f" {one} " in small]
    return min(found)[2] if found else None


def role_of(words: str, language: Language) -> str | None:
    """The base form of the first office, title or role among words; None where none of them is one."""
    found = next((found for word in words_in(words) if (found := title_of(word, language))), None)
    return found or find_phrase(words, language.spokespersons, language)


def title_of(word: str, language: Language) -> str | None:
    """The base form of an office, title or role that a word is, as a whole or as the end of a compound.

    Examples
    --------
    >>> from framelens.languages import load_language
    >>> title_of("Außenministerin", load_language("de"))
    'Ministerin'
    """
    for form in (word, language.lower(word)):
        found = language.titles.get(form)
        if found and found.kind != "honorific":
            return found.lemma
    if language.lower(word) in language.spokespersons:
        return word
    return _end_of_compound(word, language)


def _end_of_compound(word: str, language: Language) -> str | None:
    small = language.lower(word)
    for at in range(1, len(word) - _LEAST):
        for form in (small[at:], small[at:].capitalize()):
            found = language.titles.get(form)
            if found and found.kind != "honorific":
                return found.lemma
    return None


def _gender(word: str, language: Language) -> str | None:
    found = language.titles.get(word) or language.titles.get(language.lower(word))
    if found:
        return found.gender
    lemma = title_of(word, language)
    return language.titles[lemma].gender if lemma and lemma in language.titles else None
