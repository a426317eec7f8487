"""A settings file, asked for one checked value at a time, so that every error names its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from framelens.errors import InputError, suggest


@dataclass(frozen=True)
class SettingsFile:
    """A parsed TOML file; each method returns one value of the wanted type or raises :class:`InputError`."""

    file: Path
    source: str
    values: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> SettingsFile:
        try:
            source = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise InputError(
                f"there is no study at {path}; name a folder that holds study.toml, "
                "or make one with: framelens new FOLDER"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise InputError(f"{path} cannot be read: {error}; save it as text in UTF-8") from error
        try:
            return cls(path, source, tomllib.loads(source))
        except tomllib.TOMLDecodeError as error:
            raise InputError(f"{path} is not valid TOML: {error}") from error

    def error(self, key: str, message: str) -> InputError:
        lines = self.source.splitlines()
        pattern = re.compile(rf"""^\s*(?:\[+\s*)?(?:[\w.]+\.)?["']?{re.escape(key)}["']?\s*[\]=.]""")
        line = next((n for n, text in enumerate(lines, 1) if pattern.match(text)), None)
        return InputError(f"{self.file}{f', line {line}' if line else ''}: {message}")

    def allow(self, section: str, keys: tuple[str, ...]) -> None:
        for key in self._section(section):
            if key not in keys:
                where = f" in [{section}]" if section else ""
                raise self.error(key, f"unknown key '{key}'{where}; {suggest(key, keys)}")

    def _section(self, section: str) -> Mapping[str, Any]:
        if not section:
            return self.values
        found = self.values.get(section, {})
        if not isinstance(found, dict):
            raise self.error(section, f"{section} must be a section: write [{section}] on a line of its own")
        return found

    def _value(self, section: str, key: str, default: Any, kind: type | tuple[type, ...], wanted: str) -> Any:
        value = self._section(section).get(key, default)
        if value is None or value is default:
            return value
        if not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):  # true is no number
            raise self.error(key, f"{key} = {value!r} must be {wanted}")
        return value

    def text(self, section: str, key: str, default: str = "", *, required: bool = False) -> str:
        value = self._value(section, key, default, str, "text in quotation marks").strip()
        if required and not value:
            raise InputError(f'{self.file}: {key} is missing; write {key} = "..." at the top')
        return str(value)

    def texts(self, section: str, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        values = self._value(section, key, default, list, "a list of texts in square brackets")
        for value in values:
            if not isinstance(value, str):
                raise self.error(key, f"{value!r} in {key} must be text in quotation marks")
        return tuple(values)

    def many_of(self, section: str, key: str, allowed: Any, default: tuple[str, ...]) -> tuple[str, ...]:
        values = self.texts(section, key, default)
        for value in values:
            if value not in allowed:
                raise self.error(key, f"unknown value '{value}' in {key}; {suggest(value, allowed)}")
        return values

    def one_of(self, section: str, key: str, allowed: Any, default: str) -> str:
        value = self.text(section, key, default)
        if value not in allowed:
            raise self.error(key, f"unknown value '{value}' for {key}; {suggest(value, allowed)}")
        return value

    def flag(self, section: str, key: str, default: bool) -> bool:
        return bool(self._value(section, key, default, bool, "true or false"))

    def number(self, section: str, key: str, default: int, *, low: int) -> int:
        value = int(self._value(section, key, default, int, "a whole number"))
        if value < low:
            raise self.error(key, f"{key} = {value} is too small; the least is {low}")
        return value

    def share(self, section: str, key: str, *, low: float, high: float) -> float | None:
        """A number between two bounds, or None where the study gives none."""
        value = self._value(section, key, None, (int, float), "a number")
        if value is not None and not low <= value <= high:
            raise self.error(key, f"{key} = {value} must be a number from {low} to {high}")
        return None if value is None else float(value)

    def table(self, section: str, key: str) -> Mapping[str, Any]:
        return self._value(section, key, {}, dict, f"a section: write [{section}.{key}]") or {}

    def path(self, section: str, key: str, here: Path) -> Path | None:
        name = self.text(section, key)
        if not name:
            return None
        path = here / name
        if not path.exists():
            raise self.error(key, f"{key} = '{name}' does not exist; looked for {path}")
        return path
