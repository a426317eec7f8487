"""The header line of an article file: `` date 2021-12-21 By Trend``."""

from __future__ import annotations

import re

# Lower-case "date" and upper-case "By", as the form has it: "Date nights ruined by rain" is a headline.
_HEADER = re.compile(
    r"[ \t]*(?:date|Date:|DATE:)[ \t]+(?P<date>[^\n]{1,40}?)(?:[ \t]+By[ \t]+(?P<byline>[^\n]{1,120}?))?[ \t]*(?=\n|\Z)"
)
_LOOKS_DATED = re.compile(r"\d{4}")


def find_header(text: str) -> tuple[int, int] | None:
    """The (start, end) of a header line at the text's start, or None.

    The header is metadata: its words are not analysed unless the study says so.

    Examples
    --------
    >>> find_header(" date 2021-12-21 By Trend\\n\\nNew reality")
    (0, 25)
    """
    match = _match(text)
    return match.span() if match else None


def read_header(text: str) -> tuple[str | None, str | None]:
    """The date and the byline that the header line gives, as they are written; None where it has none."""
    match = _match(text)
    return (match["date"].strip(), match["byline"]) if match else (None, None)


def _match(text: str) -> re.Match[str] | None:
    match = _HEADER.match(text)
    if match and (match["byline"] or _LOOKS_DATED.search(match["date"])):
        return match
    return None
