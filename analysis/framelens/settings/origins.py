"""Where a setting's value comes from: the researcher, the program, or the template of ``framelens new``."""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, NamedTuple

from framelens.csvtables import read_csv_table
from framelens.settings.declaring import Setting
from framelens.settings.toml import KeyPath, TomlFile

SET, DEFAULT, TEMPLATE = "set", "default", "template"
TEMPLATE_SEEDS = files("framelens.settings").joinpath("template", "seeds")
# What stands behind a value in a study.toml that framelens wrote.
MARKS = {DEFAULT: "# default", TEMPLATE: "# as in the template"}


class Written(NamedTuple):
    """Where a setting's value comes from, and the value it had when study.toml was read."""

    origin: str
    value: Any


@cache
def read_template() -> dict[KeyPath, str]:
    """The statements of the template's study.toml: key -> the words of its line."""
    with as_file(TEMPLATE_SEEDS.joinpath("study.toml")) as path:
        return {key: statement.text for key, statement in TomlFile.read(path).statements.items()}


def is_template_file(path: Path) -> bool:
    """Whether a file of a study is still the one that ``framelens new`` put there."""
    with as_file(TEMPLATE_SEEDS.joinpath(path.name)) as own:
        return own.is_file() and path.is_file() and own.read_bytes() == path.read_bytes()


def find_origin(file: TomlFile, setting: Setting, value: Any) -> str:
    """Where ``value``, which study.toml has for a setting, comes from; None where it has none."""
    if setting.kind is None:
        return SET if (file.path.parent / setting.key).exists() else DEFAULT
    if value is None or setting.path not in file.statements:
        return DEFAULT
    text = file.statements[setting.path].text
    for origin, mark in MARKS.items():
        if text.endswith(mark):
            return origin
    path = file.path.parent / value if setting.read else None
    is_left = read_template().get(setting.path) == text and (path is None or path.is_dir() or is_template_file(path))
    return TEMPLATE if is_left else SET


@cache
def read_template_roster() -> frozenset[str]:
    """The names that the template's roster has."""
    with as_file(TEMPLATE_SEEDS.joinpath("roster.csv")) as path:
        return frozenset(str(row["name"]) for _, row in read_csv_table(path, "the roster").rows)
