"""LexisNexis before Nexis Uni: "1 of 10 DOCUMENTS", a centred head, labels in capitals, lines made to be printed.

Above the text are outlet, date and headline without a label, in changing order; the labels, in the language of the
account or of the paper, stand above and below the words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.dates import find_date
from framelens.corpus.readers.blocks import LineBlock, find_blocks, is_wrapped, join_lines
from framelens.corpus.readers.forms import Form
from framelens.corpus.readers.record import INFERRED, LABELLED, PLACED, Fields, Record, Refusal, refuse_merged

_OF = r"(?:of|van|von|de|di|sur|av|af|z|из|/)"
COUNTER = re.compile(
    rf"[^\S\n]*(?:do[ck]ument\w*[^\S\n]+)?\d{{1,6}}[^\S\n]+{_OF}[^\S\n]+\d{{1,6}}(?:[^\S\n]+do[ck]ument\w*)?[^\S\n]*",
    re.I,
)
_FIELDS = {
    "byline": "BYLINE AUTOR AUTEUR AUTORE SIGNATURE NAME",
    "headline": "HEADLINE TITLE TITRE TITEL KOP LEADALL TITULAR TITOLO",
    "language": "LANGUAGE SPRACHE LANGUE TAAL IDIOMA LINGUA",
    "loaded": "LOAD-DATE UPDATE DATE-CHARGEMENT LAADDATUM FECHA-CARGA",
    "text": "BODY TEXT ARTICLE CHAPEAU TEKST TEXTE TEXTO TESTO",
    "": "SECTION RUBRIK RUBRIQUE RUBRIEK SECCIÓN SEZIONE LENGTH LÄNGE LONGUEUR LENGTE LONGITUD LUNGHEZZA DATELINE "
    "ORTSZEILE HIGHLIGHT GUESTS ANCHORS SHOW GRAPHIC GRAFIK GRAFIEK PUBLICATION-TYPE TYPE-PUBLICATION JOURNAL-CODE "
    "ZEITUNGS-CODE CODE-REVUE TRANSCRIPT DOCUMENT-TYPE BIO BIBLIOGRAPHIE CORRECTION CORRECTION-DATE SERIES "
    "DISTRIBUTION TYPE SUBJECT "
    "PERSON ORGANIZATION COMPANY TICKER INDUSTRY GEOGRAPHIC COUNTRY STATE CITY URL NOTES CATEGORY",
}
_NAMED = {label: field for field, labels in _FIELDS.items() for label in labels.split()}
_LABEL = re.compile(r"(?P<label>[A-ZÀ-Þ]{3,}(?:[ -][A-ZÀ-Þ]{2,}){0,2}):[ \t]*(?P<value>.*)", re.DOTALL)
_COUNT = re.compile(r"\d[\d.,\s]*(?:words?|wörter|woerter|mots?|woorden|palabras|parole|palavras|ord|words)", re.I)
_RIGHTS = re.compile(r"(?:copyright|©|\(c\)|.*\brights reserved|.*\bvorbehalten|.*\bréservés|.*\bvoorbehouden).*", re.I)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_EDITION = re.compile(
    r"(?=.{,50}$).*\b(?:edition|final|ausgabe|editie|édition|edición|appended|update)\b.*", re.IGNORECASE
)
_OURS = re.compile(r"(?:van|von|from|de|by|par) (?:onze|unser\w*|our|notre|a)\b[^.!?]{0,60}", re.IGNORECASE)
_LONGEST_TITLE, _LONGEST_NAME = 500, 60
_LOADED = "the day it was loaded into the archive; there is no whole date above the words"
_BROKEN_OFF = "the delivery breaks off in it: its closing labels are missing; export it again"


def recognise_lexisnexis(words: str) -> str | None:
    """Why a text is LexisNexis's: a line that counts documents, and one of the labels in capitals."""
    counted = re.search(rf"^{COUNTER.pattern}$", words, re.M | re.I)
    if counted is None or "ument" not in counted[0].lower() or not _find_label(words):
        return None
    return f"it has LexisNexis's line '{' '.join(counted[0].split())}' and its labels"


def _find_label(words: str) -> bool:
    return any(match[1] in _NAMED for match in re.finditer(r"^[^\S\n]*([A-ZÀ-Þ-]{3,}):", words, re.M))


def read_lexisnexis(lines: Sequence[str]) -> Iterator[Record | Refusal]:
    """The articles of a delivery."""
    starts = [at for at, line in enumerate(lines) if COUNTER.fullmatch(line) and "ument" in line.lower()]
    if not starts:
        raise UnreadableFile("it has no line such as '1 of 10 DOCUMENTS', with which each article begins")
    wrapped, was_closed = is_wrapped(lines), False
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(lines)], strict=True), start=1):
        blocks = [b for b in find_blocks(lines[start + 1 : end], start + 2) if not re.fullmatch(r"[-_*=]{5,}", b.first)]
        is_closed, read = _read_article(blocks, number, f"line {start + 1:,}", wrapped=wrapped)
        of, total = re.findall(r"\d+", lines[start])[:2]
        is_last = end == len(lines) and (was_closed or int(of) < int(total))
        if is_last and not is_closed and isinstance(read, Record):
            read = Refusal(_BROKEN_OFF, read.position)
        was_closed |= is_closed
        yield read


def _read_article(blocks: list[LineBlock], number: int, place: str, *, wrapped: bool) -> tuple[bool, Record | Refusal]:
    """An article, and whether what closes one stands below its words."""
    fields = Fields(place)
    position = f"article {number:,}, {place}"
    loaded = [block for block in blocks if _NAMED.get(_split(block)[0]) == "loaded"]
    if len(loaded) > 1:
        return True, refuse_merged(len(loaded), _split(loaded[0])[0], position)
    begin = _read_head(blocks, fields)
    begin, end = _find_body(blocks, begin)
    body = [paragraph for block in blocks[begin:end] for paragraph in _words_of(block, wrapped=wrapped)]
    last = ""
    for at, block in enumerate(blocks):
        if not begin <= at < end:
            last = _read_label(block, fields, last if at >= end else "")
    _take_load_date(blocks[:begin], fields)
    if not body:
        return True, Refusal(f"it has no text, only a header ('{fields.describe()}')", position)
    return end < len(blocks), fields.make_record(
        "\n\n".join(body), position, number, Found(place, "lines below the header", PLACED)
    )


def _words_of(block: LineBlock, *, wrapped: bool) -> list[str]:
    label, value = _split(block)
    lines = block.lines
    if _NAMED.get(label) == "text":
        lines = (value, *lines[1:]) if value else lines[1:]
    return join_lines(lines, wrapped=wrapped)


def _split(block: LineBlock) -> tuple[str, str]:
    match = _LABEL.match(block.first)
    return (match["label"], match["value"]) if match else ("", "")


def _is_labelled(block: LineBlock) -> bool:
    label, _ = _split(block)
    if not label and len(block.lines) == 1 and _COUNT.fullmatch(block.first):
        return True
    if label.startswith(("LENGTH", "LÄNGE", "LONGUEUR", "LENGTE")):
        return _COUNT.fullmatch(_split(block)[1].strip()) is not None
    return label in _NAMED


def _read_head(blocks: list[LineBlock], fields: Fields) -> int:
    """Take outlet, date and headline, and say where the labels below them begin."""
    dated = next((at for at, block in enumerate(blocks[:8]) if _has_date(block)), None)
    labelled = next(
        (at for at, block in enumerate(blocks) if _is_labelled(block) and _split(block)[0] != "LEADALL"), None
    )
    if dated is not None and labelled is not None and labelled < dated:
        dated = None  # a day below the labels is one of the text's
    above = [block for block in blocks[: dated if dated is not None else labelled] if not _is_labelled(block)]
    outlet = next((line for block in above if (line := _outlet_of(block))), "")
    if outlet:
        fields.add("outlet", outlet, "the first line that is no copyright", PLACED)
    begin = dated + 1 if dated is not None else sum(not _is_labelled(block) for block in blocks[:labelled])
    if dated is not None:
        date = next(line for line in blocks[dated].lines if find_date(line))
        fields.add("published", date, "dateline", PLACED)
    is_printed = any(block.is_centred for block in above)
    after = next((at + 1 for at, block in enumerate(above) if _outlet_of(block)), 0)
    titles = [
        block for block in above[after:] if is_printed and not block.is_centred and not _RIGHTS.match(block.first)
    ]
    titles = titles or (above[after : after + 1] if dated is None else [])
    if dated is not None:
        begin += _read_title(blocks[begin:], fields, "byline" if titles else "headline", printed=is_printed)
    if titles:
        fields.add("headline", " ".join(title.text for title in titles), "lines above the date", PLACED)
    return begin


def _read_title(blocks: list[LineBlock], fields: Fields, name: str, *, printed: bool) -> int:
    """Take the headline, or who wrote it, from between the date and the labels; and say how many blocks that were."""
    first = next((at for at, b in enumerate(blocks) if not _is_labelled(b) and not _EDITION.fullmatch(b.text)), 0)
    n = next((at for at, block in enumerate(blocks) if at > first and _is_labelled(block)), len(blocks))
    words = [block.text for block in blocks[first:n] if not (printed and block.is_centred)]
    begin, end = _find_body(blocks, n)
    length = sum(map(len, words))
    if name == "byline":
        fits = len(words) == 1 and length <= _LONGEST_NAME
    elif begin == end:  # a headline above a picture, or words without a headline
        fits = len(words) == 1 and length <= _LONGEST_NAME and words[0][-1] not in ".!?"
    else:
        fits = len(words) <= 3 and length <= _LONGEST_TITLE
    if not words or not fits or n == len(blocks) or any(map(_is_texts, blocks[:first])):
        return 0
    if len(words) > 1 and _OURS.fullmatch(words[-1]):  # "From our correspondent"
        fields.add("byline", words.pop(), "lines above the labels", PLACED)
    fields.add(name, " ".join(words), "lines above the labels", PLACED)
    return n


def _is_texts(block: LineBlock) -> bool:
    return _NAMED.get(_split(block)[0]) == "text"


def _has_date(block: LineBlock) -> bool:
    return (
        any(len(line.strip()) <= 80 and find_date(" ".join(line.split())[:40]) is not None for line in block.lines[:4])
        and not _split(block)[0]
    )


def _outlet_of(block: LineBlock) -> str:
    lines = [" ".join(line.split()) for line in block.lines]
    named = [line for line in lines if not _RIGHTS.fullmatch(line)]
    return (named[-1] if len(named) < len(lines) else named[0]) if named else ""


def _find_body(blocks: list[LineBlock], begin: int) -> tuple[int, int]:
    """Where the words begin and end: behind the labels above them, and before the first of those below."""
    odd = None
    while begin < len(blocks) and (_is_labelled(blocks[begin]) or _is_odd_label(blocks, begin)):
        if _is_texts(blocks[begin]):
            break
        odd = begin if not _is_labelled(blocks[begin]) else odd
        begin += 1
    if odd is not None and all(_is_labelled(block) or _RIGHTS.match(block.first) for block in blocks[begin:]):
        begin = odd  # all that stands there is one line that begins like a label: "FLASH: …"
    end = begin
    while end < len(blocks) and not _is_closing(blocks, end):
        end += 1
    return begin, end


def _is_odd_label(blocks: list[LineBlock], at: int) -> bool:
    # A label that is not known here stands among others.
    return bool(_split(blocks[at])[0]) and any(map(_is_labelled, blocks[at + 1 : at + 2]))


def _is_closing(blocks: list[LineBlock], at: int) -> bool:
    here = blocks[at]
    if _RIGHTS.match(here.first):
        return all(_RIGHTS.match(block.first) or _is_labelled(block) for block in blocks[at:])
    label, value = _split(here)
    if label and label not in _NAMED and len(value.strip()) <= 3:
        return at + 1 < len(blocks) and _is_closing(blocks, at + 1)
    if not _is_labelled(here) or _is_texts(here):
        return False
    return at + 1 == len(blocks) or bool(_split(blocks[at + 1])[0]) or bool(_RIGHTS.match(blocks[at + 1].first))


def _read_label(block: LineBlock, fields: Fields, last: str) -> str:
    """Take a label's value, which may go on below it (``last``), and say which label it was."""
    label, _ = _split(block)
    if not label:
        if _COUNT.fullmatch(block.first):
            fields.keep("LENGTH", block.text)
        elif _RIGHTS.match(block.first):
            fields.keep("COPYRIGHT", block.text)
        elif last:
            fields.keep(last, block.text)
        return last
    value = block.text.partition(":")[2].strip()
    field = _NAMED.get(label, "")
    if field in ("byline", "headline", "language"):
        fields.add(field, value, f"{label}:", LABELLED)
    elif field != "text":
        fields.keep(label, value)
    return label


def _take_load_date(head: list[LineBlock], fields: Fields) -> None:
    loaded = next((value for label, value in fields.own.items() if _NAMED.get(label) == "loaded"), "")
    years = {year for block in head for year in _YEAR.findall(block.text)}
    if (date := find_date(loaded)) and (not years or any(year in date for year in years)):
        fields.add("published", loaded, "load date", INFERRED, note=_LOADED)


LEXISNEXIS = Form("LexisNexis", recognise_lexisnexis, read_lexisnexis)
