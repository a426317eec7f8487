"""Frame terms in the words: every place where a term of a dictionary stands.

The text is cut into words once. Each word *form* is looked up among the terms once, when it is first met, and
remembered; after that a word costs one look into a table, however many terms there are. Phrases, proximity
and conditions are tried only where the rarest word of a term stands.

Hits of one frame never overlap: where they would, the term with more words wins ("new reality" over
"reality"), then the one further left, then the narrower, then the one that stands first in the dictionary.
Different frames do not disturb each other. A match never crosses a sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, compress
from typing import NamedTuple

from framelens.annotate.vocabulary import PlacedTerm, Vocabulary
from framelens.dictionary import FrameDictionary
from framelens.dictionary.terms import MATCHED_WORD, Condition

_WORDS = re.compile(f"({MATCHED_WORD})")


class Hit(NamedTuple):
    """One place where a frame term stands; ``text[start:end]`` runs from its first word to its last."""

    frame: str
    term: str
    start: int
    end: int


# A candidate hit: minus the number of its words, its first and last word, the order of its term and of its frame. In
# this order tuples sort as hits win, and cost half of what named ones do.
_Match = tuple[int, int, int, int, int]


class Matcher:
    """Finds the terms of one dictionary; make it with :func:`build_matcher`.

    Pickles as its dictionary: what it has learned of the vocabulary is learned again elsewhere.
    """

    def __init__(self, dictionary: FrameDictionary) -> None:
        self.dictionary = dictionary
        self._vocabulary = Vocabulary(dictionary)

    def __reduce__(self) -> tuple[type[Matcher], tuple[FrameDictionary]]:
        return (Matcher, (self.dictionary,))

    def find_hits(self, text: str, sentences: Sequence[tuple[int, int]] | None = None) -> list[Hit]:
        """Every hit in ``text``, in the order of its start, then of the dictionary's frames.

        Parameters
        ----------
        text : str
            The article's text.
        sentences : sequence of (start, end), optional
            The sentences, in order and without overlap; words outside of them are not looked at. Without
            it the whole text is one sentence.

        Examples
        --------
        >>> from framelens.dictionary import Frame, FrameDictionary, Term
        >>> frame = Frame("change", terms=(Term("new realit*"), Term("reality")))
        >>> text = "A new reality."
        >>> [text[hit.start:hit.end] for hit in build_matcher(FrameDictionary((frame,))).find_hits(text)]
        ['new reality']
        """
        pieces = _WORDS.split(text)
        words = pieces[1::2]
        entries = self._vocabulary.entries_of(words)
        positions = list(compress(range(len(words)), entries))
        if not positions:
            return []
        edges = list(accumulate(map(len, pieces)))
        starts, ends = edges[0:-1:2], edges[1::2]
        bounds = [(0, len(text))] if sentences is None else sentences
        openings = [start for start, _ in bounds]
        matches: list[_Match] = []
        closing = 0
        sentence: _Sentence | None = None
        for position in positions:
            if sentence is None or starts[position] >= closing:
                index = bisect_right(openings, starts[position]) - 1
                if index < 0 or starts[position] >= bounds[index][1]:
                    continue
                opening, closing = bounds[index]
                first, last = bisect_left(starts, opening), bisect_right(ends, closing)
                sentence = _Sentence(words, first, last, self._vocabulary)
            if position >= sentence.last:
                continue
            for entry in entries[position]:
                if entry.alone:
                    matches.append((-1, position, position, entry.term, entry.frame))
                else:
                    matches.extend(sentence.try_entry(entry, position))
        frames, terms = self._vocabulary.frames, self._vocabulary.terms
        return [
            Hit(frames[frame], terms[frame][term], starts[first], ends[last])
            for first, frame, last, term in _resolve_overlaps(matches, len(frames))
        ]


@lru_cache(maxsize=8)
def build_matcher(dictionary: FrameDictionary) -> Matcher:
    """The matcher of ``dictionary``, built once in a process."""
    return Matcher(dictionary)


class _Sentence:
    """The words of one sentence, ``words[first:last]``, tried against terms of more than one word."""

    def __init__(self, words: list[str], first: int, last: int, vocabulary: Vocabulary) -> None:
        self.words, self.first, self.last = words, first, last
        self._parts_of = vocabulary.parts_of

    def try_entry(self, entry: PlacedTerm, position: int) -> list[_Match]:
        """The match of ``entry`` whose rarest word stands at ``position``, if there is one."""
        pattern = entry.pattern
        start = position - entry.anchor
        if not self._holds(entry.first, start) or not self._allowed(entry.first_conditions, start, len(entry.first)):
            return []
        size, last = len(entry.first), start + len(entry.first) - 1
        if pattern.second is None:
            return [(-size, start, last, entry.term, entry.frame)]
        other = self._find_near(entry, start, last)
        if other is None:
            return []
        end = other + len(entry.second) - 1
        return [(-size - len(entry.second), min(start, other), max(last, end), entry.term, entry.frame)]

    def _find_near(self, entry: PlacedTerm, first: int, last: int) -> int | None:
        """Where the second part stands nearest to the words ``first`` to ``last``; the later one in a tie."""
        size = len(entry.second)
        for distance in range(1, entry.pattern.distance + 1):
            for start in (last + distance, first - distance - size + 1):
                if self._holds(entry.second, start) and self._allowed(entry.second_conditions, start, size):
                    return start
        return None

    def _holds(self, parts: tuple[int, ...], start: int) -> bool:
        if start < self.first or start + len(parts) > self.last:
            return False
        words, parts_of = self.words, self._parts_of
        for at, part in enumerate(parts, start):  # noqa: SIM110 (a third of the matcher's time as all())
            if part not in parts_of[words[at]]:
                return False
        return True

    def _allowed(self, conditions: tuple[tuple[Condition, tuple[int, ...]], ...], start: int, size: int) -> bool:
        for condition, parts in conditions:
            for distance in range(1, condition.distance + 1):
                at = start - distance - len(parts) + 1 if condition.side == "after" else start + size - 1 + distance
                if self._holds(parts, at):
                    return False
        return True


def _resolve_overlaps(matches: list[_Match], n_frames: int) -> list[tuple[int, int, int, int]]:
    """Keep of the matches of a frame those that overlap with no better one: first word, frame, last word, term."""
    matches.sort()
    taken: set[int] = set()
    kept = []
    for _, first, last, term, frame in matches:
        if first == last:
            place = first * n_frames + frame
            if place not in taken:
                taken.add(place)
                kept.append((first, frame, last, term))
            continue
        span = range(first * n_frames + frame, last * n_frames + frame + 1, n_frames)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append((first, frame, last, term))
    kept.sort()
    return kept
