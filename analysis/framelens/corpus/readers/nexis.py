"""Nexis Uni deliveries (Word and rich text): one or many articles a file, with cover pages and tables of contents.

An article is: headline, outlet, date, lines of copyright and edition, labelled lines (``Section:``, ``Length:``,
``Byline:``, ``Dateline:``), a line ``Body``, the words, perhaps a line ``Graphic`` with captions, ``Load-Date:`` and
``End of Document``. The structure is the one that LexisNexisTools (Gruber 2021) reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.datelines import find_date, is_dateline
from framelens.corpus.readers.languages import find_language
from framelens.corpus.readers.record import INFERRED, LABELLED, PLACED, Reader, Record, Refusal
from framelens.corpus.readers.rich_text import read_rich_lines
from framelens.corpus.readers.word import read_word_lines

if TYPE_CHECKING:
    from framelens.corpus.readers.sniffing import Head
    from framelens.settings.settings import ArticleSource

_END = re.compile(r"End of Document", re.IGNORECASE)
_LABEL = re.compile(
    r"(?P<label>Section|Length|Byline|Dateline|Highlight|Series|Column|Load-Date|Language|Publication-Type|Subject|"
    r"Copyright|Correction-Date|URL|Type|Rubrik|Länge|Longueur|Auteur|Autor)\s*:\s*(?P<value>.*)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\)).*", re.IGNORECASE)
# Cover page and table of contents; "-None-" stands there for filters that were not set.
_COVER = re.compile(
    r"(?:\d{1,4}\.|\d{1,4}\.\s.*|-None-|None|User Name:.*|Date and Time:.*|Job Number:.*|Documents? \(\d+\).*|"
    r"Client/Matter:.*|Search Terms:.*|Search Type:.*|Narrowed by:?|Content Type.*|News|.*Narrowed by.*|"
    # The filters that were set, in one cell: "Timeline: Jan 01, 2020 to Dec 31, 2021; Language: English".
    r"(?:Sources?|Timeline|Publication Type|Language|Location(?: by Publication)?|Category|Subject|Industry|Region|"
    r"Company|People|Search Within Results|Group Duplicates):.*)",
    re.IGNORECASE,
)
# Running lines at the head and foot of each printed page.
_PAGE_LINE = re.compile(
    r"Page \d+ of \d+|\|?\s*About LexisNexis\s*\|.*|\[?image:.*\]?|.*\|\s*Privacy Policy\s*\|.*", re.IGNORECASE
)
# White space within the line alone: over line ends, a page of blank lines would be searched from each of them.
_MARKS = (
    ("'End of Document'", re.compile(r"^[^\S\n]*End of Document[^\S\n]*$", re.M)),
    ("'Load-Date:'", re.compile(r"^[^\S\n]*Load-Date:", re.M)),
    ("'Body'", re.compile(r"^[^\S\n]*Body[^\S\n]*$", re.M)),
    ("'Length: … words'", re.compile(r"^[^\S\n]*Length:[^\S\n]*[\d,.]+ words", re.M)),
    ("'Client/Matter:'", re.compile(r"^[^\S\n]*Client/Matter:", re.M)),
    ("'Search Type:'", re.compile(r"^[^\S\n]*Search Type:", re.M)),
    ("'Job Number:'", re.compile(r"^[^\S\n]*Job Number:", re.M)),
)
_TAIL = re.compile(r"(?:Graphic|Classification|Load-Date:.*)", re.IGNORECASE)


def recognise_nexis(head: Head) -> str | None:
    """Why a document is a Nexis delivery: at least two of the marks that every delivery has, each a line."""
    marks = [name for name, pattern in _MARKS if pattern.search(head.text)]
    return f"it has the marks of a Nexis delivery: {', '.join(marks)}" if len(marks) > 1 else None


def read_nexis_word(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a Nexis delivery in Word."""
    return read_nexis_lines(read_word_lines(path))


def read_nexis_rtf(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a Nexis delivery in rich text."""
    return read_nexis_lines([line.strip("|").strip() for line in read_rich_lines(path)])


def read_nexis_lines(lines: Sequence[str]) -> Iterator[Record | Refusal]:
    """The articles of a delivery that is given as its paragraphs."""
    numbered = [
        (number, " ".join(line.replace("\xa0", " ").split())) for number, line in enumerate(lines, start=1) if line
    ]
    part: list[tuple[int, str]] = []
    n_articles = 0
    for number, line in numbered:
        if _END.fullmatch(line):
            n_articles += 1
            yield _read_article(part, n_articles)
            part = []
        elif line and not _PAGE_LINE.fullmatch(line):
            part.append((number, line))
    # The last article of a delivery that was cut short has no end; a table of contents has no body.
    if any(line == "Body" for _, line in part):
        n_articles += 1
        yield _read_article(part, n_articles)
    if not n_articles:
        if any(_COVER.fullmatch(line) for _, line in part):
            yield Refusal("it is the cover page or table of contents of a Nexis delivery, without an article", "", True)
        else:
            raise UnreadableFile("it has no article that ends in 'End of Document', as those of Nexis do")


@dataclass
class _Header:
    """What stands above the body."""

    fields: dict[str, object] = field(default_factory=dict)
    found: dict[str, Found] = field(default_factory=dict)

    def add(self, name: str, value: object, number: int, label: str, confidence: float, note: str = "") -> None:
        if value and name not in self.fields:
            self.fields[name] = value
            self.found[name] = Found(f"paragraph {number}", label, confidence, note)


def _read_article(part: list[tuple[int, str]], number: int) -> Record | Refusal:
    position = f"article {number:,}"
    header = _Header()
    body_at = next((place for place, (_, line) in enumerate(part) if place and line == "Body"), None)
    end = len(part) if body_at is None else body_at
    begin = _find_begin(part[:end])
    _read_place(part[begin:end], header)
    body = [] if body_at is None else part[body_at + 1 :]
    tail_at = next((place for place, (_, line) in enumerate(body) if _TAIL.fullmatch(line)), len(body))
    # A line of the body may begin like a label; those of the archive stand above and below it.
    for line_number, line in part[begin:end] + body[tail_at:]:
        _read_label(line, line_number, header)
    if body_at is None:
        what = "a picture with its caption" if any(line == "Graphic" for _, line in part) else "a header"
        return Refusal(f"it has no body: it is {what} ('{_shorten(part, begin)}')", position, True)
    note = "captions under 'Graphic' left out" if tail_at < len(body) and body[tail_at][1] == "Graphic" else ""
    found = {"text": Found(f"paragraph {part[body_at][0] + 1}", "Body", LABELLED, note), **header.found}
    text = "\n\n".join(line for _, line in body[:tail_at])
    return Record(text, header.fields, position, number, found)


def _find_begin(lines: list[tuple[int, str]]) -> int:
    # Behind the last line of a cover page; a headline is never the last of a table of contents, since the filters are.
    marks = [place for place, (_, line) in enumerate(lines) if _COVER.fullmatch(line)]
    dated = [place for place, (_, line) in enumerate(lines) if is_dateline(line)]
    last_date = max(dated, default=len(lines))
    return max((place + 1 for place in marks if place + 1 < last_date and _is_cover(lines, place)), default=0)


def _is_cover(lines: list[tuple[int, str]], place: int) -> bool:
    # "News" or "3. Something" may be a headline; on a cover a line of the search stands near it.
    near = lines[max(place - 6, 0) : place + 7]
    return any(
        re.match(r"(?:Client/Matter|Search Type|Search Terms|Job Number|Narrowed by|-None-)", line) for _, line in near
    )


def _read_place(lines: list[tuple[int, str]], header: _Header) -> None:
    """Headline, outlet and date, which have no label: the date is a line of its own above the labelled ones."""
    # The first two lines are headline and outlet, whatever they begin with ("Column: why the port must open").
    stop = next(
        (at for at, (_, line) in enumerate(lines) if at > 1 and (_LABEL.fullmatch(line) or _COPYRIGHT.fullmatch(line))),
        len(lines),
    )
    above = lines[:stop]
    date_at = max((place for place, (_, line) in enumerate(above) if is_dateline(line)), default=None)
    if date_at is None:
        # The third line all the same: a day with a region behind it ("June 1, 2020 Monday, South"), or none.
        date_at = 2 if len(above) > 2 else len(above)
        if date_at < len(above):
            number, line = above[date_at]
            header.add("published", find_date(line), number, "the third line", INFERRED)
            if "published" not in header.fields:
                where = Found(f"paragraph {number}", "dateline", 0.0, f"'{line[:60]}' is no whole date")
                header.found["published"] = where
    else:
        number, line = above[date_at]
        header.add("published", find_date(line), number, "dateline", PLACED)
    if date_at > 0:
        number, line = above[date_at - 1]
        header.add("outlet", line, number, "the line above the date", PLACED)
    if date_at > 1:
        number = above[0][0]
        header.add("headline", " ".join(line for _, line in above[: date_at - 1]), number, "first line", PLACED)


def _read_label(line: str, number: int, header: _Header) -> None:
    match = _LABEL.fullmatch(line)
    if match is None:
        return
    label, value = match["label"].capitalize(), match["value"].strip()
    if label in ("Byline", "Auteur", "Autor"):
        header.add("byline", value, number, f"{label}:", LABELLED)
    elif label == "Load-date" and "published" not in header.fields and (date := find_date(value)):
        note = "the day it was loaded into the archive; there is no dateline with a whole date"
        header.add("published", date, number, "Load-Date:", INFERRED, note)
    elif label == "Language" and (language := find_language(value)):
        header.add("language", language, number, "Language:", LABELLED)


def _shorten(part: list[tuple[int, str]], begin: int) -> str:
    line = part[begin][1] if begin < len(part) else ""
    return line if len(line) <= 60 else line[:60] + "…"


NEXIS_DOCX = Reader(
    "Nexis (Word)", (".docx",), read_nexis_word, kind="docx", recognise=recognise_nexis, apart=("lxml.etree",)
)
NEXIS_RTF = Reader(
    "Nexis (rich text)",
    (".rtf", ".doc"),
    read_nexis_rtf,
    kind="rtf",
    recognise=recognise_nexis,
    apart=("striprtf.striprtf",),
)
