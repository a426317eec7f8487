"""A document as a Word file (.docx), for co-authors: the same blocks, in Word's own styles.

Captions are numbered by Word's own fields (SEQ) and sentences point to them by cross-references (REF), so that lists of
tables and figures work, and numbers follow when a table is added or moved (Ctrl+A, F9).

The package carries no time: the same document gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from framelens.results.document import Document, Json, describe_shown, read_span
from framelens.results.html import safe_address
from framelens.results.references import address_of, format_reference
from framelens.results.wording import GAP
from framelens.spreadsheets import without_times

TEXT_WIDTH_MM = 156.0
SHADES = {"statement": "E3EEF8", "mention": "FFE3C2", "hit": "FFE9A8", "cue": "E4E4E4"}
# Letters that XML 1.0 cannot hold, whatever an article contains; and what would begin a line or a column.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BREAKING = re.compile("[\t\r\n]+")
_INK, _GREY, _BLUE = "1C1C1C", "595959", "0B4F8A"
# Style -> font, size in points, space before and after in points, indent in millimetres, and what else there is.
_STYLES: dict[str, tuple[str, float, float, float, float, dict[str, Any]]] = {
    "Normal": ("Georgia", 10.5, 0, 6, 0, {"line": 1.15}),
    "Title": ("Georgia", 20, 0, 3, 0, {"bold": True}),
    "Subtitle": ("Georgia", 12, 0, 12, 0, {"italic": True, "colour": _GREY}),
    "Heading 1": ("Georgia", 14, 18, 6, 0, {"bold": True, "keep": True}),
    "Heading 2": ("Georgia", 11.5, 12, 4, 0, {"bold": True, "keep": True}),
    "Abstract": ("Georgia", 10.5, 0, 6, 3, {"rule": (18, _BLUE)}),
    "Caption": ("Arial", 8.5, 3, 9, 0, {}),
    "Note": ("Arial", 8.5, 2, 10, 0, {"colour": _GREY}),
    "Cell": ("Arial", 8.5, 1, 1, 0, {"line": 1.0}),
    "Quote": ("Georgia", 10.5, 3, 0, 5, {"rule": (12, "D4D4D4")}),
    "Source": ("Arial", 8.5, 0, 7, 5, {"colour": _GREY}),
    "Verbatim": ("Consolas", 8.5, 0, 0, 0, {"line": 1.0}),
    "List Bullet": ("Georgia", 10.5, 0, 3, 6.3, {"hanging": 4}),
    "Reference": ("Georgia", 9.5, 0, 3, 7.5, {"hanging": 7.5}),
}


_TABLE_STYLE = "Report Table"


def render_word(document: Document, drawings: dict[str, bytes]) -> bytes:
    """The whole document as a .docx file.

    Parameters
    ----------
    document : Document
    drawings : dict[str, bytes]
        The PNG of each figure, by its name; a figure without one is left to its words.
    """
    word = _begin(document.title)
    writer = _Writer(word, document, drawings)
    if document.title:
        writer.say(document.title, "Title")
    if document.question:
        writer.say(document.question, "Subtitle")
    for block in document.blocks:
        writer.write_block(block)
    made = io.BytesIO()
    word.save(made)
    return without_times(made.getvalue())


def _begin(title: str) -> WordDocument:
    """An empty A4 document with the styles of a report, of nobody and no time."""
    word = docx.Document()
    about, page = word.core_properties, word.sections[0]
    about.title, about.author, about.comments, about.revision = _clean(title)[:255], "", "", 1
    about.created = about.modified = dt.datetime(1980, 1, 1)
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm((210 - TEXT_WIDTH_MM) / 2)
    page.top_margin, page.bottom_margin = Mm(24), Mm(26)
    for name, (font, size, before, after, indent, more) in _STYLES.items():
        known = name in word.styles
        style: Any = word.styles[name] if known else word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        numbered = style.element.find(f".//{qn('w:numPr')}")
        for part in (style.element.rPr, style.element.pPr):  # the template's colours, borders and fonts of a theme
            if part is not None:
                style.element.remove(part)
        style.font.name, style.font.size = font, Pt(size)
        style.font.bold, style.font.italic = more.get("bold", False), more.get("italic", False)
        style.font.color.rgb = RGBColor.from_string(more.get("colour", _INK))
        shape = style.paragraph_format
        shape.space_before, shape.space_after, shape.left_indent = Pt(before), Pt(after), Mm(indent)
        shape.line_spacing, shape.keep_with_next = more.get("line", 1.15), more.get("keep", False)
        if "hanging" in more:
            shape.first_line_indent = -Mm(more["hanging"])
        properties = style.element.get_or_add_pPr()
        if numbered is not None:
            properties.insert(0, numbered)
        if "rule" in more:
            width, colour = more["rule"]
            rule = _element("w:pBdr", _element("w:left", val="single", sz=width, space=8, color=colour))
            properties.insert_element_before(rule, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")
        if name.startswith("Heading"):
            properties.append(_element("w:outlineLvl", val=int(name[-1]) - 1))
    table: Any = word.styles.add_style(_TABLE_STYLE, WD_STYLE_TYPE.TABLE)
    edges = [_element(f"w:{side}", val="single", sz=8, space=0, color=_INK) for side in ("top", "bottom")]
    table.element.append(_element("w:tblPr", _element("w:tblBorders", *edges)))
    return word


class _Writer:
    """The document being written, block by block."""

    def __init__(self, word: WordDocument, document: Document, drawings: dict[str, bytes]) -> None:
        self.word, self.document, self.drawings = word, document, drawings
        self._bookmarks = 0

    def write_block(self, block: Json) -> None:
        match block["kind"]:
            case "heading":
                self.say(block["spans"], f"Heading {max(1, min(block['level'] - 1, 2))}")
            case "prose":
                styles = {"abstract": "Abstract", "warning": "Abstract", "note": "Note"}
                self.say(block["spans"], styles.get(block["role"], "Normal"))
            case "listing":
                for item in block["items"]:
                    self.say(item, "List Bullet")
            case "verbatim":
                for line in block["text"].split("\n"):
                    self.say(line, "Verbatim")
            case "table":
                self.table(block)
            case "figure":
                self.figure(block)
            case "article":
                self.say(block["source"], bold=True, keep=True)
                for spans in block["paragraphs"]:
                    self.say(spans)
            case "passages":
                self.passages(block)
            case "references":
                self.references()

    def say(
        self, content: str | list[Json], style: str = "Normal", *, bold: bool | None = None, keep: bool | None = None
    ) -> Paragraph:
        paragraph = self.word.add_paragraph(style=style)
        paragraph.paragraph_format.keep_with_next = keep
        if not isinstance(content, str):
            return self.fill(paragraph, content)
        paragraph.add_run(_clean(content)).bold = bold
        return paragraph

    def fill(self, paragraph: Paragraph, spans: list[Json]) -> Paragraph:
        for span in spans:
            style, words = span["style"], read_span(span, self.document)
            address = safe_address(span["target"]) if style == "link" else None
            if address:
                self.link(paragraph, words, address)
            elif style in ("figure", "table") and (style, span["target"]) in self.document.numbers:
                _add_field(paragraph, f" REF {_name_bookmark(style, span['target'])} \\h ", words)
            elif style == "break":
                paragraph.add_run().add_break()
            else:
                _mark(paragraph.add_run(_clean(words)), style)
        return paragraph

    def link(self, paragraph: Paragraph, words: str, address: str) -> None:
        run = paragraph.add_run(_clean(words))
        run.font.color.rgb = RGBColor.from_string(_BLUE)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), paragraph.part.relate_to(_clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
        paragraph._p.append(link)
        link.append(run._r)

    def caption(self, block: Json, *, keep: bool | None = None) -> None:
        number = self.document.numbers[block["kind"], block["name"]]
        head, kind = self.say("", "Caption", keep=keep), block["kind"].title()
        self._bookmarks += 1
        name = _name_bookmark(block["kind"], block["name"])
        head._p.append(_element("w:bookmarkStart", id=self._bookmarks, name=name))
        head.add_run(f"{kind}{GAP}").bold = True
        _add_field(head, f" SEQ {kind} \\* ARABIC ", str(number), bold=True)
        head._p.append(_element("w:bookmarkEnd", id=self._bookmarks))
        head.add_run(". ").bold = True
        self.fill(head, block["caption"])

    def table(self, block: Json) -> None:
        self.caption(block, keep=True)
        rows = [block["columns"], *block["rows"]]
        table, widths = self.word.add_table(0, len(block["columns"])), _find_widths(rows)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        table.style = _TABLE_STYLE
        # Cell by cell through python-docx, a table of 200 rows takes six seconds.
        for place, values in enumerate(rows):
            head = place == 0
            cells = zip(values, widths, block["numeric"], strict=True)
            shape = _element("w:trPr", _element("w:cantSplit"), *([_element("w:tblHeader")] if head else []))
            table._tbl.append(_element("w:tr", shape, *(_make_cell(*cell, head=head) for cell in cells)))
        self.say(block["notes"], "Note")

    def figure(self, block: Json) -> None:
        image = self.drawings.get(block["name"])
        if image is None:
            self.say(block["alt"], "Note")
        else:
            paragraph = self.say("", keep=True)
            picture = paragraph.add_run().add_picture(io.BytesIO(image), Mm(min(block["width_mm"], TEXT_WIDTH_MM)))
            picture._inline.docPr.set("descr", _clean(block["alt"]))
        self.caption(block)

    def passages(self, block: Json) -> None:
        if block["title"]:
            self.say(block["title"], bold=True, keep=True)
        for passage in block["passages"]:
            self.say(passage["spans"], "Quote", keep=True)
            note = f" · {passage['note']}" if passage["note"] else ""
            self.say(passage["source"] + note, "Source")
        if remark := describe_shown(block):
            self.say(remark, "Note")

    def references(self) -> None:
        for number, entry in enumerate(self.document.references, 1):
            paragraph = self.say(f"[{number}] {format_reference(entry)}", "Reference")
            if address := safe_address(address_of(entry)):
                paragraph.add_run(" ")
                self.link(paragraph, address, address)


def _name_bookmark(kind: str, name: str) -> str:
    """A bookmark's name, as Word takes it: 40 letters at most, none of them a mark."""
    return f"_Ref_{kind}_{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _add_field(paragraph: Paragraph, instruction: str, shown: str, *, bold: bool | None = None) -> None:
    """A field that Word computes again, and what is shown until then."""
    for kind in ("begin", None, "separate", "shown", "end"):
        run = paragraph.add_run(_clean(shown) if kind == "shown" else "")
        run.bold = bold
        if kind is None:
            text = _element("w:instrText")
            text.text = instruction
            text.set(qn("xml:space"), "preserve")
            run._r.append(text)
        elif kind != "shown":
            run._r.append(_element("w:fldChar", fldCharType=kind))


def _make_cell(value: str, width: Mm, number: bool, *, head: bool) -> Any:
    shape = _element("w:tcPr", _element("w:tcW", w=width.twips, type="dxa"))
    if head:
        shape.append(_element("w:tcBorders", _element("w:bottom", val="single", sz=4, space=0, color=_INK)))
    words = _element("w:t")
    words.text = _clean(value)
    words.set(qn("xml:space"), "preserve")
    line = _element("w:pPr", _element("w:pStyle", val="Cell"), *([_element("w:jc", val="right")] if number else []))
    marks = [_element("w:rPr", _element("w:b"))] if head else []
    return _element("w:tc", shape, _element("w:p", line, _element("w:r", *marks, words)))


def _find_widths(rows: list[list[str]]) -> list[Mm]:
    """The width of each column: its longest word at least, and of what is left as much as its longest cell asks."""
    columns = list(zip(*rows, strict=True))
    least = [5 + 2 * max(len(word) for cell in column for word in str(cell).split(" ")) for column in columns]
    asked = [5 + 2 * min(max(len(str(cell)) for cell in column), 45) for column in columns]
    more = [max(wide - narrow, 0) for wide, narrow in zip(asked, least, strict=True)]
    share = min(1, max(0, (TEXT_WIDTH_MM - sum(least)) / (sum(more) or 1)))
    widths = [narrow + share * extra for narrow, extra in zip(least, more, strict=True)]
    return [Mm(width * min(1, TEXT_WIDTH_MM / sum(widths))) for width in widths]


def _mark(run: Run, style: str) -> None:
    """Let a run look as its span means."""
    run.bold = True if style in ("strong", "hit") else None
    run.italic = True if style in ("emphasis", "cue") else None
    run.underline = True if style == "source" else None
    if style == "code":
        run.font.name = "Consolas"
    if style in SHADES:
        run._r.get_or_add_rPr().append(_element("w:shd", val="clear", color="auto", fill=SHADES[style]))


def _element(tag: str, /, *inside: Any, **values: object) -> Any:
    element = OxmlElement(tag)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    for part in inside:
        element.append(part)
    return element


def _clean(words: object) -> str:
    """Text as one run holds it: no letter that XML forbids, no line of its own."""
    return _BREAKING.sub(" ", _FORBIDDEN.sub("", str(words)))
