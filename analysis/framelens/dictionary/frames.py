"""Frames and their terms: what a researcher looks for in the words, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from framelens.dictionary.terms import Pattern, parse_term
from framelens.errors import InputError, suggest

if TYPE_CHECKING:
    from framelens.dictionary.lint import Finding

# Entman (1993): what a frame does with what it selects.
MARKS = ("problem", "cause", "judgement", "remedy")


@dataclass(frozen=True)
class Term:
    """One term of a frame, as it was written.

    Attributes
    ----------
    text : str
        The term: words, ``*`` and ``?`` cards, a phrase, ``A near/5 B``, with ``not after X`` and
        ``not before X``; :mod:`framelens.dictionary.terms` has the grammar.
    reason : str or None
        Why it stands for the frame, where that is not obvious.
    marks : tuple[str, ...]
        Entman's (1993) functions that the term fills: ``problem``, ``cause``, ``judgement``, ``remedy``.
    case : bool
        Whether capitals must agree.
    stem : bool
        Whether every word with the same Snowball stem matches: ``cooperate`` finds "cooperating".
    line : int or None
        The line of the file it was read from.

    Raises
    ------
    InputError
        If the text does not parse or a mark is unknown.
    """

    text: str
    reason: str | None = None
    marks: tuple[str, ...] = ()
    case: bool = False
    stem: bool = False
    line: int | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        for mark in self.marks:
            if mark not in MARKS:
                raise InputError(f"term '{self.text}': unknown mark '{mark}'; {suggest(mark, MARKS)}")
        _ = self.pattern

    @cached_property
    def pattern(self) -> Pattern:
        """The term as it is understood."""
        return parse_term(self.text, case=self.case, stem=self.stem)


@dataclass(frozen=True)
class Frame:
    """A frame: what it asserts, who described it, and the terms that show it.

    Attributes
    ----------
    name : str
        Its name in every table and figure.
    definition : str
        What a text does when it uses the frame.
    source : str
        Who described the frame, or the reading it comes from.
    terms : tuple[Term, ...]
    aliases : tuple[str, ...]
        Other names of the frame, as other people's codes have them.
    present_from : int
        From how many different terms on an article counts as using the frame, where a yes or no is asked.
    line : int or None
        The line of the file it was read from.
    """

    name: str
    definition: str = ""
    source: str = ""
    terms: tuple[Term, ...] = ()
    aliases: tuple[str, ...] = ()
    present_from: int = 1
    line: int | None = field(default=None, compare=False)

    @property
    def marks(self) -> tuple[str, ...]:
        """Entman's functions that its terms fill, in his order."""
        return tuple(mark for mark in MARKS if any(mark in term.marks for term in self.terms))


@dataclass(frozen=True)
class LeftOut:
    """An entry of a foreign dictionary that cannot be looked for: its frame, text, why, and its line."""

    frame: str
    text: str
    reason: str
    line: int | None = None


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
    left_out : tuple[LeftOut, ...]
        Entries of the file that cannot be looked for; ``lint`` reports them.

    Raises
    ------
    InputError
        If two frames have the same name.
    """

    frames: tuple[Frame, ...]
    title: str = ""
    source: str = ""
    path: str | None = field(default=None, compare=False)
    left_out: tuple[LeftOut, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        names = self.names
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"the frame '{name}' stands twice in {self.path or 'the dictionary'}; rename one")

    # Asked for each article; the names tell dictionaries apart as far as a hash must.
    def __hash__(self) -> int:
        return hash((self.names, self.title, self.source))

    @classmethod
    def empty(cls) -> FrameDictionary:
        """A dictionary without frames, for a study that does not look for any."""
        return cls(frames=())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the frames, in order."""
        return tuple(frame.name for frame in self.frames)

    def frame(self, name: str) -> Frame:
        """The frame called ``name``."""
        for frame in self.frames:
            if frame.name == name:
                return frame
        raise InputError(f"unknown frame '{name}' in {self.path or 'the dictionary'}; {suggest(name, self.names)}")

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
        from framelens.dictionary.lint import find_idle_terms

        return find_idle_terms(self, vocabulary)

    def _repr_html_(self) -> str:
        return self.list_terms().drop(columns="line").to_html(index=False, na_rep="")
