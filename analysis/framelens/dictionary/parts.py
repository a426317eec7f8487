"""What a dictionary is made of: frames, their terms, and what of a file cannot be looked for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from framelens.dictionary.terms import Pattern, parse_term
from framelens.errors import InputError, suggest

# Entman (1993): what a frame does with what it selects.
MARKS = ("problem", "cause", "judgement", "remedy")

_CODE = re.compile(r"[a-z]{2,3}")


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
    language : str or None
        The language of the articles that it is looked for in (ISO 639-1); None for every article.

    Raises
    ------
    InputError
        If the text does not parse, or a mark or language is none.
    """

    text: str
    reason: str | None = None
    marks: tuple[str, ...] = ()
    case: bool = False
    stem: bool = False
    line: int | None = field(default=None, compare=False)
    language: str | None = None

    def __post_init__(self) -> None:
        for mark in self.marks:
            if mark not in MARKS:
                raise InputError(f"term '{self.text}': unknown mark '{mark}'; {suggest(mark, MARKS)}")
        if self.language is not None and not _CODE.fullmatch(self.language):
            raise InputError(
                f"term '{self.text}': the language is '{self.language}'; write the two letters of ISO 639-1, as in de"
            )
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
class UnusableEntry:
    """An entry of a foreign dictionary that cannot be looked for: its frame, text, why, and its line."""

    frame: str
    text: str
    reason: str
    line: int | None = None
