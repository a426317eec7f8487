"""The words behind a number: what a row opens at, marked in its sentences, and what cannot be opened."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from framelens.errors import InputError
from framelens.results.blocks import Passages
from framelens.results.measure import Measure
from framelens.results.passages import show_found
from framelens.study import Study


def text_of(passages: Passages) -> list[str]:
    return ["".join(span.text for span in passage.spans) for passage in passages.passages]


def marked(passages: Passages, style: str) -> list[str]:
    return [s.text for p in passages.passages for s in p.spans if s.style == style]


def test_a_speaker_opens_at_the_statements(shipped_study: Study) -> None:
    opened = shipped_study.voices().passages(0)
    passages = opened.show(12)
    assert len(opened) == len(passages) == 12
    assert passages.title == "Share of voice: Emin Aliyev"
    assert marked(passages, "statement")[0] == (
        "New reality created by President of Azerbaijan Ilham Aliyev has opened a unique opportunity for all our "
        "countries"
    )
    assert text_of(passages)[7].startswith("“We can apply the successful experience")
    assert text_of(passages)[7].endswith("South Caucasus,” Aliyev said.")
    assert passages.passages[0].source == "Trend, 21 December 2021"
    assert set(opened.table["speaker"]) == {"Emin Aliyev"}


def test_somebody_never_quoted_opens_at_the_mentions(shipped_study: Study) -> None:
    presence = shipped_study.presence()
    row = presence.table.query("name == 'Ilham Aliyev'").iloc[0]
    assert marked(presence.passages(row).show(9), "mention") == ["Ilham Aliyev"] * 5


@pytest.mark.parametrize(
    ("table", "style"), [("segments", "statement"), ("mentions", "mention"), ("hits", "hit"), ("quotes", "statement")]
)
def test_a_row_of_the_annotations_is_marked_at_its_own_words(example_study: Study, table: str, style: str) -> None:
    texts = example_study.articles.set_index("article_id")["text"]
    rows = getattr(example_study.annotations, table)
    for place, row in enumerate(rows.to_dict("records")):
        passages = show_found(example_study.annotations, table, rows.iloc[[place]])
        spans = row["content"] if table == "quotes" else [(row["start"], row["end"])]
        assert marked(passages, style) == [texts[row["article_id"]][start:end] for start, end in spans]


def test_a_word_is_found_as_a_word(example_study: Study) -> None:
    passages = example_study.where("outlet == 'Port and Trade'").concordance("trade").passages(0).show()
    assert marked(passages, "hit") == ["Trade"]


@pytest.mark.parametrize(
    ("choose", "message"),
    [
        (lambda voices: 99, "there is no row 99: the table has 4 rows, numbered from 0"),
        (lambda voices: "Emin Aliyev", "passages opens a row by its number or by the row itself, not str; write "
         "voices.passages(0) or voices.passages(voices.table.iloc[0])"),
        (lambda voices: voices.table, "passages opens one row, this table has 4; take one, such as table.iloc[0]"),
        (lambda voices: {"gini": 0.5}, "the row has none of speaker_id, name, kind, by which rows of voices are known; "
         "it has gini"),
        (lambda voices: {"name": "Emil Aliyev"}, "no row of voices has name = 'Emil Aliyev'; take a row of its table"),
        (lambda voices: {"speaker_id": None}, "2 rows of voices have speaker_id = None; give name, kind as well"),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_says_so(shipped_study: Study, choose: Callable[[Measure], object], message: str) -> None:
    voices = shipped_study.voices()
    with pytest.raises(InputError, match=f"^{re.escape(message)}$"):
        voices.passages(choose(voices))


def test_an_article_to_read_is_the_article(shipped_study: Study) -> None:
    paragraphs = shipped_study.read().paragraphs
    shown = " ".join("".join(span.text for span in spans) for spans in paragraphs)
    assert "".join(shown.split()) == "".join(str(shipped_study.articles["text"].iloc[0]).split())
    with pytest.raises(InputError, match="unknown article 'x'; choose from: 2021-12-21-trend"):
        shipped_study.read("x")


def test_a_hostile_article_is_shown_as_text(hostile_study: Study) -> None:
    html = hostile_study.read("evil")._repr_mimebundle_()["text/html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "<b>win" not in html
    assert "{{ 7*7 }}" in html
