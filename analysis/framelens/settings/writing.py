"""The settings of a study written: as a study.toml with its files beside it, and as a key of what depends on them."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.corrections import COLUMNS as CORRECTIONS
from framelens.corrections import FILE_NAME, LINE
from framelens.dictionary import SHIPPED, FrameDictionary, read_dictionary
from framelens.dictionary.formats.own_yaml import write_yaml
from framelens.disk import write_whole
from framelens.errors import InputError
from framelens.languages import LANGUAGES, load_language
from framelens.lexicon import Lexicon, write_lexicon
from framelens.settings.declaring import Setting
from framelens.settings.dependent import NOTHING, TABLES_OF_LANGUAGES, VERSION
from framelens.settings.fields import SETTINGS, Settings
from framelens.settings.given_names import COLUMNS as NAME_COLUMNS
from framelens.settings.origins import MARKS
from framelens.settings.roster import COLUMNS as ROSTER_COLUMNS
from framelens.settings.settings import STUDY_FILE
from framelens.settings.source_scheme import read_shipped_scheme

PREREGISTRATION = "preregistration.md"
HEADER = "# Written by framelens from the settings of a study; what stands here is read back the same."
_LEXICONS = "lexicons"  # a folder of their own: they are called as researchers please
_ABOUT_LEXICON = ("title", "citation", "licence", "language")


def settings_of(study: Settings) -> dict[str, object]:
    """Every setting that annotations depend on, by its key in study.toml; long ones as a fingerprint.

    Annotations made under equal settings of equal files are equal, so that this, with the files, is their key.
    """
    marks: dict[str, object] = {VERSION: version("framelens"), TABLES_OF_LANGUAGES: dict(_hash_languages())}
    touching = [one for one in SETTINGS if one.touches != NOTHING and not isinstance(study.value_of(one), Path)]
    return marks | {one.key: mark_of(study.value_of(one)) for one in touching}


@cache
def _hash_languages() -> Mapping[str, str]:
    """The fingerprint of each language's folder: its words, titles and inflection, which annotations depend on."""
    return {code: _hash_folder(folder) for code in LANGUAGES if (folder := load_language(code).folder)}


def _hash_folder(folder: Path) -> str:
    files = [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(folder.iterdir())]
    return _fingerprint(repr(files))


def find_differing(study: Settings, other: Settings) -> list[str]:
    """The keys of the settings that two studies have different values of; where files lie is no difference."""
    pairs = [(one.key, study.value_of(one), other.value_of(one)) for one in SETTINGS]
    return [key for key, mine, theirs in pairs if not isinstance(mine, Path) and mark_of(mine) != mark_of(theirs)]


def write_study_toml(study: Settings, folder: Path | str) -> Path:
    """Write the settings of a study into ``folder``: study.toml, and every file that it names.

    In the study's own folder what is written there stays, with its order and its comments, but for the values that are
    other now. Elsewhere every setting is written, with a remark behind each that the researcher did not set. Each file
    is the old one or the new one, whenever the process dies; study.toml comes last.

    Parameters
    ----------
    study : Settings
    folder : path
        Made if it is not there.

    Returns
    -------
    pathlib.Path
        The study.toml.

    Raises
    ------
    InputError
        If the study.toml of another study is there.
    """
    import tomlkit  # only what writes needs it

    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / STUDY_FILE
    before = file.read_text(encoding="utf-8-sig") if file.is_file() else HEADER
    again = before.startswith(HEADER)
    if not again and study.folder.resolve() != folder.resolve():
        raise InputError(f"{file} holds the settings of another study; name a new folder")
    document, origins = tomlkit.parse(HEADER + "\n\n" if again else before), study.origins
    for one in SETTINGS:
        if not again and study.is_as_written(one):
            continue
        value = _dump(one, study, folder)
        table: Any = document
        for key in one.path[:-1]:
            if key not in table and value is not None:
                table[key] = tomlkit.table()
            table = table.get(key, {})
        if value is None:
            table.pop(one.name, None)
            continue
        item = tomlkit.item(value)
        if again and origins[one.key] in MARKS:
            item.comment(MARKS[origins[one.key]])
        table[one.name] = item
    if (study.folder / PREREGISTRATION).is_file():
        _copy(study.folder / PREREGISTRATION, folder, Path(PREREGISTRATION).stem)
    write_whole(file, tomlkit.dumps(document).encode())
    return file


def _dump(setting: Setting, study: Settings, folder: Path) -> Any:
    """The value of a setting as study.toml has it, its file written; None where it has no line."""
    value = study.value_of(setting)
    match setting.key:
        case "articles.path":
            return _name_path(value, folder)
        case "frames.path":
            return None if find_shipped(value) else _write_frames(value, folder)
        case "frames.shipped":
            return find_shipped(value)
        case "frames.coder":
            return value and _copy(value, folder, "coder")
        case "speakers.sources":
            return None if value == read_shipped_scheme() else _write_scheme(value, folder)
        case "speakers.roster" | "compare.events" | "speakers.names":
            is_empty = value.shape in ((0, len(ROSTER_COLUMNS)), (0, 1), (0, len(NAME_COLUMNS)))
            return None if is_empty else _write_table(value, folder / f"{setting.name}.csv")
        case "corrections.csv":
            return None if value.empty else _write_table(value.drop(columns=LINE), folder / FILE_NAME) and None
        case "tone.primary":
            return _name_lexicon(study, value)
        case "tone.also":
            return [_name_lexicon(study, name) for name in value if name != study.primary_lexicon]
        case "tone.lexicons":
            for lexicon in value:
                (folder / _LEXICONS).mkdir(exist_ok=True)
                write_whole(folder / _LEXICONS / f"{lexicon.name}.csv", write_lexicon(lexicon).encode())
            return {x.name: {key: getattr(x, key) for key in _ABOUT_LEXICON} for x in value} or None
        case "tone.contrast":
            return dict(vars(value))
    if value is None:
        return None if setting.default is None else ""
    return list(value) if isinstance(value, tuple) else value or None if isinstance(value, dict) else value


def find_shipped(frames: FrameDictionary) -> str | None:
    """The name of a dictionary that comes with framelens, where it is one as it comes."""
    name = next((name for name, path in SHIPPED.items() if frames.path == str(path)), None)
    return name if name and read_dictionary(SHIPPED[name]) == frames else None


def _write_scheme(scheme: FrameDictionary, folder: Path) -> str:
    write_whole(folder / "sources.yaml", write_yaml(scheme).encode())
    return "sources.yaml"


def _write_frames(frames: FrameDictionary, folder: Path) -> str | None:
    """The file of a dictionary, copied as it is while it says what the study has; written again where it does not."""
    if not frames.frames:
        return None
    if frames.path and Path(frames.path).is_file() and read_dictionary(frames.path) == frames:
        return _copy(Path(frames.path), folder, "frames")
    write_whole(folder / "frames.yaml", write_yaml(frames).encode())
    return "frames.yaml"


def _copy(path: Path, folder: Path, name: str) -> str:
    """The name of a file within ``folder``, copied into it if it lies elsewhere."""
    if path.resolve().is_relative_to(folder.resolve()):
        return path.resolve().relative_to(folder.resolve()).as_posix()
    copy = folder / (name + path.suffix.lower())
    write_whole(copy, path.read_bytes())
    return copy.name


def _name_path(path: Path, folder: Path) -> str:
    """A path as a study.toml in ``folder`` names it: from there, or in full."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # on another drive
        return path.resolve().as_posix()


def _write_table(table: pd.DataFrame, path: Path) -> str:
    write_whole(path, table.to_csv(index=False, lineterminator="\n").encode())
    return path.name


def _name_lexicon(study: Settings, name: str) -> str:
    return f"{_LEXICONS}/{name}.csv" if name in {lexicon.name for lexicon in study.own_lexicons} else name


def mark_of(value: Any) -> object:
    """A value as JSON holds it; a long one as its fingerprint."""
    if isinstance(value, pd.DataFrame):
        known = (*ROSTER_COLUMNS, *CORRECTIONS, *NAME_COLUMNS)
        return _fingerprint(value[[name for name in value if name in known]].to_csv(index=False))
    if isinstance(value, FrameDictionary):
        return _fingerprint(write_yaml(value))
    if isinstance(value, Mapping):
        return dict(sorted(value.items()))
    if isinstance(value, tuple):
        if any(isinstance(one, Lexicon) for one in value):
            return {one.name: _fingerprint(repr((one.words, one.language, one.pooling))) for one in value}
        return list(value)
    return value


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
