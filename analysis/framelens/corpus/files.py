"""The files of a source: those of a folder and the folders in it, never those behind a link out of it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from framelens.corpus.article import LeftOut, SourceFile
from framelens.corpus.readers import FORMATS, find_suffix
from framelens.errors import in_one_line


def find_files(path: Path) -> Iterator[SourceFile | LeftOut]:
    """The files of a folder and of the folders in it, in the order of their names, or the one file at ``path``."""
    if path.is_dir():
        yield from _walk(path, path, path.resolve())
    else:
        file = SourceFile(path, in_one_line(path.name))
        yield file if path.is_file() else file.leave_out("it is neither a file nor a folder")


def _walk(folder: Path, root: Path, resolved: Path) -> Iterator[SourceFile | LeftOut]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield SourceFile(folder, _name_in(root, folder)).leave_out(f"the folder cannot be opened ({error.strerror})")
        return
    for entry in entries:
        file = SourceFile(folder / entry.name, _name_in(root, folder / entry.name))
        if entry.name.startswith((".", "~$")):
            yield file.leave_out("it is hidden", expected=True)
        elif entry.is_symlink() and (entry.is_dir() or not file.path.resolve().is_relative_to(resolved)):
            yield file.leave_out("it is a link out of the folder or to a folder; put a copy in its place")
        elif entry.is_dir():
            yield from _walk(file.path, root, resolved)
        elif not entry.is_file():
            yield file.leave_out("it is no regular file")
        else:
            yield known_file(file)


def _name_in(root: Path, path: Path) -> str:
    return in_one_line(path.relative_to(root).as_posix())


def known_file(file: SourceFile) -> SourceFile | LeftOut:
    """The file, or why it is left out: its name ends as those of no reader do."""
    return file if find_suffix(file.name) else file.leave_out(describe_unknown(file.path))


def describe_unknown(path: Path) -> str:
    """What is said of a file whose name ends as those of no reader do."""
    return f"framelens does not read {path.suffix or 'files without an ending'}; it reads {FORMATS}"
