"""The commit log: what of a store is whole.

A batch's parts are written and made durable first; then one line is appended to the log. What no line names
does not exist: a process killed at any moment leaves whole batches, and files that the next writer removes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from framelens.errors import InputError
from framelens.store.chain import LOG_FILE, RESTORE, append_line, first_line, read_lines
from framelens.store.mirror import publish

FORMAT = 3
KINDS = ("made", "batch", "speakers", "settings", "redone", "joined")
_NOT_GATHERED = {"hits", "segments", "left_out"}  # who is who does not depend on them
PART_NAME = re.compile(r"(part|repeated|(?:again|gathered|joined)\d{3,})-(\d{6,})\.parquet")


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
        so far: the store is whole), ``settings`` (some changed: the details say what of which articles is to be made
        again), ``redone`` (it was, for one batch), ``joined`` (batches in a row became one).
    number : int
        For a batch, which; for speakers, over how many batches; for joined ones, the first.
    parts : tuple of Part
    details : mapping
        For ``made``: the format of the store and the version of framelens. For ``batch``: ``own``, the kinds of the
        articles' own columns. For ``settings``: ``stale``, ``gathers`` and the fingerprint of the new ``settings``.
        For ``redone``: ``tables``, and ``own`` where the articles are among them. For ``joined``: ``own``, and
        ``batches``, how many were written that are one now.
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
        """Every batch, with the parts that took the place of others; those that were joined are one."""
        found: dict[int, Commit] = {}
        for commit in self.commits:
            if commit.kind == "batch":
                found[commit.number] = commit
            elif commit.kind == "redone":
                gone = set(tables_of(commit))
                kept = [part for part in found[commit.number].parts if part.table not in gone]
                details = {**found[commit.number].details, **{k: v for k, v in commit.details.items() if k == "own"}}
                found[commit.number] = replace(found[commit.number], parts=(*kept, *commit.parts), details=details)
            elif commit.kind == "joined":
                for number in range(commit.number, commit.number + n_written(commit)):
                    found.pop(number, None)
                found[commit.number] = replace(commit, kind="batch")
        return tuple(found[number] for number in sorted(found))

    @property
    def n_batches(self) -> int:
        """How many batches were written, whether they are joined or not."""
        return sum(commit.kind == "batch" for commit in self.commits)

    @property
    def stale(self) -> dict[int, list[Mapping[str, Any]]]:
        """For each batch what settings that changed since make stale in it, as their commits say it."""
        found: dict[int, list[Mapping[str, Any]]] = {}
        for commit in self.commits:
            if commit.kind == "batch":
                found[commit.number] = []
            elif commit.kind == "settings":
                for stale in found.values():
                    stale += stale_of(commit)
            elif commit.kind == "speakers":  # what it is gathered from has been recomputed
                found = {number: [] for number in found}
            elif commit.kind == "redone" and tables_of(commit) != ["left_out"]:
                found[commit.number] = []
            elif commit.kind == "joined":  # nothing is stale in what is joined
                for number in range(commit.number + 1, commit.number + n_written(commit)):
                    found.pop(number, None)
        return {number: stale for number, stale in found.items() if stale}

    @property
    def gathered(self) -> Commit | None:
        """The last gathering, if it was over all that the batches hold now."""
        found = None
        for commit in self.commits:
            of_people = commit.kind == "redone" and not {*tables_of(commit)} <= _NOT_GATHERED
            if commit.kind == "speakers":
                found = commit
            elif of_people or (commit.kind == "settings" and commit.details.get("gathers")):
                found = None
        return found if found and found.number == self.n_batches else None

    def name_again(self, number: int) -> str:
        """What the files of a batch begin with that is made once more; a name that no commit has used."""
        return f"again{self._times_redone[number] + 1:03d}"

    @cached_property
    def _times_redone(self) -> Counter[int]:
        return Counter(commit.number for commit in self.commits if commit.kind == "redone")

    def name_gathered(self, number: int) -> str | None:
        """What the files begin with of a gathering over so many batches, where it is not the first over them."""
        before = {commit.parts for commit in self.commits if commit.kind == "speakers" and commit.number == number}
        return f"gathered{len(before):03d}" if before else None

    @property
    def is_finished(self) -> bool:
        """Whether the speakers were gathered after the last batch."""
        return [commit.kind for commit in self.commits if commit.kind != "joined"][-1:] == ["speakers"]

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


def stale_of(commit: Commit) -> list[Mapping[str, Any]]:
    """What a commit of settings says is to be recomputed."""
    stale = commit.details.get("stale")
    return stale if isinstance(stale, list) else [{"why": "", "what": table} for table in tables_of(commit)]


def own_of(commit: Commit) -> dict[str, str]:
    """The columns of one's own in a batch of articles, and their kinds."""
    own = commit.details.get("own", {})
    return {str(name): str(kind) for name, kind in own.items()} if isinstance(own, dict) else {}


def n_written(batch: Commit) -> int:
    """How many batches were written that are this one."""
    n = batch.details.get("batches", 1)
    return n if isinstance(n, int) else 1


def read_log(store: Path) -> Log:
    """The commits of a store; a last line that was cut off by a crash is no commit.

    Raises
    ------
    InputError
        If a line was changed or is lost, names what is not part of the store, or is of another format.
    """
    _check_format(store)
    commits: list[Commit] = []
    ends = {0: 0}  # where each batch ends, and the one to come begins
    for place, values in read_lines(store):
        commit = _commit_of(values, place)
        if (commit.kind == "made") != (not commits) or not _take(commit, ends):
            raise InputError(f"{place}: a commit '{commit.kind}' {commit.number} is not possible here; {RESTORE}")
        commits.append(commit)
    return Log(tuple(commits))


def _take(commit: Commit, ends: dict[int, int]) -> bool:
    """Whether a commit may follow those whose batches there are; ``ends`` is then with it."""
    number, after = commit.number, commit.number + n_written(commit)
    if commit.kind == "batch":
        if ends.get(number) != number:
            return False
        ends |= {number: after, after: after}
    elif commit.kind == "redone":
        return ends.get(number, number) > number
    elif commit.kind == "joined":
        if number not in ends or after not in ends or after - number < 2:
            return False
        for gone in range(number + 1, after):
            ends.pop(gone, None)
        ends[number] = after
    return True


def append_commit(store: Path, commit: Commit) -> None:
    """Add a commit and make it durable."""
    parts = [(part.file, part.sha256) for part in commit.parts]
    append_line(store, asdict(commit), partial(publish, store, parts))


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
