"""The readers: one module a format, found by the end of a file's name.

A new format is a module with a :class:`Reader` and one more entry in :data:`READERS`.
"""

from __future__ import annotations

from pathlib import Path

from framelens.corpus.readers.delimited import COMMA_SEPARATED, TAB_SEPARATED
from framelens.corpus.readers.json_lines import JSON_LINES
from framelens.corpus.readers.parquet import PARQUET
from framelens.corpus.readers.plain import PLAIN_TEXT
from framelens.corpus.readers.record import Reader

READERS: tuple[Reader, ...] = (PLAIN_TEXT, COMMA_SEPARATED, TAB_SEPARATED, JSON_LINES, PARQUET)
SUFFIXES: tuple[str, ...] = tuple(suffix for reader in READERS for suffix in reader.suffixes)
# For messages: what a user would call the formats.
FORMATS = ", ".join(reader.suffixes[0] for reader in READERS)


def find_reader(path: Path) -> Reader | None:
    """The reader that takes files with the end that ``path`` has, whatever its case; None if there is none."""
    name = path.name.lower()
    return next((r for r in READERS if any(name.endswith(suffix) for suffix in r.suffixes)), None)
