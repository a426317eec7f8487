"""Function words of each language, and the language of the words that are compared.

The lists stand in ``languages/CODE/stop_words.txt``. Comparisons do not need them: the prior of the log-odds keeps such
words down already, and pronouns can be a finding.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from framelens.errors import InputError, suggest
from framelens.languages import LANGUAGES, load_language

OWN = "own"  # the stop words of the articles' own languages
_BY_NAME = {load_language(code).name.lower(): code for code in LANGUAGES}
STOP_WORDS = (OWN, *_BY_NAME)


def check_stop_words(listed: str | Collection[str] | None) -> None:
    """Refuse the name of a list that there is none of."""
    if isinstance(listed, str) and listed not in STOP_WORDS:
        raise InputError(f"unknown list of stop words '{listed}'; {suggest(listed, STOP_WORDS)}")


def list_stop_words(listed: str | Collection[str] | None, languages: Iterable[str]) -> frozenset[str]:
    """The stop words that a setting names.

    Parameters
    ----------
    listed : str, collection of str or None
        The name of a language, 'own' for those of ``languages``, or the words themselves.
    languages : iterable of str
        The codes of the articles' languages.

    Examples
    --------
    >>> "dass" in list_stop_words("own", ["de"]), sorted(list_stop_words(["Said"], []))
    (True, ['Said'])
    """
    if not isinstance(listed, str):
        return frozenset(listed or ())
    codes = [code for code in languages if code in LANGUAGES] if listed == OWN else [_BY_NAME[listed]]
    return frozenset().union(*(load_language(code).stop_words for code in codes))


def list_languages(articles: pd.DataFrame) -> dict[str, int]:
    """The languages of articles by code, without region, with the articles of each; the commonest first."""
    codes = articles["language"].dropna().astype(str).str.lower().str.split(r"[-_]").str[0]
    return {str(code): int(n) for code, n in codes.value_counts(sort=True).items()}


def check_one_language(articles: pd.DataFrame) -> list[str]:
    """The language of articles whose words are compared, in a list; empty where none is known.

    Raises
    ------
    InputError
        If there are several: words of different languages are never compared.
    """
    found = list_languages(articles)
    if len(found) > 1:
        listed = ", ".join(f"{code} ({n:,})" for code, n in found.items())
        first = next(iter(found))
        raise InputError(
            f"the articles are in several languages: {listed}; words are compared within one, as in "
            f'study.where("language == \'{first}\'") or Keyness(language="{first}")'
        )
    return list(found)
