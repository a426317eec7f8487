"""The finders of statements that a study can ask for by name.

``rules`` reads with what is written out in :mod:`framelens.annotate.rules`; ``accurate`` and ``fast`` with small
networks that learned from annotated news, kept to the same conventions: a content begins behind "that", a relay
attributes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from framelens.annotate.fragments import join_left_open
from framelens.annotate.interviews import put_turns
from framelens.annotate.layout import Layout
from framelens.annotate.repairing import repair
from framelens.annotate.rules import RuleFinder
from framelens.annotate.statements import Reading, Span, Statement, StatementFinder

if TYPE_CHECKING:
    from framelens.annotate.network import Reader

_THAT = re.compile(r"that\s+(?=\S)", re.IGNORECASE)


@dataclass(frozen=True)
class TrainedFinder:
    """Finds attributed statements, and names, with a trained reader.

    Attributes
    ----------
    reader : Reader
    relays : tuple of str
        Agencies that relay: what only "Trend reports" attributes is no statement.
    """

    reader: Reader
    relays: tuple[str, ...] = ()

    def read(self, text: str, layout: Layout) -> Reading:
        """The statements of ``text`` in the order of their content, and the names the reader sees."""
        found = self.reader.read(text, layout)
        kept = join_left_open(layout, found.statements)
        kept = [_conventional(text, one) for one in kept if not self._is_relay(text, one)]
        kept = put_turns(text, layout, repair(text, layout, kept, RuleFinder(self.relays)))
        names = tuple((name.start, name.end, name.kind) for name in found.names)
        return Reading(tuple(kept), names)

    def _is_relay(self, text: str, statement: Statement) -> bool:
        if statement.source is None or statement.cue is None:
            return False
        source, cue = text[slice(*statement.source)], text[slice(*statement.cue)]
        return source in self.relays and cue.lower() in {"reports", "reported"}


def _conventional(text: str, statement: Statement) -> Statement:
    """The statement without the "that" in front of its content."""
    content: list[Span] = []
    for start, end in statement.content:
        that = _THAT.match(text, start, end)
        content.append((that.end() if that else start, end))
    return replace(statement, content=tuple(content))


@lru_cache(maxsize=8)
def build_finder(reader: str, relays: tuple[str, ...], least: float | None = None) -> StatementFinder:
    """The finder that a study names, and the confidence from which on a trained one keeps; built once a process."""
    if reader == "rules":
        return RuleFinder(relays)
    from framelens.annotate.network import load_reader

    # One article alone is few: "auto" is the accurate reader here.
    return TrainedFinder(load_reader("accurate" if reader == "auto" else reader, least=least), relays)
