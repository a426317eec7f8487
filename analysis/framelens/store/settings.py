"""The settings a store was made with, kept in it so that it is never continued or read under others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from framelens.disk import write_whole
from framelens.errors import InputError
from framelens.settings import SETTINGS, Settings, find_differing, load_settings, settings_of, write_study_toml
from framelens.settings.declaring import EVERYTHING, READING
from framelens.store.chain import RESTORE
from framelens.store.parts import STUDY_FOLDER

__all__ = ["READING", "check_kept", "check_settings", "write_settings"]

SETTINGS_FILE = "settings.json"
_TOUCHES = {one.key: one.touches for one in SETTINGS}
_FINGERPRINT = 64  # letters
_FILES = "files"


def check_settings(store: Path, study: Settings) -> set[str]:
    """The tables that other settings than the store was made under touch; none where nothing changed.

    ``READING`` is among them where tables stay as they are and are read otherwise: copies counted or left out.

    Raises
    ------
    InputError
        If a setting changed that touches everything: who is read as speaking, which articles, in which language; or
        if the store does not say its settings.
    """
    changes = _find_changes(store, study)
    if said := _say([change for change in changes if change.touches == EVERYTHING]):
        raise InputError(
            f"{store} was made under other settings: {said}; go on under the old ones ({store / STUDY_FOLDER}), or "
            "name another store"
        )
    return {change.touches for change in changes}


def check_kept(store: Path) -> list[str]:
    """Which of the settings that a store keeps were changed by hand since, and are followed; one line each.

    Raises
    ------
    InputError
        If a file is missing, or one was changed so that the tables do not follow it.
    """
    folder = store / STUDY_FOLDER
    changed = _list_changed(store)
    if not changed:
        return []
    changes = [one for one in _find_changes(store, load_settings(folder)) if one.touches != READING]
    if said := _say(changes):
        target = "NEW-STORE" if any(one.touches == EVERYTHING for one in changes) else store
        raise InputError(
            f"{folder / changed[0]} was changed by hand, and the tables of {store} do not follow it: {said}; put it "
            f"back, or run: framelens annotate SOURCE --out {target} --study {folder}"
        )
    return [f"{folder / name} was changed by hand since the store was made, and is followed" for name in changed]


def write_settings(store: Path, study: Settings) -> None:
    """Keep the study in ``STORE/study``, as a study of its own whose articles are those of the store.

    Each file is the old one or the new one, whenever the process dies; ``settings.json`` comes last.

    Raises
    ------
    InputError
        If a file there was changed by hand and says what the study does not.
    """
    folder = store / STUDY_FOLDER
    if (folder / SETTINGS_FILE).exists() and (changed := _list_changed(store)):
        if other := find_differing(load_settings(folder), study):
            raise InputError(
                f"{folder / changed[0]} was changed by hand and says {other[0]} differently from the study; write "
                "it into the study too, or take it back there"
            )
    write_study_toml(replace(study, articles=replace(study.articles, path=store / "articles")), folder)
    made = settings_of(study) | {_FILES: _hash_files(folder)}
    write_whole(folder / SETTINGS_FILE, (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode())


class _Change(NamedTuple):
    """A setting that is other than it was, in words, and what it touches."""

    said: str
    touches: str


def _find_changes(store: Path, study: Settings) -> list[_Change]:
    made, now = _read_made(store), settings_of(study)
    changes = []
    for key in now:
        if made.get(key) != now[key]:
            touches = _TOUCHES.get(key, EVERYTHING)
            what = touches(made.get(key), now[key]) if callable(touches) else touches
            changes.append(_Change(f"{key} {_difference(made.get(key), now[key])}", what))
    return changes


def _say(changes: list[_Change]) -> str:
    return "; ".join(change.said for change in changes)


def _hash_files(folder: Path) -> dict[str, str]:
    """Each file of a kept study but settings.json, those in its folders too, and its fingerprint."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SETTINGS_FILE)
    names = {path.relative_to(folder).as_posix(): path for path in files if not path.name.startswith(".")}
    return {name: sha256(path.read_bytes()).hexdigest() for name, path in names.items()}


def _list_changed(store: Path) -> list[str]:
    """The files of the kept study that are not as they were written."""
    folder, written = store / STUDY_FOLDER, _read_made(store).get(_FILES)
    if not isinstance(written, dict):
        raise InputError(f"{folder / SETTINGS_FILE} is damaged: it does not name its files; {RESTORE}")
    there = _hash_files(folder)
    for name in written:
        if name not in there:
            raise InputError(f"{folder / name} is missing; {RESTORE}")
    return [name for name in written if there[name] != written[name]]


def _read_made(store: Path) -> Mapping[str, object]:
    file = store / STUDY_FOLDER / SETTINGS_FILE
    try:
        made = json.loads(file.read_bytes())
    except FileNotFoundError:
        raise InputError(f"{file} is missing; {RESTORE}") from None
    except (OSError, ValueError, RecursionError) as error:
        raise InputError(f"{file} is damaged ({error}); {RESTORE}") from error
    if not isinstance(made, dict):
        raise InputError(f"{file} is damaged: it holds a {type(made).__name__} and no object; {RESTORE}")
    return made


def _difference(made: object, now: object) -> str:
    if isinstance(now, Mapping) or (isinstance(now, str) and len(now) == _FINGERPRINT):
        return "changed"
    return f"was {json.dumps(made)} and is {json.dumps(now)}"
