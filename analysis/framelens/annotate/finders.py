"""The finders of statements that a study can ask for by name.

``rules`` finds by what is written out in :mod:`framelens.annotate.rules`; ``accurate`` and ``fast`` by small networks
that learned from annotated news (:mod:`framelens.annotate.network`), kept to the same conventions.
"""

from __future__ import annotations

from functools import lru_cache

from framelens.annotate.rules import RuleFinder
from framelens.annotate.statements import StatementFinder
from framelens.networks import find_network


@lru_cache(maxsize=8)
def build_finder(name: str, least: float | None = None) -> StatementFinder:
    """The finder that a study names, and the confidence from which on a trained one keeps; built once a process."""
    if name == "rules":
        return RuleFinder()
    from framelens.annotate.network import NetworkFinder

    # One article alone is few: "auto" is the accurate one here.
    return NetworkFinder(find_network("accurate" if name == "auto" else name), least)
