"""What a description tells: an unnamed source, a document, a role, an organisation's noun.

"Two officials", "the report", "a Gallup poll", "the chief of police": the words of a source that is not just a name,
read for their head and for whose document they name. Nothing here knows the article.
"""

from __future__ import annotations

import re

_DOCUMENTS = (
    "report poll survey study statement letter document book memo memorandum email e-mail tweet article editorial "
    "filing record figure transcript law bill ruling indictment lawsuit affidavit memoir analysis website "
    "post release paper video ad advertisement investigation database audit review census index estimate op-ed "
    "column blog newsletter press-release poll-result survey-result complaint subpoena order opinion decision "
    "speech interview account page profile resolution guideline advisory directive statistic projection forecast "
    "finding readout communiqué communique manifesto petition agenda notice"
).split()
# What a person wrote or said speaks for the person; what was written about someone does not.
_OWN = frozenset(
    "statement letter memo memorandum email e-mail tweet book memoir op-ed editorial column blog post release video "
    "ad advertisement speech interview newsletter article opinion paper".split()
)
_PLURALS = {"data", "research", "analyses", "studies", "surveys", "news"}
DOCUMENT_WORDS = frozenset([*_DOCUMENTS, *(word + "s" for word in _DOCUMENTS), *_PLURALS]) - {"news"}
_COMPLEMENT = re.compile(
    r",|\s(?:of|by|from|in|on|for|to|at|about|into|with|that|which|who|whose)\b|"
    # not "newly released figures"
    r"(?<!ly)(?<!just)\s(?:published|released|conducted|taken|issued|obtained|posted|filed|sent|seen|written|"
    r"commissioned)\b",
    re.IGNORECASE,
)
_PLURAL_UNNAMED = re.compile(
    r"\b(?:officials|sources|people|analysts|experts|critics|supporters|witnesses|residents|voters|researchers|"
    r"scientists|lawyers|prosecutors|investigators|aides|lawmakers|economists|observers|others|some|many|several|"
    r"most|two|three|four|five|those|advisers|advisors|reporters|journalists|republicans|democrats|doctors|men|"
    r"women|leaders|activists|members|students|neighbors|neighbours|friends|parents|opponents|authorities|polls)\b",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(r"\A(?:an?|one|another|some|any)\b", re.IGNORECASE)
_DEFINITE = re.compile(r"\A(?:the|this|that|these|those|its|their|his|her)\s", re.IGNORECASE)
_WORDS = re.compile(r"[\w’']+(?:\.\w+)*")
_SMALL = frozenset(
    "the a an of for at in and to on by with his her their its our my this that who is was former then also s "
    "chief senior".split()
)


def is_several(words: str) -> bool:
    """Whether a source is several people or one of many, who stay unnamed: "two officials", "a doctor".

    Examples
    --------
    >>> is_several("two officials"), is_several("a doctor"), is_several("the mayor")
    (True, True, False)
    """
    return bool(_PLURAL_UNNAMED.search(words) or _INDEFINITE.match(words))


def is_definite(words: str) -> bool:
    """Whether the words speak of somebody or something that the reader knows: "the report", "that poll"."""
    return bool(_DEFINITE.match(words))


def head_phrase(words: str) -> str:
    """The words up to the first complement or comma.

    Examples
    --------
    >>> head_phrase("a report by the agency, published in May")
    'a report'
    """
    match = _COMPLEMENT.search(words.strip())
    return words.strip()[: match.start()].strip() if match else words.strip()


def document_noun(words: str) -> str | None:
    """The noun that makes the words a document, in the singular; None where they are none.

    Examples
    --------
    >>> document_noun("a late July Gallup poll"), document_noun("the ministry's figures"), document_noun("the mayor")
    ('poll', 'figure', None)
    """
    found = re.findall(r"[\w-]+", head_phrase(words))
    last = found[-1].lower() if found else ""
    if last not in DOCUMENT_WORDS:
        return None
    return last if last in {*_DOCUMENTS, *_PLURALS, "analysis"} else last.removesuffix("s")


def is_own_document(noun: str) -> bool:
    """Whether a person who owns such a document speaks in it: a letter, a tweet; not a record, an indictment."""
    return noun in _OWN


def stems(words: str) -> set[str]:
    """The telling words of a phrase in lower case, possessives and hyphens taken apart.

    Examples
    --------
    >>> sorted(stems("the ministry's vice-chairman"))
    ['chairman', 'ministry', 'vice']
    """
    found: set[str] = set()
    for word in _WORDS.findall(words.replace("-", " ").lower()):
        plain = re.sub(r"['’]s?\Z", "", word)
        if plain and plain not in _SMALL:
            found.add(plain)
    return found


def shorten(words: str) -> str:
    """The words as a reason shows them: on one line, 60 letters at most."""
    return " ".join(words.split())[:60]
