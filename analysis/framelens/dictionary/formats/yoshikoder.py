"""Yoshikoder's ``.ykd``: XML with categories (``cnode``) and patterns (``pnode``)."""

from __future__ import annotations

from xml.parsers import expat

from framelens.dictionary.formats.entries import Entry, gather_frames
from framelens.dictionary.frames import FrameDictionary
from framelens.errors import InputError


def parse_yoshikoder(text: str, path: str) -> FrameDictionary:
    """Read ``text``, the content of the ``.ykd`` file ``path``; the outermost category gives the title.

    Raises
    ------
    InputError
        With file and line, if it is no XML, a node has no name, a pattern is in no category, or the
        patterns are regular expressions.
    """
    reader = _YoshikoderReader(path)
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, given: reader.open(tag, given, parser.CurrentLineNumber)
    parser.EndElementHandler = reader.close
    # Entities can blow a small file up to any size; a dictionary needs none of its own.
    parser.EntityDeclHandler = lambda *_: reader.refuse("declares an entity", parser.CurrentLineNumber)
    try:
        parser.Parse(text.encode("utf-8"), True)
    except expat.ExpatError as error:
        raise InputError(
            f"{path}, line {error.lineno}: this is not valid XML: {expat.ErrorString(error.code)}"
        ) from error
    return gather_frames(reader.entries, path, title=reader.title)


class _YoshikoderReader:
    """The categories that are open while a file is read, and the entries found so far."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.title = ""
        self.entries: list[Entry] = []
        self._open: list[str] = []

    def open(self, tag: str, given: dict[str, str], line: int) -> None:
        if tag == "dictionary" and given.get("patternengine", "substring") not in ("substring", "wildcard"):
            self.refuse(f"has patterns of the kind '{given['patternengine']}'", line)
        if tag not in ("cnode", "pnode"):
            return
        name = given.get("name", "").strip()
        if not name:
            raise InputError(f"{self.path}, line {line}: a {tag} has no name; give it one")
        if tag == "cnode":
            self._open.append(name)
            if len(self._open) == 1:
                self.title = name
            else:
                self.entries.append(Entry(tuple(self._open[1:]), None, line))
        elif not self._open:
            raise InputError(f"{self.path}, line {line}: the pattern '{name}' is in no category; put it into a cnode")
        else:
            # A dictionary of one category has its words directly in the outermost one.
            self.entries.append(Entry(tuple(self._open[1:]) or (self._open[0],), name, line))

    def close(self, tag: str) -> None:
        if tag == "cnode":
            self._open.pop()

    def refuse(self, what: str, line: int) -> None:
        raise InputError(
            f"{self.path}, line {line}: the file {what}, which framelens does not read; save it with plain patterns"
        )
