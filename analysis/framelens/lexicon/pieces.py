"""What stands between two blanks: every text cut once, every piece looked at once, for all lexicons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

# Stands between two texts while they are cut together; a piece of no text, as a rule.
_BETWEEN = "\ue0f1\ue0f2"
MAX_PIECES = 1_000_000


@dataclass(frozen=True)
class Batch:
    """Some texts, cut at their blanks.

    Attributes
    ----------
    texts : sequence of str
    pieces : list of str
        The pieces of all texts, one after the other; between two texts may stand a border, piece number 0.
    ids : numpy.ndarray
        The number of each piece in the vocabulary.
    owner : numpy.ndarray
        For each piece the position of its text.
    starts, ends : numpy.ndarray
        For each text its first piece and the one behind its last.
    """

    texts: Sequence[str]
    pieces: list[str] = field(repr=False)
    ids: np.ndarray = field(repr=False)
    owner: np.ndarray = field(repr=False)
    starts: np.ndarray = field(repr=False)
    ends: np.ndarray = field(repr=False)

    def of(self, text: int) -> list[str]:
        """The pieces of one text."""
        return self.pieces[self.starts[text] : self.ends[text]]

    def is_near(self, places: np.ndarray, flags: np.ndarray, before: int, behind: int) -> np.ndarray:
        """For each of ``places`` whether a flagged piece of its own text stands near it, itself included."""
        seen = np.concatenate(([0], np.cumsum(flags)))
        owner = self.owner[places]
        low = np.maximum(places - before, self.starts[owner])
        high = np.minimum(places + behind + 1, self.ends[owner])
        return seen[high] > seen[low]


class PieceVocabulary:
    """The distinct pieces of all texts so far, numbered in the order in which they were met."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self._numbers = _Numbers(self.pieces)

    def cut(self, texts: Sequence[str]) -> Batch:
        """``texts`` at their blanks; pieces that are new have the highest numbers."""
        pieces = f" {_BETWEEN} ".join(texts).split()
        ids = np.fromiter(map(self._numbers.__getitem__, pieces), dtype=np.int64, count=len(pieces))
        borders = np.flatnonzero(ids == 0)
        if len(borders) != len(texts) - 1:
            return self._cut_each(texts)
        starts = np.concatenate(([0], borders + 1))
        owner = np.zeros(len(pieces), dtype=np.int64)
        owner[borders] = 1
        # A border belongs to no text, and to nobody's reach; it has an owner so that all arrays go alike.
        return Batch(texts, pieces, ids, np.cumsum(owner), starts, np.append(borders, len(pieces)))

    def _cut_each(self, texts: Sequence[str]) -> Batch:
        """The same text by text, where a text holds the mark between texts, or there is no text."""
        cut = [text.replace(_BETWEEN, "\ue0f1 ").split() for text in texts]
        pieces = [piece for part in cut for piece in part]
        ids = np.fromiter(map(self._numbers.__getitem__, pieces), dtype=np.int64, count=len(pieces))
        sizes = np.array([len(part) for part in cut], dtype=np.int64)
        ends = np.cumsum(sizes)
        return Batch(texts, pieces, ids, np.repeat(np.arange(len(texts)), sizes), ends - sizes, ends)


class _Numbers(dict[str, int]):
    """Piece -> number; a piece that is not there takes the next one."""

    def __init__(self, pieces: list[str]) -> None:
        super().__init__({_BETWEEN: 0})
        self._pieces = pieces
        pieces.append(_BETWEEN)

    def __missing__(self, piece: str) -> int:
        number = self[piece] = len(self._pieces)
        self._pieces.append(piece)
        return number


class PieceNumbers:
    """One number for each piece of the vocabulary; grows with it without being copied each time."""

    def __init__(self, kind: type) -> None:
        self._values: np.ndarray = np.zeros(1024, dtype=kind)
        self._size = 0

    def extend(self, values: Sequence[float] | np.ndarray) -> None:
        """The numbers of the next pieces."""
        size = self._size + len(values)
        if size > len(self._values):
            grown = np.zeros(max(size, 2 * len(self._values)), dtype=self._values.dtype)
            grown[: self._size] = self._values[: self._size]
            self._values = grown
        self._values[self._size : size] = values
        self._size = size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, ids: np.ndarray) -> np.ndarray:
        return np.asarray(self._values[ids])
