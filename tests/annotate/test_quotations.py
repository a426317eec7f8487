"""Quotation marks: pairs, nesting, and what is left open, on texts of two lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framelens.annotate.layout import find_layout


def words_in_marks(text: str) -> list[str]:
    return [text[q.start : q.end] for q in find_layout(text).quotations]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Yes,” she said. “No.”", ["Yes,", "No."]),
        ('"Yes," she said. "No."', ["Yes,", "No."]),
        ("„Ja“, sagte sie. „Nein.“", ["Ja", "Nein."]),
        ("«Oui», dit-elle, « non ».", ["Oui", "non"]),
        ("»Ja«, sagte sie.", ["Ja"]),
        ("``Yes,'' she said.", ["Yes,"]),
        ("‘Yes,’ she said. It’s the girls’ own.", ["Yes,"]),
        ("'Yes,' she said. It's the girls' own.", ["Yes,"]),
        ("“He told me ‘never,’ and left,” she said.", ["He told me ‘never,’ and left,"]),
        ('The 6" pipe and the 8" pipe.', []),
        ("It’s the girls’ own.", []),
        ("", []),
        ("””““", []),
    ],
)
def test_marks_of_many_newsrooms(text: str, expected: list[str]) -> None:
    assert words_in_marks(text) == expected


def test_a_quotation_goes_on_over_three_paragraphs() -> None:
    text = "“One.\n\n“Two.\n\n“Three,” she said.\n\n“Four.”"
    quotations = find_layout(text).quotations
    assert [q.continues for q in quotations] == [None, 0, 1, None]
    assert [q.closed for q in quotations] == [False, False, True, True]


def test_a_forgotten_mark_spoils_its_own_paragraph_only() -> None:
    text = "“One, she said.\n\nNobody spoke here.\n\n“Two,” she said."
    assert words_in_marks(text) == ["One,", "Two,"]
    assert [q.continues for q in find_layout(text).quotations] == [None, None]


def test_a_second_opening_mark_ends_what_was_left_open() -> None:
    assert words_in_marks("“One. “Two,” she said.") == ["One.", "Two,"]


@given(st.text(alphabet="ab .,\n“”\"‘’'«»„`", max_size=80))
def test_any_marks_give_spans_in_order_inside_the_text(text: str) -> None:
    layout = find_layout(text)
    edges = [edge for q in layout.quotations for edge in (q.outer_start, q.start, q.end, q.outer_end)]
    assert edges == sorted(edges)
    assert all(0 <= edge <= len(text) for edge in edges)
    for q in layout.quotations:
        assert text[q.start : q.end].strip() == text[q.start : q.end] != ""
