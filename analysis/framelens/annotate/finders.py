"""The finders of statements that a study can ask for by name.

``rules`` finds by what is written out in :mod:`framelens.annotate.rules`; ``accurate``, ``fast`` and ``multilingual``
by small networks that learned from annotated news (:mod:`framelens.annotate.network`), kept to the same conventions.
All but the last read English only.
"""

from __future__ import annotations

from functools import lru_cache

from framelens.annotate.rules import RuleFinder
from framelens.annotate.statements import StatementFinder
from framelens.corpus.languages import base_of
from framelens.networks import find_network

# The language that every finder reads.
READ_BY_ALL = "en"


def name_finder(reader: str, language: str | None) -> str:
    """The finder that reads a text: the one that its study names if it reads the language, else the multilingual one.

    Parameters
    ----------
    reader : str
        As the study names it.
    language : str or None
        Of the text; None is taken for English.

    Examples
    --------
    >>> name_finder("fast", "en-GB"), name_finder("fast", "ru"), name_finder("auto", None)
    ('fast', 'multilingual', 'accurate')
    """
    if base_of(language or READ_BY_ALL) != READ_BY_ALL:
        return "multilingual"
    # One article alone is few: "auto" is the accurate one here.
    return "accurate" if reader == "auto" else reader


@lru_cache(maxsize=8)
def build_finder(name: str, least: float | None = None) -> StatementFinder:
    """The finder that a study names, and the confidence from which on a trained one keeps; built once a process."""
    if name == "rules":
        return RuleFinder()
    from framelens.annotate.network import NetworkFinder

    return NetworkFinder(find_network(name), least)
