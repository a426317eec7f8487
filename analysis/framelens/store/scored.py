"""What the network said of sentences, kept beside the annotations that they come from."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from framelens.annotate.toward.casting import HEAD_FILE
from framelens.annotate.toward.model import CLASSES, TowardModel
from framelens.annotate.toward.pieces import Span
from framelens.disk import hash_file, write_whole
from framelens.store.kept import SCORED_FILE


@dataclass(frozen=True)
class KeptModel(TowardModel):
    """The network toward targets, which is asked once and answers the same question from a file.

    The file carries a fingerprint of all that the answer depends on, the sentences, the marked targets and the network
    itself, so that a changed article or setting is seen.

    Attributes
    ----------
    shelf : Path, optional
        The folder of the file; without it the answer is kept as long as this object.
    """

    shelf: Path | None = None
    _held: dict[str, np.ndarray] = field(default_factory=dict, repr=False, compare=False)

    def score(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """The probabilities of :meth:`framelens.annotate.toward.model.TowardModel.score`."""
        return self.answer(texts, mentions)[:, : len(CLASSES)]

    def answer(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """What :meth:`framelens.annotate.toward.model.TowardModel.answer` says of polarity and of roles."""
        if not texts:
            return super().answer(texts, mentions)
        asked = self._fingerprint(texts, mentions)
        found = self._held.get(asked) if self.shelf is None else _read(self.shelf / SCORED_FILE, asked)
        if found is None:
            found = super().answer(texts, mentions)
            if self.shelf is None:
                self._held[asked] = found
            else:
                data = io.BytesIO()
                np.savez(data, asked=np.array(asked), found=found)
                write_whole(self.shelf / SCORED_FILE, data.getvalue())
        return found

    def _fingerprint(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> str:
        network = [hash_file(path) for path in [*sorted(self.folder.iterdir()), HEAD_FILE] if path.is_file()]
        return sha256(json.dumps([list(texts), list(mentions), network]).encode()).hexdigest()


def _read(file: Path, asked: str) -> np.ndarray | None:
    """The answer in a file, if it is whole and one to this question."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            return np.asarray(kept["found"]) if str(kept["asked"]) == asked else None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
