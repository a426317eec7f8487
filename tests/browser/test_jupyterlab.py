"""JupyterLab itself: notebooks run from its menu, the reading view's layers, an answer that survives the kernel."""

from __future__ import annotations

import os
import re
import signal
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from framelens.study import Study
from tests.browser.conftest import find_middle

NOTEBOOKS = ["1-corpus", "2-voices", "3-tone", "4-frames", "5-what-if", "6-error-check", "7-network", "report"]


def switch_layers(article: Any) -> None:
    """The boxes above an article hide and show their marks in the notebook as well."""
    article.scroll_into_view_if_needed()
    mark = article.locator(".text .m.hit").first
    weight = "element => getComputedStyle(element).fontWeight"
    before = mark.evaluate(weight)
    article.locator("input.layer-hit").uncheck()
    assert int(mark.evaluate(weight)) < int(before)
    article.locator("input.layer-hit").check()
    assert mark.evaluate(weight) == before


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_from_the_menu(lab: Any, name: str) -> None:
    notebook = lab.run_all(f"notebooks/{name}.ipynb")
    expect(notebook.locator(".jp-OutputArea-output .framelens").first).to_be_attached()
    assert lab.outside == []
    if name == "1-corpus":
        switch_layers(notebook.locator(".framelens .article").first)


def test_an_answer_is_on_disk_after_the_kernel_is_killed(lab: Any) -> None:
    path = lab.write_notebook(
        "coding.ipynb",
        "import os\nimport framelens as fl\n\nstudy = fl.open()\nprint('kernel', os.getpid())",
        "study.codes.sample('statement').form(coder='anna')",
    )
    notebook = lab.run_all(path)
    form = notebook.locator(".framelens-coding")
    form.locator("button:visible").first.click()
    expect(form.get_by_text("saved: ")).to_be_visible()
    printed = notebook.locator(".jp-OutputArea-output", has_text="kernel").first.inner_text()
    os.kill(int(printed.split("kernel")[1].split()[0]), signal.SIGKILL)
    # JupyterLab sees it after some seconds and says so in a dialog, which would stand in the way of the next notebook.
    lab.page.locator(".jp-Dialog", has_text="died").get_by_role("button").last.click()
    expect(lab.page.locator(".jp-Dialog")).to_have_count(0)
    lab.kernel = None  # the next notebook begins with one that lives
    kept = pd.read_csv(lab.home / "seeds" / "codes" / "anna.csv")
    assert kept["coder"].tolist() == ["anna"] and kept["unit_id"].notna().all()


def test_a_click_on_an_arrow_opens_its_passages(lab: Any, two_speakers: Study) -> None:
    code = f"import framelens as fl\nfl.open({str(two_speakers.settings.folder)!r}).network()"
    notebook = lab.run_all(lab.write_notebook("network.ipynb", code))
    opened, arrows = notebook.locator(".opened").filter(visible=True), notebook.locator("label.way")
    expect(arrows).to_have_count(2)
    expect(opened).to_have_count(0)
    arrows.first.scroll_into_view_if_needed()
    lab.page.mouse.click(*find_middle(arrows.first))
    expect(opened).to_have_count(1)
    expect(opened.locator(".passage")).to_have_count(2)
    assert opened.locator(".passages-title").inner_text() == arrows.first.get_attribute("title")
    assert lab.outside == []


def test_a_report_opens_below_the_cell_that_made_it(lab: Any) -> None:
    folder = lab.home / "report"
    folder.mkdir(exist_ok=True)
    (folder / "report.html").write_text("<!DOCTYPE html><title>t</title><h1>Who speaks in it?</h1>", encoding="utf-8")
    made = "from pathlib import Path\nfrom framelens.report.building import Report\nReport(Path('../report'), ())"
    table = "import framelens as fl\nstudy = fl.open()\nstudy.voices()"
    notebook = lab.run_all(lab.write_notebook("opened.ipynb", made, table))
    page = notebook.frame_locator(".framelens-links iframe")
    expect(page.get_by_role("heading", name="Who speaks in it?")).to_be_visible()
    expect(notebook.get_by_role("link", name="report.pdf")).to_have_attribute("href", re.compile("/files/report/"))
    cells = notebook.locator(".framelens tbody tr").first.locator("th, td")
    aligned = cells.evaluate_all("cells => cells.map(cell => getComputedStyle(cell).textAlign)")
    assert aligned[0] == "left" and set(aligned[1:]) == {"right"}  # JupyterLab sets every cell flush right
