"""Correcting by hand in JupyterLab: a press of a button is a line on the disk, and the next run honours it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

import framelens as fl

PATIENCE = 180_000


def test_a_quotation_is_corrected_while_reading(browser: Any, lab: str, study_home: Path) -> None:
    cells = [
        "import framelens as fl\n\nstudy, annotations = fl.open_study()",
        "article_id = annotations.quotes['article_id'].iloc[0]\n"
        "fl.correct_article(study, annotations, article_id, by='MK')",
    ]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, study_home / "notebooks" / "correcting.ipynb")
    page = browser.new_context(viewport={"width": 1400, "height": 1400}).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab}/lab/tree/notebooks/correcting.ipynb?reset")
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.locator(".jp-Notebook-ExecutionIndicator[data-status='idle']").first.wait_for(state="attached")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    form, asked = page.locator(".framelens-correcting").first, page.locator(".jp-Dialog .jp-mod-accept").first
    form.or_(asked).first.wait_for()
    if asked.is_visible():  # a busy server may not have connected its kernel yet
        asked.click()
    expect(form).to_be_visible(timeout=PATIENCE)
    expect(form.locator(".framelens .article .m").first).to_be_visible()  # the reading view is in it
    form.locator("input[placeholder^='belongs to']").fill("Nils Ek")
    form.locator("input[placeholder^='belongs to']").press("Tab")
    form.get_by_role("button", name="belongs to").click()
    expect(form.get_by_text("written: speaker")).to_be_visible()
    page.screenshot(path=study_home / "correcting.png", full_page=True)
    study = fl.load_study(study_home / "seeds")
    assert study.corrections[["what", "value", "by"]].to_numpy().tolist() == [["speaker", "Nils Ek", "MK"]]
    annotations = fl.annotate(fl.read_articles(study.articles), study)
    assert "nils-ek" in set(annotations.quotes["speaker_id"])
    assert fl.review_corrections(annotations, study.corrections)["honoured"].all()
    (study_home / "seeds" / "corrections.csv").unlink()
