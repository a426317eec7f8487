"""Answers to who speaks: a person or organisation, or nobody, with the reason and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from framelens.annotate.identities import Identity


@dataclass(frozen=True)
class Resolution:
    """Who speaks, how the source names them, why, how sure that is (0-1), and how the search for them ended.

    ``resolution`` is one of :data:`framelens.tables.RESOLUTIONS`: 'named' wherever there is a speaker, and only there.
    ``others`` spoke with the speaker, as one.
    """

    speaker: Identity | None
    form: str
    reason: str
    confidence: float
    kind: str = ""
    resolution: str = "named"
    others: tuple[Identity, ...] = ()

    def __post_init__(self) -> None:
        if not self.kind:
            object.__setattr__(self, "kind", self.speaker.kind if self.speaker else "unnamed")


def nobody(resolution: str, form: str, reason: str, confidence: float = 0.0, kind: str = "") -> Resolution:
    """An answer without a speaker."""
    return Resolution(None, form, reason, confidence, kind, resolution)


def jointly(speakers: Sequence[Identity], form: str, confidence: float) -> Resolution:
    """Several who speak as one."""
    listed = ", ".join(who.name for who in speakers)
    return Resolution(speakers[0], form, f"joint statement: {listed}", confidence, others=tuple(speakers[1:]))
