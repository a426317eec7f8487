"""Dates as newspapers, their archives and programs write them, in fifteen languages, read without guessing."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from framelens.corpus.calendars import MONTHS, WEEKDAYS

ALLOWED_DATES = "2021-12-21, 2021-12-21T10:00, 20211221, 21.12.2021, 21 December 2021 or December 21, 2021"
_MONTH = rf"(?P<name>{'|'.join(sorted(map(re.escape, MONTHS), key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>\d{1,2})"
_YEAR = r"(?P<year>\d{4})(?!\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # 21 December 2021, 21st of December 2021, 21. Dezember 2021, 1er mars 2021, 21 de diciembre de 2021
        rf"(?<!\d){_DAY}(?:st|nd|rd|th|er|\.|º|°)?[\s/-]*(?:of\s+|de\s+|d[’'])?{_MONTH},?[\s/-]*(?:de[l]?\s+)?{_YEAR}",
        rf"(?<!\w){_MONTH}[\s-]+{_DAY}(?:st|nd|rd|th)?,?[\s-]+{_YEAR}",
        rf"(?<!\d)(?P<year>\d{{4}})[\s-]+{_MONTH}[\s-]+{_DAY}(?!\d)",
        rf"(?<!\d)(?P<year>\d{{4}})(?P<sep>[-/.])\s?(?P<month>\d{{1,2}})(?P=sep)\s?{_DAY}(?!\d)\.?",
        rf"(?<!\d)(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?{_DAY}\s?[日일]",
        rf"(?<!\d){_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
    )
)
# The day and the month as two numbers: which is which, only a number above 12 tells.
_NUMBERS = re.compile(r"(?<!\d)(?P<first>\d{1,2})(?P<sep>[/-])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)")
# What programs write: 20211221, 20211221T100500Z and GDELT's 20211221100500; seconds or milliseconds since 1970.
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?:T?\d{4}(?:\d{2})?Z?)?")
_EPOCH = re.compile(r"(\d{9,10})(?:\d{3})?(?:\.\d+)?")
_EARLIEST = datetime.date(1990, 1, 1)
_WEEKDAY = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))})(?!\w)\.?"
    r"|[(（]?(?:星期|周|週)[一二三四五六日天][)）]?|[(（]?[月火水木金土日월화수목금토일](?:曜日|요일)?[)）]?(?=\s|$)",
    re.IGNORECASE,
)
_ZONE = r"(?:Z\b|[+-]\d{2}:?\d{2}\b|(?:GMT|UTC)(?:\s*[+-]\s*\d{1,2}(?::?\d{2})?)?|[A-Z]{2,5}\b)"
_CLOCK = re.compile(
    rf"T?(?<!\d)\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?(?!\w)|uhr\b)?(?:\s*{_ZONE})?"
    r"|T?(?<!\d)\d{1,2}h(?:\d{2})?\b|(?<!\d)\d{1,2}\s*[ap]\.?m\.?(?!\w)",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"(?<!\w)(?:at|um|à|a las|alle|as|om|kl|published|posted|publié le|le|den|am|on|el|il|op)(?!\w)", re.I
)
_LONG_ZONE = re.compile(r"(?<!\w)(?:[A-Z]\w+ )?(?:European|Eastern|Central|Pacific|Mountain|Greenwich|Standard|Mean|"
                        r"Daylight)(?: \w+)* Time(?!\w)")  # fmt: skip
_EDITION = re.compile(
    r"\b(?:edition|final|late|early|first|second|main|morning|evening|national|regional|ausgabe|édition|edición|"
    r"editie|update|updated|correction appended)\b",
    re.IGNORECASE,
)
_LONGEST_CELL, _LONGEST_LINE = 60, 120
_FIRST_PAPERS = 1600  # "April 20, 1400 GMT" is a time


@dataclass(frozen=True)
class Day:
    """A day as it was read.

    Attributes
    ----------
    day : datetime.date or None
        None where it can be read two ways and nothing says which.
    note : str
        How it was read, where that is not plain.
    other : datetime.date or None
        The day that it would be if read the other way.
    """

    day: datetime.date | None
    note: str = ""
    other: datetime.date | None = None


def read_date(value: object, *, day_first: bool | None = None) -> datetime.date | None:
    """The day that ``value`` names; of a time, the day in the zone in which it is written.

    Parameters
    ----------
    value : object
        A date, a datetime or what a cell holds.
    day_first : bool, optional
        How 03/04/2021 is read. Without it such a date is refused, since it is read one way in London and the other in
        New York; 13/04/2021 needs no help.

    Returns
    -------
    datetime.date or None
        None for an empty cell.

    Raises
    ------
    ValueError
        With the value and the forms that are allowed.

    Examples
    --------
    >>> read_date("Dec. 21, 2021"), read_date("03/04/2021", day_first=True)
    (datetime.date(2021, 12, 21), datetime.date(2021, 4, 3))
    """
    found = interpret_date(value, day_first=day_first)
    if found is not None and found.day is None:
        raise ValueError(found.note)
    return found.day if found else None


def interpret_date(value: object, *, day_first: bool | None = None) -> Day | None:
    """The same with how it was read; a day that can be read two ways is none, and the note says so.

    Raises
    ------
    ValueError
        As :func:`read_date`, for what is no date at all.
    """
    if isinstance(value, datetime.datetime):
        return Day(value.date())
    if isinstance(value, datetime.date):
        return Day(value)
    text = "" if value is None else str(value).strip()
    if not text:
        return None
    if len(text) <= _LONGEST_CELL:
        if found := _of_program(text):
            return found
        days = list(_days(text, day_first))
        if days and not re.search(r"\w", _rest(text)):
            return min(days, key=lambda one: one[0])[1]
    shown = text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…"
    raise ValueError(f"'{shown.splitlines()[0]}' is no date; write it as {ALLOWED_DATES}")


def find_date(line: str) -> datetime.date | None:
    """The first whole date in a line, in any of the languages of :mod:`framelens.corpus.calendars`.

    A date like 03/04/2021, which can be read in two ways, is none.

    Examples
    --------
    >>> find_date("Dienstag 7. Juli 2020, Ausgabe Rüsselsheim")
    datetime.date(2020, 7, 7)
    """
    days = _days(line[: 4 * _LONGEST_LINE], None)
    found = [(at, one.day) for at, one in days if one.day and one.day.year >= _FIRST_PAPERS]
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
    if len(line) > _LONGEST_LINE or find_date(line) is None:
        return False
    rest = _rest(line)
    words = re.findall(r"\w+", rest)
    # An edition's name may have a word or two beside it: "Late Edition - Final".
    return not words or (len(words) <= 5 and _EDITION.search(rest) is not None)


def _days(text: str, day_first: bool | None) -> Iterator[tuple[int, Day]]:
    for form in _FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            month = MONTHS[parts["name"].lower()] if parts.get("name") else int(parts["month"])
            if day := _day(parts["year"], month, parts["day"]):
                yield match.start(), Day(day)
                break
    for match in _NUMBERS.finditer(text):
        year, first, second = match["year"], match["first"], match["second"]
        with_day, with_month = _day(year, second, first), _day(year, first, second)
        if with_day or with_month:
            yield match.start(), _choose(match[0], with_day, with_month, day_first)


def _choose(text: str, with_day: datetime.date | None, with_month: datetime.date | None, day_first: bool | None) -> Day:
    if with_day is None or with_month is None or with_day == with_month:
        return Day(with_day or with_month)
    if day_first is None:
        remedy = "write day_first = true or day_first = false under [articles] in study.toml"
        return Day(None, f"the date '{text}' can be read in two ways; {remedy}, or write it as {ALLOWED_DATES}")
    day, other = (with_day, with_month) if day_first else (with_month, with_day)
    note = f"'{text}' read with the {'day' if day_first else 'month'} first, as day_first says; else {other}"
    return Day(day, note, other)


def _of_program(text: str) -> Day | None:
    match = _COMPACT.fullmatch(text)
    if match and (day := _day(match["year"], match["month"], match["day"])):
        return Day(day)
    if match := _EPOCH.fullmatch(text):
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(match[1]))
        if moment.date() >= _EARLIEST:
            return Day(moment.date(), f"'{text}' read as seconds since 1970, the day in UTC")
    return None


def _day(year: str, month: str | int, day: str) -> datetime.date | None:
    try:
        return datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _rest(line: str) -> str:
    """What stands in a line beside its one date, weekday and clock."""
    for form in (*_FORMS, _NUMBERS):
        if form.search(line):
            line = form.sub(" ", line, count=1)
            break
    for part in (_LONG_ZONE, _CLOCK, _WEEKDAY, _BESIDE):
        line = part.sub(" ", line)
    return line
