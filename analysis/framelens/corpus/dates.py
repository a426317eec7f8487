"""Dates as newspapers and their archives write them, read without guessing."""

from __future__ import annotations

import datetime
import re

ALLOWED_DATES = "2021-12-21, 2021-12-21T10:00, 20211221, 21.12.2021, 21 December 2021 or December 21, 2021"

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july",
         "aug august", "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_ZONE = r"(?:Z|[A-Z]{2,5}|[+-]\d{2}:?\d{2})"
_CLOCK = rf"(?:[T\s,]+(?:at\s+)?\d{{1,2}}:\d{{2}}(?::\d{{2}}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*{_ZONE}?)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_MONTH = r"(?P<month_name>[A-Z]{3,9})\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4})"
_FORMS = [
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        rf"{_YEAR}(?P<sep>[-/.])(?P<month>\d{{1,2}})(?P=sep)(?P<day>\d{{1,2}})",
        r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})",
        rf"(?P<day>\d{{1,2}})\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"{_WEEKDAY}{_DAY}[\s-]+(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}",
        rf"{_WEEKDAY}{_MONTH}\s+{_DAY},?\s+{_YEAR}",
    )
]
_TWO_WAYS = re.compile(r"(?P<first>\d{1,2})[/-](?P<second>\d{1,2})[/-]\d{4}" + _CLOCK, re.IGNORECASE)
_LONGEST = 60


def read_date(value: object) -> datetime.date | None:
    """The day that ``value`` names; the clock and its time zone are left aside.

    A date like 03/04/2021 is read by no one the same way everywhere, so it is refused.

    Parameters
    ----------
    value : object
        A date, a datetime or what a cell holds.

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
    >>> read_date("Dec. 21, 2021")
    datetime.date(2021, 12, 21)
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date) or value is None:
        return value
    text = str(value).strip()
    if not text:
        return None
    if len(text) <= _LONGEST:
        for form in _FORMS:
            match = form.fullmatch(text)
            if match and (day := _day(match.groupdict())):
                return day
        if _TWO_WAYS.fullmatch(text):
            raise ValueError(f"the date '{text}' can be read in two ways; write it as {ALLOWED_DATES}")
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    raise ValueError(f"'{shown.splitlines()[0]}' is no date; write it as {ALLOWED_DATES}")


def _day(parts: dict[str, str]) -> datetime.date | None:
    named = parts.get("month_name")
    month = _MONTHS.get(named.lower()) if named else int(parts["month"])
    try:
        return datetime.date(int(parts["year"]), month or 0, int(parts["day"]))
    except ValueError:
        return None
