"""Frames and their terms: what a researcher looks for in the words, and why."""

from __future__ import annotations

from dataclasses import dataclass, field

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
        Entman's functions that the term fills: ``problem``, ``cause``, ``judgement``, ``remedy``.
    case : bool
        Whether capitals must agree.
    stem : bool
        Whether every inflection with the same Snowball stem matches (``cooperate`` finds ``cooperating``).
    line : int or None
        The line of the file it was read from.
    """

    text: str
    reason: str | None = None
    marks: tuple[str, ...] = ()
    case: bool = False
    stem: bool = False
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Frame:
    """A frame: what it asserts, who described it, and the terms that show it.

    Attributes
    ----------
    name : str
        Its name in every table and figure.
    definition : str
        What an article does when it uses the frame.
    source : str
        Who described the frame, or the reading it comes from.
    terms : tuple[Term, ...]
    line : int or None
        The line of the file it was read from.
    """

    name: str
    definition: str = ""
    source: str = ""
    terms: tuple[Term, ...] = ()
    line: int | None = field(default=None, compare=False)


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
    """

    frames: tuple[Frame, ...]
    title: str = ""
    source: str = ""
    path: str | None = field(default=None, compare=False)

    @classmethod
    def empty(cls) -> FrameDictionary:
        """A dictionary without frames, for a study that does not look for any."""
        return cls(frames=())

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the frames, in order."""
        return tuple(frame.name for frame in self.frames)
