"""The section [tone] of a study: which lexicons, which of them is the measure, what it is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framelens.errors import InputError, suggest
from framelens.lexicon import LEXICONS, Lexicon, LexiconForm, name_lexicon, read_lexicon
from framelens.lexicon.reading import SUFFIXES
from framelens.settings.tomlfile import SettingsFile
from framelens.tables import VOICES

TONE_KEYS = ("primary", "also", "exclude", "lexicons", "contrast", "toward", "targets")
CONTRAST_KEYS = ("column", "a", "b")
_FORM_KEYS = ("columns", "range", "categories", "title", "citation", "licence", "language")


@dataclass(frozen=True)
class Contrast:
    """The main finding on tone, declared before looking: the mean valence of ``a`` minus that of ``b``.

    Attributes
    ----------
    column : str
        ``voice``, or a column of the articles table, or ``year``, ``month``.
    a, b : str
        Two values of it.
    """

    column: str = "voice"
    a: str = "journalist"
    b: str = "direct"

    def __post_init__(self) -> None:
        if self.a == self.b:
            raise InputError(f"the contrast compares '{self.a}' with itself; name two values of {self.column}")


@dataclass(frozen=True)
class ToneSettings:
    """What [tone] says: names of lexicons, the primary one first; those read from files; words left out."""

    lexicons: tuple[str, ...]
    own: tuple[Lexicon, ...]
    excluded_words: tuple[str, ...]
    contrast: Contrast
    toward: bool | None
    targets: tuple[str, ...]


def read_tone(settings: SettingsFile, here: Path, language: str | None) -> ToneSettings:
    """The section [tone]; files are looked for in ``here`` and read as lexicons.

    Raises
    ------
    InputError
        With file and line, for a lexicon that is neither shipped nor a file, a file that is none, a name given
        twice, or a language that no lexicon named here scores.
    """
    forms = _read_forms(settings, language)
    primary = settings.text("tone", "primary", "vader")
    also = settings.texts("tone", "also", ("textblob",) if primary in LEXICONS else ())
    found: dict[str, str | Lexicon] = {}
    for key, written in (("primary", primary), *(("also", name) for name in also if name != primary)):
        lexicon = _find_lexicon(settings, key, written, here, forms)
        if name_of(lexicon) in found:
            raise settings.error(key, f"two lexicons are called '{name_of(lexicon)}'; name each once, or rename a file")
        if not fits_language(language_of(lexicon), language):
            raise settings.error(
                key,
                f"no tone can be scored: the lexicon '{name_of(lexicon)}' is for the language '{language_of(lexicon)}' "
                f"and the articles are in '{language}'; name a file with words of theirs, as in {key} = "
                + (f'"{language}.csv"' if key == "primary" else f'["{language}.csv"]'),
            )
        found[name_of(lexicon)] = lexicon
    for name in forms:
        if name not in found or name in LEXICONS:
            raise settings.error(name, f"[tone.lexicons.{name}] describes no file of primary or also; {_listed(found)}")
    tone, targets = settings.values.get("tone", {}), settings.texts("tone", "targets")
    return ToneSettings(
        lexicons=tuple(found),
        own=tuple(lexicon for lexicon in found.values() if isinstance(lexicon, Lexicon)),
        excluded_words=settings.texts("tone", "exclude"),
        contrast=_read_contrast(settings),
        toward=settings.flag("tone", "toward", True) if "toward" in tone else bool(targets) or None,
        targets=targets,
    )


def fits_language(lexicon: str, text: str | None) -> bool:
    """Whether a lexicon of one language scores texts of another: ``en`` does ``en-GB``, and what is unknown."""
    return text is None or lexicon.lower().split("-")[0] == text.lower().replace("_", "-").split("-")[0]


def name_of(lexicon: str | Lexicon) -> str:
    """The name in the column ``valence_<name>``."""
    return lexicon if isinstance(lexicon, str) else lexicon.name


def language_of(lexicon: str | Lexicon) -> str:
    """The language that a lexicon scores."""
    return lexicon.language if isinstance(lexicon, Lexicon) else LEXICONS[lexicon].language


def _listed(found: Mapping[str, str | Lexicon]) -> str:
    files = [name for name, lexicon in found.items() if isinstance(lexicon, Lexicon)]
    return f"files are there for: {', '.join(files)}" if files else "neither names a file"


def _find_lexicon(
    settings: SettingsFile, key: str, written: str, here: Path, forms: Mapping[str, LexiconForm]
) -> str | Lexicon:
    """The shipped lexicon of that name, or the one in the file of that name."""
    if written in LEXICONS:
        return written
    if Path(written).suffix.lower() not in SUFFIXES:
        raise settings.error(
            key, f"unknown lexicon '{written}' in {key}; {suggest(written, LEXICONS)}; or name a file like mine.csv"
        )
    if name_lexicon(written) in LEXICONS:
        raise settings.error(key, f"'{written}' has the name of a lexicon that comes with framelens; rename the file")
    path = here / written
    if not path.is_file():
        raise settings.error(key, f"the lexicon '{written}' in {key} does not exist; looked for {path}")
    return read_lexicon(path, forms.get(name_lexicon(written)))


def _read_forms(settings: SettingsFile, language: str | None) -> dict[str, LexiconForm]:
    """[tone.lexicons.NAME]: how the file NAME is to be read."""
    forms = {}
    for name, keys in settings.table("tone", "lexicons").items():
        if not isinstance(keys, dict):
            raise settings.error(name, f"{name} must be a section: write [tone.lexicons.{name}]")
        for key in keys:
            if key not in _FORM_KEYS:
                raise settings.error(key, f"unknown key '{key}' in [tone.lexicons.{name}]; {suggest(key, _FORM_KEYS)}")
        forms[name] = _make_form(settings, name, {"language": language or "en", **keys})
    return forms


def _make_form(settings: SettingsFile, name: str, keys: Mapping[str, Any]) -> LexiconForm:
    values: dict[str, Any] = dict(keys)
    for key, value in values.items():
        kind = "table" if key in ("columns", "categories") else "list" if key == "range" else "text"
        if not issubclass(type(value), _KINDS[kind][0]):
            raise settings.error(key, f"{key} = {value!r} in [tone.lexicons.{name}] must be {_KINDS[kind][1]}")
        numbers = list(value.values()) if key == "categories" else value if key == "range" else []
        if any(isinstance(n, bool) or not isinstance(n, int | float) for n in numbers):
            raise settings.error(key, f"{key} in [tone.lexicons.{name}] must hold numbers")
        if key == "columns" and not all(isinstance(column, str) for column in value.values()):
            raise settings.error(key, f"columns in [tone.lexicons.{name}] must name columns, in quotation marks")
        if key == "range" and len(value) != 2:
            raise settings.error(key, f"range = {value!r} must be the least and the largest value, as in [-5, 5]")
    if "range" in values:
        values["range"] = (float(values["range"][0]), float(values["range"][1]))
    try:
        return LexiconForm(**values)
    except InputError as error:
        raise settings.error(name, str(error)) from error


_KINDS: dict[str, tuple[type, str]] = {
    "table": (dict, "a table, as in { name = value }"),
    "list": (list, "two numbers in square brackets"),
    "text": (str, "text in quotation marks"),
}


def _read_contrast(settings: SettingsFile) -> Contrast:
    given = settings.table("tone", "contrast")
    for key, value in given.items():
        if key not in CONTRAST_KEYS:
            raise settings.error(key, f"unknown key '{key}' in [tone.contrast]; {suggest(key, CONTRAST_KEYS)}")
        if not isinstance(value, str | int) or isinstance(value, bool):
            raise settings.error(key, f"{key} = {value!r} in [tone.contrast] must be text in quotation marks")
    column = str(given.get("column", "voice"))
    if column == "voice":
        for side in ("a", "b"):
            if str(given.get(side, VOICES[0])) not in VOICES:
                raise settings.error(
                    side, f"unknown voice '{given[side]}' in {side}; {suggest(str(given[side]), VOICES)}"
                )
    elif not {"a", "b"} <= set(given):
        raise settings.error(
            "contrast", f'[tone.contrast] compares {column}; name two of its values: a = "...", b = "..."'
        )
    try:
        return Contrast(column, **{side: str(given[side]) for side in ("a", "b") if side in given})
    except InputError as error:
        raise settings.error("contrast", str(error)) from error
