"""JupyterLab itself: notebooks run from its menu, the reading view's layers, an answer that survives the kernel."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

PATIENCE = 300_000
NOTEBOOKS = ["1-corpus", "2-voices", "3-tone", "4-frames", "5-what-if", "6-error-check", "report"]


@pytest.fixture(scope="module")
def tab(browser: Any, lab: str) -> Any:
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.outside = []  # requests that go anywhere but to the server
    page.on("request", lambda request: page.outside.append(request.url)
            if not request.url.startswith((lab, lab.replace("http", "ws"), "data:", "blob:")) else None)  # fmt: skip
    return page


def run_all(page: Any, lab: str, path: str) -> None:
    """Open a notebook and run it from JupyterLab's own menu, until its last cell has run."""
    page.goto(f"{lab}/lab/tree/{path}?reset")
    prompts = page.locator(".jp-Notebook .jp-CodeCell .jp-InputArea-prompt")
    prompts.first.wait_for()
    page.get_by_text("Python 3 (ipykernel) | Idle").first.wait_for()
    for _ in range(12):
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        # Before the kernel is connected JupyterLab does nothing, or asks which one is meant.
        if asked := page.get_by_role("button", name="Select Kernel").count():
            page.get_by_role("button", name="Select Kernel").nth(asked - 1).click()
        try:
            expect(prompts.first).to_have_text(re.compile(r"\[(\*|\d+)\]"), timeout=15_000)
            break
        except AssertionError:
            continue
    expect(prompts.last).to_have_text(re.compile(r"\[\d+\]"), timeout=PATIENCE)


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_runs_from_the_menu(tab: Any, lab: str, name: str) -> None:
    run_all(tab, lab, f"notebooks/{name}.ipynb")
    expect(tab.locator(".jp-OutputArea-output .framelens").first).to_be_attached(timeout=PATIENCE)
    errors = tab.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']")
    assert errors.count() == 0, errors.first.inner_text()
    assert tab.outside == []


def test_layers_switch_in_the_notebook(tab: Any, lab: str) -> None:
    run_all(tab, lab, "notebooks/1-corpus.ipynb")
    article = tab.locator(".framelens .article").first
    article.scroll_into_view_if_needed()
    mark = article.locator(".text .m.hit").first
    weight = "element => getComputedStyle(element).fontWeight"
    before = mark.evaluate(weight)
    article.locator("input.layer-hit").uncheck()
    assert int(mark.evaluate(weight)) < int(before)
    article.locator("input.layer-hit").check()
    assert mark.evaluate(weight) == before


def test_an_answer_is_on_disk_after_the_kernel_is_killed(tab: Any, lab: str, study_home: Path) -> None:
    cells = [
        "import os\nimport framelens as fl\n\nstudy, annotations = fl.open_study()",
        "measures = fl.measure_study(study, annotations)\nprint('kernel', os.getpid())",
        "fl.open_coding_form(measures, 'statement', coder='anna')",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, study_home / "notebooks" / "coding.ipynb")
    run_all(tab, lab, "notebooks/coding.ipynb")
    form = tab.locator(".framelens-coding").first
    expect(form).to_be_visible(timeout=PATIENCE)
    form.locator("button:visible").first.click()
    file = study_home / "seeds" / "codes" / "anna.csv"
    for _ in range(240):
        if file.is_file() and len(pd.read_csv(file)) >= 1:
            break
        tab.wait_for_timeout(500)
    printed = tab.locator(".jp-OutputArea-output", has_text="kernel").first.inner_text()
    os.kill(int(printed.split("kernel")[1].split()[0]), signal.SIGKILL)
    kept = pd.read_csv(file)
    assert kept["coder"].tolist() == ["anna"] and kept["unit_id"].notna().all()
