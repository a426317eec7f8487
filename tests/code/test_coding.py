from __future__ import annotations

import csv
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from openpyxl import load_workbook

import framelens as fl
from framelens.code.checking import CodedUnits, join_codes_to_units, measure_coded_agreement, settle_codes
from framelens.code.codebook import make_codebook
from framelens.code.coded_estimates import correct_coded
from framelens.code.codefile import CodeFile
from framelens.code.correction import correct_means
from framelens.code.folder import read_codes, read_coding_samples, write_coding_sample
from framelens.code.sampling import draw_coding_sample
from framelens.code.sheets import write_coding_sheet
from framelens.code.sheets_read import read_coding_sheet
from framelens.code.units import list_units, name_tones
from framelens.corpus import read_articles
from framelens.errors import InputError
from framelens.forms.coding_form import make_coding_form
from framelens.measure.resampling import NO_INTERVAL
from framelens.report.narrative.validation import narrate_codes, stamp_measure
from framelens.results.measures import measure_study
from framelens.study.codes import codes_of

TEXT = """=HYPERLINK("http://x") was the headline of the day.

“We will not pay for the harbour,” Ada Brook said. The council met for an hour.

Officials said that the harbour was a disaster. Brook called the plan “a gift”.
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> fl.Settings:
    folder = tmp_path_factory.mktemp("study") / "seeds"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "harbour.txt").write_text(TEXT, encoding="utf-8")
    (folder / "frames.yaml").write_text(
        "title: Harbour\nframes:\n  money:\n    definition: who pays\n    source: made up\n    terms: [pay]\n"
        "  blame:\n    definition: whose fault it is\n    source: made up\n    terms: [disaster]\n",
        encoding="utf-8",
    )
    settings = 'title = "Harbour"\n[frames]\npath = "frames.yaml"\n[speakers]\nreader = "rules"\n'
    (folder / "study.toml").write_text(settings, encoding="utf-8")
    return fl.load_settings(folder)


@pytest.fixture(scope="module")
def annotations(study: fl.Settings) -> fl.Annotations:
    return fl.annotate(read_articles(study.articles), study)


@pytest.fixture
def book(study: fl.Settings) -> dict:
    return dict(make_codebook(study))


def draw(annotations, study, question="frame", **options) -> pd.DataFrame:
    units = list_units(annotations, question, frames=study.frames)
    return draw_coding_sample(units, len(units), **options)


def test_units_are_cut_where_the_text_says(study, annotations):
    text = annotations.articles["text"][0]
    sentences = list_units(annotations, "statement")
    assert [text[s:e] for s, e in zip(sentences["start"], sentences["end"], strict=True)][1:3] == [
        "We will not pay for the harbour,” Ada Brook said.",  # a mark that opens a paragraph stands outside
        "The council met for an hour.",
    ]
    assert sentences["answer"].tolist()[1:4] == ["statement", "none", "statement"]
    frames = list_units(annotations, "frame", frames=study.frames)
    assert frames["answer"].tolist() == ["none", "money", "blame"]
    speakers = list_units(annotations, "speaker").set_index("start")
    assert speakers["answer"].tolist()[:2] == ["Ada Brook", "unnamed"]
    assert speakers["choices"].iloc[0] == ["Ada Brook"]
    tones = list_units(annotations, "tone")
    assert tones["value"].between(-1, 1).all()
    toward = list_units(annotations, "toward")
    assert set(toward["target"]) == {"Ada Brook"}
    with pytest.raises(InputError, match=r"no question is 'frames'; choose from: .* Did you mean 'frame'?"):
        list_units(annotations, "frames")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_sheet_there_and_back(study, annotations, book, tmp_path, suffix):
    sample = draw(annotations, study, coders=("ann",))
    path = write_coding_sheet(sample, annotations, tmp_path / f"ann{suffix}", coder="ann", codebook=book)
    if suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    else:
        workbook = load_workbook(path)
        cells = [list(row) for row in workbook["coding"].iter_rows()]
        assert all(cell.data_type != "f" for row in cells for cell in row)
        assert workbook["codebook"]["A2"].value == "money"
        rows = [[cell.value or "" for cell in row] for row in cells]
    header, *body = rows
    assert not {"answer", "outlet", "published"} & set(header)  # blind
    at = {name: n for n, name in enumerate(header)}
    headline = next(row for row in body if "HYPERLINK" in row[at["passage"]])
    # In CSV an apostrophe keeps the formula text; in a workbook the cell's type does.
    assert headline[at["passage"]].startswith("'=" if suffix == ".csv" else "=")
    for row, code in zip(body, ["money; blame", "UNSURE", ""], strict=True):
        row[at["code"]] = code
    _save(path, [header, *body], workbook if suffix == ".xlsx" else None)
    codes = read_coding_sheet(path, sample, book)
    assert codes["code"].tolist() == ["money; blame", pytest.approx(float("nan"), nan_ok=True)]
    assert codes["coder"].tolist() == ["ann", "ann"]
    assert codes["unit_id"].tolist() == [row[0] for row in body[:2]]
    with pytest.raises(InputError, match="is there already and may hold codes"):
        write_coding_sheet(sample, annotations, path, coder="ann", codebook=book)


def _save(path: Path, rows: list[list[str]], workbook=None) -> None:
    if workbook is None:
        # As a spreadsheet in much of Europe saves it.
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=";").writerows(rows)
        return
    for r, row in enumerate(rows, 1):
        for c, value in enumerate(row, 1):
            workbook["coding"].cell(r, c).value = value or None
    workbook.save(path)


def fail(make) -> str:
    with pytest.raises(InputError) as error:
        make()
    return str(error.value)


def test_bad_sheets_are_one_clear_line(study, annotations, book, tmp_path):
    sample = draw(annotations, study)
    first, second = sample["unit_id"][:2]

    def read(rows: str) -> str:
        path = tmp_path / "sheet.csv"
        path.write_text("unit_id,coder,code,passage\n" + rows, encoding="utf-8")
        said = fail(lambda: read_coding_sheet(path, sample, book))
        return said.replace(str(path), "sheet.csv")

    assert read("frame:other:0-9,ann,money,\n").startswith("sheet.csv, line 2: unit 'frame:other:0-9' was not drawn;")
    assert read(f"{first},ann,monny,\n") == (
        "sheet.csv, line 2: code 'monny' is not in the codebook; choose from: money, blame, none. Did you mean 'money'?"
    )
    assert read(f"{first},ann,money,\n{first},ann,blame,\n") == (
        f"sheet.csv, line 3: unit '{first}' is listed twice, first in line 2; keep one"
    )
    assert read(f"{first},ann,money,\n{second},bob,none,\n") == (
        "sheet.csv, line 3: the coder is 'bob', above it is 'ann'; give each coder a sheet"
    )
    joint = "sheet.csv, line 2: 'none' is given together with other codes"
    assert read(f"{first},ann,none; money,\n").startswith(joint)
    assert read(f"{first},,money,\n") == "sheet.csv, line 2: no coder is named; fill in the column coder"
    (tmp_path / "broken.xlsx").write_bytes(b"no workbook")
    assert "cannot be read as a workbook" in fail(lambda: read_coding_sheet(tmp_path / "broken.xlsx", sample, book))


def test_a_coder_in_two_files(study, annotations, book, tmp_path):
    sample = draw(annotations, study)
    write_coding_sample(sample, tmp_path)
    unit = sample["unit_id"][0]
    CodeFile(tmp_path / "ann.csv", "ann").append(unit, "money")
    (tmp_path / "again.csv").write_text(f"unit_id,coder,code,passage\n{unit},ann,money,\n", encoding="utf-8")
    assert fail(lambda: read_codes(tmp_path, book)) == (
        f"coder 'ann' coded unit '{unit}' twice, in again.csv and in ann.csv; keep one of the two files"
    )
    (tmp_path / "again.csv").unlink()
    CodeFile(tmp_path / "ann.csv", "ann").append("frame:x:1-2", "money")
    assert fail(lambda: read_codes(tmp_path, book)).endswith(
        "line 3: unit 'frame:x:1-2' was not drawn; the drawn ones stand in sample-*.csv; take the line out, or put the "
        "sample back that it is of"
    )
    assert fail(lambda: write_coding_sample(sample, tmp_path)).endswith(
        "is there already, and its units may be coded; read it, or move it away first"
    )
    kept = read_coding_samples(tmp_path)
    assert kept["probability"].tolist() == sample["probability"].tolist()
    assert "answer" not in kept  # a coder may look into the file


def test_a_file_is_appended_to_and_the_last_answer_counts(tmp_path):
    file = CodeFile(tmp_path / "ann.csv", "ann")
    file.append("u1", "war", note="two\nlines, and a comma")
    file.append("u2", None)
    before = file.path.read_bytes()
    file.append("u1", "peace")
    file.append("u3", "war")
    file.append("u3", "")  # taken back
    assert file.path.read_bytes().startswith(before)
    table = file.read().set_index("unit_id")
    assert table["code"].to_dict() == {"u1": "peace", "u2": pytest.approx(float("nan"), nan_ok=True)}
    assert len(file.path.read_text(encoding="utf-8").splitlines()) == 6


def test_a_line_cut_off_is_left_where_it_is(tmp_path):
    file = CodeFile(tmp_path / "ann.csv", "ann")
    file.append("u1", "war")
    whole = file.path.read_bytes()
    torn = whole + b"u2,ann,pe"
    file.path.write_bytes(torn)
    assert file.read()["unit_id"].tolist() == ["u1"]
    assert file.read().attrs["incomplete"] == [3]
    file.append("u2", "war")
    assert file.path.read_bytes().startswith(torn + b"\n")
    assert file.read()["code"].tolist() == ["war", "war"]


def test_an_older_file_is_copied_before_its_columns_change(tmp_path):
    path = tmp_path / "ann.csv"
    path.write_text("unit_id,coder,code\nu1,ann,war\n", encoding="utf-8")
    old = path.read_bytes()
    CodeFile(path, "ann").append("u2", "peace")
    assert (tmp_path / "ann.csv.backup-1").read_bytes() == old
    assert CodeFile(path, "ann").read()["code"].tolist() == ["war", "peace"]
    path.write_text("name,party\nBrook,Left\n", encoding="utf-8")
    assert "the column 'unit_id' is missing; it has name, party" in fail(lambda: CodeFile(path, "ann").append("u", "x"))
    assert path.read_text(encoding="utf-8") == "name,party\nBrook,Left\n"


WRITER = """
import sys
from pathlib import Path
from framelens.code.codefile import CodeFile
file = CodeFile(Path(sys.argv[1]), "ann")
for number in range(100_000):
    file.append(f"u{number:05}", "war", note="x" * 200)
    print(number, flush=True)
"""


def test_nothing_said_to_be_saved_is_lost_to_a_kill(tmp_path):
    path = tmp_path / "ann.csv"
    for _ in range(3):
        started = len(CodeFile(path, "ann").read())
        process = subprocess.Popen([sys.executable, "-c", WRITER, path], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        for _ in range(30):
            process.stdout.readline()
        time.sleep(0.02)
        os.kill(process.pid, signal.SIGKILL)
        said = process.stdout.read().split()
        process.wait()
        saved = CodeFile(path, "ann").read()
        assert len(saved) >= max(30, len(said) + 30, started)
        assert set(saved["code"]) == {"war"}


def test_the_form_saves_each_answer_and_goes_on_where_it_was_left(study, annotations, book, tmp_path):
    sample = draw(annotations, study, coders=("ann", "bob"))
    options = {"folder": tmp_path, "codebook": book}
    form = make_coding_form(sample, annotations, coder="ann", **options)
    first = form.unit_id
    shown = form.widget.children[1].children[0].children
    assert "answer" not in shown[0].value.lower().replace("answered", "")
    assert "&lt;" not in shown[1].value
    form.answer("blame", note="see line two")
    assert form.unit_id != first
    form.answer(None)
    again = make_coding_form(sample, annotations, coder="ann", **options)
    assert again.n_answered == 2
    assert again.unit_id == sample["unit_id"][2]
    again.answer("none")
    again._go(0)
    again.withdraw()
    assert CodeFile(tmp_path / "ann.csv", "ann").read()["code"].isna().tolist() == [True, False]
    assert make_coding_form(sample, annotations, coder="bob", **options).n_answered == 0
    assert "code 'blam' is not in the codebook" in fail(lambda: again.answer("blam"))
    assert fail(lambda: make_coding_form(sample, annotations, coder="cyd", **options)) == (
        "coder 'cyd' has no unit in this sample; choose from: ann, bob"
    )
    assert "is not a name of a coder" in fail(lambda: make_coding_form(sample, annotations, coder="../x", **options))


def test_an_answer_that_cannot_be_written_is_said_and_not_skipped(study, annotations, book, tmp_path, monkeypatch):
    form = make_coding_form(draw(annotations, study), annotations, coder="ann", folder=tmp_path, codebook=book)
    here = form.unit_id

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "write", full)
    form.answer("money")
    assert form.unit_id == here
    assert "Not saved: No space left on device" in form._saved.value
    monkeypatch.undo()
    form.answer("money")
    form._go(0)
    monkeypatch.setattr(os, "write", full)
    form.withdraw()
    assert form.n_answered == 1  # what could not be taken back stands
    assert "Not saved: No space left on device" in form._saved.value


def test_another_file_in_the_place_of_the_coding_file_is_said(study, annotations, book, tmp_path):
    form = make_coding_form(draw(annotations, study), annotations, coder="ann", folder=tmp_path, codebook=book)
    here = form.unit_id
    (tmp_path / "ann.csv").write_text("name,party\nBrook,Left\n", encoding="utf-8")
    form.answer("money")
    assert (form.unit_id, form.n_answered) == (here, 0)
    assert "Not saved" in form._saved.value
    assert "the column &#x27;unit_id&#x27; is missing" in form._saved.value
    assert (tmp_path / "ann.csv").read_text(encoding="utf-8") == "name,party\nBrook,Left\n"


def test_codes_of_several_coders_become_one_answer_and_a_corrected_share(study, annotations, book):
    units = list_units(annotations, "frame", frames=study.frames)
    sample = draw_coding_sample(units, 3)
    rows = [("ann", "none"), ("bob", "none"), ("ann", "money"), ("bob", "blame; money"), ("ann", "none"), ("bob", None)]
    ids = units["unit_id"].repeat(2).tolist()
    codes = pd.DataFrame(
        [(u, "harbour", c, code) for u, (c, code) in zip(ids, rows, strict=True)],
        columns=["unit_id", "article_id", "coder", "code"],
    )
    assert settle_codes(codes)["code"].tolist() == ["none", "none"]
    coded = join_codes_to_units(book["frame"], units, sample, codes)
    assert (coded.n_coded, coded.coders, coded.n_gone) == (3, ["ann", "bob"], 0)
    table = measure_coded_agreement(coded, interval=NO_INTERVAL)
    assert table.loc[table["code"].eq("money") & table["measure"].eq("alpha"), "estimate"].item() == 1
    from framelens.code.correction import Correction

    shares = correct_coded(coded, settings=Correction(least=3)).set_index("code")
    # Blame: the program finds it once, in the third paragraph; one coder of two has it in the second.
    assert shares.loc["blame", ["raw", "estimate"]].tolist() == pytest.approx([1 / 3, 0.5 / 3])
    agreed = pd.concat([codes, pd.DataFrame([{**codes.iloc[2], "coder": "agreed", "code": "blame"}])])
    coded = join_codes_to_units(book["frame"], units, sample, agreed)
    assert correct_coded(coded, settings=Correction(least=3)).set_index("code").loc["blame", "estimate"] == (
        pytest.approx(1 / 3)
    )
    gone = join_codes_to_units(book["frame"], units.iloc[1:], sample, codes)
    assert (gone.n_gone, gone.n_coded) == (1, 2)


def test_a_new_study_works_without_codes(study, annotations):
    measures = measure_study(replace(study, folder=study.folder), annotations)
    assert "Unvalidated:" in repr(stamp_measure(measures, "tone"))
    for made in (codes_of(measures).scores(), codes_of(measures).correct()):
        assert made.table.empty and made.text.startswith("Codes of people are needed: study.codes.sample(")
    assert "No sample of this study has been coded by hand" in repr(narrate_codes(measures))


def test_tone_is_corrected_on_the_scale_of_the_coders(book):
    """VADER's numbers are no codes: raw and corrected are means of -1, 0 and 1, whatever the range of the lexicon."""
    dice = np.random.default_rng(8)
    truth = dice.choice(["negative", "neutral", "positive"], 600, p=[0.1, 0.2, 0.7])
    number = pd.Series(truth).map({"negative": -1.0, "neutral": 0.0, "positive": 1.0}).to_numpy()
    value = np.clip(0.2 * number + 0.3 + dice.normal(0, 0.4, 600), -1, 1)
    drawn = np.isin(np.arange(600), dice.choice(600, 150, replace=False))
    rows = {}
    for scale in (1.0, 0.3):
        units = pd.DataFrame({"unit_id": [f"u{n:03}" for n in range(600)], "value": value * scale, "stratum": ""})
        units = units.assign(article_id=[f"a{n // 3}" for n in range(600)], answer=name_tones(value))
        units["probability"] = np.where(drawn, 0.25, np.nan)
        codes = units.loc[drawn, ["unit_id", "article_id"]].assign(coder="ann", code=truth[drawn])
        population = units.assign(drawn=drawn, code=pd.Series(truth).where(drawn))
        coded = CodedUnits(book["tone"], population, codes, int(drawn.sum()), 0)
        rows[scale] = correct_coded(coded).set_index("measure").loc["mean"]
    answer = population["answer"].map({"negative": -1.0, "neutral": 0.0, "positive": 1.0})
    assert rows[1.0]["raw"] == rows[0.3]["raw"] == pytest.approx(answer.mean())
    assert rows[1.0]["low"] < number.mean() < rows[1.0]["high"]
    assert rows[0.3]["estimate"] == pytest.approx(rows[1.0]["estimate"], abs=1e-6)
    # Narrower than by the difference of codes and answers, whose errors the lexicon's noise widens.
    plain = correct_means(population.assign(answer=answer, code=pd.Series(number).where(drawn))).iloc[0]
    assert rows[1.0]["high"] - rows[1.0]["low"] < 0.9 * (plain["high"] - plain["low"])
