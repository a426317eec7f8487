"""Blocks of lines: what stands between empty lines, and the paragraphs that wrapped lines make."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

# A line that was broken for its length is longer than this; a shorter one ends where its writer ended it.
_WRAPPED = 50
_LONGEST_WRAPPED = 110
_STOP = re.compile(r"[.!?…:;\"”’»)]\s*$")
_CENTRED, _INDENTED = 10, 2


@dataclass(frozen=True)
class LineBlock:
    """Lines without an empty one among them.

    Attributes
    ----------
    number : int
        The first one's number in the file, from 1.
    lines : tuple of str
        As they stand there, white space at their beginning included.
    """

    number: int
    lines: tuple[str, ...]

    @cached_property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(" ".join(self.lines).split())

    @cached_property
    def first(self) -> str:
        """Its first line."""
        return self.lines[0].strip()

    @property
    def is_centred(self) -> bool:
        """Whether the middle of the page is where it stands."""
        indents = [len(line) - len(line.lstrip()) for line in self.lines]
        return max(indents) >= _CENTRED or indents[0] >= _INDENTED


def find_blocks(lines: Sequence[str], start: int = 1) -> Iterator[LineBlock]:
    """The blocks of lines of which the first has the number ``start``."""
    held: list[str] = []
    for number, line in enumerate([*lines, ""], start=start):
        if line.strip():
            held.append(line.replace("\xa0", " "))
        elif held:
            yield LineBlock(number - len(held), tuple(held))
            held = []


def join_lines(lines: Sequence[str], *, wrapped: bool) -> list[str]:
    """The paragraphs of lines; where they are wrapped, one that is indented or follows a short one begins another."""
    paragraphs: list[str] = []
    last = ""
    for line in lines:
        goes_on = len(last) >= _WRAPPED or line.strip()[:1].islower()
        if wrapped and last and goes_on and not re.match(r"[ \t]{2,}\S", line):
            paragraphs[-1] += f" {' '.join(line.split())}"
        elif line.strip():
            paragraphs.append(" ".join(line.split()))
        last = line.strip()
    return paragraphs


def is_wrapped(lines: Sequence[str]) -> bool:
    """Whether lines were broken for their length, as those made to be printed are: in the middle of a sentence."""
    pairs = pairwise(lines)
    broken = any(len(one) >= _WRAPPED and not _STOP.search(one) and other[:1].islower() for one, other in pairs)
    return broken and max(map(len, lines)) <= _LONGEST_WRAPPED
