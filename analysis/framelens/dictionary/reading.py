"""Dictionaries in: one reader a format, chosen by the file's name."""

from __future__ import annotations

from pathlib import Path

import yaml

from framelens.dictionary.frames import Frame, FrameDictionary, Term


def read_dictionary(path: Path | str) -> FrameDictionary:
    """Read a frame dictionary from a file."""
    content = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    frames = []
    for name, entry in content["frames"].items():
        written = [term if isinstance(term, dict) else {"term": term} for term in entry["terms"]]
        terms = tuple(Term(text=str(term["term"]), reason=term.get("reason")) for term in written)
        frames.append(Frame(name, entry.get("definition", ""), entry.get("source", ""), terms))
    return FrameDictionary(tuple(frames), content.get("title", ""), content.get("source", ""), str(path))
