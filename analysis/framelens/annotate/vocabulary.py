"""Which parts of which terms a word form matches: asked once for each form, then remembered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import filterfalse

from framelens.dictionary import FrameDictionary
from framelens.dictionary.terms import Condition, Pattern, Phrase, Word
from framelens.dictionary.wordindex import WordIndex

# A corpus of millions of words has some hundred thousand forms; beyond this the memory is emptied.
MAX_FORMS = 1_000_000
# Words that stand everywhere make poor places to start looking for a phrase from.
_COMMON = frozenset(
    "a an and are as at be been but by can do for from had has have he her his i if in is it its more not of on "
    "or our she so than that the their them there they this to up was we were which who will with would you "
    "your".split()
)

_Conditions = tuple[tuple[Condition, tuple[int, ...]], ...]


@dataclass(frozen=True)
class PlacedTerm:
    """A term, ready to be tried where the word ``anchor`` of its first part stands; words are part numbers."""

    frame: int
    term: int
    pattern: Pattern
    anchor: int
    first: tuple[int, ...]
    second: tuple[int, ...]
    first_conditions: _Conditions
    second_conditions: _Conditions
    alone: bool


class Vocabulary:
    """The word forms met so far and what they match among the terms of ``dictionary``."""

    def __init__(self, dictionary: FrameDictionary) -> None:
        self.frames = dictionary.names
        self.terms = [[term.text for term in frame.terms] for frame in dictionary.frames]
        self.parts_of: dict[str, frozenset[int]] = {}
        self._starting: dict[str, tuple[PlacedTerm, ...]] = {}
        self._numbers: dict[Word, int] = {}
        self._anchored: dict[int, list[PlacedTerm]] = {}
        for f, frame in enumerate(dictionary.frames):
            for t, term in enumerate(frame.terms):
                self._add(f, t, term.pattern)
        self._index = WordIndex(self._numbers)

    def entries_of(self, words: Sequence[str]) -> list[tuple[PlacedTerm, ...]]:
        """For each of ``words`` the terms that may stand around it; forms not met before are met now."""
        known = self._starting
        try:
            return [*map(known.__getitem__, words)]
        except KeyError:
            self._meet(words)
            return [*map(known.__getitem__, words)]

    def _meet(self, words: Sequence[str]) -> None:
        new = set(filterfalse(self._starting.__contains__, words))
        if len(new) + len(self._starting) > MAX_FORMS:
            self.parts_of.clear()
            self._starting.clear()
            new = set(words)
        for form in new:
            parts = self._index.match(form)
            self.parts_of[form] = parts
            self._starting[form] = tuple([e for part in sorted(parts) for e in self._anchored.get(part, ())])

    def _add(self, frame: int, term: int, pattern: Pattern) -> None:
        first, second = pattern.first, pattern.second
        anchor = max(range(len(first.phrase)), key=lambda i: _rarity(first.phrase[i]))
        entry = PlacedTerm(
            frame,
            term,
            pattern,
            anchor,
            first=self._number(first.phrase),
            second=self._number(second.phrase) if second else (),
            first_conditions=tuple((c, self._number(c.phrase)) for c in first.conditions),
            second_conditions=tuple((c, self._number(c.phrase)) for c in second.conditions) if second else (),
            alone=len(pattern.words) == 1 and not first.conditions,
        )
        self._anchored.setdefault(entry.first[anchor], []).append(entry)

    def _number(self, phrase: Phrase) -> tuple[int, ...]:
        return tuple(self._numbers.setdefault(word, len(self._numbers)) for word in phrase)


def _rarity(word: Word) -> int:
    """A guess at how seldom ``word`` stands in news: its letters, none for the commonest words."""
    return 0 if word.form in _COMMON else len(word.form.strip("*?"))
