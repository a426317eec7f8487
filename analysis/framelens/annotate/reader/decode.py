"""From the network's scores to spans: the likeliest tags that make whole spans of whole words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

SOURCE, CUE, CONTENT = 0, 1, 2
PERSON, ORGANISATION, PLACE = 0, 1, 2
_IMPOSSIBLE = -1e9
_SIDE_BY_SIDE = 64


@dataclass(frozen=True)
class TaggedSpan:
    """A span of one kind over pieces ``low`` to ``high``, end-exclusive."""

    kind: int
    low: int
    high: int


def find_spans(
    log_tags: np.ndarray, follows: np.ndarray, breaks: np.ndarray, *, boost: float = 0.0
) -> list[TaggedSpan]:
    """Find the likeliest spans under begin / inside / outside tags.

    Parameters
    ----------
    log_tags : numpy.ndarray, shape (n_pieces, 1 + 2 * n_kinds)
        Logarithms of the probabilities of outside, then of begin and inside of each kind.
    follows : numpy.ndarray of bool
        Pieces that go on with the word before them; no span begins or ends there.
    breaks : numpy.ndarray of bool
        Pieces that begin a paragraph; no span goes over its end.
    boost : float, default 0
        Taken off the score of outside: more spans are found, and less certain ones.

    Returns
    -------
    list of TaggedSpan
        In the order of the text.
    """
    n_pieces, n_tags = log_tags.shape
    if not n_pieces:
        return []
    scores = log_tags.astype(np.float64)
    scores[:, 0] -= boost
    starts = np.flatnonzero(breaks | (np.arange(n_pieces) == 0))
    lengths = np.diff(np.append(starts, n_pieces))
    # Where the likeliest tag of each piece makes whole spans, no other tags can be likelier together.
    tags = scores.argmax(axis=1)
    wrong = _misplaced(tags, follows, starts)
    broken = np.flatnonzero(np.add.reduceat(wrong, starts))
    # No span goes over a paragraph's end, so paragraphs of like length are decoded side by side.
    order = broken[np.argsort(lengths[broken], kind="stable")]
    for first in range(0, len(order), _SIDE_BY_SIDE):
        group = order[first : first + _SIDE_BY_SIDE]
        places = starts[group][:, None] + np.arange(lengths[group].max())[None, :]
        real = places < (starts[group] + lengths[group])[:, None]
        places = np.where(real, places, 0)
        best = _best_tags(scores[places], follows[places], real, n_tags)
        tags[places[real]] = best[real]
    return _collect(tags)


def _misplaced(tags: np.ndarray, follows: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Count for each piece whether its tag cannot stand behind the one before: 1 where it can't."""
    before = np.zeros_like(tags)
    before[1:] = tags[:-1]
    first = np.zeros(len(tags), dtype=bool)
    first[starts] = True
    inside = (tags > 0) & (tags % 2 == 0)
    begun = (before == tags) | (before == tags - 1)
    goes_on = np.where(inside, begun, (tags == 0) & (before == 0))
    freely = np.where(inside, begun, True)
    return np.where(first, inside, ~np.where(follows, goes_on, freely)).astype(np.int64)


def _best_tags(scores: np.ndarray, follows: np.ndarray, real: np.ndarray, n_tags: int) -> np.ndarray:
    """Find the likeliest tags of paragraphs of like length, one row each."""
    n_rows, width = real.shape
    inside = np.arange(2, n_tags, 2)
    # from -> to, for a piece that begins a word and for one that goes on with it.
    free = np.zeros((n_tags, n_tags))
    free[:, inside] = _IMPOSSIBLE
    free[inside, inside] = free[inside - 1, inside] = 0.0
    bound = np.full((n_tags, n_tags), _IMPOSSIBLE)
    bound[0, 0] = 0.0
    bound[inside, inside] = bound[inside - 1, inside] = 0.0
    same = np.where(np.eye(n_tags, dtype=bool), 0.0, _IMPOSSIBLE)
    tables = np.stack([free, bound, same])
    kinds = np.where(real, follows.astype(np.int64), 2)
    back = np.empty((width, n_rows, n_tags), dtype=np.int8)
    best = scores[:, 0].copy()
    best[:, inside] += _IMPOSSIBLE
    for place in range(1, width):
        ways = best[:, :, None] + tables[kinds[:, place]]
        back[place] = ways.argmax(axis=1)
        best = ways.max(axis=1) + np.where(real[:, place, None], scores[:, place], 0.0)
    tags = np.empty((n_rows, width), dtype=np.int64)
    rows = np.arange(n_rows)
    tag = best.argmax(axis=1)
    for place in range(width - 1, 0, -1):
        tags[:, place] = tag
        tag = back[place, rows, tag]
    tags[:, 0] = tag
    return tags


def _collect(tags: np.ndarray) -> list[TaggedSpan]:
    """Turn tags into spans."""
    begins = np.flatnonzero(tags % 2 == 1)
    outside = np.flatnonzero((tags == 0) | (tags % 2 == 1))
    ends = np.append(outside, len(tags))[np.searchsorted(outside, begins, side="right")]
    return [TaggedSpan(int(tags[low] - 1) // 2, int(low), int(high)) for low, high in zip(begins, ends, strict=True)]
