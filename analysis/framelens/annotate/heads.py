"""Who in the words of a source speaks: "Mayor Ana Ito's spokesman, Karl Beck" is Karl Beck.

A person named in a source speaks where the name is the head of the words. In "a spokeswoman for Defense Secretary
Ana Ito" it is the complement of another person's noun; in "head of the Export Fund Ana Ito" the complement is the
fund, and the name stands beside its office.
"""

from __future__ import annotations

import re

from framelens.annotate.common_words import is_person_noun
from framelens.annotate.name_runs import name_words, words_of

_PREPOSITIONS = frozenset(
    "of for to with by from about against behind under near than representing defending advising like at in on "
    "around close".split()
)
# The same words behind a place or an office: "ambassador to Peru Ana Ito", "professor at Lund Ana Ito".
_OFFICE_OF = frozenset("of for to at in".split())
_LED_IN = frozenset("the a an late former then now his her their its our this that so-called ex-".split())
# Words of titles that name what somebody is in charge of, not somebody: "Secretary of State".
_PORTFOLIOS = frozenset(
    "State Defense Defence Interior Finance Health Treasury Foreign Special Vice First Executive Presidential "
    "Democratic Republican Former Acting Interim Incoming Lead Majority Minority Prime".split()
)
_EXAMPLES = re.compile(r"[,—–-]?\s(?:including|such as|among them)\s", re.IGNORECASE)
_TOKEN = re.compile(r"[^\s,;:()—–]+|[,;:()—–]")
_STOPS = frozenset(",;:()—–")
# "Lund voters": a name in front of a noun; what may follow a name that speaks is none.
_MODIFIES = re.compile(
    r"\s(?!(?:and|or|of|in|on|at|for|from|with|who|whose|then|also|as|a|an|the|himself|herself|later|said|was|is|to|"
    r"when|while|by|via|speaking|wearing|both|but|now|once|told|nor|has|had|did|does|would|could|will|himself|not|"
    r"never|after|before|during|this|last|late|early|earlier)\b)[a-z]"
)
_OFFICE = re.compile(
    r"(?:['’]s)?\s(?P<office>(?:(?:[A-Z][\w’'-]*|[\w-]+(?:er|or|man|woman|person|ent|ist|chief|head))\s){1,5})"
)
_OWNER = re.compile(r"['’]s?\Z")
# Who is somebody's, not of a place or a body.
_KIN_HEADS = frozenset(
    "wife husband widow widower son daughter mother father brother sister aide friend ally spokesman spokeswoman "
    "spokesperson lawyer attorney critic supporter opponent adviser advisor rival fan colleague deputy".split()
)


def is_office_in(between: str) -> bool:
    """Whether what stands between a body's name and a person's is the person's office in it.

    Examples
    --------
    >>> is_office_in("’s Economy Minister "), is_office_in(" adviser "), is_office_in(" sued ")
    (True, True, False)
    """
    office = _OFFICE.fullmatch(between)
    return office is not None and any(map(is_person_noun, office["office"].split()))


def may_speak(before: str, behind: str) -> bool:
    """Whether a person named in a source is its head, given the source's words before and behind the name.

    Examples
    --------
    >>> may_speak("A spokeswoman for Defense Secretary ", ""), may_speak("head of the Export Fund ", "")
    (False, True)
    >>> may_speak("a spokeswoman for the ministry, ", ""), may_speak("", " voters")
    (True, False)
    """
    if _EXAMPLES.search(before) or _MODIFIES.match(behind):
        return False
    tokens = _TOKEN.findall(before)
    return not _is_complement(tokens)


def _is_complement(tokens: list[str]) -> bool:
    """Whether what follows ``tokens`` is the complement of a preposition in them."""
    last_stop = max((at for at, token in enumerate(tokens) if token in _STOPS), default=-1)
    tokens = tokens[last_stop + 1 :]
    end = len(tokens)
    for at in range(len(tokens) - 1, -1, -1):
        if _OWNER.search(tokens[at]):
            return False  # "Ito's spokesman Karl Beck": what follows an owner is its own head
        if tokens[at].lower() in _PREPOSITIONS and not at and last_stop >= 0:
            return True  # "Cummings, from Lamoni"
        if tokens[at].lower() not in _PREPOSITIONS or not at or tokens[at - 1].lower() in {"and", "but"}:
            continue  # "And from Chairwoman Ana Ito:" has no noun in front
        if not _is_office(tokens[:at], tokens[at].lower(), tokens[at + 1 : end]):
            return True
        end = at
    return False


def _is_office(lead: list[str], preposition: str, complement: list[str]) -> bool:
    """Whether "LEAD of COMPLEMENT" is an office that stands beside a name: "Secretary of State"."""
    inner = [word for word in complement if word.lower() not in _LED_IN]
    if not lead or not inner or preposition not in _OFFICE_OF:
        return False
    head, last = lead[-1], inner[-1]
    if head[0].isupper() and not is_person_noun(head) and any(_is_plain_capital(word) for word in inner):
        return True  # "City of Memphis Division of Public Works director": a name with "of" in it
    if not (is_person_noun(head) or head in words_of("title")) or (head.lower() in _KIN_HEADS and preposition != "of"):
        return False
    if head.lower() in _KIN_HEADS and last[0].isupper() and last not in name_words()["organisation"]:
        return False
    if last in _PORTFOLIOS or last.lower() in name_words()["organisation_head"]:
        return True
    return last not in words_of("title", "honorific_male", "honorific_female") and not is_person_noun(last)


def _is_plain_capital(word: str) -> bool:
    """Whether a word has a capital and is no title: part of a body's or a place's name."""
    return word[0].isupper() and word not in words_of("title", "honorific_male", "honorific_female")
