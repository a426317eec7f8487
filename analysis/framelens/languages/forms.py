"""Inflected forms, written short: ``заяв|ить`` is the stem with each ending of the paradigm "ить"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from framelens.errors import InputError, suggest

SEAM = "~"  # between a separable verb's particle and the rest: zurück~wies


def expand_forms(written: str, paradigms: Mapping[str, str]) -> Iterator[str]:
    """The forms that a cell of a table stands for, in order.

    Parameters
    ----------
    written : str
        Forms, with spaces between them. An underscore stands for a space inside a form; ``stem|paradigm`` for the
        stem with each ending of that paradigm; ``~`` stays where it is.
    paradigms : mapping
        Name -> endings with spaces between them; ``-`` is the bare stem.

    Raises
    ------
    InputError
        If there is no paradigm of that name.

    Examples
    --------
    >>> list(expand_forms("sprach mein|en point_out", {"en": "en te"}))
    ['sprach', 'meinen', 'meinte', 'point out']
    """
    for item in written.split():
        stem, bar, name = item.replace("_", " ").partition("|")
        if not bar:
            yield stem
        elif name not in paradigms:
            raise InputError(f"'{item}' names a paradigm that language.toml lacks; {suggest(name, paradigms)}")
        else:
            yield from (stem + ending.replace("_", " ").removeprefix("-") for ending in paradigms[name].split())
