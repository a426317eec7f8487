"""Words, located by offsets: the one definition of a word that every count in framelens rests on."""

from __future__ import annotations

import re

# A run of letters and digits, joined inside by apostrophes, hyphens, points or commas between digits:
# "Azerbaijan’s", "round-table", "U.S", "2.3", "10,000" are one word each. Symbols and marks are none.
WORD = re.compile(r"[^\W_]+(?:(?:['’‑-]|(?<=\d)[.,](?=\d)|(?<=\b[^\W\d_])\.(?=[^\W\d_]\b))[^\W_]+)*")


def find_words(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """The (start, end) offsets of every word of ``text[start:end]``.

    Examples
    --------
    >>> text = "Azerbaijan’s non-oil sectors: $2.3 billion."
    >>> [text[a:b] for a, b in find_words(text)]
    ['Azerbaijan’s', 'non-oil', 'sectors', '2.3', 'billion']
    """
    return [match.span() for match in WORD.finditer(text, start, len(text) if end is None else end)]


def count_words(text: str, start: int = 0, end: int | None = None) -> int:
    """How many words ``text[start:end]`` has.

    Examples
    --------
    >>> count_words("The U.S. said “no”.")
    4
    """
    return len(WORD.findall(text, start, len(text) if end is None else end))
