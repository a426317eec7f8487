"""Which words of a dictionary's terms a word of a text matches."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from framelens.dictionary.terms import Word, normalise_word

_NOTHING: frozenset[int] = frozenset()
_CARDLESS = re.compile(r"[^*?]+")


class WordIndex:
    """Numbered term words, arranged so that a form of the text is matched without trying each of them."""

    def __init__(self, numbers: Mapping[Word, int]) -> None:
        self._literal: dict[str, list[int]] = {}
        self._cased: dict[str, list[int]] = {}
        self._stems: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self._cards: list[tuple[re.Pattern[str], bool, int]] = []
        self._any: list[int] = []
        self._stem: Callable[[str], str] = _make_stemmer() if any(word.stem for word in numbers) else str
        for word, number in numbers.items():
            self._add(word, number)
        self._lengths = sorted({len(prefix) for prefix in self._prefixes})
        patterns = sorted({card.pattern for card, _, _ in self._cards})
        self._some_card = re.compile("|".join(patterns) or r"(?!)", re.IGNORECASE)

    def _add(self, word: Word, number: int) -> None:
        body = word.form[:-1]
        if word.form == "*":
            self._any.append(number)
        elif word.has_card and not word.case and word.form.endswith("*") and _CARDLESS.fullmatch(body):
            self._prefixes.setdefault(body, []).append(number)
        elif word.has_card:
            expression = re.escape(word.form).replace(r"\*", ".*").replace(r"\?", ".")
            self._cards.append((re.compile(f"(?:{expression})$"), word.case, number))
        elif word.stem:
            self._stems.setdefault(self._stem(word.form), []).append(number)
        else:
            (self._cased if word.case else self._literal).setdefault(word.form, []).append(number)

    def match(self, form: str) -> frozenset[int]:
        """The numbers of the term words that ``form`` matches, with or without a possessive ``'s``."""
        plain = normalise_word(form)
        found = list(self._any)
        for spelling in {plain, plain.removesuffix("'s").removesuffix("'S")}:
            lower = spelling.lower()
            found += self._literal.get(lower, ())
            found += self._cased.get(spelling, ())
            for length in self._lengths:
                if length > len(lower):
                    break
                found += self._prefixes.get(lower[:length], ())
            if self._stems:
                found += self._stems.get(self._stem(lower), ())
            if self._some_card.match(lower):
                found += [n for card, case, n in self._cards if card.match(spelling if case else lower)]
        return frozenset(found) if found else _NOTHING


def _make_stemmer() -> Callable[[str], str]:
    from nltk.stem.snowball import SnowballStemmer  # brings all of NLTK, seconds that few dictionaries need

    return SnowballStemmer("english").stem
