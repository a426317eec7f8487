"""What Factiva's deliveries have in common, in rich text and as pages: its field codes and its header without them.

With indexing, each line of an article's table is a two- or three-letter code and its value (``HD`` headline, ``BY``
byline, ``PD`` day, ``SN`` outlet, ``LP`` lead, ``TD`` text, ``AN`` number); without, the same values stand one below
the other without a code, in the language of the account.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from framelens.corpus.article import Found
from framelens.corpus.datelines import find_date
from framelens.corpus.readers.languages import find_language
from framelens.corpus.readers.record import LABELLED, PLACED, Record, Refusal

CODES = (
    "CLM SE HD BY CR WC PD ET SN SC NGC GC ED PG VOL LA CY LP TD CT RF CO IN NS RE IPC IPD PUB AN ART CX DLN DS CCD"
).split()
NUMBER = re.compile(
    r"(?:Document|Dokument|Documento|Documento nº|Dokumentnr\.|文件)[ \t\xa0]+(?P<id>[A-Za-z]{2,10}[0-9a-zA-Z]{12,40})"
)
WORD_COUNT = re.compile(
    r"[\d., \t\xa0\u202f]+(?:words?|mots?|Wörter|palabras|parole|palavras|woorden|слов|字)", re.IGNORECASE
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:\s*[AP]M)?", re.IGNORECASE)
_COPYRIGHT = re.compile(r"(?:copyright|\(c\)|©|all rights reserved).*", re.IGNORECASE)
_BY = re.compile(r"(?:By|Von|Par|Por|Di)\s+", re.IGNORECASE)


def make_coded_record(values: Mapping[str, str], number: int, place: str) -> Record | Refusal:
    """The record of an article whose values have codes; ``place`` says where in the file it stands."""
    position = f"article {number:,}"
    if accession := NUMBER.search(values.get("AN", "")):
        place = f"{place or position} ({accession['id']})"
    parts = [values[code] for code in ("LP", "TD") if values.get(code)]
    fields: dict[str, object] = {}
    found = {"text": Found(place, "+".join(code for code in ("LP", "TD") if values.get(code)), LABELLED)}
    for name, code in (("headline", "HD"), ("byline", "BY"), ("outlet", "SN"), ("published", "PD"), ("language", "LA")):
        _add(fields, found, name, values.get(code, ""), Found(place, code, LABELLED))
    if not parts:
        return Refusal(f"it has no text (neither LP nor TD; headline '{values.get('HD', '')[:60]}')", position, True)
    return Record("\n\n".join(parts), fields, position, number, found)


def make_plain_record(
    header: Sequence[str], body: Sequence[str], number: int, place: str, *, headline: str = "", byline: str = ""
) -> Record | Refusal:
    """The record of an article whose header has no codes.

    The number of words tells where in the header one is: the day stands below it, the time perhaps, the outlet and
    its code. Above it stand the section, the headline, the byline and the agency.
    """
    position = f"article {number:,}"
    count_at = next((at for at, line in enumerate(header) if WORD_COUNT.fullmatch(line)), None)
    fields: dict[str, object] = {}
    found = {"text": Found(place, "paragraphs below the header", PLACED)}
    if count_at is None:
        return Refusal("its header has no line such as '877 words'; export it with indexing (field codes)", position)
    above, below = list(header[:count_at]), list(header[count_at + 1 :])
    below = [line for at, line in enumerate(below) if not (at == 1 and _CLOCK.fullmatch(line))]
    headline = headline or (above[0] if above else "")
    rest = above[above.index(headline) + 1 :] if headline in above else []
    byline = byline or next((line for line in rest if _BY.match(line)), "")
    _add(fields, found, "headline", headline, Found(place, "headline line", PLACED))
    _add(fields, found, "byline", byline, Found(place, "line below the headline", PLACED))
    _add(fields, found, "published", below[0] if below else "", Found(place, "line below the number of words", PLACED))
    _add(fields, found, "outlet", below[1] if len(below) > 1 else "", Found(place, "line below the date", PLACED))
    copyright_at = next((at for at, line in enumerate(below) if _COPYRIGHT.fullmatch(line)), 0)
    if copyright_at > 2:
        _add(fields, found, "language", below[copyright_at - 1], Found(place, "line above the copyright", PLACED))
    if not body:
        return Refusal(f"it has no text below its header (headline '{headline[:60]}')", position, True)
    return Record("\n\n".join(body), fields, position, number, found)


def _add(fields: dict[str, object], found: dict[str, Found], name: str, value: str, where: Found) -> None:
    value = " ".join(value.split())
    if name == "byline":
        value = _BY.sub("", value, count=1)
    if name == "published" and value:
        if (date := find_date(value)) is None:
            found[name] = Found(where.place, where.label, 0.0, f"'{value[:60]}' is no whole date")
            return
        fields[name] = date
    elif name == "language":
        if not (language := find_language(value)):
            return
        fields[name] = language
    elif value:
        fields[name] = value
    else:
        return
    found[name] = where
