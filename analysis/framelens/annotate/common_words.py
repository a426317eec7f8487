"""Everyday words and given names: what tells "Beekeeper Ruth Oakes" from "Ruth Ann Oakes".

The words are those of TextBlob's part-of-speech lexicon; the given names those of the United States census of 1990
(public domain), with some of other languages. Both are evidence beside what the article itself writes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from framelens.annotate.name_runs import name_words
from framelens.languages import load_language

_ENGLISH = load_language("en")
# Nouns, adjectives, adverbs, verbs and the small words; no proper names.
_EVERYDAY = ("NN", "NNS", "JJ", "RB", "VB", "IN", "DT", "MD", "CD", "PR", "CC", "WP", "WR", "UH")
# Nouns for people: "baker", "violinist", "fisherman", "trainee"; what only looks like one is not listed as a noun.
_PERSON_NOUN = re.compile(r"[a-z-]*[a-z]{3}(?:er|or|ist|ian|man|woman|men|women|ant|ent|eer|ee|eur|maker|keeper)s?\Z")
_NOT_PERSON = re.compile(
    r"[a-z-]*(?:ment|tent|cent|gent(?<!agent)|center|number|paper|power|matter|letter|order|water|member?ship|"
    r"tower|river|winter|summer|theater|quarter|factor|sector|error|labor|corner|border|harbor|weather|computer|"
    r"committee|event|parent(?!s?\Z))s?\Z"
)


@cache
def _lexicon() -> dict[str, str]:
    """The everyday words, in lower case, with their part of speech."""
    spec = find_spec("textblob")  # importing it would import NLTK, for seconds
    folder = Path(spec.origin or "").parent if spec else Path()
    lines = (folder / "en" / "en-lexicon.txt").read_text(encoding="utf-8").split("\n")
    pairs = (line.split() for line in lines if line and line[0].islower())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2 and pair[1].startswith(_EVERYDAY)}


def given_names() -> Mapping[str, str]:
    """Given names with the gender that they are given to: 'male', 'female' or 'either'."""
    return _ENGLISH.given_names


@lru_cache(maxsize=20_000)
def is_everyday(word: str) -> bool:
    """Whether a capitalised word is an everyday one and nobody's given name.

    Examples
    --------
    >>> is_everyday("Positions"), is_everyday("Rose"), is_everyday("Obama")
    (True, False, False)
    """
    if word in given_names() or word in name_words()["first_name"]:
        return False
    return is_common(word)


def is_common(word: str) -> bool:
    """Whether a word is an everyday one, be it somebody's given name as well: "River", "Grace"."""
    plain = word.lower()
    # "Ten-year-old", "Far-right": a compound of everyday words.
    return plain in _lexicon() or ("-" in plain and all(part in _lexicon() for part in plain.split("-")))


def may_be_name(word: str) -> bool:
    """Whether an everyday word may be part of a name all the same: "Hawk", not "Positions" or "Evil"."""
    return _lexicon().get(word.lower(), "NN") == "NN" and not is_person_noun(word)


@lru_cache(maxsize=20_000)
def is_person_noun(word: str) -> bool:
    """Whether a word names what somebody is: a role, a job, a kind of kin.

    Examples
    --------
    >>> is_person_noun("beekeeper"), is_person_noun("spokeswoman"), is_person_noun("parliament")
    (True, True, False)
    """
    plain = word.lower().strip(".,")
    if plain in name_words()["role"] or plain.removesuffix("s") in name_words()["role"]:
        return True
    return bool(_PERSON_NOUN.match(plain)) and not _NOT_PERSON.match(plain)


def gender_of(name: str) -> str | None:
    """The gender that a full name's given name speaks for, where nearly all of that name share it.

    Examples
    --------
    >>> gender_of("Mary Hale"), gender_of("Robin Hale"), gender_of("Hale")
    ('female', None, None)
    """
    first, _, rest = name.partition(" ")
    found = given_names().get(first.split("-")[0]) if rest else None
    return found if found != "either" else None
