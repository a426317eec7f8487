"""The cleaning between a source's words and ``article.text``, and what cannot be cleaned."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from framelens.corpus.changes import RELATED, Change
from framelens.corpus.header import find_header
from framelens.corpus.mojibake import mend_mojibake
from framelens.corpus.related import RULE, find_links

_LINE_END = re.compile(r"\r\n?|\n")
_WORD_CHARACTER = re.compile(r"[^\W_]")
_CUT = re.compile(r"\[\+\d+ chars\]\s*\Z")
# What spreadsheets and data frames write into a cell that has nothing in it.
_EMPTY_CELLS = {"", "nan", "none", "null", "nat", "n/a", "<na>"}


def clean_text(text: str) -> str:
    """``text`` without its byte-order mark and with ``\\n`` line ends; everything else stays as it is."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def clean_with_evidence(text: str) -> tuple[str, tuple[Change, ...]]:
    """The cleaned text, and everything that was changed on the way.

    Examples
    --------
    >>> text, changes = clean_with_evidence("A\\r\\nB")
    >>> text, [(change.kind, change.start, change.end, change.source) for change in changes]
    ('A\\nB', [('line_ends', 1, 2, '\\r\\n')])
    """
    plain = clean_text(text)
    mended, mojibake = mend_mojibake(plain)
    cuts = [cut for cut in find_links(mended) if not any(c.start < at < c.end for c in mojibake for at in cut)]
    if mended == text and not cuts:
        return text, ()
    changes: list[Change] = []
    at = 0
    if text.startswith("\ufeff"):
        changes.append(Change("byte_order_mark", 0, 0, 0, 1, "\ufeff", "byte-order mark"))
        at = 1
    runs = _line_end_runs(text, at) if "\r" in text else []
    # Offsets in the plain text -> in the mended one and in the source.
    place_mended = _Shifts([(c.source_end or 0, c.end - (c.source_end or 0)) for c in mojibake])
    place_source = _Shifts(
        [(0, at), *[(plain_end, source_end - plain_end) for _, plain_end, source_end in _ends(text, at)]]
    )
    for start, end, source in runs:
        a, b = place_mended.move(start), place_mended.move(end)
        changes.append(Change("line_ends", a, b, place_source.move(start), place_source.move(end), source, "line end"))
    for c in mojibake:
        start, end = place_source.move(c.source_start or 0), place_source.move(c.source_end or 0)
        changes.append(replace(c, source_start=start, source_end=end))
    if cuts:
        place_plain = _Shifts([(c.end, (c.source_end or 0) - c.end) for c in mojibake])
        places = [[place_source.move(place_plain.move(at)) for at in cut] for cut in cuts]
        mended, changes = _cut_links(mended, changes, cuts, [(a, b, text[a:b]) for a, b in places])
    return mended, tuple(sorted(changes, key=lambda change: (change.start, change.end)))


def _cut_links(
    text: str, changes: list[Change], cuts: list[tuple[int, int]], sources: list[tuple[int, int, str]]
) -> tuple[str, list[Change]]:
    """The text without the cuts, and all changes at their places in it; what was changed within a cut went with it."""
    gone = [sum(end - start for start, end in cuts[:n]) for n in range(len(cuts) + 1)]
    place = _Shifts([(end, -gone[n + 1]) for n, (_, end) in enumerate(cuts)])
    left = [c for c in changes if not any(start <= c.start and c.end <= end for start, end in cuts)]
    moved = [replace(c, start=place.move(c.start), end=place.move(c.end)) for c in left]
    for (start, _), before, (a, b, source) in zip(cuts, gone, sources, strict=False):
        moved.append(Change(RELATED, start - before, start - before, a, b, source, RULE))
    kept = zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)], strict=True)
    return "".join(text[start:end] for start, end in kept), moved


def shift_changes(changes: tuple[Change, ...], joined: str, body: str) -> tuple[Change, ...]:
    """The changes of a body in the text that has the headline before it; the headline is one of them."""
    by = len(joined) - len(body)
    if not by:
        return changes
    moved = (replace(change, start=change.start + by, end=change.end + by) for change in changes)
    return (Change("headline", 0, by, 0, 0, "", "the headline has a field of its own"), *moved)


@dataclass(frozen=True)
class _Shifts:
    """How far offsets move, by the places from which on they do."""

    steps: list[tuple[int, int]]

    def move(self, offset: int) -> int:
        place = bisect_right(self.steps, offset, key=lambda step: step[0])
        return offset + self.steps[place - 1][1] if place else offset


def _ends(text: str, start: int) -> Iterator[tuple[str, int, int]]:
    """Each line end: how it was written, where it ends in the plain text and in the source."""
    shrunk = start
    for match in _LINE_END.finditer(text, start):
        shrunk += len(match[0]) - 1
        yield match[0], match.end() - shrunk, match.end()


def _line_end_runs(text: str, start: int) -> list[tuple[int, int, str]]:
    """Stretches of the plain text in which every line end was written the same way, other than ``\\n``."""
    runs: list[tuple[int, int, str]] = []
    last = "\n"
    for written, end, _ in _ends(text, start):
        if written != "\n":
            runs.append((runs.pop()[0] if written == last else end - 1, end, written))
        last = written
    return runs


def find_fault(text: str) -> str | None:
    """Why ``text`` cannot be an article's text, or None."""
    if (place := text.find("\0")) >= 0:
        return f"a NUL character (character {place + 1}) is in the text; this is not text, or it is damaged"
    if (place := text.find("\ufffd")) >= 0:
        return (
            f"U+FFFD (character {place + 1}) is in the text, in place of a character lost when it was read "
            "in a wrong encoding; export it again"
        )
    if cut := _CUT.search(text):
        return f"the text is cut off: '{cut[0]}' ends it, as in what NewsAPI gives of an article; fetch the whole text"
    if not _WORD_CHARACTER.search(text, (find_header(text) or (0, 0))[1]):
        return "there is no word in it"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"half of a surrogate pair (character {error.start + 1}) is in the text; it is damaged"
    return None


def clean_cell(value: object) -> str | None:
    """What a table's cell says in one line, or None if it says nothing.

    Lists (of authors) are joined by commas; ``nan``, ``None`` and their like are empty cells.
    """
    if isinstance(value, (list, tuple)):
        return ", ".join(filter(None, map(clean_cell, value))) or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = " ".join(str(value).split())
    if text.lower() in _EMPTY_CELLS:
        return None
    return text.replace("\0", "").encode(errors="replace").decode()


def drop_outlet(headline: str, outlet: str | None) -> str:
    """A headline without the article's own outlet behind it, as search engines and the browser's bar show it.

    Examples
    --------
    >>> drop_outlet("Harbour opens - Norhaven Courier", "Norhaven Courier")
    'Harbour opens'
    >>> drop_outlet("Taxes - and the Mail", "Norhaven Courier")
    'Taxes - and the Mail'
    """
    if not outlet:
        return headline
    name = re.escape(re.sub(r"\Athe\s+", "", outlet, flags=re.IGNORECASE))
    return re.sub(rf"(?<=\S)\s+[-–—|•·]\s+(?:the\s+)?{name}\s*\Z", "", headline, flags=re.IGNORECASE)


def join_headline(headline: str | None, body: str) -> str:
    """The text of an article whose headline and body stand apart: headline, blank line, body.

    A body that already begins with the headline as a line of its own, be it behind a header line, is the text.

    Examples
    --------
    >>> join_headline("New reality", "It has opened.")
    'New reality\\n\\nIt has opened.'
    """
    if headline is None:
        return body
    begin = body[(find_header(body) or (0, 0))[1] :].lstrip()
    if begin.startswith(headline) and begin[len(headline) :].lstrip(" \t")[:1] in ("", "\n"):
        return body
    return f"{headline}\n\n{body}"


def hash_words(text: str) -> bytes:
    """A fingerprint of the words and marks of ``text``, blind to its header line and to white space."""
    words = " ".join(text[(find_header(text) or (0, 0))[1] :].split())
    if not words.isascii():
        words = unicodedata.normalize("NFC", words)
    return hashlib.blake2b(words.encode(errors="replace"), digest_size=16).digest()
