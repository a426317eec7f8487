"""The commit log: what of a store is whole.

A batch's parts are written and made durable first; then one line is appended to the log. What no line names
does not exist: a process killed at any moment leaves whole batches, and files that the next writer removes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from framelens.errors import InputError
from framelens.store.chain import LOG_FILE, RESTORE, append_line, first_line, read_lines

FORMAT = 3
KINDS = ("made", "batch", "speakers", "settings", "redone")
PART_NAME = re.compile(r"(part|repeated|again\d{3,})-(\d{6,})\.parquet")


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
        are to be recomputed), ``redone`` (they were, for one batch).
    number : int
        For a batch, which; for speakers, over how many batches.
    parts : tuple of Part
    details : mapping
        For ``made``: the format of the store and the version of framelens. For ``batch``: ``own``, the kinds of the
        articles' own columns. For ``settings`` and ``redone``: ``tables``.
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
        """Every batch, with the parts that were recomputed in place of the old ones."""
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
        """The batches of which tables are to be recomputed, and which."""
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


def own_of(commit: Commit) -> dict[str, str]:
    """The columns of one's own in a batch of articles, and their kinds."""
    own = commit.details.get("own", {})
    return {str(name): str(kind) for name, kind in own.items()} if isinstance(own, dict) else {}


def read_log(store: Path) -> Log:
    """The commits of a store; a last line that was cut off by a crash is no commit.

    Raises
    ------
    InputError
        If a line was changed or is lost, names what is not part of the store, or is of another format.
    """
    _check_format(store)
    commits: list[Commit] = []
    n_batches = 0
    for place, values in read_lines(store):
        commit = _commit_of(values, place)
        wanted = {"batch": commit.number == n_batches, "redone": commit.number < n_batches}
        if (commit.kind == "made") != (not commits) or not wanted.get(commit.kind, True):
            raise InputError(f"{place}: a commit '{commit.kind}' {commit.number} is not possible here; {RESTORE}")
        n_batches += commit.kind == "batch"
        commits.append(commit)
    return Log(tuple(commits))


def append_commit(store: Path, commit: Commit) -> None:
    """Add a commit and make it durable."""
    append_line(store, asdict(commit))


def _check_format(store: Path) -> None:
    """Before anything else is read: another format may have other lines."""
    details = first_line(store).get("details")
    if not isinstance(details, dict) or "format" not in details or details["format"] == FORMAT:
        return  # a damaged line is found as such
    made, by = details["format"], details.get("framelens", "another version")
    if isinstance(made, int) and made > FORMAT:
        raise InputError(
            f"{store} has format {made}, made by framelens {by}; this framelens reads format {FORMAT}: "
            "install a newer one (pip install --upgrade framelens)"
        )
    raise InputError(f"{store} was made by framelens {by} in another format; make a new store")


def _commit_of(values: dict[str, Any], place: str) -> Commit:
    kind = values.get("kind")
    if kind not in KINDS:
        raise InputError(
            f"{place}: unknown kind of commit '{kind}'; this framelens knows {', '.join(KINDS)}: "
            "install the newer one that wrote it (pip install --upgrade framelens)"
        )
    try:
        commit = Commit(**{**values, "parts": tuple(Part(**part) for part in values["parts"])})
    except (TypeError, KeyError) as error:
        raise InputError(f"{place}: the commit has other fields than {LOG_FILE} has; {RESTORE}") from error
    numbers = (commit.number, *(n for part in commit.parts for n in (part.n_rows, part.n_bytes)))
    if not all(type(n) is int and n >= 0 for n in numbers) or not isinstance(commit.details, dict):
        raise InputError(f"{place}: a number of the commit is negative or no whole number; {RESTORE}")
    for part in commit.parts:
        folder, _, name = str(part.file).partition("/")
        if folder != part.table or not re.fullmatch(r"[a-z_]+", folder) or not PART_NAME.fullmatch(name):
            raise InputError(
                f"{place}: '{part.file}' is not part of the table '{part.table}'; a part lies in the folder of its "
                f"table, such as articles/part-000000.parquet; {RESTORE}"
            )
    return commit
