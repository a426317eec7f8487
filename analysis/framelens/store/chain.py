"""The lines of a commit log on disk, each hashed together with the line before it.

``last-commit.json`` keeps the hash of the last line: a line that was changed, lost from the middle or lost from the
end is noticed. A line that a crash cut off is no line.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from framelens.disk import write_whole
from framelens.errors import InputError

LOG_FILE = "commits.jsonl"
LAST_FILE = "last-commit.json"
RESTORE = "restore it from a copy, or recreate the store"
_MARK = ',"chain":"'


def read_lines(store: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line's place and values, in order.

    Raises
    ------
    InputError
        If a line was changed or is lost.
    """
    for place, values, _ in _check_lines(store):
        yield place, values


def first_line(store: Path) -> dict[str, Any]:
    """The values of the first line, unchecked; empty where it cannot be read."""
    try:
        values = json.loads(next(iter(read_whole_lines(store / LOG_FILE)), b"{}"))
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def append_line(
    store: Path, values: Mapping[str, object], publish: Callable[[int, bytes], None] = lambda number, line: None
) -> None:
    """Add a line and make it durable, then the note of which is the last; for the one who holds the lock.

    ``publish`` is given the line and its number before it counts.
    """
    number, before = _read_last(store)
    text = json.dumps(values, separators=(",", ":"))
    chain = _hash(before, text)
    line = f'{text[:-1]}{_MARK}{chain}"}}\n'.encode()
    publish(number + 1, line)
    with (store / LOG_FILE).open("ab") as stream:
        stream.write(line)
        stream.flush()
        os.fsync(stream.fileno())
    _write_last(store, number + 1, chain)


def rewrite_lines(store: Path, lines: Sequence[bytes]) -> None:
    """Put whole lines, each with its hash, in the place of a log."""
    chain = json.loads(lines[-1])["chain"] if lines else ""
    write_whole(store / LOG_FILE, b"".join(lines))
    _write_last(store, len(lines), chain)


def repair_lines(store: Path) -> None:
    """Cut off a last line that a crash left unfinished, and note the last whole one; for the one who holds the lock."""
    file = store / LOG_FILE
    if not file.exists():
        return
    lines = read_whole_lines(file)
    whole = sum(map(len, lines))
    if whole < file.stat().st_size:
        os.truncate(file, whole)
    if len(lines) == _read_last(store)[0] + 1:
        *_, (_, _, chain) = _check_lines(store)
        _write_last(store, len(lines), chain)


def _check_lines(store: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    file = store / LOG_FILE
    # Before the log: who reads while another process writes must not find more in it than in the log.
    n_kept, kept = _read_last(store)
    number, chain = 0, ""
    for number, line in enumerate(read_whole_lines(file), start=1):
        place = f"{file}, line {number}"
        values, chain = _check_line(line, chain, place)
        if number == n_kept and chain != kept:
            raise InputError(f"{place}: this is not the commit that {store / LAST_FILE} names; {RESTORE}")
        yield place, values, chain
    if number < n_kept:
        n_lost = n_kept - number
        raise InputError(f"{file} has lost its last {'line' if n_lost == 1 else f'{n_lost} lines'}; {RESTORE}")


def read_whole_lines(file: Path) -> list[bytes]:
    """The lines of a log as they stand, without one that a crash cut off."""
    if not file.exists():
        return []
    return [line for line in file.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def _hash(before: str, text: str) -> str:
    return hashlib.sha256(f"{before}\n{text}".encode()).hexdigest()


def _check_line(line: bytes, before: str, place: str) -> tuple[dict[str, Any], str]:
    """The values of a line and its hash, once it is sure that it follows the line before it."""
    text, _, end = line.decode(errors="replace").rpartition(_MARK)
    chain = _hash(before, text + "}")
    if end != f'{chain}"}}\n':
        raise InputError(f"{place}: the line was changed, or the line before it is lost; {RESTORE}")
    try:
        values = json.loads(text + "}")
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise InputError(f"{place}: the line is not a JSON object; {RESTORE}")
    return values, chain


def _read_last(store: Path) -> tuple[int, str]:
    """How many lines there were when the last was added, and its hash; none before the first."""
    file = store / LAST_FILE
    try:
        values = json.loads(file.read_bytes())
        number, chain = values["commits"], values["chain"]
        if type(number) is int and isinstance(chain, str) and number > 0:
            return number, chain
    except FileNotFoundError:
        # The process may have died between the first line and the note of it.
        if len(read_whole_lines(store / LOG_FILE)) <= 1:
            return 0, ""
        raise InputError(f"{file} is missing; {RESTORE}") from None
    except (ValueError, TypeError, KeyError, RecursionError):
        pass
    raise InputError(f"{file} is damaged; {RESTORE}")


def _write_last(store: Path, number: int, chain: str) -> None:
    write_whole(store / LAST_FILE, json.dumps({"commits": number, "chain": chain}).encode() + b"\n")
