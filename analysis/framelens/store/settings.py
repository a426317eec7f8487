"""The settings a store was made with, kept in it so that it is never continued under others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from framelens.disk import write_whole
from framelens.errors import InputError
from framelens.settings import SETTINGS, Settings, settings_of, write_study_toml
from framelens.settings.declaring import EVERYTHING, READING
from framelens.store.chain import RESTORE
from framelens.store.parts import STUDY_FOLDER

__all__ = ["READING", "check_settings", "write_settings"]

SETTINGS_FILE = "settings.json"
_TOUCHES = {one.key: one.touches for one in SETTINGS}
_FINGERPRINT = 64  # letters


def check_settings(store: Path, study: Settings) -> set[str]:
    """The tables that other settings than the store was made under touch; none where nothing changed.

    ``READING`` is among them where tables stay as they are and are read otherwise: copies counted or left out.

    Raises
    ------
    InputError
        If a setting changed that touches everything: who is read as speaking, which articles, in which language; or
        if the store does not say its settings.
    """
    made, now = _read_made(store), settings_of(study)
    touched: dict[str, str] = {}
    for key in now:
        if made.get(key) != now[key]:
            touches = _TOUCHES.get(key, EVERYTHING)
            touched[key] = touches(made.get(key), now[key]) if callable(touches) else touches
    if changed := [key for key, what in touched.items() if what == EVERYTHING]:
        said = "; ".join(f"{key} {_difference(made.get(key), now[key])}" for key in changed)
        raise InputError(
            f"{store} was made under other settings: {said}; go on under the old ones ({store / STUDY_FOLDER}), or "
            "name another store"
        )
    return {*touched.values()}


def write_settings(store: Path, study: Settings) -> None:
    """Keep the study in ``STORE/study``, as a study of its own whose articles are those of the store.

    Each file is the old one or the new one, whenever the process dies; ``settings.json`` comes last.
    """
    folder = store / STUDY_FOLDER
    write_study_toml(replace(study, articles=replace(study.articles, path=store / "articles")), folder)
    made = json.dumps(settings_of(study), indent=2, ensure_ascii=False) + "\n"
    write_whole(folder / SETTINGS_FILE, made.encode())


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
