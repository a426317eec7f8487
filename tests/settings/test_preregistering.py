"""A preregistration holds every setting, comes before the articles, and every later change is listed against it."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from framelens.cli import main
from framelens.errors import InputError
from framelens.report.scaffold import new_study
from framelens.settings.fields import SETTINGS
from framelens.settings.preregistering import preregister, read_preregistration
from framelens.settings.settings import load_settings
from framelens.settings.writing import PREREGISTRATION, write_study_toml


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    return new_study(tmp_path / "study") / "seeds"


def change(seeds: Path, before: str, after: str) -> None:
    file = seeds / "study.toml"
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_page_names_every_setting_and_frame(seeds: Path):
    page = preregister(seeds.parent)
    text = page.read_text(encoding="utf-8")
    assert page == seeds / PREREGISTRATION
    assert [one.key for one in SETTINGS if f"`{one.key}`" not in text and one.key not in ("title", "question")] == []
    study = load_settings(seeds)
    assert study.title in text and study.question in text
    for frame in study.frames.frames:
        assert f"**{frame.name}**" in text
    found = read_preregistration(seeds)
    assert found is not None
    assert found.digest == hashlib.sha256(page.read_bytes()).hexdigest()
    assert found.list_changes(study) == []
    assert found.list_changes(study.with_reader_for(10)) == []  # "auto" is kept to by what it chooses


def test_every_later_change_is_listed(seeds: Path):
    preregister(seeds)
    change(seeds, 'primary = "vader"', 'primary = "textblob"')
    change(seeds, 'also = ["textblob"]', 'also = ["vader"]')
    change(seeds, "resamples = 1000", "resamples = 500")
    (seeds / "roster.csv").write_text("speaker_id,name,role,alias\nana-ito,Ana Ito,,\n", encoding="utf-8")
    found = read_preregistration(seeds)
    assert found is not None
    changes = {key: (before, after) for key, before, after in found.list_changes(load_settings(seeds))}
    assert changes["tone.primary"] == ("vader", "textblob")
    assert changes["resamples"] == ("1000", "500")
    assert "speakers.roster" in changes
    assert "frames.path" not in changes


def test_a_changed_term_is_a_change(seeds: Path):
    preregister(seeds)
    study = load_settings(seeds)
    found = read_preregistration(seeds)
    fewer = replace(study, frames=replace(study.frames, frames=study.frames.frames[1:]))
    assert found is not None
    assert [key for key, *_ in found.list_changes(fewer)] == ["frames.path"]


def test_a_store_keeps_it(seeds: Path, tmp_path: Path):
    preregister(seeds)
    write_study_toml(load_settings(seeds), tmp_path / "copy")
    found = read_preregistration(tmp_path / "copy")
    assert found is not None
    assert found.digest == hashlib.sha256((seeds / PREREGISTRATION).read_bytes()).hexdigest()


def test_it_is_made_once_and_before_the_articles_are_read(seeds: Path, capsys: pytest.CaptureFixture[str]):
    kept = seeds.parent / ".framelens"
    kept.mkdir()
    with pytest.raises(InputError, match="were read already"):
        preregister(seeds)
    kept.rmdir()
    assert main(["new", str(seeds.parent), "--preregister"]) == 0
    assert "register it before you run framelens report" in capsys.readouterr().out
    assert main(["new", str(seeds.parent), "--preregister"]) == 2
    assert "a study is preregistered once" in capsys.readouterr().err
    assert main(["new", str(seeds.parent / "nowhere"), "--preregister"]) == 2


@pytest.mark.parametrize("wound", ["", "no settings", "```json\n[]\n```", "```json\n{\n```", "```json\n" + "[" * 5000])
def test_a_changed_page_is_said(seeds: Path, wound: str):
    (seeds / PREREGISTRATION).write_text(wound, encoding="utf-8")
    with pytest.raises(InputError, match="put the page back as it was registered"):
        read_preregistration(seeds)
