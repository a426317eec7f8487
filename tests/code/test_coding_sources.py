"""Sorts of sources are coded like every other question: under the study's scheme, against its own measure."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

import framelens as fl
from framelens.code.codefile import CodeFile
from framelens.errors import InputError
from framelens.report.narrative.sources import narrate_sources
from framelens.results.blocks import as_json
from framelens.settings.source_scheme import read_scheme

SCHEME = """frames:
  sea: {definition: Whoever lives of the sea., terms: [fisherman*, "* fleet", ship not after relation]}
  land: {definition: Whoever lives on land., terms: [farmer, miller]}
"""
SETTINGS = """title = "Shore"
resamples = 200
[articles]
path = "articles.csv"
duplicates = "kept"
[speakers]
reader = "rules"
sources = "sources.yaml"
"""
SPEAKERS = ["a fisherman", "a farmer", "a stranger", "Bo Lund"] * 8


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> fl.Study:
    """32 statements; people say that all strangers are of the sea, and that one farmer in two is."""
    folder = tmp_path_factory.mktemp("shore")
    texts = [f"“The pier number {n} is closed today,” said {who}." for n, who in enumerate(SPEAKERS)]
    table = pd.DataFrame({"article_id": [f"a{n:02}" for n in range(len(texts))], "outlet": "Post", "text": texts})
    table.assign(outlet=["Post", "Globe"] * 16).to_csv(folder / "articles.csv", index=False)
    (folder / "sources.yaml").write_text(SCHEME, encoding="utf-8")
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    study = fl.open(folder)
    sample = study.codes.sample("sources", len(texts)).table
    for unit, article in zip(sample["unit_id"], sample["article_id"], strict=True):
        n = int(article[1:])
        truth = ["sea", "sea" if n % 8 == 1 else "land", "sea", "unknown"][n % 4]
        CodeFile(folder / "codes" / "ann.csv", "ann").append(unit, truth)
        CodeFile(folder / "codes" / "bea.csv", "bea").append(unit, "no statement" if n == 3 else truth)
    return study


def test_coders_are_asked_for_the_roles_of_the_studys_scheme(study: fl.Study, tmp_path: Path) -> None:
    codes = study.codes.sample("sources")
    assert codes.codebook["role"].names == ("sea", "land", "unknown", "no statement")
    meanings = [code.meaning for code in codes.codebook["role"].codes]
    assert meanings[:2] == [  # terms with a condition or a card inside are no examples
        "Whoever lives of the sea; such as fisherman",
        "Whoever lives on land; such as farmer, miller",
    ]
    form = codes.form(coder="cleo")
    form.answer("Sea")
    with pytest.raises(InputError, match=r"code 'see' is not in the codebook; .* Did you mean 'sea'"):
        form.answer("see")
    (codes.folder / "cleo.csv").unlink()
    book = load_workbook(codes.sheet(coder="dora", path=tmp_path / "dora.xlsx"))
    assert [row[0].value for row in book["codebook"].iter_rows(max_row=6)][1:] == [
        *codes.codebook["role"].names,
        "unsure",
    ]
    assert book["coding"].data_validations.dataValidation
    assert set(study.codes.sample("form", 12).table["answer"]) == {"unnamed person", "named person"}


def test_raw_is_the_measure_and_corrected_is_what_people_said(study: fl.Study) -> None:
    for by in (None, "outlet"):
        keys = ["outlet"] if by else []
        measured = study.sources(by=by).table.set_index([*keys, "source"])["estimate"]
        corrected = study.codes.correct("sources", by=by).table.query("code != 'no statement'")
        raw = corrected.set_index([*keys, "code"])["raw"]
        assert raw.to_dict() == pytest.approx(measured.reindex(raw.index).to_dict())
    corrected = study.codes.correct("sources").table.set_index("code")
    assert corrected["raw"].to_dict() == {"sea": 0.25, "land": 0.25, "unknown": 0.5, "no statement": 0}
    # 8 fishermen, 4 farmers and 8 strangers; one of 32 is no statement to one coder of two.
    expected = {"sea": 20 / 32, "land": 4 / 32, "unknown": 7.5 / 32, "no statement": 0.5 / 32}
    assert corrected["estimate"].to_dict() == pytest.approx(expected)
    scores = study.codes.scores().table.query("question == 'role' and code == 'sea' and coder.isna()")
    assert scores.set_index("measure")["estimate"].to_dict() == pytest.approx(
        {"precision": 1, "recall": 8 / 20, "f1": 16 / 28}
    )
    alpha = study.codes.agreement().table.query("question == 'role' and measure == 'alpha'")
    assert 0.9 < alpha["estimate"].iloc[0] < 1


def test_the_chapter_has_raw_beside_corrected(study: fl.Study) -> None:
    told = str(as_json(narrate_sources(study._measures)))
    assert "corrected-sources" in told and "Checked against hand coding" in told
    assert "Unvalidated" not in told and "corrected-forms" not in told


def test_a_scheme_may_not_name_what_every_table_has(tmp_path: Path) -> None:
    path = tmp_path / "sources.yaml"
    path.write_text(SCHEME + "  Unknown: {definition: Others., terms: [man]}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"sources\.yaml, line 4: 'Unknown' stands for sources without a role"):
        read_scheme(path)
