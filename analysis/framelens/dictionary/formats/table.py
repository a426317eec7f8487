"""CSV dictionaries: one row per term, with its frame and whatever is known of both."""

from __future__ import annotations

import csv
import io

from framelens.dictionary.frames import FrameDictionary
from framelens.dictionary.parts import MARKS, Frame, Term
from framelens.errors import InputError, suggest

FRAME_COLUMNS = ("definition", "source", "aliases", "present_from")
COLUMNS = ("frame", *FRAME_COLUMNS, "term", "reason", "marks", "case", "stem", "language")
_TRUTHS = {"": False, "false": False, "no": False, "0": False, "true": True, "yes": True, "1": True}
_LIST_MARK = ";"


def parse_table(text: str, path: str) -> FrameDictionary:
    """Read ``text``, the content of the CSV file ``path``.

    The columns ``frame`` and ``term`` are needed; ``reason``, ``marks``, ``case``, ``stem`` and ``language`` belong
    to the term, ``definition``, ``source``, ``aliases`` and ``present_from`` to the frame, in any of its rows.
    Lists are parted by ``;``.

    Raises
    ------
    InputError
        With file and line, if a column is missing or unknown, a cell is not as it should be, two rows of a
        frame contradict each other, or a term does not parse.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="")
    header = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = header
    for name in header:
        if name not in COLUMNS:
            raise InputError(f"{path}, line 1: unknown column '{name}'; {suggest(name, COLUMNS)}")
    for name in ("frame", "term"):
        if name not in header:
            raise InputError(f"{path}, line 1: the column '{name}' is missing; a dictionary has frame and term")
    terms: dict[str, list[Term]] = {}
    known: dict[str, dict[str, str]] = {}
    lines: dict[str, int] = {}
    for row in reader:
        place = f"{path}, line {reader.line_num}"
        if "" in row or None in row.values():
            raise InputError(f"{place}: the row has not as many cells as the header; quote cells that have commas")
        cells = {column: " ".join(cell.split()) for column, cell in row.items()}
        if not any(cells.values()):
            continue
        if not cells["frame"] or not cells["term"]:
            raise InputError(f"{place}: frame and term must both be filled in")
        name = cells["frame"]
        lines.setdefault(name, reader.line_num)
        terms.setdefault(name, []).append(_read_term(cells, place, reader.line_num))
        _join(known.setdefault(name, {}), cells, place)
    if not terms:
        raise InputError(f"{path}: the table has no rows; write one term a row, with its frame")
    frames = tuple(_make_frame(name, known[name], terms[name], path, lines[name]) for name in terms)
    return FrameDictionary(frames, path=path)


def write_table(dictionary: FrameDictionary) -> str:
    """``dictionary`` as CSV; its title and source have no place there."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for frame in dictionary.frames:
        of_frame = (frame.definition, frame.source, _LIST_MARK.join(frame.aliases), frame.present_from)
        for term in frame.terms:
            flags = ("true" if term.case else "", "true" if term.stem else "")
            marks = _LIST_MARK.join(term.marks)
            writer.writerow((frame.name, *of_frame, term.text, term.reason or "", marks, *flags, term.language or ""))
    return written.getvalue()


def _read_term(cells: dict[str, str], place: str, line: int) -> Term:
    flags = {}
    for column in ("case", "stem"):
        value = cells.get(column, "").lower()
        if value not in _TRUTHS:
            raise InputError(f"{place}: {column} is '{cells[column]}'; it may be true or false")
        flags[column] = _TRUTHS[value]
    marks = _split(cells.get("marks", ""))
    for mark in marks:
        if mark not in MARKS:
            raise InputError(f"{place}: unknown mark '{mark}'; {suggest(mark, MARKS)}")
    try:
        language = cells.get("language") or None
        return Term(cells["term"], cells.get("reason") or None, marks, flags["case"], flags["stem"], line, language)
    except InputError as error:
        raise InputError(f"{place}: {error}") from error


def _join(known: dict[str, str], cells: dict[str, str], place: str) -> None:
    """Take up what a row says of its frame."""
    for column in FRAME_COLUMNS:
        value = cells.get(column, "")
        if value and known.setdefault(column, value) != value:
            raise InputError(
                f"{place}: the frame '{cells['frame']}' has the {column} '{value}' here and '{known[column]}' above; "
                "keep one"
            )


def _make_frame(name: str, known: dict[str, str], terms: list[Term], path: str, line: int) -> Frame:
    least = known.get("present_from", "1")
    if not least.isascii() or not least.isdigit() or int(least) < 1:
        raise InputError(
            f"{path}: present_from of the frame '{name}' is '{least}'; it may be a whole number, 1 or more"
        )
    return Frame(
        name,
        known.get("definition", ""),
        known.get("source", ""),
        tuple(terms),
        _split(known.get("aliases", "")),
        int(least),
        line,
    )


def _split(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(_LIST_MARK) if part.strip())
