"""The settings a store was made with, kept in it so that it is never continued or read under others."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.disk import write_whole
from framelens.errors import InputError
from framelens.settings import CHOSEN_READERS, Settings, find_differing, load_settings, settings_of, write_study_toml
from framelens.store.chain import RESTORE
from framelens.store.log import FORMAT, Commit, Log, append_commit, read_log
from framelens.store.parts import STUDY_FOLDER

if TYPE_CHECKING:
    from framelens.store.inventory import Inventory
    from framelens.store.stale import Changes

SETTINGS_FILE = "settings.json"
_FILES = "files"


def see_changes(store: Path, study: Settings, languages: Iterable[str | None] = ()) -> Changes:
    """What other settings than a store was made under make of it; ``languages`` are those of its articles.

    Raises
    ------
    InputError
        If the store does not say its settings.
    """
    from framelens.store.stale import find_changes  # which knows how names are read

    made = _read_made(store)
    try:
        before = load_settings(store / STUDY_FOLDER)
    except InputError:  # what it said is known by its fingerprint alone
        before = None
    return find_changes(made, before, study, languages)


def take_settings(store: Path, study: Settings, inventory: Inventory) -> Log:
    """Give a store the settings of a study, and note in its log what that makes stale; the log as it is then.

    Raises
    ------
    InputError
        If the source is read otherwise than before, and the store does not follow its source; if the store does not
        say its settings, or they were changed by hand and say what the study does not.
    """
    log = read_log(store)
    if not log.commits:
        write_settings(store, study)
        append_commit(store, Commit("made", details={"format": FORMAT, "framelens": version("framelens")}))
        return read_log(store)
    changes = see_changes(store, study, inventory.languages)
    if changes.source and not inventory.follows:
        raise InputError(
            f"{store} was made under other settings: {'; '.join(changes.source)}, by which the source is read; let "
            f"the store follow its source (--follow), go on under the old ones ({store / STUDY_FOLDER}), or name "
            "another store"
        )
    target = sha256(json.dumps(settings_of(study), sort_keys=True).encode()).hexdigest()
    noted = [commit.details.get("settings") for commit in log.commits if commit.kind == "settings"]
    begun = noted[-1:] == [target]  # it died between the log and the files
    if not begun:
        _check_by_hand(store, study)
        if changes.stale or changes.gathers:
            details = {"stale": [one.as_dict() for one in changes.stale], "gathers": changes.gathers}
            append_commit(store, Commit("settings", details={**details, "settings": target}))
    _write(store, study)
    return read_log(store)


def go_on_under(store: Path, study: Settings) -> Settings:
    """The settings of a store that is there, for the articles of a study that says nothing but where they are.

    Where a store has no setting of its own, the reader is chosen again by how many articles there are.
    """
    folder = store / STUDY_FOLDER
    if not (folder / SETTINGS_FILE).is_file():
        return study
    kept = load_settings(folder)
    mine, plain = settings_of(kept), settings_of(study)
    if {key for key in plain if mine[key] != plain[key]} <= {"speakers.reader"} and kept.reader in CHOSEN_READERS:
        return study
    return replace(kept, articles=replace(kept.articles, path=study.articles.path))


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
    changes = see_changes(store, load_settings(folder))
    if said := [*changes.source, *(one.why for one in changes.stale)] or changes.gathers * ["the corrections changed"]:
        raise InputError(
            f"{folder / changed[0]} was changed by hand, and the tables of {store} do not follow it: "
            f"{'; '.join(said)}; put it back, or run: framelens annotate SOURCE --out {store} --study {folder}"
            f"{' --follow' if changes.source else ''}"
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
    if (store / STUDY_FOLDER / SETTINGS_FILE).exists():
        _check_by_hand(store, study)
    _write(store, study)


def _check_by_hand(store: Path, study: Settings) -> None:
    folder = store / STUDY_FOLDER
    if changed := _list_changed(store):
        if other := find_differing(load_settings(folder), study):
            raise InputError(
                f"{folder / changed[0]} was changed by hand and says {other[0]} differently from the study; write "
                "it into the study too, or take it back there"
            )


def _write(store: Path, study: Settings) -> None:
    folder = store / STUDY_FOLDER
    write_study_toml(replace(study, articles=replace(study.articles, path=store / "articles")), folder)
    made = settings_of(study) | {_FILES: _hash_files(folder)}
    write_whole(folder / SETTINGS_FILE, (json.dumps(made, indent=2, ensure_ascii=False) + "\n").encode())


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
