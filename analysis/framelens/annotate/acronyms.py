"""Short forms of organisations' names: initials, and one name in another order of words."""

from __future__ import annotations

import re

_SMALL = frozenset("of the for and in on at to a".split())


def initials(name: str) -> frozenset[str]:
    """The initials that an organisation may go by, with small words and without, with "U.S." and without.

    Examples
    --------
    >>> sorted(initials("U.S. Department of Justice"))
    ['DJ', 'DOJ', 'USDJ', 'USDOJ']
    >>> "HHS" in initials("Department of Health and Human Services")
    True
    """
    words = re.sub(r"\b(?:U\.S\.|US)\s", "US ", name).split()
    found: set[str] = set()
    tails = [words]
    if words[:1] == ["US"] and len(words) > 2:
        tails.append(words[1:])
    for tail in list(tails):
        if len(tail) > 3 and tail[0] in {"Department", "Ministry", "Bureau"} and tail[1] == "of":
            tails.append(tail[2:])
    for tail in tails:
        lead = "US" if tail[:1] == ["US"] else ""
        rest = tail[1:] if lead else tail
        found.add(lead + "".join(w[0] for w in rest if w[0].isupper()))
        found.add(lead + "".join(w[0].upper() for w in rest if w[0].isalpha()))
        found.add(lead + "".join(w[0].upper() for w in rest if w[0].isupper() or w == "of"))
    return frozenset(one for one in found if len(one) > 1)


def content_words(name: str) -> frozenset[str]:
    """The words of a name that tell organisations apart: "Department of Justice" and "Justice Department" share them.

    Examples
    --------
    >>> content_words("Department of Justice") == content_words("Justice Department")
    True
    """
    plain = re.sub(r"\b(?:U\.S\.|US)\s|\AThe\s", "", name)
    return frozenset(word.lower() for word in re.findall(r"[\w&’'-]+", plain) if word.lower() not in _SMALL)
