"""The grammar of a term: what a researcher may write and how it is understood.

===================== =============================================================================
``crisis``            the word, whatever its capitals; ``crisis's`` counts as the word
``cooperat*``         a card: any number of letters, none included
``wom?n``             a card: exactly one letter
``new reality``       a phrase: the words one after the other, in one sentence
``war * terror``      a card that stands alone in a phrase is any one word
``A near/5 B``        both in one sentence, B at most the fifth word before or after A
``A not after X``     unless the word or phrase X stands directly before
``A not before X``    unless X stands directly after; ``not after/3 X`` looks at three words
===================== =============================================================================

Words are found as in :mod:`framelens.annotate.words`, but a hyphen parts words, in the text as in the term:
``large-scale`` finds "large scale" and "large-scale", ``Russia`` finds "Russia-Azerbaijan relations". Only
``non-`` stays with its word, since what it stands before is denied: ``oil`` does not find "non-oil". Curly
and straight apostrophes are the same. Each side of ``near`` may carry its own conditions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from framelens.errors import InputError

# The joints of framelens.annotate.words.WORD, with the hyphen only after "non"; looking at one sign first
# spares the rest at the end of nearly every word.
_JOINTS = (
    r"(?=['’‘ʼ.,‐‑-])"
    r"(?:['’‘ʼ]|(?<=\d)[.,](?=\d)|(?<=\b[^\W\d_])\.(?=[^\W\d_]\b)|(?<=\b[Nn][Oo][Nn])[-‐‑])"
)
MATCHED_WORD = rf"[^\W_]+(?:{_JOINTS}[^\W_]+)*"
_TERM_WORD = re.compile(rf"(?:[^\W_]|[*?])+(?:{_JOINTS}(?:[^\W_]|[*?])+)*")
_BETWEEN = re.compile(r"[\s‐‑.-]*")
_OPERATOR = re.compile(r"\s+(near|not\s+after|not\s+before)(?:/(\S*))?(?=\s|$)")
_PLAIN_MARKS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "‐": "-", "‑": "-"})
_CARDS = frozenset("*?")
MAX_DISTANCE = 100


@dataclass(frozen=True)
class Word:
    """One word of a term: a literal, or a form with cards; compared by stem or with capitals where asked."""

    form: str
    case: bool = False
    stem: bool = False

    @property
    def has_card(self) -> bool:
        """Whether ``*`` or ``?`` stands in it."""
        return not _CARDS.isdisjoint(self.form)

    @property
    def is_any(self) -> bool:
        """Whether it is a card alone, which every word matches."""
        return not self.form.strip("*?")


Phrase = tuple[Word, ...]


@dataclass(frozen=True)
class Condition:
    """What must not stand beside a phrase: ``phrase`` within ``distance`` words on ``side``."""

    side: Literal["after", "before"]
    phrase: Phrase
    distance: int = 1


@dataclass(frozen=True)
class TermPart:
    """One side of a term: a phrase and its conditions."""

    phrase: Phrase
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Pattern:
    """A whole term: one part, or two within ``distance`` words of each other."""

    first: TermPart
    second: TermPart | None = None
    distance: int = 0

    @property
    def words(self) -> tuple[Word, ...]:
        """Every word that has to be there."""
        return self.first.phrase + (self.second.phrase if self.second else ())


def normalise_word(word: str) -> str:
    """``word`` with straight apostrophes and plain hyphens; its capitals stay."""
    return word.translate(_PLAIN_MARKS)


def fits_card(card: str, word: str) -> bool:
    """Whether ``word`` fits ``card``, where ``*`` is any number of letters and ``?`` exactly one.

    Examples
    --------
    >>> fits_card("econom*", "economy"), fits_card("wom?n", "women"), fits_card("wom?n", "womn")
    (True, True, False)
    """
    reached = {0}
    for letter in card:
        if letter == "*":
            reached = set(range(min(reached), len(word) + 1)) if reached else set()
        else:
            reached = {i + 1 for i in reached if i < len(word) and letter in ("?", word[i])}
    return len(word) in reached


def parse_term(text: str, *, case: bool = False, stem: bool = False) -> Pattern:
    """Understand a term.

    Parameters
    ----------
    text : str
        The term as written; the module's docstring has the grammar.
    case : bool
        Whether capitals must agree.
    stem : bool
        Whether words without cards are compared by their Snowball stem.

    Raises
    ------
    InputError
        If it does not parse, or would match every word.

    Examples
    --------
    >>> [word.form for word in parse_term("new realit*").first.phrase]
    ['new', 'realit*']
    >>> parse_term("econom* near/5 strength*").distance
    5
    """
    if case and stem:
        raise InputError(f"term '{text}': case and stem exclude each other, since a stem has no capitals; choose one")
    pieces = _OPERATOR.split(text.strip())
    phrase = _read_phrase(pieces[0], text, case=case, stem=stem)
    parts: list[TermPart] = [TermPart(phrase)]
    distance = 0
    for operator, number, words in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        operator = " ".join(operator.split())
        read = _read_phrase(words, text, case=case, stem=stem, after=operator)
        if operator == "near":
            if len(parts) == 2:
                raise InputError(f"term '{text}': near may occur once in a term; write two terms")
            distance = _read_distance(number, text, operator)
            parts.append(TermPart(read))
        else:
            reach = 1 if number is None else _read_distance(number, text, operator)
            side: Literal["after", "before"] = "after" if operator == "not after" else "before"
            parts[-1] = TermPart(parts[-1].phrase, (*parts[-1].conditions, Condition(side, read, reach)))
    for part in parts:
        if all(word.is_any for word in part.phrase):
            raise InputError(f"term '{text}': the wildcard '{_spell(part.phrase)}' matches every word; give it letters")
    return Pattern(parts[0], parts[1] if len(parts) == 2 else None, distance)


def _read_distance(number: str | None, text: str, operator: str) -> int:
    if number is None or not number.isascii() or not number.isdigit() or not 1 <= int(number) <= MAX_DISTANCE:
        given = "no number" if not number else f"'{number}'"
        raise InputError(
            f"term '{text}': {operator} needs a number of words from 1 to {MAX_DISTANCE}, as in {operator}/5; "
            f"here it has {given}"
        )
    return int(number)


def _read_phrase(written: str, text: str, *, case: bool, stem: bool, after: str = "") -> Phrase:
    """The words of ``written``, a part of the term ``text``; ``after`` is the operator before it."""
    written = written.strip()
    if not written:
        gap = f"nothing stands after {after}" if after else "it contains no word"
        raise InputError(f"term '{text}': {gap}; write a word, a wildcard like cooperat*, or a phrase")
    words, position = [], 0
    for match in _TERM_WORD.finditer(written):
        _check_between(written[position : match.start()], text)
        form = normalise_word(match.group())
        form = form if case else form.lower()
        words.append(Word(form, case=case, stem=stem and _CARDS.isdisjoint(form)))
        position = match.end()
    _check_between(written[position:], text)
    if not words:
        raise InputError(f"term '{text}': '{written}' is not a word; words are made of letters and digits")
    return tuple(words)


def _check_between(gap: str, text: str) -> None:
    stray = _BETWEEN.sub("", gap)
    if stray:
        raise InputError(
            f"term '{text}': '{stray[0]}' is not part of a word and can never match; "
            "words are made of letters, digits, apostrophes and the wildcards * and ?"
        )


def _spell(phrase: Phrase) -> str:
    return " ".join(word.form for word in phrase)
