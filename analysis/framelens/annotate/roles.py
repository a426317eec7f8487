"""What the words beside a name say of a person: roles, offices, kin and, from titles and roles, gender."""

from __future__ import annotations

import re
from functools import cache

from framelens.annotate.identities import Identity
from framelens.annotate.name_runs import Name, name_words
from framelens.annotate.organisations import is_business_noun
from framelens.annotate.seats import seat_of

_BEFORE_ROLE = re.compile(
    r"(?<![\w’'-])(?P<role>(?:[\w’'-]+\s){0,3}[\w’'-]+"
    r"(?:\s(?:of|for|at)\s(?:the\s)?(?:[A-Z][\w’'-]*|news|agency|and|of|the|[a-z]+)(?:\s(?:[A-Z][\w’'-]*|"
    r"news|agency|and|of|the)){0,6})?)\s\Z"
)
# "his wife, Mary Hale", "the mayor, Ana Ito": the role in front of a comma.
_APPOSED_ROLE = re.compile(
    r"(?:\A|[\s,(])(?:the|his|her|their|our|my|[A-Z][\w’'-]*['’]s?)\s(?P<role>(?:[\w’'-]+\s){0,3}?[\w’'-]+(?:\sof\s[A-Z][\w’'-]*)?),\s\Z"
)
# "Ana Ito was elected mayor", "Ana Ito, who runs the Treasury"
_BECAME = re.compile(
    r"(?:,?\swho)?\s(?:is|was|became|remains|has\sbeen|will\sbe|serves\sas|served\sas|works\sas|worked\sas)"
    r"(?:\s(?:re)?(?:elected|appointed|named|made|sworn\sin|chosen)(?:\sas)?)?\s(?:an?\s|the\s|now\s)?"
    r"(?P<role>[a-z][\w’'-]*(?:\s(?:of|for|at|and|the|[\w’'-]+)){0,7})"
)
_RUNS = re.compile(
    r",?\swho\s(?:runs|heads|leads|chairs|directs|ran|headed|led|chaired)\s(?P<what>the\s[\w’'-]+(?:\s[A-Z][\w’'-]*){0,4})"
)
# "Nordbank, the country's biggest lender,"
_IS_A = re.compile(
    r",\s(?:an?|the|\w+['’]s)\s(?:[\w’'-]+\s){0,4}?(?P<noun>[\w-]+)(?=[,.]|\s(?:in|of|that|which|based)\b)"
)
_NOT_OPENING = frozenset(
    "with by in on at to from for of and but as his her their its along accompanied together alongside after before "
    "when while said says told that not no".split()
)
# What a role in front of a name cannot end in: "a spokesman for Ito" is not Ito; but "the mayor is Ana Ito" is.
_NOT_CLOSING = _NOT_OPENING | frozenset("the a an who over against or because noted".split())
_WITH_KIN = re.compile(r",?\s(?:and|with|,\swith)\s(?P<whose>his|her)\s[a-z]")
_AFTER_ROLE = re.compile(r",\s(?P<role>[^,.;:\"“”()—–]{3,90})(?:[,.;:]|\s[—–])")
_CLAUSE_END = re.compile(r"[,;:.!?\"“”()\n—–]\s")
_ROLE_PART = re.compile(r"[\w-]+")
_ROLE_LEAD = re.compile(r"\A(?:an?|the|who is(?: an?| the)?)\s")


def learn_about(text: str, name: Name, identity: Identity) -> None:
    """Note the name's form, the roles beside it and what its titles say of gender."""
    identity.aliases[name.text] += 1
    lists = name_words()
    kin = _WITH_KIN.match(text, name.end)
    if kin:
        identity.gender["male" if kin["whose"] == "his" else "female"] += 2
    for title in name.titles:
        if title in lists["honorific_male"]:
            identity.gender["male"] += 3
        if title in lists["honorific_female"]:
            identity.gender["female"] += 3
    if identity.kind != "person":
        if what := what_it_is(text, name):
            identity.add_role(what)
        return
    if seat := seat_of(text, name):
        identity.add_role(seat)
    for role in roles_beside(text, name):
        identity.add_role(role)
        words = set(_ROLE_PART.findall(role.lower()))
        identity.gender["male"] += 2 * bool(words & lists["male_role"])
        identity.gender["female"] += 2 * bool(words & lists["female_role"])


def what_it_is(text: str, name: Name) -> str | None:
    """The noun that an article gives to a business: "chipmaker Nordchip", "Nordbank, the country's biggest lender"."""
    before = text[max(0, name.start - 40) : name.start].split()
    if before and text[name.start - 1] == " " and is_business_noun(before[-1]):
        return before[-1].lower()
    behind = _IS_A.match(text, name.end, min(len(text), name.end + 70))
    noun = behind["noun"] if behind else ""
    return noun if is_business_noun(noun) or noun in name_words()["organisation_head"] else None


@cache
def _titles() -> frozenset[str]:
    """The titles that are roles by themselves."""
    return name_words()["title"] - {"Former", "First", "Special"}


def roles_beside(text: str, name: Name) -> list[str]:
    """The roles that the words before and behind a name give it."""
    lists = name_words()
    roles: list[str] = []
    window = text[max(0, name.start - 90) : name.start]
    clause = _CLAUSE_END.split(window)[-1]
    before = _BEFORE_ROLE.search(clause)
    words = before["role"].split() if before else []
    if words and words[-1].lower() not in _NOT_CLOSING:
        for position, word in enumerate(words):
            if word.lower().rstrip(".") in lists["role"] or word in _titles():
                lead = position
                while lead > 0 and (words[lead - 1][0].isupper() or words[lead - 1] in {"former", "vice", "deputy"}):
                    lead -= 1
                roles.append(" ".join(words[lead:]))
                break
    apposed = _APPOSED_ROLE.search(window[-70:])
    if apposed and set(_ROLE_PART.findall(apposed["role"].lower())) & lists["role"]:
        roles.append(apposed["role"])
    became = _BECAME.match(text, name.end, min(len(text), name.end + 110))
    if became and _opens_with_role(became["role"], lists["role"]):
        roles.append(_up_to_role(became["role"], lists["role"]))
    runs = _RUNS.match(text, name.end, min(len(text), name.end + 90))
    if runs:
        roles.append(f"head of {runs['what']}")
    after = _AFTER_ROLE.match(text, name.end, min(len(text), name.end + 120))
    if (
        after
        and after["role"].split()[0] not in _NOT_OPENING
        and set(_ROLE_PART.findall(after["role"].lower())) & lists["role"]
    ):
        roles.append(_ROLE_LEAD.sub("", after["role"].strip()))
    return roles


def _opens_with_role(words: str, roles: frozenset[str]) -> bool:
    """Whether a description comes to a role before it comes to anything else: not "survived by her brother"."""
    for part in words.lower().split():
        if set(_ROLE_PART.findall(part)) & roles:
            return True
        if part in _NOT_OPENING:
            return False
    return False


def _up_to_role(words: str, roles: frozenset[str]) -> str:
    """A description up to the last of its role words and what it is of: "mayor of Lund" of "mayor of Lund in May"."""
    parts = words.split()
    last = max(at for at, part in enumerate(parts) if set(_ROLE_PART.findall(part.lower())) & roles)
    end = last + 1
    if parts[end : end + 1] == ["of"]:
        end += 2 + (parts[end + 1 : end + 2] == ["the"])
        while end < len(parts) and parts[end][:1].isupper():
            end += 1
    return " ".join(parts[:end])
