"""Correcting by hand in JupyterLab: a press of a button is a line on the disk, and the next run honours it."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

import framelens as fl


def test_a_quotation_is_corrected_while_reading(lab: Any) -> None:
    path = lab.write_notebook(
        "correcting.ipynb",
        "import framelens as fl\n\nstudy = fl.open()",
        "study.correct(study.quotes['article_id'].iloc[0], by='MK')",
    )
    form = lab.run_all(path).locator(".framelens-correcting")
    expect(form.locator(".framelens .article .m").first).to_be_visible()  # the reading view is in it
    speaker = form.get_by_placeholder("belongs to")
    speaker.fill("Nils Ek")
    speaker.press("Tab")
    form.get_by_role("button", name="belongs to").click()
    expect(form.get_by_text("written: speaker")).to_be_visible()
    study = fl.load_settings(lab.home / "seeds")
    assert study.corrections[["what", "value", "by"]].to_numpy().tolist() == [["speaker", "Nils Ek", "MK"]]
    annotations = fl.annotate(fl.read.read_articles(study.articles), study)
    assert "nils-ek" in set(annotations.quotes["speaker_id"])
    assert fl.stats.review_corrections(annotations, study.corrections)["honoured"].all()
    (lab.home / "seeds" / "corrections.csv").unlink()
