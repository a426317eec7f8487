"""The readers: one module a format, behind one registry.

A file is taken by what its bytes say first and by its name second: a Word file may be a Nexis delivery, a file
called ``.doc`` may hold RTF. A new format is a module with a :class:`Reader` and one more entry in :data:`READERS`;
of two readers for one kind of file, the one that recognises its files stands first.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from framelens.corpus.article import UnreadableFile
from framelens.corpus.readers.delimited import COMMA_SEPARATED, TAB_SEPARATED
from framelens.corpus.readers.europresse import EUROPRESSE
from framelens.corpus.readers.factiva import FACTIVA
from framelens.corpus.readers.factiva_page import FACTIVA_PAGE
from framelens.corpus.readers.json_document import JSON_DOCUMENT
from framelens.corpus.readers.json_lines import JSON_LINES
from framelens.corpus.readers.lexisnexis import LEXISNEXIS
from framelens.corpus.readers.nexis import NEXIS
from framelens.corpus.readers.parquet import PARQUET
from framelens.corpus.readers.pdf import PDF
from framelens.corpus.readers.plain import PLAIN_TEXT
from framelens.corpus.readers.proquest import PROQUEST
from framelens.corpus.readers.proquest_page import PROQUEST_PAGE
from framelens.corpus.readers.record import Reader
from framelens.corpus.readers.rich_text import RICH_TEXT
from framelens.corpus.readers.ris import RIS
from framelens.corpus.readers.sniffing import KINDS, read_head
from framelens.corpus.readers.warc import WARC
from framelens.corpus.readers.web_page import WEB_PAGE
from framelens.corpus.readers.word import WORD
from framelens.corpus.readers.workbook import WORKBOOK
from framelens.corpus.readers.zipped import ZIPPED

_FORMS = (PROQUEST, LEXISNEXIS, NEXIS, FACTIVA)
READERS: tuple[Reader, ...] = (
    *(form.make_reader("text") for form in _FORMS),
    PLAIN_TEXT,
    FACTIVA_PAGE,
    EUROPRESSE,
    PROQUEST_PAGE,
    LEXISNEXIS.make_reader("HTML"),
    WEB_PAGE,
    *(form.make_reader("Word") for form in _FORMS),
    WORD,
    *(form.make_reader("rich text") for form in _FORMS),
    RICH_TEXT,
    PDF,
    COMMA_SEPARATED,
    TAB_SEPARATED,
    WORKBOOK,
    JSON_DOCUMENT,
    JSON_LINES,
    PARQUET,
    RIS,
    WARC,
    ZIPPED,
)
SUFFIXES: tuple[str, ...] = tuple(dict.fromkeys(suffix for reader in READERS for suffix in reader.suffixes))
# For messages: what a user would call the formats.
FORMATS = ", ".join(reader.suffixes[0] for reader in READERS if reader.recognise is None)
_OLD = "it is a Word or Excel file in the form used before 2007; open it there and save it as .docx or .xlsx"


@dataclass(frozen=True)
class Choice:
    """The reader that takes a file, and why."""

    reader: Reader
    reason: str


def find_suffix(name: str) -> str | None:
    """The end of a file's name that framelens knows, whatever its case; None if it knows none."""
    lower = name.lower()
    return max((suffix for suffix in SUFFIXES if lower.endswith(suffix)), key=len, default=None)


def choose_reader(path: Path) -> Choice:
    """The reader of a file whose name ends in one of :data:`SUFFIXES`.

    Raises
    ------
    UnreadableFile
        If its bytes are of a kind that no reader takes.
    """
    suffix = find_suffix(path.name) or ""
    named = [reader for reader in READERS if suffix in reader.suffixes]
    head = read_head(path)
    if head.kind == "ole":
        raise UnreadableFile(_OLD)
    # Text says nothing of itself, so the name decides; a container of its own kind does.
    fits = [reader for reader in named if reader.kind == head.kind]
    if not fits and head.kind != "text" and not suffix.endswith(".gz"):
        fits = [reader for reader in READERS if reader.kind == head.kind]
    for reader in fits or named:
        if reader.recognise is None:
            return Choice(reader, _by_kind(suffix, head.kind, reader))
        if marks := reader.recognise(head):
            return Choice(reader, marks)
    return Choice(named[-1], f"its name ends in {suffix}")


def _by_kind(suffix: str, kind: str, reader: Reader) -> str:
    if kind == "text" or reader.kind != kind:
        return f"its name ends in {suffix}"
    if suffix in reader.suffixes:
        return f"its name ends in {suffix} and its bytes are {KINDS[kind]}"
    return f"its bytes are {KINDS[kind]}, though its name ends in {suffix}"
