"""Stretches of an article with what stands in them marked: the step from offsets to spans."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, replace

from framelens.results.blocks import PASSAGE_STYLES, Span

# Tone covers whole sentences: it is a layer of its own and never hides what stands in them.
TONE = "tone"

# Where marks overlap the narrower one is seen: a frame term inside a mention inside a statement.
PRIORITY = {style: rank for rank, style in enumerate((TONE, "muted", "statement", "source", "cue", "mention", "hit"))}


@dataclass(frozen=True)
class Mark:
    """A stretch ``text[start:end]`` and the role it plays; ``label`` says for whom or what."""

    start: int
    end: int
    style: str
    label: str | None = None

    def __post_init__(self) -> None:
        if self.style not in (*PASSAGE_STYLES, TONE):
            raise ValueError(f"no such mark: {self.style}")


def mark_text(text: str, start: int, end: int, marks: Iterable[Mark], *, layered: bool = False) -> tuple[Span, ...]:
    """``text[start:end]`` cut into spans at the edges of the marks.

    The spans put together are the stretch itself, except that line breaks are shown as spaces and ``…`` stands
    where the article goes on. A layered span knows every mark that covers it, not only the one that is seen.
    """
    inside = [m for m in marks if m.start < end and m.end > start and m.start < m.end]
    edges = sorted({start, end, *(min(max(e, start), end) for m in inside for e in (m.start, m.end))})
    spans: list[Span] = []
    for left, right in itertools.pairwise(edges):
        over = [m for m in inside if m.start <= left and right <= m.end]
        words = " ".join(text[left:right].split("\n"))
        if not over:
            spans.append(Span(words))
            continue
        # Of two marks of one kind the shorter is the more specific one.
        ranked = sorted(over, key=lambda m: (PRIORITY[m.style], m.start - m.end))
        seen = [m for m in ranked if m.style != TONE]
        style, label = (seen[-1].style, seen[-1].label) if seen else ("plain", None)
        layers = tuple(dict.fromkeys((m.style, m.label or "") for m in ranked)) if layered else ()
        spans.append(Span(words, style, label, layers))
    return _join(spans)


def _join(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbours of one style as one span, white space evened out."""
    joined: list[Span] = []
    for span in spans:
        if joined and replace(joined[-1], text="") == replace(span, text=""):
            joined[-1] = replace(span, text=joined[-1].text + span.text)
        else:
            joined.append(span)
    squeezed = []
    for span in joined:
        words = " ".join(span.text.split())
        lead = " " if span.text[:1].isspace() else ""
        tail = " " if span.text[-1:].isspace() and words else ""
        squeezed.append(replace(span, text=lead + words + tail))
    return tuple(span for span in squeezed if span.text)
