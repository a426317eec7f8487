"""What stands beside a name in any language: offices, titles and kin, and the gender that they tell."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from framelens.annotate.inflected.readings import NOMINATIVE, fold, read_name, read_word
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name
from framelens.languages import Language

_BEFORE, _BEHIND = 90, 90
_BOUND = re.compile(r"[,;:.!?«»\"“”„()\n—–]\s*")
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_APPOSED = re.compile(r"\s*[,(—–]\s*(?P<role>[^,;:.!?«»\"“”„()\n]{3,80})[,;:.!?()»]")
_MOST, _OPENS = 8, 3  # words of a role, and those at its beginning of which one is a title
_LEAST = 4  # letters of a title that may end a compound


def find_roles(text: str, layout: Layout, name: Name, language: Language) -> Iterator[tuple[str, str | None]]:
    """The roles in front of a name and, between commas, behind it, each with the gender that it tells."""
    sentence = layout.sentence_at(name.start)
    start = layout.sentences[sentence].start if sentence >= 0 else 0
    window = text[max(start, name.start - _BEFORE) : name.start]
    clauses = _BOUND.split(window)
    before = words_in(clauses[-1])
    if before and _BOUND.search(window[-2:]) is None:
        yield from _as_role(before, name, language)
        if len(clauses) > 1 and title_of(before[0], language):  # "ректор института, академик Зуева"
            yield from _as_role(words_in(clauses[-2])[-_MOST:], name, language)
    behind = _APPOSED.match(text, name.end, min(len(text), name.end + _BEHIND))
    if behind:
        words = words_in(behind["role"])
        if any(title_of(word, language) for word in words[:_OPENS]):
            yield from _as_role(words[:_MOST], name, language)


def _as_role(words: Sequence[str], name: Name, language: Language) -> Iterator[tuple[str, str | None]]:
    """The role that begins at the first title that agrees with the name, if no verb of saying stands behind it."""
    for first, word in enumerate(words):
        if len(words) - first > _MOST or not title_of(word, language) or not agrees(word, name.text, language):
            continue
        if not any(language.lower(other) in language.cues for other in words[first + 1 :]):
            yield " ".join(words[first:]), _gender(word, language)
        return


def agrees(title: str, name: str, language: Language) -> bool:
    """Whether a title may stand in the case of the name beside it: not "журналистам Анна Зуева".

    Where the language's table has no cases of every word, any title may.

    Examples
    --------
    >>> from framelens.languages import load_language
    >>> [agrees(title, "Олега Перова", load_language("ru")) for title in ("министра", "министр")]
    [True, False]
    """
    cases = cases_of(title, language)
    return cases is None or any(not one.cases or one.cases & cases for one in read_name(name, language))


def cases_of(title: str, language: Language) -> frozenset[str] | None:
    """The cases in which a title stands; None where the language's table has none of every word."""
    lemma = title_of(title, language)
    if lemma not in language.titles or not any(row.part is None and row.cases for row in language.inflections):
        return None
    ways = [one for one in read_word(language.lower(title), (None, "body"), language) if _is_lemma(one.base, language)]
    inflected = [one.cases for one in ways if fold(one.base) != fold(title)]
    is_base = not inflected and fold(title).endswith(fold(lemma))
    return frozenset({NOMINATIVE}) if is_base else frozenset().union(*inflected)


def is_plural(words: str, language: Language) -> bool:
    """Whether the title among words is one of several people's: "врачи", "alimlər"."""
    title = next((word for word in words_in(words) if title_of(word, language)), None)
    if title is None:
        return False
    ways = read_word(language.lower(title), ("last",), language)
    return cases_of(title, language) == frozenset() or any(
        "plu" in one.cases and _is_lemma(one.base, language) for one in ways
    )


def _is_lemma(word: str, language: Language) -> bool:
    lemma = title_of(word, language)
    return lemma is not None and fold(word).endswith(fold(lemma))


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
