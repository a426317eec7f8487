"""The report as a reader opens it: from disk, without a network, by ear, in the dark, on a phone, on paper."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

pytest.importorskip("playwright")
from axe_playwright_python.sync_playwright import Axe

DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

SHADES = """() => {
    const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + +part, 0) / 765;
    const {backgroundColor, color} = getComputedStyle(document.body);
    const drawn = [...document.querySelectorAll('figure.drawing svg *')].map((e) => getComputedStyle(e).fill);
    return [light(backgroundColor), light(color), drawn.filter((fill) => fill === color).length];
}"""


def open_page(browser: Any, path: Path, **settings: Any) -> tuple[Any, list[str], list[str]]:
    """The page, opened from disk with the network off; what it asked for and what it complained of."""
    context = browser.new_context(**{"viewport": DESKTOP, **settings})
    context.set_offline(True)
    page = context.new_page()
    asked: list[str] = []
    complaints: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path.as_uri())
    return page, asked, complaints


def test_nothing_leaves_and_nothing_complains(browser: Any, report_page: Path) -> None:
    page, asked, complaints = open_page(browser, report_page)
    for details in page.locator("details > summary").filter(visible=True).all():
        details.click()
    page.mouse.wheel(0, 20_000)
    assert asked == [report_page.as_uri()]
    assert complaints == []
    assert page.title() == "The harbour tunnel in three newspapers (example)"
    assert page.locator("figure.drawing svg").count() >= 4
    assert page.evaluate(
        "[...document.querySelectorAll('a[href^=\"#\"]')].every(a => document.getElementById(a.hash.slice(1)))"
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_axe_finds_no_violation(browser: Any, report_page: Path, scheme: str, viewport: dict[str, int]) -> None:
    page, _, _ = open_page(browser, report_page, color_scheme=scheme, viewport=viewport)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_dark_is_dark_and_drawings_follow(browser: Any, report_page: Path) -> None:
    def shades(scheme: str) -> tuple[float, float, float]:
        page, _, _ = open_page(browser, report_page, color_scheme=scheme)
        return tuple(page.evaluate(SHADES))

    (paper, ink, drawn), (dark_paper, dark_ink, dark_drawn) = shades("light"), shades("dark")
    assert paper > 0.95 and ink < 0.2 and dark_paper < 0.15 and dark_ink > 0.8
    assert drawn == dark_drawn > 20  # letters of the drawings have the page's ink in either scheme


def test_a_phone_scrolls_one_way_only(browser: Any, report_page: Path) -> None:
    page, _, _ = open_page(browser, report_page, viewport=PHONE, is_mobile=True, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('p, td, th, li')].filter(e => e.offsetParent && e.innerText.trim())"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 12


def test_the_contents_stand_beside_the_text_or_fold_above_it(browser: Any, report_page: Path) -> None:
    page, _, _ = open_page(browser, report_page)
    side, folded = page.locator("nav.side"), page.locator("nav.folded")
    assert side.is_visible() and not folded.is_visible()
    headings = [text.strip() for text in page.locator("main h2, main h3").all_inner_texts()]
    assert [text.strip() for text in side.locator("a").all_inner_texts()] == headings
    side.locator("a").nth(3).click()
    assert page.evaluate("window.scrollY") > 500
    seen, text = side.locator("a").first.bounding_box(), page.locator("main").bounding_box()
    assert seen["y"] >= 0 and seen["x"] + seen["width"] < text["x"]  # still in view, beside the text
    phone, _, _ = open_page(browser, report_page, viewport=PHONE)
    side, folded = phone.locator("nav.side"), phone.locator("nav.folded")
    assert not side.is_visible() and folded.bounding_box()["height"] < 60
    folded.locator("summary").click()
    assert folded.locator("a").nth(3).is_visible()
    folded.locator("a").nth(3).click()
    assert phone.evaluate("window.scrollY") > 500


def test_paper_has_what_the_screen_has(browser: Any, report_page: Path) -> None:
    page, asked, _ = open_page(browser, report_page, color_scheme="dark")
    printed = pypdfium2.PdfDocument(
        io.BytesIO(page.pdf(format="A4", print_background=False, prefer_css_page_size=True))
    )
    text = "\n".join(printed[number].get_textpage().get_text_range() for number in range(len(printed)))
    assert 3 <= len(printed) <= 25
    for words in ("Who speaks?", "Figure 1.", "Table 1.", "References"):
        assert words in text
    assert "Skip to the content" not in text
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('nav')).display") == "none"
    ink = page.evaluate("getComputedStyle(document.body).color").strip("rgb()").split(",")
    assert max(int(part) for part in ink) < 60  # a reader of dark screens still prints dark on white
    assert asked == [report_page.as_uri()]
