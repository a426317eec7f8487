"""Fragments: the quotations that no cue took, joined to the statement that they go on from.

“A,” she said. “B.” is one statement; so is a quotation left open at a paragraph's end and reopened at the next. A
quotation that fills its paragraph and goes on from nothing stands alone, without cue and source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from framelens.annotate.layout import Layout
from framelens.annotate.quotations import Quotation
from framelens.annotate.statements import Statement

# How sure the rules are that a paragraph in quotation marks is somebody's statement.
UNATTRIBUTED = 0.5
_SENTENCE_END = re.compile(r"[\"”»’]?[^.!?]{0,60}[.!?][\"”»]?\s*")


def join_left_open(layout: Layout, statements: Sequence[Statement]) -> list[Statement]:
    """Join a quotation left open at a paragraph's end, if nobody is named for it, to the one that goes on from it."""
    joined: dict[int, Statement] = dict(enumerate(statements))
    owner = _owners(layout, statements)
    for position in range(len(layout.quotations) - 1, -1, -1):
        before = layout.quotations[position].continues
        later = owner.get(position)
        earlier = owner.get(before) if before is not None else None
        if later is None or earlier is None or earlier == later:
            continue
        if joined[earlier].cue is None and joined[earlier].source is None:
            content = tuple(sorted({*joined[earlier].content, *joined[later].content}))
            joined[later] = replace(joined[later], content=content)
            del joined[earlier]
            owner = {place: later if number == earlier else number for place, number in owner.items()}
    return sorted(joined.values(), key=lambda statement: statement.content[0])


def _owners(layout: Layout, statements: Sequence[Statement]) -> dict[int, int]:
    """For each quotation that lies whole in a content, the number of its statement."""
    owner: dict[int, int] = {}
    for number, statement in enumerate(statements):
        for start, end in statement.content:
            for position in layout.marked.overlapping(start, end):
                q = layout.quotations[position]
                if start <= q.start and q.end <= end:
                    owner[position] = number
    return owner


def join_fragments(text: str, layout: Layout, found: list[Statement]) -> list[Statement]:
    """Add the quotations that no cue took to the statement they go on from, or let them stand alone."""
    statements = sorted(found, key=lambda s: s.content[0])
    owner = _owners(layout, statements)
    alone: list[Statement] = []
    # Backward first: “A. / “B,” she said takes what was left open before it.
    for position in range(len(layout.quotations) - 1, -1, -1):
        q = layout.quotations[position]
        if q.continues is not None and position in owner and q.continues not in owner:
            _extend(statements, owner, owner[position], q.continues, layout.quotations[q.continues])
    for position, q in enumerate(layout.quotations):
        if position in owner:
            continue
        goes_on = q.continues is not None and q.continues in owner
        follows = position - 1 in owner and _follows(text, layout, position, statements[owner[position - 1]])
        if goes_on or follows:
            _extend(statements, owner, owner[q.continues if goes_on else position - 1], position, q)  # type: ignore[index]
        elif _stands_alone(text, layout, q):
            alone.append(Statement(((q.start, q.end),), None, None, UNATTRIBUTED))
    return sorted([*statements, *alone], key=lambda s: s.content[0])


def _extend(statements: list[Statement], owner: dict[int, int], number: int, position: int, q: Quotation) -> None:
    known, new = statements[number].content, (q.start, q.end)
    # A monologue of a thousand paragraphs only ever grows at its end.
    content = (*known, new) if new > known[-1] else tuple(sorted({*known, new}))
    statements[number] = replace(statements[number], content=content)
    owner[position] = number


def _follows(text: str, layout: Layout, position: int, statement: Statement) -> bool:
    """“A,” she said. “B.”: whether a quotation stands as a sentence of its own behind the statement before it."""
    before, q = layout.quotations[position - 1], layout.quotations[position]
    if before.paragraph != q.paragraph:
        return False
    last = max(end for _, end in [*statement.content, statement.cue or (0, 0), statement.source or (0, 0)])
    gap = text[last : q.outer_start] if last <= q.outer_start else ""
    ends = text[q.end - 1] in ".!?…" or not q.closed
    return ends and bool(_SENTENCE_END.fullmatch(gap))


def _stands_alone(text: str, layout: Layout, q: Quotation) -> bool:
    """Whether a quotation is its paragraph, or its first sentence, and long enough to be a statement."""
    start, end = layout.paragraphs[q.paragraph]
    whole = not text[start : q.outer_start].strip() and (
        not text[q.outer_end : end].strip() or (q.closed and text[q.end - 1] in ".!?…")
    )
    return whole and len(text[q.start : q.end].split()) >= 4
