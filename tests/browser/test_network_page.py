"""A click on an arrow of the discourse network opens its passages, without a script and without a network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from framelens.results.blocks import as_json
from framelens.results.document import compose_document
from framelens.results.html import render_html, show_block
from framelens.study import Study
from tests.browser.conftest import find_middle

pytest.importorskip("playwright")

from axe_playwright_python.sync_playwright import Axe

NAMES = {"Ana Ito on Bo Lund": "a liar and a disgrace", "Bo Lund on Ana Ito": "honest and generous"}


def write_page(kind: str, study: Study, folder: Path) -> Path:
    content = as_json(study.network().show())
    page = render_html(compose_document([content], {})) if kind == "report" else f"<body>{show_block(content)}</body>"
    file = folder / f"{kind}.html"
    file.write_text(page if kind == "report" else f"<!DOCTYPE html><meta charset='utf-8'>{page}", encoding="utf-8")
    return file


@pytest.mark.parametrize("kind", ["report", "notebook"])
@pytest.mark.parametrize("width", [1280, 390])
def test_a_click_opens_the_passages_of_its_arrow(
    browser: Any, two_speakers: Study, tmp_path: Path, kind: str, width: int
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": width, "height": 900})
    context.set_offline(True)
    page = context.new_page()
    page.goto(write_page(kind, two_speakers, tmp_path).as_uri())
    opened, arrows = page.locator(".opened").filter(visible=True), page.locator("label.way")
    assert opened.count() == 0 and arrows.count() == len(NAMES)
    for arrow in arrows.all():
        page.mouse.click(*find_middle(arrow))
        said = opened.all_inner_texts()
        (name,) = (name for name in NAMES if arrow.get_attribute("title").startswith(name))
        assert len(said) == 1 and said[0].startswith(name) and said[0].count(NAMES[name]) == 2
    page.locator("details.ways summary").click()
    page.get_by_role("radio", name="Ana Ito on Bo Lund").focus()  # and by the keyboard
    page.keyboard.press("Space")
    assert "disgrace" in opened.inner_text()
    page.emulate_media(media="print")
    assert opened.count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Any, two_speakers: Study, tmp_path: Path, scheme: str) -> None:
    page = browser.new_context(color_scheme=scheme, viewport={"width": 390, "height": 900}).new_page()
    page.goto(write_page("report", two_speakers, tmp_path).as_uri())
    page.locator("details.ways summary").click()
    page.get_by_role("radio", name="Ana Ito on Bo Lund").check()
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
