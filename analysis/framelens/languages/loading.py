"""Languages by their code: which there are, and what ``language.toml`` says of one."""

from __future__ import annotations

import copyreg
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from framelens.errors import InputError, describe_error, suggest
from framelens.languages.language import Language

SETTINGS = "language.toml"
_FOLDER = Path(__file__).parent
# The languages that have a folder.
LANGUAGES = tuple(sorted(path.parent.name for path in _FOLDER.glob(f"*/{SETTINGS}")))
TEXTS = ("name", "script", "capitals", "names", "measured")
SWITCHES = ("ordinals", "dashes")
WORDS = (
    "conjunctions", "relatives", "abbreviations", "closing_abbreviations", "final_abbreviations", "units", "starters",
    "joiners", "tag_verbs", "particles", "owning", "spokespersons", "seats", "aged", "organisations", "months",
)  # fmt: skip
TABLES = ("pronouns", "kin", "verb_endings", "lowering", "paradigms")
KEYS = (*TEXTS, *SWITCHES, *WORDS, "quotation_marks", *TABLES)


@lru_cache(maxsize=64)
def load_language(code: str) -> Language:
    """The language of a code or tag: ``de``, ``de-AT``.

    Raises
    ------
    InputError
        If it has no folder, or its ``language.toml`` is not as it should be.

    Examples
    --------
    >>> load_language("de-AT").name
    'German'
    """
    base = code.lower().replace("_", "-").split("-")[0]
    if base not in LANGUAGES:
        raise InputError(f"framelens has no data for the language '{code}'; {suggest(base, LANGUAGES)}")
    return load_language(base) if base != code else read_language(_FOLDER / base)


@lru_cache(maxsize=64)
def language_of(tag: str | None) -> Language:
    """The language of an article: that of its tag; one without words where it has no folder, English without a tag.

    Examples
    --------
    >>> language_of("de-AT").name, language_of("pl").name, language_of(None).name
    ('German', 'pl', 'English')
    """
    code = (tag or "en").lower().replace("_", "-").split("-")[0]
    return load_language(code) if code in LANGUAGES else Language(code, code)


def read_language(folder: Path) -> Language:
    """The language that a folder describes.

    Raises
    ------
    InputError
        If its ``language.toml`` cannot be read, has an unknown key, or a value of another kind.
    """
    path = folder / SETTINGS
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} cannot be read: {describe_error(error)}") from error
    for key in found:
        if key not in KEYS:
            raise InputError(f"{path}: unknown key '{key}'; {suggest(key, KEYS)}")
    for key in ("name", *WORDS, *TABLES):
        wanted = dict if key in TABLES else str
        if not isinstance(found.get(key, wanted()), wanted):
            raise InputError(f"{path}: '{key}' is {found[key]!r}; write {'a table' if key in TABLES else 'a text'}")
    if "name" not in found:
        raise InputError(f"{path}: 'name' is missing; write the language's name in English")
    plain: dict[str, Any] = {key: found[key] for key in (*TEXTS, *SWITCHES) if key in found}
    lists: dict[str, Any] = {key: _words(found.get(key, "")) for key in WORDS}
    return Language(
        code=folder.name,
        **plain,
        **lists,
        pronouns=MappingProxyType({case: _by_gender(forms) for case, forms in found.get("pronouns", {}).items()}),
        kin=_by_gender(found.get("kin", {})),
        verb_endings=_by_gender(found.get("verb_endings", {})),
        quotation_marks=tuple((pair[0], pair[-1]) for pair in found.get("quotation_marks", "").split()),
        lowering=MappingProxyType(found.get("lowering", {})),
        paradigms=MappingProxyType(found.get("paradigms", {})),
        folder=folder,
    )


# A process is told of a language by its code.
copyreg.pickle(Language, lambda language: (language_of, (language.code,)))  # type: ignore[arg-type,return-value]


def _by_gender(found: Mapping[str, Any]) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({gender: _words(words) for gender, words in found.items()})


def _words(words: str) -> frozenset[str]:
    """Words with spaces between them; an underscore stands for a space inside one."""
    return frozenset(word.replace("_", " ") for word in words.split())
