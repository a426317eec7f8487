"""TextBlob's lexicon and rules, without the rest of it.

``import textblob`` imports NLTK, and that SciPy and scikit-learn: seconds, of which tone needs nothing. The two
modules with pattern.en's rules are therefore imported as they are, and the package is left as if nobody had
touched it, so that whoever imports it afterwards gets the whole.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

_MODULES = ("textblob._text", "textblob.en")


def _import_rules() -> list[ModuleType]:
    spec = find_spec("textblob")
    if "textblob" in sys.modules or spec is None or spec.submodule_search_locations is None:
        return [import_module(name) for name in _MODULES]
    package = ModuleType("textblob")
    package.__path__ = list(spec.submodule_search_locations)
    sys.modules["textblob"] = package
    try:
        return [import_module(name) for name in _MODULES]
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "textblob"]:
            del sys.modules[name]


_text, _english = _import_rules()
ABBREVIATIONS, EMOTICONS, PUNCTUATION = _text.ABBREVIATIONS, _text.EMOTICONS, _text.PUNCTUATION
RE_ABBR1, RE_ABBR2, RE_ABBR3, RE_EMOTICONS = _text.RE_ABBR1, _text.RE_ABBR2, _text.RE_ABBR3, _text.RE_EMOTICONS
Sentiment, sentiment = _english.Sentiment, _english.sentiment
