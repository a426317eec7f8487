"""The reading view and the concordance under a reader's hands, without a network and without a script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import framelens as fl
from framelens.results.blocks import as_json
from framelens.results.html import show_block

pytest.importorskip("playwright")

PROPERTY = {
    "statement": "backgroundColor",
    "source": "textDecorationLine",
    "cue": "fontStyle",
    "mention": "boxShadow",
    "hit": "fontWeight",
    "tone": "backgroundImage",
}


@pytest.fixture(scope="module")
def page(browser: Any, study_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    study = fl.open(study_home)
    shown = [study.read(article) for article in study.articles["article_id"][:2]]
    blocks = [*shown, study.concordance("the")._shown, study.concordance("tunnel")._shown]
    file = tmp_path_factory.mktemp("reading") / "page.html"
    body = "".join(show_block(as_json(block)) for block in blocks)
    file.write_text(f"<!DOCTYPE html><meta charset='utf-8'><title>t</title><body>{body}</body>", encoding="utf-8")
    context = browser.new_context(java_script_enabled=True, viewport={"width": 1100, "height": 800})
    context.set_offline(True)
    opened = context.new_page()
    opened.goto(file.as_uri())
    return opened


@pytest.mark.parametrize("style", PROPERTY)
def test_a_box_hides_its_layer_and_no_other(page: Any, style: str) -> None:
    def looks(article: int) -> dict[str, list[str]]:
        return page.evaluate(
            """([article, properties]) => Object.fromEntries(Object.entries(properties).map(([style, property]) =>
                [style, [...document.querySelectorAll('.article')[article].querySelectorAll('.text .m.' + style)]
                    .map((e) => getComputedStyle(e)[property])]))""",
            [article, PROPERTY],
        )

    before, other = looks(0), looks(1)
    box = page.locator(".article").nth(0).locator(f"input.layer-{style}")
    box.uncheck()
    hidden = looks(0)
    assert set(hidden[style]).isdisjoint(before[style]) or style in ("statement", "cue")
    assert hidden[style] != before[style]
    changed = {name for name in PROPERTY if hidden[name] != before[name]}
    assert changed <= {style, "statement", "cue"} and looks(1) == other  # cue and statement share the background
    box.check()
    assert looks(0) == before


def test_a_mark_says_who_is_who(page: Any) -> None:
    titles = page.eval_on_selector_all(".article .m", "marks => marks.map(mark => mark.title)")
    assert any("said by: Mara Lindqvist" in title and "tone: VADER" in title for title in titles)
    assert any(title.startswith("mentions: ") or "\nmentions: " in title for title in titles)
    page.locator(".people summary").first.click()
    assert "Tomas Breck" in page.locator(".people table").first.inner_text()


def test_a_concordance_sorts_by_either_side(page: Any) -> None:
    def seen(side: str) -> list[str]:
        lines = page.locator(".concordance").nth(1).locator(".line")
        rows = lines.evaluate_all(
            "(lines, side) => lines.map(l => [l.getBoundingClientRect().top, l.querySelector('.' + side).innerText])",
            side,
        )
        return [words for _, words in sorted(rows, key=lambda row: row[0])]

    def near(side: str) -> list[str]:
        words = [(text.split() or [""]) for text in seen(side)]
        return [(row[0] if side == "right" else row[-1]).casefold() for row in words]

    page.locator(".concordance").nth(1).locator("input.by-right").check()
    assert near("right") == sorted(near("right"))
    page.locator(".concordance").nth(1).locator("input.by-left").check()
    assert near("left") == sorted(near("left")) and near("right") != sorted(near("right"))
    assert page.locator(".concordance").nth(0).locator("input.by-place").is_checked()
    edges = "marks => marks.map(mark => Math.round(mark.getBoundingClientRect().left))"
    keywords = page.locator(".concordance").nth(1).locator(".line mark").evaluate_all(edges)
    assert len(keywords) > 2 and len(set(keywords)) == 1  # a column of keywords is what makes it a concordance
