"""A study as somebody holds it who knows pandas and reads no docs."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import openpyxl
import pandas as pd
import pytest
from docx import Document

import framelens as fl
from framelens.errors import InputError
from framelens.study import Study
from tests.study.conftest import make_articles


def test_a_study_is_lazy_and_says_how_large_it_is(study: Study):
    assert repr(fl.open(make_articles(3))) == "Study('articles')"
    assert len(study.articles) == 40
    assert repr(study) == "Study('articles', 40 articles)"
    assert fl.open(study) is study


@pytest.mark.parametrize("form", ["frame", "csv", "parquet", "folder"])
def test_what_opens(tmp_path, form: str):
    articles = make_articles(4).drop(columns=["duplicate_of", "source_path", "n_words"])
    source: object = articles
    if form == "csv":
        source = tmp_path / "articles.csv"
        articles.to_csv(source, index=False)
    elif form == "parquet":
        source = tmp_path / "articles.parquet"
        articles.to_parquet(source)
    elif form == "folder":
        source = tmp_path / "texts"
        source.mkdir()
        for row in articles.itertuples():
            (source / f"{row.article_id}.txt").write_text(row.text, encoding="utf-8")
    opened = fl.open(source)
    assert 3 <= len(opened.articles) <= 4  # the last is a copy of the first
    assert opened.voices().table["n"].sum() == len(opened.quotes.query("act == 'saying'"))


def test_what_is_the_page_s_is_listed_as_left_out():
    article = {"article_id": "a", "text": "It rained.\nRead more: The storm\n“It is wet,” said Ann Lee."}
    left = fl.open(pd.DataFrame([article])).left_out
    assert left[["article_id", "source", "kind", "reason"]].values.tolist() == [
        ["a", "Read more: The storm", "boilerplate", "read more"]
    ]


def test_a_condition_makes_a_smaller_study(study: Study):
    harbour = study.where("topic == 'harbour' and published >= '2021-06-01'")
    wanted = study.articles.query("topic == 'harbour' and published >= '2021-06-01'")
    assert harbour.articles["article_id"].tolist() == wanted["article_id"].tolist()
    assert set(harbour.quotes["article_id"]) <= set(wanted["article_id"])
    mask = study.articles["topic"].eq("harbour") & study.articles["published"].ge("2021-06-01")
    for condition in (mask, lambda a: a["topic"].eq("harbour") & a["published"].ge("2021-06-01")):
        pd.testing.assert_frame_equal(study.where(condition).voices().table, harbour.voices().table)
    # Speakers are counted in these articles, and the settings stay.
    assert harbour.speakers["n_quotes"].sum() == harbour.quotes["speaker_id"].notna().sum()
    assert harbour.settings == study.settings
    assert len(study.articles) == 40


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda s: s.where("outlett == 'Vox'"), "Did you mean 'outlet'?"),
        (lambda s: s.where("outlet = 'Vox'"), "outlet = 'Vox'"),
        (lambda s: s.where("outlet == 'Nix'"), "no article of 40 meets"),
        (lambda s: s.where("__import__('os').system('true')"), "__import__"),
        (lambda s: s.voices(by="outlett"), "Did you mean 'outlet'?"),
        (lambda s: s.voices(by="speaker.party"), "speaker.kind"),
        (lambda s: s.volume(by="speaker.kind"), "cannot be grouped by 'speaker.kind'"),
        (lambda s: s.voices(kinds="directt"), "Did you mean 'direct'?"),
        (lambda s: s.tone(lexicon="vadr"), "Did you mean 'vader'?"),
        (lambda s: s.trend("voicess"), "Did you mean 'voices'?"),
        (lambda s: s.trend("voices", "Maria Lundd"), "Did you mean 'Maria Lund'?"),
        (lambda s: s.concentration(indices=("ginni",)), "Did you mean 'gini'?"),
        (lambda s: s.voices().passages(99), "there is no row 99"),
        (lambda s: s.voices().passages("Maria Lund"), "voices.passages(0)"),
        (lambda s: s.voices().passages({"nam": 1}), "the row has none of speaker_id"),
        (lambda s: s.voices().passages({"speaker_id": "nobody"}), "no row of voices has speaker_id = 'nobody'"),
        (lambda s: s.voices(by="outlet").passages({"name": "Maria Lund"}), "give outlet"),
        (lambda s: fl.open("nowhere"), "there is nothing at nowhere"),
        (lambda s: fl.stats.count_speakers("nowhere"), "fl.open('nowhere')"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_write_instead(study: Study, wrong, said: str):
    with pytest.raises(InputError) as error:
        wrong(study)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_wrong_name_points_to_the_right_one(study: Study):
    with pytest.raises(AttributeError, match="Did you mean 'voices'"):
        study.voicess  # noqa: B018
    with pytest.raises(AttributeError, match=r"framelens\.figures\.draw_voices"):
        fl.draw_voices  # noqa: B018
    assert len(fl.__all__) <= 30
    assert {"voices", "tone", "where", "quotes", "codes", "report"} <= set(dir(study))
    assert not [name for name in dir(study) if name.startswith("_")]


def test_tables_are_copies_and_go_into_a_spreadsheet(study: Study, tmp_path):
    study.articles["outlet"] = "mine"
    study.quotes.drop(columns="words", inplace=True)
    table = study.voices().table
    table["n"] = 0
    assert "mine" not in set(study.articles["outlet"])
    assert study.voices().table["n"].sum() > 0
    quotes = study.quotes
    texts = study.articles.set_index("article_id")["text"]
    first = quotes.iloc[0]
    assert first["words"].split(" … ")[0] in texts[first["article_id"]]
    assert {"speaker", "outlet", "published", "words", "resolution"} <= set(quotes.columns)
    quotes.to_excel(tmp_path / "quotes.xlsx")
    assert len(pd.read_excel(tmp_path / "quotes.xlsx")) == len(quotes)


def test_a_measure_as_files(study: Study, tmp_path):
    voices = study.voices(by="outlet")
    for name in ("one.xlsx", "two.xlsx"):
        voices.to_excel(tmp_path / name)
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    sheet = openpyxl.load_workbook(tmp_path / "one.xlsx")["voices"]
    assert [cell.value for cell in sheet[1]] == list(voices.table.columns)
    assert sheet.max_row == len(voices) + 1
    read = pd.read_csv(voices.to_csv(tmp_path / "voices.csv"))
    assert read["n"].tolist() == voices.table["n"].tolist()
    assert r"\toprule" in voices.to_latex(tmp_path / "voices.tex")
    voices.to_word(tmp_path / "voices.docx")
    assert len(Document(str(tmp_path / "voices.docx")).tables[0].rows) == len(voices) + 1
    passages = voices.passages(0)
    passages.to_excel(tmp_path / "passages.xlsx")
    assert len(pd.read_excel(tmp_path / "passages.xlsx")) == len(passages)


def test_a_measure_is_drawn_on_axes_of_ones_own(study: Study):
    figure, (left, right) = plt.subplots(1, 2)
    assert study.voices().plot(ax=left) is left
    assert study.tone().plot(ax=right) is right
    assert left.get_figure() is figure
    assert left.lines or left.collections
    plt.close(figure)


def test_speakers_grouped_by_what_the_roster_knows(study: Study):
    from dataclasses import replace

    roster = pd.DataFrame(
        {
            "speaker_id": ["maria-lund", "peter-okafor"],
            "name": ["Maria Lund", "Peter Okafor"],
            "role": [None, None],
            "alias": [None, None],
            "party": ["Harbour", "Port"],
        }
    )
    known = Study(replace(study.settings, roster=roster), annotations=study.annotations)
    found = known.voices(by="speaker.party").table.dropna(subset="name").set_index("name")["n"]
    people = study.voices().table.set_index("speaker_id")["n"]
    assert found["Harbour"] == people["maria-lund"]
    assert found["Port"] == people["peter-okafor"]
    assert found["none given"] == people.drop(["maria-lund", "peter-okafor"])[people.index.dropna().difference(
        ["maria-lund", "peter-okafor"])].sum()  # fmt: skip


def test_a_table_needs_nothing_but_texts():
    opened = fl.open(pd.DataFrame({"text": ["“Ships are here,” said Ana Ito.", "Bo Lund said that it rained."]}))
    assert opened.articles["article_id"].tolist() == ["row-1", "row-2"]
    assert set(opened.voices().table.query("n > 0")["name"]) == {"Ana Ito", "Bo Lund"}


def test_what_is_not_scored_says_how_to_score_it(study: Study):
    unscored = Study(replace(study.settings, toward=False), annotations=study.annotations).toward()
    assert not len(unscored.table)
    assert unscored.text == (
        "Tone toward persons and organisations was not scored, because the study has toward = false. The argument "
        "targets=10 scores it here; toward = true under [tone] in study.toml scores it always."
    )


def test_statements_have_the_columns_of_ones_own(study: Study):
    articles = study.articles.set_index("article_id")
    for column in ("bias", "topic"):
        assert study.quotes[column].tolist() == articles[column].reindex(study.quotes["article_id"]).tolist()
