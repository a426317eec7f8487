"""The shipped network under ONNX Runtime: word pieces in, scores for tags, names and links out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from framelens.annotate.network.pieces import TextPieces, cut_windows, single_inputs

if TYPE_CHECKING:
    import onnxruntime

OUTPUTS = ("tags", "entities", "content_links", "source_links")


@dataclass(frozen=True)
class Scores:
    """The network's scores for one text.

    Attributes
    ----------
    tags, entities : numpy.ndarray, one row per piece
        Logarithms of the probabilities of outside, and of begin and inside of each kind of span.
    windows : list of numpy.ndarray
        As ``pieces.cut_windows`` returns them.
    content_links, source_links : list of numpy.ndarray
        For each window how strongly each place points at each other place.
    """

    tags: np.ndarray
    entities: np.ndarray
    windows: list[np.ndarray]
    content_links: list[np.ndarray]
    source_links: list[np.ndarray]


def score_pieces(session: onnxruntime.InferenceSession, pieces: TextPieces, *, window: int) -> Scores:
    """Run the network over a text's pieces, window by window."""
    windows = cut_windows(pieces, size=window)
    inputs = single_inputs(pieces)
    results = [session.run(OUTPUTS, {name: table[one][None] for name, table in inputs.items()}) for one in windows]
    return gather_scores(pieces, windows, [[one[0] for one in result] for result in results])


def gather_scores(pieces: TextPieces, windows: list[np.ndarray], results: list[list[np.ndarray]]) -> Scores:
    """Bring the scores of windows together as scores of pieces."""
    tables = []
    places = [window >= 0 for window in windows]
    for number in range(2):
        n_tags = results[0][number].shape[-1] if results else 1
        table = np.zeros((len(pieces), n_tags))
        if results:
            numbers = np.concatenate([window[inside] for window, inside in zip(windows, places, strict=True)])
            raw = [result[number][inside] for result, inside in zip(results, places, strict=True)]
            table[numbers] = log_softmax(np.concatenate(raw))
        tables.append(table)
    return Scores(tables[0], tables[1], windows, [result[2] for result in results], [result[3] for result in results])


def log_softmax(scores: np.ndarray) -> np.ndarray:
    """Turn scores into logarithms of probabilities along the last axis."""
    scores = scores.astype(np.float64)
    scores = scores - scores.max(axis=-1, keepdims=True)
    return scores - np.log(np.exp(scores).sum(axis=-1, keepdims=True))
