"""Which names of an article are one body: inflected forms, initials, and the short name behind the full one."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from itertools import product

from framelens.annotate.identities import Identity
from framelens.annotate.inflected.readings import (
    ACTS_INFLECTED,
    INFLECTED,
    NOMINATIVE,
    UNLISTED,
    WordForm,
    fold,
    join_forms,
    read_word,
)
from framelens.annotate.name_runs import Name
from framelens.languages import Language

_INTRODUCED = re.compile(r"\s*\(\s*[«\"„“]?(?P<short>[^\W\d_][\w&.-]{0,11})[»\"“”]?\s*\)")
_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_NOMINATIVE = frozenset({NOMINATIVE})
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

    def link(self, text: str, names: Sequence[Name], openings: Collection[int] = ()) -> dict[Name, list[Identity]]:
        """For each name of a body the one that it stands for; ``openings`` says where sentences begin."""
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
            mine = [name for form, fitting in placed.items() if fitting == [identity] for name in forms[form]]
            if mine and not identity.from_roster:
                size = len(_words(mine[0].text))
                identity.name = self._base_of([one for one in mine if len(_words(one.text)) == size], openings)
        return {name: placed[form] for form, found in forms.items() for name in found}

    def _fitting(self, words: tuple[str, ...]) -> list[Identity]:
        for fits in (_same_words, _short_for):
            found = [one for one, held in self._known if any(fits(words, theirs) for theirs in held)]
            if found:
                return [one for one in found if one.first_seen >= 0] or found
        return []

    def may_stand_for(self, form: str) -> bool:
        """Whether a name may stand for one of them, whatever else an article names."""
        return bool(self._fitting(_words(form)))

    def _base_of(self, names: Sequence[Name], openings: Collection[int]) -> str:
        """The likeliest base form: one that every form leads to, and in which most of the names stand."""
        leading: dict[str, dict[str, int]] = {}  # base form, folded -> each form that leads to it, and how likely
        written: dict[str, str] = {}
        for form in dict.fromkeys(name.text for name in names):
            for base, rank in base_forms(form, self._language):
                known = leading.setdefault(fold(base), {})
                known[form] = min(rank, known.get(form, rank))
                written.setdefault(fold(base), base)
        most = max(map(len, leading.values()))

        def cost(base: str) -> float:
            other = [name for name in names if fold(name.text) != base]
            inflected = sum(ACTS_INFLECTED if name.start in openings else INFLECTED for name in other)
            return math.sqrt(max(leading[base].values())) + inflected

        likely = [base for base, led in leading.items() if len(led) == most]
        return written[min(likely, key=lambda base: (cost(base), base))]


@lru_cache(maxsize=20_000)
def base_forms(name: str, language: Language) -> tuple[tuple[str, int], ...]:
    """The base forms that a body's name may have, each with its place in the table; first the name as it is.

    Up to the first noun words are inflected; what follows stands as it is: "Следственного комитета России".

    Examples
    --------
    >>> from framelens.languages import load_language
    >>> base_forms("Государственной думы", load_language("ru"))[1][0]
    'Государственная дума'
    """
    words = name.split()
    found = {name: UNLISTED}
    group: list[list[WordForm]] = []
    for at, word in enumerate(words):
        if not word.isalpha() or is_acronym(word):
            break
        adjectives = read_word(word, ("adjective",), language) if at + 1 < len(words) else []
        if adjectives:
            group.append(adjectives)
            continue
        listed = language.lower(word) in language.organisations
        group.append([WordForm(word, None, _NOMINATIVE, 0)] if listed else read_word(word, (None, "body"), language))
        break
    for chosen in product(*group) if group and all(group) else ():
        if join_forms(chosen) is not None:
            base = " ".join([*(one.base for one in chosen), *words[len(group) :]])
            rank = max(one.rank for one in chosen)
            found[base] = min(rank, found.get(base, rank))
    for one in read_word(words[-1], ("last",), language):
        listed = language.lower(one.base) in language.organisations
        base = " ".join([*words[:-1], one.base])
        found[base] = min(0 if listed else one.rank, found.get(base, one.rank))
    return tuple(found.items())


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


def has_phrase(words: str, phrase: str) -> bool:
    """Whether the words of a phrase stand among others, one behind another, each in any form.

    Examples
    --------
    >>> has_phrase("по словам главы государства", "глава государства")
    True
    """
    theirs, mine = _words(words), _words(phrase)
    size = len(mine)
    return any(all(map(same_word, mine, theirs[at : at + size])) for at in range(len(theirs) - size + 1))


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
