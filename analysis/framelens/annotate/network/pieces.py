"""From a text to the numbers that the finder's network takes, and back.

A text becomes word pieces with their offsets; pieces become windows of at most
320, cut where paragraphs end. Training and reading share this module.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from framelens.annotate.network import marks
from framelens.annotate.network.words import remember_words

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Span = tuple[int, int]
WINDOW = 320
FIRST, SEPARATOR = 101, 102
LOWER, TITLE, CAPITALS, MIXED, DIGITS = range(5)
N_SHAPES = 5
_TABLE = 0x250
_LETTERS = [chr(code) for code in range(_TABLE)]
_IS_UPPER = np.array([letter.isupper() for letter in _LETTERS])
_IS_LETTER = np.array([letter.isalnum() for letter in _LETTERS])
_IS_DIGIT = np.array([letter.isdigit() for letter in _LETTERS])


@dataclass(frozen=True)
class TextPieces:
    """The word pieces of one text, as parallel arrays.

    Attributes
    ----------
    ids : numpy.ndarray of int64
        Row of each piece in the vocabulary.
    starts, ends : numpy.ndarray of int64
        Offsets into the text, end-exclusive.
    shapes : numpy.ndarray of int64
        How the piece is written: lower case, title case, capitals, mixed, digits.
    states : numpy.ndarray of int64
        How the piece stands to quotation marks, see ``marks.find_states``.
    paragraphs : numpy.ndarray of int64
        Number of the paragraph that holds the piece.
    follows : numpy.ndarray of bool
        Whether the piece goes on with the word of the piece before it.
    """

    ids: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    shapes: np.ndarray
    states: np.ndarray
    paragraphs: np.ndarray
    follows: np.ndarray

    def __len__(self) -> int:
        return len(self.ids)


def split_pieces(text: str, tokenizer: Tokenizer, paragraphs: Sequence[Span] | None = None) -> TextPieces:
    """Split a text into word pieces.

    Parameters
    ----------
    text : str
    tokenizer : tokenizers.Tokenizer
        Without truncation and padding.
    paragraphs : sequence of (start, end), optional
        By default each line of the text.

    Returns
    -------
    TextPieces
    """
    plain = marks.plain_marks(text)
    bounds = _paragraph_bounds(plain) if paragraphs is None else paragraphs
    ids, starts, ends, numbers = remember_words(tokenizer).cut(plain, bounds)
    ends = np.maximum(ends, starts + 1)
    codes = np.frombuffer(plain.encode("utf-32-le"), dtype=np.uint32)
    states = marks.find_states(text, bounds)[starts].astype(np.int64)
    follows = np.zeros(len(ids), dtype=bool)
    is_letter = _IS_LETTER[np.minimum(codes, _TABLE - 1)] | (codes >= _TABLE) & (codes < 0x2000)
    follows[1:] = (starts[1:] == ends[:-1]) & is_letter[starts[1:]] & is_letter[ends[:-1] - 1]
    return TextPieces(
        ids, starts, ends, _find_shapes(codes, starts, ends), states,
        numbers, follows,
    )  # fmt: skip


def _paragraph_bounds(text: str) -> list[Span]:
    """Return the start and end of each passage between line breaks."""
    bounds, start = [], 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end > start and not text[start:end].isspace():
            bounds.append((start, end))
        start = end + 1
    return bounds


def _find_shapes(codes: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Say of each piece how it is written."""
    codes = np.minimum(codes, _TABLE - 1)
    upper = np.concatenate([[0], np.cumsum(_IS_UPPER[codes])])
    n_upper = upper[ends] - upper[starts]
    first = _IS_UPPER[codes[starts]]
    shapes = np.where(first, TITLE, LOWER)
    shapes = np.where(n_upper > first, MIXED, shapes)
    shapes = np.where((n_upper == ends - starts) & (n_upper > 1), CAPITALS, shapes)
    return np.where(_IS_DIGIT[codes[starts]], DIGITS, shapes).astype(np.int64)


def cut_windows(pieces: TextPieces, *, size: int = WINDOW, first_size: int | None = None) -> list[np.ndarray]:
    """Cut pieces into windows, at the ends of paragraphs where possible.

    Parameters
    ----------
    pieces : TextPieces
    size : int, default 320
        Largest window, the signs for its beginning and for the end of each
        paragraph included.
    first_size : int, optional
        Largest size of the first window: training varies it, so that the
        network meets each paragraph in different company.

    Returns
    -------
    list of numpy.ndarray of int64
        For each place of a window the number of its piece, -1 at the window's
        beginning and -2 at the end of a paragraph.
    """
    windows, window, limit = [], [-1], first_size or size
    edges = np.flatnonzero(np.diff(pieces.paragraphs)) + 1
    edges = np.concatenate([[0], edges, [len(pieces)]])
    for start, end in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if len(window) > 1 and len(window) + end - start + 1 > limit:
            windows.append(np.array(window, dtype=np.int64))
            window, limit = [-1], size
        while end - start + 2 > size:
            cut = _find_cut(pieces, start, start + size - 2)
            windows.append(np.array([-1, *range(start, cut), -2], dtype=np.int64))
            start = cut
        window.extend(range(start, end))
        window.append(-2)
    if len(window) > 1:
        windows.append(np.array(window, dtype=np.int64))
    return windows


def first_piece(window: np.ndarray) -> int:
    """The first piece in a window; before it stand at most the sign for its beginning and ends of paragraphs."""
    place = 0
    while window[place] < 0:
        place += 1
    return int(window[place])


def _find_cut(pieces: TextPieces, start: int, limit: int) -> int:
    """Return where to cut a paragraph too long for a window: after a sentence."""
    # 1012, 1029 and 999 are the full stop, the question and the exclamation mark.
    stops = np.flatnonzero(np.isin(pieces.ids[start:limit], (1012, 1029, 999)))
    stops = stops[stops > (limit - start) // 2]
    if len(stops):
        cut = start + int(stops[-1]) + 1
        while cut < limit and pieces.states[cut] == marks.CLOSING:
            cut += 1
        return cut
    cut = limit
    while cut > start + 1 and pieces.follows[cut]:
        cut -= 1
    return cut if cut > start + 1 else limit


def single_inputs(pieces: TextPieces) -> dict[str, np.ndarray]:
    """The arrays of ``window_inputs`` for one window at a time: index each by the window.

    The signs for the end of a paragraph and for a window's beginning stand last, where -2 and -1 find them.
    """
    return {
        "ids": np.append(pieces.ids, (SEPARATOR, FIRST)),
        "shapes": np.append(pieces.shapes, (0, 0)),
        "states": np.append(pieces.states, (0, 0)),
    }


def window_inputs(pieces: TextPieces, windows: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """Lay windows side by side as the arrays that the network takes.

    Parameters
    ----------
    pieces : TextPieces
    windows : list of numpy.ndarray
        From ``cut_windows``.

    Returns
    -------
    dict of str to numpy.ndarray of int64
        ``ids``, ``shapes``, ``states``: one row per window, padded with 0.
    """
    width = max(len(window) for window in windows)
    arrays = {name: np.zeros((len(windows), width), np.int64) for name in ("ids", "shapes", "states")}
    for row, window in enumerate(windows):
        inside, places = window >= 0, np.maximum(window, 0)
        arrays["ids"][row, : len(window)] = np.where(
            inside, pieces.ids[places], np.where(window == -1, FIRST, SEPARATOR)
        )
        for name in ("shapes", "states"):
            arrays[name][row, : len(window)] = np.where(inside, getattr(pieces, name)[places], 0)
    return arrays
