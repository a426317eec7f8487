"""Where an article's parts stand: header, headline, paragraphs, sentences and quotations, all as offsets.

The layout is found once and handed to every annotator, so that a sentence is the same sentence everywhere.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from framelens.annotate.quotations import Quotation, find_quotations
from framelens.annotate.sentences import find_sentences
from framelens.annotate.spans import SpanIndex
from framelens.languages import Language, load_language

Span = tuple[int, int]
_ENGLISH = load_language("en")
_BLANK_LINES = re.compile(r"\n[^\S\n]*\n")
_LINE = re.compile(r"[^\n]+")
_BLOCK = re.compile(r"[^\n]+(?:\n(?![^\S\n]*(?:\n|\Z))[^\n]+)*")
_WRAPPED_LENGTH = 40
_STOP = re.compile(r"[.!?][\"”’]?\s+")
LONGEST_PARAGRAPH = 20_000


@dataclass(frozen=True)
class Sentence:
    """One sentence: where it stands, in which paragraph (from 0), and in which zone of the article."""

    start: int
    end: int
    paragraph: int
    zone: str


@dataclass(frozen=True)
class Layout:
    """The parts of one article as offsets into its text.

    Attributes
    ----------
    paragraphs : tuple of (start, end)
        Every paragraph that is analysed; a header line is none of them unless the study counts it.
    sentences : tuple of Sentence
        In order; together they cover every word of the paragraphs.
    quotations : tuple of Quotation
    language : Language
        The article's, for every annotator.
    """

    paragraphs: tuple[Span, ...]
    sentences: tuple[Sentence, ...]
    quotations: tuple[Quotation, ...]
    language: Language = _ENGLISH

    @cached_property
    def marked(self) -> SpanIndex:
        """The words inside quotation marks, by place; answers are positions in ``quotations``."""
        return SpanIndex((q.start, q.end) for q in self.quotations)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    def sentence_at(self, offset: int) -> int:
        """The position among ``sentences`` of the one that ``offset`` stands in, or behind."""
        return bisect_right(self._sentence_starts, offset) - 1

    @cached_property
    def _openings(self) -> frozenset[int]:
        return frozenset([*self._sentence_starts, *(q.start for q in self.quotations)])

    def opens_sentence(self, offset: int) -> bool:
        """Whether a sentence or a quotation begins at ``offset``."""
        return offset in self._openings

    @cached_property
    def by_paragraph(self) -> dict[int, list[Quotation]]:
        """The quotations of each paragraph that has some."""
        found: dict[int, list[Quotation]] = {}
        for q in self.quotations:
            found.setdefault(q.paragraph, []).append(q)
        return found


def find_layout(
    text: str,
    *,
    headline: str | None = None,
    header: Span | None = None,
    left_out: Sequence[Span] = (),
    language: Language = _ENGLISH,
) -> Layout:
    """The layout of an article.

    Parameters
    ----------
    text : str
        The article's text.
    headline : str or None
        The headline, where the text begins with it (behind a header line, if there is one).
    header : (start, end) or None
        A header line that is not analysed.
    left_out : sequence of (start, end)
        Lines that are not analysed, in order: boilerplate.
    language : Language
        The article's; its abbreviations end no sentence.
    """
    begin = header[1] if header else 0
    paragraphs = find_paragraphs(text, begin)
    if left_out:
        paragraphs = tuple(_without(text, paragraphs, left_out))
    n_headline = _headline_paragraphs(text, paragraphs, headline)
    quotations = find_quotations(text, paragraphs)
    embedded: dict[int, list[Span]] = {}
    for q in quotations:
        if _is_embedded(text, q):
            embedded.setdefault(q.paragraph, []).append((q.start, q.end))
    sentences: list[Sentence] = []
    for number, (start, end) in enumerate(paragraphs):
        zone = "headline" if number < n_headline else "lead" if number == n_headline else "body"
        sentences += [
            Sentence(a, b, number, zone)
            for a, b in find_sentences(text, start, end, whole=embedded.get(number, ()), language=language)
        ]
    return Layout(paragraphs, tuple(sentences), quotations, language)


def _is_embedded(text: str, quotation: Quotation) -> bool:
    """Whether a sentence goes on behind the closing mark, as behind a title: its stops end nothing."""
    behind = text[quotation.outer_end : quotation.outer_end + 2]
    return quotation.closed and behind[:1].isspace() and behind[1:].islower() and text[quotation.end - 1] not in ",.!?…"


def find_paragraphs(text: str, start: int = 0) -> tuple[Span, ...]:
    """The (start, end) of every paragraph, stripped of white space.

    A line is a paragraph, unless the text is hard-wrapped: then blank lines part its paragraphs.
    """
    pattern = _BLOCK if _is_wrapped(text, start) else _LINE
    spans: list[Span] = []
    for match in pattern.finditer(text, start):
        inner = match[0]
        a = match.start() + len(inner) - len(inner.lstrip())
        b = match.end() - (len(inner) - len(inner.rstrip()))
        spans += _cut_long(text, a, b)
    return tuple(spans)


def _cut_long(text: str, start: int, end: int) -> Iterator[Span]:
    """A paragraph as it is, or in pieces where it is no paragraph but an archive in one line.

    What is looked up within a paragraph costs its square; pieces keep a text of any length at its length.
    """
    while end - start > LONGEST_PARAGRAPH:
        limit = start + LONGEST_PARAGRAPH
        ends = [match.end() for match in _STOP.finditer(text, limit - LONGEST_PARAGRAPH // 2, limit)]
        cut = ends[-1] if ends else text.rfind(" ", start + 1, limit) + 1 or limit
        yield start, cut - (len(text[start:cut]) - len(text[start:cut].rstrip()))
        start = cut + (len(text[cut:limit]) - len(text[cut:limit].lstrip()))
    if start < end:
        yield start, end


def _without(text: str, paragraphs: tuple[Span, ...], left_out: Sequence[Span]) -> Iterator[Span]:
    """The paragraphs without the lines that are left out; one with such a line inside falls in two."""
    at = 0
    for start, end in paragraphs:
        while at < len(left_out) and left_out[at][1] <= start:
            at += 1
        place = at
        while place < len(left_out) and left_out[place][0] < end:
            yield from _stripped(text, start, left_out[place][0])
            start, place = max(start, left_out[place][1]), place + 1
        yield from _stripped(text, start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    inner = text[start:end]
    if inner.strip():
        yield start + len(inner) - len(inner.lstrip()), end - (len(inner) - len(inner.rstrip()))


def _is_wrapped(text: str, start: int) -> bool:
    """Whether most lines that another line follows at once end in the middle of a sentence."""
    if not _BLANK_LINES.search(text, start):
        return False
    broken = whole = 0
    for block in _BLOCK.finditer(text, start):
        lines = block[0].split("\n")
        for line in lines[:-1]:
            ends_inside = len(line) >= _WRAPPED_LENGTH and line.rstrip()[-1:] not in '.!?…:;”"»’)'
            broken, whole = broken + ends_inside, whole + (not ends_inside)
    return broken > whole


def _headline_paragraphs(text: str, paragraphs: tuple[Span, ...], headline: str | None) -> int:
    """How many of the first paragraphs are the headline; one of several lines may take several."""
    wanted = " ".join((headline or "").split())
    if not wanted or not paragraphs:
        return 0
    begin = paragraphs[0][0]
    for number, (_, end) in enumerate(paragraphs, 1):
        seen = " ".join(text[begin:end].split())
        if seen == wanted:
            return number
        if not wanted.startswith(seen):
            return 0
    return 0
