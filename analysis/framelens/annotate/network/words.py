"""Word pieces of words, asked of the tokenizer once for each word form and then remembered.

A tokenizer parts a text at white space, and some of them at signs, before it looks at a single word, so what a word
gives does not depend on the words around it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, filterfalse
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# A run of whatever is neither space, line break nor a sign of ASCII, or one such sign: finer than the tokenizer parts,
# never across a place where it does.
_PARTED_AT_SIGNS = re.compile(r"([^ \n!-/:-@\[-`{-~]+|[!-/:-@\[-`{-~])")
# SentencePiece looks at what stands between white space as a whole, signs included, and marks where it begins.
_PARTED_AT_SPACE = re.compile(r"(\S+)")
# A corpus of millions of words has some hundred thousand forms; beyond this the memory is emptied.
MAX_FORMS = 500_000

# A piece of a word: its row in the vocabulary, and where it begins and ends in the word.
_PIECE = np.dtype((np.int32, 3))


class WordCutter:
    """Cuts words into pieces; make it with :func:`remember_words`."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        from tokenizers.pre_tokenizers import Metaspace

        self._tokenizer = tokenizer
        self._word = _PARTED_AT_SPACE if isinstance(tokenizer.pre_tokenizer, Metaspace) else _PARTED_AT_SIGNS
        # The pieces of each form as bytes, so that those of a text are joined without a look at any of them.
        self._known: dict[str, bytes] = {}

    def cut(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """The pieces of some spans of ``text``: row in the vocabulary, start, end, and the position of the span."""
        words: list[str] = []
        begins: list[int] = []
        n_words = []
        for start, end in spans:
            parts = self._word.split(text[start:end])
            words += parts[1::2]
            begins += [*accumulate(map(len, parts), initial=start)][1:-1:2]
            n_words.append(len(parts) // 2)
        found = self._pieces_of(words)
        n_pieces = np.fromiter(map(len, found), np.int64, len(found)) // _PIECE.itemsize
        ids, starts, ends = np.frombuffer(b"".join(found), _PIECE).T.astype(np.int64)
        at = np.repeat(np.array(begins, np.int64), n_pieces)
        within = np.repeat(np.repeat(np.arange(len(spans)), n_words), n_pieces)
        return ids, at + starts, at + ends, within

    def _pieces_of(self, words: Sequence[str]) -> list[bytes]:
        known = self._known
        try:
            return [*map(known.__getitem__, words)]
        except KeyError:
            self._meet(words)
            return [*map(known.__getitem__, words)]

    def _meet(self, words: Sequence[str]) -> None:
        """Take up the words that were not met before, all in one go."""
        if len(self._known) > MAX_FORMS:
            self._known.clear()
        new = list(dict.fromkeys(filterfalse(self._known.__contains__, words)))
        joined = " ".join(new)
        encoding = self._tokenizer.encode(joined, add_special_tokens=False)
        rows = np.column_stack([encoding.ids, np.array(encoding.offsets).reshape(-1, 2)]).astype(np.int32)
        # SentencePiece counts the space in front of a word to its first piece, which may be nothing else.
        spaced = np.array([joined[start : start + 1] == " " for start in rows[:, 1].tolist()], bool)
        rows[:, 1] += spaced
        rows = rows[~spaced | (rows[:, 1] < rows[:, 2])]
        begins = np.fromiter(accumulate((len(word) + 1 for word in new), initial=0), np.int64, len(new) + 1)
        edges = np.searchsorted(rows[:, 1], begins)
        rows[:, 1:] -= np.repeat(begins[:-1], np.diff(edges))[:, None].astype(np.int32)
        for word, first, last in zip(new, edges[:-1].tolist(), edges[1:].tolist(), strict=True):
            self._known[word] = rows[first:last].tobytes()


@lru_cache(maxsize=4)
def remember_words(tokenizer: Tokenizer) -> WordCutter:
    """The cutter of a tokenizer without truncation and padding, one in a process."""
    return WordCutter(tokenizer)
