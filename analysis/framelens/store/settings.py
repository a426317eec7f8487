"""The settings a store was made with, kept in it so that it is never continued under others."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from framelens.corrections import FILE_NAME
from framelens.dictionary import FrameDictionary
from framelens.dictionary.formats.own_yaml import write_yaml
from framelens.errors import InputError
from framelens.lexicon import Lexicon, write_lexicon
from framelens.settings.settings import Settings
from framelens.store.log import sync_folder

STUDY_FOLDER = "study"
SETTINGS_FILE = "settings.json"
# Settings that can change under a store, and the table that each touches.
_TOUCHED = {"frames": "hits", "lexicons": "segments", "own_lexicons": "segments", "excluded_words": "segments"}
# Settings that say how tables are read, not what is in them: the store's own study.toml follows the new ones.
READING = "reading"
_TOUCHED |= {"near_duplicates": READING, "weigh_duplicates": READING}


def settings_of(study: Settings) -> dict[str, object]:
    """Every setting that changes what is annotated; long ones as a fingerprint."""
    source = study.articles
    return {
        "framelens": version("framelens"),
        "reader": study.reader,
        "least_confidence": study.least_confidence,
        "frames": _fingerprint(write_yaml(study.frames)),
        "roster": _fingerprint(study.roster.to_csv(index=False)),
        "corrections": _fingerprint(study.corrections.to_csv(index=False)),
        "relays": list(study.relays),
        "lexicons": list(study.lexicons),
        "own_lexicons": {x.name: _fingerprint(repr(x.words) + x.language) for x in study.own_lexicons},
        "excluded_words": list(study.excluded_words),
        "columns": dict(sorted(source.columns.items())),
        "outlet": source.outlet,
        "language": source.language,
        "count_header": source.count_header,
        "keep_duplicates": source.keep_duplicates,
        "weigh_duplicates": source.weigh_duplicates,
        "near_duplicates": source.near_duplicates,
        "keep_boilerplate": source.keep_boilerplate,
    }


def check_settings(store: Path, study: Settings) -> set[str]:
    """The tables that other settings than the store was made under touch; none where nothing changed.

    ``READING`` is among them where tables stay as they are and are read otherwise: copies counted or left out.

    Raises
    ------
    InputError
        If a setting changed that touches everything: who is read as speaking, which articles, in which language.
    """
    made = json.loads((store / STUDY_FOLDER / SETTINGS_FILE).read_text(encoding="utf-8"))
    now = settings_of(study)
    other = [name for name in now if made.get(name) != now[name]]
    changed = [f"{name} {_difference(made.get(name), now[name])}" for name in other if name not in _TOUCHED]
    if changed:
        raise InputError(
            f"{store} was made under other settings: {'; '.join(changed)}; go on under the old ones "
            f"({store / STUDY_FOLDER}), or name another store"
        )
    return {_TOUCHED[name] for name in other}


def write_settings(store: Path, study: Settings) -> None:
    """Keep the study in ``STORE/study``, as a study of its own whose articles are those of the store."""
    folder = store / STUDY_FOLDER
    folder.mkdir(exist_ok=True)
    frames_file = _copy_frames(study.frames, folder)
    if len(study.roster):
        study.roster.to_csv(folder / "roster.csv", index=False)
    if len(study.events):
        study.events.to_csv(folder / "events.csv", index=False)
    if len(study.corrections):
        study.corrections.drop(columns="line").to_csv(folder / FILE_NAME, index=False)
    for lexicon in study.own_lexicons:
        _write(folder / f"{lexicon.name}.csv", write_lexicon(lexicon))
    _write(folder / "study.toml", _study_as_toml(study, frames_file))
    _write(folder / SETTINGS_FILE, json.dumps(settings_of(study), indent=2, ensure_ascii=False) + "\n")
    sync_folder(folder)


def _copy_frames(frames: FrameDictionary, folder: Path) -> str | None:
    if not frames.frames:
        return None
    if frames.path and Path(frames.path).is_file():
        name = "frames" + Path(frames.path).suffix.lower()
        # Read first: the study may be the store's own.
        _replace(folder / name, Path(frames.path).read_bytes())
        return name
    _write(folder / "frames.yaml", write_yaml(frames))
    return "frames.yaml"


def _study_as_toml(study: Settings, frames_file: str | None) -> str:
    source = study.articles
    sections: dict[str, dict[str, object]] = {
        "": {
            "title": study.title,
            "question": study.question,
            "seed": study.seed,
            "resamples": study.resamples,
        },
        "articles": {
            "path": "../articles",
            "language": source.language,
            "outlet": source.outlet,
            "count_header": source.count_header,
            "duplicates": "weighted" if source.weigh_duplicates else "kept" if source.keep_duplicates else "once",
            "near_duplicates": source.near_duplicates,
            "boilerplate": "kept" if source.keep_boilerplate else "left out",
        },
        "frames": {"path": frames_file},
        "speakers": {
            "roster": "roster.csv" if len(study.roster) else None,
            "relays": study.relays,
            "count": study.quote_kinds,
            "acts": study.quote_acts,
            "reader": study.reader,
            "confidence": study.least_confidence,
        },
        "tone": {
            "primary": _name_lexicon(study, study.primary_lexicon),
            "also": [_name_lexicon(study, name) for name in study.lexicons if name != study.primary_lexicon],
            "exclude": study.excluded_words,
        },
        "tone.contrast": vars(study.tone_contrast),
        **{f"tone.lexicons.{x.name}": _describe_lexicon(x) for x in study.own_lexicons},
        "compare": {
            "by": study.compare_by,
            "interval": study.interval,
            "cluster": study.cluster,
            "events": "events.csv" if len(study.events) else None,
        },
    }
    lines = ["# The settings this store was made with; its articles are the store's own."]
    for section, values in sections.items():
        lines += ["", f"[{section}]"] if section else []
        lines += [f"{key} = {_toml_value(value)}" for key, value in values.items() if value is not None]
    return "\n".join(lines) + "\n"


def _name_lexicon(study: Settings, name: str) -> str:
    return f"{name}.csv" if name in {lexicon.name for lexicon in study.own_lexicons} else name


def _describe_lexicon(lexicon: Lexicon) -> dict[str, object]:
    return {key: getattr(lexicon, key) for key in ("title", "citation", "licence", "language")}


def _toml_value(value: object) -> str:
    # JSON writes text, whole numbers, truths and lists of them as TOML does; only DEL must be escaped besides.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _difference(made: object, now: object) -> str:
    if isinstance(now, Mapping) or (isinstance(now, str) and len(now) == len(_fingerprint(""))):
        return "changed"
    return f"was {json.dumps(made)} and is {json.dumps(now)}"


def _fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _write(file: Path, text: str) -> None:
    _replace(file, text.encode())


def _replace(file: Path, data: bytes) -> None:
    """Write a file so that it is the old one or the new one, whenever the process dies; settings.json comes last."""
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.write_bytes(data)
    unfinished.replace(file)
