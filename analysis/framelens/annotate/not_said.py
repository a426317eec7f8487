"""Statements that nobody made: "declined to say whether", "neither ... nor said", "must explain", "did she say ...?".

The words are attributed to somebody, and the same sentence says that they were not said. Such statements are kept,
with an act of their own (:data:`framelens.tables.NOT_SAYING`).
"""

from __future__ import annotations

import re

from framelens.annotate.cues import cue_forms
from framelens.annotate.layout import Layout
from framelens.annotate.statements import Statement

# Verbs of telling something; who "did not endorse" or "does not accept" takes a position and has spoken.
_TELLING = frozenset({"neutral", "assertive", "conceding", "doubtful", "warning", "promising", "loud"})
_POSITIONS = frozenset(
    f"{verb}{ending}" for verb in "accept grant offer continue allow".split() for ending in ("", "s", "ed", "ing")
) | frozenset("agree agrees agreed agreeing recognize recognizes recognized recognise recognises recognised".split())
_FORMS = sorted(
    form
    for form, cue in cue_forms().items()
    if cue.act == "saying" and cue.stance in _TELLING and form not in _POSITIONS
)
_MORE = "speak|spoken|discuss|discussed|identify|identified|address|addressed|detail|detailed|provide|give|call|called"
_SAY = rf"(?:{'|'.join(re.escape(form) for form in _FORMS)}|{_MORE})"
_NOT = r"(?:not|n['’]t|never|nor|cannot|no\slonger)"
# Between source and verb, or in the cue: "did not immediately say", "has never said", "wouldn't tell".
_NEGATED = re.compile(
    rf"\b(?:\w+n['’]t|{_NOT})\s(?:\w+ly\s|yet\s|even\s|ever\s|once\s|(?:want|wish|care|dare)\w*\sto\s)?{_SAY}\b", re.I
)
# Verbs that say that what follows did not happen.
_UNDONE = re.compile(
    r"\b(?:refus\w+|declin\w+|fail(?:ed|s|ing)?|forgot\w*|neglect\w+|hesitat\w+|omit\w+|decid\w+\snot|chose\snot|"
    r"unwilling|unable|reluctant|careful\snot|in\sno\sposition)\s(?:\w+ly\s)?to\b"
    r"|\b(?:stop\w*\sshort|f[ae]ll\w*\sshort|refrain\w*|shied\saway|shies\saway|abstain\w*|without|far)\s(?:of|from\s)?\s?\w+ing\b"
    r"|\bavoid(?:s|ed|ing)?\s\w+ing\b",
    re.I,
)
_BARE_REFUSAL = re.compile(r"\b(?:refus(?:es|ed|al)|declin(?:es|ed))\b", re.I)
# "did not only say", "would say only": said after all.
_CONJUNCTION = re.compile(r"\b(?:and|but|who|which|as)\s|[,;]\s")
_POSITIVE = re.compile(rf"\b{_NOT}\s(?:only|just|merely|simply)\b|\bwould\s(?:only\ssay|say\sonly|just\ssay)\b", re.I)
_DOUBTFUL = re.compile(r"\b(?:deny|denied|denies|dispute[sd]?|reject(?:s|ed)?)\b", re.I)
_NO_ONE = re.compile(r"(?:neither|nobody|no\sone|none|not\sone|hardly\sanyone|no\s[a-z]+)\b", re.I)
_NOBODY = re.compile(
    r"\b(?:nobody|no\sone|none\sof)\b[^,;]*\b(?:heard|recall\w*|remember\w*|saw|believe\w*|think\w*)\b",
    re.I,
)
_NEITHER = re.compile(r"\bneither\b", re.I)
_UNREAL = re.compile(
    r"\b(?:it\s(?:is|was|['’]s)|that['’]?s?|there\s(?:is|was|are|were))\s(?:\w+\s){0,2}?"
    r"(?:myth|lie|hoax|legend|rumou?r|fabrication|fiction|untrue|false|fake|wrong|incorrect|not\strue|"
    r"no\s(?:evidence|record|proof|sign|indication))\b"
    r"|\b(?:myth|hoax|lie|fabrication|fake\s\w+|false\s\w+|legend)\sthat\b"
    r"|\bnot\strue\sthat\b|\b(?:falsely|wrongly|mistakenly|incorrectly)\s(?:claim\w*|report\w*|stat\w+|quot\w+|attribut\w+)",
    re.I,
)
# "The claim that Ana Ito said the port was open is false."
_UNREAL_TALE = re.compile(
    r"\b(?:claim|report|rumou?r|story|stories|suggestion|allegation|tale|meme|post)s?\sthat\b.*\b(?:is|was|are|were)\s"
    r"(?:false|untrue|fake|wrong|incorrect|not\strue|made\sup|baseless|an?\s(?:myth|lie|hoax|fabrication))\b",
    re.I | re.S,
)
_CONDITION = re.compile(r"\b(?:if|unless|had|were|should|were\s\w+\sto|when|given\sthe\schance|pressed|asked)\b", re.I)
_WOULD = re.compile(
    r"\b(?:would|might|could|may|'d|’d|should|ought\sto)\s(?:\w+ly\s|also\s|then\s|probably\s)?(?:have\s(?:\w+ly\s)?)?\w+",
    re.I,
)
# "She must explain why": asked of her, and not done; who speaks of himself does it with these words.
_DUE = re.compile(
    rf"\b(?:should|must|ought\sto|needs?\sto)\s(?:\w+ly\s|also\s|now\s|first\s)?{_SAY}\b(?!\s(?:been|have))", re.I
)
_MYSELF = re.compile(r"(?:I|we)\Z", re.I)
# "Did the mayor say that ...?"
_ASKED = re.compile(r"(?:\A|[\s“\"(])(?:did|does|do|has|have|will|would|could|can|might|should)n?['’]?t?\s\Z", re.I)
_WOULD_HAVE = re.compile(r"\b(?:would|might|could|should|may)\s(?:\w+\s)?have\s", re.I)


def is_not_said(text: str, layout: Layout, statement: Statement, kind: str) -> bool:
    """Whether the sentence of a statement says that it was not made.

    Parameters
    ----------
    text, layout
        The article.
    statement : Statement
    kind : str
        'direct', 'mixed' or 'indirect'; what stands wholly inside quotation marks was said, unless the verb itself
        is negated.
    """
    if statement.cue is None:
        return False
    cue = text[slice(*statement.cue)]
    source = statement.source
    start = source[1] if source and source[1] <= statement.cue[0] else statement.cue[0]
    verb = text[start : statement.cue[1]] if statement.cue[1] - start < 120 else cue
    verb = _CONJUNCTION.split(verb)[-1]  # "refused to go and said that ..." says something
    if _POSITIVE.search(verb):
        return False
    if _NEGATED.search(verb) or _UNDONE.search(verb):
        return not _DOUBTFUL.search(verb)
    if kind == "direct":
        return False
    if _BARE_REFUSAL.search(cue):
        return True
    number = layout.sentence_at(statement.cue[0])
    opening = layout.sentences[number].start if number >= 0 else 0
    if source:
        named = text[max(opening, source[0] - len("neither ")) : source[1]]
        if _NO_ONE.match(text, *source) or _NEITHER.search(named):
            return True
        if not _MYSELF.match(text, *source) and _DUE.search(verb):
            return True
        if _ASKED.search(text, max(0, opening - 1), source[0]) and text[layout.sentences[number].end - 1] == "?":
            return True
    outside = _without(text, opening, statement.cue[0], statement.content)
    if _UNREAL_TALE.search(text, opening, layout.sentences[number].end):
        return True
    if _UNREAL.search(outside) or _NOBODY.search(outside):
        return True
    return bool(_WOULD_HAVE.search(verb) or (_WOULD.search(verb) and _CONDITION.search(outside)))


def _without(text: str, start: int, end: int, content: tuple[tuple[int, int], ...]) -> str:
    """``text[start:end]`` without what is said."""
    parts, at = [], start
    for a, b in sorted(content):
        if b <= at or a >= end:
            continue
        parts.append(text[at : max(at, a)])
        at = max(at, min(b, end))
    return " ".join([*parts, text[at:end]])
