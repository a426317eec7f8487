"""The date in a line that an archive keeps for it: ``December 21, 2021 Tuesday 10:05 AM GMT``.

Such a line holds more than the date, in the language of the reader's account; it is never a headline.
"""

from __future__ import annotations

import datetime
import re

from framelens.corpus.months import MONTHS

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_DATES = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?[\s/-]+(?:of\s+|de\s+|d[’'])?(?P<name>{_MONTH})\b\.?,?[\s/-]+(?:de\s+)?(?P<year>\d{{4}})(?!\d)",
        rf"(?<!\w)(?P<name>{_MONTH})\b\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})(?P<sep>[-/.])(?P<month>\d{1,2})(?P=sep)(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s+(?P<name>" + _MONTH + r")\b\.?\s+(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})(?!\d)",
    )
)
_WEEKDAYS = (
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|montag|dienstag|mittwoch|donnerstag|freitag|samstag|"
    "sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|"
    "sábado|domingo|lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica|maandag|dinsdag|woensdag|donderdag|"
    "vrijdag|zaterdag|zondag|segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira"
)
_WEEKDAY = re.compile(rf"\b(?:{_WEEKDAYS})\b", re.IGNORECASE)
_CLOCK = re.compile(r"\b\d{1,2}[:.]\d{2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\.?)?(?:\s*(?:[A-Z]{2,5}|Z)\b)?", re.IGNORECASE)
_EDITION = re.compile(
    r"\b(?:edition|final|late|early|first|second|main|morning|evening|national|regional|ausgabe|édition|edición|"
    r"editie|update|updated|correction appended)\b",
    re.IGNORECASE,
)
_LONGEST = 120


def find_date(line: str) -> datetime.date | None:
    """The first whole date in a line, in any of the languages of :mod:`framelens.corpus.months`.

    A date like 03/04/2021, which can be read in two ways, is none.

    Examples
    --------
    >>> find_date("Dienstag 7. Juli 2020, Ausgabe Rüsselsheim")
    datetime.date(2020, 7, 7)
    """
    found = []
    for form in _DATES:
        for match in form.finditer(line[: 4 * _LONGEST]):
            parts = match.groupdict()
            month = MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["month"])
            try:
                found.append((match.start(), datetime.date(int(parts["year"]), month, int(parts["day"]))))
            except ValueError:
                continue
            break
    return min(found)[1] if found else None


def is_dateline(line: str) -> bool:
    """Whether a line is a date and what archives write beside it: weekday, time, edition; nothing else.

    Examples
    --------
    >>> is_dateline("December 21, 2021 Tuesday 10:05 AM GMT")
    True
    >>> is_dateline("December 7, 1941: a date which will live in infamy")
    False
    """
    if len(line) > _LONGEST:
        return False
    rest, n_dates = line, 0
    for form in _DATES:
        rest, n = form.subn(" ", rest)
        n_dates += n
    if n_dates != 1 or find_date(line) is None:
        return False
    for part in (_WEEKDAY, _CLOCK):
        rest = part.sub(" ", rest)
    words = re.findall(r"\w+", rest)
    # An edition's name may have a word or two beside it: "Late Edition - Final".
    return not words or (len(words) <= 5 and _EDITION.search(rest) is not None)
