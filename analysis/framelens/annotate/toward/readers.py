"""Which network reads which language for polarity toward targets."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from framelens.annotate.toward.model import LANGUAGE, load_toward
from framelens.annotate.toward.multilingual import LANGUAGES, load_multilingual
from framelens.annotate.toward.pieces import Span

# The languages that are read, English first.
READ = (LANGUAGE, *LANGUAGES)
_MEASURED = Path(__file__).parent / "heads/measured.csv"


class TargetReader(Protocol):
    """What reads sentences with their targets marked in."""

    @property
    def files(self) -> tuple[Path, ...]:
        """All that an answer depends on but the question."""

    def answer(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """One row a sentence: the probabilities of the classes, and behind them whatever else was read."""

    def score(self, texts: Sequence[str], mentions: Sequence[Sequence[Span]]) -> np.ndarray:
        """One row a sentence: the probabilities of the classes."""

    def choose(self, probabilities: np.ndarray) -> np.ndarray:
        """The place of each row's label among the classes."""


Readers = Callable[[str], TargetReader]


def load_reader(language: str) -> TargetReader:
    """The shipped reader of one of :data:`READ`.

    Examples
    --------
    >>> load_reader("ru").score(["Сенатор похвалил Петрова."], [[(17, 24)]]).shape
    (1, 3)
    """
    return load_toward() if language == LANGUAGE else load_multilingual(language)


def list_measured(languages: Iterable[str]) -> list[dict[str, Any]]:
    """How well polarity is read in each of some languages, on sentences that taught the reader nothing.

    Returns
    -------
    list of dict
        For each language that is read: ``language``, ``work`` (the key of whoever coded the sentences), their number
        ``n``, and the macro-F1 as ``estimate``, ``low``, ``high``.

    Examples
    --------
    >>> [(row["language"], row["n"]) for row in list_measured(["ru", "de"])]
    [('ru', 6637)]
    """
    among = {*languages}
    return [row for row in _read_measured() if row["language"] in among]


@lru_cache(maxsize=1)
def _read_measured() -> tuple[dict[str, Any], ...]:
    with _MEASURED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        {**row, "n": int(row["n"]), **{name: float(row[name]) for name in ("estimate", "low", "high")}} for row in rows
    )
