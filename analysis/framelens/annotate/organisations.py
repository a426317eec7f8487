"""Organisations by their nouns: "the department", "the company".

An organisation's noun ("the university") leads to the organisation whose name has it; "the company" to the one
organisation of the article whose name says that it is no office, court or newspaper.
"""

from __future__ import annotations

from collections.abc import Sequence

from framelens.annotate.described import stems
from framelens.annotate.identities import Identity
from framelens.annotate.name_runs import name_words

# What a business is called without its name saying so.
_BUSINESS = frozenset("company firm startup manufacturer maker retailer carmaker automaker airline chain".split())
_BUSINESS_NAMES = frozenset(
    "corp corporation inc co company ltd llc plc holdings group industries bank airlines".split()
)
# "the state education department": of which state the article need not repeat.
_LEVELS = frozenset("state county city federal national local country nation".split())
_MEDIA = frozenset(
    "news times post journal press reuters bloomberg cnn bbc nbc cbs abc msnbc npr pbs fox afp guardian magazine "
    "tribune gazette herald chronicle observer politico television radio broadcasting twitter youtube instagram".split()
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
    heads = telling & name_words()["organisation_head"]
    others = telling - heads - _LEVELS
    if not heads or (others & name_words()["role"]):
        return []
    # "the Education Department" without a name of its own: every telling word must be in the name.
    fitting = [i for i in organisations if heads & stems(i.name) and heads | others <= stems(i.name) | heads]
    exact = [i for i in fitting if telling <= stems(i.name)]
    if exact or fitting:
        return exact or ([] if others else fitting)
    if heads <= _BUSINESS and not others:
        return [i for i in organisations if _may_be_business(i)]
    return []


def _may_be_business(identity: Identity) -> bool:
    telling = stems(identity.name)
    if telling & _MEDIA or identity.first_seen < 0:
        return False
    heads = telling & name_words()["organisation_head"]
    return not heads - _BUSINESS_NAMES and not (telling & {"senate", "congress", "parliament", "taliban", "hamas"})
