"""Related links run into a sentence are cut out of it, and can be had back; the sentence stays one."""

import pytest

from framelens.corpus.article import SourceFile
from framelens.corpus.changes import change_row, restore_source
from framelens.corpus.cleaning import clean_with_evidence
from framelens.corpus.making import make_article
from framelens.corpus.readers.record import Record
from framelens.settings.settings import ArticleSource

HEADLINES = "Council votes on the port | Mayor: 'No more talk' Overnight News: Harbour opens in May"
RUN_IN = [
    ("“We are ready,” said Mayor Ana Lund", f" Ana Maria Lund{HEADLINES} MORE", " (Ind.) on Monday."),
    ("Mayor Robert Ek", f" Robert (Bob) Nils Ek2020 plans: {HEADLINES} MORE", "’s office declined to speak."),
    ("He met Mitch McDell", f" Addison (Mitch) Mitch McDell{HEADLINES} MORE", ", who said no."),
    ("Jo Ek", f" Jo Ek“Never again”: {HEADLINES} MORE", " said so."),
    ("Reps. Eva Roy-Díaz", f" Eva Roy-Díaz'A good day' {HEADLINES} MORE", " (Lab.) and Bo Lund said so."),
    ("Bo Lund", f"Bo Lund{HEADLINES} MORE", " said so."),
    ("Speaker Bo Lund", f" Bo Nils Lund {HEADLINES} MORE", " said so."),
    ("Sen. Tom Lund", f" Thomas (Tom) Nils LundTom Lund's only rival quits {HEADLINES} MORE", " (Ind.) said so."),
    ("Eva Ana Lund", f" Eva Ana LundWishing Eva Ana Lund a good day {HEADLINES} MORE", ", who said so."),
    ("Bo Lund Jr.", f" Bo Nils Lund Jr.{HEADLINES} MORE", " said so."),
    ("Ana Lund Ana LundCouncil votes (Ind.) met Bo Ek", f" Bo Ek{HEADLINES} MORE", " (Lab.) there."),
]


@pytest.mark.parametrize(("before", "links", "behind"), RUN_IN)
def test_links_hung_on_a_name_are_cut_and_kept(before, links, behind):
    source = f"\ufeffIt rained.\r\n{before}{links}{behind}\r\nIt snowed."
    text, changes = clean_with_evidence(source)
    assert text == f"It rained.\n{before}{behind}\nIt snowed."
    (cut,) = [change for change in changes if change.kind == "related_links"]
    assert (cut.source, source[cut.source_start : cut.source_end]) == (links, links)
    assert text[: cut.start].endswith(before)
    assert text[cut.end :].startswith(behind)
    assert restore_source(text, [change_row("a", change) for change in changes]) == source


def test_every_person_of_a_sentence_may_have_links():
    source = "".join("".join(parts) for parts in RUN_IN[:6])
    text, changes = clean_with_evidence(source)
    assert text == "".join(before + behind for before, _, behind in RUN_IN[:6])
    assert restore_source(text, [change_row("a", change) for change in changes]) == source


@pytest.mark.parametrize(
    "text",
    [
        "Ana Lund and Bo Lund said that the town needs MORE.",
        "Ana Lund, Ana Maria Lund’s daughter, wants MORE.",
        "Bo Lund Bo Nils LundCouncil votes on the port\nThe town wants MORE.",
        "She wrote: “WE NEED MORE AND MORE! MORE!”",
        "At the Lund Harbour of Lund they want more, said Bo Lund.",
    ],
)
def test_nothing_else_is_cut(text):
    assert clean_with_evidence(text) == (text, ())


def test_an_article_has_the_headline_before_and_the_cut_at_its_place(tmp_path):
    before, links, behind = RUN_IN[0]
    record = Record(before + links + behind, {"headline": "Ready"})
    article = make_article(record, SourceFile(tmp_path, "a.csv"), ArticleSource(tmp_path))
    assert article.text == f"Ready\n\n{before}{behind}"
    assert [(c.kind, c.start) for c in article.changes] == [
        ("headline", 0),
        ("related_links", len(f"Ready\n\n{before}")),
    ]
