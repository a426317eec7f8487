"""The coding form's keys, in a browser: what they press, and what JupyterLab never gets to hear."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

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
