"""What a finder of attributed statements gives back.

A finder is any object with ``read(text, layout)``: rules (:mod:`framelens.annotate.rules`) or a
trained finder. Whatever finds them, what is certain without learning (marks, paragraphs, fragments, titles)
comes from :mod:`framelens.annotate.quotations` through the layout.
"""

from __future__ import annotations

from collections.abc import Sequence
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
        The words that name whose statement it is, as they are written there: a name, a role, a pronoun.
    confidence : float
        How likely it is that this is an attributed statement with this content, in 0-1.
    """

    content: tuple[Span, ...]
    cue: Span | None
    source: Span | None
    confidence: float


@dataclass(frozen=True)
class FoundStatements:
    """What a finder sees in one article.

    Attributes
    ----------
    statements : tuple of Statement
        In the order of their content.
    names : tuple of (start, end, kind)
        Names of persons and organisations, where the finder looks for them, too.
    """

    statements: tuple[Statement, ...]
    names: tuple[tuple[int, int, str], ...] = ()


class StatementFinder(Protocol):
    """What finds attributed statements in one article."""

    def read(self, text: str, layout: Layout, relays: Sequence[str] = ()) -> FoundStatements:
        """The statements of ``text``, and names if the finder sees some; ``relays`` pass on and do not speak."""
        ...
