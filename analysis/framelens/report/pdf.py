"""A document as a PDF, typeset by typst from JSON: what is read is data there, never markup."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import matplotlib as mpl
import typst

from framelens.figures.style import FONTS
from framelens.results.document import Document, Json, describe_shown, read_span
from framelens.results.html import safe_address
from framelens.results.references import address_of, format_reference

# PDF/UA-1 is the standard for readers who listen; it refuses letters that no shipped font can draw.
ACCESSIBLE = "ua-1"
LONG_CELL = 30  # letters beyond which a cell is a text of several lines


def render_pdf(document: Document) -> bytes:
    """The whole document as a tagged PDF, with the fonts that come with framelens, typst and matplotlib."""
    template = files("framelens.report").joinpath("templates", "report.typ").read_text(encoding="utf-8")
    with TemporaryDirectory() as folder:
        root = Path(folder)
        content, drawings = _prepare(document)
        (root / "report.typ").write_text(template, encoding="utf-8")
        (root / "document.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        for name, svg in drawings.items():
            (root / name).write_text(svg, encoding="utf-8")
        try:
            return _compile(root, [ACCESSIBLE])
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                raise
            return _compile(root, [])


def _compile(root: Path, standards: list[Any]) -> bytes:
    fonts: list[Any] = [str(FONTS), str(Path(mpl.get_data_path()) / "fonts" / "ttf")]
    made = typst.compile(
        str(root / "report.typ"),
        root=str(root),
        format="pdf",
        font_paths=fonts,
        ignore_system_fonts=True,
        pdf_standards=standards,
    )
    if not isinstance(made, bytes):
        raise TypeError("typst returned several files for one PDF")
    return made


def _prepare(document: Document) -> tuple[Json, dict[str, str]]:
    """The document as the template reads it, and the drawings it names."""
    drawings: dict[str, str] = {}
    blocks = [_prepare_block(block, document, drawings, place) for place, block in enumerate(document.blocks)]
    anchors = {f"{kind}-{name}" for kind, name in document.numbers} | {f"ref-{key}" for key in document.cited}
    content = {
        "title": document.title,
        "question": document.question,
        "blocks": blocks,
        "anchors": sorted(anchors),
    }
    return content, drawings


def _prepare_block(block: Json, document: Document, drawings: dict[str, str], place: int) -> Json:
    block = _prepare_spans(block, document)
    kind = block["kind"]
    if kind == "heading":
        return {**block, "level": max(1, min(block["level"] - 1, 2))}
    if kind in ("figure", "table"):
        number = document.numbers[kind, block["name"]]
        block |= {"label": f"{kind.title()} {number}", "anchor": f"{kind}-{block['name']}"}
    if kind == "table":
        return {**block, "data": "", "widths": _share_width(block)}
    if kind == "figure":
        file = f"figure-{place}.svg"
        drawings[file] = block["svg"]
        return {**block, "file": file, "svg": ""}
    if kind == "passages":
        return {**block, "remark": describe_shown(block)}
    if kind == "references":
        return {**block, "entries": [_prepare_entry(document, n) for n in range(len(document.references))]}
    return block


def _share_width(table: Json) -> list[float]:
    """The parts of the page's width that columns of text share; 0 for a column as wide as its longest cell.

    Where all cells are short, every column is. Beside a column of sentences names share the width with it, by the root
    of their length: what is longer runs over more lines.
    """
    longest = [max(map(len, column)) for column in zip(table["columns"], *table["rows"], strict=True)]
    texts = [0 if number else n for n, number in zip(longest, table["numeric"], strict=True)]
    return [n**0.5 if max(texts) > LONG_CELL and n > LONG_CELL / 2 else 0.0 for n in texts]


def _prepare_entry(document: Document, place: int) -> Json:
    entry = document.references[place]
    return {
        "number": f"[{place + 1}]",
        "text": format_reference(entry),
        "address": safe_address(address_of(entry)),
        "anchor": f"ref-{entry.key}",
    }


def _prepare_spans(content: Any, document: Document) -> Any:
    """The spans with their numbers given and their targets as the template's anchors."""
    if isinstance(content, list):
        return [_prepare_spans(item, document) for item in content]
    if not isinstance(content, dict):
        return content
    if "style" in content and "text" in content:
        style, target = content["style"], content["target"]
        if style == "link":
            target = safe_address(target)
        elif style in ("figure", "table", "cite") and target is not None:
            target = f"{'ref' if style == 'cite' else style}-{target}"
        return {"text": read_span(content, document), "style": style, "target": target}
    return {key: _prepare_spans(value, document) for key, value in content.items()}
