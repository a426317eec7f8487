"""From offsets to marked spans."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from framelens.results.blocks import Span
from framelens.results.marking import Mark, mark_text

LINE = "“Hope is the thing with feathers,” she said."


def test_the_narrower_mark_is_seen() -> None:
    marks = [Mark(1, 32, "statement", "Emily"), Mark(1, 5, "hit", "hope"), Mark(35, 38, "source"), Mark(39, 43, "cue")]
    assert mark_text(LINE, 0, len(LINE), marks) == (
        Span("“"),
        Span("Hope", "hit", "hope"),
        Span(" is the thing with feathers", "statement", "Emily"),
        Span(",” "),
        Span("she", "source"),
        Span(" "),
        Span("said", "cue"),
        Span("."),
    )


def test_marks_beyond_the_passage_are_cut_at_its_edges() -> None:
    assert mark_text(LINE, 1, 5, [Mark(0, 40, "statement")]) == (Span("Hope", "statement"),)


@given(
    st.text(alphabet="ab \n“”.<&", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(("statement", "hit", "mention")))),
)
def test_spans_together_are_the_text(text: str, places: list[tuple[int, int, str]]) -> None:
    marks = [Mark(min(a, b), max(a, b), style) for a, b, style in places]
    shown = "".join(span.text for span in mark_text(text, 0, len(text), marks))
    assert "".join(shown.split()) == "".join(text.split())
