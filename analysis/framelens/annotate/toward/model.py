"""The shipped network under ONNX Runtime: sentences with their target marked in, polarity and valence out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from framelens.annotate.toward.casting import HEAD_FILE, LAYERS, N_VOTES, describe_target, load_head
from framelens.annotate.toward.pieces import (
    SentencePieces,
    Span,
    check_mentions,
    join_pieces,
    list_questions,
    split_sentences,
)
from framelens.networks import DIGITS, find_network, open_network, open_tokenizer

CLASSES = ("negative", "neutral", "positive")
LANGUAGE = "en"
_OUTPUTS = ("polarity", "sentence")


@dataclass(frozen=True)
class PolarityCalibration:
    """What turns the network's numbers into probabilities and valences.

    Attributes
    ----------
    scale : float
        What the scores of the classes are multiplied by.
    bias : tuple of float
        What is added to them then, one number a class.
    valence : tuple of float
        The weights of the sentence's vector for its valence; the last one stands alone.
    """

    scale: float
    bias: tuple[float, ...]
    valence: tuple[float, ...]

    def find_probabilities(self, scores: np.ndarray) -> np.ndarray:
        """Probabilities of :data:`CLASSES`, one row per sentence."""
        scaled = scores.astype(np.float64) * self.scale + np.array(self.bias)
        scaled = np.exp(scaled - scaled.max(axis=1, keepdims=True))
        return np.round(scaled / scaled.sum(axis=1, keepdims=True), DIGITS)

    def find_valences(self, vectors: np.ndarray) -> np.ndarray:
        """Valences in [-1, 1], one a sentence."""
        weights = np.array(self.valence)
        return np.round(np.clip(vectors.astype(np.float64) @ weights[:-1] + weights[-1], -1, 1), DIGITS)


@dataclass(frozen=True)
class TowardModel:
    """A network with its tokenizer and calibration, opened when it is first used.

    Attributes
    ----------
    folder : Path
        Where they lie.
    n_threads : int, default 1
        Threads of the network; one gives the same result on every machine.
    """

    folder: Path = field(default_factory=lambda: find_network("toward"))
    n_threads: int = 1

    @cached_property
    def _session(self) -> Any:
        return open_network(self.folder, n_threads=self.n_threads, inner=LAYERS)

    @cached_property
    def _tokenizer(self) -> Any:
        return open_tokenizer(self.folder)

    @cached_property
    def calibration(self) -> PolarityCalibration:
        """The calibration that lies beside the network."""
        return PolarityCalibration(**json.loads((self.folder / "calibration.json").read_text(encoding="utf-8")))

    def score(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """Probabilities that each sentence is negative, neutral or positive toward its target.

        Parameters
        ----------
        texts : sequence of str
            Sentences; what is listed twice with the same target is read once.
        mentions : sequence of sequence of (start, end)
            Where each one's target is mentioned: offsets into the sentence, end-exclusive.

        Returns
        -------
        numpy.ndarray
            One row per sentence, one column each of :data:`CLASSES`; calibrated.

        Raises
        ------
        InputError
            If a sentence has no mention, or one that is not in it.
        """
        check_mentions(texts, mentions)
        return self.calibration.find_probabilities(self.read(texts, mentions)[0])

    @property
    def files(self) -> tuple[Path, ...]:
        """All that an answer depends on but the question."""
        return (*sorted(path for path in self.folder.iterdir() if path.is_file()), HEAD_FILE)

    def choose(self, probabilities: np.ndarray) -> np.ndarray:
        """The place in :data:`CLASSES` of each row's label, the likeliest class."""
        return np.asarray(probabilities.argmax(axis=1))

    def answer(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """What one reading of each sentence gives: :meth:`score`, and beside it the votes for the target's role.

        Returns
        -------
        numpy.ndarray
            One row a sentence: the probabilities of :data:`CLASSES`, then the votes of
            :class:`framelens.annotate.toward.casting.CastingHead`.
        """
        return self._read_each(texts, mentions, lambda said, vector: np.r_[said, load_head().vote(vector)])

    def read_targets(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """The vectors that roles are learned from, one row a sentence."""
        return self._read_each(texts, mentions, lambda _, vector: vector)

    def _read_each(
        self,
        texts: Sequence[str],
        mentions: Sequence[Sequence[Span]],
        keep: Callable[[np.ndarray, np.ndarray], np.ndarray],
    ) -> np.ndarray:
        """What is kept of each sentence's probabilities and its vector, one row a sentence; the vectors are large."""
        once, places = list_questions(texts, mentions)
        pieces = split_sentences(self._tokenizer, [text for text, _ in once], [spans for _, spans in once])
        found = []
        for one in pieces:
            scores, *layers = self._session.run(("polarity", *LAYERS), join_pieces([one]))
            said = self.calibration.find_probabilities(scores)[0]
            found.append(keep(said, describe_target([layer[0] for layer in layers], one.marks, said)))
        return np.array(found)[places] if found else np.zeros((0, len(CLASSES) + N_VOTES))

    def rate(self, texts: Sequence[str]) -> np.ndarray:
        """The valence of each sentence as a whole, in [-1, 1], learned from newspaper editorials."""
        return self.calibration.find_valences(self.read(texts, [()] * len(texts))[1])

    def read(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> tuple[np.ndarray, np.ndarray]:
        """The network's scores of the classes and its vector of each sentence, one row per sentence each."""
        once, places = list_questions(texts, mentions)
        pieces = split_sentences(self._tokenizer, [text for text, _ in once], [spans for _, spans in once])
        found = self._run(pieces)
        return found[0][places], found[1][places]

    def _run(self, pieces: Sequence[SentencePieces]) -> tuple[np.ndarray, np.ndarray]:
        """Run the network over sentences, each alone: the 8-bit products of a batch would share one scale."""
        results = [self._session.run(_OUTPUTS, join_pieces([one])) for one in pieces]
        if not results:
            return np.zeros((0, len(CLASSES))), np.zeros((0, len(self.calibration.valence) - 1))
        return np.concatenate([one[0] for one in results]), np.concatenate([one[1] for one in results])


@lru_cache(maxsize=1)
def load_toward(n_threads: int = 1) -> TowardModel:
    """The shipped network, opened once in a process."""
    return TowardModel(n_threads=n_threads)
