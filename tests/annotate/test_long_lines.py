"""Texts that are no prose, or one sentence over and over, cost their length: what grows with the square hangs here."""

from dataclasses import replace

import pytest

from framelens.annotate.article import annotate_article
from framelens.corpus import Article
from framelens.settings.settings import settings_of_source


def annotate(text, reader):
    article = Article("a", None, None, None, None, text, "")
    return annotate_article(article, replace(settings_of_source("texts"), reader=reader))


@pytest.mark.parametrize("reader", ["rules", "fast"])
@pytest.mark.parametrize("run", [".", '"', "“", "'", ". ", "\n", "A."])
def test_a_run_of_signs_is_read_at_its_length(run, reader):
    text = "Ana Ito said so. " + run * (100_000 // len(run)) if reader == "rules" else run * 10_000
    assert annotate(text, reader)["articles"][0]["n_words"] >= (4 if reader == "rules" else 0)


def test_a_hundred_thousand_dots_hold_no_word():
    rows = annotate("." * 100_000, "fast")
    assert rows["articles"][0]["n_words"] == 0
    assert not rows["segments"] and not rows["quotes"]


def test_one_sentence_fifty_thousand_times_on_one_line():
    rows = annotate("The minister said that the plan was good. " * 50_000, "auto")
    assert len(rows["quotes"]) == 50_000
    assert rows["articles"][0]["n_words"] == 400_000
    assert {row["voice"] for row in rows["segments"]} == {"journalist", "indirect"}


def test_many_quotations_on_one_line_are_read_by_the_network():
    rows = annotate("“The plan is good,” Ana Ito said. " * 2_000, "fast")
    assert sum(row["kind"] == "direct" for row in rows["quotes"]) > 1_500
