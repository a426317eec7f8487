"""Cues: the words that attribute a statement, each with its lemma, its act and its stance.

The table ``cues.csv`` of a language is the whole list: one row per word. *Act* tells saying from believing,
wanting, deciding and from what documents show; *stance* is the colour the reporter's verb gives to the statement
(neutral *said*, assertive *stressed*, conceding *admitted*, doubtful *claimed*, ...). The rules look for statements at
the forms of use ``find``; those of use ``read`` only tell what a cue means that a trained finder has found: nouns
("his claim that"), adjectives ("is convinced") and verbs too common to look for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from framelens.annotate.described import document_noun, is_own_document
from framelens.annotate.layout import Layout
from framelens.languages import Cue, Language, load_language

_SHORTENED = re.compile(r"['’](?:s|re|ve|d|ll)\Z")
_ENGLISH = load_language("en")
_ENDS = ',;.:!?”“"«»–—'


def cue_forms() -> Mapping[str, Cue]:
    """Every English form that the rules look for statements at, and what it tells.

    Examples
    --------
    >>> cue_forms()["admitted"]
    Cue(lemma='admit', act='saying', stance='conceding')
    """
    return _ENGLISH.finding_cues


def read_cue(words: str, language: Language = _ENGLISH, behind: str = "") -> Cue | None:
    """The cue that ``words`` hold, or None: the last listed form in them, since auxiliaries come first.

    Verbs that statements are looked for at go before nouns and adjectives, and a separable verb before whatever its
    piece means alone.

    Parameters
    ----------
    words : str
    language : Language
        The article's.
    behind : str
        The rest of the sentence, where the other piece of a separable verb may stand.

    Examples
    --------
    >>> read_cue("has repeatedly said").lemma
    'say'
    >>> read_cue("According to").stance
    'according'
    >>> read_cue("wies", load_language("de"), " den Vorwurf am Montag zurück.")
    Cue(lemma='zurückweisen', act='saying', stance='denying')
    """
    tokens = [token.strip('.,:;!?—–-"“”„«»') for token in language.lower(words).split()]
    if language.separable and (cue := _read_pieces(tokens, language, behind)):
        return cue
    tokens = [part for token in tokens for part in _SHORTENED.sub("", token).split() if part]
    for forms in (language.finding_cues, language.cues):
        for end in range(len(tokens), 0, -1):
            for length in (4, 3, 2, 1):
                if end >= length and (cue := forms.get(" ".join(tokens[end - length : end]))):
                    return cue
    return None


def read_cue_at(layout: Layout, text: str, start: int, end: int) -> Cue | None:
    """The cue that stands in ``text[start:end]``, read with the rest of its sentence."""
    number = layout.sentence_at(start)
    rest = text[end : layout.sentences[number].end] if number >= 0 else ""
    return read_cue(text[start:end], layout.language, rest)


def _read_pieces(tokens: Sequence[str], language: Language, behind: str) -> Cue | None:
    """The separable verb of which one piece stands among ``tokens`` and the other there too, or ends its clause."""
    following = language.lower(behind).split()
    for at, token in enumerate(tokens):
        for particle, cue in language.separable.get(token, {}).items():
            if particle in tokens[at + 1 :]:
                return cue
            for word, after in pairwise([*following, ""]):
                if word.rstrip(_ENDS) == particle and (word != particle or not after or after in language.joiners):
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
