"""Names in Latin letters, so that one person can be suggested to be another across scripts; never joined by it.

"Ильхам Алиев", "İlham Əliyev" and "Ilham Aliyev" come to one spelling once vowels, which every transliteration writes
otherwise, are left out.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import product

from framelens.languages.language import Language
from framelens.languages.loading import LANGUAGES, load_language

# What several transliterations write otherwise, in this order.
_SOUNDS = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"kh", "h"), (r"gh", "g"), (r"dzh|zh", "j"), (r"tsch|tch|tsh", "ch"), (r"sch", "sh"), (r"ph", "f"),
        (r"(?<![cs])h", ""), (r"ks", "x"), (r"[aeiouwy]", ""), (r"c(?!h)|q|ck", "k"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


@lru_cache(maxsize=50_000)
def latin_spellings(name: str) -> frozenset[str]:
    """A name in Latin letters, by the table of every language of its script that has one, and as it stands.

    Examples
    --------
    >>> sorted(latin_spellings("Ильхам Алиев"))
    ['ilkham aliev']
    >>> sorted(latin_spellings("İlham Əliyev"))
    ['ilham aliyev']
    """
    script = _script(name)
    spelt = {_plain(_write(name, language)) for language in _with_tables() if language.script.upper() == script}
    plain = _plain(name)
    return frozenset(one for one in {*spelt, plain} if one.isascii())


@lru_cache(maxsize=50_000)
def latin_keys(name: str) -> frozenset[tuple[str, ...]]:
    """What the consonants of a name sound like, word by word; names that share one may be one's in two scripts."""
    return frozenset(tuple(_sound(word) for word in spelt.split()) for spelt in latin_spellings(name))


def may_be_one(name: str, other: str) -> bool:
    """Whether two full names may be one's in two scripts or two transliterations.

    Examples
    --------
    >>> may_be_one("Ильхам Алиев", "Ilham Aliyev"), may_be_one("Ильхам Алиев", "Ilham Orujov")
    (True, False)
    """
    if not latin_keys(name) & latin_keys(other):
        return False
    pairs = product(latin_spellings(name), latin_spellings(other))
    return any(_opens_alike(one.split(), two.split()) for one, two in pairs)


def _opens_alike(one: list[str], other: list[str]) -> bool:
    """Whether each word begins with a vowel in both or in neither: "Ivanov" is not "Vanov"."""
    return [word[0] in "aeiouy" for word in one] == [word[0] in "aeiouy" for word in other]


def _sound(word: str) -> str:
    word = word.replace("w", "v")
    for pattern, new in _SOUNDS:
        word = pattern.sub(new, word)
    return word


def _write(name: str, language: Language) -> str:
    return "".join(language.transliteration.get(letter, letter) for letter in language.lower(name))


def _plain(name: str) -> str:
    marked = unicodedata.normalize("NFKD", name.lower().replace("ø", "o").replace("ł", "l").replace("ß", "ss"))
    return "".join(one for one in marked if one.isalnum() or one == " ")


def _script(name: str) -> str:
    return next((unicodedata.name(one, "").split(" ")[0] for one in name if one.isalpha()), "")


@cache
def _with_tables() -> tuple[Language, ...]:
    return tuple(language for code in LANGUAGES if (language := load_language(code)).transliteration)
