"""RIS files, as ProQuest and others export them: one tagged line a field, ``ER`` behind each article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.cleaning import clean_text
from framelens.corpus.datelines import find_date
from framelens.corpus.encoding import find_encoding, open_text
from framelens.corpus.readers.languages import find_language
from framelens.corpus.readers.record import INFERRED, LABELLED, Reader, Record, Refusal

if TYPE_CHECKING:
    from framelens.settings.settings import ArticleSource

# Two spaces before the dash says the standard; some write one, or none behind it.
_LINE = re.compile(r"(?P<tag>[A-Z][A-Z0-9])\s{1,2}-(?: (?P<value>.*)|\s*)")
_TAGS: dict[str, tuple[str, ...]] = {
    "headline": ("TI", "T1", "CT"),
    "byline": ("AU", "A1"),
    "published": ("DA", "Y1", "PY"),
    "outlet": ("JF", "T2", "JO", "JA", "BT"),
    "language": ("LA",),
}
# No tag of the standard is for full text; exports put it where there is room, and the abstract otherwise.
_TEXTS = (("FT", LABELLED, ""), ("N2", INFERRED, "abstract"), ("AB", INFERRED, "abstract"))
_ABSTRACT = "an abstract, not the full text: export as text or HTML to have the whole article"


def read_ris(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a RIS file."""
    values: dict[str, list[list[str]]] = {}  # tag -> its values, each as the lines that it has
    number, first, tag = 0, 1, ""
    with open_text(path, find_encoding(path, source.encoding)) as stream:
        for line_number, raw in enumerate(stream, start=1):
            line = clean_text(raw).rstrip("\n")
            match = _LINE.fullmatch(line)
            if match and match["tag"] == "TY":
                if values:
                    number += 1
                    yield _make(values, number, first)
                values, first = {}, line_number
            if match and match["tag"] == "ER":
                if values:
                    number += 1
                    yield _make(values, number, first)
                values = {}
            elif match:
                tag = match["tag"]
                values.setdefault(tag, []).append([(match["value"] or "").strip()])
            elif tag and line.strip() and values:
                values[tag][-1].append(line.strip())  # a value goes on below its tag
    if values and "TY" in values:
        number += 1
        yield _make(values, number, first)
    if not number:
        raise UnreadableFile("it has no line 'TY  - …', with which each article of a RIS file begins")


def _make(tagged: dict[str, list[list[str]]], number: int, line: int) -> Record | Refusal:
    values = {tag: ["\n\n".join(lines) for lines in given] for tag, given in tagged.items()}
    place = f"line {line:,}"
    position = f"article {number:,}, {place}"
    fields: dict[str, object] = {}
    found: dict[str, Found] = {}
    for name, tags in _TAGS.items():
        for tag in tags:
            value: object = "; ".join(filter(None, values.get(tag, [])))
            if name == "published":
                value = find_date(str(value).rstrip("/"))
            elif name == "language":
                value = find_language(str(value))
            if value and name not in fields:
                fields[name], found[name] = value, Found(place, tag, LABELLED)
    for tag, confidence, what in _TEXTS:
        if text := "\n\n".join(filter(None, values.get(tag, []))):
            found["text"] = Found(place, tag, confidence, _ABSTRACT if what else "")
            return Record(text, fields, position, number, found)
    return Refusal(f"it has neither text nor abstract ('{str(fields.get('headline', ''))[:60]}')", position, True)


RIS = Reader("RIS", (".ris",), read_ris)
