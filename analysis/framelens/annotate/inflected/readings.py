"""What an inflected name may be the form of: base forms, with the gender and the case that each implies.

"Юсуфова" is a woman in the nominative or a man in the genitive. Every reading that the words of a name share is kept;
which of them is meant is decided by the other names of the article.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from framelens.languages import Language

_ANY: frozenset[str] = frozenset()  # of cases: whatever the words beside it have
NOMINATIVE = "nom"
_MOST = 24  # readings of one name; the likelier ones come first
UNLISTED, _AS_IT_IS = 400, 60  # places behind those of the table
# What a name costs that stands in another case than the base form's: of ten names about five stand in it and three in
# the genitive or accusative, of ten that open a sentence or stand beside a verb of saying nine.
INFLECTED, ACTS_INFLECTED = 0.6, 3.4
_KNOWN = 10  # how many times likelier a given name is that is known
_NUMERAL = re.compile(r"[IVX]+")
# Strokes that are left out in print: ё is е, José is Jose. Not those that make another letter: й, č, ç, ş.
_STROKES = frozenset("\u0300\u0301\u0302\u0308")
_INITIALS = re.compile(r"(?:[^\W\d_]\.(?:-(?=[^\W\d_]\.))?)+")


class WordForm(NamedTuple):
    """One base form of a word, and what its ending says: ``cases`` is empty where it says none."""

    base: str
    gender: str | None
    cases: frozenset[str]
    rank: int


class BaseForm(NamedTuple):
    """One base form of a whole name.

    ``given`` and ``surname`` are its words, an initial as "И."; a name of one word has only a surname. ``rank`` is
    lower where the reading is likelier. "Иван Иванович" may be a given name and a patronymic without a surname.
    """

    given: tuple[str, ...]
    surname: tuple[str, ...]
    gender: str | None
    cases: frozenset[str]
    rank: int

    @property
    def name(self) -> str:
        """The base form as it is written."""
        return " ".join([*self.given, *self.surname])

    @property
    def is_nominative(self) -> bool:
        """Whether the name as it stands may be the base form."""
        return not self.cases or NOMINATIVE in self.cases


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """A word in small letters without strokes that print leaves out.

    Examples
    --------
    >>> fold("Королёв"), fold("José"), fold("Толстой")
    ('королев', 'jose', 'толстой')
    """
    plain = "".join(one for one in unicodedata.normalize("NFD", word) if one not in _STROKES)
    return unicodedata.normalize("NFC", plain).casefold()


def is_initial(word: str) -> bool:
    """Whether a word stands for a name by its first letter."""
    return word.endswith(".") and len(word) == 2


def split_words(name: str) -> list[str]:
    """The words of a name, each initial as a word: "А.Бастрыкина" is "А." and "Бастрыкина"."""
    words: list[str] = []
    for part in name.split():
        initials = _INITIALS.match(part)
        if initials:
            words += [f"{one}." for one in initials[0].replace("-", "").split(".") if one]
            part = part[initials.end() :]
        if part:
            words.append(part)
    return words


@lru_cache(maxsize=20_000)
def read_name(name: str, language: Language) -> tuple[BaseForm, ...]:
    """The readings of a person's name, the likeliest first.

    Examples
    --------
    >>> from framelens.languages import load_language
    >>> [one.name for one in read_name("Владимиром Путиным", load_language("ru"))]
    ['Владимир Путин']
    """
    words = _in_order(split_words(name), language)
    if not words:
        return ()
    begin = _surname_begins(words, language)
    choices = [_choices(words, at, language) for at in range(len(words))]
    found: dict[tuple[tuple[str, ...], str | None], BaseForm] = {}
    as_they_are = [[*choice, WordForm(word, None, _ANY, UNLISTED)] for word, choice in zip(words, choices, strict=True)]
    # Words that agree; those with given names that no row knows; whatever they are.
    for several, agreeing in ((choices, True), ([*as_they_are[:begin], *choices[begin:]], True), (choices, False)):
        for chosen in product(*several):
            how = join_forms(chosen, agreeing=agreeing)
            if how is not None:
                bases = tuple(one.base for one in chosen)
                one = BaseForm(bases[:begin], bases[begin:], *how)
                known = found.get((bases, one.gender))
                found[bases, one.gender] = one if known is None else _either(known, one)
        if found:
            break
    if not found:
        found[tuple(words), None] = BaseForm(tuple(words[:begin]), tuple(words[begin:]), None, _ANY, UNLISTED)
    if len(words) == 2 and _is_patronymic(words[1], language):
        for (bases, gender), one in list(found.items()):
            found[(*bases, ""), gender] = one._replace(given=bases, surname=(), rank=one.rank + _AS_IT_IS)
    return tuple(sorted(found.values(), key=lambda one: (one.rank, one.name))[:_MOST])


def _either(one: BaseForm, other: BaseForm) -> BaseForm:
    """One base form by two ways, the likelier one's, with the cases of both."""
    return min(one, other, key=lambda reading: reading.rank)._replace(cases=_either_case(one.cases, other.cases))


def _either_case(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    return one | other if one and other else _ANY


def agrees_in_case(name: str, language: Language) -> bool:
    """Whether the words of a name agree in gender and case by some row for each; false where they are two names'."""
    words = _in_order(split_words(name), language)
    choices = [_choices(words, at, language) for at in range(len(words))]
    return any(join_forms(chosen) is not None for chosen in product(*choices))


def read_word(word: str, parts: Sequence[str | None], language: Language) -> list[WordForm]:
    """The readings of one word by the rows of the language's table for these parts of a name."""
    found: dict[tuple[str, str | None], WordForm] = {}
    for rank, row, base in language.inflections.lead(word, parts):
        key = base, row.gender
        known = found.get(key)
        cases = row.cases if known is None else _either_case(known.cases, row.cases)
        found[key] = WordForm(base, row.gender, cases, rank if known is None else known.rank)
    return list(found.values())


def _choices(words: Sequence[str], at: int, language: Language) -> list[WordForm]:
    """What the word at a place of a name may be a form of."""
    word, last = words[at], len(words) - 1
    if is_initial(word) or _NUMERAL.fullmatch(word) or (at != last and is_particle(word, language)):
        return [WordForm(word, None, _ANY, 0)]
    return _read_part(word, _parts_at(at, last), language)


def _read_part(word: str, parts: Sequence[str | None], language: Language) -> list[WordForm]:
    """The readings of a word, one with a hyphen half by half; a given name that is known goes before what is not."""
    *before, last = word.split("-") if all(word.split("-")) else [word]
    found = read_word(last, parts, language) or [WordForm(last, None, _ANY, 0)]  # no other form to weigh it against
    if before:
        halves = [[WordForm(half, None, _ANY, _AS_IT_IS), *read_word(half, parts, language)] for half in before]
        joined = ((chosen, join_forms(chosen)) for chosen in product(*halves, found))
        found = [WordForm("-".join(one.base for one in chosen), *how) for chosen, how in joined if how]
    if "given" not in parts:
        return found
    if word in language.given_names and all(one.base != word for one in found):
        found.append(WordForm(word, None, _ANY, _AS_IT_IS))
    known = [
        one._replace(gender=one.gender if gender == "either" else gender, rank=one.rank // _KNOWN)
        for one in found
        if (gender := language.given_names.get(one.base)) and (one.gender in (None, gender) or gender == "either")
    ]
    if not known or "surname" in parts:
        return [*known, *found]
    return known


def join_forms(chosen: Sequence[WordForm], *, agreeing: bool = True) -> tuple[str | None, frozenset[str], int] | None:
    """Gender, cases and rank of words that stand together; None where they do not agree."""
    genders = {one.gender for one in chosen} - {None}
    if len(genders) > 1:
        return None
    told = [one.cases for one in chosen if one.cases]
    cases = frozenset.intersection(*told) if told else _ANY
    if told and not cases and agreeing:
        return None
    return next(iter(genders), None), cases, sum(one.rank for one in chosen)


def _parts_at(at: int, last: int) -> tuple[str | None, ...]:
    """Which rows of the table speak of a word, by its place."""
    if at == last:
        return (None, "surname", "last") if at else (None, "surname", "last", "given")
    return (None, "given") if at == 0 else (None, "given", "patronymic")


def is_particle(word: str, language: Language) -> bool:
    """Whether a word is a small word inside names: von, ibn."""
    return language.lower(word) in language.particles


def _is_patronymic(word: str, language: Language) -> bool:
    return next(language.inflections.lead(word, ("patronymic",)), None) is not None


def _in_order(words: list[str], language: Language) -> list[str]:
    """Given names before the surname: "Петров И. И." and "Петров Иван Иванович" are turned round."""
    if len(words) < 2:
        return words
    first = words[0]
    if is_initial(words[-1]) and not is_initial(first):
        end = next(at for at in range(len(words), 0, -1) if not is_initial(words[at - 1]))
        return [*words[end:], *words[:end]]
    patronymics = [at for at, word in enumerate(words) if at and _is_patronymic(word, language)]
    if len(words) > 2 and patronymics == [len(words) - 1] and not is_initial(first):
        return [*words[1:], first]
    return words


def _surname_begins(words: Sequence[str], language: Language) -> int:
    """Where the surname begins: at its particle, or else at the last word."""
    last = len(words) - 1
    for at in range(1, last):
        if is_particle(words[at], language) and not _is_patronymic(words[at], language):
            return at
    return last
