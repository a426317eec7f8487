"""Lexicoder's ``.lcd`` and ``.lc3``: a category behind ``+``, below it one term a line."""

from __future__ import annotations

from framelens.dictionary.formats.entries import Entry, gather_frames
from framelens.dictionary.frames import FrameDictionary
from framelens.errors import InputError


def parse_lexicoder(text: str, path: str) -> FrameDictionary:
    """Read ``text``, the content of the ``.lcd`` or ``.lc3`` file ``path``.

    Raises
    ------
    InputError
        With file and line, if a term stands before the first category or a category has no name.
    """
    entries: list[Entry] = []
    category: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.strip()
        if not written:
            continue
        if written.startswith("+"):
            category = written[1:].strip()
            if not category:
                raise InputError(f"{path}, line {number}: a category has no name; write it behind the '+'")
            entries.append(Entry((category,), None, number))
        elif category is None:
            raise InputError(f"{path}, line {number}: '{written}' is in no category; begin with a line '+category'")
        else:
            entries.append(Entry((category,), written, number))
    return gather_frames(entries, path)
