"""What a finder of attributed statements gives back.

A finder is any object with ``find_statements(text, layout)``: rules (:mod:`framelens.annotate.rules`) or a
trained reader. Whatever finds them, what is certain without learning (marks, paragraphs, fragments, titles)
comes from :mod:`framelens.annotate.quotations` through the layout.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from framelens.annotate.layout import Layout

Span = tuple[int, int]


@dataclass(frozen=True)
class Statement:
    """One attributed statement; every span is a pair of ``str`` offsets into the text, end-exclusive.

    Attributes
    ----------
    content : tuple of (start, end)
        The fragments of what is said, in order, without the quotation marks around them.
    cue : (start, end) or None
        The words that attribute: the reporting verb, or "according to".
    source : (start, end) or None
        The words that name whose statement it is, as they stand there: a name, a role, a pronoun.
    confidence : float
        How likely it is that this is an attributed statement with this content, in 0-1.
    """

    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    confidence: float


class StatementFinder(Protocol):
    """What finds attributed statements in one article."""

    def find_statements(self, text: str, layout: Layout) -> list[Statement]:
        """The statements of ``text`` in the order of their content."""
        ...
