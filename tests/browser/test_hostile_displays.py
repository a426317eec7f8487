"""What a notebook shows of hostile articles, outlets, names and frames, in a browser: it is shown, and nothing runs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

pytest.importorskip("playwright")
import ipywidgets as widgets

import framelens as fl
from framelens.errors import InputError
from framelens.results.folders import FIGURES_VARIABLE
from framelens.study.registry import MEASURES
from framelens.study.story import Story

ATTACKS = (
    "<script>window.hit='script'</script>",
    "<img src=x onerror=\"window.hit='onerror'\">",
    "<svg onload=window.hit='svg'><circle r=9 /></svg>",
    "</style></mark></td><a href=\"javascript:window.hit='link'\" onclick=window.hit=1>x</a>",
    '=HYPERLINK("http://evil.test","x")',
    r"$\href{javascript:window.hit='latex'}{x}$ \(a_1\) $$\frac{1}{2}$$",
    "'\"><iframe srcdoc=\"<script>parent.hit='frame'</script>\"></iframe>",
)
RAN = """() => [window.hit, document.querySelectorAll('[onerror], [onload], [onclick], iframe, img[src=x]').length,
    document.querySelectorAll('script, a[href^="javascript"], a[href*="evil.test"], mjx-container').length]"""


def write_study(folder: Path) -> Path:
    """A study in which everything that a source or a colleague may write is an attack."""
    seeds = folder / "seeds"
    seeds.mkdir(parents=True)
    rows = []
    for number in range(10):
        attack, other = ATTACKS[number % len(ATTACKS)], ATTACKS[(number + 3) % len(ATTACKS)]
        text = (
            f"“The port costs {attack} millions, a great success,” said Ana Ito, the minister of {other}. "
            f"Bo {attack} Lund warned that the war would hurt workers {attack}. “Nobody asked {other} us,” Ito said."
        )
        rows.append(
            {"id": f"a{number} {attack}", "outlet": f"{attack} Post", "published": f"201{number % 5}-03-01",
             "byline": attack, "headline": f"Port {number} {attack}", "text": text, "topic": other}
        )  # fmt: skip
    pd.DataFrame(rows).to_csv(seeds / "articles.csv", index=False)
    pd.DataFrame({"speaker_id": ["ana-ito"], "name": ["Ana Ito"], "role": [ATTACKS[0]], "alias": [None],
                  "party": [ATTACKS[1]]}).to_csv(seeds / "roster.csv", index=False)  # fmt: skip
    frames = {"conflict": {"definition": ATTACKS[0], "source": ATTACKS[1], "terms": ["war", "hurt"]}}
    (seeds / "frames.yaml").write_text(json.dumps({"frames": frames}))
    (seeds / "study.toml").write_text(
        f"title = {ATTACKS[0]!r}\nquestion = {ATTACKS[3]!r}\nresamples = 100\n[articles]\npath = 'articles.csv'\n"
        "near_duplicates = false\n[frames]\npath = 'frames.yaml'\n[speakers]\nroster = 'roster.csv'\nreader = 'rules'\n"
        "[compare]\nby = ['outlet', 'topic']\n".replace(repr(ATTACKS[3]), '"Who?"')
    )
    return seeds


def list_displays(study: Any) -> Iterator[tuple[str, str]]:
    """Everything that shows itself: the study, its tables, measures, passages, chapters and forms."""
    yield "study", study._repr_html_()
    yield "settings.frames", study.settings.frames._repr_html_()
    for name in ("articles", "quotes", "mentions", "speakers", "segments", "hits", "duplicates", "left_out"):
        yield name, getattr(study, name)._repr_html_()
    for name, found in MEASURES.items():
        if "." not in name:
            try:
                made = getattr(study, name)(**found.needs)
            except InputError:
                continue  # it needs codes, or another study
            yield name, made._repr_html_()
            yield (
                f"{name} by topic",
                getattr(study, name)(by="topic", **found.needs)._repr_html_() if found.groups else "",
            )
            if len(made.table):
                yield f"{name} passages", made.passages(0).show(20)._repr_html_()
                yield f"{name} passages table", made.passages(0).table._repr_html_()
    yield "read", study.read(lexicon="vader")._repr_html_()
    for name in [name for name in vars(Story) if not name.startswith("_") and name != "stamp"]:
        block = getattr(study.story, name)()
        yield f"story.{name}", block._repr_html_() if block is not None else ""
    for name, form in (("correct", study.correct()), ("review", study.review_speakers())):
        yield name, "".join(list_values(form))


def list_values(widget: Any) -> Iterator[str]:
    """The HTML that a form of widgets puts into the page."""
    if isinstance(widget, widgets.HTML):
        yield widget.value
    if isinstance(widget, widgets.Output):
        yield from (output["data"]["text/html"] for output in widget.outputs)
    for child in getattr(widget, "children", ()):
        yield from list_values(child)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_study(tmp_path_factory.mktemp("hostile"))


def test_nothing_that_a_notebook_shows_runs(
    browser: Any, hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FIGURES_VARIABLE, str(tmp_path / "figures"))  # or they go beside the study of this folder
    displays = dict(list_displays(fl.open(hostile)))
    assert len(displays) > 60
    context = browser.new_context()
    context.set_offline(True)
    shown = list(displays.items())
    for some in (shown[place : place + 25] for place in range(0, len(shown), 25)):  # a page each costs a minute
        names, path = [name for name, _ in some], tmp_path / "page.html"
        path.write_text(
            "<!doctype html><meta charset=utf-8>" + "".join(f"<section>{html}</section>" for _, html in some)
        )
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.on("dialog", lambda dialog, said=said: (said.append(dialog.message), dialog.dismiss()))
        page.goto(path.as_uri())
        assert page.locator("body > section").count() == len(some), names  # none closed what was around it
        page.evaluate("() => document.querySelectorAll('details > summary').forEach(shut => shut.click())")
        assert page.evaluate(RAN) == [None, 0, 0], names
        assert asked == [path.as_uri()] and said == [], names
        page.close()
    context.close()
    assert "&lt;script&gt;" in displays["quotes"] and "&lt;script&gt;" in displays["read"]


def test_jupyterlab_shows_it_and_runs_nothing(lab: Any) -> None:
    """In JupyterLab outputs are trusted, and text between dollar signs would be typeset as a formula."""
    write_study(lab.home / "hostile")
    path = lab.write_notebook(
        "hostile.ipynb",
        "import framelens as fl\n\nstudy = fl.open('../hostile/seeds')",
        "study",
        "study.voices(by='topic')",
        "study.voices().passages(0).show(9)",
        "study.read()",
        "study.quotes",
        "study.review_speakers()",
    )
    said: list[str] = []
    lab.page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    notebook = lab.run_all(path)
    shown = notebook.locator(".jp-OutputArea-output")
    assert shown.get_by_text("<svg onload=window.hit", exact=False).count() > 2
    assert lab.page.evaluate("() => window.hit") is None and said == [] and lab.outside == []
    for found in ("script", "iframe", "img[src=x]", "[onload]", "[onclick]", "a[href*='evil.test']", "mjx-container"):
        assert shown.locator(found).count() == 0, found
