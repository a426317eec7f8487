"""framelens: reproducible media-framing studies in Jupyter.

Names are loaded when they are first used, so that ``import framelens`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version

from framelens.annotate import annotate as annotate

__version__ = version("framelens")

_WHERE = {
    "Annotations": "framelens.tables",
    "Article": "framelens.corpus",
    "ArticleSource": "framelens.study",
    "FrameDictionary": "framelens.dictionary",
    "InputError": "framelens.errors",
    "Study": "framelens.study",
    "load_study": "framelens.study",
    "open_store": "framelens.store",
    "read_articles": "framelens.corpus",
    "read_dictionary": "framelens.dictionary",
}
__all__ = sorted([*_WHERE, "__version__", "annotate"])


def __getattr__(name: str) -> object:
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"framelens has no '{name}'; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
