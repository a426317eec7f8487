"""Sentence vectors: what a sentence is about, as 384 numbers, from a network that comes with framelens.

The network is all-MiniLM-L6-v2 (Apache-2.0) with weights of 8 bits, run by ONNX Runtime on one thread; how it was
made stands in ``training/sentences``. Each sentence is read alone, so that its vector depends on nothing but its
words.

References
----------
Reimers, N., & Gurevych, I. (2019). Sentence-BERT: Sentence embeddings using Siamese BERT-networks. *EMNLP-IJCNLP*.
Wang, W., Wei, F., Dong, L., Bao, H., Yang, N., & Zhou, M. (2020). MiniLM: Deep self-attention distillation for
task-agnostic compression of pre-trained transformers. *NeurIPS*.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from framelens.annotate.sentences import find_sentences
from framelens.networks import find_network, has_network, open_network, open_tokenizer

WIDTH = 384
LONGEST = 256  # word pieces of one sentence; what stands behind is not read
_BRIEF = 3  # letters; what is shorter is no sentence


@dataclass(frozen=True)
class SentenceEncoder:
    """Turns sentences into vectors; use :func:`load_sentence_encoder`.

    Attributes
    ----------
    folder : Path
        Where the network and its tokenizer lie.
    """

    folder: Path = field(default_factory=lambda: find_network("sentences"))

    @cached_property
    def _session(self) -> Any:
        return open_network(self.folder)

    @cached_property
    def _tokenizer(self) -> Any:
        return open_tokenizer(self.folder)

    def encode(self, sentences: Sequence[str]) -> np.ndarray:
        """The vectors of ``sentences``, one row of length 1 each."""
        vectors = np.zeros((len(sentences), WIDTH), dtype=np.float32)
        for row, encoding in enumerate(self._tokenizer.encode_batch(list(sentences))):
            ids = np.array([encoding.ids[:LONGEST]], dtype=np.int64)
            vectors[row] = self._session.run(None, {"ids": ids})[0][0]
        return vectors

    def encode_text(self, text: str) -> np.ndarray:
        """The vectors of the sentences of ``text``; one row of zeros where it has none."""
        sentences = [text[start:end] for start, end in find_sentences(text) if end - start >= _BRIEF]
        return self.encode(sentences) if sentences else np.zeros((1, WIDTH), dtype=np.float32)


@lru_cache(maxsize=1)
def load_sentence_encoder() -> SentenceEncoder | None:
    """The encoder that comes with framelens; None where its weights or ONNX Runtime are not installed."""
    from importlib.util import find_spec

    installed = find_spec("onnxruntime") is not None and find_spec("tokenizers") is not None
    return SentenceEncoder() if installed and has_network("sentences") else None
