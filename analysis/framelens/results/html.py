"""A document as one HTML file, and a block as the HTML that a notebook shows.

Everything goes through templates that escape; nothing is fetched, nothing runs.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from framelens.results.colours import SCREEN_COLOURS, SCREEN_TINTS
from framelens.results.document import Document, read_span
from framelens.results.references import address_of, format_reference

# What can be marked in an article, in the order of the boxes above it: what the box says, what a hovered mark says.
LAYERS = (
    ("statement", "statements"),
    ("source", "speakers"),
    ("cue", "cues"),
    ("mention", "mentions"),
    ("hit", "frame terms"),
    ("tone", "tone"),
)
LAYER_NAMES = {
    "statement": "said by",
    "source": "speaker",
    "cue": "cue",
    "mention": "mentions",
    "hit": "frame",
    "tone": "tone",
    "muted": "",
}
_FOLLOWS = {colour: f"var({variable})" for colour, variable in SCREEN_COLOURS.items()} | SCREEN_TINTS
CURVE, CLICKED = 9, 3.5  # points of an arrow that are outlined; how far beside it a click still counts, in points
SAFE_SCHEMES = ("http", "https", "mailto", "")


def render_html(document: Document) -> str:
    """The whole document as a single file that opens offline."""
    return _environment().get_template("report.html.j2").render(document=document)


def render_table_page(content: dict[str, Any]) -> str:
    """One table, by its JSON, as a page of its own that opens offline."""
    return _environment().get_template("table.html.j2").render(content=content, document=None)


def show_block(content: dict[str, Any]) -> str:
    """One block, by its JSON, as HTML for a notebook's output."""
    return _environment().get_template("block.html.j2").render(content=content, document=None)


def show_links(title: str, files: dict[str, str]) -> str:
    """Links to files beside a notebook as HTML for its output, and the first of them, a page, below them."""
    return _environment().get_template("links.html.j2").render(title=title, files=files)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("framelens.results", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        read_span=read_span,
        format_reference=format_reference,
        address_of=address_of,
        draw=inline_drawing,
        outline=outline_arrows,
        layer_words=LAYERS,
        layer_names=LAYER_NAMES,
        sorted_lines=sort_lines,
        name_apart=name_apart,
    )
    environment.filters["address"] = safe_address
    return environment


def safe_address(target: str | None) -> str | None:
    """The address if a reader may follow it; None for scripts and anything unknown."""
    try:
        scheme = urlsplit(target or "").scheme.lower()
    except ValueError:
        return None
    return target if target and scheme in SAFE_SCHEMES else None


def name_apart(content: Any) -> str:
    """A short name made from content: the same for the same content, so that pages keep their bytes."""
    return hashlib.sha256(repr(content).encode()).hexdigest()[:8]


def sort_lines(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of a concordance, each with its place when sorted by the words on either side, nearest word first."""
    near = {
        "by_left": lambda line: [word.casefold() for word in reversed(line["left"].split())],
        "by_right": lambda line: [word.casefold() for word in line["right"].split()],
    }
    placed = [dict(line) for line in lines]
    for name, key in near.items():
        for place, number in enumerate(sorted(range(len(placed)), key=lambda n: (key(placed[n]), n))):
            placed[number][name] = place
    return placed


def inline_drawing(svg: str, name: str) -> Markup:
    """A figure of ours as SVG inside the page: names made its own, colours that follow light and dark.

    The drawing comes from matplotlib, which draws text as outlines and escapes what it writes. Whatever could
    run or fetch is nevertheless refused here.
    """
    body = re.sub(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->|<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    if re.search(r"<(script|foreignObject|style\s+src|iframe)|\son\w+\s*=|javascript:", body, re.IGNORECASE):
        body = "<svg xmlns='http://www.w3.org/2000/svg'></svg>"
    mark = "".join(c if c.isalnum() else "-" for c in name)
    body = re.sub(r'(\bid="|href="#|url\(#)', lambda match: f"{match[0]}{mark}-", body)
    body = re.sub("#[0-9a-f]{6}", lambda match: _FOLLOWS.get(match[0].lower(), match[0]), body, flags=re.IGNORECASE)
    opening = body.index("<svg") + 4
    return Markup(body[:opening] + ' aria-hidden="true" focusable="false"' + body[opening:].strip())


def outline_arrows(svg: str, n: int) -> list[str]:
    """The style of what can be clicked around each arrow: a polygon in percent of the drawing, above longer arrows.

    Where two cross, the longer one has more places of its own.
    """
    width, height = (float(size) for size in re.findall(r"[\d.]+", svg[svg.index('viewBox="') :])[2:4])
    numbers = r"([-\d.]+) ([-\d.]+)\s*"
    found = re.findall(rf'<g id="opens-(\d+)">\s*<path d="M {numbers}Q {numbers}{numbers}', svg)
    outlines = {}
    for number, *points in found:
        begin, bend, end = np.array(points, dtype=float).reshape(3, 2)
        along = np.linspace(0, 1, CURVE)[:, None]
        line = (1 - along) ** 2 * begin + 2 * along * (1 - along) * bend + along**2 * end
        ahead = np.gradient(line, axis=0)
        aside = ahead[:, ::-1] * [1, -1] / np.linalg.norm(ahead, axis=1, keepdims=True).clip(min=1e-9)
        around = np.vstack([line + CLICKED * aside, (line - CLICKED * aside)[::-1]]) / [width, height] * 100
        polygon = ", ".join(f"{x:.2f}% {y:.2f}%" for x, y in around)
        above = round(1000 - np.linalg.norm(end - begin))
        outlines[int(number)] = f"clip-path: polygon({polygon}); z-index: {above}"
    return [outlines.get(number, "display: none") for number in range(n)]
