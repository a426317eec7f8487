"""Names of encodings, as Python calls those that make text of bytes."""

from __future__ import annotations

import codecs

# Python's codecs for web addresses and for its own source, which take any bytes for text.
_NO_FILE_HAS = ("idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape")


def explain_encoding(name: str | None) -> str | None:
    """What is wrong with the name of an encoding, or None."""
    try:
        found = codecs.lookup(name or "utf-8")
        # Others turn bytes into bytes, or text into text.
        if found._is_text_encoding and found.name not in _NO_FILE_HAS:
            return None
    except (LookupError, ValueError):
        pass
    return (
        f"unknown encoding '{name}'; write one as Python calls it, such as utf-8, cp1252, iso-8859-1, utf-16, "
        "cp1251, shift_jis"
    )
