"""Who says what, on made-up texts: each is a form that breaks tools, worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from framelens.annotate.article import annotate_article
from framelens.corpus import Article
from framelens.settings.settings import Settings, settings_of_source
from framelens.tables import RESOLUTIONS

STUDY = replace(settings_of_source("texts"), reader="rules")


def annotated(text: str, study: Settings = STUDY) -> dict[str, list[dict]]:
    return annotate_article(Article("a", None, None, None, None, text, "a.txt"), study)


def statements(text: str) -> list[tuple[str | None, str, str]]:
    """(speaker, kind, content) of every statement; fragments are joined by a bar."""
    rows = annotated(text)
    names = {row["speaker_id"]: row["name"] for row in rows["speakers"]}
    return [
        (names.get(q["speaker_id"]), q["kind"], " | ".join(text[a:b] for a, b in q["content"])) for q in rows["quotes"]
    ]


TEXTS = {
    "said behind": (
        "“We will open the port,” Ana Ito said.",
        [("Ana Ito", "direct", "We will open the port,")],
    ),
    "inverted": (
        "“We will open the port,” said Ana Ito, the minister.",
        [("Ana Ito", "direct", "We will open the port,")],
    ),
    "in front": (
        "Ana Ito said: “We will open the port.”",
        [("Ana Ito", "direct", "We will open the port.")],
    ),
    "indirect with that": (
        "Ana Ito said that the port would open in May.",
        [("Ana Ito", "indirect", "the port would open in May")],
    ),
    "indirect without that": (
        "Ana Ito said the port would open in May.",
        [("Ana Ito", "indirect", "the port would open in May")],
    ),
    "fronted": (
        "The port will open in May, Ana Ito said on Monday.",
        [("Ana Ito", "indirect", "The port will open in May")],
    ),
    "mixed": (
        "Ana Ito said the port was “a gift to the region” and would open in May.",
        [("Ana Ito", "mixed", "the port was “a gift to the region” and would open in May")],
    ),
    "according to, behind": (
        "The port will open in May, according to Ana Ito.",
        [("Ana Ito", "indirect", "The port will open in May")],
    ),
    "according to, in front": (
        "According to Ana Ito, the port will open in May.",
        [("Ana Ito", "indirect", "the port will open in May")],
    ),
    "two fragments": (
        "“The port is ready,” Ana Ito said. “It opens in May.”",
        [("Ana Ito", "direct", "The port is ready, | It opens in May.")],
    ),
    "interrupted": (
        "“The port,” Ana Ito said, “opens in May.”",
        [("Ana Ito", "direct", "The port, | opens in May.")],
    ),
    "over three paragraphs": (
        "“The port is ready.\n\n“The ships are here.\n\n“It opens in May,” Ana Ito said.",
        [("Ana Ito", "direct", "The port is ready. | The ships are here. | It opens in May,")],
    ),
    "question": (
        "“Who will pay for it?” Ana Ito asked. Nobody answered.",
        [("Ana Ito", "direct", "Who will pay for it?")],
    ),
    "German marks": (
        "„We will open the port“, said Ana Ito.",
        [("Ana Ito", "direct", "We will open the port")],
    ),
    "French marks": (
        "« We will open the port », said Ana Ito.",
        [("Ana Ito", "direct", "We will open the port")],
    ),
    "single marks": (
        "‘We will open the port,’ Ana Ito said.",
        [("Ana Ito", "direct", "We will open the port,")],
    ),
    "nested": (
        "“She told me ‘never’ and left,” Ana Ito said.",
        [("Ana Ito", "direct", "She told me ‘never’ and left,")],
    ),
    "a forgotten mark": (
        "“We will open the port, Ana Ito said.\n\n“It opens in May,” said Bo Lund.",
        [("Ana Ito", "direct", "We will open the port,"), ("Bo Lund", "direct", "It opens in May,")],
    ),
    "press release, a dash and a title": (
        "“We will open the port.” – Ana Ito, Minister of Transport",
        [("Ana Ito", "direct", "We will open the port.")],
    ),
    "press release, and from": (
        "And from Chairwoman Ana Ito: “We will open the port.”",
        [("Ana Ito", "direct", "We will open the port.")],
    ),
    "interview": (
        "Ana Ito: “We will open the port.”\n\nBo Lund: “Who pays?”",
        [("Ana Ito", "direct", "We will open the port."), ("Bo Lund", "direct", "Who pays?")],
    ),
    "title and scare quote": (
        "The film “Harbour Lights” opens in May. The so-called “experts” stayed away.",
        [],
    ),
    "no quotation": ("The port opens in May. Ships will come.", []),
    "empty": ("", []),
    "one word": ("Port", []),
}


@pytest.mark.parametrize("name", TEXTS)
def test_form(name: str) -> None:
    text, expected = TEXTS[name]
    assert statements(text) == expected


def test_the_agency_relays() -> None:
    text = "The port will open in May, Ana Ito said in Lund, Harbour News reports."
    rows = annotated(text, replace(STUDY, relays=("Harbour News",)))
    assert [text[q["source_start"] : q["source_end"]] for q in rows["quotes"]] == ["Ana Ito"]


def test_two_of_one_surname_are_kept_apart_or_left_open() -> None:
    text = (
        "John Smith and Paul Smith met in Lund.\n\n“I am for it,” John Smith said.\n\n“I am against it,” Paul Smith "
        "said.\n\n“We will see,” Smith said."
    )
    rows = annotated(text)
    assert [q["speaker_id"] for q in rows["quotes"]] == ["john-smith", "paul-smith", None]
    assert rows["quotes"][2]["reason"] == "two or more fit: John Smith, Paul Smith"


@pytest.mark.parametrize(
    ("text", "speaker", "reason"),
    [
        (
            "Ana Ito, the minister, came to Lund. “It opens in May,” she said.",
            "Ana Ito",
            "pronoun; the person named last",
        ),
        (
            "Ana Ito met Bo Lund. Mr. Lund left. “It opens in May,” he said.",
            "Bo Lund",
            "pronoun; the person named last",
        ),
        (
            "“It opens in May,” Ana Ito said. “Who pays?” she asked.",
            "Ana Ito",
            "pronoun; spoke last",
        ),
        (
            "Ana Ito, minister of transport, came to Lund. “It opens in May,” the minister said.",
            "Ana Ito",
            "role: minister of transport",
        ),
        (
            "The Ministry of Transport has a plan. “It opens in May,” the ministry said.",
            "Ministry of Transport",
            "'the ministry': Ministry of Transport",
        ),
        ("“It opens in May,” two officials said.", None, "unnamed source: two officials"),
        ("The report said that the port opens in May.", None, "document: The report"),
        (
            "A Harbour Institute poll came out. The poll found that the port is popular.",
            "Harbour Institute",
            "document of Harbour Institute: The poll, named before",
        ),
        (
            "A poll by the Harbour Institute came out. A Lund Research poll came out. The poll found that it is late.",
            None,
            "document: The poll",
        ),
        (
            "Ana Ito’s letter said that the port opens in May.",
            "Ana Ito",
            "document of Ana Ito: Ana Ito’s letter",
        ),
        (
            "The Department of Trade has a plan. “It opens in May,” DOT said.",
            "Department of Trade",
            "name of the organisation",
        ),
        (
            "The Department of Trade has a plan. “It opens in May,” the Trade Department said.",
            "Department of Trade",
            "name of the organisation",
        ),
        (
            "Ana Ito met Bo Lund. A lawyer for Bo Lund said that the port opens in May.",
            None,
            "unnamed source: A lawyer for Bo Lund",
        ),
        ("Bo Lund came. Lund voters said that the port opens in May.", None, "unnamed source: Lund voters"),
        (
            "Bo Lund, a port spokesman, came. “It opens,” said a city spokesman. “Today,” the spokesman said.",
            None,
            "unnamed source: the spokesman, a city spokesman",
        ),
        (
            "Jan Lund left school. J. Lund, Jan’s father, said that the port opens in May.",
            "J. Lund",
            "full name",
        ),
        ("Ana Ito, the new LMA CEO, said that the port opens in May.", "Ana Ito", "full name"),
        (
            "The Harbour Bank Group came. The Harbour Bank Company came. “It opens,” the Harbour Bank said.",
            None,
            "two or more fit: Harbour Bank Company, Harbour Bank Group",
        ),
        (
            "The Harbour News owns the Harbour News Radio and the Harbour News Magazine. “It opens,” the Harbour News "
            "said.",
            "Harbour News",
            "name of the organisation",
        ),
        (
            "Ana Ito and Bo Lund said that the port opens in May.",
            "Bo Lund",
            "joint statement: Ana Ito, Bo Lund",
        ),
        (
            "The Port Council met. “It opens,” the Port Council’s resolution said.",
            "Port Council",
            "document of Port Council: the Port Council’s resolution",
        ),
        (
            "Newly released Port Department statistics show that the port is popular.",
            "Port Department",
            "document of Port Department: Newly released Port Department statistics",
        ),
        (
            "The findings of the Harbour Institute show that the port is popular.",
            "Harbour Institute",
            "document of Harbour Institute: The findings of the Harbour Institute",
        ),
        (
            "The review of the Harbour Institute shows that the port is popular.",
            None,  # by it, or about it
            "document: The review of the Harbour Institute",
        ),
        ("Harbour News editor Bo Lund said that the port opens in May.", "Bo Lund", "full name"),
        (
            "Bernie Lund came. Bernard Lund, the mayor, left. Mr. Lund said that the port opens in May.",
            "Bernie Lund",
            "surname",
        ),
        (
            "Bernie Lund and Bernard Lund, his son, came. Bernard Lund said that the port opens in May.",
            "Bernard Lund",
            "full name",
        ),
    ],
)
def test_why(text: str, speaker: str | None, reason: str) -> None:
    rows = annotated(text)
    names = {row["speaker_id"]: row["name"] for row in rows["speakers"]}
    last = rows["quotes"][-1]
    assert (names.get(last["speaker_id"]), last["reason"]) == (speaker, reason)


@pytest.mark.parametrize(
    ("text", "resolution"),
    [
        ("“It opens in May,” Ana Ito said.", "named"),
        ("Ana Ito’s letter said that the port opens in May.", "named"),
        ("“It opens in May,” two officials said.", "unnamed"),
        ("The report said that the port opens in May.", "document"),
        ("“It opens,” Ana Ito said. Her letter said that the port opens in May.", "named"),
        ("Ana Ito and Bo Lund said that the port opens in May.", "named"),
        ("The Harbour Bank Group came. The Harbour Bank Company came. “It opens,” the Harbour Bank said.", "ambiguous"),
        ("“It opens in May,” he said.", "absent"),
        ("“The port will open in the month of May.”", "absent"),
    ],
)
def test_how_the_search_for_a_speaker_ended(text: str, resolution: str) -> None:
    rows = annotated(text)
    assert rows["quotes"][-1]["resolution"] == resolution
    for row in (*rows["quotes"], *rows["mentions"]):
        assert row["resolution"] in RESOLUTIONS
        assert (row["resolution"] == "named") == (row["speaker_id"] is not None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“It opens,” said Dr. Ana de la Cruz.", "Ana de la Cruz"),
        ("“It opens,” said J. R. Lund.", "J. R. Lund"),
        ("“It opens,” said Jean-Luc Ménard.", "Jean-Luc Ménard"),
        ("“It opens,” said Khalid bin Salman.", "Khalid bin Salman"),
        ("“It opens,” said Sinéad O’Connor.", "Sinéad O’Connor"),
        ("“It opens,” said William “Bill” Lund.", "William “Bill” Lund"),
        ("“It opens,” said Lund’s mayor, Ana Ito.", "Ana Ito"),
        ("“It opens,” said President of Peru Ana Ito.", "Ana Ito"),
    ],
)
def test_names_of_many_shapes(text: str, name: str) -> None:
    rows = annotated(text)
    names = {row["speaker_id"]: row["name"] for row in rows["speakers"]}
    assert [names.get(q["speaker_id"]) for q in rows["quotes"]] == [name]


@pytest.mark.parametrize(
    ("text", "stance", "act"),
    [
        ("Ana Ito warned that the port would close.", "warning", "saying"),
        ("Ana Ito admitted that the port would close.", "conceding", "saying"),
        ("Ana Ito believes that the port will close.", "believing", "believing"),
        ("“I hope that the port will close,” Ana Ito said.", "neutral", "saying"),
        ("The report said that the port would close.", "neutral", "showing"),
        ("The port will close, according to a Harbour Institute poll.", "according", "showing"),
        ("The letter said that the port would close.", "neutral", "saying"),
        ("The court ruled that the port must close.", "deciding", "deciding"),
    ],
)
def test_saying_is_told_from_other_acts(text: str, stance: str, act: str) -> None:
    (quote,) = annotated(text)["quotes"]
    assert (quote["stance"], quote["act"]) == (stance, act)


def test_a_hundred_thousand_words() -> None:
    paragraph = "“We will open the port,” Ana Ito said. She added that it would open in May. Bo Lund stayed away.\n\n"
    text = paragraph * 5_300
    rows = annotated(text)
    assert len(rows["quotes"]) == 10_600
    assert {q["speaker_id"] for q in rows["quotes"]} == {"ana-ito"}


def test_a_joint_statement_stands_once_for_each_who_makes_it() -> None:
    text = "Ana Ito and Bo Lund said that the port opens in May."
    rows = annotated(text)
    quotes = [(q["quote_id"], q["speaker_id"], q["reason"]) for q in rows["quotes"]]
    reason = "joint statement: Ana Ito, Bo Lund"
    assert quotes == [("q1", "ana-ito", reason), ("q1.2", "bo-lund", reason)]
    assert [s["quote_id"] for s in rows["segments"] if s["voice"] != "journalist"] == ["q1"]
    assert {s["speaker_id"]: s["n_quotes"] for s in rows["speakers"]} == {"ana-ito": 1, "bo-lund": 1}
