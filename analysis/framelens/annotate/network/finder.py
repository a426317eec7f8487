"""The trained reader: a text in, attributed statements and names out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from framelens.annotate.layout import find_layout
from framelens.annotate.network.confidence import Calibration
from framelens.annotate.network.decode import ORGANISATION, PERSON, TaggedSpan, find_spans
from framelens.annotate.network.joining import join_drafts
from framelens.annotate.network.linking import link_spans, own_scores
from framelens.annotate.network.model import Scores, score_pieces
from framelens.annotate.network.pieces import Pieces, first_piece, split_pieces
from framelens.annotate.statements import Statement
from framelens.errors import InputError
from framelens.networks import find_network, open_network, open_tokenizer

if TYPE_CHECKING:
    from framelens.annotate.layout import Layout

READERS = ("accurate", "fast")


@dataclass(frozen=True)
class Name:
    """A name of a person or an organisation as it stands in the text.

    Attributes
    ----------
    start, end : int
        Offsets into the text, end-exclusive.
    kind : {'person', 'organisation'}
    confidence : float
        The least probability of the name's pieces, in 0-1; not calibrated.
    """

    start: int
    end: int
    kind: str
    confidence: float


@dataclass(frozen=True)
class Reading:
    """What the reader found in one text: statements and names, each in the order of the text."""

    statements: list[Statement]
    names: list[Name]


@dataclass(frozen=True)
class Reader:
    """A trained finder of attributed statements and names; use ``load_reader``.

    Attributes
    ----------
    folder : Path
        Where the network, its tokenizer and its calibration lie.
    n_threads : int, default 1
        Threads of the network.
    least : float, optional
        Statements less sure than this are left out; by default what the calibration holds.
    """

    folder: Path
    n_threads: int = 1
    least: float | None = None

    @cached_property
    def _session(self) -> Any:
        return open_network(self.folder, n_threads=self.n_threads)

    @cached_property
    def _tokenizer(self) -> Any:
        return open_tokenizer(self.folder)

    @cached_property
    def _calibration(self) -> Calibration:
        fitted = Calibration(**json.loads((self.folder / "calibration.json").read_text(encoding="utf-8")))
        return fitted if self.least is None else replace(fitted, least=self.least)

    def read(self, text: str, layout: Layout | None = None) -> Reading:
        """Read a text once for its statements and its names.

        Parameters
        ----------
        text : str
            Any text, an empty one too.
        layout : Layout, optional
            The text's paragraphs and quotations; found anew where it is not given.

        Returns
        -------
        Reading
        """
        layout = find_layout(text) if layout is None else layout
        pieces = split_pieces(text, self._tokenizer, layout.paragraphs)
        if not len(pieces):
            return Reading([], [])
        scores = score_pieces(self._session, pieces, window=self._calibration.window)
        tagged, named = find_both(pieces, scores, boost=self._calibration.boost)
        drafts = link_spans(tagged, scores, pieces)
        statements = join_drafts(text, layout, pieces, drafts, self._calibration)
        return Reading(statements, locate_names(text, pieces, scores, named))

    def find_statements(self, text: str, layout: Layout) -> list[Statement]:
        """Find a text's attributed statements, in the order of their content."""
        return self.read(text, layout).statements


def load_reader(name: str = "accurate", *, n_threads: int = 1, least: float | None = None) -> Reader:
    """Load a shipped reader.

    Parameters
    ----------
    name : {'accurate', 'fast'}, default 'accurate'
        The fast one reads four to five times as many words a second and finds fewer indirect statements.
    n_threads : int, default 1
        Threads of the network; one gives the same result on every machine.
    least : float, optional
        Statements less sure than this, in 0-1, are left out; by default what the reader was shipped with.

    Returns
    -------
    Reader

    Raises
    ------
    InputError
        When no reader has that name.
    """
    if name not in READERS:
        raise InputError(f"unknown reader {name!r}; choose from: {', '.join(READERS)}")
    return Reader(find_network(name), n_threads, least)


def find_both(pieces: Pieces, scores: Scores, *, boost: float) -> tuple[list[TaggedSpan], list[TaggedSpan]]:
    """Find the spans of statements and those of names, in one go over both."""
    n_pieces = len(pieces)
    tags = np.concatenate([scores.tags, scores.entities])
    tags[:n_pieces, 0] -= boost
    breaks = find_breaks(pieces, scores)
    breaks[0] = True  # where the second begins, the first ends
    spans = find_spans(tags, np.tile(pieces.follows, 2), np.tile(breaks, 2))
    named = [TaggedSpan(one.kind, one.low - n_pieces, one.high - n_pieces) for one in spans if one.low >= n_pieces]
    return spans[: len(spans) - len(named)], named


def locate_names(text: str, pieces: Pieces, scores: Scores, spans: Sequence[TaggedSpan]) -> list[Name]:
    """Turn spans into the names of persons and organisations."""
    kinds = {PERSON: "person", ORGANISATION: "organisation"}
    names = []
    for span in spans:
        if span.kind in kinds:
            start, end = int(pieces.starts[span.low]), int(pieces.ends[span.high - 1])
            if any(map(str.isalnum, text[start:end])):
                names.append(Name(start, end, kinds[span.kind], float(np.exp(own_scores(scores.entities, span).min()))))
    return names


def find_breaks(pieces: Pieces, scores: Scores) -> np.ndarray:
    """Say of each piece whether it begins a paragraph or, in a very long one, a window."""
    breaks = np.zeros(len(pieces), dtype=bool)
    breaks[1:] = pieces.paragraphs[1:] != pieces.paragraphs[:-1]
    breaks[[first_piece(window) for window in scores.windows]] = True
    return breaks
