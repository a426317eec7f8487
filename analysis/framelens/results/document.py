"""A report before it has a format: blocks in order, figures and tables numbered, references collected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from framelens.results.references import Reference

Json = dict[str, Any]


@dataclass(frozen=True)
class Document:
    """A report's content, ready for a renderer.

    Attributes
    ----------
    title, question : str
    blocks : tuple[dict, ...]
        The blocks as JSON, groups unpacked, the title page taken out.
    numbers : dict[tuple[str, str], int]
        The number of each figure and table, by kind and name.
    cited : dict[str, int]
        The number of each reference, in the order of its first citation.
    references : tuple[Reference, ...]
        The cited works in that order.
    """

    title: str
    question: str
    blocks: tuple[Json, ...]
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    cited: dict[str, int] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()

    def outline(self) -> list[tuple[Json, list[Json]]]:
        """The headings of sections, each with those inside it, for the table of contents."""
        found: list[tuple[Json, list[Json]]] = []
        for block in self.blocks:
            if block["kind"] == "heading" and block["level"] <= 2:
                found.append((block, []))
            elif block["kind"] == "heading" and found:
                found[-1][1].append(block)
        return found


def compose_document(blocks: Iterable[Json], library: dict[str, Reference]) -> Document:
    """Put blocks together: number what is numbered, name each heading, collect what is cited.

    Parameters
    ----------
    blocks : iterable of dict
        Blocks as :func:`framelens.results.blocks.as_json` gives them, in reading order.
    library : dict[str, Reference]
        The works that may be cited, by key. A citation of anything else stays in the text as it was written.
    """
    title, question = "Report", ""
    kept: list[Json] = []
    quoted: set[tuple[str, str]] = set()
    numbers: dict[tuple[str, str], int] = {}
    anchors: dict[str, int] = {}
    for block in _unpack(blocks):
        if block["kind"] == "title":
            title, question = block["title"], block["question"]
            continue
        if block["kind"] in ("figure", "table"):
            among = sum(kind == block["kind"] for kind, _ in numbers)
            block = {**block, "name": _name_apart(block, numbers)}
            numbers[block["kind"], block["name"]] = among + 1
        if block["kind"] == "passages" and not (block := _quote_once(block, quoted))["passages"]:
            continue
        if block["kind"] == "heading":
            block = {**block, "anchor": _name_anchor(block, anchors)}
        kept.append(block)
    kept = point_to_unmentioned(kept)
    cited: dict[str, int] = {}
    for span in (span for block in kept for span in spans_in(block)):
        if span["style"] == "cite" and span["target"] in library:
            cited.setdefault(span["target"], len(cited) + 1)
    references = tuple(library[key] for key in cited)
    return Document(title, question, tuple(kept), numbers, cited, references)


def _quote_once(block: Json, quoted: set[tuple[str, str]]) -> Json:
    """The passages of a block that no block before it has; what a report quotes once a reader has read."""
    kept = []
    for passage in block["passages"]:
        words = (passage["article_id"], "".join(span["text"] for span in passage["spans"]))
        kept += [] if words in quoted else [passage]
        quoted.add(words)
    return {**block, "passages": kept}


def point_to_unmentioned(blocks: list[Json]) -> list[Json]:
    """Figures and tables that no sentence points to, pointed to at the end of the paragraph before them.

    A journal refers to each figure and table in its text. A paragraph counts where it stands in the same section;
    where there is none, nothing is added.
    """
    named = {(span["style"], span["target"]) for block in blocks for span in spans_in(block)}
    blocks, last = list(blocks), None
    shown: dict[int, list[tuple[str, str]]] = {}
    for place, block in enumerate(blocks):
        if block["kind"] == "heading":
            last = None
        elif block["kind"] == "prose" and block["role"] == "body":
            last = place
        elif block["kind"] in ("figure", "table") and (block["kind"], block["name"]) not in named and last is not None:
            shown.setdefault(last, []).append((block["kind"], block["name"]))
    for place, pointed in shown.items():
        spans = [{"text": f"the {kind}", "style": kind, "target": name, "layers": []} for kind, name in pointed]
        between = [" See ", *[", "] * (len(spans) - 2), *([" and "] if len(spans) > 1 else [])]
        words: list[Json] = [{"text": text, "style": "plain", "target": None, "layers": []} for text in [*between, "."]]
        ordered = [part for pair in zip(words, spans, strict=False) for part in pair] + [words[-1]]
        blocks[place] = {**blocks[place], "spans": [*blocks[place]["spans"], *ordered]}
    return blocks


def spans_in(content: Any) -> Iterator[Json]:
    """Every span inside a block's JSON, in reading order."""
    if isinstance(content, dict):
        if "style" in content and "text" in content:
            yield content
        else:
            for value in content.values():
                yield from spans_in(value)
    elif isinstance(content, list):
        for value in content:
            yield from spans_in(value)


def read_span(span: Json, document: Document | None) -> str:
    """What a span reads as, once numbers are given: 'Figure 2', '[3]'."""
    if document is None:
        return str(span["text"])
    if span["style"] in ("figure", "table"):
        number = document.numbers.get((span["style"], span["target"]))
        return f"{span['style'].title()}\N{NO-BREAK SPACE}{number}" if number else span["text"]
    if span["style"] == "cite" and span["target"] in document.cited:
        return f"[{document.cited[span['target']]}]"
    return str(span["text"])


def describe_shown(block: Json) -> str:
    """How many of the passages behind a row are shown; nothing where all are."""
    shown, found = len(block["passages"]), block["n_found"]
    if not shown:
        return "No passage stands behind this row."
    return f"Shown: {shown} of {found:,}." if found > shown else ""


def _unpack(blocks: Iterable[Json]) -> Iterator[Json]:
    for block in blocks:
        if block["kind"] == "group":
            yield from _unpack(block["blocks"])
        else:
            yield block


def _name_apart(block: Json, numbers: dict[tuple[str, str], int]) -> str:
    name, copies = block["name"], 1
    while (block["kind"], name) in numbers:
        copies += 1
        name = f"{block['name']}-{copies}"
    return str(name)


def _name_anchor(block: Json, taken: dict[str, int]) -> str:
    text = "".join(span["text"] for span in block["spans"]).lower()
    name = "-".join("".join(c if c.isalnum() and c.isascii() else " " for c in text).split()) or "section"
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name}-{taken[name]}"
