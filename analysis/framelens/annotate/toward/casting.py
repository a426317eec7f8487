"""Cast as what: protagonist, antagonist or innocent, read off the network that scores polarity toward a target.

A role belongs to somebody in an article's narrative rather than to one sentence. What the network's layers hold of a
sentence therefore votes twice: on the target of this sentence, and, as a mean over all sentences of the article that
mention the target, on the target in this article.

References
----------
Mahmoud, T., Xie, Z., et al. (2025). Entity framing and role portrayal in the news. *Findings of ACL 2025*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from framelens.annotate.toward.pooling import pool_layers
from framelens.networks import DIGITS

ROLES = ("protagonist", "antagonist", "innocent")
# The three highest of the encoder's layers but one, by what each has at its end.
LAYERS = tuple(f"/network/encoder/layers.{number}/norm/LayerNormalization_output_0" for number in (3, 4, 5))
N_VOTES = 2 * len(ROLES)
# The three probabilities of polarity weigh as much as several of the thousands of numbers beside them.
_TIMES = 8
NEUTRAL = -2 * _TIMES  # where the probability of neutral stands in a vector
HEAD_FILE = Path(__file__).with_name("roles.npz")


def describe_target(layers: Sequence[np.ndarray], marks: np.ndarray, polarity: np.ndarray) -> np.ndarray:
    """What roles are learned from: the vector of :func:`~framelens.annotate.toward.pooling.pool_layers`, then polarity.

    ``polarity`` are the network's probabilities of negative, neutral and positive.
    """
    return np.concatenate([pool_layers(layers, marks), np.repeat(polarity, _TIMES)]).astype(np.float64)


@dataclass(frozen=True)
class CastingHead:
    """A linear map from a sentence's vector to votes for each role.

    Attributes
    ----------
    weights : numpy.ndarray
        A row for each number of the vector; for each of :data:`ROLES` what it votes in the sentence, then what it
        votes as a mean over the article's sentences.
    bias : numpy.ndarray
        What is added to the votes of each role.
    scale : float
        What the sum is multiplied by, so that probabilities are as often right as they say.
    """

    weights: np.ndarray
    bias: np.ndarray
    scale: float

    def vote(self, vectors: np.ndarray) -> np.ndarray:
        """The votes of each sentence, :data:`N_VOTES` a row."""
        return np.round(vectors @ self.weights, DIGITS)

    def find_probabilities(self, votes: np.ndarray, groups: np.ndarray) -> np.ndarray:
        """Probabilities of :data:`ROLES`, one row a sentence; ``groups`` numbers the target in its article."""
        own, whole = votes[:, : len(ROLES)], votes[:, len(ROLES) :]
        sums = np.zeros((int(groups.max(initial=-1)) + 1, len(ROLES)))
        np.add.at(sums, groups, whole)
        means = sums / np.maximum(np.bincount(groups, minlength=len(sums)), 1)[:, None]
        scaled = (own + means[groups] + self.bias) * self.scale
        scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.round(scaled / scaled.sum(axis=1, keepdims=True), DIGITS)


@lru_cache(maxsize=1)
def load_head() -> CastingHead:
    """The shipped head, opened once in a process."""
    with np.load(HEAD_FILE, allow_pickle=False) as kept:
        return CastingHead(kept["weights"].astype(np.float64), kept["bias"], float(kept["scale"]))


def read_seen() -> frozenset[str]:
    """Short names of the articles that taught the shipped head, by which an evaluation leaves them out."""
    with np.load(HEAD_FILE, allow_pickle=False) as kept:
        return frozenset(kept["seen"].tolist())
