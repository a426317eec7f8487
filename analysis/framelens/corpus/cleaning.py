"""The one cleaning step between a source's words and ``article.text``, and what cannot be cleaned."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from framelens.corpus.header import find_header

_WORD_CHARACTER = re.compile(r"[^\W_]")
# What spreadsheets and data frames write into a cell that has nothing in it.
_EMPTY_CELLS = {"", "nan", "none", "null", "nat", "n/a", "<na>"}


def clean_text(text: str) -> str:
    """``text`` without its byte-order mark and with ``\\n`` line ends; everything else stays as it is."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def find_fault(text: str) -> str | None:
    """Why ``text`` cannot be an article's text, or None."""
    if (place := text.find("\0")) >= 0:
        return f"a NUL character (character {place + 1}) stands in the text; this is no text, or it is damaged"
    if not _WORD_CHARACTER.search(text, (find_header(text) or (0, 0))[1]):
        return "there is no word in it"
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return f"half of a surrogate pair (character {error.start + 1}) stands in the text; it is damaged"
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
