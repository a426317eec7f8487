"""Offices by their other names: "the head of state", "the Norland leader", "the finance chief".

What an office is called beside its title stands in the language's ``offices.csv``; who holds it, the article and the
roster say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from framelens.annotate.described import is_definite, is_several, stems
from framelens.annotate.identities import Identity
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name, name_words
from framelens.annotate.roles import roles_beside
from framelens.annotate.seats import PARTY_WORDS, seat_of
from framelens.languages import load_language

# Words for who leads, that stand in for each other behind what is led: "the finance chief", "the fund's head".
_LEADERS = frozenset(
    "chief head boss leader minister secretary director chairman chairwoman chair president commissioner governor "
    "superintendent manager".split()
)
_PLAIN_LEADERS = frozenset({"chief", "head", "boss", "leader"})
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SMALL = frozenset("the a an of for at in and to on by his her its their our".split())
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][\w’'-]*")
_LED_IN = re.compile(r"\A(?:the|this|that|their|its|our|his|her)\s", re.IGNORECASE)
_FORMER = re.compile(r"\b(?:former|ex|then|late|predecessor|nominee|candidate|designate)\b", re.IGNORECASE)
_ALIKE = 4  # letters that a place and its people share: "Norway", "Norwegian"


def _words(phrase: str) -> set[str]:
    return set(_WORD.findall(phrase.lower().replace("-", " "))) - _SMALL


@cache
def _offices() -> list[tuple[list[set[str]], list[set[str]]]]:
    return [
        ([_words(one) for one in office.titles], [_words(one) for one in office.called])
        for office in load_language("en").offices
    ]


def find_holders(words: str, people: Sequence[Identity]) -> list[Identity]:
    """The persons whose role or office the words of a source may name, whomever else the article names."""
    wanted = stems(words)
    if is_several(words):
        return []
    fitting = []
    if wanted & (name_words()["role"] | PARTY_WORDS):
        fitting = [one for one in people if any(wanted <= stems(role) for role in one.roles)]
    if not fitting and wanted & PARTY_WORDS and (seat := wanted - PARTY_WORDS):
        # "the Kentucky Republican" of Sen. Ana Ito of Kentucky, whose party the article need not name
        party_untold = [(one, told) for one in people for told in map(stems, one.roles) if not told & PARTY_WORDS]
        fitting = list({id(one): one for one, told in party_untold if seat <= told}.values())
    return fit_office(words, people) if not fitting and is_definite(words) else fitting


def fit_office(words: str, people: Sequence[Identity]) -> list[Identity]:
    """The persons whose office the words of a source may name, though not by its title.

    Where the words say of which place or body ("the Norland leader"), an office of another one does not fit.
    """
    plain = " ".join(word for word in _LED_IN.sub("", words.strip()).split() if not _is_owner(word))
    whose = {word.lower() for word in _CAPITALISED.findall(re.sub(r"['’]s\b", "", plain))}
    wanted = _words(plain) - whose
    if not wanted:
        return []
    fitting = [one for one in people if any(_is_called(role, wanted) for role in one.roles)]
    told = [one for one in fitting if any(_says_where(role, whose) for role in one.roles)]
    if told or not whose:
        return told or fitting
    # Nothing that is known of them speaks of another place.
    return [
        one for one in fitting if not any(len(_CAPITALISED.findall(role)) > 2 or " of " in role for role in one.roles)
    ]


def _is_owner(word: str) -> bool:
    """Whether a word says of which body somebody is the head without naming it: "the company's boss"."""
    return word[-2:] in {"'s", "’s"} and word[:-2] in name_words()["organisation_head"]


def _is_called(role: str, wanted: set[str]) -> bool:
    held = _words(role)
    for titles, called in _offices():
        if any(title <= held for title in titles) and any(wanted == name for name in called):
            return True
    heads = wanted & _LEADERS
    of_what = wanted - heads
    return (
        bool(heads & _PLAIN_LEADERS or (heads and held & _PLAIN_LEADERS))
        and bool(of_what)
        and of_what <= held
        and bool(held & _LEADERS)
    )


def _says_where(role: str, whose: set[str]) -> bool:
    places = [word.lower() for word in _CAPITALISED.findall(role)]
    return any(one[:_ALIKE] == other[:_ALIKE] for one in whose for other in places)


def by_title(people: Sequence[Identity], wanted: set[str]) -> list[Identity]:
    """Of those who hold an office who bears it as a title: "President Ito" beside "Lund, president of the club"."""
    return [one for one in people if any(role[0].isupper() and stems(role) == wanted for role in one.roles)]


def in_office(people: Sequence[Identity], words: str) -> list[Identity]:
    """Of those who hold or held an office the ones who still do, unless the words say otherwise."""
    if _FORMER.search(words):
        return []
    return [one for one in people if not any(_FORMER.search(role) for role in one.roles)]


def is_only_quoted(
    one: Identity, role: str, text: str, layout: Layout, links: Mapping[Name, Sequence[Identity]]
) -> bool:
    """ "“President Ito left us nothing,” Berg said. The president ...": whether only quotations give the office.

    Whoever is quoted may speak of a former holder, whom the journalist's own words do not call so.
    """
    beside = [
        name
        for name, who in links.items()
        if list(who) == [one] and role in (seat_of(text, name), *roles_beside(text, name))
    ]
    return bool(beside) and all(layout.marked.overlapping(n.start, n.end) for n in beside)
