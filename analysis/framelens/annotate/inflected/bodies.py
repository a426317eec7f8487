"""Which names of an article are one body: inflected forms, initials, and the short name behind the full one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from framelens.annotate.identities import Identity
from framelens.annotate.inflected.readings import fold
from framelens.annotate.name_runs import Name
from framelens.languages import Language

_INTRODUCED = re.compile(r"\s*\(\s*[«\"„“]?(?P<short>[^\W\d_][\w&.-]{0,11})[»\"“”]?\s*\)")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_LONGEST, _LEAST = 4, 3  # letters of an ending, letters that two forms of a word share


class Bodies:
    """The organisations of an article, found name by name."""

    def __init__(self, language: Language, known: Iterable[tuple[Identity, Sequence[str]]] = ()) -> None:
        self._language = language
        self._known: list[tuple[Identity, set[tuple[str, ...]]]] = []
        for identity, names in known:
            self._known.append((identity, {_words(name) for name in names}))

    @property
    def identities(self) -> list[Identity]:
        """Every body met so far, those of the roster first."""
        return [identity for identity, _ in self._known]

    def link(self, text: str, names: Sequence[Name]) -> dict[Name, list[Identity]]:
        """For each name of a body the one that it stands for."""
        forms: dict[str, list[Name]] = {}
        for name in names:
            forms.setdefault(name.text, []).append(name)
        introduced = {
            match["short"]: name.text
            for name in names
            if (match := _INTRODUCED.match(text, name.end)) and is_acronym(match["short"])
        }
        placed: dict[str, list[Identity]] = {}
        for form in sorted(forms, key=lambda one: (-len(_words(one)), forms[one][0].start)):
            words = _words(form)
            fitting = placed.get(introduced.get(form, ""), []) or self._fitting(words)
            if not fitting:
                fitting = [Identity("", form, "organisation", first_seen=forms[form][0].start)]
                self._known.append((fitting[0], set()))
            placed[form] = fitting
            if len(fitting) == 1:
                next(held for one, held in self._known if one is fitting[0]).add(words)
                fitting[0].aliases[form] += len(forms[form])
        for identity, _ in self._known:
            mine = [form for form, fitting in placed.items() if fitting == [identity]]
            if mine and not identity.from_roster:
                identity.name = self._base_of([one for one in mine if len(_words(one)) == len(_words(mine[0]))])
        return {name: placed[form] for form, found in forms.items() for name in found}

    def _fitting(self, words: tuple[str, ...]) -> list[Identity]:
        for fits in (_same_words, _short_for):
            found = [one for one, held in self._known if any(fits(words, theirs) for theirs in held)]
            if found:
                return [one for one in found if one.first_seen >= 0] or found
        return []

    def _base_of(self, forms: Sequence[str]) -> str:
        """The form that stands in the nominative: the one that the others are led to by their endings."""

        def n_led(form: str) -> int:
            return sum(_leads(theirs, mine, self._language) for other in forms
                       for mine, theirs in zip(_words(form), _words(other), strict=False) if other != form)  # fmt: skip

        return max(forms, key=lambda form: (n_led(form), -forms.index(form)))


def is_acronym(word: str) -> bool:
    """Whether a word is written as initials: МВД, BND; not ООН's "ООН-Женщины"."""
    return len(word) > 1 and sum(map(str.isupper, word)) > len(word) / 2


@lru_cache(maxsize=20_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word if is_acronym(word) else fold(word) for word in _WORD.findall(name))


def _same_words(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two names have the same words, each in any form."""
    return len(one) == len(other) and all(map(same_word, one, other))


def same_word(one: str, other: str) -> bool:
    """Whether two folded words are forms of one: they share their beginning, up to an ending."""
    if one == other:
        return True
    if is_acronym(one) or is_acronym(other):
        return False
    shared = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= max(_LEAST, len(one) - _LONGEST, len(other) - _LONGEST)


def _short_for(words: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a name is short for a longer one: its beginning, or its initials."""
    if len(words) >= len(full):
        return False
    if is_acronym(words[0]) and len(words[0]) >= 2 and not any(map(is_acronym, full)):
        initials = "".join(word[0] for word in full).upper()
        plain = words[0].upper().replace(".", "")
        return initials.startswith(plain) or "".join(w[0] for w in full if len(w) > 1).upper().startswith(plain)
    # "Министерство" alone may be any; "МВД" is МВД России.
    return all(map(same_word, words, full)) and (len(words) > 1 or is_acronym(words[0]))


def _leads(inflected: str, base: str, language: Language) -> bool:
    """Whether a row of the language's table leads from a form to a base form."""
    ways = language.inflections.lead(inflected, (None, "body", "last"))
    return inflected != base and any(fold(led) == base for _, _, led in ways)
