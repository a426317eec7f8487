"""A store that lies in object storage, and its mirror here.

There, each line of the log is an object of its own, made only where none of its number is: of two writers one is told
that the other was first. A part is an object named by its bytes, sent before the line that names it, so that writers
never overwrite each other's. Here, the mirror is a store as any other, on the disk, in the folder for caches.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from framelens.disk import hash_file, write_whole
from framelens.errors import InputError
from framelens.remote import Address, find_cache, open_place
from framelens.store.chain import LAST_FILE, LOG_FILE, RESTORE, read_whole_lines, rewrite_lines

COMMITS, STUDY = "commits", "study"
_MARK = "remote.json"
_KEPT = timedelta(days=1)  # objects that no line names and that may be another writer's of now
_HASH = 16

# A part's file in the store, and the SHA-256 of its bytes.
PartKey = tuple[str, str]


@dataclass(frozen=True)
class Mirror:
    """The mirror of a store; make it with :func:`open_mirror`.

    Attributes
    ----------
    place : Address
        Where the store lies.
    folder : Path
        Its mirror.
    """

    place: Address
    folder: Path

    def pull_log(self) -> None:
        """Bring the log here to that there, and the settings; where the two are not of one store, fetch all of it."""
        there = self.place.list_files(COMMITS)
        names = sorted(there)
        if names != [_name_line(number) for number in range(1, len(names) + 1)]:
            raise InputError(f"{self.place.url}/{COMMITS} has lost a line of the log; {RESTORE}")
        lines = read_whole_lines(self.folder / LOG_FILE)
        shared = min(len(lines), len(names))
        other = shared and self._read_lines(names[shared - 1 : shared]) != lines[shared - 1 : shared]
        if len(lines) > len(names) or other:
            shutil.rmtree(self.folder)
            lines = []
        self.folder.mkdir(parents=True, exist_ok=True)
        if len(lines) < len(names) or (names and not (self.folder / LAST_FILE).exists()):
            rewrite_lines(self.folder, [*lines, *self._read_lines(names[len(lines) :])])
        self._pull_study()

    def _read_lines(self, names: Sequence[str]) -> list[bytes]:
        here = {name: self.folder.parent / f"{name.replace('/', '-')}" for name in names}
        self.place.get(here)
        lines = [file.read_bytes() for file in here.values()]
        for file in here.values():
            file.unlink()
        return lines

    def _pull_study(self) -> None:
        there = self.place.list_files(STUDY)
        if there:
            shutil.rmtree(self.folder / STUDY, ignore_errors=True)
            self.place.get({name: self.folder / name for name in there})
        self._note_study()

    def pull_parts(self, parts: Iterable[PartKey]) -> None:
        """Fetch the parts that are not here, or not whole."""
        there = self.place.list_files()
        wanted: dict[str, Path] = {}
        for file, digest in parts:
            name, here = _name_part(file, digest), self.folder / file
            if name in there and not (here.is_file() and here.stat().st_size == there[name]["size"]):
                wanted[name] = here
        if wanted:
            self.place.get(wanted)

    def push(self, number: int, line: bytes, parts: Sequence[PartKey]) -> None:
        """Send a line of the log, its parts before it and the settings behind it.

        Raises
        ------
        InputError
            If another writer has sent a line of this number.
        """
        self.place.put({_name_part(file, digest): self.folder / file for file, digest in parts})
        if not self.place.create(_name_line(number), line):
            raise InputError(
                f"{self.place.url} was written by another process meanwhile; what it committed stands: run the same "
                "command again, it goes on from there"
            )
        self.push_study()

    def push_study(self) -> None:
        """Send the settings that are not there as they are here."""
        sent, mine = self._read_note(), self._hash_study()
        if changed := {name: self.folder / name for name, digest in mine.items() if sent.get(name) != digest}:
            self.place.put(changed)
        if gone := sorted(sent.keys() - mine.keys()):
            self.place.remove(gone)
        if changed or gone:
            self._note_study()

    def prune(self, counting: Iterable[PartKey], once: Iterable[PartKey]) -> None:
        """Remove the parts that others took the place of, and what no line named within a day; nothing else."""
        there = self.place.list_files()
        live = {_name_part(*part) for part in counting}
        dead = {_name_part(*part) for part in once} - live
        old = {name for name, about in there.items() if _is_part(name) and name not in live and _is_old(about)}
        self.place.remove(sorted((dead & there.keys()) | old))

    def _hash_study(self) -> dict[str, str]:
        files = sorted(file for file in (self.folder / STUDY).rglob("*") if file.is_file())
        return {file.relative_to(self.folder).as_posix(): hash_file(file) for file in files}

    def _note_study(self) -> None:
        note = {"url": self.place.url, STUDY: self._hash_study()}
        write_whole(self.folder.parent / _MARK, json.dumps(note).encode())

    def _read_note(self) -> dict[str, str]:
        return dict(_read_mark(self.folder).get(STUDY, {}))


def open_mirror(url: str) -> Mirror:
    """The mirror of the store at an address; nothing is fetched yet."""
    folder = find_cache("stores", url) / "store"
    folder.mkdir(parents=True, exist_ok=True)
    return Mirror(open_place(url.rstrip("/")), folder)


def publish(store: Path, parts: Sequence[PartKey], number: int, line: bytes) -> None:
    """Send a line that is to be added to the log of a store, if the store is a mirror."""
    url = _read_mark(store).get("url")
    if url:
        Mirror(open_place(url), store).push(number, line, parts)


def _read_mark(store: Path) -> dict[str, Any]:
    try:
        found = json.loads((store.parent / _MARK).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _name_line(number: int) -> str:
    return f"{COMMITS}/{number:06d}.json"


def _name_part(file: str, digest: str) -> str:
    return f"{file.removesuffix('.parquet')}.{digest[:_HASH]}.parquet"


def _is_part(name: str) -> bool:
    stem, _, digest = name.removesuffix(".parquet").rpartition(".")
    return name.endswith(".parquet") and "/" in stem and len(digest) == _HASH and set(digest) <= set("0123456789abcdef")


def _is_old(about: Any) -> bool:
    """Whether an object was written longer ago than a run may still name it; where nobody says when, it was not."""
    when = next((about[key] for key in ("LastModified", "created", "last_modified", "mtime") if about.get(key)), None)
    if isinstance(when, int | float):
        when = datetime.fromtimestamp(when, UTC)
    if not isinstance(when, datetime):
        return False
    return datetime.now(UTC) - (when if when.tzinfo else when.replace(tzinfo=UTC)) > _KEPT
