"""A study of 150 articles with columns of its own, from the table to the report and back into its notebooks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import framelens as fl
from framelens.report.sources import shipped_notebooks
from tests.study.conftest import make_articles

SETTINGS = """
title = "Three outlets on a harbour"
question = "Who speaks?"
resamples = 100

[articles]
path = "../articles.csv"

[frames]
path = "frames.yaml"

[speakers]
reader = "rules"

[tone]
exclude = ["stressed"]

[compare]
by = ["outlet", "bias"]
"""
FRAMES = """
frames:
  economic:
    definition: Money and jobs.
    terms: ["econom*", jobs, growth, cost]
  conflict:
    definition: Strife.
    terms: [strike, violence, protest, "threat*"]
"""


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "framelens.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=900)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    articles = make_articles(150).drop(columns=["source_path", "n_words", "duplicate_of", "language", "byline"])
    articles.to_csv(folder / "articles.csv", index=False)
    (folder / "seeds").mkdir()
    (folder / "seeds" / "study.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "seeds" / "frames.yaml").write_text(FRAMES, encoding="utf-8")
    made = run("report", folder / "seeds")
    assert made.returncode == 0, made.stderr[-2000:]
    return folder


def test_the_report_compares_the_columns_of_ones_own(folder: Path):
    page = (folder / "report" / "report.html").read_text(encoding="utf-8")
    assert "Three outlets on a harbour" in page
    assert "bias" in page
    for value in ("left", "right", "centre"):
        assert value in page
    assert "Traceback" not in page
    assert (folder / "figures").is_dir()


def test_the_same_study_gives_the_same_report(folder: Path):
    def files() -> dict[str, bytes]:
        found = [p for name in ("report", "figures") for p in sorted((folder / name).rglob("*")) if p.is_file()]
        return {str(p.relative_to(folder)): p.read_bytes() for p in found}

    before = files()
    shutil.rmtree(folder / ".framelens")  # annotated anew, not read back
    assert run("report", folder / "seeds").returncode == 0
    after = files()
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.parametrize("name", ["2-voices", "5-what-if"])
def test_its_notebooks_open_afterwards(folder: Path, name: str):
    def parts() -> dict[Path, int]:
        return {path: path.stat().st_mtime_ns for path in (folder / ".framelens").rglob("*.parquet")}

    of_the_report = parts()
    notebook = nbformat.read(shipped_notebooks() / f"{name}.ipynb", as_version=4)
    client = NotebookClient(notebook, kernel_name="python3", timeout=600, resources={"metadata": {"path": str(folder)}})
    client.execute(env={**os.environ, "FRAMELENS_FIGURES": str(folder / "elsewhere")})
    shown = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert shown
    assert not [output for output in shown if output.output_type == "error"]
    assert of_the_report and parts().items() >= of_the_report.items()  # what the report annotated is read back


def test_it_opens_as_an_object_with_its_columns(folder: Path):
    study = fl.open(folder)
    assert {"bias", "topic"} <= set(study.articles.columns)
    left = study.where("bias == 'left' and topic == 'harbour'")
    assert 0 < len(left.articles) < len(study.articles) < 150  # one is a copy
    table = study.voices(by="bias").table
    assert set(table["bias"]) == {"left", "right", "centre"}
    assert (
        study.voices(by="bias")
        .passages(0)
        .table["article_id"]
        .isin(study.where("bias == 'centre'").articles["article_id"])
        .all()
    )


def test_two_definitions_stand_side_by_side(folder: Path):
    settings = folder / "seeds" / "study.toml"
    kept = folder / ".framelens"
    before = sorted(path.name for path in kept.iterdir() if path.is_dir())
    settings.write_text(
        SETTINGS.replace('reader = "rules"', 'reader = "rules"\nrelays = ["Maria Lund"]'), encoding="utf-8"
    )
    try:
        assert len(fl.open(folder).quotes)
    finally:
        settings.write_text(SETTINGS, encoding="utf-8")
    assert set(before) < {path.name for path in kept.iterdir() if path.is_dir()}
    assert len(fl.open(folder).quotes)
