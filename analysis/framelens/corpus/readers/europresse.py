"""Europresse deliveries (HTML): the form of today, one ``<article>`` each, and the form before, one table each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.dates import find_date
from framelens.corpus.readers.markup import class_is, lines_of, open_page, words_of
from framelens.corpus.readers.record import LABELLED, PLACED, STATED, Fields, Reader, Record, Refusal, note_texts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from framelens.corpus.readers.sniffing import Head
    from framelens.settings.settings import ArticleSource

_MARK = re.compile(r"DocPublicationName|europresse\.com|cedrom-sni\.com|docOcurrContainer", re.IGNORECASE)
# "La Croix, no. 43018", "Le Monde, no. 24 681 (site web)": the issue is not part of the name.
_ISSUE = re.compile(r"(?:,\s*(?:no|vol)\.?\s.*|,?\s*n[°º]\s.*|\s*\(site web\).*)$", re.IGNORECASE)
_NUMBER = re.compile(r"news[·.](?P<day>\d{8})[·.](?P<code>[\w-]+)[·.](?P<id>[\w-]+)")
_TAIL = re.compile(r"(?:©|\(c\)|Numéro de document|Document number|Ce certificat|This certificate).*", re.IGNORECASE)
# Behind the words in the form before: the certificate of the library that bought them.
_TODAY, _BEFORE = "//article[.//*[contains(@class, 'DocPublicationName')]]", "//span[@class='DocPublicationName']"


def recognise_europresse(head: Head) -> str | None:
    """Why a page is Europresse's: the names of its classes or of its makers."""
    match = _MARK.search(head.text)
    return f"it has Europresse's mark '{match[0]}'" if match else None


def read_europresse(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a Europresse delivery."""
    tree, note = open_page(path, source.encoding)
    articles = tree.xpath(_TODAY)
    # In the form before, the table's cell around the outlet's name; a table within it is the certificate.
    cells = [] if articles else [span.getparent() for span in tree.xpath(_BEFORE)]
    if not articles and not cells:
        raise UnreadableFile("it has no article: nothing in it is marked as the name of a publication")
    read = _read_today if articles else _read_before
    yield from note_texts((read(one, number) for number, one in enumerate(articles or cells, start=1)), note)


def _read_today(article: HtmlElement, number: int) -> Record | Refusal:
    header = next(iter(article.xpath("./header")), article)
    fields = _read_header(
        words_of(header.xpath(f".//*[{class_is('DocPublicationName')}]")),
        " ".join(words_of(span) for span in header.xpath(f".//*[{class_is('DocHeader')}]")),
        words_of(header.xpath(f".//*[contains(@class, 'titreArticleVisu')] | .//*[{class_is('titreArticle')}]")),
        words_of(header.xpath(f".//*[{class_is('docAuthors')} or {class_is('sm-margin-bottomNews')}]")),
        words_of(article.xpath(f".//*[{class_is('publiC-lblNodoc')}]")),
    )
    bodies = article.xpath(f".//*[{class_is('docOcurrContainer')}]") or article.xpath(f".//*[{class_is('DocText')}]")
    lines = [line for body in bodies[:1] for line in lines_of(body)]
    return _make(lines, fields, number, "class docOcurrContainer")


def _read_before(cell: HtmlElement, number: int) -> Record | Refusal:
    title = next(iter(cell.xpath(".//span[@class='TitreArticleVisu']")), None)
    after: list[str] = []
    if title is not None:
        after = [*_lines_behind(title)]
    # Between title and first paragraph stands the author, alone on its line and without a full stop.
    author = after[0] if len(after) > 1 and len(after[0]) <= 60 and not re.search(r"[.!?…:»”\"]$", after[0]) else ""
    end = next((at for at, line in enumerate(after) if _TAIL.match(line)), len(after))
    fields = _read_header(
        words_of(cell.xpath("./span[@class='DocPublicationName']")),
        " ".join(words_of(span) for span in cell.xpath("./span[@class='DocHeader']")),
        words_of(title),
        author,
        " ".join(after[end:]),
    )
    return _make(after[1 if author else 0 : end], fields, number, "lines below TitreArticleVisu")


def _lines_behind(title: HtmlElement) -> Iterator[str]:
    from lxml import html

    # A shell around what follows the title; the certificate's table ends it.
    shell = html.Element("div")
    shell.text = title.tail
    for sibling in list(title.itersiblings()):
        if sibling.tag == "table":
            break
        shell.append(sibling)
    return iter(lines_of(shell))


def _read_header(outlet: str, dated: str, headline: str, author: str, number: str) -> Fields:
    fields = Fields()
    fields.add("outlet", _ISSUE.sub("", outlet).strip(" ,"), "class DocPublicationName", LABELLED)
    match = _NUMBER.search(number)
    if find_date(dated):
        fields.add("published", dated, "class DocHeader", STATED)
    elif match:
        day = f"{match['day'][:4]}-{match['day'][4:6]}-{match['day'][6:]}"
        fields.add("published", day, "number of the document", STATED)
    fields.add("headline", headline, "class titreArticleVisu", LABELLED)
    fields.add("byline", author.rstrip(" ;,"), "line below the title", PLACED)
    fields.keep("publication", outlet)
    fields.keep("section", dated)
    fields.keep("document", match[0] if match else "")
    return fields


def _make(lines: list[str], fields: Fields, number: int, label: str) -> Record | Refusal:
    position = f"article {number:,}"
    if not lines:
        return Refusal(f"it has no text (headline '{fields.describe()}')", position, True)
    return fields.make_record("\n\n".join(lines), position, number, Found("", label, LABELLED))


EUROPRESSE = Reader(
    "Europresse (HTML)",
    (".html", ".htm", ".xhtml"),
    read_europresse,
    kind="html",
    recognise=recognise_europresse,
    apart=("lxml.html",),
)
