"""The settings of a study, read from its study.toml: checked against their declarations, their files read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

from framelens.dictionary import read_shipped
from framelens.errors import suggest
from framelens.lexicon import Lexicon
from framelens.remote import fetch_source, is_remote
from framelens.settings.articles import ArticleSource
from framelens.settings.declaring import WrongValueError, show
from framelens.settings.fields import (
    ACCURATE_UP_TO,
    COMPARABLE,
    LARGEST,
    OF_ARTICLES,
    PERIODS,
    READERS,
    SETTINGS,
    SHIPPED_FRAMES,
    Settings,
)
from framelens.settings.origins import DEFAULT, Written, find_origin
from framelens.settings.toml import TomlFile
from framelens.settings.tone import read_lexicons

__all__ = ["ACCURATE_UP_TO", "READERS", "ArticleSource", "Settings", "load_settings", "settings_of_source"]

STUDY_FILE = "study.toml"
_OF_LEXICONS = ("tone.primary", "tone.also", "tone.lexicons")


def load_settings(folder: str | Path = "seeds") -> Settings:
    """Read and check the settings of a study.

    Parameters
    ----------
    folder : path
        The folder that holds ``study.toml``, or that file itself.

    Raises
    ------
    InputError
        If the file is missing or not TOML, or a key or value in it is not allowed; the message has the line.

    Examples
    --------
    >>> fl.load_settings(study.settings.folder).question
    """
    path = Path(folder)
    if path.suffix != ".toml" or (_is_there(path) and path.is_dir()):
        path = path / STUDY_FILE
    file = TomlFile.read(path)
    values = read_values(file)
    if not (values["title"] or "").strip():
        raise file.error(("title",), 'title is missing; write title = "..." at the top')
    lexicons = read_lexicons(file, values)
    found = _find_values(file, values)
    if values["tone.targets"] and values["tone.toward"] is None:
        found["toward"] = True
    of_articles = {one.attribute: found.pop(one.attribute) for one in OF_ARTICLES if one.attribute in found}
    study = Settings(
        path.parent,
        ArticleSource(**{"path": path.parent / "articles", **of_articles}),
        **found,
        primary_lexicon=next(iter(lexicons)),
        lexicons=tuple(lexicons),
        own_lexicons=tuple(lexicon for lexicon in lexicons.values() if isinstance(lexicon, Lexicon)),
    )
    _check_columns(file, study)
    written = {one.key: Written(find_origin(file, one, values[one.key]), study.value_of(one)) for one in SETTINGS}
    return replace(study, written=written)


def locate_study(folder: Path) -> Path:
    """The folder of study.toml: the one given, or its ``seeds/`` where only that holds one."""
    inner = folder / "seeds"
    return inner if not (folder / STUDY_FILE).is_file() and (inner / STUDY_FILE).is_file() else folder


def home_of(folder: Path) -> Path:
    """Where a study keeps what is made of it: beside its ``seeds/``, or in its own folder where that is called else."""
    place = folder.resolve()
    return place.parent if place.name == "seeds" else place


def settings_of_source(source: str | Path) -> Settings:
    """Every setting at its default, for articles that come without a ``study.toml``."""
    path = Path(source)
    folder = path if path.is_dir() else path.parent
    study = Settings(folder, ArticleSource(path=path), title=path.stem)
    return replace(study, written={one.key: Written(DEFAULT, study.value_of(one)) for one in SETTINGS})


def read_values(file: TomlFile) -> dict[str, Any]:
    """The value that a study.toml has for each setting, by its key; None where it has none.

    Raises
    ------
    InputError
        For an unknown key, a key in the wrong table, and a value that is not as declared; with the line.
    """
    values: dict[str, Any] = {one.key: None for one in SETTINGS}
    tables = {one.path[0] for one in SETTINGS if len(one.path) > 1}
    for key, value in file.values.items():
        if key not in tables:
            _decode(file, values, (key,), value)
        elif not isinstance(value, dict):
            raise file.error((key,), f"{key} must be a table: write [{key}] on a line of its own")
        else:
            for name, inner in value.items():
                _decode(file, values, (key, name), inner)
    return values


def _decode(file: TomlFile, values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    declared = next((one for one in SETTINGS if one.path == path and one.kind), None)
    if declared is None:
        _refuse(file, path)
    try:
        values[declared.key] = declared.decode(value)
    except WrongValueError as error:
        raise file.error(error.path, str(error)) from error


def _refuse(file: TomlFile, path: tuple[str, ...]) -> NoReturn:
    """Say where a key belongs that stands in the wrong table, or which one may be meant."""
    *table, name = path
    elsewhere = dict.fromkeys(one.place for one in SETTINGS if one.kind and one.name == name)
    elsewhere |= dict.fromkeys(f"under [{one.key}]" for one in SETTINGS if name in one.keys)
    inside = f" in [{table[0]}]" if table else ""
    if elsewhere:
        raise file.error(
            path, f"the key '{name}' does not belong{inside or ' here'}; it belongs {' or '.join(elsewhere)}"
        )
    if len(path) == 2 and name in ("column", "a", "b"):
        raise file.error(path, f"the key '{name}' does not belong{inside}; it belongs under [tone.contrast]")
    near = dict.fromkeys(one.path[len(table)] for one in SETTINGS if one.kind and one.path[: len(table)] == (*table,))
    raise file.error(path, f"unknown key '{name}'{inside}; {suggest(name, near)}")


def _find_values(file: TomlFile, values: Mapping[str, Any]) -> dict[str, Any]:
    """What study.toml says of each attribute, with the files read that it names; those of tone aside."""
    found: dict[str, Any] = {}
    for one in SETTINGS:
        value, path = values[one.key], file.path.parent / one.key
        if one.kind is None and one.read and _is_there(path):
            found[one.attribute] = one.read(path)
        if value is None or one.key in _OF_LEXICONS or (one.read and not value):
            continue
        if one is SHIPPED_FRAMES:
            if values["frames.path"]:
                raise file.error(one.path, f"path and shipped = '{value}' both name a dictionary; keep one")
            found[one.attribute] = read_shipped(value)
        elif one.read:
            path = fetch_source(value) if is_remote(value) else file.path.parent / value
            if not _is_there(path):
                looked = f"looked for {path}" if len(value) < 500 else "it is too long for a name"
                raise file.error(one.path, f"{one.name} = {show(value)} does not exist; {looked}")
            found[one.attribute] = one.read(path)
        else:
            found[one.attribute] = value if value != "" or one.default == "" else None
    return found


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # a name that no disk can have
        return False


def _check_columns(file: TomlFile, study: Settings) -> None:
    """Refuse a column to compare or resample by that is nearly a known one; others may be columns of the articles."""
    known = [*COMPARABLE, *study.events.columns.drop("article_id")]
    for key, names in (("by", study.compare_by), ("cluster", (study.cluster,))):
        for name in names:
            if name and name not in known and get_close_matches(name, known, n=1, cutoff=0.8):
                raise file.error(("compare", key), f"unknown value '{name}' in {key}; {suggest(name, known)}")
    groups = [name for name in study.compare_by if name not in PERIODS]
    for key, columns, why in (
        ("pairs", study.compare_pairs, "the report tells the change from first to last"),
        ("order", study.compare_order, "periods stand in the order of time"),
    ):
        for column in columns:
            path = ("compare", key, column)
            if column in PERIODS:
                raise file.error(path, f"{key} cannot be of a {column}: {why}")
            if column not in groups:
                raise file.error(path, f"{key} of '{column}', which by does not compare; {suggest(column, groups)}")
    for name, least in study.smallest.items():
        path = ("compare", "smallest", name)
        if name == "frames" and not study.frames.names:
            raise file.error(path, "smallest is of frames, and none are looked for; name a dictionary under [frames]")
        if name == "toward" and study.toward is False:
            raise file.error(path, "smallest is of toward, which [tone] toward = false turns off; leave one out")
        if name in LARGEST and least >= LARGEST[name]:
            raise file.error(path, f"{name} = {least:g} in smallest; no difference can be {LARGEST[name]} or more")
