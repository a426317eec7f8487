"""The network as a finder: a text in, attributed statements and names out."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from framelens.annotate.fragments import join_left_open
from framelens.annotate.interviews import put_turns
from framelens.annotate.layout import Layout, find_layout
from framelens.annotate.network.confidence import StatementCalibration
from framelens.annotate.network.decode import ORGANISATION, PERSON, TaggedSpan, find_spans
from framelens.annotate.network.joining import join_drafts
from framelens.annotate.network.linking import link_spans
from framelens.annotate.network.model import Scores, score_pieces
from framelens.annotate.network.pieces import TextPieces, first_piece, split_pieces
from framelens.annotate.repairing import relay, repair
from framelens.annotate.statements import FoundStatements, Span, Statement
from framelens.networks import open_network, open_tokenizer

Name = tuple[int, int, str]  # start, end, kind
NETWORKS = ("accurate", "fast", "multilingual")
_THAT = re.compile(r"that\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True)
class NetworkFinder:
    """Finds attributed statements, and names, with a small network that learned from annotated news.

    It keeps the conventions that :mod:`framelens.annotate.rules` writes out: a content begins behind "that", a relay
    attributes nothing, and what quotation marks say for certain stands.

    Attributes
    ----------
    folder : Path
        Where the network, its tokenizer and its calibration lie.
    least : float, optional
        Statements less sure than this are left out; by default what the calibration holds.
    n_threads : int, default 1
        Threads of the network; one gives the same result on every machine.
    """

    folder: Path
    least: float | None = None
    n_threads: int = 1

    @cached_property
    def _session(self) -> Any:
        return open_network(self.folder, n_threads=self.n_threads)

    @cached_property
    def _tokenizer(self) -> Any:
        return open_tokenizer(self.folder)

    @cached_property
    def _calibration(self) -> StatementCalibration:
        fitted = StatementCalibration(**json.loads((self.folder / "calibration.json").read_text(encoding="utf-8")))
        return fitted if self.least is None else replace(fitted, least=self.least)

    def read(self, text: str, layout: Layout | None = None, relays: Sequence[str] = ()) -> FoundStatements:
        """The statements of a text, in the order of their content, and the names that the network sees.

        Parameters
        ----------
        text : str
            Any text, an empty one too.
        layout : Layout, optional
            The text's paragraphs and quotations; found again where it is not given.
        relays : sequence of str
            Agencies that relay: what only "Trend reports" attributes is no statement.
        """
        layout = find_layout(text) if layout is None else layout
        statements, names = self._run(text, layout)
        kept = [_conventional(text, one) for one in join_left_open(layout, statements)]
        kept = repair(text, layout, relay(text, layout, kept, relays), relays)
        kept = put_turns(text, layout, kept)
        return FoundStatements(tuple(kept), names)

    def _run(self, text: str, layout: Layout) -> tuple[list[Statement], tuple[Name, ...]]:
        """What the network itself says."""
        pieces = split_pieces(text, self._tokenizer, layout.paragraphs)
        if not len(pieces):
            return [], ()
        scores = score_pieces(self._session, pieces, window=self._calibration.window)
        tagged, named = find_both(pieces, scores, boost=self._calibration.boost)
        drafts = link_spans(tagged, scores, pieces, alone=self._calibration.alone is not None)
        return join_drafts(text, layout, pieces, drafts, self._calibration), locate_names(text, pieces, named)


def _conventional(text: str, statement: Statement) -> Statement:
    """The statement without the "that" in front of its content."""
    content: list[Span] = []
    for start, end in statement.content:
        that = _THAT.match(text, start, end)
        content.append((that.end() if that else start, end))
    return replace(statement, content=tuple(content))


def find_both(pieces: TextPieces, scores: Scores, *, boost: float) -> tuple[list[TaggedSpan], list[TaggedSpan]]:
    """Find the spans of statements and those of names, in one go over both."""
    n_pieces = len(pieces)
    tags = np.concatenate([scores.tags, scores.entities])
    tags[:n_pieces, 0] -= boost
    breaks = find_breaks(pieces, scores)
    breaks[0] = True  # where the second begins, the first ends
    spans = find_spans(tags, np.tile(pieces.follows, 2), np.tile(breaks, 2))
    named = [TaggedSpan(one.kind, one.low - n_pieces, one.high - n_pieces) for one in spans if one.low >= n_pieces]
    return spans[: len(spans) - len(named)], named


def locate_names(text: str, pieces: TextPieces, spans: Sequence[TaggedSpan]) -> tuple[Name, ...]:
    """Turn spans into the names of persons and organisations."""
    kinds = {PERSON: "person", ORGANISATION: "organisation"}
    places = [
        (int(pieces.starts[s.low]), int(pieces.ends[s.high - 1]), kinds[s.kind]) for s in spans if s.kind in kinds
    ]
    return tuple(place for place in places if any(map(str.isalnum, text[slice(*place[:2])])))


def find_breaks(pieces: TextPieces, scores: Scores) -> np.ndarray:
    """Say of each piece whether it begins a paragraph or, in a very long one, a window."""
    breaks = np.zeros(len(pieces), dtype=bool)
    breaks[1:] = pieces.paragraphs[1:] != pieces.paragraphs[:-1]
    breaks[[first_piece(window) for window in scores.windows]] = True
    return breaks
