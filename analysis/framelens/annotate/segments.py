"""Segments: every sentence cut where the voice changes, so that a source's praise is not read as the outlet's."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from framelens.annotate.layout import Layout
from framelens.annotate.words import count_words


class Segment(NamedTuple):
    """A stretch of one sentence in one voice: 'journalist', 'direct' or 'indirect'.

    ``quote`` is the position of the statement whose words these are, None for the journalist's.
    """

    start: int
    end: int
    paragraph: int
    sentence: int
    zone: str
    voice: str
    quote: int | None
    n_words: int


def find_segments(text: str, layout: Layout, contents: Sequence[Sequence[tuple[int, int]]]) -> list[Segment]:
    """The segments of an article, in order; together they hold every word of it once.

    Parameters
    ----------
    text, layout
        The article.
    contents : sequence
        For each statement the fragments of its content. Words of a statement inside quotation marks are in
        the direct voice, the others in the indirect one.
    """
    quoted = sorted((q.start, q.end) for q in layout.quotations)
    fragments = sorted((a, b, number) for number, content in enumerate(contents) for a, b in content)
    cuts = sorted({edge for a, b, _ in fragments for edge in (a, b)} | {edge for span in quoted for edge in span})
    segments: list[Segment] = []
    at = fragment = mark = 0
    for number, sentence in enumerate(layout.sentences):
        while at < len(cuts) and cuts[at] <= sentence.start:
            at += 1
        edges = [sentence.start]
        while at < len(cuts) and cuts[at] < sentence.end:
            edges.append(cuts[at])
            at += 1
        edges.append(sentence.end)
        for start, end in pairwise(edges):
            while fragment < len(fragments) and fragments[fragment][1] <= start:
                fragment += 1
            while mark < len(quoted) and quoted[mark][1] <= start:
                mark += 1
            quote = fragments[fragment][2] if fragment < len(fragments) and fragments[fragment][0] <= start else None
            inside = mark < len(quoted) and quoted[mark][0] <= start
            voice = "journalist" if quote is None else "direct" if inside else "indirect"
            n_words = count_words(text, start, end)
            if not n_words:
                continue
            before = segments[-1] if segments else None
            if before and before.sentence == number and (before.voice, before.quote) == (voice, quote):
                segments[-1] = Segment(
                    before.start, end, sentence.paragraph, number, sentence.zone, voice, quote, before.n_words + n_words
                )
            else:
                segments.append(Segment(start, end, sentence.paragraph, number, sentence.zone, voice, quote, n_words))
    return [_stripped(text, segment) for segment in segments]


def _stripped(text: str, segment: Segment) -> Segment:
    inner = text[segment.start : segment.end]
    start = segment.start + len(inner) - len(inner.lstrip())
    end = segment.end - (len(inner) - len(inner.rstrip()))
    return segment if (start, end) == (segment.start, segment.end) else segment._replace(start=start, end=end)
