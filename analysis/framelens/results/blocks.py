"""What the report is made of: pieces of text, tables, figures and passages that show themselves anywhere.

A block carries its content, never its markup. In a notebook it shows itself as HTML; beside that HTML stands
the same content as JSON under a MIME type of our own, and the report is put together from that JSON. Whatever
an article contains therefore arrives at every renderer as a string.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd

from framelens.errors import InputError, suggest
from framelens.results.references import name_work
from framelens.spreadsheets import read_cells, write_workbook

MIME_TYPE = "application/vnd.framelens.block+json"

# Styles of text that mean themselves, that point somewhere, and that mark a role in a passage.
TEXT_STYLES = ("plain", "strong", "emphasis", "code", "break")
POINTING_STYLES = ("link", "cite", "figure", "table")
PASSAGE_STYLES = ("statement", "source", "cue", "mention", "hit", "muted")
STYLES = TEXT_STYLES + POINTING_STYLES + PASSAGE_STYLES


@dataclass(frozen=True)
class Span:
    """A passage in one style.

    Attributes
    ----------
    text : str
        What is read.
    style : str
        One of :data:`STYLES`.
    target : str or None
        Where a pointing style points: an address, a reference's key, the name of a figure or table.
        In a passage: who or what the mark stands for.
    layers : tuple[tuple[str, str], ...]
        In an article to read: everything that covers these words, as style and what it stands for, so that each
        kind of mark can be hidden without hiding another.
    """

    text: str
    style: str = "plain"
    target: str | None = None
    layers: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if self.style not in STYLES:
            raise InputError(f"unknown style of text '{self.style}'; {suggest(self.style, STYLES)}")


Text = str | Span


def as_spans(parts: Text | Iterable[Text]) -> tuple[Span, ...]:
    """Strings and spans as spans; a plain string stands for itself, whatever it contains."""
    if isinstance(parts, (str, Span)):
        parts = (parts,)
    spans = (Span(part) if isinstance(part, str) else part for part in parts)
    return tuple(span for span in spans if span.text or span.style != "plain")


def strong(text: str) -> Span:
    """Text that carries weight."""
    return Span(text, "strong")


def emphasis(text: str) -> Span:
    """Text that is set off."""
    return Span(text, "emphasis")


def cite(key: str) -> Span:
    """A reference to the work with this key in ``references.bib``; a report numbers it."""
    return Span(name_work(key), "cite", key)


def see_figure(name: str) -> Span:
    """A reference to the figure of this name; its number is given when the report is put together."""
    return Span("the figure", "figure", name)


def see_table(name: str) -> Span:
    """A reference to the table of this name."""
    return Span("the table", "table", name)


@dataclass(frozen=True)
class Block:
    """A piece of a report."""

    kind: ClassVar[str] = "block"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        from framelens.results.html import show_block  # the renderer knows the blocks, so it is fetched late

        content = as_json(self)
        return {"text/plain": as_plain(content), "text/html": show_block(content), MIME_TYPE: content}

    def _repr_html_(self) -> str:
        return str(self._repr_mimebundle_()["text/html"])


@dataclass(frozen=True)
class Heading(Block):
    """A heading; level 1 is the title, level 2 a section."""

    kind: ClassVar[str] = "heading"
    level: int
    spans: tuple[Span, ...]


@dataclass(frozen=True)
class Prose(Block):
    """A paragraph; ``role`` is 'body', 'abstract', 'note' or 'warning'."""

    kind: ClassVar[str] = "prose"
    spans: tuple[Span, ...]
    role: str = "body"


@dataclass(frozen=True)
class Listing(Block):
    """A list of short texts."""

    kind: ClassVar[str] = "listing"
    items: tuple[tuple[Span, ...], ...]
    ordered: bool = False


@dataclass(frozen=True)
class Verbatim(Block):
    """Text shown letter by letter, such as settings or what a cell printed."""

    kind: ClassVar[str] = "verbatim"
    text: str


@dataclass(frozen=True)
class TitlePage(Block):
    """The report's title and the question it asks."""

    kind: ClassVar[str] = "title"
    title: str
    question: str


@dataclass(frozen=True)
class TableBlock(Block):
    """A table as it is printed.

    Attributes
    ----------
    name : str
        The name of its files and of references to it.
    caption : tuple[Span, ...]
    columns : tuple[str, ...]
    numeric : tuple[bool, ...]
        Which columns hold numbers and are set flush right.
    rows : tuple[tuple[str, ...], ...]
        The cells as they are printed.
    notes : tuple[Span, ...]
    data : str
        The unrounded table as CSV.
    """

    kind: ClassVar[str] = "table"
    name: str
    caption: tuple[Span, ...]
    columns: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[Span, ...] = ()
    data: str = ""

    def to_excel(self, path: str | Path) -> Path:
        """Write a workbook: the table with every digit, and a sheet with its caption and notes."""
        said = ["".join(span.text for span in part) for part in (self.caption, self.notes)]
        return write_workbook({self.name: read_cells(self.data), "about": pd.DataFrame({"about": said})}, path)


@dataclass(frozen=True)
class FigureBlock(Block):
    """A figure: the drawing as SVG, what it shows in words, and the width it is made for.

    A click on the part of the drawing whose id is ``opens-0`` opens the first of ``opens``, and so on.
    """

    kind: ClassVar[str] = "figure"
    name: str
    caption: tuple[Span, ...]
    alt: str
    svg: str
    width_mm: float
    opens: tuple[Passages, ...] = ()


@dataclass(frozen=True)
class Passage:
    """Words of one article in context: marked spans, and where they stand."""

    article_id: str
    source: str
    spans: tuple[Span, ...]
    note: str = ""


@dataclass(frozen=True)
class Passages(Block):
    """Passages behind a number; ``n_found`` counts those that are not shown as well."""

    kind: ClassVar[str] = "passages"
    passages: tuple[Passage, ...]
    n_found: int
    title: str = ""

    def __len__(self) -> int:
        return self.n_found


@dataclass(frozen=True)
class ArticleText(Block):
    """A whole article to read, with everything found in it marked; in a notebook each kind of mark can be hidden.

    Attributes
    ----------
    article_id, source : str
        Which article it is, and how a reader finds it again.
    paragraphs : tuple[tuple[Span, ...], ...]
    people : tuple[tuple[str, str, str], ...]
        Who is who: a name, what the person or organisation is called in the text, and how often it speaks and is
        named.
    """

    kind: ClassVar[str] = "article"
    article_id: str
    source: str
    paragraphs: tuple[tuple[Span, ...], ...]
    people: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class ConcordanceLine:
    """One occurrence in its context: the words before, the words themselves, the words after, and where."""

    left: str
    keyword: str
    right: str
    source: str
    note: str = ""


@dataclass(frozen=True)
class Concordance(Block):
    """Occurrences one below the other, which a reader can sort by the words on either side; nothing runs for it."""

    kind: ClassVar[str] = "concordance"
    lines: tuple[ConcordanceLine, ...]
    n_found: int
    title: str = ""


@dataclass(frozen=True)
class References(Block):
    """The place where the list of references goes."""

    kind: ClassVar[str] = "references"


@dataclass(frozen=True)
class Group(Block):
    """Several blocks, one after the other; an empty group shows nothing."""

    kind: ClassVar[str] = "group"
    blocks: tuple[Block, ...] = ()


def heading(text: Text, *, level: int = 2) -> Heading:
    """A heading of the given level."""
    return Heading(level, as_spans(text))


def prose(*parts: Text, role: str = "body") -> Prose:
    """A paragraph of strings and spans."""
    return Prose(as_spans(parts), role)


def listing(items: Iterable[Text | Iterable[Text]], *, ordered: bool = False) -> Listing:
    """A list of texts."""
    return Listing(tuple(as_spans(item) for item in items), ordered)


def group(*blocks: Block | None) -> Group:
    """Several blocks as one; what is None is left out."""
    return Group(tuple(block for block in blocks if block is not None))


def as_json(value: Any) -> Any:
    """A block, span or passage as JSON: its fields, and the kind it is."""
    if is_dataclass(value) and not isinstance(value, type):
        content = {field.name: as_json(getattr(value, field.name)) for field in fields(value)}
        return {"kind": value.kind, **content} if isinstance(value, Block) else content
    if isinstance(value, (tuple, list)):
        return [as_json(item) for item in value]
    return value


def as_plain(content: dict[str, Any]) -> str:
    """A block's JSON as plain text."""

    def text(spans: list[dict[str, Any]]) -> str:
        return "".join(span["text"] for span in spans)

    kind = content["kind"]
    if kind in ("heading", "prose"):
        return text(content["spans"])
    if kind == "listing":
        return "\n".join(f"- {text(item)}" for item in content["items"])
    if kind == "table":
        lines = [text(content["caption"]), "\t".join(content["columns"]), *map("\t".join, content["rows"])]
        return "\n".join([*lines, text(content["notes"])]).strip()
    if kind == "figure":
        return f"{text(content['caption'])}\n{content['alt']}".strip()
    if kind == "passages":
        shown = [f"{text(passage['spans'])}\n    {passage['source']}" for passage in content["passages"]]
        return "\n".join(filter(None, [content["title"], *shown]))
    if kind == "concordance":
        lines = [f"{line['left']} [{line['keyword']}] {line['right']}    {line['source']}" for line in content["lines"]]
        return "\n".join(filter(None, [content["title"], *lines]))
    if kind == "article":
        return "\n\n".join([content["source"], *map(text, content["paragraphs"])])
    if kind == "group":
        return "\n\n".join(filter(None, map(as_plain, content["blocks"])))
    if kind == "title":
        return f"{content['title']}\n{content['question']}".strip()
    return str(content.get("text", ""))
