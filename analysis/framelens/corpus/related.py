"""Related links that a page attaches to a name, run into the sentence when its text was fetched.

"said Ana Lund Ana Maria LundCouncil votes on the port Harbour opens MORE (Ind.)": behind the name of a person stand the
same name in full, the headlines of other articles, and the button that opens the list. They are cut out, since the
sentence goes on behind them; nothing is cut where no button says where they end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

RULE = "related links"
_BUTTON = "MORE"
_NAME = r"[(\"“]?[^\W\d_a-z][\w.’'-]{0,30}[)\"”]?"
_LINKS = re.compile(
    # The surname, the whole name that ends in it, and a headline, mostly without a space between them.
    rf"(?<![\w’'-])(?P<last>[^\W\d_a-z][\w’'-]{{0,15}}[^\W\d_A-Z][\w’'-]{{0,15}})(?: (?:Jr|Sr|I{{2,3}}|IV)\.?)?"
    rf"(?P<links> ?(?P<name>(?:{_NAME} ){{1,6}}?(?P=last)(?:,? (?:Jr|Sr|I{{2,3}}|IV)\.?)?)(?= ?[^\W_a-z]| ?[\"“‘'])"
    rf"[^\n]{{10,700}}?\b{_BUTTON}\b)"
)


def find_links(text: str) -> Iterator[tuple[int, int]]:
    """Where related links stand inside sentences of ``text``, from the space before them to their button.

    Examples
    --------
    >>> text = "Mayor Ana Lund Ana Maria LundCouncil votes on the port MORE (Ind.) said no."
    >>> [text[:start] + text[end:] for start, end in find_links(text)]
    ['Mayor Ana Lund (Ind.) said no.']
    """
    if _BUTTON in text:
        for match in _LINKS.finditer(text):
            at = match.start()
            while inner := _LINKS.search(text, at + 1, match.end()):
                at, match = inner.start(), inner if _is_better(text, match, inner) else match
            yield match.span("links")


def _is_better(text: str, match: re.Match[str], inner: re.Match[str]) -> bool:
    """Whether a match within another is the one meant.

    It is in "Ana Lund Ana Maria LundCouncil", where the first name is listed twice as well; and where links whose own
    button is missing reach to the next ones' and would swallow the sentence between.
    """
    if text[inner.end("name")] == " " != text[match.end("name")]:
        return False  # the headline stands right behind the name only once
    within_name = inner.start() < match.end("name") - len(match["last"])
    return within_name or (inner.start() >= match.end("name") and text[inner.end("name")] != " ")
