"""LIWC's ``.dic``: numbered categories between two ``%`` lines, then words with the numbers they belong to."""

from __future__ import annotations

import re

from framelens.dictionary.formats.entries import Entry, gather_frames
from framelens.dictionary.frames import FrameDictionary
from framelens.dictionary.parts import UnusableEntry
from framelens.errors import InputError

_CATEGORY = re.compile(r"\s*(\d+)\s+(\S.*?)\s*")
_WORD = re.compile(r"\s*(\S.*?)((?:\s+\d+)+)\s*")
_CONDITION = re.compile(r"<[^>]*>|\([^)]*\)\S*|\d+/\d+")


def parse_liwc(text: str, path: str) -> FrameDictionary:
    """Read ``text``, the content of the ``.dic`` file ``path``; frames in the order of the header.

    Words whose category depends on their neighbours (``<of>131/125``) are left out and listed.

    Raises
    ------
    InputError
        With file and line, if a ``%`` line is missing or a word has no number or an unknown one.
    """
    lines = text.splitlines()
    marks = [i for i, line in enumerate(lines) if line.strip() == "%"]
    if len(marks) < 2:
        raise InputError(f"{path}: a LIWC dictionary has its categories between two lines '%'; here are {len(marks)}")
    categories = _read_categories(lines, marks[0] + 1, marks[1], path)
    entries = [Entry((name,), None, line) for name, line in categories.values()]
    left_out = []
    for number, line in enumerate(lines[marks[1] + 1 :], start=marks[1] + 2):
        if not line.strip():
            continue
        if _CONDITION.search(line):
            word = re.split(r"\t|<|\(", line.strip())[0]
            left_out.append(UnusableEntry("", word.strip(), f"'{line.strip()}' depends on neighbouring words", number))
            continue
        match = _WORD.fullmatch(line)
        if match is None:
            raise InputError(f"{path}, line {number}: '{line.strip()}' has no category; write a word and its numbers")
        for category in match[2].split():
            if int(category) not in categories:
                known = ", ".join(map(str, categories))
                raise InputError(f"{path}, line {number}: unknown category {category}; the header has {known}")
            entries.append(Entry((categories[int(category)][0],), match[1], number))
    return gather_frames(entries, path, left_out=left_out)


def _read_categories(lines: list[str], start: int, end: int, path: str) -> dict[int, tuple[str, int]]:
    """Number -> name and line."""
    categories: dict[int, tuple[str, int]] = {}
    for i in range(start, end):
        if not lines[i].strip():
            continue
        match = _CATEGORY.fullmatch(lines[i])
        if match is None:
            raise InputError(f"{path}, line {i + 1}: '{lines[i].strip()}' is not a category; write a number and a name")
        if int(match[1]) in categories:
            raise InputError(f"{path}, line {i + 1}: the category number {match[1]} is listed twice; number them apart")
        categories[int(match[1])] = (match[2], i + 1)
    return categories
