"""From the network's scores to spans: the likeliest tags that make whole spans of whole words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

SOURCE, CUE, CONTENT = 0, 1, 2
PERSON, ORGANISATION, PLACE = 0, 1, 2
_IMPOSSIBLE = -1e9
_SIDE_BY_SIDE = 512
# How much likelier, in logarithms, a word has to go on from nothing to begin a stretch: with less, more stretches have
# to be put together again; with more, they are longer.
_APART = 2.0


class TaggedSpan(NamedTuple):
    """A span of one kind over pieces ``low`` to ``high``, end-exclusive."""

    kind: int
    low: int
    high: int


@dataclass(frozen=True)
class _Stretches:
    """Stretches of pieces to be decoded: where each starts, its length, and whether a paragraph begins with it."""

    starts: np.ndarray
    lengths: np.ndarray
    begins_paragraph: np.ndarray


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
    n_pieces = len(log_tags)
    if not n_pieces:
        return []
    scores = log_tags.astype(np.float64)
    scores[:, 0] -= boost
    starts = np.flatnonzero(breaks | (np.arange(n_pieces) == 0))
    # Where the likeliest tag of each piece makes whole spans, no other tags can be likelier together.
    tags = scores.argmax(axis=1)
    wrong = _misplaced(tags, follows, starts)
    _decode_broken(scores, follows, starts, wrong, tags)
    return _collect(tags)


def _decode_broken(
    scores: np.ndarray, follows: np.ndarray, starts: np.ndarray, wrong: np.ndarray, tags: np.ndarray
) -> None:
    """Write the likeliest tags of the stretches with a misplaced tag, and of few around them, into ``tags``.

    A stretch begins where a word does that is far likelier to go on from nothing. Decoded by itself it may begin inside
    a span. Where its likeliest tags begin none the less with no such tag, what stands before makes no difference to
    them; where they do, it is decoded together with the stretch before.
    """
    apart = np.maximum(scores[:, 0], scores[:, 1::2].max(axis=1)) - scores[:, 2::2].max(axis=1)
    free = ~follows & (apart > _APART)
    free[starts] = True
    begins_paragraph = np.zeros(len(tags), dtype=bool)
    begins_paragraph[starts] = True
    while wrong.any():
        cuts = np.flatnonzero(free)
        broken = np.flatnonzero(np.add.reduceat(wrong, cuts))
        begins = cuts[broken]
        lengths = np.diff(np.append(cuts, len(tags)))[broken]
        _decode(scores, follows, _Stretches(begins, lengths, begins_paragraph[begins]), tags)
        astray = begins[_is_inside(tags[begins])]
        free[astray] = False
        wrong = np.zeros_like(wrong)
        wrong[astray] = 1


def _is_inside(tags: np.ndarray) -> np.ndarray:
    """Say of each tag whether it goes on with a span."""
    return (tags > 0) & (tags % 2 == 0)


def _misplaced(tags: np.ndarray, follows: np.ndarray, starts: np.ndarray) -> np.ndarray:
    """Count for each piece whether its tag cannot stand behind the one before: 1 where it can't."""
    before = np.zeros_like(tags)
    before[1:] = tags[:-1]
    first = np.zeros(len(tags), dtype=bool)
    first[starts] = True
    inside = _is_inside(tags)
    begun = (before == tags) | (before == tags - 1)
    goes_on = np.where(inside, begun, (tags == 0) & (before == 0))
    freely = np.where(inside, begun, True)
    return np.where(first, inside, ~np.where(follows, goes_on, freely)).astype(np.int64)


def _decode(scores: np.ndarray, follows: np.ndarray, stretches: _Stretches, tags: np.ndarray) -> None:
    """Write the likeliest tags of some stretches into ``tags``."""
    order = np.argsort(-stretches.lengths, kind="stable")
    for first in range(0, len(order), _SIDE_BY_SIDE):
        group = order[first : first + _SIDE_BY_SIDE]
        parts = (stretches.starts[group], stretches.lengths[group], stretches.begins_paragraph[group])
        _decode_side_by_side(scores, follows, _Stretches(*parts), tags)


def _decode_side_by_side(scores: np.ndarray, follows: np.ndarray, stretches: _Stretches, tags: np.ndarray) -> None:
    """Write the likeliest tags of a few stretches, the longest one first, into ``tags``."""
    starts, lengths = stretches.starts, stretches.lengths
    n_tags = scores.shape[1]
    inside = np.arange(2, n_tags, 2)
    # from -> to, for a piece that begins a word and for one that goes on with it.
    free = np.zeros((n_tags, n_tags))
    free[:, inside] = _IMPOSSIBLE
    free[inside, inside] = free[inside - 1, inside] = 0.0
    bound = np.full((n_tags, n_tags), _IMPOSSIBLE)
    bound[0, 0] = 0.0
    bound[inside, inside] = bound[inside - 1, inside] = 0.0
    tables, kinds = np.stack([free, bound]), follows.astype(np.int64)
    width = int(lengths[0])
    # How many stretches are longer than each place: those that come first.
    going = np.searchsorted(-lengths, -np.arange(width), side="left").tolist()
    back = np.empty((width, len(starts), n_tags), dtype=np.int8)
    best = scores[starts]
    best[np.ix_(stretches.begins_paragraph, inside)] += _IMPOSSIBLE
    for place in range(1, width):
        n = going[place]
        here = starts[:n] + place
        ways = best[:n, :, None] + tables[kinds[here]]
        back[place, :n] = ways.argmax(axis=1)
        best[:n] = np.maximum.reduce(ways, axis=1) + scores[here]
    tag, rows = best.argmax(axis=1), np.arange(len(starts))
    for place in range(width - 1, -1, -1):
        n = going[place]
        tags[starts[:n] + place] = tag[:n]
        if place:
            tag[:n] = back[place, rows[:n], tag[:n]]


def _collect(tags: np.ndarray) -> list[TaggedSpan]:
    """Turn tags into spans."""
    begins = np.flatnonzero(tags % 2 == 1)
    outside = np.flatnonzero((tags == 0) | (tags % 2 == 1))
    ends = np.append(outside, len(tags))[np.searchsorted(outside, begins, side="right")]
    kinds = (tags[begins] - 1) // 2
    return [*map(TaggedSpan, kinds.tolist(), begins.tolist(), ends.tolist())]
