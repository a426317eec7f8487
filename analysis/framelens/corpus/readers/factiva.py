"""Factiva's deliveries: field codes, or the same values one below the other without a code, in any interface language.

With indexing each line is a code of two or three letters and its value (``HD`` headline, ``BY`` byline, ``PD`` day,
``SN`` outlet, ``LP`` lead, ``TD`` text, ``AN`` number). Without, the number of words is a line of its own, with the day
below it. Each article ends in the archive's number of it: ``Document NORHAV0020211221ehcl0001r``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.dates import find_date
from framelens.corpus.readers.blocks import find_blocks, is_wrapped, join_lines
from framelens.corpus.readers.forms import Form
from framelens.corpus.readers.languages import find_language
from framelens.corpus.readers.record import LABELLED, PLACED, Fields, Record, Refusal

CODES = (
    "CLM SE HD BY CR WC PD ET SN SC NGC GC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN ART CX DLN DS CCD"
).split()
# The source's letters, filled up to ten with zeros, the day and what tells two articles apart; the word before it is in
# the language of the account.
NUMBER = re.compile(r"(?:[^\W\d]+\.?(?: nº| nr\.?)?[ \t\xa0]+)?(?P<id>[A-Z]{2,10}0*(?:19|20)\d{6}[0-9a-z]{6,14})")
_COUNT = re.compile(r"\d[\d.,\s]*[^\W\d_]{1,12}(?:\s[^\W\d_]{1,8})?")
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s*[AP]M)?", re.IGNORECASE)
_RIGHTS = re.compile(r"(?:copyright|\(c\)|©).*|.*all rights reserved\.?", re.IGNORECASE)
_FOOTER = re.compile(
    r"(?:\w+ \d+ \w+ \d+)?.*©\s*\d{4}\s+Factiva.*|(?:Page|Seite|Página|Pagina) \d+ \w+ \d+", re.IGNORECASE
)
# "By Bo Lund"; "BO LUND and Ana Roy"
_NAMES = re.compile(
    r"(?:[Bb]y|BY|[Vv]on|[Pp]ar|[Pp]or|[Dd]i) .{2,80}"
    r"|[^\W\d][\w.’'-]*(?:(?:,| and| und| et| y| e| i| och| en| von| de| van)? [^\W\da-zà-ÿ][\w.’'-]*){1,7}"
)
_RANK = re.compile(r"\d{1,4}\)\s+")
_CODE_LINE = re.compile(rf"\s*\|?\s*(?P<code>{'|'.join(CODES)})(?:\s*[|\t]\s*|[ \xa0]{{2,}})(?P<value>.*)")
_LONE_CODE = re.compile(rf"\s*\|?\s*(?P<code>{'|'.join(CODES)})\s*\|?\s*")
_BEGIN, _TEXTS = ("CLM", "SE", "HD"), ("LP", "TD")
_UNFINISHED = ("CLM", "SE", "HD", "BY", "CR", "WC", "PD", "ET", "SN", "SC", "ED", "PG", "VOL", "LA", "CY", *_TEXTS)
_FIELDS = {"HD": "headline", "BY": "byline", "SN": "outlet", "PD": "published", "LA": "language"}
_BROKEN_OFF = "the delivery breaks off in it: Factiva's number, which ends each article, is missing; export it again"


def recognise_factiva(words: str) -> str | None:
    """Why lines are Factiva's: a document number, and its field codes, its name or a number of words; or its codes."""
    number = re.search(rf"^[| \t]*(?:AN[| \t]+)?({NUMBER.pattern})[| \t]*$", words, re.M)
    codes = {
        match[1] for match in re.finditer(rf"^[| \t]*({'|'.join(CODES)})(?:[ \t]*\||[ \t]*$|\t| {{2,}})", words, re.M)
    }
    if {"HD", "PD"} <= codes and codes & {"LP", "TD"}:
        return f"it has Factiva's field codes ({', '.join(code for code in CODES if code in codes)})"
    if number and ("Factiva" in words or find_count(words.split("\n")) is not None):
        return f"it has Factiva's document number '{number[1][:40]}'"
    return None


def find_count(lines: Sequence[str]) -> int | None:
    """Which line is the number of words: one number and its noun, with a day in one of the two lines below."""
    lines = [line.strip("| \t\xa0") for line in lines]
    for at, line in enumerate(lines):
        below = [other for other in lines[at + 1 : at + 4] if other][:2]
        if _COUNT.fullmatch(line) and find_date(line) is None and any(map(find_date, below)):
            return at
    return None


def read_factiva(lines: Sequence[str]) -> Iterator[Record | Refusal]:
    """The articles of a delivery."""
    wrapped = is_wrapped([line for line in lines if "|" not in line])
    number, first, was_closed = 0, 1, False
    for part, begin, closed in _split(lines):
        number += 1
        first = begin
        read = _read_article(part, number, f"line {first:,}", wrapped=wrapped)
        last = next(filter(None, map(_code_of, reversed(part))), "")
        if not closed and (was_closed or last in _UNFINISHED or not last):
            read = Refusal(_BROKEN_OFF, f"article {number:,}")
        was_closed |= closed
        yield read
    if not number:
        raise UnreadableFile("it has no article that ends in 'Document …' and its number, as Factiva's do")


def _split(lines: Sequence[str]) -> Iterator[tuple[list[str], int, bool]]:
    """The lines of each article, the first one's number, and whether the archive's number ends them."""
    part: list[str] = []
    seen: set[str] = set()
    first = 1
    for at, line in enumerate(lines, start=1):
        if _FOOTER.fullmatch(line.strip()):
            continue
        bare = line.strip("| \t\xa0")
        code = _code_of(line)
        if code in _BEGIN and (code in seen or "HD" in seen):
            yield part, first, False
            part, first, seen = [], at, set()
        seen |= {code} - {""}
        part.append(line)
        if NUMBER.fullmatch(bare.removeprefix("AN").strip("| \t\xa0")):
            yield part, first, True
            part, first, seen = [], at + 1, set()
    if sum(bool(line.strip("| \t\xa0")) for line in part) > 1:
        yield part, first, False


def _code_of(line: str) -> str:
    match = _CODE_LINE.fullmatch(line) or _LONE_CODE.fullmatch(line)
    return match["code"] if match else ""


def _read_article(lines: list[str], number: int, place: str, *, wrapped: bool) -> Record | Refusal:
    codes = {_code_of(line) for line in lines}
    if "HD" in codes or codes & {*_TEXTS}:
        return make_coded_record(_read_codes(lines, wrapped=wrapped), number, place)
    rows = [line.strip("| \t\xa0") for line in lines]
    accession = next((match["id"] for row in rows[-2:] if (match := NUMBER.fullmatch(row))), "")
    rows = [row if not NUMBER.fullmatch(row) else "" for row in rows]
    shown = [(at, row) for at, row in enumerate(rows) if row]
    count_at = find_count([row for _, row in shown]) or 0
    rights = next((at for at, (_, row) in enumerate(shown) if at > count_at and _RIGHTS.fullmatch(row)), None)
    end = (rights if rights is not None else min(count_at + 5, len(shown) - 1)) + 1
    header = [row for _, row in shown[:end]]
    rest = rows[shown[end][0] :] if end < len(shown) else []
    body = [words for block in find_blocks(rest) for words in join_lines(block.lines, wrapped=wrapped)]
    return make_plain_record(header, body, number, place, accession=accession)


def _read_codes(lines: list[str], *, wrapped: bool) -> dict[str, str]:
    # A value goes on, line below line, until the next code; its paragraphs stay apart.
    values: dict[str, list[str]] = {}
    code = ""
    for line in lines:
        match = _CODE_LINE.fullmatch(line) or _LONE_CODE.fullmatch(line)
        if match and match["code"] not in values:
            code = match["code"]
            values[code] = [value] if (value := match.groupdict().get("value", "").strip("| \t")) else []
        elif code:
            values[code].append(line.strip("|"))
    return {
        code: "\n\n".join(words for block in find_blocks(parts) for words in join_lines(block.lines, wrapped=wrapped))
        if code in _TEXTS else " ".join(" ".join(parts).replace("|", " ").split())
        for code, parts in values.items()
    }  # fmt: skip


def make_coded_record(values: Mapping[str, str], number: int, place: str) -> Record | Refusal:
    """The record of an article whose values have codes; ``place`` says where in the file it stands."""
    position = f"article {number:,}"
    if accession := NUMBER.search(values.get("AN", "")):
        place = f"{place or position} ({accession['id']})"
    fields = Fields(place)
    for code, value in values.items():
        value = (
            _RANK.sub("", value, count=1) if code == "HD" else accession["id"] if code == "AN" and accession else value
        )
        if code in _FIELDS:
            fields.add(_FIELDS[code], value, code, LABELLED)
        elif code not in _TEXTS:
            fields.keep(code, value)
    texts = [code for code in _TEXTS if values.get(code)]
    if not texts:
        return Refusal(f"it has no text (neither LP nor TD; headline '{fields.describe()}')", position, True)
    where = Found(place, "+".join(texts), LABELLED)
    return fields.make_record("\n\n".join(values[code] for code in texts), position, number, where)


def make_plain_record(
    header: Sequence[str], body: Sequence[str], number: int, place: str, *, headline: str = "", byline: str = "",
    accession: str = "",
) -> Record | Refusal:  # fmt: skip
    """The record of an article whose header has no codes.

    The number of words tells where in the header one is: the day stands below it, the time perhaps, the outlet and
    its code. Above it stand the section, the headline, the byline and the agency.
    """
    position = f"article {number:,}"
    count_at = find_count(header)
    if count_at is None:
        return Refusal("its header has no line such as '877 words'; export it with indexing (field codes)", position)
    fields = Fields(place)
    above, below = list(header[:count_at]), list(header[count_at + 1 :])
    fields.keep("WC", header[count_at])
    below = [line for at, line in enumerate(below) if not (at == 1 and _CLOCK.fullmatch(line))]
    headline = headline or (above[0] if above else "")
    rest = above[above.index(headline) + 1 :] if headline in above else []
    fields.add("headline", _RANK.sub("", headline, count=1), "headline line", PLACED)
    byline = byline or next(filter(_NAMES.fullmatch, rest), "")
    fields.add("byline", byline, "line below the headline", PLACED)
    fields.keep("CR", " ".join(line for line in rest if line != byline))
    fields.add("published", below[0] if below else "", "line below the number of words", PLACED)
    fields.add("outlet", below[1] if len(below) > 1 else "", "line below the date", PLACED)
    rights_at = next((at for at, line in enumerate(below) if _RIGHTS.fullmatch(line)), 0)
    spoken = next((line for line in below[2:rights_at] if find_language(line)), "")
    fields.add("language", spoken, "line above the copyright", PLACED)
    fields.keep("SE", " ".join(above[: above.index(headline)]) if headline in above else "")
    fields.keep("SC", below[2] if len(below) > 2 and below[2].isupper() else "")
    fields.keep("CY", below[rights_at] if rights_at else "")
    fields.keep("AN", accession)
    if not body:
        return Refusal(f"it has no text below its header (headline '{fields.describe()}')", position, True)
    return fields.make_record("\n\n".join(body), position, number, Found(place, "paragraphs below the header", PLACED))


FACTIVA = Form("Factiva", recognise_factiva, read_factiva)
