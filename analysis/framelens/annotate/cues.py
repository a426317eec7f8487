"""Cues: the words that attribute a statement, each with its lemma, its act and its stance.

The table ``data/cues.csv`` is the whole list: one row per stance. *Act* tells saying from believing, wanting,
deciding and from what documents show; *stance* is the colour the reporter's verb gives to the statement
(neutral *said*, assertive *stressed*, conceding *admitted*, doubtful *claimed*, ...).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

_IRREGULAR = {
    "say": "says said saying",
    "tell": "tells told telling",
    "write": "writes wrote written writing",
    "speak": "speaks spoke spoken speaking",
    "read": "reads read reading",
    "swear": "swears swore sworn swearing",
    "go_on": "goes_on went_on gone_on going_on",
    "put_it": "puts_it put_it putting_it",
    "make_clear": "makes_clear made_clear making_clear",
    "know": "knows knew known knowing",
    "think": "thinks thought thinking",
    "feel": "feels felt feeling",
    "see": "sees saw seen seeing",
    "understand": "understands understood understanding",
    "seek": "seeks sought seeking",
    "find": "finds found finding",
    "show": "shows showed shown showing",
    "refer_to": "refers_to referred_to referring_to",
    "according_to": "",
}
_DOUBLED = frozenset("admit quip beg blog vet plan refer".split())


@dataclass(frozen=True)
class Cue:
    """What a cue's wording tells: its dictionary form, its act and its stance."""

    lemma: str
    act: str
    stance: str


@cache
def cue_forms() -> Mapping[str, Cue]:
    """Every inflected form of every cue, in lower case with single spaces, and what it tells.

    Examples
    --------
    >>> cue_forms()["admitted"]
    Cue(lemma='admit', act='saying', stance='conceding')
    """
    forms: dict[str, Cue] = {}
    with (files("framelens.annotate") / "data" / "cues.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            for lemma in row["lemmas"].split():
                cue = Cue(lemma.replace("_", " "), row["act"], row["stance"])
                for form in _inflected(lemma):
                    forms.setdefault(form.replace("_", " "), cue)
    return MappingProxyType(forms)


def read_cue(words: str) -> Cue | None:
    """The cue that ``words`` hold, or None: the last listed form in them, since auxiliaries come first.

    Examples
    --------
    >>> read_cue("has repeatedly said").lemma
    'say'
    >>> read_cue("According to").stance
    'according'
    """
    forms = cue_forms()
    tokens = [token.strip('.,:;!?—–-"“”').lower() for token in words.split()]
    for end in range(len(tokens), 0, -1):
        for length in (3, 2, 1):
            if end >= length and (cue := forms.get(" ".join(tokens[end - length : end]))):
                return cue
    return None


def _inflected(lemma: str) -> list[str]:
    if lemma in _IRREGULAR:
        return [lemma, *_IRREGULAR[lemma].split()]
    verb, _, particle = lemma.partition("_")
    tail = f"_{particle}" if particle else ""
    if verb.endswith("e"):
        stems = (verb + "s", verb + "d", verb[:-1] + "ing")
    elif verb.endswith("y") and verb[-2] not in "aeiou":
        stems = (verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing")
    elif verb in _DOUBLED:
        stems = (verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ing")
    elif verb.endswith(("s", "sh", "ch", "x", "z")):
        stems = (verb + "es", verb + "ed", verb + "ing")
    else:
        stems = (verb + "s", verb + "ed", verb + "ing")
    return [lemma, *(stem + tail for stem in stems)]
