"""Names compared: given names that are short for each other, spellings of one sound, surnames."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from framelens.annotate.common_words import given_names

SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_PARTICLES = frozenset("al ap ben bin da das de del della der di do dos du el ibn la le mc st van von y zu".split())
# Letters that transliterations and older spellings write in two ways; the sound of a name has one of them.
_SOUNDS = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"ph", "f"), (r"kh", "h"), (r"(?:dzh|dj|zh)", "j"), (r"(?:sch|sh)", "sh"), (r"(?:tch|tsch|cz)", "ch"),
        (r"ks", "x"), (r"(?:iy|ij|yj|yi|yy|ii|y)\b", "i"), (r"y(?=[aeou])", "i"), (r"(?:ou|oo)", "u"), (r"ee", "i"),
        (r"ck", "k"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=200_000)
def fold(word: str) -> str:
    """A word of a name in plain lower-case letters.

    Examples
    --------
    >>> fold("Peña"), fold("O’Neil"), fold("J.")
    ('pena', 'oneil', 'j')
    """
    plain = unicodedata.normalize("NFKD", word.lower().replace("ø", "o").replace("ł", "l").replace("ß", "ss"))
    return "".join(letter for letter in plain if letter.isalnum() and not unicodedata.combining(letter))


@lru_cache(maxsize=200_000)
def sound(word: str) -> str:
    """A word as several spellings of it sound.

    Examples
    --------
    >>> sound("Zelensky") == sound("Zelenskyy") == sound("Zelenskiy")
    True
    """
    folded = fold(word)
    for pattern, new in _SOUNDS:
        folded = pattern.sub(new, folded)
    return folded


def split_name(name: str) -> tuple[list[str], str]:
    """The words of a person's name without suffixes, and the suffix ('jr', 'iii', '')."""
    words = name.split()
    suffix = "".join(word.lower().strip(".,") for word in words[1:] if word.lower() in SUFFIXES)
    return [word.strip(",") for word in words if word.lower() not in SUFFIXES] or words, suffix


def surname_of(words: list[str]) -> str:
    """The sound of the surname: the last word, with particles before it left out."""
    return sound(words[-1])


def is_particle(word: str) -> bool:
    """Whether a word is a particle of a surname and no given name: van, de, al; not Ben or Al."""
    return word.lower() in _PARTICLES and word not in given_names()


@cache
def _nicknames() -> dict[str, frozenset[str]]:
    """For each given name the names that it is short for, itself included."""
    from nicknames import name_triplets

    found: dict[str, set[str]] = {}
    for triplet in name_triplets():
        found.setdefault(triplet.name2, {triplet.name2}).add(triplet.name1)
    return {name: frozenset(names) for name, names in found.items()}


def fit_given(one: str, other: str) -> bool:
    """Whether two given names may be one person's: equal, an initial, a nickname, another spelling.

    Examples
    --------
    >>> fit_given("Chuck", "Charles"), fit_given("J.", "Joe"), fit_given("Donald", "Melania")
    (True, True, False)
    """
    first, second = fold(one), fold(other)
    if first == second or sound(one) == sound(other):
        return True
    if len(first) == 1 or len(second) == 1:
        return first[:1] == second[:1]
    if set(_parts(one)) & set(_parts(other)):
        return True
    known = _nicknames()
    return bool(known.get(first, frozenset({first})) & known.get(second, frozenset({second})))


def is_nickname(one: str, other: str) -> bool:
    """Whether two given names are one person's: "Bernie" and "Bernard"; not "Chris" and "Christine", who may be two."""
    genders = {given_names().get(one), given_names().get(other)}
    return genders in ({"male"}, {"female"}, {"male", "either"}) and fit_given(one, other)


def _parts(word: str) -> list[str]:
    """A double given name and its halves: Jean-Claude is Jean."""
    return [fold(part) for part in word.split("-") if len(part) > 2] if "-" in word else [fold(word)]
