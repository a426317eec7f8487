"""Organisations by their nouns: "the department", "the company".

An organisation's noun ("the university") leads to the organisation whose name has it; "the company" to the one
organisation of the article whose name says that it is no office, court or newspaper.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache

from framelens.annotate.described import head_phrase, stems
from framelens.annotate.identities import Identity
from framelens.annotate.name_runs import Name, name_words, words_of

# What a business is called without its name saying so.
_BUSINESS = frozenset("company firm startup manufacturer maker retailer carmaker automaker airline chain".split())
_BUSINESS_NAMES = frozenset(
    "corp corporation inc co company ltd llc plc holdings group industries bank airlines".split()
)
# The nouns that a business or a body goes by in an apposition: "chipmaker Nordchip", "Nordbank, a lender,".
_KINDS = re.compile(
    r"\w*maker|lender|retailer|insurer|broker(?:age)?|airline|carrier|builder|producer|publisher|manufacturer|"
    r"developer|operator|provider|supplier|grocer|start-?up|utility|charity|watchdog|regulator|nonprofit|newspaper|"
    r"magazine|website|tabloid|weekly|daily|exporter|importer|giant|chain",
    re.IGNORECASE,
)
# Nouns that are whole names with a capital: "the Senate" is short for no other.
_SITTING = frozenset("senate congress parliament government county city district army".split())
# "the state education department": of which state the article need not repeat.
_LEVELS = frozenset("state county city federal national local country nation".split())
# Nouns for a body whose name need not have them, and the words of names that they go with.
_PRESS = frozenset(
    "newspaper paper magazine network outlet site website publication broadcaster channel tabloid".split()
)
_AGENCY = frozenset("agency bureau regulator".split())
_AGENCIES = frozenset(
    "agency bureau administration service services office commission centers department ministry enforcement "
    "protection patrol board authority directorate inspectorate institutes".split()
)
_GROUP = frozenset("group organization organisation nonprofit charity watchdog".split())
_SEATS = frozenset("house court police pentagon kremlin republicans democrats".split())
_MEDIA = frozenset(
    "news times post journal press reuters bloomberg cnn bbc nbc cbs abc msnbc npr pbs fox afp guardian magazine "
    "tribune gazette herald chronicle observer globe star sun mail telegraph independent inquirer politico "
    "television radio broadcasting twitter youtube instagram".split()
)


def fit_noun(words: str, organisations: Sequence[Identity]) -> list[Identity]:
    """The organisations that "the ministry", "the company" may mean.

    Parameters
    ----------
    words : str
        A source without a name in it.
    organisations : sequence of Identity
    """
    telling = stems(words)
    if described := [i for i in organisations if telling and any(telling <= stems(role) for role in i.roles)]:
        return described
    heads = telling & name_words()["organisation_head"]
    others = telling - heads - _LEVELS
    if not heads or (others & name_words()["role"]):
        return []
    # "the Education Department" without a name of its own: every telling word must be in the name.
    fitting = [i for i in organisations if heads & stems(i.name) and heads | others <= stems(i.name)]
    if fitting:
        return fitting
    if heads <= _BUSINESS and not others:
        return [i for i in organisations if _may_be_business(i)]
    return []


def may_go_by(words: str, body: Identity) -> bool:
    """Whether "the nonpartisan agency", "the network" may speak of a body, as far as its name and its roles tell."""
    *lead, head = re.findall(r"[\w’'-]+", head_phrase(words)) or [""]
    name = stems(body.name)
    if any(word[0].isupper() and word.lower() not in name for word in lead[1:]) or name & _stems_of("place"):
        return False
    head = head.lower()
    if head in name or any(head in stems(role) for role in body.roles):
        return True
    if head in _PRESS:
        return bool(name & _MEDIA)
    if head in _AGENCY:
        return bool(name & _AGENCIES) or (body.name.isupper() and not name & _MEDIA)
    if head in _GROUP:
        return not name & (_MEDIA | _AGENCIES | _SITTING | _BUSINESS_NAMES | _SEATS)
    return (head in _BUSINESS or is_business_noun(head)) and _may_be_business(body)


@cache
def _stems_of(kind: str) -> frozenset[str]:
    return frozenset(word.lower() for word in words_of(kind))


def most_named(fitting: Sequence[Identity], links: Mapping[Name, Sequence[Identity]]) -> list[Identity]:
    """Of several bodies the one that the article names far more often than each other; empty where there is none."""
    met = Counter(id(known[0]) for known in links.values() if len(known) == 1)
    ranked = sorted(fitting, key=lambda one: -met[id(one)])
    return ranked[:1] if ranked and met[id(ranked[0])] > 2 * (met[id(ranked[1])] if ranked[1:] else 0) else []


def is_business_form(words: Sequence[str]) -> bool:
    """Whether words behind a name only say what kind of business it is: "Group", "Company", "Inc."."""
    return all(word.lower().rstrip(".") in _BUSINESS_NAMES for word in words)


def is_head_of(word: str, name: Sequence[str]) -> bool:
    """Whether "the Department" may be short for a body's name, by the noun that it ends in or that "of" follows."""
    if word.lower() not in name_words()["organisation_head"] - _SITTING:
        return False
    return name[-1] == word or (name[0] == word and list(name[1:2]) in (["of"], ["for"]))


def is_business_noun(word: str) -> bool:
    """Whether a word says what a business or a body is: "lender", "chipmaker"."""
    return bool(_KINDS.fullmatch(word))


def is_paper_of(word: str, full: str) -> bool:
    """Whether one word is short for a medium: "the Times" for the New York Times."""
    return word.lower() in _MEDIA and full.split()[-1] == word


def _may_be_business(identity: Identity) -> bool:
    telling = stems(identity.name)
    if telling & _MEDIA or identity.first_seen < 0:
        return False
    heads = telling & name_words()["organisation_head"]
    return not heads - _BUSINESS_NAMES and not (telling & {"senate", "congress", "parliament", "taliban", "hamas"})
