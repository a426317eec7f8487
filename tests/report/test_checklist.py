"""The checklist for authors: each item is what the study says, and what it does not say is a gap."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from framelens.report.narrative.checklist import GAP, Checklist, show_checklist
from framelens.results.blocks import as_json, as_plain
from framelens.results.measures import StudyMeasures, measure_study
from framelens.results.references import shipped_references
from framelens.settings.origins import TEMPLATE_SEEDS

WHOLE = """\
independent = true
blind = true
authors = false
training = "two sessions"
settled = "by discussion"
[coders]
first = "A. B."
second = "C. D."
"""


def fill(measures: StudyMeasures) -> dict[str, str]:
    return {item: told.replace("\xa0", " ") for item, told, _ in Checklist(measures).list_items()}


@pytest.fixture
def other(shipped: StudyMeasures, tmp_path: Path) -> StudyMeasures:
    """The shipped study in a folder of its own, where its files can be changed."""
    shutil.copytree(shipped.study.folder, tmp_path / "seeds")
    return measure_study(replace(shipped.study, folder=tmp_path / "seeds"), shipped.annotations)


def test_the_shipped_study_names_its_gaps(shipped: StudyMeasures):
    told = fill(shipped)
    assert {item for item, text in told.items() if text.startswith(GAP)} == {
        "Decided before the results were seen",
        "Training, independence and blinding of coders",
    }
    assert told["Material"] == "1 article, 438 words, 1 outlet, 21 December 2021"
    assert told["Coders"] == "a reader of the framelens team, two passes"
    assert told["Program against coders (external evidence)"] == (
        "Krippendorff’s alpha; statement: all agree (n = 15); speaker: all agree (n = 12); frame: 0.91 (n = 13); tone: "
        "−0.09 (n = 12)"
    )
    assert "Two items of 17 are gaps that the authors have to fill." in as_plain(as_json(show_checklist(shipped)))


def test_what_is_declared_closes_a_gap(other: StudyMeasures):
    (other.study.folder / "codes" / "coders.toml").write_text(WHOLE, encoding="utf-8")
    told = fill(other)
    assert told["Coders"] == "A. B., one pass; C. D., one pass"
    assert told["Training, independence and blinding of coders"] == (
        "training: two sessions; independent of each other; blind to the program’s answers; no author among them"
    )
    assert told["Disagreements between coders"] == "by discussion"


def test_what_is_not_said_is_a_gap(other: StudyMeasures):
    folder = other.study.folder
    (folder / "codes" / "coders.toml").unlink()
    (folder / "SOURCES.md").write_bytes(TEMPLATE_SEEDS.joinpath("SOURCES.md").read_bytes())
    (folder / "codes" / "sample-tone.csv").unlink()
    for name in ("first.csv", "second.csv"):
        lines = (folder / "codes" / name).read_text(encoding="utf-8").splitlines(keepends=True)
        (folder / "codes" / name).write_text("".join(line for line in lines if not line.startswith("tone:")), "utf-8")
    told = fill(other)
    assert told["Coders"] == "Gap: who first and second are is not declared"
    assert told["Disagreements between coders"] == "Gap: how they were settled is not declared"
    assert told["Population and sampling of articles"].startswith("Gap: SOURCES.md does not say")
    assert told["Reliability coefficient of each variable"].startswith("Gap: none for tone; Krippendorff’s alpha; ")
    assert told["Correction for errors of the program"].startswith("Gap: tone uncorrected; corrected estimates of ")
    shutil.rmtree(folder / "codes")
    assert [item for item, text in fill(other).items() if text == "Gap: nobody has coded a sample"] == [
        "Coders", "Training, independence and blinding of coders", "Disagreements between coders"
    ]  # fmt: skip


def test_what_it_rests_on_can_be_found():
    works = shipped_references()
    assert [works[key].fields["doi"] for key in ("lacy2015", "birkenmaier2024", "hayes2007")] == [
        "10.1177/1077699015607338", "10.48550/arXiv.2307.02863", "10.1080/19312450709336664"
    ]  # fmt: skip
