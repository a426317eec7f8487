"""Factiva deliveries as rich text: with field codes in a table, or without."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import UnreadableFile
from framelens.corpus.readers.factiva import CODES, NUMBER, WORD_COUNT, make_coded_record, make_plain_record
from framelens.corpus.readers.record import Reader, Record, Refusal
from framelens.corpus.readers.rich_text import read_rich_lines

if TYPE_CHECKING:
    from framelens.corpus.readers.sniffing import Head
    from framelens.settings.settings import ArticleSource

_CODE_LINE = re.compile(rf"\s*\|?\s*(?P<code>{'|'.join(CODES)})\s*[|\t]\s*(?P<value>.*)")
_LONE_CODE = re.compile(rf"\|?\s*(?P<code>{'|'.join(CODES)})\s*\|?")
_COPYRIGHT = re.compile(r"(?:copyright|\(c\)|©).*|.*all rights reserved\.?", re.IGNORECASE)
_FOOTER = re.compile(r"(?:Page \d+ of \d+)?.*©\s*\d{4}\s+Factiva.*|Page \d+ of \d+", re.IGNORECASE)
_NO_RECORD = "it has no article that ends in 'Document …' and its number, as Factiva's do"


def recognise_factiva(head: Head) -> str | None:
    """Why a rich text is Factiva's: a document number, and its field codes or its name."""
    number = re.search(rf"^[| \t]*(?:AN[| \t]+)?({NUMBER.pattern})", head.text, re.M)
    if number is None:
        return None
    if re.search(r"^[| \t]*(?:HD|SN|LP)[ \t]*\|?\s", head.text, re.M):
        return f"it has Factiva's field codes (HD, SN, LP) and '{number[1][:40]}'"
    counted = re.search(rf"^{WORD_COUNT.pattern}[ \t]*$", head.text, re.M | re.I)
    if "Factiva" in head.text or counted:
        return f"it has Factiva's document number '{number[1][:40]}'"
    return None


def read_factiva_rtf(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a Factiva delivery in rich text."""
    part: list[str] = []
    first, n_articles = 1, 0
    for number, line in enumerate(read_rich_lines(path), start=1):
        if _FOOTER.fullmatch(line):
            continue
        part.append(line)
        if NUMBER.fullmatch(line.strip("| \t").removeprefix("AN").strip("| \t")):
            n_articles += 1
            yield _read_article(part, n_articles, f"line {first:,}")
            part, first = [], number + 1
    if not n_articles:
        raise UnreadableFile(_NO_RECORD)


def _read_article(lines: list[str], number: int, place: str) -> Record | Refusal:
    if any(_CODE_LINE.fullmatch(line) or _LONE_CODE.fullmatch(line) for line in lines):
        return make_coded_record(_read_codes(lines), number, place)
    lines = [line.strip("| \t") for line in lines[:-1] if line.strip("| \t")]
    count_at = next((at for at, line in enumerate(lines) if WORD_COUNT.fullmatch(line)), 0)
    rights = next((at for at, line in enumerate(lines) if at > count_at and _COPYRIGHT.fullmatch(line)), None)
    header_end = (rights if rights is not None else min(count_at + 5, len(lines) - 1)) + 1
    return make_plain_record(lines[:header_end], lines[header_end:], number, place)


def _read_codes(lines: list[str]) -> dict[str, str]:
    # A value goes on, line below line, until the next code; its paragraphs stay apart.
    values: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        match = _CODE_LINE.fullmatch(line) or _LONE_CODE.fullmatch(line)
        if match and match["code"] not in values:
            code = match["code"]
            values[code] = [value] if (value := match.groupdict().get("value", "").strip("| \t")) else []
        elif code and (rest := line.strip("| \t")):
            values[code].append(rest)
    return {code: ("\n\n" if code in ("LP", "TD") else " ").join(parts) for code, parts in values.items()}


FACTIVA_RTF = Reader(
    "Factiva (rich text)",
    (".rtf", ".doc"),
    read_factiva_rtf,
    kind="rtf",
    recognise=recognise_factiva,
    apart=("striprtf.striprtf",),
)
