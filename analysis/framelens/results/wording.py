"""Numbers and names as English: plural forms, rounding that never turns 0.004 into 0, dates, lists of names."""

from __future__ import annotations

import math
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.lists import format_list

LOCALE = "en_GB"
NUMBER_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TIMES = ("never", "once", "twice")
MINUS = "\N{MINUS SIGN}"
GAP = "\N{NO-BREAK SPACE}"
NOISE = 1e-12  # below this a number is what floating point left of zero
IRREGULAR = {"person": "people"}


def plural(n: int, word: str) -> str:
    """The form of ``word`` that goes with ``n`` of it.

    Examples
    --------
    >>> plural(1, "article"), plural(0, "article"), plural(2, "country"), plural(3, "person")
    ('article', 'articles', 'countries', 'people')
    """
    if n == 1:
        return word
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def agree(n: int, one: str, many: str) -> str:
    """The form of a verb or phrase that goes with a number: 'is' with 1, 'are' with 0, 2 and more."""
    return one if n == 1 else many


def count(n: int, word: str) -> str:
    """A number with its noun, in digits: '1 article', '5,000 articles'."""
    return f"{n:,} {plural(n, word)}"


def spell(n: int, word: str) -> str:
    """A number with its noun, in words below ten: 'one article', 'no statements', '12 statements'."""
    return f"{number(n)} {plural(n, word)}"


def number(n: int) -> str:
    """A whole number in words below ten, in digits from there."""
    return NUMBER_WORDS[n] if 0 <= n < len(NUMBER_WORDS) else f"{n:,}"


def times(n: int) -> str:
    """How often: 'never', 'once', 'twice', 'five times', '12 times'."""
    return TIMES[n] if 0 <= n < len(TIMES) else f"{number(n)} times"


def sentence_case(text: str) -> str:
    """The text with a capital at its start; the rest is left alone."""
    return text[:1].upper() + text[1:]


def join_names(names: Iterable[str], *, last: str = "and") -> str:
    """Names in a row: 'A', 'A and B', 'A, B and C'; with ``last`` 'or' 'A, B or C'."""
    return format_list([str(name) for name in names], "or" if last == "or" else "standard", locale=LOCALE)


def decimal(value: float | None, *, digits: int = 2) -> str:
    """A number at ``digits`` decimals, or as many as its first significant digit needs.

    Examples
    --------
    >>> decimal(0.4231), decimal(0.004), decimal(-0.5), decimal(0.0), decimal(None)
    ('0.42', '0.004', '−0.50', '0.00', '–')
    """
    if is_absent(value):
        return "–"
    number = float(value)  # type: ignore[arg-type]
    number = number if abs(number) > NOISE else 0.0
    if number and abs(number) < 0.5 * 10**-digits:
        digits = -math.floor(math.log10(abs(number)))
    text = f"{abs(number):,.{digits}f}"
    return MINUS + text if number < 0 and float(text.replace(",", "")) else text


def percent(share: float | None, *, digits: int = 0) -> str:
    """A share in 0-1 as a percentage: '100%', '48%', '0.4%', never 0% or 100% for what is not."""
    if is_absent(share):
        return "–"
    value = 100 * float(share)  # type: ignore[arg-type]
    if value in (0.0, 100.0):
        return f"{value:.0f}%"
    rounded = round(value, digits)
    if (rounded == 0 and value > 0) or (rounded == 100 and value < 100):
        gap = min(value, 100 - value)
        digits = max(digits, -math.floor(math.log10(gap)))
    return f"{value:.{digits}f}%"


def interval(low: float | None, high: float | None, *, share: bool = False, digits: int | None = None) -> str:
    """Bounds as '[0.31, 0.52]', those of a share in percent as '[31, 52]'; empty where there are none."""
    if is_absent(low) or is_absent(high):
        return ""
    show, usual = (percent, 0) if share else (decimal, 2)
    bounds = (show(bound, digits=usual if digits is None else digits).removesuffix("%") for bound in (low, high))
    return f"[{', '.join(bounds)}]"


def bracket(value: float | None, low: float | None, high: float | None, *, share: bool = False) -> str:
    """A number with its interval as tables print them: '54% [31, 75]'."""
    return f"{(percent if share else decimal)(value)} {interval(low, high, share=share)}".rstrip()


def sample(n: int, word: str = "") -> str:
    """What a number rests on, unbroken at a line's end: 'n = 12', 'n = 12 articles'."""
    return f"n{GAP}={GAP}{count(n, word) if word else f'{n:,}'}"


def estimate(
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    n: int | None = None,
    *,
    share: bool = False,
    digits: int | None = None,
    unit: str = "",
) -> str:
    """A number with its unit, its interval and what it rests on, as far as they are known.

    Examples
    --------
    >>> estimate(0.086, 0.053, 0.123, share=True, digits=1)
    '8.6%, 95%\xa0CI [5.3, 12.3]'
    >>> estimate(-0.11, n=1)
    '−0.11, n\xa0=\xa01'
    >>> estimate(2.1, 1.8, 2.4, digits=1, unit=" terms")
    '2.1 terms, 95%\xa0CI [1.8, 2.4]'
    """
    show, usual = (percent, 0) if share else (decimal, 2)
    shown = show(value, digits=usual if digits is None else digits) + unit
    return ", ".join(filter(None, [shown, basis(low, high, n, share=share, digits=digits)]))


def basis(
    low: float | None, high: float | None, n: int | None, *, share: bool = False, digits: int | None = None
) -> str:
    """The interval of a number and what it rests on: '95% CI [0.31, 0.52], n = 12'; empty where neither is known."""
    bounds = interval(low, high, share=share, digits=digits)
    parts = [f"95%{GAP}CI {bounds}"] if bounds else []
    return ", ".join(parts if is_absent(n) else [*parts, sample(int(n))])  # type: ignore[arg-type]


def estimate_in(row: Any, *, n: bool = True, **look: Any) -> str:
    """:func:`estimate` of a row with ``estimate``, ``low``, ``high`` and, where it is wanted, ``n``."""
    return estimate(row["estimate"], row["low"], row["high"], row["n"] if n else None, **look)


def part_of(part: int, whole: int, word: str) -> str:
    """Some of a number of things: 'none of the five mentions', 'both mentions', '40 of the 42 terms'.

    Examples
    --------
    >>> part_of(1, 1, "mention"), part_of(3, 3, "mention"), part_of(0, 3, "mention"), part_of(1, 3, "mention")
    ('the mention', 'all three mentions', 'none of the three mentions', 'one of the three mentions')
    """
    if whole == 1:
        return f"the {word}" if part else f"no {word}"
    if part == whole:
        return f"both {plural(2, word)}" if whole == 2 else f"all {spell(whole, word)}"
    return f"{number(part) if part else 'none'} of the {spell(whole, word)}"


def rate_digits(rates: Iterable[float]) -> int:
    """How many decimals rates deserve: two where all lie below ten, one above."""
    return 2 if max((abs(rate) for rate in rates if not is_absent(rate)), default=0.0) < 10 else 1


def share_digits(base: int) -> int:
    """How many decimals a percentage of ``base`` things deserves: one from a thousand on, none below."""
    return 1 if base >= 1000 else 0


def day(value: object) -> str:
    """A date as '21 December 2021'; 'no date' where there is none."""
    return "no date" if is_absent(value) else format_date(pd.Timestamp(value), "d MMMM y", locale=LOCALE)  # type: ignore[arg-type]


def name_period(value: object) -> str:
    """A day, week, month or year as it is read: 'January 2024', '15 January 2024'; anything else as it is.

    Examples
    --------
    >>> name_period("2024-01"), name_period("2024-01-15"), name_period(2024), name_period("Mail")
    ('January 2024', '15 January 2024', '2024', 'Mail')
    """
    for layout, read in (("%Y-%m", "MMMM y"), ("%Y-%m-%d", "d MMMM y")):
        with suppress(ValueError):
            return format_date(datetime.strptime(str(value), layout), read, locale=LOCALE)
    return str(value)


def is_absent(value: object) -> bool:
    """Whether a cell is null."""
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
