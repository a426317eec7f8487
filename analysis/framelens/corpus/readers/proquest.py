"""ProQuest's deliveries as text: articles between lines of underscores, each with labelled fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.readers.forms import Form
from framelens.corpus.readers.record import LABELLED, PLACED, STATED, Fields, Record, Refusal, refuse_merged

LABELS = (
    "Abstract|Accession number|Author|Author affiliation|Business indexing term|Classification|Column|"
    "Company / organization|Copyright|Correspondence author|Country of publication|Credit|Database|Dateline|"
    "Document feature|Document type|Document URL|DOI|Edition|First page|Full text|"
    "Identifier / keyword|Illustrations|ISBN|ISSN|Issue|Language of publication|Last updated|Links|Location|"
    "Number of pages|Pages|People|Place of publication|Product name|ProQuest document ID|Publication date|"
    "Publication info|Publication subject|Publication title|Publication year|Publisher|Section|Source|"
    "Source attribution|Source type|Subject|Supplement|Title|Volume|Year"
)
_RULE = re.compile(r"_{20,}[ \t]*")
_COUNTER = re.compile(r"(?:Document \d+ of \d+|\d+ of \d+)")
# A label of the archive's; spaces and capitals in it are written now one way, now another.
_LABEL = re.compile(r"\s*(?P<label>[A-Z][\w/&’' -]{1,40}?)\s*:(?:[ \t]+(?P<value>.*)|[ \t]*)\Z", re.DOTALL)
_CLOSING = ("Contact us at:", "Database copyright", "Terms and Conditions:", "Bibliography", "Citation style:")
_NO_TEXT = re.compile(r"(?:None available|Not available|Full text (?:is )?(?:not|un)available)\b.{0,80}", re.I | re.S)
# Lines below the words that are about the pictures and the writers, not the article's.
_BELOW = re.compile(r"(?P<label>[A-Z]{4,14}|Credit|Caption|Photo(?:graph)?|Illustration): (?P<value>.*)")
_NEAR = 20
_BROKEN_OFF = "the delivery breaks off in it: no label stands below its words; export it again"


def _plain(label: str) -> str:
    return re.sub(r"[\W_]", "", label).lower()


_KNOWN = {_plain(label): label for label in LABELS.split("|")}


def name_label(label: str) -> str | None:
    """ProQuest's name of a label, however it is spaced; None for what is none of its labels."""
    # In capitals it is a line of the paper's own: "CREDIT: Bo Lund".
    return None if label.isupper() and label not in _KNOWN.values() else _KNOWN.get(_plain(label))


def recognise_proquest(words: str) -> str | None:
    """Why a text is ProQuest's: a line of underscores and at least two of its labels."""
    if not re.search(rf"^{_RULE.pattern}$", words, re.M):
        return None
    marks = [mark for mark in ("Full text:", "ProQuest document ID:", "Publication info:", "Publication title:")
             if re.search(rf"^{mark}", words, re.M | re.I)]  # fmt: skip
    return f"it has ProQuest's line of underscores and labels '{marks[0]}', '{marks[1]}'" if len(marks) > 1 else None


def read_proquest(lines: Sequence[str]) -> Iterator[Record | Refusal]:
    """The articles of a delivery."""
    number = 0
    rules = [at for at, line in enumerate(lines) if _RULE.fullmatch(line)]
    for start, end in zip([-1, *rules], [*rules, len(lines)], strict=True):
        paragraphs = _paragraphs(lines[start + 1 : end])
        if not paragraphs:
            continue
        place = f"line {max(start + 1, 1):,}"
        if any(map(_label_of, paragraphs)):
            number += 1
            closed, read = _read_part(paragraphs, number, place)
            if end == len(lines) and not closed:
                read = Refusal(_BROKEN_OFF, f"article {number:,}, {place}")
            yield read
        elif number or end < len(lines):
            yield Refusal(f"no label stands in it, as in an article ('{paragraphs[0][:60]}')", place)
    if not number:
        raise UnreadableFile("there is no article between its lines of underscores")


def _paragraphs(lines: Sequence[str]) -> list[str]:
    parts = re.split(r"\n[ \t]*\n", "\n".join(lines))
    paragraphs = [p.strip("\n") for p in parts if p.strip()]
    closing = next((at for at, p in enumerate(paragraphs) if p.strip().startswith(_CLOSING)), len(paragraphs))
    paragraphs = paragraphs[:closing]
    return paragraphs[1:] if paragraphs and _COUNTER.fullmatch(paragraphs[0].strip()) else paragraphs


def _label_of(paragraph: str) -> str | None:
    match = _LABEL.match(paragraph)
    return name_label(match["label"]) if match else None


def _read_part(paragraphs: list[str], number: int, place: str) -> tuple[bool, Record | Refusal]:
    """An article, and whether labels close it."""
    n_texts = sum(_label_of(paragraph) == "Full text" for paragraph in paragraphs)
    if n_texts > 1 and sum(_label_of(paragraph) == "ProQuest document ID" for paragraph in paragraphs) > 1:
        return True, refuse_merged(n_texts, "Full text:", f"article {number:,}, {place}")
    values: dict[str, str] = {}
    if _label_of(paragraphs[0]) is None:
        values["Title"] = " ".join(paragraphs[0].split())
    text_at = next((at for at, p in enumerate(paragraphs) if _label_of(p) == "Full text"), None)
    tail_at = _find_tail(paragraphs, (text_at or 0) + 1)
    head = paragraphs[:text_at] if text_at is not None else paragraphs[:tail_at]
    for paragraph in head + paragraphs[tail_at:]:
        if (match := _LABEL.match(paragraph)) and (name_label(match["label"]) or paragraph not in head):
            label = name_label(match["label"]) or match["label"]
            values.setdefault(label, " ".join((match["value"] or "").split()))
    body = [] if text_at is None else "\n".join(paragraphs[text_at:tail_at]).partition(":")[2].strip().split("\n")
    words, below = _part_below([line for line in body if line.strip()])
    values |= {label: value for label, value in below.items() if label not in values}
    is_closed = tail_at + 1 < len(paragraphs)  # one line alone may be the article's, and begin like a label
    return is_closed, make_proquest_record(values, "\n\n".join(words), number, place)


def _find_tail(paragraphs: list[str], start: int) -> int:
    """Where the labels below the words begin: two of them follow each other, or one ends the record.

    A line of the article may begin like one of them, and a label of theirs may be broken or unknown.
    """
    for at in range(start, len(paragraphs)):
        if _label_of(paragraphs[at]) is None:
            continue
        rest = paragraphs[at + 1 :]
        odd = _LABEL.match(rest[0]) if rest else None
        if not rest or _label_of(rest[0]) or (odd and not odd["label"].isupper() and any(map(_label_of, rest[1:2]))):
            return at
    return len(paragraphs)


def _part_below(lines: list[str]) -> tuple[list[str], dict[str, str]]:
    """The words, and the lines about pictures and writers that stand below them."""
    first = next(
        (at for at, line in enumerate(lines) if at >= len(lines) - _NEAR and at and _BELOW.fullmatch(line)), None
    )
    if first is None or not any(_BELOW.fullmatch(line) for line in lines[-2:]):
        return lines, {}
    values: dict[str, str] = {}
    label = ""
    for line in lines[first:]:
        if match := _BELOW.fullmatch(line):
            label, line = match["label"].capitalize(), match["value"]
        values[label] = f"{values[label]} {line}" if label in values else line
    return lines[:first], values


def make_proquest_record(values: Mapping[str, str], text: str, number: int, place: str) -> Record | Refusal:
    """The record of an article from ProQuest's labelled values and its full text."""
    position = f"article {number:,}, {place}" if place else f"article {number:,}"
    fields = Fields(place)
    fields.add("headline", values.get("Title", ""), "title", LABELLED)
    if not text or _NO_TEXT.fullmatch(text):
        return Refusal(f"ProQuest holds no full text of it ('{fields.describe()}')", position, True)
    fields.add("byline", values.get("Author", ""), "Author:", LABELLED)
    fields.add("byline", values.get("Credit", ""), "CREDIT:", STATED)
    for label, confidence in (("Publication date", LABELLED), ("Publication info", STATED)):
        fields.add("published", values.get(label, ""), f"{label}:", confidence)
    # "Los Angeles Times; Los Angeles, Calif."; in the line of publication the place stands in brackets.
    fields.add("outlet", values.get("Publication title", "").partition(";")[0], "Publication title:", LABELLED)
    info = values.get("Publication info", "").partition("[")[0].partition(";")[0]
    if not re.search(r"\d{4}", info):
        fields.add("outlet", info, "Publication info:", PLACED)
    fields.add("language", values.get("Language of publication", ""), "Language of publication:", LABELLED)
    for label, value in values.items():
        if label not in (
            "Title",
            "Author",
            "Full text",
            "Publication title",
            "Publication date",
            "Language of publication",
        ):
            fields.keep(label, value)
    return fields.make_record(text, position, number, Found(place, "Full text:", LABELLED))


PROQUEST = Form("ProQuest", recognise_proquest, read_proquest)
