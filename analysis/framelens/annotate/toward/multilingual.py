"""Polarity toward a target in languages other than English: read off the network that finds statements in them.

The network was not trained for polarity. What its inner layers hold of the sentence and of the target in it, and the
runs of letters in the sentence's words, vote for the classes by weights that were learned for each language from
people's codes; the languages are those whose weights lie in ``heads/``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from framelens.annotate.network.pieces import FIRST, SEPARATOR, split_pieces
from framelens.annotate.toward.letters import find_letters
from framelens.annotate.toward.model import CLASSES
from framelens.annotate.toward.pieces import LONGEST, Span, check_mentions, cut_around, list_questions, mark_pieces
from framelens.annotate.toward.pooling import pool_layers
from framelens.networks import DIGITS, find_network, open_network, open_tokenizer

NETWORK = "multilingual"
LAYERS = tuple(f"/encoder/layers.{number}/norm/LayerNormalization_output_0" for number in (4, 6))
_HEADS = Path(__file__).with_name("heads")
# The languages, beside English, that a head was learned for.
LANGUAGES = tuple(sorted(path.stem for path in _HEADS.glob("*.npz")))


@dataclass(frozen=True)
class PolarityHead:
    """What the layers and the letters of a sentence vote for each of the classes.

    Attributes
    ----------
    layers : numpy.ndarray
        A row for each number of the vector of :func:`~framelens.annotate.toward.pooling.pool_layers`.
    letters : numpy.ndarray
        A row for each of :data:`~framelens.annotate.toward.letters.N_ROWS`.
    rarity : numpy.ndarray
        How rare each of these rows is: the weight of a run beside the others of its sentence.
    bias : numpy.ndarray
        What is added to the votes for each class.
    shares : numpy.ndarray
        The share of each class in the sentences that it was learned from.
    """

    layers: np.ndarray
    letters: np.ndarray
    rarity: np.ndarray
    bias: np.ndarray
    shares: np.ndarray

    def find_probabilities(self, vector: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """Probabilities of the classes for one sentence: its vector, and the rows of its runs of letters."""
        votes = vector.astype(np.float64) @ self.layers + self.bias
        if len(rows):
            weights = self.rarity[rows]
            votes = votes + weights @ self.letters[rows] / np.sqrt(weights @ weights)
        raised = np.exp(votes - votes.max())
        return np.asarray(np.round(raised / raised.sum(), DIGITS))

    def choose(self, probabilities: np.ndarray) -> np.ndarray:
        """The class of each row: the highest of the probabilities, each divided by the root of the class's share.

        Seven sentences in ten are neutral: by the likeliest class alone, most of the others would be called so too.
        """
        return np.asarray((probabilities / np.sqrt(self.shares)).argmax(axis=1))


@dataclass(frozen=True)
class MultilingualModel:
    """The network with its tokenizer, and the head of one language, opened when they are first used.

    Attributes
    ----------
    language : str
        One of :data:`LANGUAGES`.
    folder : Path
        Where the network lies.
    n_threads : int, default 1
        Threads of the network; one gives the same result on every machine.
    """

    language: str
    folder: Path = field(default_factory=lambda: find_network(NETWORK))
    n_threads: int = 1

    @cached_property
    def _session(self) -> Any:
        return open_network(self.folder, n_threads=self.n_threads, inner=LAYERS)

    @cached_property
    def _tokenizer(self) -> Any:
        return open_tokenizer(self.folder)

    @property
    def files(self) -> tuple[Path, ...]:
        """All that an answer depends on but the question."""
        return (*sorted(path for path in self.folder.iterdir() if path.is_file()), _HEADS / f"{self.language}.npz")

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
            One row per sentence, one column each of ``CLASSES``; calibrated.

        Raises
        ------
        InputError
            If a sentence has no mention, or one that is not in it.
        """
        check_mentions(texts, mentions)
        once, places = list_questions(texts, mentions)
        head = load_head(self.language)
        found = [head.find_probabilities(self.read(text, spans), find_letters(text)) for text, spans in once]
        return np.array(found)[places] if found else np.zeros((0, len(CLASSES)))

    def answer(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """All that one reading of each sentence gives, which is :meth:`score`: roles were learned in English alone."""
        return self.score(texts, mentions)

    def choose(self, probabilities: np.ndarray) -> np.ndarray:
        """The place in ``CLASSES`` of each row's label, see :meth:`PolarityHead.choose`."""
        return load_head(self.language).choose(probabilities)

    def read(self, text: str, spans: Sequence[Span]) -> np.ndarray:
        """The vector that the head's weights are learned from."""
        pieces = split_pieces(text, self._tokenizer, [(0, len(text))])
        marks = mark_pieces(pieces.starts, pieces.ends, spans)
        kept = cut_around(marks, LONGEST - 2)
        given = {"ids": np.r_[FIRST, pieces.ids[kept], SEPARATOR]}
        given |= {name: np.r_[0, getattr(pieces, name)[kept], 0] for name in ("shapes", "states")}
        layers = self._session.run(LAYERS, {name: numbers[None] for name, numbers in given.items()})
        return pool_layers([layer[0] for layer in layers], np.r_[0, marks[kept], 0])


@lru_cache(maxsize=8)
def load_head(language: str) -> PolarityHead:
    """The shipped head of a language, opened once in a process."""
    with np.load(_HEADS / f"{language}.npz", allow_pickle=False) as kept:
        letters = kept["letters"].astype(np.float64) * float(kept["step"])
        return PolarityHead(
            kept["layers"].astype(np.float64), letters, kept["rarity"].astype(np.float64), kept["bias"], kept["shares"]
        )


def write_head(language: str, head: PolarityHead, network: str) -> Path:
    """Keep a head as the shipped one of a language: the weights of letters as whole numbers of a byte.

    ``network`` is the fingerprint of the network that it was learned on, the only one that it fits.
    """
    step = float(np.abs(head.letters).max()) / 127
    file = _HEADS / f"{language}.npz"
    np.savez_compressed(
        file,
        layers=head.layers.astype(np.float32),
        letters=np.round(head.letters / step).astype(np.int8),
        step=np.array(step),
        rarity=np.round(head.rarity, 1).astype(np.float16),
        bias=head.bias,
        shares=head.shares,
        network=np.array(network),
    )
    return file


def read_network(language: str) -> str:
    """The fingerprint of the network that the shipped head of a language was learned on."""
    with np.load(_HEADS / f"{language}.npz", allow_pickle=False) as kept:
        return str(kept["network"])


@lru_cache(maxsize=8)
def load_multilingual(language: str) -> MultilingualModel:
    """The shipped network for a language, opened once in a process."""
    return MultilingualModel(language)
