"""What every foreign format comes down to: words under categories, each with its line."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from framelens.dictionary.frames import FrameDictionary
from framelens.dictionary.parts import Frame, Term, UnusableEntry
from framelens.errors import InputError

# Joins the names of nested categories, as quanteda does.
JOINT = "."


class Entry(NamedTuple):
    """One word or phrase of a category, as it is in the file; a category alone has no text."""

    category: tuple[str, ...]
    text: str | None
    line: int
    reason: str | None = None


def gather_frames(
    entries: Iterable[Entry], path: str, *, title: str = "", left_out: Iterable[UnusableEntry] = ()
) -> FrameDictionary:
    """The dictionary of some entries: a frame for each category that holds words itself.

    Nested categories are named with their parents, ``parent.child``. An entry that no word can match, like
    ``:-)``, is kept among ``left_out`` with its reason, since dictionaries of the field have such entries; an
    entry that is listed twice in a category counts once.

    Raises
    ------
    InputError
        If no category has a term.
    """
    terms: dict[str, dict[str, Term]] = {}
    lines: dict[str, int] = {}
    unusable = list(left_out)
    for entry in entries:
        name = JOINT.join(entry.category)
        lines.setdefault(name, entry.line)
        if entry.text is None:
            continue
        text = " ".join(entry.text.split())
        try:
            term = Term(text, entry.reason, line=entry.line)
        except InputError as error:
            unusable.append(UnusableEntry(name, text, str(error), entry.line))
            continue
        terms.setdefault(name, {}).setdefault(text.lower(), term)
    if not terms:
        raise InputError(f"{path}: no category has a word that framelens can look for; check that this is a dictionary")
    order = [name for name in lines if name in terms]
    frames = tuple(Frame(name, terms=tuple(terms[name].values()), line=lines[name]) for name in order)
    unusable.sort(key=lambda one: one.line or 0)
    return FrameDictionary(frames, title=title, path=path, left_out=tuple(unusable))
