"""What users of other tools complain of, on made-up texts: each must come out right, whoever reads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from framelens.annotate.article import annotate_article
from framelens.corpus import Article
from framelens.settings.settings import settings_of_source

READERS = ("rules", "fast", "accurate")


@pytest.fixture(params=READERS)
def reader(request: pytest.FixtureRequest) -> str:
    return request.param


def annotated(text: str, reader: str, headline: str | None = None) -> dict[str, list[dict[str, Any]]]:
    study = replace(settings_of_source("texts"), reader=reader)
    return annotate_article(Article("a", None, None, None, headline, text, "a.txt"), study)


def plain(words: str) -> str:
    return words.strip(' .,?!“”"„«»')


def statements(text: str, reader: str) -> list[tuple[str | None, str]]:
    """(speaker's name, content without marks at its edges) of every statement; fragments are joined by a bar."""
    rows = annotated(text, reader)
    names = {row["speaker_id"]: row["name"] for row in rows["speakers"]}
    return [(names.get(q["speaker_id"]), " | ".join(plain(text[a:b]) for a, b in q["content"])) for q in rows["quotes"]]


MARKS = ["“{}”", '"{}"', "„{}“", "«{}»", "« {} »", "„{}”"]
TEXTS = {
    "a quotation over three paragraphs": (
        "“The harbour has been ready since the spring.\n\n“The ships have been waiting for many months.\n\n“We will "
        "open it to everybody in May,” Ana Ito said on Monday.",
        [
            (
                "Ana Ito",
                "The harbour has been ready since the spring | The ships have been waiting for many months | We will "
                "open it to everybody in May",
            )
        ],
    ),
    "an odd number of marks": (
        "“We will open the harbour in May, Ana Ito said on Monday.\n\n“It is far too late for that,” said Bo Lund.",
        [("Ana Ito", "We will open the harbour in May"), ("Bo Lund", "It is far too late for that")],
    ),
    "a press release signs with a dash and a title": (
        "“We are proud to open the new harbour today.” – Ana Ito, Minister of Transport",
        [("Ana Ito", "We are proud to open the new harbour today")],
    ),
    "a press release names the speaker in front": (
        "And from Chairwoman Ana Ito: “We are proud to open the new harbour today.”",
        [("Ana Ito", "We are proud to open the new harbour today")],
    ),
    "a sentence that ends inside the mark": (
        "Ana Ito said, “We will open the harbour in May.” The mayor of Lund stayed away from the meeting.",
        [("Ana Ito", "We will open the harbour in May")],
    ),
    "an interview with initials": (
        "Ana Ito is the minister of transport. Carl Dahl met her in Lund.\n\nCD: When will the harbour open?\n\n"
        "AI: We will open the harbour in May.\n\nCD: Who is going to pay for it?\n\nAI: The state is going to pay.",
        [
            ("Carl Dahl", "When will the harbour open"),
            ("Ana Ito", "We will open the harbour in May"),
            ("Carl Dahl", "Who is going to pay for it"),
            ("Ana Ito", "The state is going to pay"),
        ],
    ),
    "a quotation within a quotation": (
        "“The captain told me ‘we are never coming back’ and then he left,” Ana Ito said on Monday.",
        [("Ana Ito", "The captain told me ‘we are never coming back’ and then he left")],
    ),
    "two men named alike": (
        "John Smith and Paul Smith met in Lund on Monday.\n\n“I am for the new harbour,” John Smith said.\n\n“I am "
        "against the new harbour,” Paul Smith said.\n\n“We will see about that next year,” Smith said.",
        [
            ("John Smith", "I am for the new harbour"),
            ("Paul Smith", "I am against the new harbour"),
            (None, "We will see about that next year"),
        ],
    ),
    "according to, behind": (
        "The harbour will open in May, according to Ana Ito.",
        [("Ana Ito", "The harbour will open in May")],
    ),
    "according to, in front": (
        "According to Ana Ito, the harbour will open in May.",
        [("Ana Ito", "the harbour will open in May")],
    ),
    "the speaker is named only in the next sentence": (
        "“The harbour will open in May, whatever it costs us.” Those were the words of Ana Ito at the meeting in Lund.",
        [("Ana Ito", "The harbour will open in May, whatever it costs us")],
    ),
    "a tweet": (
        "“The harbour will open in May,” Ana Ito tweeted on Monday.",
        [("Ana Ito", "The harbour will open in May")],
    ),
    "a statement as a source": (
        "In a statement, the Harbour Company said it would open the harbour in May.",
        [("Harbour Company", "it would open the harbour in May")],
    ),
    "no quotation": ("The harbour opens in May. Ships will come from far away. The weather was fine.", []),
}


@pytest.mark.parametrize("name", TEXTS)
def test_complaint(name: str, reader: str) -> None:
    text, expected = TEXTS[name]
    assert statements(text, reader) == expected


@pytest.mark.parametrize("marks", MARKS)
def test_the_kind_of_mark_does_not_matter(marks: str, reader: str) -> None:
    text = marks.format("We will open the harbour in May") + ", said Ana Ito, the minister of transport."
    assert statements(text, reader) == [("Ana Ito", "We will open the harbour in May")]


def test_the_same_quotation_counts_once(reader: str) -> None:
    """No words belong to two statements, whatever repeats in the text around them."""
    text = (
        "Ana Ito said: “We will open the harbour in May,” she said on Monday, adding that it was about time.\n\n"
        "“We will open the harbour in May,” Ana Ito said. “It is about time.”"
    )
    taken: set[int] = set()
    for quote in annotated(text, reader)["quotes"]:
        for start, end in quote["content"]:
            assert not taken & set(range(start, end))
            taken |= set(range(start, end))
    assert sum("We will open" in content for _, content in statements(text, reader)) == 2


def test_a_quotation_within_a_headline(reader: str) -> None:
    headline = "Minister: “We will open the harbour in May”"
    text = f"{headline}\n\nThe harbour in Lund will open in May, Ana Ito, the minister, said on Monday."
    rows = annotated(text, reader, headline)
    first = rows["quotes"][0]
    assert [plain(text[a:b]) for a, b in first["content"]] == ["We will open the harbour in May"]
    assert first["zone"] == "headline"
    assert {q["speaker_id"] for q in rows["quotes"]} == {"ana-ito"}


def test_an_article_of_many_words(reader: str) -> None:
    """A hundred thousand words; fewer for the accurate finder, which reads as the fast one does, window by window."""
    paragraph = (
        "“We will open the harbour in May,” Ana Ito said. She added that it would open in May. Bo Lund stayed away.\n\n"
    )
    n = {"rules": 4_800, "fast": 4_800, "accurate": 30}[reader]
    quotes = annotated(paragraph * n, reader)["quotes"]
    assert len(quotes) == 2 * n
    assert {q["speaker_id"] for q in quotes} == {"ana-ito"}
