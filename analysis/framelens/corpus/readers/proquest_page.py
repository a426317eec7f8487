"""ProQuest deliveries as saved pages: labels in bold, the words in an element ``<text>``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.readers.markup import lines_of, open_page, words_of
from framelens.corpus.readers.proquest import make_proquest_record, name_label
from framelens.corpus.readers.record import Reader, Record, Refusal, note_texts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from framelens.corpus.readers.sniffing import Head
    from framelens.settings.settings import ArticleSource

_MARK = re.compile(
    r"ProQuest document (?:link|ID)|name=[\"']DocID_|<strong[^>]*>\s*Full text:?\s*</strong>"
    r"|search\.proquest\.com/docview"
    r"|www\.proquest\.com/[\w/-]*docview",
    re.IGNORECASE,
)


def recognise_proquest_page(head: Head) -> str | None:
    """Why a page is ProQuest's: its anchors, its labels, its links."""
    marks = list(dict.fromkeys(match[0] for match in _MARK.finditer(head.text)))
    return f"it has ProQuest's marks '{marks[0]}', '{marks[1]}'" if len(marks) > 1 else None


def read_proquest_page(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a ProQuest delivery that was saved as a page."""
    tree, note = open_page(path, source.encoding)
    anchors = tree.xpath("//a[starts-with(@name, 'DocID_')]")
    read = [_read_values(article) for article in dict.fromkeys(map(_block_of, anchors))] or [_read_values(tree)]
    if not any(values for values, _ in read):
        raise UnreadableFile("none of ProQuest's labels stands in it")
    numbered = enumerate(((values, text) for values, text in read if values), start=1)
    yield from note_texts((make_proquest_record(values, text, number, "") for number, (values, text) in numbered), note)


def _block_of(anchor: HtmlElement) -> HtmlElement:
    block = anchor.getparent()
    while block.tag != "div" and block.getparent() is not None:
        block = block.getparent()
    return block


def _read_values(article: HtmlElement) -> tuple[dict[str, str], str]:
    values: dict[str, str] = {}
    text = ""
    for bold in article.iter("strong", "b"):
        label = name_label(words_of(bold).rstrip(": ")) or ""
        if not label or label in values:
            continue
        holder = bold.getparent()
        if label == "Full text":
            text = _read_text(article, holder)
        else:
            value = words_of(holder).removeprefix(words_of(bold)).strip(" :")
            # The abstract stands in the paragraph below its label.
            values[label] = value
    title = article.xpath(".//p[contains(translate(@style, ' ', ''), 'font-weight:bold')] | .//h1 | .//h2 | .//h3")
    if "Title" not in values and (words := words_of(title)):
        values["Title"] = words
    return values, text


def _read_text(article: HtmlElement, holder: HtmlElement) -> str:
    marked = next(iter(article.iter("text")), None)
    if marked is not None and (lines := lines_of(marked)):
        return "\n\n".join(lines)
    # Without the element the paragraphs go on below the label, until the next one.
    lines = lines_of(holder)
    for sibling in holder.itersiblings():
        first = next(sibling.iter("strong", "b"), None)
        if first is not None and name_label(words_of(first).rstrip(": ")):
            break
        lines += lines_of(sibling)
    return re.sub(r"\AFull text:?\s*", "", "\n\n".join(lines), flags=re.IGNORECASE).strip()


PROQUEST_PAGE = Reader(
    "ProQuest (HTML)",
    (".html", ".htm", ".xhtml"),
    read_proquest_page,
    kind="html",
    recognise=recognise_proquest_page,
    apart=("lxml.html",),
)
