"""What a network said of sentences, kept beside the annotations that they come from."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from framelens.annotate.toward.model import CLASSES
from framelens.annotate.toward.pieces import Span
from framelens.annotate.toward.readers import TargetReader, load_reader
from framelens.disk import hash_file, write_whole
from framelens.store.kept import SCORED_FILES


@dataclass(frozen=True)
class KeptReader:
    """The reader of a language, which is asked once and answers the same question from a file.

    Each language has a file of its own. It carries a fingerprint of all that the answer depends on, the sentences, the
    marked targets and the network itself, so that a changed article or setting is seen.

    Attributes
    ----------
    language : str
        One that :func:`~framelens.annotate.toward.readers.load_reader` has a reader for.
    shelf : Path, optional
        The folder of the file; without it the answer is kept as long as this object.
    """

    language: str
    shelf: Path | None = None
    _held: dict[str, np.ndarray] = field(default_factory=dict, repr=False, compare=False)

    @property
    def reader(self) -> TargetReader:
        """What is asked where no answer is kept."""
        return load_reader(self.language)

    @property
    def files(self) -> tuple[Path, ...]:
        """Those of the reader."""
        return self.reader.files

    @property
    def file(self) -> Path | None:
        """Where the answer is kept."""
        return self.shelf / SCORED_FILES.replace("*", self.language) if self.shelf else None

    def choose(self, probabilities: np.ndarray) -> np.ndarray:
        """The labels that the reader gives to probabilities."""
        return self.reader.choose(probabilities)

    def score(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """The probabilities of the reader's answer."""
        return self.answer(texts, mentions)[:, : len(CLASSES)]

    def answer(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """What the reader answers."""
        if not texts:
            return self.reader.answer(texts, mentions)
        asked = self._fingerprint(texts, mentions)
        found = _read(self.file, asked) if self.file else self._held.get(asked)
        if found is None:
            found = self.reader.answer(texts, mentions)
            if self.file is None:
                self._held[asked] = found
            else:
                data = io.BytesIO()
                np.savez(data, asked=np.array(asked), found=found)
                write_whole(self.file, data.getvalue())
        return found

    def _fingerprint(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> str:
        network = [hash_file(path) for path in self.files]
        return sha256(json.dumps([list(texts), list(mentions), network]).encode()).hexdigest()


def _read(file: Path, asked: str) -> np.ndarray | None:
    """The answer in a file, if it is whole and one to this question."""
    try:
        with np.load(file, allow_pickle=False) as kept:
            return np.asarray(kept["found"]) if str(kept["asked"]) == asked else None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile):
        return None
