"""Cues: the words that attribute a statement, each with its lemma, its act and its stance.

The table ``data/cues.csv`` is the whole list: one row per use and stance. *Act* tells saying from believing,
wanting, deciding and from what documents show; *stance* is the colour the reporter's verb gives to the statement
(neutral *said*, assertive *stressed*, conceding *admitted*, doubtful *claimed*, ...). The rules look for statements at
the forms of use ``find``; those of use ``read`` only tell what a cue means that a trained finder has found: nouns
("his claim that"), adjectives ("is convinced") and verbs too common to look for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from framelens.annotate.described import document_noun, is_own_document
from framelens.annotate.tabled import read_table
from framelens.languages import Cue

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
_SHORTENED = re.compile(r"['’](?:s|re|ve|d|ll)\Z")
_DOUBLED = frozenset("admit quip beg blog vet plan refer commit rip hit hop tip ban bar permit nod".split())


@cache
def cue_forms() -> Mapping[str, Cue]:
    """Every inflected form that statements are looked for at, in lower case with single spaces, and what it tells.

    Examples
    --------
    >>> cue_forms()["admitted"]
    Cue(lemma='admit', act='saying', stance='conceding')
    """
    return _forms_of(("find",))


@cache
def _forms_of(uses: Sequence[str]) -> Mapping[str, Cue]:
    forms: dict[str, Cue] = {}
    for row in (row for use in uses for row in read_table("cues") if row["use"] == use):
        for lemma in row["lemmas"].split():
            cue = Cue(lemma.replace("_", " "), row["act"], row["stance"])
            for form in _inflected(lemma):
                forms.setdefault(form.replace("_", " "), cue)
    return MappingProxyType(forms)


def read_cue(words: str) -> Cue | None:
    """The cue that ``words`` hold, or None: the last listed form in them, since auxiliaries come first.

    Verbs that statements are looked for at go before nouns and adjectives.

    Examples
    --------
    >>> read_cue("has repeatedly said").lemma
    'say'
    >>> read_cue("According to").stance
    'according'
    >>> read_cue("is convinced").act
    'believing'
    """
    tokens = [token.strip('.,:;!?—–-"“”').lower() for token in words.split()]
    tokens = [part for token in tokens for part in _SHORTENED.sub("", token).split() if part]
    for forms in (cue_forms(), _forms_of(("find", "read"))):
        for end in range(len(tokens), 0, -1):
            for length in (4, 3, 2, 1):
                if end >= length and (cue := forms.get(" ".join(tokens[end - length : end]))):
                    return cue
    return None


def read_act(cue: Cue | None, kind: str, source: str | None) -> str:
    """What is done with a statement that was made: saying, believing, wanting, deciding, or showing.

    Parameters
    ----------
    cue : Cue or None
        What the cue's words tell; None where there are none, or none that is listed.
    kind : str
        'direct', 'mixed' or 'indirect'.
    source : str or None
        The words that name the source; a document shows what it holds, unless it is somebody's letter or statement.

    Returns
    -------
    str
        Words inside quotation marks were said, whatever the verb. Of indirect statements the listed cue decides;
        with a cue that is not listed they count as saying.

    Examples
    --------
    >>> read_act(read_cue("hopes"), "indirect", "Ana Ito"), read_act(read_cue("said"), "indirect", "the report")
    ('believing', 'showing')
    """
    noun = document_noun(source) if source else None
    if noun and not is_own_document(noun):
        return "showing"
    if kind == "direct":
        return "saying"
    return cue.act if cue else "saying"


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
