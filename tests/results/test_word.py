"""The report for Word: a package that opens, text that stays text."""

from __future__ import annotations

import io
import zipfile
from xml.etree import ElementTree

from PIL import Image

from framelens.results.blocks import (
    FigureBlock,
    Passage,
    Passages,
    Span,
    TableBlock,
    TitlePage,
    as_json,
    heading,
    listing,
    prose,
)
from framelens.results.document import compose_document
from framelens.results.word import render_word

HOSTILE = "<w:p/> & ]]> \x00\x0b “quoted” \ufffe <script>alert(1)</script>"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def draw() -> bytes:
    """A picture of 200 by 100 dots."""
    buffer = io.BytesIO()
    Image.new("L", (200, 100), 255).save(buffer, format="PNG")
    return buffer.getvalue()


PNG = draw()


def render() -> bytes:
    blocks = [
        TitlePage(HOSTILE, HOSTILE),
        heading(HOSTILE),
        prose("See ", Span("here", "link", 'http://a.example/?x="1"&y=2'), Span("not", "link", "javascript:alert(1)")),
        listing([HOSTILE]),
        TableBlock("t", (Span(HOSTILE),), ("who", "n"), (False, True), ((HOSTILE, "1"),)),
        FigureBlock("f", (Span("caption"),), f'"{HOSTILE}"', "<svg></svg>", 89),
        Passages((Passage("a", HOSTILE, (Span(HOSTILE, "hit", "x"),)),), 1, "title"),
    ]
    return render_word(compose_document(map(as_json, blocks), {}), {"f": PNG})


def test_every_part_is_well_formed_and_nothing_is_markup() -> None:
    with zipfile.ZipFile(io.BytesIO(render())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, content in parts.items():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(content)
    body = ElementTree.fromstring(parts["word/document.xml"])
    text = "".join(node.text or "" for node in body.iter(f"{WORD}t"))
    assert text.count("<w:p/> & ]]>  “quoted”  <script>alert(1)</script>") == 8
    assert parts["word/media/image1.png"] == PNG
    links = ElementTree.fromstring(parts["word/_rels/document.xml.rels"])
    outside = [link.get("Target") for link in links if link.get("TargetMode") == "External"]
    assert outside == ['http://a.example/?x="1"&y=2']
    assert b'cx="3204000" cy="1602000"' in parts["word/document.xml"]


def test_the_same_document_gives_the_same_bytes() -> None:
    assert render() == render()
