"""One vector of a sentence and its target, out of what the layers of a network hold of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

_NEAR = 3


def pool_layers(layers: Sequence[np.ndarray], marks: np.ndarray) -> np.ndarray:
    """One vector of a sentence and its target.

    Parameters
    ----------
    layers : sequence of numpy.ndarray
        The sentence in each layer: a row a piece.
    marks : numpy.ndarray
        1 where a piece belongs to the target.

    Returns
    -------
    numpy.ndarray
        Of each layer the mean of the target's pieces, of all pieces, of the three before the target's first mention
        and of the three behind it (0 where there are none).
    """
    named = np.flatnonzero(marks)
    first, last = (int(named[0]), _end_of_run(named)) if len(named) else (0, 0)
    parts = []
    for layer in layers:
        nothing = np.zeros(layer.shape[1], dtype=layer.dtype)
        before, behind = layer[max(0, first - _NEAR) : first], layer[last + 1 : last + 1 + _NEAR]
        parts += [layer[named].mean(axis=0) if len(named) else layer.mean(axis=0), layer.mean(axis=0)]
        parts += [one.mean(axis=0) if len(one) else nothing for one in (before, behind)]
    return np.concatenate(parts)


def _end_of_run(named: np.ndarray) -> int:
    """The last piece of the first mention."""
    apart = np.flatnonzero(np.diff(named) > 1)
    return int(named[apart[0]] if len(apart) else named[-1])
