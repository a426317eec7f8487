"""The pages for readers: what they name is there, and a new study is what the tutorial says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from study.conftest import make_articles

import framelens as fl
from framelens.cli import main
from framelens.figures.journals import JOURNALS
from framelens.report.scaffold import new_study
from framelens.results.folders import FIGURES_VARIABLE
from framelens.settings import SETTINGS
from framelens.store.opening import STORE_VARIABLE, STUDY_VARIABLE
from framelens.study.codes import Codes
from framelens.study.story import Story

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").glob("*.md")), ROOT / "README.md"]
COMMANDS = {"report", "read", "annotate", "check", "new"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_name_on_a_page_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert set(re.findall(r"\bfl\.(\w+)\b", text)) <= set(fl.__all__)
    for space in ("stats", "figures", "read", "lexicon"):
        named = set(re.findall(rf"\bfl\.{space}\.(\w+)", text))
        assert named <= set(getattr(fl, space).__all__), named - set(getattr(fl, space).__all__)
    for kind, owner in ((fl.Study, "study"), (Codes, r"study\.codes"), (Story, r"study\.story")):
        named = set(re.findall(rf"(?<![\w/-]){owner}\.(\w+)", text)) - {"toml", "xlsx"}  # names of files
        assert [name for name in sorted(named) if not hasattr(kind, name) and name != "settings"] == []
    assert not re.search(r"\bmeasures\.\w|\bopen_study\b|\bshow_passages\b", text)
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", text)
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_tutorial_has_ten_steps_and_real_commands(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    assert re.findall(r"^## (\d+)\.", text, re.MULTILINE) == [str(n) for n in range(1, 11)]
    commands = re.findall(r"(?m)(?:^|`)framelens (\w+)", text)
    assert set(commands) <= COMMANDS and {"new", "check", "report"} <= set(commands)


def test_the_tutorials_steps_run_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each command and each line of Python of the tutorial, in their order, from an empty folder to a figure."""
    for name in (STUDY_VARIABLE, STORE_VARIABLE, FIGURES_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    text = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for language, block in re.findall(r"```(sh|python)\n(.*?)```", text, re.DOTALL):
        if language == "python":
            exec(compile(block, "tutorial.md", "exec"), names)
            continue
        for line in block.splitlines():
            if line.startswith("cd "):
                monkeypatch.chdir(line.removeprefix("cd "))
            else:
                assert main(line.split()[1:]) == 0, line
    home = tmp_path / "my-study"
    made = {path.name for path in (home / "figures").glob("voices*")}
    said = set(re.findall(r"`(voices[-.]\S*?)`", text.partition("## 9.")[2].partition("## 10.")[0]))
    assert said and said <= made
    assert {"voices.svg", "voices-600dpi.png", "voices-1200dpi.png"} <= made
    assert (home / "voices.docx").read_bytes()[:2] == b"PK"
    answers = list((home / "seeds" / "codes").iterdir())
    assert [path.name for path in answers] == ["sample-statement.csv"]  # the form is open, and nobody has answered yet


def test_the_lines_of_the_readme_run_as_they_stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its Python on a study, and on a table without any settings that has columns of its own."""
    for name in (STUDY_VARIABLE, STORE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path / "figures"))
    new_study(tmp_path / "home")
    monkeypatch.chdir(tmp_path / "home")
    make_articles(40).drop(columns=["language", "n_words", "duplicate_of"]).to_csv("articles.csv", index=False)
    names: dict[str, object] = {}
    for block in re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(block, "README.md", "exec"), names)
    assert {"quotes.xlsx", "bias.docx"} <= {path.name for path in (tmp_path / "home").iterdir()}


def test_a_new_study_is_what_the_tutorial_says(tmp_path: Path) -> None:
    assert main(["new", str(tmp_path / "my-study")]) == 0
    seeds = tmp_path / "my-study" / "seeds"
    articles = fl.read.read_articles(fl.load_settings(seeds).articles).articles
    assert len(articles) == 6 and articles["outlet"].nunique() == 3
    assert articles["published"].dt.to_period("M").nunique() == 3
    assert all(path.name.startswith("example-") for path in (seeds / "articles").iterdir())
    assert "made up" in (seeds / "SOURCES.md").read_text(encoding="utf-8")
    assert sorted(path.name for path in (tmp_path / "my-study" / "notebooks").iterdir()) == sorted(
        path.name for path in (ROOT / "notebooks").glob("*.ipynb")
    )
    settings = (seeds / "study.toml").read_text(encoding="utf-8")
    bare = [line for line in settings.splitlines() if re.match(r"\w+ = ", line) and "#" not in line]
    unexplained = [line for line in bare if not line.startswith(("title", "question"))]
    assert unexplained == []
    keys = {part for one in SETTINGS if one.kind for part in one.path}
    assert {key for key in keys if not re.search(rf"\b{key}\b", settings)} == set()


def test_the_page_of_figures_names_every_figure_and_journal() -> None:
    text = (ROOT / "docs" / "figures.md").read_text(encoding="utf-8")
    elsewhere = {"draw_grid", "draw_articles", "draw_specifications"}  # parts of the report, not of a paper
    assert {name for name in fl.figures.__all__ if f"`{name}" not in text and f"{name}`" not in text} <= elsewhere
    for journal in JOURNALS.values():
        assert f"`{journal.name}`" in text and journal.source in text
