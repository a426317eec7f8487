"""Spans looked up by place, so that a long article costs its length and not its square."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
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
        self._ordered = sorted([(start, end, number) for number, (start, end) in enumerate(spans)])
        self._starts = [start for start, _, _ in self._ordered]
        self._reach = [*accumulate([end for _, end, _ in self._ordered], max)]

    def overlapping(self, start: int, end: int) -> list[int]:
        """The spans that share a character with ``start:end``, by their start.

        Examples
        --------
        >>> SpanIndex([(0, 4), (6, 9), (2, 8)]).overlapping(4, 7)
        [2, 1]
        """
        first, last = bisect_right(self._reach, start), bisect_left(self._starts, end)
        return [number for _, stop, number in self._ordered[first:last] if stop > start] if first < last else []

    def covers(self, start: int, end: int) -> bool:
        """Whether one of the spans holds all of ``start:end``."""
        for place in range(bisect_right(self._reach, start), bisect_right(self._starts, start)):
            if self._ordered[place][1] >= end:
                return True
        return False


def start_behind(text: str, start: int, end: int, passed: str) -> int:
    """Where ``text[start:end]`` begins behind the characters in ``passed``."""
    # Slices end with the sentence: one to the text's end would make a long text cost its square.
    return end - len(text[start:end].lstrip(passed))


def end_before(text: str, start: int, end: int, passed: str) -> int:
    """Where ``text[start:end]`` ends without the characters in ``passed``."""
    return start + len(text[start:end].rstrip(passed))
