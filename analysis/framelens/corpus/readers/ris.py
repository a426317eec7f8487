"""RIS files, as ProQuest, Zotero and others export them: one tagged line a field, ``ER`` behind each article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from framelens.corpus.article import Found, UnreadableFile
from framelens.corpus.cleaning import clean_text
from framelens.corpus.encoding import find_encoding, open_text
from framelens.corpus.readers.record import INFERRED, LABELLED, Fields, Reader, Record, Refusal

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
_BROKEN_OFF = "the file breaks off in it: its line 'ER  -' is missing; export it again"


def read_ris(path: Path, source: ArticleSource) -> Iterator[Record | Refusal]:
    """The articles of a RIS file."""
    values: dict[str, list[list[str]]] = {}  # tag -> its values, each as the lines that it has
    number, n_closed, first, tag = 0, 0, 1, ""
    with open_text(path, find_encoding(path, source.encoding)) as stream:
        for line_number, raw in enumerate(stream, start=1):
            line = clean_text(raw).rstrip("\n")
            match = _LINE.fullmatch(line)
            if match and match["tag"] in ("TY", "ER"):
                if values:
                    number += 1
                    yield _make(values, number, first)
                values, tag = {}, ""
                n_closed += match["tag"] == "ER"
                if match["tag"] == "TY":
                    values, first, tag = {"TY": [[(match["value"] or "").strip()]]}, line_number, "TY"
            elif match and values:
                tag = match["tag"]
                values.setdefault(tag, []).append([(match["value"] or "").strip()])
            elif tag and line.strip():
                values[tag][-1].append(line.strip())  # a value goes on below its tag
            elif line.strip():
                yield Refusal(f"it belongs to no article: no line 'TY  - …' stands above it ('{line[:40]}')",
                              f"line {line_number:,}")  # fmt: skip
    if values:
        number += 1
        # A program that never writes the last line of an article breaks nothing off.
        never = not n_closed and number > 1
        yield _make(values, number, first) if never else Refusal(_BROKEN_OFF, f"article {number:,}, line {first:,}")
    if not number:
        raise UnreadableFile("it has no line 'TY  - …', with which each article of a RIS file begins")


def _make(tagged: dict[str, list[list[str]]], number: int, line: int) -> Record | Refusal:
    values = {tag: ["\n\n".join(lines) for lines in given] for tag, given in tagged.items()}
    fields = Fields(f"line {line:,}")
    position = f"article {number:,}, {fields.place}"
    for name, tags in _TAGS.items():
        for tag in tags:
            value = "; ".join(filter(None, values.get(tag, [])))
            fields.add(name, value.rstrip("/") if name == "published" else value, tag, LABELLED)
    text_tag, confidence, what = next((row for row in _TEXTS if any(values.get(row[0], []))), ("", 0.0, ""))
    taken = {text_tag, *(where.label for where in fields.found.values() if where.confidence)}
    for tag, given in values.items():
        if tag not in taken:
            fields.keep(tag, "; ".join(given))
    if not text_tag:
        return Refusal(f"it has neither text nor abstract ('{fields.describe()}')", position, True)
    where = Found(fields.place, text_tag, confidence, _ABSTRACT if what else "")
    return fields.make_record("\n\n".join(filter(None, values[text_tag])), position, number, where)


RIS = Reader("RIS", (".ris",), read_ris)
