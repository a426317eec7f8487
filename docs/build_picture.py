"""The picture at the top of README.md: the shipped article as the reading view marks it.

Run with ``python docs/build_picture.py``; needs Chromium on the PATH, as the browser tests do.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import framelens as fl
from framelens.results.blocks import as_json
from framelens.results.html import show_block

ROOT = Path(__file__).parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
WIDTH, HEIGHT = 860, 436  # a screen's width of text, and as much of it as shows who speaks and who is spoken about
PAGE = """<!DOCTYPE html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 18px 26px; font: 15.5px/1.6 "DejaVu Serif", serif; background: #fff; }}
.framelens {{ max-width: none !important; }}
.framelens .layers, .framelens .passages-title {{ font-family: "DejaVu Sans", sans-serif; font-size: 13px; }}
</style><body>{body}</body>"""


def build(target: Path) -> None:
    """Write the picture."""
    block = fl.open(ROOT / "seeds").read()
    found = next(path for name in BROWSERS if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "page.html"
        file.write_text(PAGE.format(body=show_block(as_json(block))), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=2)
        page = context.new_page()
        page.goto(file.as_uri())
        page.screenshot(path=str(target))
        browser.close()


if __name__ == "__main__":
    os.environ.pop("FRAMELENS_STUDY", None)
    build(ROOT / "docs" / "reading-view.png")
