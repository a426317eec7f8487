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
    see_figure,
    see_table,
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


def read_fields(paragraph: ElementTree.Element) -> list[tuple[str, str]]:
    """Each field of a paragraph: its instruction, and what is shown."""
    fields, place = [], ""
    for node in paragraph.iter():
        if node.tag == f"{WORD}fldChar":
            place = str(node.get(f"{WORD}fldCharType"))
            if place == "begin":
                fields.append(["", ""])
        elif node.tag == f"{WORD}instrText":
            fields[-1][0] += node.text or ""
        elif node.tag == f"{WORD}t" and place == "separate":
            fields[-1][1] += node.text or ""
    return [(code.strip(), shown) for code, shown in fields]


def test_captions_are_numbered_by_fields_and_sentences_refer_to_them() -> None:
    """So a list of tables can be made in Word, and numbers follow when a table is added."""
    tables = [TableBlock(name, (Span(f"{name}s."),), ("a",), (True,), (("1",),)) for name in ("one", "two")]
    blocks = [prose("See ", see_table("two"), ", ", see_figure("f"), " and ", see_table("one"), "."), *tables]
    blocks.append(FigureBlock("f", (Span("drawn"),), "alt", "<svg></svg>", 89))
    made = render_word(compose_document(map(as_json, blocks), {}), {"f": PNG})
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml"))
        styles = archive.read("word/styles.xml").decode()
    paragraphs = list(body.iter(f"{WORD}p"))
    marks = {}
    for paragraph in paragraphs:
        starts = list(paragraph.iter(f"{WORD}bookmarkStart"))
        marks |= {start.get(f"{WORD}name"): read_fields(paragraph) for start in starts}
    assert list(marks.values()) == [
        [("SEQ Table \\* ARABIC", "1")], [("SEQ Table \\* ARABIC", "2")], [("SEQ Figure \\* ARABIC", "1")]
    ]  # fmt: skip
    one, two, figure = marks
    assert read_fields(paragraphs[1]) == [
        (f"REF {two} \\h", "Table\xa02"), (f"REF {figure} \\h", "Figure\xa01"), (f"REF {one} \\h", "Table\xa01")
    ]  # fmt: skip
    text = ["".join(node.text or "" for node in paragraph.iter(f"{WORD}t")) for paragraph in paragraphs]
    assert text[1:3] == ["See Table\xa02, Figure\xa01 and Table\xa01.", "Table\xa01. ones."]
    assert all(len(name or "") <= 40 for name in marks)
    used = {node.get(f"{WORD}val") for node in body.iter(f"{WORD}tblStyle")}
    assert all(f'w:styleId="{name}"' in styles for name in used) and used == {"ReportTable"}
