"""Markdown cells as blocks: what a researcher writes between the computed parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import mistune
import pandas as pd

from framelens.results.blocks import Block, Heading, Listing, Prose, Span, TableBlock, Verbatim, as_json, as_plain
from framelens.spreadsheets import csv_text

# [@key] cites a work; @fig:name and @tab:name point to a figure or table.
POINTER = re.compile(r"\[@([\w:.-]+)\]|@(fig|tab):([\w-]+)")
KINDS = {"fig": "figure", "tab": "table"}
_parse = mistune.create_markdown(renderer=None, plugins=["table"])


def read_markdown(source: str) -> tuple[Block, ...]:
    """A Markdown text as blocks; HTML in it stays the text that it is."""
    tokens = _parse(source)
    return tuple(block for token in tokens if isinstance(token, dict) for block in _read_block(token))


def _read_block(token: dict[str, Any]) -> Iterator[Block]:
    kind = token["type"]
    if kind == "heading":
        yield Heading(token["attrs"]["level"], tuple(_read_spans(token)))
    elif kind in ("paragraph", "block_text"):
        yield Prose(tuple(_read_spans(token)))
    elif kind == "list":
        yield Listing(tuple(_read_item(item) for item in token["children"]), bool(token["attrs"]["ordered"]))
    elif kind == "block_quote":
        for child in token["children"]:
            for block in _read_block(child):
                yield Prose(block.spans, "note") if isinstance(block, Prose) else block
    elif kind == "block_code":
        yield Verbatim(token["raw"].rstrip("\n"))
    elif kind == "block_html":
        yield Prose((Span(token["raw"].strip()),))
    elif kind == "table":
        yield _read_table(token)


def _read_item(item: dict[str, Any]) -> tuple[Span, ...]:
    """An item's text in one line; a list inside it becomes part of the line."""
    spans: list[Span] = []
    for child in item["children"]:
        if spans:
            spans.append(Span(" "))
        inner = list(_read_block(child))
        for block in inner:
            spans += block.spans if isinstance(block, Prose) else [Span(as_plain(as_json(block)))]
    return tuple(spans)


def _read_table(token: dict[str, Any]) -> TableBlock:
    head, *body = token["children"]
    cells = head["children"]
    rows = tuple(
        tuple("".join(span.text for span in _read_spans(cell)) for cell in row["children"])
        for part in body
        for row in part["children"]
    )
    columns = tuple("".join(span.text for span in _read_spans(cell)) for cell in cells)
    numeric = tuple(cell["attrs"].get("align") == "right" for cell in cells)
    return TableBlock("written", (), columns, numeric, rows, data=csv_text(pd.DataFrame(rows, columns=list(columns))))


def _read_spans(token: dict[str, Any], style: str = "plain") -> Iterator[Span]:
    for child in token.get("children", ()):
        kind = child["type"]
        if kind == "text":
            yield from _read_pointers(child["raw"], style)
        elif kind in ("strong", "emphasis"):
            yield from _read_spans(child, kind)
        elif kind == "codespan":
            yield Span(child["raw"], "code")
        elif kind == "softbreak":
            yield Span(" ")
        elif kind == "linebreak":
            yield Span("\n", "break")
        elif kind == "link":
            yield Span("".join(span.text for span in _read_spans(child)), "link", child["attrs"]["url"])
        elif kind == "image":
            yield Span("".join(span.text for span in _read_spans(child)), "emphasis")
        else:
            yield Span(child.get("raw", ""), style)


def _read_pointers(text: str, style: str) -> Iterator[Span]:
    place = 0
    for match in POINTER.finditer(text):
        if match.start() > place:
            yield Span(text[place : match.start()], style)
        if match[1]:
            yield Span(match[0], "cite", match[1])
        else:
            yield Span(f"the {KINDS[match[2]]}", KINDS[match[2]], match[3])
        place = match.end()
    if place < len(text):
        yield Span(text[place:], style)
