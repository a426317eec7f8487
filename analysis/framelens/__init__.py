"""framelens: reproducible media-framing studies in Jupyter.

``open`` gives a study, whose methods are its measures. What experts want below them stands in ``stats``, ``figures``,
``read`` and ``lexicon``. Names are loaded when they are first used, so that ``import framelens`` costs nothing.
"""

import sys

if sys.argv[:1] == ["-m"] and not sys.flags.safe_path:
    # python -m framelens: a file json.py in the current folder is not run in place of Python's own.
    del sys.path[0]

from importlib import import_module
from importlib.metadata import version
from typing import Any

from framelens.lazy import fetch_lazily
from framelens.store import annotate as annotate

__version__ = version("framelens")

_WHERE = {
    "Annotations": "framelens.tables",
    "Article": "framelens.corpus",
    "ChangeSearch": "framelens.measure.changes",
    "Collocation": "framelens.measure.collocates",
    "Comparison": "framelens.measure.comparisons",
    "Correction": "framelens.code.correction",
    "FrameDictionary": "framelens.dictionary",
    "InputError": "framelens.errors",
    "Interval": "framelens.measure.resampling",
    "Keyness": "framelens.measure.keyness",
    "Learning": "framelens.coders.learning",
    "Lexicon": "framelens.lexicon",
    "Measure": "framelens.results.measure",
    "Model": "framelens.code.regression",
    "Settings": "framelens.settings.settings",
    "Smoothing": "framelens.measure.smoothing",
    "Study": "framelens.study.study",
    "build_report": "framelens.report.building",
    "load_settings": "framelens.settings.settings",
    "new_study": "framelens.report.scaffold",
    "open": "framelens.study.opening:open_study",
}
_SPACES = ("figures", "lexicon", "read", "stats")
__all__ = sorted([*_WHERE, *_SPACES, "__version__", "annotate"])
_fetch, _ = fetch_lazily(__name__, _WHERE, spaces=_SPACES)


def __getattr__(name: str) -> Any:
    if name in _SPACES:
        return import_module(f"{__name__}.{name}")
    return _fetch(name)


def __dir__() -> list[str]:
    return __all__
