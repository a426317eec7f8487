"""From a sentence and the places where its target is named to the numbers that the network takes.

Training and scoring share this module, so that they cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from framelens.errors import InputError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Span = tuple[int, int]
# The place of a sentence's beginning, its end, and a word that is hidden, in MiniLM's vocabulary.
FIRST, SEPARATOR, HIDDEN = 101, 102, 103
LONGEST = 128
# At most one fullwidth sign or mark a place, so that offsets stay as they are.
_PLAIN = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "\u00a0": " ", "–": "-", "—": "-"})


@dataclass(frozen=True)
class SentencePieces:
    """A sentence's word pieces, as parallel arrays.

    Attributes
    ----------
    ids : numpy.ndarray of int64
        Row of each piece in the vocabulary, the signs for beginning and end included.
    marks : numpy.ndarray of int64
        1 where a piece belongs to a mention of the target, else 0.
    """

    ids: np.ndarray
    marks: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)


def split_sentences(
    tokenizer: Tokenizer, texts: Sequence[str], mentions: Sequence[Sequence[Span]], *, longest: int = LONGEST
) -> list[SentencePieces]:
    """Split sentences into word pieces and mark the mentions of each one's target.

    Parameters
    ----------
    tokenizer : tokenizers.Tokenizer
        Without truncation and padding.
    texts : sequence of str
    mentions : sequence of sequence of (start, end)
        For each text the offsets of its target's mentions; none where the sentence as a whole is meant.
    longest : int, default 128
        A longer sentence is cut to so many pieces around its first mention.
    """
    encodings = tokenizer.encode_batch([text.translate(_PLAIN) for text in texts], add_special_tokens=False)
    return [
        _mark(np.array(one.ids, dtype=np.int64), np.array(one.offsets, dtype=np.int64).reshape(-1, 2), spans, longest)
        for one, spans in zip(encodings, mentions, strict=True)
    ]


def _mark(ids: np.ndarray, offsets: np.ndarray, spans: Sequence[Span], longest: int) -> SentencePieces:
    marks = mark_pieces(offsets[:, 0], offsets[:, 1], spans)
    kept = cut_around(marks, longest - 2)
    return SentencePieces(
        np.concatenate([[FIRST], ids[kept], [SEPARATOR]]).astype(np.int64),
        np.concatenate([[0], marks[kept], [0]]).astype(np.int64),
    )


def mark_pieces(starts: np.ndarray, ends: np.ndarray, spans: Sequence[Span]) -> np.ndarray:
    """1 for each piece that belongs to a mention, else 0."""
    marks = np.zeros(len(starts), dtype=np.int64)
    for start, end in spans:
        marks[(starts < end) & (ends > start)] = 1
    return marks


def cut_around(marks: np.ndarray, room: int) -> slice:
    """The pieces that are kept of a sentence longer than there is room for: those around its first mention."""
    named = np.flatnonzero(marks)
    middle = int(named[0]) if len(named) else 0
    first = min(max(0, middle - room // 2), max(0, len(marks) - room))
    return slice(first, first + room)


def list_questions(
    texts: Sequence[str], mentions: Sequence[Sequence[Span]]
) -> tuple[list[tuple[str, tuple[Span, ...]]], list[int]]:
    """What a network has to be asked: each sentence with its mentions once, and for each one given its place there.

    Examples
    --------
    >>> list_questions(["Lund won.", "Lund won."], [[(0, 4)], [(0, 4)]])
    ([('Lund won.', ((0, 4),))], [0, 0])
    """
    keys = [(text, tuple(spans)) for text, spans in zip(texts, mentions, strict=True)]
    places = {key: number for number, key in enumerate(dict.fromkeys(keys))}
    return list(places), [places[key] for key in keys]


def check_mentions(texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> None:
    """Raise :class:`InputError` if a sentence has no mention, or one that is not in it."""
    for text, spans in zip(texts, mentions, strict=True):
        if not spans or any(not 0 <= start < end <= len(text) for start, end in spans):
            raise InputError(
                f"the target's mentions {list(spans)} are not in the sentence '{text[:60]}' of {len(text)} "
                "letters; give at least one (start, end) inside it"
            )


def join_pieces(sentences: Sequence[SentencePieces]) -> dict[str, np.ndarray]:
    """Lay sentences side by side, one row each, padded with 0, as the arrays that the network takes."""
    width = max(len(one) for one in sentences)
    arrays = {name: np.zeros((len(sentences), width), dtype=np.int64) for name in ("ids", "marks")}
    for row, one in enumerate(sentences):
        arrays["ids"][row, : len(one)] = one.ids
        arrays["marks"][row, : len(one)] = one.marks
    return arrays
