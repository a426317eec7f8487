"""The dictionary of a study: what a researcher looks for in the words, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from framelens.dictionary.lint import Finding, find_idle_terms
from framelens.dictionary.parts import Frame, UnusableEntry
from framelens.errors import InputError, suggest

SHOWN = 5  # terms of a frame in its overview


@lru_cache(maxsize=64)
def _keep_language(dictionary: FrameDictionary, code: str) -> FrameDictionary:
    frames = tuple(
        replace(frame, terms=tuple(term for term in frame.terms if term.language in (None, code)))
        for frame in dictionary.frames
    )
    return replace(dictionary, frames=frames)


@dataclass(frozen=True)
class FrameDictionary:
    """The frames of a study, in the order in which its tables and figures show them.

    Attributes
    ----------
    frames : tuple[Frame, ...]
    title, source : str
        What the dictionary is called and whom to cite for it.
    path : str or None
        The file it was read from.
    left_out : tuple[UnusableEntry, ...]
        Entries of the file that cannot be looked for; ``lint`` reports them.

    Raises
    ------
    InputError
        If two frames have the same name.

    Examples
    --------
    >>> study.settings.frames.names
    """

    frames: tuple[Frame, ...]
    title: str = ""
    source: str = ""
    path: str | None = field(default=None, compare=False)
    left_out: tuple[UnusableEntry, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        names = self.names
        for frame in self.frames:
            if not frame.name.strip(". "):
                place = f"{self.path or 'the dictionary'}, line {frame.line}" if frame.line else "the dictionary"
                raise InputError(f"{place}: a frame has no name; give it one")
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"the frame '{name}' is listed twice in {self.path or 'the dictionary'}; rename one")

    # Asked for each article; the names tell dictionaries apart as far as a hash must.
    def __hash__(self) -> int:
        return hash((self.names, self.title, self.source, self._n_terms))

    @cached_property
    def _n_terms(self) -> int:
        return sum(len(frame.terms) for frame in self.frames)

    @classmethod
    def empty(cls) -> FrameDictionary:
        """A dictionary without frames, for a study that does not look for any."""
        return cls(frames=())

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the frames, in order."""
        return tuple(frame.name for frame in self.frames)

    def frame(self, name: str) -> Frame:
        """The frame called ``name``."""
        for frame in self.frames:
            if frame.name == name:
                return frame
        raise InputError(f"unknown frame '{name}' in {self.path or 'the dictionary'}; {suggest(name, self.names)}")

    @cached_property
    def languages(self) -> tuple[str | None, ...]:
        """The languages of its terms in order; None among them where some are looked for in every article."""
        return tuple(dict.fromkeys(term.language for frame in self.frames for term in frame.terms))

    def in_language(self, tag: str | None) -> FrameDictionary:
        """The same frames with the terms that are looked for in articles of a language; all of them without a tag.

        Examples
        --------
        >>> [len(frame.terms) for frame in study.settings.frames.in_language("de-AT").frames][:1]
        """
        if tag is None or self.languages in ((), (None,)):
            return self
        return _keep_language(self, tag.lower().replace("_", "-").split("-")[0])

    def without(self, frame: str, term: str) -> FrameDictionary:
        """The same dictionary with one term of one frame left out, to see what rests on it."""
        left = self.frame(frame)
        terms = tuple(t for t in left.terms if t.text != term)
        if len(terms) == len(left.terms):
            raise InputError(f"the frame '{frame}' has no term '{term}'; {suggest(term, [t.text for t in terms])}")
        return replace(self, frames=tuple(replace(f, terms=terms) if f is left else f for f in self.frames))

    def list_terms(self) -> pd.DataFrame:
        """One row per term: ``frame``, ``term``, ``reason``, ``marks``, ``case``, ``stem``, ``line``."""
        columns = ["frame", "term", "reason", "marks", "case", "stem", "line"]
        rows = [
            (frame.name, term.text, term.reason, ", ".join(term.marks) or None, term.case, term.stem, term.line)
            for frame in self.frames
            for term in frame.terms
        ]
        return pd.DataFrame(rows, columns=columns).astype({"line": "Int64"})

    def lint(self, vocabulary: Iterable[str] | None = None) -> list[Finding]:
        """Terms that can never count; see :func:`framelens.dictionary.lint.find_idle_terms`."""
        return find_idle_terms(self.frames, vocabulary, left_out=self.left_out, path=self.path)

    def list_frames(self) -> pd.DataFrame:
        """One row per frame: ``frame``, ``definition``, ``source``, ``n_terms`` and ``terms`` (the first of them)."""
        rows = []
        for frame in self.frames:
            first = [term.text for term in frame.terms[:SHOWN]]
            terms = ", ".join(first) + (" …" if len(frame.terms) > SHOWN else "")
            rows.append((frame.name, frame.definition, frame.source, len(frame.terms), terms))
        return pd.DataFrame(rows, columns=["frame", "definition", "source", "n_terms", "terms"])

    def _repr_html_(self) -> str:
        table = self.list_frames().drop(columns="source").rename(columns={"n_terms": "n"})
        left: Any = [{"selector": "th, td", "props": "text-align: left"}]
        return str(table.style.hide().format(escape="html").set_table_styles(left).to_html(table_uuid="frames"))
