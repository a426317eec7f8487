"""The preregistration of a study: a page of its settings, made before its articles are read, and later changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from framelens.dictionary import FrameDictionary
from framelens.dictionary.formats.own_yaml import write_yaml
from framelens.disk import hash_file, write_whole
from framelens.errors import InputError
from framelens.lexicon import Lexicon, write_lexicon
from framelens.settings.declaring import Setting
from framelens.settings.fields import SETTINGS, Settings
from framelens.settings.settings import home_of, load_settings, locate_study
from framelens.settings.writing import PREREGISTRATION, find_shipped

_BEGIN, _END = "```json\n", "\n```"
_SHOWN = 12  # digits of a hash


@dataclass(frozen=True)
class Preregistration:
    """A study's preregistration: the page's SHA-256, and the value of every setting when it was made."""

    path: Path
    digest: str
    values: Mapping[str, object]

    def list_changes(self, study: Settings) -> list[tuple[str, str, str]]:
        """The settings that differ by now: key, value as preregistered, value now; files and tables by their hash."""
        now = describe_settings(study)
        keys = dict.fromkeys([*self.values, *now])
        pairs = [(key, self.values.get(key), now.get(key)) for key in keys]
        # "auto" was registered as a rule, which has chosen a finder since.
        kept = {("speakers.reader", "auto")}
        return [
            (key, show_value(before), show_value(after))
            for key, before, after in pairs
            if before != after and (key, str(before)) not in kept
        ]


def preregister(folder: Path | str) -> Path:
    """Write the preregistration of a study from its study.toml: a page for a registry, which the report comes back to.

    Parameters
    ----------
    folder : path
        The study's folder: the one with ``study.toml``, or the one whose ``seeds/`` holds it.

    Returns
    -------
    pathlib.Path
        ``preregistration.md`` beside the study.toml.

    Raises
    ------
    InputError
        If there is no study; if it was preregistered already, or its articles were read already.
    """
    place = locate_study(Path(folder))
    study = load_settings(place)
    path = place / PREREGISTRATION
    if path.exists():
        raise InputError(f"{path} is there already; a study is preregistered once: keep it, or move it away and say so")
    home = home_of(place)
    for trace in (home / "report" / "report.html", home / ".framelens"):
        if trace.exists():
            raise InputError(
                f"the articles of {place} were read already ({trace} is there); a preregistration is made before "
                "that: preregister a study of articles that are still to be read"
            )
    return write_whole(path, _write_page(study).encode())


def read_preregistration(folder: Path | str) -> Preregistration | None:
    """The preregistration of a study; None where it has none.

    Raises
    ------
    InputError
        If the page was changed so that its settings cannot be read.
    """
    path = Path(folder) / PREREGISTRATION
    if not path.is_file():
        return None
    try:
        text = path.read_text(encoding="utf-8")
        values = json.loads(text.split(_BEGIN, 1)[1].split(_END, 1)[0])
        if not isinstance(values, dict):
            raise TypeError
    except (OSError, ValueError, IndexError, TypeError, RecursionError) as error:
        raise InputError(
            f"{path}: the settings in it cannot be read; put the page back as it was registered, or move it away"
        ) from error
    return Preregistration(path, hash_file(path), values)


def describe_settings(study: Settings) -> dict[str, object]:
    """Every setting of a study as JSON holds it: plain values as they are, files and tables by their hash."""
    return {one.key: _describe(one, study) for one in SETTINGS}


def show_value(value: object) -> str:
    """A value as a sentence names it."""
    if value is None or value in ("", [], {}):
        return "none"
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _describe(setting: Setting, study: Settings) -> object:
    value: Any = study.value_of(setting)
    if setting.key == "frames.shipped":
        return find_shipped(value)
    if isinstance(value, Path):
        return value.name
    if isinstance(value, pd.DataFrame):
        rows = len(value)
        return f"{rows} rows, SHA-256 {_hash(value.to_csv(index=False))}" if rows else None
    if isinstance(value, FrameDictionary):
        return f"{len(value.frames)} frames, SHA-256 {_hash(write_yaml(value))}" if value.frames else None
    if isinstance(value, tuple) and any(isinstance(one, Lexicon) for one in value):
        return {one.name: f"SHA-256 {_hash(write_lexicon(one))}" for one in value}
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, Mapping):
        return {str(key): value[key] for key in sorted(value)}
    return value if isinstance(value, (str, int, float, bool, type(None))) else dict(vars(value))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_SHOWN]


def _write_page(study: Settings) -> str:
    described = describe_settings(study)
    set_here = [one for one in SETTINGS if study.origins[one.key] == "set" and one.key not in ("title", "question")]
    rest = [one for one in SETTINGS if one not in set_here and one.key not in ("title", "question")]
    lines = [
        f"# Preregistration: {study.title}",
        "",
        f"Question: {study.question or '(none stated in study.toml)'}",
        "",
        "This page was made from study.toml before the articles were read. Register it as it is (for example at OSF). "
        "The report of the study prints its SHA-256 and lists every setting that was changed afterwards.",
        "",
        "## Decided for this study",
        "",
        *_list(set_here, described),
        "",
        "## Frames",
        "",
        *[f"- **{frame.name}**: {frame.definition or 'no definition'}" for frame in study.frames.frames],
        "",
        "## Left at the default",
        "",
        *_list(rest, described),
        "",
        "## For the report",
        "",
        _BEGIN + json.dumps(described, indent=1, ensure_ascii=False, sort_keys=True) + _END,
        "",
    ]
    return "\n".join(lines)


def _list(settings: list[Setting], described: Mapping[str, object]) -> list[str]:
    return [f"- `{one.key}` = {show_value(described[one.key])} ({one.says})" for one in settings] or ["- nothing"]
