"""Sentences from templates: numbers with their nouns, styles in their place, and nothing taken for a template."""

from __future__ import annotations

import numpy as np
import pytest

from framelens.results.blocks import Span, as_spans
from framelens.results.telling import each, say, tell


def read(parts: list[str | Span]) -> str:
    return "".join(span.text for span in as_spans(parts))


@pytest.mark.parametrize(
    ("template", "n", "said"),
    [("{n:^article} {n:is|are} read.", 1, "One article is read."), ("{n:article}", 12, "12 articles"),
     ("{n:^article} {n:is|are} read.", 0, "No articles are read."), ("{n:#article}", 1, "1 article"),
     ("{n:^}", 2, "Two"), ("{n}", 9, "nine"), ("{n}", 1500, "1,500"), ("{n:,}", 3, "3")],
)  # fmt: skip
def test_a_number_goes_with_its_noun_and_verb(template: str, n: int, said: str) -> None:
    assert read(tell(template, n=n)) == said
    assert read(tell(template, n=np.int64(n))) == said


def test_styles_and_references() -> None:
    told = tell("**{who}** tells *{frame}* [@key1999] ([fig:a-{n:,}], [tab:b]).", who="A", frame="b", n=2)
    assert as_spans(told) == (
        Span("A", "strong"), Span(" tells "), Span("b", "emphasis"), Span(" "), Span("[key1999]", "cite", "key1999"),
        Span(" ("), Span("the figure", "figure", "a-2"), Span(", "), Span("the table", "table", "b"), Span(")."),
    )  # fmt: skip


def test_what_is_filled_in_stands_for_itself() -> None:
    hostile = "**x** {n} [@y] *z* {"
    assert as_spans(tell("{who} speaks.", who=hostile)) == (Span(hostile), Span(" speaks."))
    assert as_spans(tell("*{who}*", who=hostile)) == (Span(hostile, "emphasis"),)
    assert read(say("{who}", who=each("{who}", [{"who": hostile}])).spans) == hostile


def test_rows_in_a_sentence() -> None:
    rows = [{"name": name, "n": n} for n, name in enumerate("ABC", 1)]
    assert [read(each("{name} ({n})", rows[:k])) for k in (0, 1, 2, 3)] == [
        "", "A (one)", "A (one) and B (two)", "A (one), B (two) and C (three)",
    ]  # fmt: skip
    assert read(each("*{name}*", rows, between="; ")) == "A; B; C"


def test_a_paragraph_leaves_out_what_is_not_said() -> None:
    told = say("One.", None, "", "Two {n:word}.", role="note", n=2)
    assert (read(told.spans), told.role) == ("One. Two two words.", "note")
