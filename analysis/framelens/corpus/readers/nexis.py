"""Nexis Uni's deliveries: one or many articles a file, with cover pages and tables of contents.

An article is: headline, outlet, date, lines of copyright and edition, labelled lines (``Section:``, ``Length:``,
``Byline:``, ``Dateline:``), a line ``Body``, the words, perhaps a line ``Graphic`` with captions, ``Load-Date:`` and
``End of Document``. The structure is the one that LexisNexisTools (Gruber 2021) reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.dates import find_date, is_dateline
from framelens.corpus.readers.forms import Form
from framelens.corpus.readers.record import INFERRED, LABELLED, PLACED, Fields, Record, Refusal, refuse_merged

Lines = Sequence[tuple[int, str]]

_END = re.compile(
    r"(?:End of Document|Ende des Dokuments|Fin du document|Einde van (?:het )?document|Fin del documento|"
    r"Fine del documento|Fim do documento)",
    re.IGNORECASE,
)
_BODY = re.compile(r"(?:Body|Textkörper|Volltext|Corps|Cuerpo|Corpo|Hoofdtekst)")
_LABEL = re.compile(r"(?P<label>[A-ZÀ-Þ][\w-]{2,}(?: [\w-]{2,}){0,2})\s?:\s*(?P<value>.*)")
_FIELDS = {"byline": "byline", "auteur": "byline", "autor": "byline", "language": "language", "sprache": "language"}
_COPYRIGHT = re.compile(r"(?:copyright\b|©|\(c\)).*", re.IGNORECASE)
_CORRECTED = re.compile(r"(?:correction|clarification) appended|(?:final |late |early )*edition", re.IGNORECASE)
_APPENDED = re.compile(r"\s+[-–—(]\s?(?:correction|clarification) appended\)?\s*\Z", re.IGNORECASE)
# On a cover page each headline has a number, and the search that found it stands below; "-None-" stands there for
# filters that were not set, and those that were set stand in one line.
_NUMBERED = re.compile(r"\d{1,4}\.(?:\s+(?P<headline>.*))?")
_COVER = re.compile(
    r"(?:\d{1,4}\.(?:\s.*)?|-\w+-|None|User Name:.*|Date and Time:.*|Job Number:.*|Documents? \(\d+\).*|"
    r"Client/Matter:.*|Search Terms:.*|Search Type:.*|Narrowed by:?|Content Type.*|News|.*Narrowed by.*|"
    r"[^\W\d][\w ()/-]{2,40}:[^;]+(?:; ?[^;:]+:[^;]+)*)",
    re.IGNORECASE,
)
_SEARCHED = re.compile(r"(?:Client/Matter|Search Type|Search Terms|Job Number|Narrowed by|-None-)")
# Running lines at the head and foot of each printed page.
_PAGE_LINE = re.compile(
    r"Page \d+ of \d+|\|?\s*About LexisNexis\s*\|.*|\[?image:.*\]?|.*\|\s*Privacy Policy\s*\|.*", re.IGNORECASE
)
# White space within the line alone: over line ends, a page of blank lines would be searched from each of them.
_MARKS = (
    ("'End of Document'", re.compile(rf"^[^\S\n]*{_END.pattern}[^\S\n]*$", re.M)),
    ("'Load-Date:'", re.compile(r"^[^\S\n]*Load-Date:", re.M)),
    ("'Body'", re.compile(rf"^[^\S\n]*{_BODY.pattern}[^\S\n]*$", re.M)),
    ("'Length: … words'", re.compile(r"^[^\S\n]*(?:Length|Länge|Longueur|Lengte):[^\S\n]*[\d,.]+ \w+", re.M)),
    ("'Client/Matter:'", re.compile(r"^[^\S\n]*Client/Matter:", re.M)),
    ("'Search Type:'", re.compile(r"^[^\S\n]*Search Type:", re.M)),
    ("'Job Number:'", re.compile(r"^[^\S\n]*Job Number:", re.M)),
)
_TAIL = re.compile(r"(?:Graphic|Classification|Correction|Load-Date:.*)", re.IGNORECASE)
_LOADED = "the day it was loaded into the archive; there is no dateline with a whole date"
_BROKEN_OFF = "the delivery breaks off in it: 'End of Document' is missing; export it again"


def recognise_nexis(words: str) -> str | None:
    """Why a document is a Nexis delivery: at least two of the marks that every delivery has, each a line."""
    marks = [name for name, pattern in _MARKS if pattern.search(words)]
    return f"it has the marks of a Nexis delivery: {', '.join(marks)}" if len(marks) > 1 else None


def read_nexis(lines: Sequence[str]) -> Iterator[Record | Refusal]:
    """The articles of a delivery that is given as its paragraphs."""
    given = [line.strip("| \t") for line in lines]
    numbered = [(number, " ".join(line.split())) for number, line in enumerate(filter(None, given), start=1)]
    part: list[tuple[int, str]] = []
    number = 0
    for at, line in numbered:
        if _END.fullmatch(line):
            number += 1
            yield _read_article(part, number)
            part = []
        elif line and not _PAGE_LINE.fullmatch(line):
            part.append((at, line))
    covers = not number and bool(part) and _COVER.fullmatch(part[-1][1]) is not None
    begun = not covers and any(_SEARCHED.match(line) for _, line in part)
    if begun or any(_BODY.fullmatch(line) for _, line in part) or (number and part):
        yield Refusal(_BROKEN_OFF, f"article {number + 1:,}")
    elif covers:
        yield Refusal("it is the cover page or table of contents of a Nexis delivery, without an article", "", True)
    elif not number:
        raise UnreadableFile("it has no article that ends in 'End of Document', as those of Nexis do")


def _read_article(part: Lines, number: int) -> Record | Refusal:
    position = f"article {number:,}"
    fields = Fields(position)
    n_loaded = sum(line.startswith("Load-Date:") for _, line in part)
    if n_loaded > 1 and sum(_BODY.fullmatch(line) is not None for _, line in part) > 1:
        return refuse_merged(n_loaded, "Load-Date:", position)
    body_at = next((place for place, (_, line) in enumerate(part) if place and _BODY.fullmatch(line)), None)
    end = len(part) if body_at is None else body_at
    begin = _find_begin(part[:end])
    labels_at = _read_place(part[begin:end], fields) + begin
    body = [] if body_at is None else part[body_at + 1 :]
    tail_at = next((place for place, (_, line) in enumerate(body) if _TAIL.fullmatch(line)), len(body))
    # A line of the body may begin like a label; those of the archive stand above and below it.
    _read_labels([*part[labels_at:end], *body[tail_at:]], fields)
    if body_at is None:
        what = "a picture with its caption" if any(line == "Graphic" for _, line in part) else "a header"
        return Refusal(f"it has no body: it is {what} ('{fields.describe()}')", position, True)
    note = "captions under 'Graphic' left out" if tail_at < len(body) and body[tail_at][1] == "Graphic" else ""
    where = Found(f"paragraph {part[body_at][0] + 1}", "Body", LABELLED, note)
    return fields.make_record("\n\n".join(line for _, line in body[:tail_at]), position, number, where)


def _find_begin(lines: Lines) -> int:
    """Where the article begins behind a cover page: at a headline that the page lists, or below its last line."""
    if not any(_SEARCHED.match(line) for _, line in lines):
        return 0
    listed = {match["headline"] for _, line in lines if (match := _NUMBERED.fullmatch(line)) and match["headline"]}
    dated = [place for place, (_, line) in enumerate(lines) if is_dateline(line)]
    last_date = max(dated, default=len(lines))
    marks = [place for place, (_, line) in enumerate(lines) if _COVER.fullmatch(line)]
    below = max((place + 1 for place in marks if place + 1 < last_date and _is_cover(lines, place)), default=0)
    known = [place for place, (_, line) in enumerate(lines) if line in listed and place < last_date]
    return max(known, default=below)


def _is_cover(lines: Lines, place: int) -> bool:
    # "News" or "3. Something" may be a headline; on a cover a line of the search stands near it.
    return any(_SEARCHED.match(line) for _, line in lines[max(place - 6, 0) : place + 7])


def _read_place(lines: Lines, fields: Fields) -> int:
    """Headline, outlet and date, which have no label; and where the labelled lines begin."""
    # The first two lines are headline and outlet, whatever they begin with ("Column: why the port must open").
    stop = next(
        (at for at, (_, line) in enumerate(lines) if at > 1 and (_LABEL.fullmatch(line) or _COPYRIGHT.fullmatch(line))),
        len(lines),
    )
    above = [row for row in lines[:stop] if not _CORRECTED.fullmatch(row[1])]
    date_at = max((place for place, (_, line) in enumerate(above) if is_dateline(line)), default=None)
    label, confidence = "dateline", PLACED
    if date_at is None:
        # The third line all the same: a day with a region behind it ("June 1, 2020 Monday, South"), or none.
        dated = [place for place, (_, line) in enumerate(above) if place > 1 and (find_date(line) or _is_month(line))]
        date_at, label, confidence = (dated or [len(above)])[0], "the third line", INFERRED
    if date_at < len(above):
        number, line = above[date_at]
        fields.add("published", line, label, confidence, place=f"paragraph {number}")
    outlet_at = date_at - 1
    while outlet_at > 0 and re.fullmatch(r"\(.*\)", above[outlet_at][1]):
        fields.keep("Edition", above[outlet_at][1].strip("()"))  # a part of the outlet: "(Green)"
        outlet_at -= 1
    if outlet_at >= 0 and above:
        number, line = above[outlet_at]
        fields.add("outlet", line, "the line above the date", PLACED, place=f"paragraph {number}")
    if outlet_at > 0:
        headline = _APPENDED.sub("", " ".join(line for _, line in above[:outlet_at]))
        fields.add("headline", headline, "first line", PLACED, place=f"paragraph {above[0][0]}")
    return stop


def _is_month(line: str) -> bool:
    return re.fullmatch(r"[^\d]{0,30}\b(?:19|20)\d\d", line) is not None


def _read_labels(lines: Lines, fields: Fields) -> None:
    last = ""
    loaded = ("", 0)
    for number, line in lines:
        match = _LABEL.fullmatch(line)
        if match is None:
            if _COPYRIGHT.fullmatch(line):
                fields.keep("Copyright", line)
            elif last:
                fields.keep(last, line)
            last = line if line in ("Graphic", "Correction") else last if last in ("Graphic", "Correction") else ""
            continue
        label, last = match["label"], ""
        if field := _FIELDS.get(label.lower()):
            fields.add(field, match["value"], f"{label.capitalize()}:", LABELLED, place=f"paragraph {number}")
        else:
            fields.keep(label, match["value"])
        if label.lower() == "load-date":
            loaded = (match["value"], number)
    fields.add("published", loaded[0], "Load-Date:", INFERRED, place=f"paragraph {loaded[1]}", note=_LOADED)


NEXIS = Form("Nexis", recognise_nexis, read_nexis)
