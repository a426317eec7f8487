"""The words behind a number."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from framelens.errors import InputError
from framelens.forms.reading import show_article
from framelens.results.measures import StudyMeasures
from framelens.results.passages import find_passages, show_passages


def text_of(passages: object) -> list[str]:
    return ["".join(span.text for span in passage.spans) for passage in passages.passages]  # type: ignore[attr-defined]


def marked(passages: object, style: str) -> list[str]:
    return [s.text for p in passages.passages for s in p.spans if s.style == style]  # type: ignore[attr-defined]


def test_a_speaker_leads_to_the_statements(shipped: StudyMeasures) -> None:
    passages = show_passages(shipped.annotations, shipped.voices.iloc[0], limit=12)
    assert len(passages) == 12
    assert passages.title == "In the words of Emin Aliyev"
    assert marked(passages, "statement")[0] == (
        "New reality created by President of Azerbaijan Ilham Aliyev has opened a unique opportunity for all our "
        "countries"
    )
    assert text_of(passages)[7].startswith("“We can apply the successful experience")
    assert text_of(passages)[7].endswith("South Caucasus,” Aliyev said.")
    assert passages.passages[0].source == "Trend, 21 December 2021"


def test_somebody_never_quoted_leads_to_the_mentions(shipped: StudyMeasures) -> None:
    row = shipped.presence.set_index("speaker_id", drop=False).loc["ilham-aliyev"]
    passages = show_passages(shipped.annotations, row)
    assert marked(passages, "mention") == ["Ilham Aliyev"] * 5


@pytest.mark.parametrize("table", ["salience", "frames", "tone", "voices", "presence"])
def test_every_row_that_counts_something_opens(example: StudyMeasures, table: str) -> None:
    rows = getattr(example, table)
    counted = "n_hits" if "n_hits" in rows else "n_statements" if table == "voices" else "n"
    for _, row in rows.iterrows():
        found = find_passages(example.annotations, row.to_dict())
        if table in ("salience", "frames", "voices"):
            assert len(found.rows) == row[counted]
        elif row[counted]:
            assert len(found.rows)


@pytest.mark.parametrize("table", ["segments", "mentions", "hits"])
def test_a_row_of_the_annotations_opens_at_itself(example: StudyMeasures, table: str) -> None:
    texts = example.annotations.articles.set_index("article_id")["text"]
    rows = getattr(example.annotations, table)
    for _, row in rows.iterrows():
        found = find_passages(example.annotations, row.to_dict())
        assert found.table == table and len(found.rows) == 1
        shown = show_passages(example.annotations, row)
        style = {"segments": "statement", "mentions": "mention", "hits": "hit"}[table]
        assert "".join(marked(shown, style)) == texts[row["article_id"]][row["start"] : row["end"]]


def test_stances_and_indices_open_at_their_statements(example: StudyMeasures) -> None:
    for by in (None, "speaker", "outlet"):
        for _, row in example.count_stances(by).iterrows():
            assert len(find_passages(example.annotations, row.to_dict()).rows) == row["n_statements"]
    for _, row in example.concentration.iterrows():
        assert len(find_passages(example.annotations, row.to_dict()).rows) == row["n"]


def test_outlet_and_month_narrow_the_search(example: StudyMeasures) -> None:
    everyone = find_passages(example.annotations, {"outlet": "The Eastern Mail"})
    january = find_passages(example.annotations, {"outlet": "The Eastern Mail", "month": "2024-01"})
    assert set(everyone.rows["article_id"]) == {"example-3-the-eastern-mail", "example-4-the-eastern-mail"}
    assert set(january.rows["article_id"]) == {"example-3-the-eastern-mail"}


def test_a_word_is_found_as_a_word(example: StudyMeasures) -> None:
    passages = show_passages(example.annotations, {"word": "trade", "outlet": "Port and Trade"})
    assert marked(passages, "hit") == ["Trade"]


def test_what_cannot_be_opened_says_so(shipped: StudyMeasures) -> None:
    with pytest.raises(
        InputError, match="this row has no column that passages are found by; it needs one of speaker_id"
    ):
        show_passages(shipped.annotations, pd.Series({"gini": 0.5}))
    with pytest.raises(InputError, match=re.escape("opens one row, this table has 4; take one with .iloc[0]")):
        show_passages(shipped.annotations, pd.concat([shipped.voices.head(2)] * 2))


def test_an_article_to_read_is_the_article(shipped: StudyMeasures) -> None:
    article = shipped.annotations.articles.iloc[0]
    paragraphs = show_article(shipped.annotations, article["article_id"]).paragraphs
    shown = " ".join("".join(span.text for span in spans) for spans in paragraphs)
    assert "".join(shown.split()) == "".join(str(article["text"]).split())
    with pytest.raises(InputError, match="unknown article 'x'; choose from: 2021-12-21-trend"):
        show_article(shipped.annotations, "x")


def test_a_hostile_article_is_shown_as_text(hostile: StudyMeasures) -> None:
    html = show_article(hostile.annotations, "evil")._repr_mimebundle_()["text/html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "<b>win" not in html
    assert "{{ 7*7 }}" in html
