"""Dates as newspapers, their archives and programs write them, in fifteen languages, read without guessing."""

from __future__ import annotations

import datetime
import re
import unicodedata
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass, replace

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
        # Tue Dec 21 10:05:00 +0000 2021, as Unix and Twitter write it
        rf"(?<!\w){_MONTH}\s+{_DAY}(?P<time>\s+\d\d:\d\d:\d\d(?:\s+[+-]\d{{4}}|\s+[A-Z]{{3,4}})?)\s+{_YEAR}",
        rf"(?<!\d)(?P<year>\d{{4}})[\s-]+{_MONTH}[\s-]+{_DAY}(?!\d)",
        rf"(?<!\d)(?P<year>\d{{4}})(?P<sep>[-/.])\s?(?P<month>\d{{1,2}})(?P=sep)\s?{_DAY}(?!\d)\.?",
        rf"(?<!\d)(?P<year>\d{{4}})\s?[年년]\s?(?P<month>\d{{1,2}})\s?[月월]\s?{_DAY}\s?[日일]",
        rf"(?<!\d){_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
    )
)
# The day and the month as two numbers: which is which, only a number above 12 tells.
_NUMBERS = re.compile(r"(?<!\d)(?P<first>\d{1,2})(?P<sep>[/-])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4})(?!\d)")
# What programs write: 20211221, 20211221T100500Z and GDELT's 20211221100500; seconds or parts of them since 1970.
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})(?P<clock>T?\d{4}(?:\d{2})?Z?)?")
_EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?P<parts>(?:\d{3}){0,3})(?:\.\d+)?")
_UNITS = {0: "seconds", 3: "milliseconds", 6: "microseconds", 9: "nanoseconds"}
_EARLIEST = datetime.date(1990, 1, 1)
# A time and how far it is from Greenwich, behind a day: the moment is known, and with it the day anywhere.
_MOMENT = re.compile(
    r"(?:T|[\s,|]*(?:at\s+)?)(?P<hour>\d{1,2})[:.]?(?P<minute>\d{2})(?:[:.]?(?P<second>\d{2})(?:[.,]\d+)?)?\s*"
    r"(?:(?P<half>[ap])\.?m\.?\s*)?"
    r"(?P<zone>Z|(?:GMT|UTC)?\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?|GMT|UTC)(?!\w)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(
    rf"(?<!\w)(?:{'|'.join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))})(?!\w)\.?"
    r"|[(（]?(?:星期|周|週)[一二三四五六日天][)）]?|[(（]?[月火水木金土日월화수목금토일](?:曜日|요일)?[)）]?(?=\s|$)",
    re.IGNORECASE,
)
_ZONE = r"(?:Z\b|[+-]\d{2}:?\d{2}\b|(?:GMT|UTC)(?:\s*[+-]\s*\d{1,2}(?::?\d{2})?)?|[A-Z]{2,5}\b)"
_CLOCK = re.compile(
    rf"T?(?<!\d)\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?(?!\w)|(?:uhr|uur|horas|h)\b)?"
    rf"(?:\s*{_ZONE})?|T?(?<!\d)\d{{1,2}}\s?h(?:\s?\d{{2}})?\b|(?<!\d)\d{{1,2}}\s*[ap]\.?m\.?(?!\w)"
    r"|(?:上午|下午|早上|中午|晚上|午前|午後|오전|오후)|(?<!\d)\d{1,2}\s?[时時点點시](?:\s?\d{1,2}\s?[分분](?:\s?\d{1,2}\s?[秒초])?)?",
    re.IGNORECASE,
)
# "at", "published" and the word for "year" as twelve languages write them beside a date.
_BESIDE = re.compile(
    r"(?<!\w)(?:at|um|à|a las|às|alle|ore|as|om|kl|saat|godz|в|o|published|posted|publié le|le|den|am|on|el|il|op|"
    r"г|года|roku|r)(?!\w)",
    re.I,
)
_LONG_ZONE = re.compile(r"(?<!\w)(?:[A-Z]\w+ )?(?:European|Eastern|Central|Pacific|Mountain|Greenwich|Standard|Mean|"
                        r"Daylight)(?: \w+)* Time(?!\w)")  # fmt: skip
_EDITION = re.compile(
    r"\b(?:edition|final|late|early|first|second|main|morning|evening|national|regional|ausgabe|édition|edición|"
    r"editie|update|updated|correction appended)\b",
    re.IGNORECASE,
)
_LONGEST_CELL, _LONGEST_LINE = 60, 120
_FIRST_PAPERS, _LAST_PAPERS = 1600, "3000"  # "April 20, 1400 GMT" is a time


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
        The day that it would be if read the other way, or in the zone in which it is written.
    """

    day: datetime.date | None
    note: str = ""
    other: datetime.date | None = None


def read_date(value: object, *, day_first: bool | None = None, zone: str | None = None) -> datetime.date | None:
    """The day that ``value`` names; of a time, the day in the zone in which it is written, or in ``zone``.

    Parameters
    ----------
    value : object
        A date, a datetime or what a cell holds.
    day_first : bool, optional
        How 03/04/2021 is read. Without it such a date is refused, since it is read one way in London and the other in
        New York; 13/04/2021 needs no help.
    zone : str, optional
        The time zone, such as America/New_York, whose day counts where a time says how far it is from Greenwich.
        Midnight is no time: programs write it where they know only the day.

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
    >>> read_date("2021-12-22T03:00:00Z", zone="America/New_York")
    datetime.date(2021, 12, 21)
    """
    found = interpret_date(value, day_first=day_first, zone=zone)
    if found is not None and found.day is None:
        raise ValueError(found.note)
    return found.day if found else None


def interpret_date(value: object, *, day_first: bool | None = None, zone: str | None = None) -> Day | None:
    """The same with how it was read; a day that can be read two ways is none, and the note says so.

    Raises
    ------
    ValueError
        As :func:`read_date`, for what is not a date at all.
    """
    if isinstance(value, datetime.date) and not (isinstance(value, datetime.datetime) and value.tzinfo):
        return Day(value.date() if isinstance(value, datetime.datetime) else value)
    text = "" if value is None else unicodedata.normalize("NFC", str(value)).strip()
    if not text:
        return None
    if len(text) <= _LONGEST_CELL:
        if found := _of_program(text, zone):
            return found
        days = list(_days(text, day_first))
        if days and not re.search(r"\w", _rest(text)):
            match, day = min(days, key=lambda one: one[0].start())
            return _in_zone(day, text, _moment_of(match), zone)
    shown = text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…"
    raise ValueError(f"'{shown.splitlines()[0]}' is not a date; write it as {ALLOWED_DATES}")


def find_date(line: str) -> str | None:
    """The first whole date in a line as it is written, with its time, for :func:`interpret_date` to read.

    It may be one that can be read in two ways: which, the study says, and the same for all readers.

    Examples
    --------
    >>> find_date("Dienstag 7. Juli 2020, Ausgabe Rüsselsheim")
    '7. Juli 2020'
    """
    line = unicodedata.normalize("NFC", line[: 4 * _LONGEST_LINE]).strip()
    if _of_program(line, None):
        return line
    found = [match for match, one in _days(line, True) if one.day and one.day.year >= _FIRST_PAPERS]
    if not found:
        return None
    match = min(found, key=re.Match.start)
    moment = _moment_of(match)
    return line[match.start() : max(match.end(), moment.end() if moment else 0)]


def settles(written: str, other: str) -> bool:
    """Whether a date says which of the two days is meant by another date of the same article.

    Examples
    --------
    >>> settles("2021-04-03", "03/04/2021"), settles("2021-04-07", "03/04/2021")
    (True, False)
    """
    clear, open_ = interpret_date(written), interpret_date(other, day_first=True)
    return bool(clear and clear.day and open_ and open_.other and clear.day in (open_.day, open_.other))


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


def _days(text: str, day_first: bool | None) -> Iterator[tuple[re.Match[str], Day]]:
    """The first day of each form."""
    for form in _FORMS:
        for match in form.finditer(text):
            parts = match.groupdict()
            # The small letters of Turkish "EKİM" are "eki̇m".
            name = (parts.get("name") or "").lower().replace("\u0307", "")
            if day := _day(parts["year"], MONTHS.get(name, 0) if name else parts["month"], parts["day"]):
                yield match, Day(day)
                break
    for match in _NUMBERS.finditer(text):
        year, first, second = match["year"], match["first"], match["second"]
        with_day, with_month = _day(year, second, first), _day(year, first, second)
        if with_day or with_month:
            yield match, _choose(match[0], with_day, with_month, day_first)


def _moment_of(match: re.Match[str]) -> re.Match[str] | None:
    """The time behind a day, or between it and its year."""
    return _MOMENT.match(match.string, match.start("time") if match.groupdict().get("time") else match.end())


def _choose(text: str, with_day: datetime.date | None, with_month: datetime.date | None, day_first: bool | None) -> Day:
    if with_day is None or with_month is None or with_day == with_month:
        return Day(with_day or with_month)
    if day_first is None:
        remedy = "write day_first = true or day_first = false under [articles] in study.toml"
        return Day(None, f"the date '{text}' can be read in two ways; {remedy}, or write it as {ALLOWED_DATES}")
    day, other = (with_day, with_month) if day_first else (with_month, with_day)
    note = f"'{text}' read with the {'day' if day_first else 'month'} first, as day_first says; else {other}"
    return Day(day, note, other)


def _of_program(text: str, zone: str | None) -> Day | None:
    match = _COMPACT.fullmatch(text)
    # Twelve digits may be milliseconds as well.
    if match and match["year"] < _LAST_PAPERS and (day := _day(match["year"], match["month"], match["day"])):
        return _in_zone(Day(day), text, _MOMENT.fullmatch(match["clock"] or ""), zone)
    if match := _EPOCH.fullmatch(text):
        moment = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=int(match["seconds"]))
        if moment.date() >= _EARLIEST:
            read = _in_zone(Day(moment.date()), text, _MOMENT.match(f"{moment:T%H:%M:%S}Z"), zone)
            how = f"'{text}' read as {_UNITS[len(match['parts'])]} since 1970, the day in "
            return replace(read, note=how + (zone if zone and read.other else "UTC"))
    return None


def _in_zone(day: Day, text: str, moment: re.Match[str] | None, zone: str | None) -> Day:
    """The day of a time in a zone; as it is written where it says no time, or not how far that is from Greenwich."""
    if zone is None or day.day is None or moment is None:
        return day
    hour, minute, second = (int(moment[name] or 0) for name in ("hour", "minute", "second"))
    if moment["half"]:
        hour = hour % 12 + 12 * (moment["half"].lower() == "p")
    if not (hour or minute or second):
        return day
    ahead = datetime.timedelta(hours=int(moment["hours"] or 0), minutes=int(moment["minutes"] or 0))
    try:
        utc = datetime.timezone(-ahead if moment["sign"] == "-" else ahead)
        time = datetime.datetime(day.day.year, day.day.month, day.day.day, hour, minute, second, tzinfo=utc)
        there = time.astimezone(zoneinfo.ZoneInfo(zone)).date()
    except (ValueError, OverflowError):
        return day
    if there == day.day:
        return day
    note = f"'{text}' is the day before in {zone}" if there < day.day else f"'{text}' is the day after in {zone}"
    return Day(there, "; ".join(filter(None, (day.note, note))), day.other or day.day)


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
