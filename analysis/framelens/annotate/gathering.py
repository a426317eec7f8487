"""Names gathered into identities: which names of an article are one person or organisation.

What flows in are located names and the roster; what flows out is one :class:`Identity` per person or
organisation, with the names, the roles and the evidence of gender that the text gives. Two people of one surname
stay two.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from framelens.annotate.acronyms import content_words, initials
from framelens.annotate.consistent import BODIES_OF_PERSONS
from framelens.annotate.identities import Identity, slug, speaker_key, suffix_of
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import PARTICLES, SUFFIXES, Name, name_words, words_of
from framelens.annotate.namesakes import is_nickname
from framelens.annotate.organisations import is_business_form, is_head_of, is_paper_of
from framelens.annotate.roles import learn_about
from framelens.annotate.surnames import place_surnames

_INTRODUCED = re.compile(r"\s\((?:the\s)?[\"“]?([A-Z][A-Za-z&]{1,7})[\"”]?\)")
_INITIAL = re.compile(r"[A-Z]\.?")


def gather_identities(
    text: str, layout: Layout, names: Sequence[Name], roster: pd.DataFrame
) -> tuple[list[Identity], dict[Name, list[Identity]]]:
    """The identities of an article, and for each name the ones that it may stand for.

    A name that fits nobody founds an identity; a short form that fits two keeps both as candidates.
    """
    known = know_roster(roster, _find_apart(layout, names))
    links: dict[Name, list[Identity]] = {}
    met = Counter(name.text for name in names)
    surnames = [name for name in names if name.kind == "person" and len(_plain(name)) == 1]
    alone = set(surnames)
    for name in sorted(names, key=lambda n: (-len(_plain(n)), n.start)):
        if name in alone:
            continue
        fitting = known.fitting(name)
        if len(fitting) > 1 and name.kind == "organisation" and _is_its_own(name, fitting, met):
            fitting = []
        links[name] = fitting = fitting or [known.found(name)]
        if len(fitting) == 1 and fitting[0].first_seen < 0:
            fitting[0].first_seen = name.start
    for name, fitting in links.items():
        if name.kind == "person" and len(fitting) == 1:
            learn_about(text, name, fitting[0])
    links |= place_surnames(text, layout, surnames, known, links)
    for name in sorted(links, key=lambda n: n.start):
        if len(links[name]) == 1 and links[name][0].first_seen < 0:
            links[name][0].first_seen = name.start
    introduced = _acronyms(text, links)
    for name in sorted(links, key=lambda n: n.start):
        if name.kind == "organisation" and name.text in introduced:
            links[name] = [introduced[name.text]]
        if len(links[name]) == 1 and (name in alone or name.kind != "person"):
            learn_about(text, name, links[name][0])
    seen = {id(identity) for fitting in links.values() for identity in fitting}
    present = [identity for identity in known.identities if id(identity) in seen or identity.from_roster]
    return present, links


def _is_its_own(name: Name, fitting: Sequence[Identity], met: Mapping[str, int]) -> bool:
    """Whether a name with which several longer ones begin is no short form of any: Apple beside Apple TV.

    It stands in the article more often than each of them.
    """
    return all(
        identity.name.startswith(f"{name.text} ") and met[identity.name] < met[name.text] for identity in fitting
    )


def _acronyms(text: str, links: dict[Name, list[Identity]]) -> dict[str, Identity]:
    """Short forms that the article introduces itself: "Department of Housing and Urban Development (HUD)"."""
    found: dict[str, Identity] = {}
    for name, fitting in links.items():
        match = _INTRODUCED.match(text, name.end)
        if match and len(fitting) == 1 and name.kind == "organisation":
            found.setdefault(match[1], fitting[0])
    return found


def _plain(name: Name) -> list[str]:
    return [word for word in name.words if word not in SUFFIXES]


def know_roster(roster: pd.DataFrame, apart: Mapping[str, frozenset[str]] | None = None) -> _Known:
    """The identities that an article begins with: those of the roster."""
    return _Known(_from_roster(roster), apart or {})


def _from_roster(roster: pd.DataFrame) -> list[Identity]:
    if roster.empty:  # most often; a table's columns are slow to take
        return []
    identities: dict[str, Identity] = {}
    for key, name, role, alias in zip(*(roster[c] for c in ("speaker_id", "name", "role", "alias")), strict=True):
        new = Identity(key, name, _roster_kind(name), from_roster=True, first_seen=-1)
        known = identities.setdefault(key, new)
        if isinstance(role, str):
            known.add_role(role)
        if isinstance(alias, str):
            known.aliases[alias] += 0
    return list(identities.values())


def _roster_kind(name: str) -> str:
    lists = name_words()
    words = name.split()
    is_organisation = any(word in lists["organisation"] for word in words) or len(words) == 1
    return "organisation" if is_organisation else "person"


class _Known:
    """The identities met so far, by every word of their names, so that a name looks at its namesakes only."""

    def __init__(self, identities: Sequence[Identity], apart: Mapping[str, frozenset[str]]) -> None:
        self.identities: list[Identity] = []
        self._apart = apart
        self._keys: set[str] = set()
        self._by_name: dict[str, list[Identity]] = {}
        self._by_word: dict[str, list[tuple[Identity, list[str]]]] = {}
        for identity in identities:
            self._add(identity)

    def _add(self, identity: Identity) -> None:
        self.identities.append(identity)
        self._keys.add(identity.speaker_id)
        words = identity.words
        for name in dict.fromkeys([identity.name, *identity.aliases]):
            self._by_name.setdefault(name, []).append(identity)
        short = initials(identity.name) if identity.kind == "organisation" else ()
        for word in dict.fromkeys([*words, *sorted(short)]):
            self._by_word.setdefault(word, []).append((identity, words))

    def found(self, name: Name) -> Identity:
        """A new identity with this name."""
        key = speaker_key(name.text)
        if key in self._keys:  # a father and a son, or a person and a firm, of one name
            key = slug(name.text) if slug(name.text) not in self._keys else f"{key}-{name.kind}"
        self._add(Identity(key, name.text, name.kind, first_seen=name.start))
        return self.identities[-1]

    def fitting(self, name: Name) -> list[Identity]:
        """The identities that a name may stand for."""
        exact = self._by_name.get(name.text)
        if exact:
            alike = [i for i in exact if i.kind == name.kind] or exact
            return [i for i in alike if i.from_roster] or alike
        words = _plain(name)
        if not words:
            return []
        if name.kind == "person":
            return self._by_suffix(name, self._persons(name, words))
        return [i for i, known in self._alike(words, name.kind) if _same_organisation(words, i.name, known)]

    def may_stand_for(self, name: Name) -> bool:
        """Whether a name may stand for somebody known, whomever else an article names."""
        words = _plain(name)
        if name.text in self._by_name or not words:
            return name.text in self._by_name
        if name.kind == "person":
            return bool(self._persons(name, words))
        return any(_same_organisation(words, i.name, known) for i, known in self._alike(words, name.kind))

    def _alike(self, words: list[str], kind: str) -> list[tuple[Identity, list[str]]]:
        """The identities of a kind that share the first or the last word."""
        keys = dict.fromkeys([words[0], words[-1], words[0].replace(".", "")])
        pairs = [pair for key in keys for pair in self._by_word.get(key, ())]
        return [pair for pair in {id(pair[0]): pair for pair in pairs}.values() if pair[0].kind == kind]

    def _persons(self, name: Name, words: list[str]) -> list[Identity]:
        same_kind = self._alike(words, "person")
        if len(words) == 1:
            if "-" in words[0] and words[0].split("-")[0].lower() in PARTICLES:  # "Al-Sayed" opens a sentence
                words = [words[0][0].lower() + words[0][1:]]
                same_kind += self._alike(words, "person")
            by_surname = [i for i, known in same_kind if len(known) > 1 and known[-1] == words[0]]
            fitting = by_surname or [i for i, known in same_kind if words[0] in known]
            # Who stands in the article with a full name goes before who stands in the roster alone.
            return [i for i in fitting if i.first_seen >= 0] or fitting
        if words[0].lower() in PARTICLES and words[0][0].isupper():  # "Van der Berg" opens a sentence
            lower = [word.lower() for word in words]
            whole = [i for i, known in same_kind if [word.lower() for word in known[-len(words) :]] == lower]
            if whole:
                return whole
        others = self._apart.get(name.text, frozenset())
        return [i for i, known in same_kind if len(known) > 1 and known[0] not in others and _same_person(words, known)]

    @staticmethod
    def _by_suffix(name: Name, fitting: list[Identity]) -> list[Identity]:
        """Father and son: "Stone Jr." is George Stone Jr., "Stone" is his father where both are named."""
        own = suffix_of(name.text)
        if own:
            return [i for i in fitting if own in {suffix_of(i.name), *_suffixes_of(i)}] or (
                [] if any(len(i.words) > 1 for i in fitting) else fitting
            )
        without = [i for i in fitting if not suffix_of(i.name)]
        return without if without and len(without) < len(fitting) else fitting


def _suffixes_of(identity: Identity) -> set[str]:
    return {suffix for alias in identity.aliases if (suffix := suffix_of(alias))}


def _same_organisation(words: list[str], full: str, known: list[str]) -> bool:
    """Whether a name is short for another: its beginning, its last words, its initials, or its words turned round."""
    if known[: len(words)] == words:
        return known == words or not _is_part_of(words, known[len(words) :])
    if len(words) == 1:
        plain = words[0].replace(".", "")
        if len(plain) > 1 and plain.isupper() and plain in initials(full):
            return True
        return is_paper_of(words[0], full) or is_head_of(words[0], known)
    return known[-len(words) :] == words or content_words(" ".join(words)) == content_words(full)


def _is_part_of(words: list[str], rest: list[str]) -> bool:
    """Whether what follows a body's whole name makes it another one: a part of it, or those who sit in it.

    "White House" is not short for the White House Council, nor "the House" for House Republicans; "Nordbank" is for
    the Nordbank Group, and "the Department" for the Department of Justice.
    """
    if rest[-1].lower() in BODIES_OF_PERSONS or rest[-1] in words_of("demonym"):
        return True
    is_whole = words[-1] in words_of("organisation") or words[-1] == "House"
    return is_whole and rest[0] not in {"of", "for"} and not is_business_form(rest)


def _find_apart(layout: Layout, names: Sequence[Name]) -> dict[str, frozenset[str]]:
    """For full names the given names that they do not stand for: "J. Lund, Jan's father" is not Jan Lund.

    Those that stand in one sentence with them: initialled names are looked at, and surnames with several given names.
    """
    full = [name for name in names if name.kind == "person" and len(name.words) > 1]
    given: dict[str, set[str]] = {}
    for name in full:
        given.setdefault(name.words[-1], set()).add(name.words[0])
    several = [n for n in full if _INITIAL.fullmatch(n.words[0]) or len(given[n.words[-1]]) > 1]
    if not several:
        return {}
    starts = [sentence.start for sentence in layout.sentences]
    together: dict[int, set[str]] = {}
    for name in names:
        if name.kind == "person" and not _INITIAL.fullmatch(name.words[0]):
            together.setdefault(bisect_right(starts, name.start), set()).add(name.words[0])
    found: dict[str, frozenset[str]] = {}
    for name in several:
        others = together.get(bisect_right(starts, name.start), set()) - set(name.words)
        alike = {other for other in others if other[0] == name.words[0][0] or other in given[name.words[-1]]}
        found[name.text] = found.get(name.text, frozenset()) | alike
    return found


def _same_person(one: list[str], other: list[str]) -> bool:
    """Full names of one person: the surname agrees, and the given names do as far as both are written."""
    if one[-1] != other[-1]:
        # "Ildefonso Guajardo" and "Ildefonso Guajardo Villarreal"; "Guajardo Villarreal".
        shorter, longer = sorted((one, other), key=len)
        size = len(shorter)
        return any(longer[at : at + size] == shorter for at in range(len(longer) - size + 1))
    first, second = one[0].rstrip("."), other[0].rstrip(".")
    if first == second:
        return True
    short = min(first, second, key=len)
    if len(short) == 1:
        return max(first, second, key=len).startswith(short)
    return one == other[-len(one) :] or is_nickname(first, second)
