"""How inflected names lead to their base forms: the rows of ``inflection.csv``, found by their endings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count

_OF_BODIES = frozenset({"body", "adjective"})


@dataclass(frozen=True)
class Inflection:
    """One row: ``ending`` is taken off, ``base`` put on.

    Attributes
    ----------
    ending, base : str
    gender : str or None
        Of whoever is named so, where the ending tells.
    part : str or None
        'given', 'patronymic', 'surname', 'last' (the last word of a name, whatever it is), 'body' and 'adjective' (the
        noun of a body's name and what stands before it), or None for every word of a person's name and such nouns.
    cases : frozenset of str
        The cases that the ending may be of, 'nom' the one of the base form; empty where it tells none.
    shape : str
        What the base form looks like at its end: a regular expression, empty where any word may be inflected so.
    """

    ending: str
    base: str
    gender: str | None = None
    part: str | None = None
    cases: frozenset[str] = frozenset()
    shape: str = ""

    def lead(self, word: str) -> str | None:
        """The base form of a word; None where it is not inflected so.

        Examples
        --------
        >>> Inflection("ой", "а", shape="ова").lead("Абрамовой")
        'Абрамова'
        """
        stem = len(word) - len(self.ending)
        if stem < 1 or not word.endswith(self.ending):
            return None
        base = word[:stem] + self.base
        return base if self._shape.search(base) else None

    @cached_property
    def _shape(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.shape})\Z")


class Inflections(Sequence[Inflection]):
    """The rows of a language in their order, in which the likelier ones come first."""

    def __init__(self, rows: Sequence[Mapping[str, str]]) -> None:
        self._rows = [
            Inflection(
                row["ending"], row["base"], row["gender"] or None, row["part"] or None,
                frozenset(row["cases"].split()), row["shape"],
            )
            for row in rows
        ]  # fmt: skip
        self._by_ending: dict[str, list[tuple[int, Inflection]]] = {}
        places = {True: count(), False: count()}
        for row in self._rows:
            self._by_ending.setdefault(row.ending, []).append((next(places[row.part in _OF_BODIES]), row))

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, at):  # type: ignore[no-untyped-def]
        return self._rows[at]

    def lead(self, word: str, parts: Sequence[str | None]) -> Iterator[tuple[int, Inflection, str]]:
        """The rows by which a word may be inflected in these parts of a name: place, row and base form.

        Rows of bodies' names are counted apart from those of persons' names.
        """
        found = []
        for start in range(1, len(word) + 1):
            for rank, row in self._by_ending.get(word[start:], ()):
                if row.part in parts and (base := row.lead(word)) is not None:
                    found.append((rank, row, base))
        yield from sorted(found, key=lambda one: one[0])
