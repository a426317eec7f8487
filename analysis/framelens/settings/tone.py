"""The lexicons of a study: which are scored, from which files, and the contrast declared before looking."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from framelens.errors import InputError, suggest
from framelens.lexicon import LEXICONS, Lexicon, LexiconForm, name_lexicon, read_lexicon
from framelens.lexicon.reading import SUFFIXES
from framelens.settings.toml import TomlFile
from framelens.tables import VOICES


@dataclass(frozen=True)
class Contrast:
    """The main finding on tone, declared before looking: the mean valence of ``a`` minus that of ``b``.

    Attributes
    ----------
    column : str
        ``voice``, or a column of the articles table, or ``year``, ``month``.
    a, b : str
        Two values of it; journalist and direct, where it is the voice.
    """

    column: str = "voice"
    a: str = ""
    b: str = ""

    def __post_init__(self) -> None:
        if self.column == "voice":
            object.__setattr__(self, "a", self.a or "journalist")
            object.__setattr__(self, "b", self.b or "direct")
            for voice in (self.a, self.b):
                if voice not in VOICES:
                    raise InputError(f"unknown voice '{voice}'; {suggest(voice, VOICES)}")
        if not (self.a and self.b):
            raise InputError(f'[tone.contrast] compares {self.column}; name two of its values: a = "...", b = "..."')
        if self.a == self.b:
            raise InputError(f"the contrast compares '{self.a}' with itself; name two values of {self.column}")


def read_lexicons(file: TomlFile, values: Mapping[str, Any]) -> dict[str, str | Lexicon]:
    """The lexicons that [tone] names, by their names, the primary one first; files are looked for beside study.toml.

    Raises
    ------
    InputError
        With file and line, for a lexicon that is neither shipped nor a file, a file that is none, a name given
        twice.
    """
    language, primary = values["articles.language"] or None, values["tone.primary"] or "vader"
    also = values["tone.also"] if values["tone.also"] is not None else ("textblob",) * (primary in LEXICONS)
    forms: dict[str, LexiconForm] = {}
    for name, form in (values["tone.lexicons"] or {}).items():
        given = file.values["tone"]["lexicons"][name]
        forms[name] = form if "language" in given else replace(form, language=language or "en")
    found: dict[str, str | Lexicon] = {}
    for key, written in (("primary", primary), *(("also", name) for name in also)):
        at = ("tone", key)
        if key == "also" and written == primary:
            raise file.error(at, f"'{written}' in also is the primary lexicon; a check is another one")
        lexicon = _find_lexicon(file, at, written, forms, language)
        if name_of(lexicon) in found:
            raise file.error(at, f"two lexicons are called '{name_of(lexicon)}'; name each once, or rename a file")
        for other in found.values():
            if isinstance(lexicon, Lexicon) and isinstance(other, Lexicon) and {*lexicon.words} == {*other.words}:
                raise file.error(at, f"'{lexicon.name}' has the same words as '{other.name}', and is no check of it")
        found[name_of(lexicon)] = lexicon
    for name in forms:
        if not isinstance(found.get(name), Lexicon):
            files = [name for name, lexicon in found.items() if isinstance(lexicon, Lexicon)]
            listed = f"files are there for: {', '.join(files)}" if files else "neither names a file"
            raise file.error(
                ("tone", "lexicons", name), f"[tone.lexicons.{name}] describes no file of primary or also; {listed}"
            )
    return found


def fits_language(lexicon: str, text: str | None) -> bool:
    """Whether a lexicon of one language scores texts of another: ``en`` does ``en-GB``, and what is unknown."""
    return text is None or lexicon.lower().split("-")[0] == text.lower().replace("_", "-").split("-")[0]


def name_of(lexicon: str | Lexicon) -> str:
    """The name in the column ``valence_<name>``."""
    return lexicon if isinstance(lexicon, str) else lexicon.name


def language_of(lexicon: str | Lexicon) -> str:
    """The language that a lexicon scores."""
    return lexicon.language if isinstance(lexicon, Lexicon) else LEXICONS[lexicon].language


def _find_lexicon(
    file: TomlFile, at: tuple[str, str], written: str, forms: Mapping[str, LexiconForm], language: str | None
) -> str | Lexicon:
    """The shipped lexicon of that name, or the one in the file of that name."""
    if written in LEXICONS:
        return written
    if Path(written).suffix.lower() not in SUFFIXES:
        raise file.error(
            at, f"unknown lexicon '{written}' in {at[1]}; {suggest(written, LEXICONS)}; or name a file like mine.csv"
        )
    name = name_lexicon(written)
    if name in LEXICONS:
        raise file.error(at, f"'{written}' has the name of a lexicon that comes with framelens; rename the file")
    path = file.path.parent / written
    if not path.is_file():
        raise file.error(at, f"the lexicon '{written}' in {at[1]} does not exist; looked for {path}")
    return read_lexicon(path, forms.get(name, LexiconForm(language=language or "en")))
