"""The runs of letters in a sentence's words: stems and endings, which inflected forms of a word share."""

from __future__ import annotations

import re
from functools import lru_cache
from zlib import crc32

import numpy as np

N_ROWS = 2**15
_LENGTHS = (4, 5, 6)
_WORD = re.compile(r"\w+")


def find_letters(text: str) -> np.ndarray:
    """The rows, in a table of :data:`N_ROWS`, of all runs of four to six letters in a text's words, each once.

    A space stands before and behind each word; capitals count as small letters. A row is the run's checksum, so that
    few runs share one.
    """
    return np.array(sorted({row for word in _WORD.findall(text.lower()) for row in _find_rows(word)}), dtype=np.int64)


@lru_cache(maxsize=200_000)
def _find_rows(word: str) -> tuple[int, ...]:
    spaced = f" {word} "
    runs = {spaced[start : start + n] for n in _LENGTHS for start in range(max(1, len(spaced) - n + 1))}
    return tuple(crc32(run.encode()) % N_ROWS for run in runs)
