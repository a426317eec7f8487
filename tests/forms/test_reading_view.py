"""The reading view, the concordance, displays in notebooks, tables as files, annotations kept between kernels."""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path

import docx
import pandas as pd
import pytest

import framelens as fl
from framelens.errors import InputError
from framelens.report.scaffold import new_study
from framelens.results.blocks import as_json
from framelens.results.concordance import show_concordance
from framelens.results.displaying import show_articles
from framelens.results.html import show_block, sort_lines
from framelens.results.measures import StudyMeasures
from framelens.results.printing import export_table
from framelens.results.tabulating import show_table, tabulate_voices
from framelens.store import opening
from framelens.study import Study

LAYERS = ("statement", "source", "cue", "mention", "hit", "tone")


def test_an_article_carries_every_layer_and_every_letter(example_study: Study) -> None:
    article = example_study.read("example-1-norhaven-courier")
    page = show_block(as_json(article))
    text = example_study.articles.set_index("article_id").loc[article.article_id, "text"]
    shown = " ".join("".join(span.text for span in paragraph).strip() for paragraph in article.paragraphs)
    assert " ".join(shown.split()) == " ".join(str(text).split())
    for style in LAYERS:
        assert f'class="layer-{style}"' in page
        assert re.search(rf'<span class="m[^"]*\b{style}\b', page), style
    spans = [span for paragraph in article.paragraphs for span in paragraph]
    inside = next(span for span in spans if span.text.strip() == "investment")
    assert [style for style, _ in inside.layers] == ["tone", "statement", "hit"]
    assert dict(inside.layers)["statement"] == "Mara Lindqvist"
    assert dict(inside.layers)["hit"] == "economic consequences"
    assert re.fullmatch(r"VADER \+0\.\d\d", dict(inside.layers)["tone"])
    assert "said by: Mara Lindqvist" in page and "<script" not in page and "http" not in page
    assert ("Tomas Breck", "He, Tomas Breck") in [
        (name, forms.replace("he", "He")) for name, forms, _ in article.people
    ] or [person for person in article.people if person[0] == "Tomas Breck"]


def test_hostile_text_stays_text_in_the_reading_view(hostile_study: Study) -> None:
    page = show_block(as_json(hostile_study.read()))
    lines = hostile_study.concordance("win")._repr_html_()
    for made in (page, lines):
        assert "<script>" not in made and "<b>win" not in made and "<u>" not in made
    assert "&lt;script&gt;alert(1)" in page


def test_a_lexicon_that_is_not_there(example_study: Study) -> None:
    with pytest.raises(InputError, match="unknown lexicon 'vadr'"):
        example_study.read("example-1-norhaven-courier", lexicon="vadr")


def test_a_concordance_is_the_words_in_their_context(example_study: Study) -> None:
    annotations, texts = example_study.annotations, example_study.articles["text"]
    places = example_study.concordance("the mayor").table
    found = show_concordance(annotations, places)
    assert found.n_found == sum(len(re.findall(r"(?i)(?<!\w)the mayor(?!\w)", text)) for text in texts) > 2
    for line in found.lines:
        assert line.keyword.lower().removesuffix("’s") == "the mayor" and len(line.left) <= 60 and len(line.right) <= 60
        assert any(closed(line.left + line.keyword + line.right) in closed(text) for text in texts)
    hits = example_study.hits.query("frame == 'conflict'")
    assert len(example_study.concordance("conflict", frame=True)) == len(hits)
    assert show_concordance(annotations, hits).n_found == len(hits)
    assert len(show_concordance(annotations, hits, limit=2).lines) == 2


def closed(text: str) -> str:
    """A text without its white space, which a concordance evens out."""
    return "".join(text.split())


def test_sorting_looks_at_the_nearest_word_first() -> None:
    rows = [("a zebra", "b x"), ("z apple", "A y"), ("m apple", "c")]
    lines = sort_lines([{"left": left, "right": right} for left, right in rows])
    assert [line["by_left"] for line in lines] == [2, 1, 0]
    assert [line["by_right"] for line in lines] == [1, 0, 2]


def test_a_study_shows_itself(example_study: Study) -> None:
    page = example_study._repr_html_()
    assert "The harbour tunnel in three newspapers (example)" in page and "one row per attributed statement" in page
    table = show_articles(example_study.annotations)
    assert table.rows[0][1:4] == ("Norhaven Courier", "15 January 2024", table.rows[0][3])
    assert table.rows[0][3].startswith("The harbour tunnel will bring 400 jobs") and "date" not in table.rows[0][3]


def test_a_table_as_five_files(example: StudyMeasures, tmp_path: Path) -> None:
    table = export_table(tabulate_voices(example.voices), "who", folder=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "who.csv", "who.docx", "who.html", "who.tex", "who.xlsx"
    ]  # fmt: skip
    word = docx.Document(io.BytesIO((tmp_path / "who.docx").read_bytes()))
    cells = [tuple(cell.text for cell in row.cells) for row in word.tables[0].rows]
    assert cells == [table.columns, *table.rows]
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    rough = "Intervals based on fewer than 20 articles are rough."
    assert "n\xa0=\xa0" in said and rough in said
    tex = (tmp_path / "who.tex").read_text(encoding="utf-8")
    for part in (
        r"\toprule",
        r"\midrule",
        r"\bottomrule",
        rough,
        r"\label{tab:who}",
    ):
        assert part in tex
    page = (tmp_path / "who.html").read_text(encoding="utf-8")
    assert all(cell in page for row in table.rows for cell in row[:2])
    assert len(pd.read_csv(tmp_path / "who.csv")) >= len(table.rows)
    again = tmp_path / "again"
    export_table(tabulate_voices(example.voices), "who", folder=again)
    assert all((again / path.name).read_bytes() == path.read_bytes() for path in tmp_path.glob("who.*"))
    with pytest.raises(InputError, match="writes a printed table, not DataFrame; print it first"):
        export_table(example.voices)  # type: ignore[arg-type]


def test_small_numbers_are_never_printed_as_nothing() -> None:
    small = pd.DataFrame({"who": ["a", "b"], "n": [4000, 4000], "estimate": [0.004, -0.00004], "low": [0.0004, None],
                          "high": [0.01, None]})  # fmt: skip
    table = show_table(small, "small")
    assert [row[2:] for row in table.rows] == [("0.004", "0.0004", "0.01"), ("−0.00004", "–", "–")]


def test_annotations_are_kept_between_kernels(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one kernel annotated, the next reads; a changed article is annotated anew; and the numbers are the same."""
    home = new_study(tmp_path / "study")
    monkeypatch.setattr(opening, "IN_MEMORY", 2)
    monkeypatch.setattr(opening.os, "cpu_count", lambda: 1)
    kept = fl.open(home).quotes
    folders = list((home / ".framelens").iterdir())
    assert len(folders) == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            sys.modules["framelens.annotate.article"], "annotate_article", None
        )  # whoever annotates now would fail
        again = fl.open(home).quotes
    pd.testing.assert_frame_equal(kept, again)
    monkeypatch.setattr(opening, "IN_MEMORY", 100)
    fresh = fl.open(home).quotes
    columns = ["article_id", "quote_id", "speaker_id", "n_words"]
    pd.testing.assert_frame_equal(
        kept[columns].sort_values(columns, ignore_index=True),
        fresh[columns].sort_values(columns, ignore_index=True),
    )
    file = next((home / "seeds" / "articles").glob("*.txt"))
    file.write_text(file.read_text(encoding="utf-8") + "\nOne more line.\n", encoding="utf-8")
    assert opening.find_kept(fl.load_settings(home / "seeds")) != folders[0]
