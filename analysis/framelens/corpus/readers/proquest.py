"""ProQuest deliveries as text: articles between lines of underscores, each with labelled fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.cleaning import clean_text
from framelens.corpus.datelines import find_date
from framelens.corpus.encoding import find_encoding, open_text
from framelens.corpus.readers.languages import find_language
from framelens.corpus.readers.record import LABELLED, PLACED, STATED, Reader, Record, Refusal

if TYPE_CHECKING:
    from framelens.corpus.readers.sniffing import Head
    from framelens.settings.settings import ArticleSource

LABELS = (
    "Abstract|Accession number|Author|Author affiliation|Business indexing term|Classification|Column|"
    "Company / organization|Copyright|Correspondence author|Country of publication|Credit|Database|Dateline|"
    "Document feature|Document type|Document URL|DocumentURL|DOI|Edition|First page|Full text|Full Text|"
    "Identifier / keyword|Illustrations|ISBN|ISSN|Issue|Language of publication|Last updated|Links|Location|"
    "Number of pages|Pages|People|Place of publication|Product name|ProQuest document ID|Publication date|"
    "Publication info|Publication subject|Publication title|Publication year|Publisher|Section|Source|"
    "Source attribution|Source type|Subject|Supplement|Title|Volume|Year"
)
_LABEL = re.compile(rf"(?P<label>{LABELS}):[ \t]*(?P<value>.*)", re.DOTALL)
_RULE = re.compile(r"^_{20,}[ \t]*$", re.MULTILINE)
_LONGEST = 1 << 30
_COUNTER = re.compile(r"(?:Document \d+ of \d+|\d+ of \d+)\s*")
_CLOSING = ("Contact us at:", "Database copyright", "Terms and Conditions:", "Bibliography", "Citation style:")
_NO_TEXT = re.compile(r"(?:None available|Not available|Full text (?:is )?(?:not|un)available)\b.{0,80}", re.I | re.S)


def recognise_proquest(head: Head) -> str | None:
    """Why a text is ProQuest's: a line of underscores and at least two of its labels."""
    if not _RULE.search(head.text):
        return None
    marks = [mark for mark in ("Full text:", "ProQuest document ID:", "Publication info:", "Publication title:")
             if re.search(rf"^{mark}", head.text, re.M)]  # fmt: skip
    return f"it has ProQuest's line of underscores and labels '{marks[0]}', '{marks[1]}'" if len(marks) > 1 else None


def read_proquest(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a ProQuest delivery in text."""
    with open_text(path, find_encoding(path, source.encoding)) as stream:
        text = clean_text(stream.read(_LONGEST))
    number, line = 0, 1
    for part in _split(text):
        if _is_article(part):
            number += 1
            yield _read_part(part, number, line)
        line += part.count("\n")
    if not number:
        raise UnreadableFile("there is no article between its lines of underscores")


def _split(text: str) -> Iterator[str]:
    place = 0
    for rule in _RULE.finditer(text):
        yield text[place : rule.start()]
        place = rule.start()
    yield text[place:]


def _is_article(part: str) -> bool:
    return any(_LABEL.match(paragraph) for paragraph in _paragraphs(part))


def _paragraphs(part: str) -> list[str]:
    part = _RULE.sub("", part, count=1)
    return [p.strip("\n") for p in re.split(r"\n[ \t]*\n", part) if p.strip() and not p.strip().startswith(_CLOSING)]


def _read_part(part: str, number: int, line: int) -> Record | Refusal:
    paragraphs = _paragraphs(part)
    if paragraphs and _COUNTER.fullmatch(paragraphs[0]):
        paragraphs = paragraphs[1:]
    values: dict[str, str] = {}
    if paragraphs and not _LABEL.match(paragraphs[0]):
        values["Title"] = " ".join(paragraphs[0].split())
    text_at = next((at for at, p in enumerate(paragraphs) if re.match(r"Full [tT]ext:", p)), None)
    # Labels end the record in an unbroken row; a line of the article may begin like one of them.
    tail_at = len(paragraphs)
    while tail_at > (text_at or 0) + 1 and _LABEL.match(paragraphs[tail_at - 1]):
        tail_at -= 1
    head = paragraphs[:text_at] if text_at is not None else paragraphs[:tail_at]
    for paragraph in head + paragraphs[tail_at:]:
        if (match := _LABEL.match(paragraph)) and match["label"] not in values:
            values[match["label"]] = " ".join(match["value"].split())
    body = [] if text_at is None else paragraphs[text_at:tail_at]
    text = "\n\n".join("\n\n".join(p.split("\n")) for p in body).partition(":")[2].strip()
    return make_proquest_record(values, text, number, f"line {line:,}")


def make_proquest_record(values: Mapping[str, str], text: str, number: int, place: str) -> Record | Refusal:
    """The record of an article from ProQuest's labelled values and its full text."""
    position = f"article {number:,}, {place}" if place else f"article {number:,}"
    title = values.get("Title", "")
    if not text or _NO_TEXT.fullmatch(text):
        return Refusal(f"ProQuest holds no full text of it ('{title[:60]}')", position, True)
    fields: dict[str, object] = {}
    found = {"text": Found(place, "Full text:", LABELLED)}
    if title:
        fields["headline"], found["headline"] = title, Found(place, "title", LABELLED)
    if author := values.get("Author"):
        fields["byline"], found["byline"] = author, Found(place, "Author:", LABELLED)
    for label, confidence in (("Publication date", LABELLED), ("Publication info", STATED)):
        if "published" not in fields and (date := find_date(values.get(label, ""))):
            fields["published"], found["published"] = date, Found(place, f"{label}:", confidence)
    # "Los Angeles Times; Los Angeles, Calif."; in the line of publication the place stands in brackets.
    outlet = values.get("Publication title", "").partition(";")[0].strip()
    info = values.get("Publication info", "").partition("[")[0].partition(";")[0].strip()
    if outlet:
        fields["outlet"], found["outlet"] = outlet, Found(place, "Publication title:", LABELLED)
    elif info and not find_date(info):
        fields["outlet"], found["outlet"] = info, Found(place, "Publication info:", PLACED)
    if language := find_language(values.get("Language of publication", "")):
        fields["language"], found["language"] = language, Found(place, "Language of publication:", LABELLED)
    return Record(text, fields, position, number, found)


PROQUEST_TEXT = Reader("ProQuest (text)", (".txt",), read_proquest, recognise=recognise_proquest)
