"""Where wire copy comes from: the agency that an article's dateline, byline, outlet or credit line names."""

from __future__ import annotations

import re
from dataclasses import dataclass

AGENCIES = {
    "Associated Press": ("AP", "Associated Press"),
    "Reuters": ("Reuters", "Thomson Reuters"),
    "Agence France-Presse": ("AFP", "Agence France-Presse"),
    "United Press International": ("UPI", "United Press International"),
    "Bloomberg": ("Bloomberg", "Bloomberg News"),
    "dpa": ("dpa", "DPA", "Deutsche Presse-Agentur"),
    "PA Media": ("PA Media", "Press Association"),
    "The Canadian Press": ("CP", "The Canadian Press"),
    "TASS": ("TASS", "Itar-Tass"),
    "Xinhua": ("Xinhua",),
    "Kyodo": ("Kyodo", "Kyodo News"),
    "Press Trust of India": ("PTI", "Press Trust of India"),
    "EFE": ("EFE",),
    "ANSA": ("ANSA",),
    "Interfax": ("Interfax",),
    "Anadolu Agency": ("AA", "Anadolu Agency"),
    "Trend": ("Trend News Agency",),
    "Tribune News Service": ("TNS", "Tribune News Service"),
    "Kaiser Health News": ("Kaiser Health News",),
}
# The short names are read where only an agency stands; elsewhere "AA" and "CP" are other things.
_NAMES = {name: agency for agency, names in AGENCIES.items() for name in names}
_LONG = {name: agency for name, agency in _NAMES.items() if len(name) > 4}
_ANY = "|".join(map(re.escape, sorted(_NAMES, key=len, reverse=True)))
_ANY_LONG = "|".join(map(re.escape, sorted(_LONG, key=len, reverse=True)))
# "WASHINGTON (AP) —", "LONDON, Jan 5 (Reuters) -", "(Reuters) - "
_DATELINE = re.compile(rf"(?:^|\n)[^\n(]{{0,60}}\((?P<name>{_ANY})\)\s*(?:[-–—:.]|\n|$)")
_BYLINE = re.compile(rf"\b(?:The )?(?P<name>{_ANY_LONG}|AP|AFP|UPI|PTI|TNS)\b")
_OUTLET = re.compile(rf"(?:The )?(?P<name>{_ANY_LONG}|AP|AFP|UPI|PTI)\b")
_CREDIT = re.compile(
    rf"(?:copyright|©|\(c\)|source:|distributed by)[^\n]{{0,40}}?\b(?P<name>{_ANY_LONG})\b|"
    rf"(?:^|\n)\W*(?:—|–|-|By )?\s*(?:The )?(?P<alone>{_ANY})\W*(?=\n|$)",
    re.IGNORECASE,
)
_HEAD, _TAIL = 600, 600


@dataclass(frozen=True)
class Credit:
    """An agency, or an outlet, that a text likely comes from, and the evidence: 'outlet', 'dateline', 'byline',
    'credit line', 'earliest date' or 'read first'."""

    agency: str
    evidence: str


def find_credit(outlet: str | None, byline: str | None, text: str) -> Credit | None:
    """The agency that an article credits itself to, or None.

    That an agency "contributed to this report" is no credit.

    Examples
    --------
    >>> find_credit("The Herald", None, "Storm\\n\\nYORK (AP) — It rained.")
    Credit(agency='Associated Press', evidence='dateline')
    """
    for field, pattern, evidence in ((outlet, _OUTLET, "outlet"), (byline, _BYLINE, "byline")):
        match = pattern.match(field.strip()) if field and evidence == "outlet" else pattern.search(field or "")
        if match:
            return Credit(_NAMES[match["name"]], evidence)
    if match := _DATELINE.search(text[:_HEAD]):
        return Credit(_NAMES[match["name"]], "dateline")
    for match in _CREDIT.finditer(text[-_TAIL:]):
        name = match["name"] or match["alone"]
        agency = next((a for known, a in _NAMES.items() if known.lower() == name.lower()), None)
        if agency:
            return Credit(agency, "credit line")
    return None
