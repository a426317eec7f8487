"""The coding form's keys, in a browser: what they press, and what JupyterLab never gets to hear."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import ipywidgets as widgets

from framelens.code.codebook import Code, make_codebook
from framelens.code.sampling import draw_coding_sample
from framelens.code.units import list_units
from framelens.corpus import read_articles
from framelens.forms.coding_form import make_coding_form
from framelens.forms.correcting import correct_article
from framelens.report.scaffold import new_study
from framelens.settings import load_settings
from framelens.store import annotate

PAGE = """<body><div id="cell" tabindex="0">
<div class="framelens-coding">
  <p id="words">The council met.</p>
  <button class="framelens-key-1" onclick="said.push('statement')">1 statement</button>
  <button class="framelens-key-u" onclick="said.push('unsure')">u unsure</button>
  <button class="framelens-key-enter" onclick="said.push('these codes')">these codes</button>
  <input id="note">
</div></div>
<script>
  const said = [], heard = [];
  document.addEventListener("keydown", (event) => heard.push(event.key), true);  // as JupyterLab listens
  document.addEventListener("mousedown", (event) => event.target.tagName === "INPUT" ||
    setTimeout(() => document.getElementById("cell").focus(), 10));
</script></body>"""


def test_keys_press_the_forms_buttons_and_no_shortcut_of_the_notebook(browser: Any) -> None:
    page = browser.new_page()
    page.set_content(PAGE)
    page.keyboard.press("1")
    assert page.evaluate("heard") == ["1"]  # outside of the form keys are the notebook's
    for _ in range(2):  # the cell was run twice
        page.add_script_tag(content=files("framelens.forms").joinpath("templates", "coding.js").read_text())
    page.click("#words")
    page.wait_for_timeout(150)
    assert page.evaluate("document.activeElement.className") == "framelens-coding"
    for key in ("1", "U", "d", "d", "x", "Enter", "Control+s"):
        page.keyboard.press(key)
    assert page.evaluate("said") == ["statement", "unsure", "these codes"]
    assert [key for key in page.evaluate("heard") if key not in ("1", "Shift")] == ["Control", "s"]
    page.click("#note")
    page.keyboard.type("1u")
    assert page.input_value("#note") == "1u"
    page.keyboard.press("Enter")
    page.keyboard.press("1")
    assert page.evaluate("said")[-1] == "statement"
    page.close()


def test_nothing_that_others_wrote_runs_in_a_form(browser: Any, tmp_path: Path) -> None:
    """Articles, questions, codes and coders full of markup, put into a page as the notebook puts a widget's HTML."""
    attack = "<img src=x onerror=said.push(1)><script>said.push(2)</script></mark></style><svg onload=said.push(3)>"
    home = new_study(tmp_path / "study")
    for path in (home / "seeds" / "articles").glob("*.txt"):
        path.write_text(f"{attack} was said.\n\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    settings = home / "seeds" / "study.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('reader = "auto"', 'reader = "rules"'))
    study = load_settings(home / "seeds")
    annotations = annotate(read_articles(study.articles), study)
    annotations = replace(annotations, articles=annotations.articles.assign(outlet=attack, byline=attack))
    codes = tuple(Code(f"{attack}{n}", attack) for n in range(3))
    asked = make_codebook(study)["frame"]
    book = {"frame": replace(asked, text=attack, instruction=attack, codes=codes)}
    sample = draw_coding_sample(list_units(annotations, "frame", frames=study.frames), 12).assign(target=attack)
    form = make_coding_form(sample, annotations, coder="anna", folder=tmp_path, codebook=book, blind=())
    correcting = correct_article(study, annotations, annotations.articles["article_id"].iloc[0], by=attack)
    page = browser.new_page()
    page.set_content("<body><script>const said = [];</script><div id=here></div></body>")
    pages = list_pages(form.widget) + list_pages(correcting)
    place = "source => document.getElementById('here').setHTMLUnsafe(source)"
    page.evaluate(place, attack)
    page.wait_for_function("said.length > 0")  # the attack is one
    page.evaluate("said.length = 0")
    for source in pages:
        page.evaluate(place, source)
        page.wait_for_timeout(50)  # an image that does not load says so a moment later
    assert sum("said.push" in source for source in pages) >= 4
    assert page.evaluate("said") == [] and page.locator("img, svg[onload]").count() == 0
    page.close()


def list_pages(widget: Any) -> list[str]:
    """Whatever a widget and those in it hand to the browser as HTML."""
    found = [widget.value] if isinstance(widget, widgets.HTML) else []
    for output in getattr(widget, "outputs", ()):
        found += [output["data"]["text/html"]] if "text/html" in output.get("data", {}) else []
    return found + [source for inner in getattr(widget, "children", ()) for source in list_pages(inner)]
