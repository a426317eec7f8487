"""How a source is named: person, organisation, unnamed person or group, anonymous by agreement, or a document.

The forms are those of Vincent et al. (2025), journalistic source coding. What flows in are statements with their
resolved speakers and the words of their sources; what flows out is one form a statement.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pandas as pd

from framelens.annotate.described import document_noun, is_several

NAMED_PERSON, NAMED_ORGANISATION = "named person", "named organisation"
UNNAMED_PERSON, UNNAMED_GROUP = "unnamed person", "unnamed group"
ANONYMOUS, DOCUMENT = "anonymous", "document"
# What each form means, as coders are told.
MEANINGS = {
    NAMED_PERSON: "a person with a name, wherever the article gives it",
    NAMED_ORGANISATION: "an organisation with a name, or whoever speaks for it without one: ‘a Nordbank spokeswoman’",
    UNNAMED_PERSON: "one person who is described and not named: ‘a nurse’",
    UNNAMED_GROUP: "several people who are described and not named: ‘residents’",
    ANONYMOUS: "known to the reporter and not named: ‘on condition of anonymity’, ‘people familiar with the talks’",
    DOCUMENT: "a report, law, letter, study, poll or the like, whoever made it",
}
FORMS = tuple(MEANINGS)

# Whom the reporter knows and does not name: by what they know, or by what was agreed.
_KNOWS = re.compile(
    r"\b(?:people|persons?|officials?|sources?|individuals?|insiders?|aides?|employees|one|two|three|four|five|those)\b"
    r"[^.;]{0,40}?\b(?:familiar|with\s(?:direct\s)?knowledge|briefed|close\sto|involved\sin|who\s(?:were|was)\son\sthe\scall|"
    r"who\s(?:worked|participated|attended|asked|requested|spoke))\b",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"anonym|not\s(?:to\s)?be\s(?:named|identified|quoted)|(?:declined|refused|asked)\s(?:not\s)?to\sbe\s(?:named|identified)|"
    r"not\s(?:been\s)?authori[sz]ed\s(?:to\s(?:speak|discuss|comment|talk)|publicly)|on\sbackground|withh[eo]ld",
    re.IGNORECASE,
)
_SOURCES = re.compile(
    r"\A(?:(?:a|an|the|one|two|three|four|several|some|multiple|other)\s)*(?:[\w-]+\s){0,3}sources?\b", re.IGNORECASE
)
# "these people", "the people", "they": those of whom it was said before.
_AGAIN = re.compile(
    r"\A(?:(?:the|these|those|two\sof\sthe|one\sof\sthe|both)\s+)?(?:people|persons?|sources?|officials?|they)\Z",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"\b(?:they|them|[a-z]{3,}(?<!s)s|people|men|women|children|police|staff|leadership|some|many|others|both)\Z",
    re.IGNORECASE,
)
# Who speaks for a body and not for himself: "a Nordbank spokeswoman", "Port Department officials".
_FOR_BODY = re.compile(
    r"\b(?:spokes(?:man|woman|person|people|persons)|representatives?|officials?|leaders?|leadership|executives?|press\s(?:office|service))\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?<!\A)\b[A-Z][\w.&’'-]+|\A(?!(?:The|An?|Some|Several|Two|Many|Other|One|Three|Most)\b)[A-Z][\w.&’'-]+(?=\s[a-z])"
)
_PRONOUNS = {"he": NAMED_PERSON, "she": NAMED_PERSON, "it": NAMED_ORGANISATION, "they": UNNAMED_GROUP}
# What speaks for itself, whoever made it.
_IMPERSONAL = frozenset("database data census law bill lawsuit indictment record transcript".split())
_COUNTED = re.compile(r"\A(?:an?|one|some|several|many|most|two|three|four|five|other|few)\s", re.IGNORECASE)
_AROUND = 160


def find_forms(quotes: pd.DataFrame, kinds: pd.Series, texts: Sequence[str]) -> np.ndarray:
    """The form of each statement's source; None where nothing tells.

    Parameters
    ----------
    quotes : DataFrame
        Statements, article by article in reading order.
    kinds : Series
        The kind of each speaker, by ``speaker_id``.
    texts : sequence of str
        The text of each statement's article.

    Returns
    -------
    numpy.ndarray
        One of :data:`FORMS`, or None, a statement.
    """
    forms: list[str | None] = []
    before: tuple[str, str | None] = ("", None)  # of the same article
    kind_of = quotes["speaker_id"].map(kinds)
    columns = ("article_id", "resolution", "reason", "source_start", "source_end")
    for (article, resolution, reason, start, end), kind, text in zip(
        zip(*(quotes[column] for column in columns), strict=True), kind_of, texts, strict=True
    ):
        last = before[1] if before[0] == article else None
        known = not (pd.isna(start) or pd.isna(end))
        words = " ".join(text[int(start) : int(end)].split()) if known else ""
        around = text[int(start) : int(end) + _AROUND].partition("\n\n")[0] if known else ""
        form = _form(str(resolution), str(reason), kind, words, around, last)
        forms.append(form)
        before = (article, form or last)
    return np.array(forms, dtype=object)


def _form(resolution: str, reason: str, kind: object, words: str, around: str, last: str | None) -> str | None:
    if resolution == "named":
        of_document = reason.startswith("document of ")
        if kind == "person" or (of_document and document_noun(words) in _IMPERSONAL):
            return DOCUMENT if of_document else NAMED_PERSON
        return NAMED_ORGANISATION if isinstance(kind, str) else None
    if resolution == "ambiguous":
        return NAMED_PERSON
    if resolution == "document":
        return DOCUMENT
    if not words:
        return None
    if document_noun(words):
        return DOCUMENT
    if _is_anonymous(words, around) or (last == ANONYMOUS and _AGAIN.match(words)):
        return ANONYMOUS
    if resolution == "absent":  # a pronoun of somebody who was introduced, if not found again
        return _PRONOUNS.get(words.lower())
    if "unnamed source: " in reason and (introduced := reason.partition(": ")[2].partition(", ")[2]):
        words = introduced  # "the spokesperson", introduced as "a Nordbank spokesperson"
    head = re.split(r",|\s(?:who|whose|that|of|for|from|in|on|at|with|to|and)\b", words)[0]
    speaks_for = _FOR_BODY.search(head)
    if speaks_for and _NAME.search(head) and (speaks_for[0].lower().startswith("spokes") or not _COUNTED.match(head)):
        return NAMED_ORGANISATION
    return UNNAMED_GROUP if _PLURAL.search(head) or (is_several(words) and _PLURAL.search(words)) else UNNAMED_PERSON


def _is_anonymous(words: str, around: str) -> bool:
    return bool(_KNOWS.search(words) or _SOURCES.match(words) or _AGREED.search(around))
