"""Settings and roster: what is read, and the whole line that is said when it cannot be."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import framelens as fl
from framelens.check import check_study
from framelens.settings.events import join_events
from framelens.settings.roster import read_roster
from framelens.settings.tone import Contrast
from framelens.store.settings import write_settings

SETTINGS = """\
title = "Ports"
question = "Who speaks?"
seed = 7

[articles]
path = "articles"

[speakers]
roster = "roster.csv"
count = ["direct", "mixed"]

[tone]
primary = "textblob"
also = ["vader"]
exclude = ["war"]
"""
ROSTER = "speaker_id,name,role,alias\nito,Ana Ito,minister,the boss\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "articles").mkdir()
    (tmp_path / "roster.csv").write_text(ROSTER)
    (tmp_path / "study.toml").write_text(SETTINGS)
    return tmp_path


def test_what_a_study_holds(folder: Path) -> None:
    study = fl.load_settings(folder)
    assert (study.title, study.question, study.seed) == ("Ports", "Who speaks?", 7)
    assert study.articles.path == folder / "articles"
    assert (study.primary_lexicon, study.lexicons) == ("textblob", ("textblob", "vader"))
    assert study.quote_kinds == ("direct", "mixed")
    assert study.excluded_words == ("war",)
    assert study.roster.iloc[0].tolist() == ["ito", "Ana Ito", "minister", "the boss"]


@pytest.mark.parametrize(
    ("written", "instead", "message"),
    [
        (
            "seed = 7",
            "seeed = 7",
            "line 3: unknown key 'seeed'; choose from: title, question, seed, resamples, articles, "
            "frames, speakers, tone, compare. Did you mean 'seed'?",
        ),
        ("seed = 7", 'seed = "7"', "line 3: seed = '7' must be a whole number from 0 to 4,294,967,295"),
        ("seed = 7", "seed = -1", "line 3: seed = -1 must be a whole number from 0 to 4,294,967,295"),
        (
            'count = ["direct", "mixed"]',
            "confidence = 1.5",
            "line 10: confidence = 1.5 must be a number from 0.3 to 0.95",
        ),
        (
            'count = ["direct", "mixed"]',
            'confidence = "high"',
            "line 10: confidence = 'high' must be a number from 0.3 to 0.95",
        ),
        (
            "primary =",
            "primry =",
            "line 13: unknown key 'primry' in [tone]; choose from: primary, also, lexicons, exclude, contrast, "
            "toward, targets. Did you mean 'primary'?",
        ),
        (
            '"textblob"',
            '"textblub"',
            "line 13: unknown lexicon 'textblub' in primary; choose from: textblob, vader, news, combined. Did you "
            "mean 'textblob'?; or name a file like mine.csv",
        ),
        (
            '"direct", "mixed"',
            '"direkt"',
            "line 10: unknown value 'direkt' in count; choose from: direct, mixed, indirect. Did you mean 'direct'?",
        ),
        ('["war"]', '"war"', "line 15: exclude = 'war' must be a list of texts in square brackets"),
        (
            '"roster.csv"',
            '"rooster.csv"',
            "line 9: roster = 'rooster.csv' does not exist; looked for {folder}/rooster.csv",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(folder: Path, written: str, instead: str, message: str) -> None:
    path = folder / "study.toml"
    path.write_text(SETTINGS.replace(written, instead, 1))
    with pytest.raises(fl.InputError) as caught:
        fl.load_settings(folder)
    said = str(caught.value).replace("choose from: vader, textblob", "choose from: textblob, vader")
    assert said == f"{path}, {message.format(folder=folder)}"


def test_a_least_confidence_is_kept_in_a_store(folder: Path, tmp_path: Path) -> None:
    path = folder / "study.toml"
    path.write_text(SETTINGS.replace("[tone]", "confidence = 0.45\n\n[tone]"))
    study = fl.load_settings(folder)
    assert study.least_confidence == 0.45
    (tmp_path / "store" / "articles").mkdir(parents=True)
    write_settings(tmp_path / "store", study)
    assert fl.load_settings(tmp_path / "store" / "study").least_confidence == 0.45


def test_the_reader_that_auto_means(folder: Path) -> None:
    study = fl.load_settings(folder)
    assert [study.with_reader_for(n).reader for n in (1, 1_000, 1_001)] == ["accurate", "accurate", "fast"]


def test_no_study_and_no_toml(tmp_path: Path) -> None:
    with pytest.raises(
        fl.InputError, match=r"there is no study at .*study\.toml; name a folder that holds study\.toml"
    ):
        fl.load_settings(tmp_path)
    (tmp_path / "study.toml").write_text("title = ")
    with pytest.raises(fl.InputError, match=r"study\.toml, line 1: this is not valid TOML: Invalid value$"):
        fl.load_settings(tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "speaker_id,nam\na,b\n",
            "{path}, line 1: unknown column 'nam'; choose from: speaker_id, name, role, alias. Did you mean 'name'?",
        ),
        (
            "speaker_id,role\na,b\n",
            "{path}, line 1: the column 'name' is missing; a roster has speaker_id, name, role, alias",
        ),
        ("speaker_id,name\na,\n", "{path}, line 2: speaker_id and name must both be filled in"),
        (
            "speaker_id,name\na,Ana\na,Bo\n",
            "{path}, line 3: 'a' is called 'Bo' here and 'Ana' in line 2; write the other name in the column alias",
        ),
    ],
)
def test_a_roster_that_is_none(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(content)
    with pytest.raises(fl.InputError) as caught:
        read_roster(path)
    assert str(caught.value) == message.format(path=path)


def test_a_name_in_the_roster_wins(tmp_path: Path) -> None:
    from dataclasses import replace

    from framelens.annotate.article import annotate_article
    from framelens.corpus import Article
    from framelens.settings.settings import settings_of_source

    path = tmp_path / "roster.csv"
    path.write_text("speaker_id,name,role,alias\nobama,Barack Obama,president,Obama\nobama,Barack Obama,,Mr. Obama\n")
    study = replace(settings_of_source("x"), roster=read_roster(path), reader="rules")
    text = "“It opens in May,” Obama said. Michelle Obama left."
    rows = annotate_article(Article("a", None, None, None, None, text, "a"), study)
    assert [q["speaker_id"] for q in rows["quotes"]] == ["obama"]


def test_targets_are_measured_where_they_are_named_or_asked_for(folder: Path) -> None:
    path = folder / "study.toml"
    text = path.read_text(encoding="utf-8")
    assert (fl.load_settings(folder).toward, fl.load_settings(folder).targets) == (None, ())
    for line, expected in (
        ("toward = true", (True, ())),
        ("toward = false", (False, ())),
        ('targets = ["Ana Ito"]', (True, ("Ana Ito",))),
    ):
        path.write_text(text.replace('exclude = ["war"]', f'exclude = ["war"]\n{line}'), encoding="utf-8")
        assert (fl.load_settings(folder).toward, fl.load_settings(folder).targets) == expected


def test_lexicons_of_ones_own_are_named_by_their_files(folder: Path) -> None:
    path = folder / "study.toml"
    own = """
[tone.lexicons.lob]
categories = { lob = 1, tadel = -1 }
citation = "Somebody (2013)"

[tone.contrast]
column = "outlet"
a = "One"
b = "Two"
"""
    (folder / "lob.yml").write_text("lob: [gut]\ntadel: [schlecht]\n", encoding="utf-8")
    text = SETTINGS.replace('"textblob"', '"lob.yml"', 1)
    text = re.sub(r"\[articles\]", '[articles]\nlanguage = "de"', text)
    text = re.sub(r"also = .*\n", "", text)
    path.write_text(text + own, encoding="utf-8")
    study = fl.load_settings(folder)
    assert study.lexicons == ("lob",) and study.describe_lexicon().citation == "Somebody (2013)"
    assert study.own_lexicons[0].language == "de" and study.lexicons_for("de-AT") == {"lob"}
    assert study.lexicons_for("en") == frozenset()
    assert study.tone_contrast == Contrast("outlet", "One", "Two")
    assert "it is in Polish (pl), of which framelens knows no words" in check_languages(folder, "pl")
    (folder / "store" / "articles").mkdir(parents=True)
    write_settings(folder / "store", study)
    again = fl.load_settings(folder / "store" / "study")
    assert (again.own_lexicons, again.lexicons) == (study.own_lexicons, study.lexicons), "a store keeps its lexicons"
    assert again.tone_contrast == study.tone_contrast
    path.write_text(text.replace('"lob.yml"', '"vader"'), encoding="utf-8")
    assert fl.load_settings(folder).lexicons_for("de") == frozenset(), "German articles have no tone then"
    path.write_text(text.replace('"lob.yml"', '"lab.yml"') + own, encoding="utf-8")
    with pytest.raises(fl.InputError, match=r"the lexicon 'lab.yml' in primary does not exist; looked for"):
        fl.load_settings(folder)


def check_languages(folder: Path, language: str) -> str:
    """What ``framelens check`` says of one article in some language."""
    (folder / "articles.csv").write_text(f"text,language\nUne phrase.,{language}\n", encoding="utf-8")
    settings = (folder / "study.toml").read_text(encoding="utf-8").replace('path = "articles"', 'path = "articles.csv"')
    (folder / "other.toml").write_text(settings, encoding="utf-8")
    return " ".join(check_study(folder / "other.toml").notes)


def test_events_of_ones_own_to_compare_and_cluster_by(tmp_path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "events.csv").write_text("article_id,event\na,flood\nb,vote\n", encoding="utf-8")
    toml = tmp_path / "study.toml"
    toml.write_text(
        'title = "T"\n[compare]\nby = ["event"]\ncluster = "event"\nevents = "events.csv"\n', encoding="utf-8"
    )
    study = fl.load_settings(tmp_path)
    assert study.compare_by == ("event",) and study.cluster == "event"
    joined = join_events(pd.DataFrame({"article_id": ["b", "c", "a"]}), study.events)
    assert joined["event"].fillna("").tolist() == ["vote", "", "flood"]
    toml.write_text('title = "T"\n[compare]\nby = ["evnt"]\nevents = "events.csv"\n', encoding="utf-8")
    with pytest.raises(fl.InputError, match=r"line 3: unknown value 'evnt' in by; .* Did you mean 'event'"):
        fl.load_settings(tmp_path)
    (tmp_path / "events.csv").write_text("article_id,outlet\na,b\n", encoding="utf-8")
    with pytest.raises(fl.InputError, match="line 1: the column 'outlet' cannot be used"):
        fl.load_settings(tmp_path)
