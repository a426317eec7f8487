"""Factiva deliveries as saved pages: with field codes in a table, or in the form shown on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.readers.factiva import CODES, NUMBER, make_coded_record, make_plain_record
from framelens.corpus.readers.markup import class_is, lines_of, open_page, words_of
from framelens.corpus.readers.record import Reader, Record, Refusal, note_texts

if TYPE_CHECKING:
    from lxml.html import HtmlElement

    from framelens.corpus.readers.sniffing import Head
    from framelens.settings.settings import ArticleSource

# One article; the class names its language: "article enArticle".
_ARTICLE = f"//div[{class_is('article')} and contains(@class, 'Article')]"
_MARK = re.compile(r"class=[\"'][^\"']*\barticle \w{2,8}Article\b|<title>\s*(?:Dow Jones )?Factiva", re.IGNORECASE)
_BROKEN_OFF = "the page breaks off in it: Factiva's number, which ends each article, is missing; save it again"


def recognise_factiva_page(head: Head) -> str | None:
    """Why a page is Factiva's: its title, or the class of its articles."""
    match = _MARK.search(head.text)
    return f"it has Factiva's mark '{' '.join(match[0].split())}'" if match else None


def read_factiva_page(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a Factiva delivery that was saved as a page."""
    tree, note = open_page(path, source.encoding)
    articles = tree.xpath(_ARTICLE)
    if not articles:
        raise UnreadableFile('it has no <div class="article …Article">, as each article of Factiva\'s is')
    yield from note_texts(_read_articles(articles), note)


def _read_articles(articles: list[HtmlElement]) -> Iterator[Record | Refusal]:
    was_closed = False
    for number, article in enumerate(articles, start=1):
        holder = article.getparent().get("id", "")
        place = f"article {number:,} ({holder.removeprefix('article-')})" if holder.startswith("article-") else ""
        values = _read_codes(article)
        closed = "AN" in values or any(NUMBER.fullmatch(line) for line in lines_of(article)[-3:])
        if was_closed and not closed:
            yield Refusal(_BROKEN_OFF, f"article {number:,}")
        else:
            yield make_coded_record(values, number, place) if "HD" in values else _read_shown(article, number, place)
        was_closed |= closed


def _read_codes(article: HtmlElement) -> dict[str, str]:
    values: dict[str, str] = {}
    for row in article.xpath(".//tr[count(td) >= 2]"):
        code = words_of(row[0]).strip("\xa0 ")
        if code in CODES and code not in values:
            values[code] = "\n\n".join(lines_of(row[1])) if code in ("LP", "TD") else words_of(row[1])
    return values


def _read_shown(article: HtmlElement, number: int, place: str) -> Record | Refusal:
    body = article.xpath(f".//p[{class_is('articleParagraph')}]")
    header: list[str] = []
    for block in article.iter("div", "p"):
        if block is article:
            continue
        if body and block is body[0]:
            break
        header += [line for line in lines_of(block) if line not in header[-1:]]
    headline = words_of(article.xpath(".//*[@id='hd'] | .//span[contains(@class, 'Headline')]"))
    byline = words_of(article.xpath(f".//div[{class_is('author')}]"))
    words = [text for p in body if (text := words_of(p)) and not NUMBER.fullmatch(text)]
    accession = next((match["id"] for line in lines_of(article)[-3:] if (match := NUMBER.fullmatch(line))), "")
    return make_plain_record(header, words, number, place, headline=headline, byline=byline, accession=accession)


FACTIVA_PAGE = Reader(
    "Factiva (HTML)",
    (".html", ".htm", ".xhtml"),
    read_factiva_page,
    kind="html",
    recognise=recognise_factiva_page,
    apart=("lxml.html",),
)
