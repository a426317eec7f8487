"""Coding under attack: names, articles, questions and coders that try to be formulas or markup."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import ipywidgets as widgets
import pandas as pd
import pytest
from openpyxl import load_workbook

from framelens.code.agreement import count_confusion, list_disagreements, measure_agreement
from framelens.code.codebook import Code, Question, make_codebook
from framelens.code.codefile import CodeFile
from framelens.code.folder import SAMPLE_COLUMNS, read_codes, read_coding_samples, write_coding_sample
from framelens.code.sampling import draw_coding_sample
from framelens.code.sheets import write_coding_sheet
from framelens.code.sheets_read import read_coding_sheet
from framelens.code.units import list_units
from framelens.corpus import read_articles
from framelens.errors import InputError
from framelens.forms.coding_form import make_coding_form
from framelens.forms.correcting import correct_article
from framelens.report.scaffold import new_study
from framelens.settings import Settings, load_settings
from framelens.spreadsheets import FORMULA_MARKS, guard_cell, unguard_cell
from framelens.store import annotate
from framelens.tables import Annotations

MARKUP = "<img src=x onerror=alert(1)><script>alert(2)</script></mark></style>"
FORMULAS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=1", "＝1", "'=1", "''@a")
# What a codebook may hold: a code that is a formula, one that is markup, one that is both.
CODES = ("=HYPERLINK(1)", MARKUP, f"@{MARKUP}", "-1+1")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Annotations]:
    """A study of articles that begin like formulas and are full of markup, of an outlet that is both."""
    seeds = new_study(tmp_path_factory.mktemp("hostile") / "study") / "seeds"
    for n, path in enumerate(sorted((seeds / "articles").glob("*.txt"))):
        text = path.read_text(encoding="utf-8")
        path.write_text(f"{FORMULAS[n % 4]} {MARKUP} was said.\n\n{text}", encoding="utf-8")
    text = (seeds / "study.toml").read_text(encoding="utf-8").replace('reader = "auto"', 'reader = "rules"')
    (seeds / "study.toml").write_text(text, encoding="utf-8")
    study = load_settings(seeds)
    annotations = annotate(read_articles(study.articles), study)
    return study, replace(annotations, articles=annotations.articles.assign(outlet=f"=1+1 {MARKUP}", byline="@evil"))


@pytest.fixture(scope="module")
def coded(hostile: Any) -> tuple[pd.DataFrame, dict[str, Question]]:
    """A sample of frames, with the hostile codes to choose from, and its codebook."""
    study, annotations = hostile
    book = dict(make_codebook(study))
    codes = tuple(Code(name, f"{name} {MARKUP}") for name in CODES)
    book["frame"] = replace(book["frame"], text=f"=1 {MARKUP}", instruction=MARKUP, codes=codes)
    sample = draw_coding_sample(list_units(annotations, "frame", frames=study.frames), 12, seed=1)
    choices = [CODES] * len(sample)
    return sample.assign(target=f"@{MARKUP}", stratum=f"=1 {MARKUP}", choices=choices), book


def test_guarding_is_undone_exactly() -> None:
    for value in (*FORMULAS, *CODES, "", "'", "it's", "'quoted'", "-0.25", "– a dash", "a=b", "'-5", "'’tis"):
        guarded = guard_cell(value)
        assert unguard_cell(str(guarded)) == value
        assert value in ("-0.25",) or not str(guarded).startswith(FORMULA_MARKS)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_cell_of_a_coding_sheet_is_a_formula_and_its_codes_come_back(
    hostile: Any, coded: Any, tmp_path: Path, suffix: str
) -> None:
    sample, book = coded
    path = write_coding_sheet(sample, hostile[1], tmp_path / f"a{suffix}", coder="anna", codebook=book, blind=())
    if suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert [cell for row in rows for cell in row if cell.startswith(FORMULA_MARKS)] == []
        for row, code in zip(rows[1:], CODES, strict=False):
            row[rows[0].index("code")] = code  # as a coder types it
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    else:
        book_read = load_workbook(path)
        cells = [cell for sheet in book_read for row in sheet.iter_rows() for cell in row]
        formulas = [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(FORMULA_MARKS)]
        assert len(formulas) >= 6 and all(cell.data_type != "f" and cell.quotePrefix for cell in formulas)
        sheet = book_read["coding"]
        place = [cell.value for cell in sheet[1]].index("code") + 1
        for line, code in enumerate(CODES, 2):
            sheet.cell(line, place).value = code
            sheet.cell(line, place).data_type = "s"
        book_read.save(path)
    assert read_coding_sheet(path, sample, book)["code"].tolist() == list(CODES)


def test_samples_and_code_files_hold_no_formula_and_come_back(coded: Any, tmp_path: Path) -> None:
    sample, book = coded
    write_coding_sample(sample, tmp_path)
    file = CodeFile(tmp_path / "anna.csv", "anna")
    for unit, code in zip(sample["unit_id"], CODES, strict=False):
        file.append(unit, code, note=f"={MARKUP}")
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            assert [cell for row in csv.reader(stream) for cell in row if cell.startswith(FORMULA_MARKS)] == []
    kept = read_coding_samples(tmp_path)
    for column in ("target", "stratum", "choices", "probability", "start"):
        assert list(map(str, kept[column])) == [str(list(v) if column == "choices" else v) for v in sample[column]]
    codes = read_codes(tmp_path, book)
    assert codes["code"].tolist() == list(CODES) and set(codes["note"]) == {f"={MARKUP}"}


class Elements(HTMLParser):
    """The elements of a page and their attributes, as a browser makes them."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}


def pages_of(widget: Any) -> list[str]:
    """Whatever a form hands to a browser as HTML."""
    found = [widget.value] if isinstance(widget, widgets.HTML) else []
    found += [
        str(out["data"]["text/html"]) for out in getattr(widget, "outputs", ()) if "text/html" in out.get("data", {})
    ]
    assert not getattr(widget, "description_allow_html", False)
    return found + [page for child in getattr(widget, "children", ()) for page in pages_of(child)]


def test_no_form_holds_the_markup_of_others(hostile: Any, coded: Any, tmp_path: Path) -> None:
    study, annotations = hostile
    sample, book = coded
    form = make_coding_form(sample, annotations, coder="anna", codebook=book, folder=tmp_path, blind=())
    article = annotations.articles["article_id"].iloc[0]
    correcting = correct_article(study, annotations, article, by=MARKUP)
    correcting._say(MARKUP, wrong=True)
    pages = [page for one in (form.widget, correcting) for page in pages_of(one)]
    assert sum("&lt;img src=x" in page for page in pages) >= 4
    for page in pages:
        found = Elements(page.replace("</style>", "", 1) if page.startswith("<style>") else page)
        assert not found.tags & {"img", "script", "iframe", "svg", "object"}
        assert not [name for name in found.attributes if name.startswith("on")]


@pytest.mark.parametrize(
    "coder", ["../../etc/passwd", "=1+1", "@anna", "-1", MARKUP, "a/b", ".hidden", "", "\0", "a\nb"]
)
def test_a_coder_is_a_name_and_nothing_else(tmp_path: Path, coder: str) -> None:
    with pytest.raises(InputError, match="is not a name of a coder; use letters, digits, spaces"):
        CodeFile(tmp_path / "codes.csv", coder)
    assert not list(tmp_path.iterdir())


WRONG: Mapping[str, tuple[str, str, str]] = {
    "a probability in words": ("probability", "one in two", "the probability is one in two; it lies above 0 and is 1"),
    "a probability of nothing": ("probability", "", "the probability is empty; it lies above 0 and is 1 at most"),
    "a probability of 2": ("probability", "2", "the probability is 2; it lies above 0 and is 1 at most"),
    "a probability without end": ("probability", "inf", "the probability is inf; it lies above 0 and is 1 at most"),
    "a place in words": ("start", "first", "the start is first; it must be a whole number, 0 or more"),
    "half a place": ("end", "1.5", "the end is 1.5; it must be a whole number, 0 or more"),
    "a place below 0": ("start", "-1", "the start is -1; it must be a whole number, 0 or more"),
    "an order too large": ("order", "1e300", "the order is 1e300; it must be a whole number, 0 or more"),
    "a stratum of no number": ("n_stratum", "many", "the n_stratum is many; it must be a whole number, 0 or more"),
    "choices that are a number": ("choices", "5", "the choices are 5; they are a list in brackets"),
    "choices of numbers": ("choices", "[1]", "the choices are [1]; they are a list in brackets"),
    "choices that break off": ("choices", '["a"', 'the choices are ["a"; they are a list in brackets'),
    "choices within choices": ("choices", "[" * 5000, "they are a list in brackets"),
    "coders of no list": ("coders", "anna", "the coders are anna; they are a list in brackets"),
    "no unit": ("unit_id", "", "the unit_id is empty; draw it again"),
    "no article": ("article_id", "", "the article_id is empty; draw it again"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_sample_that_was_changed_is_one_line(coded: Any, tmp_path: Path, name: str) -> None:
    column, value, said = WRONG[name]
    path = write_coding_sample(coded[0], tmp_path)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[1][column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, SAMPLE_COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    with pytest.raises(InputError) as error:
        read_coding_samples(tmp_path)
    assert str(error.value).startswith(f"{path}, line 3: ") and said in str(error.value)


@pytest.mark.parametrize("content", [b"", b"\0\0", b"\xff\xfe", b"unit_id\n", b'"', json.dumps([1]).encode()])
def test_a_sample_that_is_none_is_one_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sample-frame.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"^.*sample-frame.csv") as error:
        read_coding_samples(tmp_path)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("column", ["unit_id", "coder", "code"])
def test_numbers_among_text_are_named(column: str) -> None:
    codes = pd.DataFrame({"unit_id": list("aabb"), "coder": list("xyxy"), "code": list("nmnn")}, dtype=object)
    codes.loc[2, column] = 1
    for measure in (measure_agreement, count_confusion, list_disagreements):
        with pytest.raises(
            InputError, match=f"^the column '{column}' has text \\('.'\\) and numbers \\(1\\); make all"
        ):
            measure(codes)
