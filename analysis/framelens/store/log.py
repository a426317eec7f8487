"""The commit log: what of a store is whole, one JSON line a commit.

A batch's parts are written and made durable first; then one line is appended to the log. What no line names
does not exist: a process killed at any moment leaves whole batches, and files that the next writer removes.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from framelens.disk import sync_folder
from framelens.errors import InputError

LOG_FILE = "commits.jsonl"
FORMAT = 2


@dataclass(frozen=True)
class Part:
    """One Parquet file of a table.

    Attributes
    ----------
    table : str
    file : str
        Its path within the store.
    n_rows, n_bytes : int
    sha256 : str
        The fingerprint by which damage is noticed.
    """

    table: str
    file: str
    n_rows: int
    n_bytes: int
    sha256: str


@dataclass(frozen=True)
class Commit:
    """One line of the log.

    Attributes
    ----------
    kind : str
        ``made`` (the store began), ``batch`` (a batch of articles), ``speakers`` (gathered over all batches
        so far: the store is whole), ``settings`` (a dictionary or lexicon changed: the tables named in the details
        are to be made anew), ``redone`` (they were, for one batch).
    number : int
        For a batch, which; for speakers, over how many batches.
    parts : tuple of Part
    details : mapping
        For ``made``: the format of the store and the version of framelens. For ``settings`` and ``redone``:
        ``tables``.
    """

    kind: str
    number: int = 0
    parts: tuple[Part, ...] = ()
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Log:
    """Every commit of a store, in order."""

    commits: tuple[Commit, ...]

    @property
    def batches(self) -> tuple[Commit, ...]:
        """Every batch, with the parts that were made anew in place of the old ones."""
        found: dict[int, Commit] = {}
        for commit in self.commits:
            if commit.kind == "batch":
                found[commit.number] = commit
            elif commit.kind == "redone":
                gone = set(tables_of(commit))
                kept = [part for part in found[commit.number].parts if part.table not in gone]
                found[commit.number] = replace(found[commit.number], parts=(*kept, *commit.parts))
        return tuple(found.values())

    @property
    def stale(self) -> dict[int, set[str]]:
        """The batches of which tables are to be made anew, and which."""
        found: dict[int, set[str]] = {}
        for commit in self.commits:
            if commit.kind == "batch":
                found[commit.number] = set()
            elif commit.kind == "settings":
                for tables in found.values():
                    tables.update(tables_of(commit))
            elif commit.kind == "redone":
                found[commit.number] -= set(tables_of(commit))
        return {number: tables for number, tables in found.items() if tables}

    @property
    def generation(self) -> int:
        """How often the settings changed."""
        return sum(commit.kind == "settings" for commit in self.commits)

    @property
    def gathered(self) -> Commit | None:
        """The last gathering, if it was over all batches of now."""
        found = [commit for commit in self.commits if commit.kind == "speakers"][-1:]
        return found[0] if found and found[0].number == len(self.batches) else None

    @property
    def is_finished(self) -> bool:
        """Whether the speakers were gathered after the last batch."""
        return bool(self.commits) and self.commits[-1].kind == "speakers"

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that count, in the order they were committed; of the speakers only the last gathering."""
        speakers = [commit.parts for commit in self.commits if commit.kind == "speakers"][-1:]
        return tuple(part for commit in self.batches for part in commit.parts) + tuple(p for ps in speakers for p in ps)

    def parts_of(self, table: str) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.table == table)


def tables_of(commit: Commit) -> list[str]:
    """The tables that a commit's details name."""
    tables = commit.details.get("tables", [])
    return list(tables) if isinstance(tables, list) else []


def read_log(store: Path) -> Log:
    """The commits of a store; a last line that was cut off by a crash is no commit."""
    file = store / LOG_FILE
    commits = [_commit_of(line, file, number) for number, line in enumerate(_whole_lines(file), start=1)]
    if commits and commits[0].details.get("format") != FORMAT:
        made = commits[0].details.get("framelens", "another version")
        raise InputError(f"{store} was made by framelens {made} in another format; make a new store")
    return Log(tuple(commits))


def repair_log(store: Path) -> None:
    """Cut off a last line that a crash left unfinished; for the one who holds the lock."""
    file = store / LOG_FILE
    if file.exists():
        whole = sum(map(len, _whole_lines(file)))
        if whole < file.stat().st_size:
            os.truncate(file, whole)


def append_commit(store: Path, commit: Commit) -> None:
    """Add a commit and make it durable."""
    with (store / LOG_FILE).open("ab") as stream:
        stream.write(json.dumps(asdict(commit), separators=(",", ":")).encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    sync_folder(store)


def _whole_lines(file: Path) -> list[bytes]:
    if not file.exists():
        return []
    return [line for line in file.read_bytes().splitlines(keepends=True) if line.endswith(b"\n")]


def _commit_of(line: bytes, file: Path, number: int) -> Commit:
    try:
        values = json.loads(line)
        parts = tuple(Part(**part) for part in values.pop("parts"))
        return Commit(**values, parts=parts)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(f"{file}, line {number}: the commit log is damaged; make the store anew") from error
