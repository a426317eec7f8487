"""The codebook: what coders are asked about a unit, which answers there are, and what each means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from framelens.annotate.source_forms import MEANINGS
from framelens.dictionary.parts import Frame
from framelens.errors import InputError, suggest
from framelens.settings.settings import Settings
from framelens.settings.source_scheme import UNKNOWN

ROLE, FORM = "role", "form"
QUESTIONS = ("statement", "speaker", "frame", "tone", "toward", ROLE, FORM)
UNSURE = "unsure"
NO_STATEMENT, UNNAMED, SOMEONE_ELSE = "no statement", "unnamed", "someone else"
NO_FRAME = "none"
TONES = ("negative", "neutral", "positive")
JOINT = "; "  # between the codes of a unit that may have several
_KEYS = "123456789acdefghijklmopqrstvxy"  # b, n, u, w and z are the form's own
_EXAMPLES = 6  # terms that stand beside the definition of a role
_PLAIN = re.compile(r"((?:(?!not\b)[\w.&’'-]+ ?)+)\*?")  # without cards and conditions


@dataclass(frozen=True)
class Code:
    """One answer of a codebook: its name, what it means, and the key that gives it in the form."""

    name: str
    meaning: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise InputError("a code of the codebook has no name; name each code")
        if self.name.casefold() == UNSURE:
            raise InputError(
                f"'{UNSURE}' is not a code: it stands for no answer and is always there; choose another name"
            )
        if JOINT.strip() in self.name:
            raise InputError(f"code '{self.name}' has a '{JOINT.strip()}' in it, which parts codes; rename it")


@dataclass(frozen=True)
class Question:
    """What is asked about every unit of one kind.

    Attributes
    ----------
    name : str
        One of :data:`QUESTIONS`.
    text : str
        The question as the coder reads it.
    codes : tuple of Code
        The answers; for 'speaker' those that every unit has, to which the people of its article are added.
    instruction : str
        The rule of coding, shown beside the passage.
    many : bool
        Whether a unit can have several codes.
    level : {'nominal', 'ordinal'}
        Whether the codes are names or ranks, for agreement.
    """

    name: str
    text: str
    codes: tuple[Code, ...]
    instruction: str = ""
    many: bool = False
    level: Literal["nominal", "ordinal"] = "nominal"

    def __post_init__(self) -> None:
        names = [code.name.casefold() for code in self.codes]
        for name in names:
            if names.count(name) > 1:
                raise InputError(f"the codebook of '{self.name}' has the code '{name}' twice; give each code once")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the codes."""
        return tuple(code.name for code in self.codes)

    def list_codes(self, choices: Iterable[str] = ()) -> tuple[Code, ...]:
        """The codes of one unit, with what only this unit can be answered by before the others, and their keys."""
        own = [Code(choice) for choice in choices if choice not in self.names]
        listed = [*own, *self.codes]
        keys = list(_KEYS) + [""] * len(listed)
        return tuple(Code(code.name, code.meaning, key) for code, key in zip(listed, keys, strict=False))

    def read_code(self, written: str, choices: Iterable[str] = ()) -> str | None:
        """What a coder wrote as a code of this question; null for 'unsure'.

        Raises
        ------
        InputError
            For a code outside the codebook, or several where one is asked for.
        """
        if written.strip().casefold() == UNSURE:
            return None
        allowed = {code.name.casefold(): code.name for code in self.list_codes(choices)}
        parts = [part.strip() for part in written.split(JOINT.strip()) if part.strip()] if self.many else [written]
        found = []
        for part in parts:
            name = allowed.get(part.strip().casefold())
            if name is None:
                raise InputError(f"code '{part.strip()}' is not in the codebook; {suggest(part, allowed.values())}")
            found.append(name)
        if self.many and len(found) > 1 and NO_FRAME in found:
            raise InputError(
                f"'{NO_FRAME}' is given together with other codes ({written}); it means that there is no other"
            )
        return JOINT.join(name for name in allowed.values() if name in found)


def _ask_tone(about: str) -> tuple[Code, ...]:
    return (
        Code("negative", f"criticism, blame, loss, threat or bad feeling {about}"),
        Code("neutral", f"neither, or both in balance: facts without a judgement {about}"),
        Code("positive", f"praise, credit, gain, hope or good feeling {about}"),
    )


def make_codebook(study: Settings) -> Mapping[str, Question]:
    """The codebook of a study: every question, with the study's own frames and roles of sources and their definitions.

    Returns
    -------
    mapping of str to Question

    Examples
    --------
    >>> fl.stats.make_codebook(study.settings)["statement"].names
    """
    frames = tuple(Code(f.name, " ".join(str(f.definition or "").split())) for f in study.frames.frames)
    no_statement = Code(NO_STATEMENT, "nobody: these words are no statement")
    questions = [
        Question(
            "statement",
            "Does the marked sentence report what somebody says, writes or thinks?",
            (
                Code("statement", "somebody’s words or thoughts are reported, quoted or not, in all or part of it"),
                Code("none", "the journalist’s own words only; a title or a single word in quotation marks is none"),
            ),
            "Reported speech counts with and without quotation marks. ‘Agency reports’ at the end only relays.",
        ),
        Question(
            "speaker",
            "Who says the marked words?",
            (
                Code(SOMEONE_ELSE, "a person or organisation that is not in the list"),
                Code(UNNAMED, "a source without a name: ‘officials’, ‘the report’"),
                no_statement,
            ),
            "The full name behind ‘he’, a surname or a title. Who is quoted, not who is talked about.",
        ),
        Question(
            "frame",
            "Which frames does the marked paragraph carry? Give all of them.",
            (*frames, Code(NO_FRAME, "none of these frames")),
            "A frame is there if the paragraph tells its subject that way, in whatever words.",
            many=True,
        ),
        Question(
            "tone",
            "In what tone are the marked words?",
            _ask_tone("in the words themselves"),
            "Judge the words, not the event or your opinion of it.",
            level="ordinal",
        ),
        Question(
            "toward",
            "In what tone does the marked sentence speak of the one named above it?",
            _ask_tone("toward this person or organisation"),
            "Toward the one named, whoever speaks: bad news about others is neutral here.",
            level="ordinal",
        ),
        Question(
            ROLE,
            "In what role does the source of the marked words speak?",
            (
                *(Code(role.name, _describe_role(role)) for role in study.source_roles.frames),
                Code(UNKNOWN, "the article does not tell in what role, or the source has none of these roles"),
                no_statement,
            ),
            "The role in which the source speaks here, by what the article says of it and not by what you know.",
        ),
        Question(
            FORM,
            "How is the source of the marked words named?",
            (
                *(Code(form, meaning) for form, meaning in MEANINGS.items()),
                Code(UNKNOWN, "the article does not tell"),
                no_statement,
            ),
            "‘He’, a surname or a title is named like whoever is meant by it.",
        ),
    ]
    return {question.name: question for question in questions}


def _describe_role(role: Frame) -> str:
    """The definition of a role and its first terms, whole words only, as examples."""
    examples = [words[1] for term in role.terms if (words := _PLAIN.fullmatch(term.text))][:_EXAMPLES]
    said = " ".join(role.definition.split()).rstrip(".")
    return f"{said}; such as {', '.join(examples)}" if examples else said


def find_question(name: str, codebook: Mapping[str, Question]) -> Question:
    """A question of the codebook by its name; :class:`InputError` for one that there is not."""
    if name not in codebook:
        raise InputError(f"no question is '{name}'; {suggest(str(name), codebook)}")
    return codebook[name]
