"""The works a report cites, from BibTeX files."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from framelens.errors import InputError

START = re.compile(r"@(\w+)\s*\{\s*([^\s,{}]+)\s*,")
FIELD = re.compile(r"\s*([A-Za-z][\w-]*)\s*=\s*")


@dataclass(frozen=True)
class Reference:
    """A work in a BibTeX file: its kind, its key, its fields in plain text, and the entry as it was written."""

    kind: str
    key: str
    fields: dict[str, str]
    source: str


def read_references(path: Path) -> dict[str, Reference]:
    """Read a BibTeX file.

    Returns
    -------
    dict[str, Reference]
        The entries by key, in the order of the file.

    Raises
    ------
    InputError
        If an entry does not close or a key is listed twice; with the line.
    """
    return _parse(path.read_text(encoding="utf-8"), path.name)


def shipped_references() -> dict[str, Reference]:
    """The works behind framelens's own measures."""
    source = files("framelens.results").joinpath("templates", "references.bib")
    return _parse(source.read_text(encoding="utf-8"), "references.bib")


@cache
def name_work(key: str) -> str:
    """A shipped work as a text cites it, '(Egami et al., 2023)'; '[key]' where the key is not among them."""
    entry = shipped_references().get(key)
    if entry is None:
        return f"[{key}]"
    names = [name.split(",")[0].strip() for name in entry.fields.get("author", "").split(" and ")]
    who = f"{names[0]} et al." if len(names) > 2 else " & ".join(names)
    return f"({who}, {entry.fields.get('year', 'n.d.')})"


def format_reference(entry: Reference) -> str:
    """An entry as a line of a reference list: author, year, title, where, DOI."""
    get = entry.fields.get
    authors = _join_authors(get("author", "").split(" and "))
    where = get("journal") or get("booktitle") or get("publisher") or get("howpublished") or ""
    if (get("journal") or get("booktitle")) and get("volume"):
        where += f", {get('volume')}" + (f"({get('number')})" if get("number") else "")
    if get("pages"):
        where += f", {get('pages', '').replace('--', '–')}"
    head = f"{authors} ({get('year')})" if get("year") else authors
    parts = [head, get("title", ""), ("In " if get("booktitle") else "") + where]
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip()) + "."


def address_of(entry: Reference) -> str | None:
    """Where the work is found: its DOI as an address, or its address."""
    doi = entry.fields.get("doi")
    return f"https://doi.org/{doi}" if doi else entry.fields.get("url")


def write_references(entries: Iterable[Reference]) -> str:
    """The entries as a BibTeX file, sorted by key."""
    return "\n\n".join(entry.source for entry in sorted(entries, key=lambda entry: entry.key)) + "\n"


def _parse(text: str, name: str) -> dict[str, Reference]:
    entries: dict[str, Reference] = {}
    for start in START.finditer(text):
        if start[1].lower() in ("comment", "string", "preamble"):
            continue
        line = text.count("\n", 0, start.start()) + 1
        end = _closing(text, text.index("{", start.start()))
        if end is None:
            raise InputError(f"{name}, line {line}: the entry '{start[2]}' does not close; add the missing '}}'")
        if start[2] in entries:
            raise InputError(f"{name}, line {line}: the key '{start[2]}' is listed twice; give each work its own")
        fields = _read_fields(text[start.end() : end])
        entries[start[2]] = Reference(start[1].lower(), start[2], fields, text[start.start() : end + 1])
    return entries


def _closing(text: str, opening: int) -> int | None:
    depth = 0
    for place in range(opening, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    return None


def _read_fields(body: str) -> dict[str, str]:
    fields, place = {}, 0
    while match := FIELD.match(body, place):
        start = match.end()
        if body[start : start + 1] == "{":
            end = _closing(body, start)
            end = len(body) if end is None else end
            value, place = body[start + 1 : end], end + 1
        elif body[start : start + 1] == '"':
            end = body.find('"', start + 1)
            end = len(body) if end < 0 else end
            value, place = body[start + 1 : end], end + 1
        else:
            end = body.find(",", start)
            end = len(body) if end < 0 else end
            value, place = body[start:end], end
        fields[match[1].lower()] = " ".join(re.sub(r"[{}]", "", value).replace("\\&", "&").split())
        comma = body.find(",", place)
        place = len(body) if comma < 0 else comma + 1
    return fields


def _join_authors(names: list[str]) -> str:
    names = [name.strip() for name in names if name.strip()]
    return names[0] if len(names) == 1 else " & ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
