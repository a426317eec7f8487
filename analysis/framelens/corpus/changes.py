"""What cleaning changed or marked in an article, so that the source's words can be had back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from framelens.errors import InputError

# What changed words, and what only marks them.
RELATED = "related_links"
CHANGES = ("byte_order_mark", "line_ends", "mojibake", RELATED, "headline")
BOILERPLATE = "boilerplate"


@dataclass(frozen=True)
class Change:
    """One passage that cleaning changed or marked.

    Attributes
    ----------
    kind : str
        'byte_order_mark', 'line_ends', 'mojibake', 'related_links' (cut out of a sentence) or 'headline' (it was put
        before the body), or 'boilerplate', which is marked and left where it is.
    start, end : int
        Where it stands in ``article.text``.
    source_start, source_end : int or None
        Where it stood in the text as it was decoded; None in a headline, which had a field of its own.
    source : str
        What stood there. For line ends what each ``\\n`` of the passage was.
    rule : str
        By which rule.
    """

    kind: str
    start: int
    end: int
    source_start: int | None
    source_end: int | None
    source: str
    rule: str


def change_row(article_id: str, change: Change) -> dict[str, object]:
    """The change's row of the clean table."""
    return {"article_id": article_id, **asdict(change)}


def change_of_row(row: Mapping[str, Any]) -> Change:
    """The change of a row of the clean table, as Arrow gives it."""
    return Change(**{name: value for name, value in row.items() if name != "article_id"})


def restore_source(text: str, rows: Iterable[Mapping[str, object]]) -> str:
    """The text as it was decoded, from an article's text and its rows of the clean table.

    Parameters
    ----------
    text : str
        ``article.text``.
    rows : iterable of mapping
        The article's rows of the clean table, as dicts.

    Raises
    ------
    InputError
        If a row does not fit the text.
    """
    pieces: list[str] = []
    at = len(text)
    spans = [row for row in rows if row["kind"] in CHANGES and isinstance(row["source_start"], int)]
    line_ends = [row for row in spans if row["kind"] == "line_ends"]
    edits: list[tuple[int, int, str]] = [
        (int(str(row["start"])), int(str(row["end"])), str(row["source"]))
        for row in spans
        if row["kind"] != "line_ends"
    ]
    for row in line_ends:
        place = text.find("\n", int(str(row["start"])))
        while 0 <= place < int(str(row["end"])):
            edits.append((place, place + 1, str(row["source"])))
            place = text.find("\n", place + 1)
    for start, end, source in sorted(edits, reverse=True):
        if not 0 <= start <= end <= at:
            raise InputError(f"the change at {start}:{end} does not fit a text of {len(text):,} characters")
        pieces += [text[end:at], source]
        at = start
    return "".join([text[:at], *reversed(pieces)])
