"""A TOML file whose every error names its line, however the key is written there."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from framelens.errors import InputError

KeyPath = tuple[str, ...]
_MOST_BYTES = 1 << 20
# What may end a statement of several lines.
_ENDS = re.compile(r"""[]}]|\"{3}|'{3}""")
_DEEPEST = 5
_PLACE = re.compile(r" \((?:at line (\d+), column \d+|at end of document)\)$")


@dataclass(frozen=True)
class TomlLine:
    """A key and its value, or the header of a table: where it begins, and its words, comment included."""

    line: int
    text: str


@dataclass(frozen=True)
class TomlFile:
    """A parsed TOML file."""

    path: Path
    source: str
    values: Mapping[str, Any]

    @classmethod
    def read(cls, path: Path) -> TomlFile:
        """Read ``path``.

        Raises
        ------
        InputError
            If there is no such file, or it is no TOML; with the line.
        """
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise InputError(f"{path} has {path.stat().st_size:,} bytes; settings have {_MOST_BYTES:,} at most")
            source = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError:
            raise InputError(
                f"there is no study at {path}; name a folder that holds study.toml, "
                "or make one with: framelens new FOLDER"
            ) from None
        except (OSError, ValueError) as error:
            raise InputError(f"{path} cannot be read: {error}; save it as text in UTF-8") from error
        file = cls(path, source, {})
        try:
            return cls(path, source, tomllib.loads(source))
        except (ValueError, RecursionError) as error:
            raise file._explain(error) from error

    @cached_property
    def statements(self) -> dict[KeyPath, TomlLine]:
        """Each key, its tables before it -> the statement in which it first stands."""
        found: dict[KeyPath, TomlLine] = {}
        header: KeyPath = ()
        for statement, parsed in _split(self.source):
            is_header = statement.text.startswith("[")
            paths = list(_list_paths(parsed, () if is_header else header))
            for path in paths:
                found.setdefault(path, statement)
            if is_header:
                header = paths[-1]
        return found

    def error(self, key: KeyPath, message: str) -> InputError:
        """The error about a key, with its line; about the line of its table, where the key is not there."""
        while key and key not in self.statements:
            key = key[:-1]
        place = f", line {self.statements[key].line}" if key else ""
        return InputError(f"{self.path}{place}: {message}")

    def _explain(self, error: Exception) -> InputError:
        """What is wrong with a file that does not parse."""
        place, reason = _PLACE.search(str(error)), _PLACE.sub("", str(error))
        line = int(place[1]) if place and place[1] else len(self.source.rstrip("\n").split("\n"))
        if isinstance(error, RecursionError) or not place:
            line, reason = self._find_unparsable(), "it is nested too deeply or a number in it is too long"
        return InputError(f"{self.path}, line {line}: this is not valid TOML: {reason}")

    def _find_unparsable(self) -> int:
        for line, text in enumerate(self.source.split("\n"), 1):
            try:
                tomllib.loads(text)
            except tomllib.TOMLDecodeError:
                continue
            except (ValueError, RecursionError):
                return line
        return 1


def _split(source: str) -> Iterator[tuple[TomlLine, dict[str, Any]]]:
    """The statements of a TOML file: as few lines together as parse by themselves."""
    lines: list[str] = []
    start = 1
    for number, line in enumerate(source.split("\n"), 1):
        lines.append(line + "\n")
        if len(lines) > 1 and not _ENDS.search(line):
            continue
        try:
            parsed = tomllib.loads("".join(lines))
        except tomllib.TOMLDecodeError:
            continue
        if parsed:
            yield TomlLine(start, "".join(lines).strip()), parsed
        lines, start = [], number + 1


def _list_paths(value: object, above: KeyPath) -> Iterator[KeyPath]:
    if isinstance(value, list) and len(value) == 1:  # the header of an array of tables
        value = value[0]
    if isinstance(value, dict) and len(above) < _DEEPEST:
        for key, inner in value.items():
            yield (*above, key)
            yield from _list_paths(inner, (*above, key))
