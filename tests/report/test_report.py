"""The report: one source, two formats, the same bytes, and an article that stays text everywhere."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import docx
import nbformat
import pypdfium2
import pytest

from framelens.errors import InputError
from framelens.report.building import Report, build_report
from framelens.report.execution import WIDGET, read_blocks
from framelens.report.sources import find_notebooks, shipped_notebooks
from framelens.results.blocks import as_json
from framelens.results.latex import write_latex
from framelens.results.measures import StudyMeasures
from framelens.results.tabulating import tabulate_salience_by_voice

FETCHING = {("script", "src"), ("img", "src"), ("link", "href"), ("iframe", "src"), ("object", "data"), ("use", "href"),
            ("use", "xlink:href"), ("image", "href"), ("image", "xlink:href"), ("source", "src"),
            ("video", "src")}  # fmt: skip
PROSE = """### What the council’s minutes add

We read the minutes of *all* nine sittings as well; nobody else took the floor there."""


class Page(HTMLParser):
    """What a browser would make of a page: its elements, and its text."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def reports(hostile_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, Report]:
    """The hostile study's report, made twice in two places."""
    notebooks = hostile_folder / "notebooks"
    notebooks.mkdir(exist_ok=True)
    notebook = nbformat.read(shipped_notebooks() / "report.ipynb", as_version=4)
    voices = next(n for n, cell in enumerate(notebook.cells) if cell.source == "study.story.voices_figure()")
    notebook.cells.insert(voices, nbformat.v4.new_markdown_cell(PROSE))
    nbformat.write(notebook, notebooks / "report.ipynb")
    out = tmp_path_factory.mktemp("out")
    return build_report(hostile_folder / "seeds", out=out / "a"), build_report(hostile_folder, out=out / "b" / "c")


def test_two_runs_give_the_same_bytes(reports: tuple[Report, Report]) -> None:
    first, second = ({p.relative_to(r.folder.parent): p.read_bytes() for p in r.files} for r in reports)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    names = {name.as_posix() for name in first}
    assert {"report/report.html", "report/report.pdf", "report/references.bib", "report/methods.txt",
            "report/manifest.json",
            "report/tables/voices.csv", "report/tables/voices.tex", "figures/frames.pdf", "figures/frames.svg",
            "figures/frames.png", "figures/frames.csv"} <= names  # fmt: skip


def test_the_page_holds_no_markup_of_others(reports: tuple[Report, Report]) -> None:
    page = Page((reports[0].folder / "report.html").read_text(encoding="utf-8"))
    tags = {tag for tag, _ in page.elements}
    assert not tags & {"script", "img", "iframe", "object", "i", "b", "u", "link", "form", "input", "label"}
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    for words in (
        "<img src=x onerror=alert(1)> #panic()", "</title><script>alert(2)</script>", "<i>Evil</i> & #text(red)[Co]",
        "We <b>win</b> & #emph[win] $x$ \\input{/etc/passwd} at 100%_~^", "<script>alert(3)</script>",
        "</style> Mallory",
    ):  # fmt: skip
        assert words in page.text, words
    assert "{{ 7*7 }}" in page.text or "49" not in page.text


def test_prose_of_the_researcher_stays_and_is_in_the_report(
    reports: tuple[Report, Report], hostile_folder: Path
) -> None:
    """Two reports later the notebook has the prose where it was put, and each format shows it there."""
    notebook = nbformat.read(hostile_folder / "notebooks" / "report.ipynb", as_version=4)
    sources = [cell.source for cell in notebook.cells]
    place = sources.index(PROSE)
    assert (sources[place - 1], sources[place + 1]) == ("study.story.voices()", "study.story.voices_figure()")
    shipped = nbformat.read(shipped_notebooks() / "report.ipynb", as_version=4)
    assert sources[:place] + sources[place + 1 :] == [cell.source for cell in shipped.cells]
    folder = reports[1].folder
    printed = pypdfium2.PdfDocument(folder / "report.pdf")
    pages = " ".join(printed[number].get_textpage().get_text_range() for number in range(len(printed)))
    written = " ".join(paragraph.text for paragraph in docx.Document(str(folder / "report.docx")).paragraphs)
    for text in (Page((folder / "report.html").read_text(encoding="utf-8")).text, pages, written):
        words = " ".join(text.split())
        sentence = words.index("minutes of all nine sittings as well; nobody else took the floor there.")
        assert words.rindex("Who speaks?", 0, sentence) < sentence < words.rindex("In what tone?")
        assert "What the council’s minutes add" in words


def test_nothing_is_fetched(reports: tuple[Report, Report]) -> None:
    source = (reports[0].folder / "report.html").read_text(encoding="utf-8")
    page = Page(source)
    for tag, attributes in page.elements:
        for name, value in attributes.items():
            if (tag, name) in FETCHING:
                assert str(value).startswith("#"), (tag, name, value)
    assert not re.search(r"@import|url\((?!#)|@font-face", source)
    policy = next(a["content"] for t, a in page.elements if t == "meta" and a.get("http-equiv"))
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def test_the_page_can_be_listened_to(reports: tuple[Report, Report]) -> None:
    page = Page((reports[0].folder / "report.html").read_text(encoding="utf-8"))
    assert dict(page.elements)["html"] == {"lang": "en"}
    # Contents stand beside a wide page or fold above a narrow one: one of the two is displayed.
    assert [tag for tag, _ in page.elements if tag in ("header", "nav", "main", "footer")] == [
        "nav",
        "header",
        "nav",
        "main",
        "footer",
    ]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    drawings = [a for _, a in page.elements if a.get("role") == "img"]
    assert drawings and all(len(a["aria-label"] or "") > 40 for a in drawings)
    names = [a["id"] for _, a in page.elements if a.get("id")]
    assert len(names) == len(set(names))
    targets = {(a["href"] or "")[1:] for t, a in page.elements if t == "a" and (a.get("href") or "").startswith("#")}
    assert targets <= set(names)


def test_tables_for_latex_hold_no_commands_of_others(hostile: StudyMeasures) -> None:
    source = write_latex(as_json(tabulate_salience_by_voice(hostile.salience)))
    assert r"\textless{}u\textgreater{}winning\textless{}/u\textgreater{} \#x \$y\$" in source
    assert set(re.findall(r"\\([a-z]+)", source)) <= {
        "begin", "end", "centering", "caption", "label", "toprule", "midrule", "bottomrule", "textless", "textgreater",
        "par", "smallskip", "footnotesize", "usepackage", "tabularnewline", "raggedright", "shortstack", "linewidth",
        "setlength", "tabcolsep", "small",
    }  # fmt: skip


def test_the_pdf_carries_no_time_and_is_tagged(reports: tuple[Report, Report]) -> None:
    content = (reports[0].folder / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert b"CreationDate" not in content and b"CreateDate" not in content
    assert b"pdfuaid" in content
    assert b"/Lang(en)" in content.replace(b" ", b"")


def test_the_manifest_names_what_went_in_and_out(reports: tuple[Report, Report]) -> None:
    manifest = json.loads((reports[0].folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["seed"] == 20211221
    assert set(manifest["inputs"]) == {"study/articles/evil.txt", "study/frames.yaml", "study/study.toml"}
    assert set(manifest["notebooks"]) == {"report.ipynb"}
    assert {"report/report.html", "report/report.pdf", "figures/frames.svg"} <= set(manifest["outputs"])
    assert {"python", "framelens", "pandas", "matplotlib", "typst"} <= set(manifest["versions"])


def test_a_cell_that_fails_is_named_and_nothing_is_written(hostile_folder: Path, tmp_path: Path) -> None:
    study = tmp_path / "study"
    shutil.copytree(hostile_folder / "seeds", study / "seeds")
    (study / "notebooks").mkdir()
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None, "source": "1 / 0"}
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (study / "notebooks" / "report.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.raises(InputError, match=r"^report.ipynb, code cell 1: ZeroDivisionError: division by zero$"):
        build_report(study)
    assert sorted(path.name for path in study.iterdir()) == ["notebooks", "seeds"]


def test_notebooks_without_a_report(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "mine.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(InputError, match=r"has no report.ipynb; copy it from a folder made with: framelens new FOLDER"):
        find_notebooks(tmp_path)


def test_a_form_or_a_bar_of_a_notebook_stays_out_of_the_report() -> None:
    bar = nbformat.v4.new_output("display_data", data={"text/plain": "100%|###|", WIDGET: {"model_id": "1"}})
    table = nbformat.v4.new_output("display_data", data={"text/plain": "147 articles"})
    cell = nbformat.v4.new_code_cell("study", outputs=[bar, table])
    assert [block["text"] for block in read_blocks(nbformat.v4.new_notebook(cells=[cell]))] == ["147 articles"]
