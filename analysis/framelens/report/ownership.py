"""What of a folder is a report of framelens, and what is a researcher's own: told by the hashes of what was written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from framelens.disk import SUMS, hash_file, read_sums
from framelens.errors import InputError

MANIFEST = "manifest.json"
# Each folder, and the file in it that is of this report and no other.
PARTS = {"figures": SUMS, "report": MANIFEST}
KEPT = ".kept"
_NEVER = "; framelens removes nothing that it did not make: move it away, or name another folder with --out"


@dataclass(frozen=True)
class Made:
    """What the last report wrote into a target: path from there -> the SHA-256 of what it may be by now."""

    hashes: Mapping[str, set[str]] = field(default_factory=dict)
    listed: frozenset[str] = frozenset()

    def is_own(self, name: str, file: Path) -> bool:
        """Whether a file is as framelens wrote it."""
        known = self.hashes.get(name, set())
        return bool(known) and file.is_file() and not file.is_symlink() and hash_file(file) in known


def read_made(target: Path) -> Made:
    """What stands in the manifest of a target's report and in its figures' list of sums."""
    hashes: dict[str, set[str]] = {f"figures/{n}": d for n, d in read_sums(target / "figures").items()}
    try:
        manifest = json.loads((target / "report" / MANIFEST).read_text(encoding="utf-8"))
        listed = {str(name): str(digest) for name, digest in manifest["outputs"].items()}
        own = "framelens" in manifest["versions"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        listed, own = {}, False
    # A path that leads out of the two folders was not written by framelens.
    listed = {n: d for n, d in listed.items() if own and n.split("/")[0] in PARTS and ".." not in n.split("/")}
    for name, digest in listed.items():
        hashes.setdefault(name, set()).add(digest)
    return Made(hashes, frozenset(listed))


def walk(folder: Path) -> Iterator[tuple[Path, str]]:
    """Everything in a folder, without following links; a folder only where it is empty."""
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        inside = [(inner, f"{path.name}/{name}") for inner, name in walk(path)] if not path.is_symlink() else []
        yield from inside or [(path, path.name)]


def is_alike(one: Path, other: Path) -> bool:
    """Whether both are one file, or hold the same."""
    if one.is_symlink() or other.is_symlink():
        return one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()
    return one.is_file() and other.is_file() and (one.samefile(other) or hash_file(one) == hash_file(other))


def beside(path: Path) -> Path:
    """A free name for what stood in the place of a file."""
    names = (path.with_name(f"{path.name}{KEPT}{n or ''}") for n in count())
    return next(name for name in names if not os.path.lexists(name))


def check_target(target: Path, *, force: bool = False) -> None:
    """Refuse a place whose ``report/`` or ``figures/`` is not framelens' own to replace.

    Raises
    ------
    InputError
        For a link or a file in their place; without ``force`` also for a folder ``report`` that is not a report, and
        for files of a report that were changed since.
    """
    for part in PARTS:
        place = target / part
        what = "a link" if place.is_symlink() else "a file" if place.exists() and not place.is_dir() else ""
        if what:
            raise InputError(f"{place} is {what}, where a folder is to be written{_NEVER}")
    if force:
        return
    report, made = target / "report", read_made(target)
    held = sorted(entry.name for entry in report.glob("[!.]*"))
    if held and not made.listed:
        raise InputError(f"{report} is not a report of framelens (it holds {held[0]}){_NEVER}")
    for name in sorted(made.listed):
        if os.path.lexists(target / name) and not made.is_own(name, target / name):
            raise refuse(target / name, "was changed since framelens wrote it")


def refuse(path: Path, why: str) -> InputError:
    """The error for a file that is not to be replaced."""
    return InputError(f"{path} {why}; move it away, or have it replaced (and kept as {path.name}{KEPT}) with --force")
