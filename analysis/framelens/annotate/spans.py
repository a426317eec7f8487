"""Spans looked up by place, so that a long article costs its length and not its square."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate

Span = tuple[int, int]


class SpanIndex:
    """Spans that can be asked which of them lie where.

    Parameters
    ----------
    spans : iterable of (start, end)
        In any order; they may overlap. Answers are positions in this order.
    """

    def __init__(self, spans: Iterable[Span]) -> None:
        self._ordered = sorted((start, end, number) for number, (start, end) in enumerate(spans))
        self._starts = [start for start, _, _ in self._ordered]
        self._reach = list(accumulate((end for _, end, _ in self._ordered), max))

    def overlapping(self, start: int, end: int) -> Iterator[int]:
        """The spans that share a character with ``start:end``, by their start.

        Examples
        --------
        >>> list(SpanIndex([(0, 4), (6, 9), (2, 8)]).overlapping(4, 7))
        [2, 1]
        """
        first = bisect_right(self._reach, start)
        for place in range(first, bisect_left(self._starts, end)):
            if self._ordered[place][1] > start:
                yield self._ordered[place][2]

    def covers(self, start: int, end: int) -> bool:
        """Whether one of the spans holds all of ``start:end``."""
        first = bisect_right(self._reach, start)
        return any(self._ordered[place][1] >= end for place in range(first, bisect_right(self._starts, start)))


def start_behind(text: str, start: int, end: int, passed: str) -> int:
    """Where ``text[start:end]`` begins behind the characters in ``passed``."""
    # Slices end with the sentence: one to the text's end would make a long text cost its square.
    return end - len(text[start:end].lstrip(passed))


def end_before(text: str, start: int, end: int, passed: str) -> int:
    """Where ``text[start:end]`` ends without the characters in ``passed``."""
    return start + len(text[start:end].rstrip(passed))
