"""A document as a Word file (.docx), for co-authors: the same blocks, written as the parts of an Office package.

Everything that is read goes into the XML as escaped text. The package carries no time, so that the same
document gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from xml.sax.saxutils import escape, quoteattr

from framelens.results.document import Document, Json, read_span
from framelens.results.html import safe_address
from framelens.results.references import address_of, format_reference

EMU_PER_MM = 36_000
TEXT_WIDTH_MM = 156.0
SHADES = {"statement": "E3EEF8", "mention": "FFE3C2", "hit": "FFE9A8", "cue": "E4E4E4"}
# Letters that XML 1.0 cannot hold, whatever an article contains.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render_word(document: Document, drawings: dict[str, bytes]) -> bytes:
    """The whole document as a .docx file.

    Parameters
    ----------
    document : Document
    drawings : dict[str, bytes]
        The PNG of each figure, by its name; a figure without one is left to its words.
    """
    package = _Package(document, drawings)
    body = "".join(package.write_block(block) for block in document.blocks)
    head = _paragraph(_run(document.title), "Title") if document.title else ""
    if document.question:
        head += _paragraph(_run(document.question), "Subtitle")
    shipped = files("framelens.results").joinpath("templates", "word")
    parts = {entry.name: entry.read_bytes() for entry in shipped.iterdir() if entry.name.endswith(".xml")}
    content = {
        "[Content_Types].xml": parts["content-types.xml"],
        "_rels/.rels": parts["package-relations.xml"],
        "word/styles.xml": parts["styles.xml"],
        "word/numbering.xml": parts["numbering.xml"],
        "word/document.xml": parts["document.xml"].replace(b"<!--body-->", (head + body).encode("utf-8")),
        "word/_rels/document.xml.rels": package.relations().encode("utf-8"),
        **{f"word/media/{name}": image for name, image in package.images.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


class _Package:
    """The body being written, and what it refers to: images and addresses."""

    def __init__(self, document: Document, drawings: dict[str, bytes]) -> None:
        self.document = document
        self.drawings = drawings
        self.images: dict[str, bytes] = {}
        self.addresses: list[str] = []

    def write_block(self, block: Json) -> str:
        kind = block["kind"]
        if kind == "heading":
            return _paragraph(self.runs(block["spans"]), f"Heading{max(1, min(block['level'] - 1, 2))}")
        if kind == "prose":
            style = {"abstract": "Abstract", "warning": "Abstract", "note": "Note"}.get(block["role"])
            return _paragraph(self.runs(block["spans"]), style)
        if kind == "listing":
            return "".join(_paragraph(self.runs(item), "ListParagraph", bullet=True) for item in block["items"])
        if kind == "verbatim":
            return "".join(_paragraph(_run(line), "Verbatim") for line in block["text"].split("\n"))
        if kind == "table":
            return "".join(self.table(block))
        if kind == "figure":
            return self.figure(block)
        if kind == "article":
            paragraphs = (_paragraph(self.runs(spans)) for spans in block["paragraphs"])
            return _paragraph(_run(block["source"], "<w:b/>"), keep=True) + "".join(paragraphs)
        if kind == "passages":
            return "".join(self.passages(block))
        if kind == "references":
            return "".join(self.references())
        return ""

    def runs(self, spans: list[Json]) -> str:
        return "".join(self.run(span) for span in spans)

    def run(self, span: Json) -> str:
        style, words = span["style"], read_span(span, self.document)
        address = safe_address(span["target"]) if style == "link" else None
        if address:
            return self.link(words, address)
        marks = {
            "strong": "<w:b/>",
            "hit": "<w:b/>",
            "emphasis": "<w:i/>",
            "cue": "<w:i/>",
            "code": '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/>',
            "source": '<w:u w:val="single"/>',
        }.get(style, "")
        if style in SHADES:
            marks += f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADES[style]}"/>'
        return "<w:r><w:br/></w:r>" if style == "break" else _run(words, marks)

    def link(self, words: str, address: str) -> str:
        self.addresses.append(address)
        run = _run(words, '<w:color w:val="0B4F8A"/>')
        return f'<w:hyperlink r:id="rLink{len(self.addresses)}">{run}</w:hyperlink>'

    def caption(self, block: Json) -> str:
        number = self.document.numbers[block["kind"], block["name"]]
        return _paragraph(
            _run(f"{block['kind'].title()} {number}. ", "<w:b/>") + self.runs(block["caption"]), "Caption"
        )

    def table(self, block: Json) -> Iterator[str]:
        yield self.caption(block)
        edge = '<w:{0} w:val="single" w:sz="{1}" w:space="0" w:color="1C1C1C"/>'
        borders = edge.format("top", 8) + edge.format("bottom", 8)
        yield f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders>{borders}</w:tblBorders></w:tblPr>'
        yield f"<w:tblGrid>{'<w:gridCol/>' * len(block['columns'])}</w:tblGrid>"
        for place, row in enumerate((block["columns"], *block["rows"])):
            head = "<w:trPr><w:tblHeader/></w:trPr>" if place == 0 else ""
            rule = f"<w:tcPr><w:tcBorders>{edge.format('bottom', 4)}</w:tcBorders></w:tcPr>" if place == 0 else ""
            cells = "".join(
                f"<w:tc>{rule}{_paragraph(_run(cell, '<w:b/>' if place == 0 else ''), 'Cell', right=number)}</w:tc>"
                for cell, number in zip(row, block["numeric"], strict=True)
            )
            yield f"<w:tr>{head}{cells}</w:tr>"
        yield "</w:tbl>"
        yield _paragraph(self.runs(block["notes"]), "Note")

    def figure(self, block: Json) -> str:
        image = self.drawings.get(block["name"])
        if image is None:
            return _paragraph(_run(block["alt"]), "Note") + self.caption(block)
        name = f"image{len(self.images) + 1}.png"
        self.images[name] = image
        pixels = (int.from_bytes(image[16:20], "big"), int.from_bytes(image[20:24], "big"))
        width = min(block["width_mm"], TEXT_WIDTH_MM)
        size = (round(width * EMU_PER_MM), round(width * pixels[1] / pixels[0] * EMU_PER_MM))
        drawing = _drawing(len(self.images), size, block["alt"])
        return _paragraph(f"<w:r>{drawing}</w:r>", keep=True) + self.caption(block)

    def passages(self, block: Json) -> Iterator[str]:
        if block["title"]:
            yield _paragraph(_run(block["title"], "<w:b/>"), keep=True)
        for passage in block["passages"]:
            yield _paragraph(self.runs(passage["spans"]), "Quote", keep=True)
            note = f" · {passage['note']}" if passage["note"] else ""
            yield _paragraph(_run(passage["source"] + note), "Source")

    def references(self) -> Iterator[str]:
        for number, entry in enumerate(self.document.references, 1):
            address = safe_address(address_of(entry))
            tail = _run(" ") + self.link(address, address) if address else ""
            yield _paragraph(_run(f"[{number}] {format_reference(entry)}") + tail, "Reference")

    def relations(self) -> str:
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        rows = [f'<Relationship Id="rStyles" Type="{kind}/styles" Target="styles.xml"/>',
                f'<Relationship Id="rNumbering" Type="{kind}/numbering" Target="numbering.xml"/>']  # fmt: skip
        rows += [
            f'<Relationship Id="rImage{n}" Type="{kind}/image" Target="media/{name}"/>'
            for n, name in enumerate(self.images, 1)
        ]
        rows += [
            f'<Relationship Id="rLink{n}" Type="{kind}/hyperlink" Target={quoteattr(address)} TargetMode="External"/>'
            for n, address in enumerate(self.addresses, 1)
        ]
        space = "http://schemas.openxmlformats.org/package/2006/relationships"
        return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{space}">{"".join(rows)}</Relationships>'


def _run(words: str, marks: str = "") -> str:
    clean = escape(FORBIDDEN.sub("", words))
    return f'<w:r>{f"<w:rPr>{marks}</w:rPr>" if marks else ""}<w:t xml:space="preserve">{clean}</w:t></w:r>'


def _paragraph(
    runs: str, style: str | None = None, *, bullet: bool = False, right: bool = False, keep: bool = False
) -> str:
    marks = f'<w:pStyle w:val="{style}"/>' if style else ""
    marks += "<w:keepNext/>" if keep else ""
    marks += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if bullet else ""
    marks += '<w:jc w:val="right"/>' if right else ""
    return f"<w:p><w:pPr>{marks}</w:pPr>{runs}</w:p>"


def _drawing(number: int, size: tuple[int, int], alt: str) -> str:
    """An image in the line of text, with its alternative text."""
    extent = f'cx="{size[0]}" cy="{size[1]}"'
    words = quoteattr(FORBIDDEN.sub("", alt))
    return (
        f'<w:drawing><wp:inline><wp:extent {extent}/><wp:docPr id="{number}" name="Figure {number}" descr={words}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="image{number}.png" descr={words}/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="rImage{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm><a:prstGeom prst="rect"/></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
