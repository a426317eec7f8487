"""What the network said of sentences, kept beside the annotations that they come from."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from framelens.annotate.toward.model import TowardModel
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
        The folder of the file; without it nothing is kept.
    """

    shelf: Path | None = None

    def score(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """The probabilities of :meth:`framelens.annotate.toward.model.TowardModel.score`."""
        if self.shelf is None or not texts:
            return super().score(texts, mentions)
        asked = self._fingerprint(texts, mentions)
        found = _read(self.shelf / SCORED_FILE, asked)
        if found is None:
            found = super().score(texts, mentions)
            data = io.BytesIO()
            np.savez(data, asked=np.array(asked), found=found)
            write_whole(self.shelf / SCORED_FILE, data.getvalue())
        return found

    def _fingerprint(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> str:
        network = [hash_file(path) for path in sorted(self.folder.iterdir()) if path.is_file()]
        return sha256(json.dumps([list(texts), list(mentions), network]).encode()).hexdigest()


def _read(file: Path, asked: str) -> np.ndarray | None:
    """The answer in a file, if it is whole and one to this question."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            return np.asarray(kept["found"]) if str(kept["asked"]) == asked else None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
