"""The shipped article, read by hand: who speaks, by what words the text names him, and who never does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import framelens as fl
from framelens.settings.roster import empty_roster
from framelens.tables import Annotations

SEEDS = Path(__file__).parents[1] / "seeds"

# (kind, content, source, cue): offsets into the file, decoded as UTF-8.
STATEMENTS = [
    ("indirect", [[27, 140]], [142, 190], [191, 195]),
    ("direct", [[396, 687]], [689, 695], [696, 700]),
    ("direct", [[704, 993]], [995, 997], [998, 1003]),
    ("indirect", [[1028, 1132]], [1006, 1017], [1018, 1022]),
    ("direct", [[1136, 1276]], [1278, 1298], [1299, 1303]),
    ("indirect", [[1329, 1489]], [1306, 1317], [1318, 1323]),
    ("direct", [[1493, 1680]], [1682, 1688], [1689, 1694]),
    ("direct", [[1698, 1829]], [1831, 1837], [1838, 1842]),
    ("indirect", [[1896, 1968]], [1845, 1885], [1886, 1890]),
    ("direct", [[1972, 2085], [2102, 2227]], [2087, 2093], [2094, 2099]),
    ("direct", [[2231, 2436]], [2438, 2440], [2441, 2445]),
    ("direct", [[2449, 2643], [2646, 2912]], [2914, 2920], [2921, 2929]),
]
SOURCES = [
    "editor-in-chief of Trend news agency Emin Aliyev",
    "Aliyev",
    "he",
    "Emin Aliyev",
    "Trend's chief editor",
    "Emin Aliyev",
    "Aliyev",
    "Aliyev",
    "The editor-in-chief of Trend news agency",
    "Aliyev",
    "he",
    "Aliyev",
]
PRESIDENT = [(74, 86), (807, 819), (1048, 1060), (1146, 1158), (1339, 1351)]
TITLE_OF_THE_EVENT = (254, 368)
RELAY = (379, 392)


@pytest.fixture(scope="module", params=["accurate, with the roster", "accurate, without", "rules, without"])
def annotations(request: pytest.FixtureRequest) -> Annotations:
    reader, roster = request.param.split(", ")
    study = replace(fl.load_settings(SEEDS), reader=reader)
    if roster == "without":
        study = replace(study, roster=empty_roster())
    return fl.annotate(fl.read.read_articles(study.articles), study)


def test_the_text_is_the_file(annotations: Annotations) -> None:
    file = (SEEDS / "articles" / "2021-12-21-trend.txt").read_text(encoding="utf-8")
    article = annotations.articles.iloc[0]
    assert article.text == file
    assert (article.outlet, f"{article.published:%Y-%m-%d}", article.byline) == ("Trend", "2021-12-21", "Trend")


def test_twelve_statements_with_their_source_and_cue(annotations: Annotations) -> None:
    quotes, text = annotations.quotes, annotations.articles.text[0]
    found = [
        (row.kind, row.content, [row.source_start, row.source_end], [row.cue_start, row.cue_end])
        for row in quotes.itertuples()
    ]
    assert found == STATEMENTS
    assert [text[row.source_start : row.source_end] for row in quotes.itertuples()] == SOURCES


def test_the_editor_speaks_all_of_them(annotations: Annotations) -> None:
    assert annotations.quotes.speaker_id.tolist() == ["emin-aliyev"] * 12
    assert annotations.quotes.reason.notna().all()
    editor = annotations.speakers.set_index("speaker_id").loc["emin-aliyev"]
    assert (editor["name"], editor.kind, editor.n_quotes) == ("Emin Aliyev", "person", 12)
    assert "editor-in-chief of Trend news agency" in editor.roles


def test_the_president_is_named_five_times_and_never_speaks(annotations: Annotations) -> None:
    mentions = annotations.mentions
    his = mentions[mentions.speaker_id == "ilham-aliyev"]
    assert list(zip(his.start, his.end, strict=True)) == PRESIDENT
    assert not (annotations.quotes.speaker_id == "ilham-aliyev").any()


def test_no_state_is_an_organisation(annotations: Annotations) -> None:
    mentions = annotations.mentions
    text = annotations.articles["text"].iloc[0]
    named = mentions[(mentions["kind"] == "organisation") & (mentions["form"] == "name")]
    assert {text[m.start : m.end] for m in named.itertuples()} == {"Trend news agency", "Trend"}


@pytest.mark.parametrize("span", [TITLE_OF_THE_EVENT, RELAY], ids=["title of the event", "Trend reports"])
def test_what_is_no_statement(annotations: Annotations, span: tuple[int, int]) -> None:
    for content in annotations.quotes.content:
        assert not any(start < span[1] and span[0] < end for start, end in content)


def test_every_word_stands_in_one_segment(annotations: Annotations) -> None:
    segments = annotations.segments
    assert segments.n_words.sum() == annotations.articles.n_words.sum() == 438
    assert (segments.end.to_numpy()[:-1] <= segments.start.to_numpy()[1:]).all()
    spoken = segments[segments.voice != "journalist"].groupby("quote_id").n_words.sum()
    assert spoken.to_dict() == dict(zip(annotations.quotes.quote_id, annotations.quotes.n_words, strict=True))
