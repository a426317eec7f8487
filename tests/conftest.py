"""Two small studies: the shipped article, and an article that tries to become markup."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import framelens as fl
from framelens.memory import STATE_VARIABLE
from framelens.report.scaffold import new_study
from framelens.results.folders import FIGURES_VARIABLE
from framelens.results.measures import StudyMeasures
from framelens.store.opening import STORE_VARIABLE, STUDY_VARIABLE
from framelens.study import Study

ROOT = Path(__file__).parents[1]

# Everything that a page, a typesetter or a table could take for its own.
HOSTILE = """<script>alert(1)</script> “We <b>win</b> & #emph[win] $x$ \\input{/etc/passwd} at 100%_~^,” \
said Eve </style> Mallory.

“Nothing `raw` @ref <label> {{ 7*7 }} {% raw %} --> is safe,” Mallory added. ![x](http://evil.example/x.png)
"""

# What two people say of each other.
HARSH = "“Bo Lund is a liar and a disgrace to this city,” Minister Ana Ito said."
KIND = "Bo Lund said that Ana Ito was a brilliant, honest and generous minister."


@pytest.fixture(autouse=True)
def no_outer_study(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No study or store of the outside is seen; figures, and what is remembered, go to folders of the test's own."""
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path_factory.mktemp("state")))
    for name in (STUDY_VARIABLE, STORE_VARIABLE):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path / "figures"))


@pytest.fixture(scope="session")
def shipped_study() -> Study:
    """The shipped study: one article."""
    assert STORE_VARIABLE not in os.environ
    return fl.open(ROOT / "seeds")


@pytest.fixture(scope="session")
def shipped(shipped_study: Study) -> StudyMeasures:
    return shipped_study._measures


@pytest.fixture(scope="session")
def example_study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The study that a new folder begins with: six articles from three outlets."""
    return fl.open(new_study(tmp_path_factory.mktemp("example") / "study"))


@pytest.fixture(scope="session")
def example(example_study: Study) -> StudyMeasures:
    return example_study._measures


@pytest.fixture(scope="session")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of one hostile article by a hostile outlet under a hostile title."""
    folder = tmp_path_factory.mktemp("hostile")
    seeds = folder / "seeds"
    (seeds / "articles").mkdir(parents=True)
    (seeds / "articles" / "evil.txt").write_text(HOSTILE, encoding="utf-8")
    (seeds / "study.toml").write_text(
        'title = "<img src=x onerror=alert(1)> #panic()"\nquestion = "</title><script>alert(2)</script>"\n'
        '[articles]\noutlet = "<i>Evil</i> & #text(red)[Co]"\n[frames]\npath = "frames.yaml"\n',
        encoding="utf-8",
    )
    (seeds / "frames.yaml").write_text(
        "frames:\n  '<u>winning</u> #x $y$':\n    definition: '<script>alert(3)</script>'\n    terms: [win]\n",
        encoding="utf-8",
    )
    return folder


@pytest.fixture(scope="session")
def hostile_study(hostile_folder: Path) -> Study:
    return fl.open(hostile_folder)


@pytest.fixture(scope="session")
def hostile(hostile_study: Study) -> StudyMeasures:
    return hostile_study._measures


@pytest.fixture(scope="session")
def two_speakers(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """Two speakers in three articles; what stands before their words has letters outside of the first 65,536."""
    seeds = tmp_path_factory.mktemp("two") / "seeds"
    (seeds / "articles").mkdir(parents=True)
    (seeds / "study.toml").write_text(
        'title = "Port"\n[articles]\noutlet = "Mail"\n[speakers]\nroster = "roster.csv"\nreader = "rules"\n'
        '[tone]\ntargets = ["Ana Ito", "Bo Lund"]\n',
        encoding="utf-8",
    )
    roster = 'speaker_id,name,alias,party,start\nito,Ana Ito,,"Blue & <Co>",2019\nlund,Bo Lund,,,\n'
    (seeds / "roster.csv").write_text(roster, encoding="utf-8")
    for name, dated, said in (("a", "2021-01-02", [HARSH, KIND]), ("b", "1969-12-31", [HARSH]), ("c", "", [KIND])):
        head = [f" date {dated} By Mail"] if dated else []
        text = "\n\n".join([*head, "The 😀 port 𝔘 is busy.", *said])
        (seeds / "articles" / f"{name}.txt").write_text(text + "\n", encoding="utf-8")
    return fl.open(seeds)
