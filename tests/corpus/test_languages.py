"""The language of a text, told from its words; what is not read is listed and counted nowhere."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import framelens as fl
from framelens.annotate.article import annotate_article
from framelens.check import check_study
from framelens.corpus import Article, read_articles
from framelens.corpus.languages import SURE, _is_plainly_english, _load_identifier, detect_language
from framelens.settings.articles import explain_language
from framelens.settings.settings import settings_of_source
from framelens.store import write_store

REPORTS = Path(__file__).parents[2] / "training/attribution/texts"
ENGLISH = "The minister said on Tuesday that the port would open in May, and nobody in the harbour believed her."
GERMAN = "Die Ministerin sagte am Dienstag, der Hafen werde im Mai eröffnet, und niemand im Hafen glaubte ihr."
RUSSIAN = "Министр заявила во вторник, что порт откроется в мае, и никто в гавани ей не поверил."
ARABIC = "قالت الوزيرة يوم الثلاثاء إن الميناء سيفتح في مايو"
CHINESE = "部长星期二说，港口将于五月开放，港口里没有人相信她。"


@pytest.mark.parametrize(
    ("text", "expected", "language"),
    [
        (ENGLISH, "en", "en"), (ENGLISH, "de", "en"), (ENGLISH, None, "en"), (ENGLISH, "en-GB", "en-GB"),
        (GERMAN, "en", "de"), (RUSSIAN, "en", "ru"), ("Порт откроется", "en", "ru"), (ARABIC, "en", "ar"),
        (CHINESE, "en", "zh"), ("港口开放", "en", "zh"), ("Port opens", "en", "en"), ("Port opens", "de", "de"),
        ("12345 67", "en", "en"), ("12345 67", None, None), ("!?", "en", "en"),
        (" date 2021-12-21 By Trend\n\n" + RUSSIAN, "en", "ru"), ("\ud83d\ude00", "en", "en"),
    ],
)  # fmt: skip
def test_the_language_of_a_text(text, expected, language):
    assert detect_language(text, expected) == language


@pytest.fixture
def study(tmp_path):
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    texts = {"en": ENGLISH, "de": GERMAN, "ru": RUSSIAN, "ar": ARABIC, "ar2": ARABIC + " " + ARABIC, "zh": CHINESE}
    pd.DataFrame({"id": list(texts), "text": list(texts.values())}).to_csv(seeds / "t.csv", index=False)
    (seeds / "study.toml").write_text('title = "Try"\n[articles]\npath = "t.csv"\n[speakers]\nreader = "rules"\n')
    return fl.load_settings(seeds)


KNOWN = "Azerbaijani, Czech, German, English, Spanish, French, Russian"
REASONS = {
    "ar": f"it is in Arabic (ar), of which framelens knows no words (those of {KNOWN} it does)",
    "ar2": f"it is in Arabic (ar), of which framelens knows no words (those of {KNOWN} it does)",
    "zh": "it is in Chinese (zh), which is written without spaces, so that its words cannot be counted",
}


def test_what_is_not_read_is_left_out_with_the_reason(study, tmp_path):
    for found in (
        fl.annotate(read_articles(study.articles), study),
        write_store(study, tmp_path / "store").annotations(),
    ):
        assert found.articles["article_id"].tolist() == ["en", "de", "ru"]
        assert found.segments["article_id"].unique().tolist() == ["en", "de", "ru"]
        assert found.segments.groupby("article_id")["valence_textblob"].count()[["de", "ru"]].tolist() == [0, 0]
        left_out = found.left_out
        assert dict(zip(left_out["article_id"], left_out["reason"], strict=True)) == REASONS
        assert left_out["kind"].unique().tolist() == ["language"]
        assert found.n_read == 6


def test_the_language_of_the_study_is_read(study):
    arabic = replace(study, articles=replace(study.articles, language="ar"))
    found = fl.annotate(read_articles(arabic.articles), arabic)
    assert found.articles.set_index("article_id")["language"][["ar", "ar2"]].tolist() == ["ar", "ar"]


def test_the_column_of_the_source_wins(tmp_path):
    (tmp_path / "t.csv").write_text(f'id,language,text\na,English,"{GERMAN}"\n')
    assert read_articles(settings_of_source(tmp_path / "t.csv").articles).articles["language"].tolist() == ["en"]


def test_check_and_annotate_count_them(study, capsys, tmp_path):
    from framelens.cli import main

    check = check_study(study.folder)
    notes = check.notes
    for language in ("German", "Russian"):
        assert f"{language} (n\xa0=\xa01): measured: statements on" in check.facts["languages"]
    assert check.facts["languages"].count("no tone, since no lexicon of the study scores it") == 2
    assert f"2 of 6 articles will be left out of every measure: {REASONS['ar']}" in notes
    assert (
        main(["annotate", str(study.articles.path), "--out", str(tmp_path / "store"), "--workers", "1", "--quiet"]) == 0
    )
    assert f"2 articles left out: {REASONS['ar']}" in capsys.readouterr().out.splitlines()


def test_a_text_in_other_letters_is_not_in_the_language_of_the_study():
    chinese = "中国外交部发言人周一在北京表示,中方欢迎双方恢复谈判,并希望各方保持克制。"
    assert [detect_language(chinese, code) for code in ("en", "ru")] == ["zh", "zh"]
    assert detect_language("Порт открыт", "ru") == "ru"


@pytest.mark.parametrize("tag", ["xx", "russian", "RU", "ru_RU", "Русский"])
def test_a_language_that_is_none_is_refused(tmp_path, tag):
    (tmp_path / "study.toml").write_text(f'title = "T"\n[articles]\nlanguage = "{tag}"\n', encoding="utf-8")
    with pytest.raises(fl.InputError, match=rf"line 3: language = '{tag}' is not a code of a language; write its two"):
        fl.load_settings(tmp_path)


@pytest.mark.parametrize(("tag", "short"), [("deu", "de"), ("ger", "de"), ("rus", "ru"), ("eng", "en")])
def test_a_code_of_three_letters_is_refused_where_there_are_two(tag, short):
    assert explain_language(tag).endswith(f"write '{short}'")
    assert explain_language(short) is None
    assert explain_language("chr") is None  # Cherokee has three only


def test_a_long_text_in_another_language_is_read_too(monkeypatch):
    monkeypatch.setattr(sys.modules["framelens.annotate.article"], "LONGEST_READ", 10)
    text = "Министр Олег Перов сказал, что порт откроется в мае. «Мы готовы», — заявил он."
    article = Article("a", None, None, None, None, text, "a.txt", language="ru")
    assert len(annotate_article(article, settings_of_source("a.txt"))["quotes"]) == 2


def test_what_is_told_to_be_english_without_the_identifier_is_what_it_says():
    pieces = [piece for file in sorted(REPORTS.glob("*-*.txt")) for piece in file.read_text().split("\n\n") if piece]
    mixed = "Der Film “The Lord of the Rings: The Return of the King” wurde von der New York Times gelobt"
    plain = [" ".join(piece.split())[:400] for piece in [*pieces, ENGLISH, GERMAN, mixed]]
    told = [piece for piece in plain if _is_plainly_english(piece)]
    assert len(told) >= 20
    for piece in told:
        language, probability = _load_identifier().classify(piece)
        assert (language, probability >= SURE) == ("en", True), piece
