"""WordStat's ``.cat``: categories and words indented by tabs, a word with its weight behind it."""

from __future__ import annotations

import re

from framelens.dictionary.formats.entries import Entry, gather_frames
from framelens.dictionary.frames import FrameDictionary
from framelens.dictionary.parts import UnusableEntry
from framelens.errors import InputError

_WORD = re.compile(r"(.*\S)\s*\((-?\d+(?:\.\d+)?)\)")


def parse_wordstat(text: str, path: str) -> FrameDictionary:
    """Read ``text``, the content of the ``.cat`` file ``path``.

    ``_`` in a word stands for a blank. Weights are not used: each term counts once, and a term with another
    weight than 1 says so in its reason. Rules (``@...``) are left out and listed.

    Raises
    ------
    InputError
        With file and line, if a word stands outside of every category.
    """
    entries: list[Entry] = []
    left_out: list[UnusableEntry] = []
    parents: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        written = line.strip()
        if not written:
            continue
        depth = line[: len(line) - len(line.lstrip())].count("\t")
        parents = [(level, name) for level, name in parents if level < depth]
        category = tuple(name for _, name in parents)
        match = _WORD.fullmatch(written)
        if written.startswith("@"):
            left_out.append(UnusableEntry(".".join(category), written, "rules of WordStat are not understood", number))
        elif match is None:
            parents.append((depth, written))
            entries.append(Entry((*category, written), None, number))
        elif not category:
            raise InputError(f"{path}, line {number}: '{match[1]}' is in no category; indent it below one")
        else:
            weight = float(match[2])
            reason = None if weight == 1 else f"has the weight {weight:g} in the file; counts once here"
            entries.append(Entry(category, match[1].replace("_", " "), number, reason))
    return gather_frames(entries, path, left_out=left_out)
