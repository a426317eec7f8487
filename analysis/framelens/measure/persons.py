"""Who is surely a person: what the articles say of a name, and the name itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from framelens.annotate.common_words import given_names, is_everyday, is_person_noun
from framelens.annotate.name_runs import name_words
from framelens.annotate.namesakes import split_name

_BODIES = ("organisation", "organisation_head")
_PLACES = ("place", "demonym")


def choose_persons(speakers: pd.DataFrame) -> pd.Series:
    """For each row of the speakers table whether it is surely a person.

    A name taken for a person's may be a building or a law: Capitol Hill, the DREAM Act. A given name is enough; without
    one the articles must say something that is said of persons only (a pronoun, an office, the surname alone), and
    the name must not be made of everyday words.
    """
    sure = [_is_sure(row) for row in speakers.to_dict("records")]
    return pd.Series(sure, index=speakers.index, dtype=bool)


def _is_sure(row: Mapping[Any, Any]) -> bool:
    if row["kind"] != "person":
        return False
    if row["from_roster"] is True:
        return True
    if _ends_in_initials(str(row["name"])):
        return False
    words, _ = split_name(str(row["name"]))
    first = words[0].split("-")[0]
    if len(words) > 1 and (first in given_names() or first in name_words()["first_name"]):
        return not _names_body(words[1:])
    if len(words[0].strip(".")) < 2 or any(map(is_everyday, words)) or _names_body(words, *_PLACES):
        return False
    told = isinstance(row["gender"], str) or any(is_person_noun(w) for role in row["roles"] for w in role.split())
    return told or (len(words) > 1 and words[-1] in row["aliases"])


def _names_body(words: Iterable[str], *more: str) -> bool:
    return any(word in name_words()[kind] for word in words for kind in (*_BODIES, *more))


def _ends_in_initials(name: str) -> bool:
    """Whether a name is a place or body with its initials: 'Virginia GOP', not 'VIRGINIA WOOLF' or 'Henry VIII'."""
    last = name.split()[-1]
    return len(last) > 2 and last.isalpha() and last.isupper() and not name.isupper() and not set(last) <= set("IVX")
