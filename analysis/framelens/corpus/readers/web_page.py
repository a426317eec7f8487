"""News pages (.html): the article without menus, comments and advertisements, by trafilatura (Barbaresi 2021)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.merged import refuse_merged_lines
from framelens.corpus.readers.markup import lines_of, open_page
from framelens.corpus.readers.metadata import find_metadata
from framelens.corpus.readers.record import INFERRED, NAMED, PLACED, Reader, Record, Refusal, note_texts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from framelens.settings.settings import ArticleSource

_DATED_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?!\d)")
_NO_ARTICLE = "no article was found on the page; it may be a front page, or fill itself by a script when it is shown"
# Below these, there is no article to be told from what stands around it: a page saved by hand has only that.
_FEW_WORDS, _MOST_BARE = 25, 20_000


def read_web_page(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The one article of a saved page."""
    tree, note = open_page(path, source.encoding)
    record = read_article(tree)
    if record is None:
        raise UnreadableFile(_NO_ARTICLE)
    fields, found = dict(record.fields), dict(record.found)
    if "published" not in fields and (body := tree.find("body")) is not None:
        # No news page, which says its date, but perhaps a delivery: what divides it is not part of a main text.
        refuse_merged_lines(lines_of(body), source)
    if "published" not in fields and (dated := _DATED_NAME.match(path.name)):
        fields["published"], found["published"] = dated[1], Found("", "name of the file", NAMED)
    fields["outlet"] = fields.get("outlet") or source.outlet
    yield from note_texts(iter([Record(record.text, fields, found=found)]), note)


def read_article(tree: HtmlElement) -> Record | None:
    """The article of a page; None where there is none."""
    fields, found = find_metadata(tree)
    lines, confidence, how = _find_body(tree)
    if not lines:
        return None
    headline = str(fields.get("headline") or "")
    if headline and lines[0] != headline:
        # A title in the browser's bar has the outlet behind it; the heading in the text is the headline.
        if lines[0] and len(lines[0]) > 10 and headline.startswith(lines[0]):
            fields["headline"] = lines[0]
    found["text"] = Found("", how, confidence)
    return Record("\n\n".join(lines), fields, found=found)


def _find_body(tree: HtmlElement) -> tuple[list[str], float, str]:
    from trafilatura import bare_extraction

    bare = lines_of(body) if (body := tree.find("body")) is not None else []
    extracted = bare_extraction(tree, include_comments=False, include_tables=False, with_metadata=False)
    element = getattr(extracted, "body", None)
    lines = _blocks(element) if element is not None else []
    if sum(len(line.split()) for line in lines) >= _FEW_WORDS:
        return lines, PLACED, "main text of the page (trafilatura)"
    if lines or 0 < sum(map(len, bare)) <= _MOST_BARE:
        return (lines or bare), INFERRED, "all words of a short page"
    return [], INFERRED, ""


def _blocks(element: HtmlElement) -> list[str]:
    lines = [" ".join("".join(block.itertext()).split()) for block in element.iter("p", "head", "item", "quote", "ab")
             if not any(above.tag in ("item", "quote") for above in block.iterancestors())]  # fmt: skip
    return [line for line in lines if line]


WEB_PAGE = Reader(
    "web page", (".html", ".htm", ".xhtml"), read_web_page, kind="html", apart=("trafilatura", "lxml.html")
)
