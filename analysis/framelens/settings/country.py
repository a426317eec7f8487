"""Countries by their names: those of Unicode's CLDR, in English, and the two letters of ISO 3166."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import cache

from babel import Locale

_NO_COUNTRIES = frozenset("AC AQ BV CP CQ DG EA EU EZ HM IC QO TA UM UN XA XB ZZ".split())


@cache
def country_names() -> dict[str, str]:
    """Every English name of a country, in the spellings of the press, with the country's code."""
    territories = Locale.parse("en").territories
    return {
        plain: code
        for code, name in territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in _NO_COUNTRIES
        for plain in (name, name.replace("&", "and").replace("St.", "Saint"), re.sub(r"\s\(.*\)", "", name))
    }


def find_code(written: str) -> str | None:
    """The code of a country that is written as its code or its English name; None for anything else.

    Examples
    --------
    >>> find_code("Kazakhstan"), find_code("KZ"), find_code("Norhaven")
    ('KZ', 'KZ', None)
    """
    plain = " ".join(written.split())
    if plain in country_names().values():
        return plain
    return {name.casefold(): code for name, code in country_names().items()}.get(plain.casefold())


def name_country(code: str) -> str:
    """The English name of a country.

    Examples
    --------
    >>> name_country("KZ")
    'Kazakhstan'
    """
    return str(Locale.parse("en").territories[code])


def check_country(written: str) -> str | None:
    """What is wrong with a country as it is written, or None."""
    if not written or find_code(written):
        return None
    near = get_close_matches(written, country_names(), n=1)
    meant = f" Did you mean '{near[0]}'?" if near else ""
    return f"no country is called '{written}'; write its English name or its two letters, such as Kenya or KE.{meant}"
