"""What is certain without learning, corrected in what a trained finder found.

Quotation marks with a speaker beside them, a press release's dash, a name and a colon: where the finder saw nothing
there, or no source, the rules' answer is taken. A sentence that follows a quotation without marks of its own is not
its speaker's, and no content holds its own source or cue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name
from framelens.annotate.relays import is_agency, pass_on, relay_words
from framelens.annotate.rules import CONFIDENCE, RuleFinder
from framelens.annotate.sources import find_inverted
from framelens.annotate.spans import SpanIndex
from framelens.annotate.statements import Span, Statement
from framelens.annotate.tagged import whole_words

# Shorter quotations without a statement are mostly titles and scare quotes.
_LONG = 4


def relay(text: str, layout: Layout, statements: Sequence[Statement], relays: Sequence[str]) -> list[Statement]:
    """The statements without those that only a relay attributes: what it passes on is whose it was."""
    passed = pass_on(text, statements, relays)
    agencies = [one for one in passed if (words := relay_words(text, one)) and is_agency(words)]
    handed = {id(one) for one in agencies}
    kept = [one for one in passed if id(one) not in handed]
    left = {one.content[0][0] for one in passed}
    gone = [*agencies, *(one for one in statements if one.content[0][0] not in left)]
    paragraphs = {layout.sentences[layout.sentence_at(one.content[0][0])].paragraph for one in gone}
    if not paragraphs:
        return kept
    taken = SpanIndex(span for one in kept for span in one.content)
    lost = SpanIndex(span for one in gone for span in one.content)
    silent = [*relays, *(text[slice(*one.source)] for one in agencies if one.source)]
    inner = [
        one
        for one in pass_on(text, RuleFinder().read_paragraphs(text, layout, paragraphs, silent), silent)
        if any(lost.overlapping(a, b) for a, b in one.content)
        and not any(taken.overlapping(a, b) for a, b in one.content)
    ]
    given = SpanIndex(span for one in inner for span in one.content)
    agencies = [one for one in agencies if not any(given.overlapping(a, b) for a, b in one.content)]
    return sorted([*kept, *inner, *agencies], key=lambda one: one.content[0])


def repair(text: str, layout: Layout, statements: Sequence[Statement], relays: Sequence[str] = ()) -> list[Statement]:
    """The finder's statements, completed where quotation marks leave no doubt."""
    kept = [_with_inverted(text, layout, _in_one_sentence(layout, _within_marks(layout, one))) for one in statements]
    open_paragraphs = _find_open(text, layout, kept)
    if not open_paragraphs:
        return kept
    certain = [
        one
        for one in RuleFinder().read_paragraphs(text, layout, open_paragraphs, relays)
        if one.source and one.cue and _is_marked(layout, one)
    ]
    places = [(start, end, number) for number, one in enumerate(kept) for start, end in one.content]
    taken = SpanIndex((start, end) for start, end, _ in places)
    for rule in certain:
        found = {places[place][2] for a, b in rule.content for place in taken.overlapping(a, b)}
        without = [number for number in found if kept[number].source is None]
        if not found:
            kept.append(replace(rule, confidence=min(rule.confidence, CONFIDENCE["embedded"])))
        elif len(found) == 1 and without:
            kept[without[0]] = replace(kept[without[0]], cue=kept[without[0]].cue or rule.cue, source=rule.source)
    return sorted(kept, key=lambda one: one.content[0])


def _in_one_sentence(layout: Layout, statement: Statement) -> Statement:
    """A statement whose source does not reach over the end of a sentence."""
    if statement.source is None or statement.cue is None:
        return statement
    start, end = statement.source
    first, last = layout.sentence_at(start), layout.sentence_at(end - 1)
    if first == last:
        return statement
    if layout.sentence_at(statement.cue[0]) == first:
        return replace(statement, source=(start, layout.sentences[first].end))
    return replace(statement, source=(layout.sentences[last].start, end))


def _with_inverted(text: str, layout: Layout, statement: Statement) -> Statement:
    """A statement whose verb opens the sentence, with the source behind it: "Said Ana Ito: ..."."""
    if statement.source is not None or statement.cue is None or statement.cue[1] > statement.content[0][0]:
        return statement
    start, end = statement.cue
    if start != layout.sentences[layout.sentence_at(start)].start:
        return statement
    source = find_inverted(text, end, statement.content[0][0])
    return replace(statement, source=source) if source else statement


def _find_open(text: str, layout: Layout, statements: Sequence[Statement]) -> set[int]:
    """The paragraphs with a longer quotation that is in no statement, or in one without a source."""
    sourced = SpanIndex(span for one in statements if one.source for span in one.content)
    return {
        q.paragraph
        for q in layout.quotations
        if len(text[q.start : q.end].split()) >= _LONG and not sourced.overlapping(q.start, q.end)
    }


def _is_marked(layout: Layout, statement: Statement) -> bool:
    return any(layout.marked.covers(start, end) for start, end in statement.content)


def _within_marks(layout: Layout, statement: Statement) -> Statement:
    """A statement without unmarked fragments in a later sentence than the quotation and its cue."""
    if len(statement.content) < 2 or not layout.marked.covers(*statement.content[0]):
        return statement
    kept: list[Span] = []
    for start, end in statement.content:
        marked = bool(layout.marked.overlapping(start, end))
        if marked or not kept or any(_same_sentence(layout, other, (start, end)) for other in _places(statement, kept)):
            kept.append((start, end))
    return replace(statement, content=tuple(kept)) if len(kept) < len(statement.content) else statement


def _places(statement: Statement, kept: Sequence[Span]) -> list[Span]:
    return [span for span in (statement.cue, statement.source, *kept) if span]


def _same_sentence(layout: Layout, one: Span, other: Span) -> bool:
    return layout.sentence_at(one[0]) == layout.sentence_at(other[0])


def part_from_source(text: str, statement: Statement) -> Statement:
    """A statement whose content does not hold its own source or cue at its edges."""
    content = list(statement.content)
    for span in (statement.source, statement.cue):
        if span is None:
            continue
        for number, (start, end) in enumerate(content):
            if start < span[1] and span[0] < end:
                if span[0] <= start:
                    start = min(end, span[1])
                    while start < end and not text[start].isalnum() and text[start] not in "“\"„«‘'$€£":
                        start += 1
                elif span[1] >= end:
                    end = max(start, span[0])
                    while start < end and text[end - 1] in " ,;:—–-\n\xa0":
                        end -= 1
                content[number] = (start, end)
    whole = tuple(span for span in content if span[0] < span[1])
    return replace(statement, content=whole) if whole and whole != statement.content else statement


def keep_names_whole(text: str, statements: Sequence[Statement], names: Sequence[Name]) -> tuple[Statement, ...]:
    """The statements with each source that cuts a word or a name in two, or a title from its name, widened over it."""
    places = SpanIndex((name.start, name.end) for name in names)
    titled = {name.start: name for name in names if name.titles}
    whole = []
    for statement in statements:
        if statement.source:
            start, end = whole_words(text, *statement.source)
            behind = titled.get(end + 1)
            if behind and text[end].isspace() and text[start:end].rsplit(None, 1)[-1] in behind.titles:
                end = behind.end
            cut = [names[place] for place in places.overlapping(start, end)]
            source = (min([start, *(n.start for n in cut)]), max([end, *(n.end for n in cut)]))
            statement = replace(statement, source=source) if source != statement.source else statement
        whole.append(statement)
    return tuple(whole)
