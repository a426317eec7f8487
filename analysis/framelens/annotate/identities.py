"""Identities: the persons and organisations of one article, gathered from their names.

What flows in are located names and the roster; what flows out is one :class:`Identity` per person or
organisation, with everything the article says of them: names, roles, and the evidence of gender that the text
itself gives. Two people of one surname stay two.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import pandas as pd

from framelens.annotate.acronyms import content_words, initials
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name, name_words

_SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})
_BEFORE_ROLE = re.compile(
    r"(?<![\w’'-])(?P<role>(?:[\w’'-]+\s){0,3}[\w’'-]+"
    r"(?:\s(?:of|for|at)\s(?:the\s)?(?:[A-Z][\w’'-]*|news|agency|and|of|the|[a-z]+)(?:\s(?:[A-Z][\w’'-]*|"
    r"news|agency|and|of|the)){0,6})?)\s\Z"
)
_AFTER_ROLE = re.compile(r",\s(?P<role>[^,.;:\"“”()—–]{3,90})(?:[,.;:]|\s[—–])")
_INTRODUCED = re.compile(r"\s\((?:the\s)?[\"“]?([A-Z][A-Za-z&]{1,7})[\"”]?\)")
_CLAUSE_END = re.compile(r"[,;:.!?\"“”()\n—–]\s")
_ROLE_PART = re.compile(r"[\w-]+")
_ROLE_LEAD = re.compile(r"\A(?:an?|the|who is(?: an?| the)?)\s")
_INITIAL = re.compile(r"[A-Z]\.?")


@dataclass
class Identity:
    """One person or organisation of an article, while the article is read.

    ``gender`` counts the evidence that the article itself gives, from titles, roles and the pronouns in
    sentences that name nobody else; it is never guessed from a given name.
    """

    speaker_id: str
    name: str
    kind: str
    from_roster: bool = False
    roles: list[str] = field(default_factory=list)
    aliases: Counter[str] = field(default_factory=Counter)
    gender: Counter[str] = field(default_factory=Counter)
    first_seen: int = 0

    @property
    def words(self) -> list[str]:
        """The name's words, without suffixes."""
        return [word for word in self.name.split() if word not in _SUFFIXES]

    def add_role(self, role: str) -> None:
        """Note a role once, in the words of the text."""
        role = " ".join(role.split())
        if role and role.lower() not in {known.lower() for known in self.roles}:
            self.roles.append(role)

    @property
    def known_gender(self) -> str | None:
        """'female' or 'male' where the article's titles, roles and pronouns say so, else None."""
        female, male = self.gender["female"], self.gender["male"]
        return None if self.kind != "person" or female == male else "female" if female > male else "male"

    def fits_gender(self, gender: str | None) -> bool:
        """Whether nothing in the article speaks against ``gender``."""
        if gender is None or self.kind != "person":
            return gender is None
        other = "male" if gender == "female" else "female"
        return self.gender[other] == 0 or self.gender[gender] > self.gender[other]


def slug(name: str) -> str:
    """The key that a name gives: lower case, plain letters, hyphens.

    Examples
    --------
    >>> slug("José Peña-Nieto")
    'jose-pena-nieto'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name
    return re.sub(r"[^\w]+", "-", plain.lower()).strip("-_") or "unnamed"


def speaker_key(name: str) -> str:
    """The key of a person or organisation across articles: a middle initial or a suffix makes no other person.

    Examples
    --------
    >>> speaker_key("Donald J. Trump"), speaker_key("Joseph R. Biden Jr.")
    ('donald-trump', 'joseph-biden')
    >>> speaker_key("George H.W. Bush"), speaker_key("J. K. Rowling")
    ('george-h-w-bush', 'j-k-rowling')
    """
    words = [word for word in name.split() if word not in _SUFFIXES]
    if len(words) == 3 and len(words[0]) > 2 and _INITIAL.fullmatch(words[1]):
        words = [words[0], words[2]]
    return slug(" ".join(words) or name)


def gather_identities(
    text: str, layout: Layout, names: Sequence[Name], roster: pd.DataFrame
) -> tuple[list[Identity], dict[Name, list[Identity]]]:
    """The identities of an article, and for each name the ones that it may stand for.

    A name that fits nobody founds an identity; a short form that fits two keeps both as candidates.
    """
    known = _Known(_from_roster(roster), _find_apart(layout, names))
    links: dict[Name, list[Identity]] = {}
    met = Counter(name.text for name in names)
    for name in sorted(names, key=lambda n: (-len(_plain(n)), n.start)):
        fitting = known.fitting(name)
        if len(fitting) > 1 and name.kind == "organisation" and _is_its_own(name, fitting, met):
            fitting = []
        fitting = fitting or [known.found(name)]
        if len(fitting) == 1 and fitting[0].first_seen < 0:
            fitting[0].first_seen = name.start
        links[name] = fitting
    introduced = _acronyms(text, links)
    for name in sorted(links, key=lambda n: n.start):
        if name.kind == "organisation" and name.text in introduced:
            links[name] = [introduced[name.text]]
        if len(links[name]) == 1:
            _learn(text, name, links[name][0])
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
    return [word for word in name.words if word not in _SUFFIXES]


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
        key = key if key not in self._keys else f"{key}-{name.kind}"
        self._add(Identity(key, name.text, name.kind, first_seen=name.start))
        return self.identities[-1]

    def fitting(self, name: Name) -> list[Identity]:
        """The identities that a name may stand for."""
        exact = self._by_name.get(name.text)
        if exact:
            return [i for i in exact if i.from_roster] or exact
        words = _plain(name)
        if not words:
            return []
        keys = dict.fromkeys([words[0], words[-1], words[0].replace(".", "")])
        pairs = [pair for key in keys for pair in self._by_word.get(key, ())]
        alike = list({id(pair[0]): pair for pair in pairs}.values())
        same_kind = [(i, known) for i, known in alike if i.kind == name.kind]
        if name.kind == "organisation":
            return [i for i, known in same_kind if _same_organisation(words, i.name, known)]
        if len(words) == 1:
            by_surname = [i for i, known in same_kind if len(known) > 1 and known[-1] == words[0]]
            fitting = by_surname or [i for i, known in same_kind if words[0] in known]
            # Who stands in the article with a full name goes before who stands in the roster alone.
            return [i for i in fitting if i.first_seen >= 0] or fitting
        others = self._apart.get(name.text, frozenset())
        return [i for i, known in same_kind if len(known) > 1 and known[0] not in others and _same_person(words, known)]


def _same_organisation(words: list[str], full: str, known: list[str]) -> bool:
    """Whether a name is short for another: its beginning, its last words, its initials, or its words turned round."""
    if known[: len(words)] == words:
        return True
    if len(words) == 1:
        plain = words[0].replace(".", "")
        return len(plain) > 1 and plain.isupper() and plain in initials(full)
    return known[-len(words) :] == words or content_words(" ".join(words)) == content_words(full)


def _find_apart(layout: Layout, names: Sequence[Name]) -> dict[str, frozenset[str]]:
    """For initialled names the given names that they do not stand for: "J. Lund, Jan's father" is not Jan Lund."""
    initialled = [n for n in names if n.kind == "person" and len(n.words) > 1 and _INITIAL.fullmatch(n.words[0])]
    if not initialled:
        return {}
    starts = [sentence.start for sentence in layout.sentences]
    together: dict[int, set[str]] = {}
    for name in names:
        if name.kind == "person" and not _INITIAL.fullmatch(name.words[0]):
            together.setdefault(bisect_right(starts, name.start), set()).add(name.words[0])
    found: dict[str, frozenset[str]] = {}
    for name in initialled:
        others = together.get(bisect_right(starts, name.start), set()) - set(name.words)
        alike = {other for other in others if other.startswith(name.words[0][0])}
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
    return (len(short) == 1 and max(first, second, key=len).startswith(short)) or one == other[-len(one) :]


def _learn(text: str, name: Name, identity: Identity) -> None:
    """Note the name's form, the roles beside it and what its titles say of gender."""
    identity.aliases[name.text] += 1
    lists = name_words()
    for title in name.titles:
        if title in lists["honorific_male"]:
            identity.gender["male"] += 3
        if title in lists["honorific_female"]:
            identity.gender["female"] += 3
    if identity.kind != "person":
        return
    for role in _roles_beside(text, name):
        identity.add_role(role)
        words = set(_ROLE_PART.findall(role.lower()))
        identity.gender["male"] += 2 * bool(words & lists["male_role"])
        identity.gender["female"] += 2 * bool(words & lists["female_role"])


@cache
def _titles() -> frozenset[str]:
    """The titles that are roles by themselves."""
    return name_words()["title"] - {"Former", "First", "Special"}


def _roles_beside(text: str, name: Name) -> list[str]:
    lists = name_words()
    roles: list[str] = []
    window = text[max(0, name.start - 90) : name.start]
    clause = _CLAUSE_END.split(window)[-1]
    before = _BEFORE_ROLE.search(clause)
    if before:
        words = before["role"].split()
        for position, word in enumerate(words):
            if word.lower().rstrip(".") in lists["role"] or word in _titles():
                lead = position
                while lead > 0 and (words[lead - 1][0].isupper() or words[lead - 1] in {"former", "vice", "deputy"}):
                    lead -= 1
                roles.append(" ".join(words[lead:]))
                break
    after = _AFTER_ROLE.match(text, name.end, min(len(text), name.end + 120))
    if after and set(_ROLE_PART.findall(after["role"].lower())) & lists["role"]:
        roles.append(_ROLE_LEAD.sub("", after["role"].strip()))
    return roles
