"""Who coded, how often and how independently: what ``codes/coders.toml`` declares, because no code shows it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from framelens.errors import suggest
from framelens.settings.toml import TomlFile

FILE = "coders.toml"
PEOPLE = "coders"
_TRUTHS = ("independent", "blind", "authors")
_TEXTS = ("training", "passes", "settled")
# What a reader has to know of coders, and how the gap is named where it is not declared (Lacy et al. 2015).
ASKED = {
    "independent": "whether the coders worked independently of each other",
    "blind": "whether the program’s answers were hidden from the coders",
    "authors": "whether the coders are authors of the study",
    "training": "how the coders were trained",
    "passes": "when the passes of one person were made",
    "settled": "how disagreements were settled",
}


@dataclass(frozen=True)
class Coders:
    """What is declared of a study's coders; null where nothing is.

    Attributes
    ----------
    people : mapping of str to str
        Coder -> person. Coders that are the same person are passes of one person.
    independent, blind, authors : bool or None
        Whether each coded without knowing the others' codes; without seeing the program's answers; and whether a coder
        is an author of the study.
    training, passes, settled : str
        How coders were trained, when one person coded a second time, and how disagreements were settled; empty where it
        is not declared.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    independent: bool | None = None
    blind: bool | None = None
    authors: bool | None = None
    training: str = ""
    passes: str = ""
    settled: str = ""

    def group(self, coders: Collection[str]) -> dict[str, list[str]]:
        """Person -> the coders that are this person, of the declared ones among ``coders``."""
        found: dict[str, list[str]] = {}
        for coder in sorted(coders):
            if coder in self.people:
                found.setdefault(self.people[coder], []).append(coder)
        return found

    def name_agreement(self, coders: Collection[str]) -> str:
        """What agreement between coders is called: by whether they are several people, one, or undeclared."""
        people = self.group(coders)
        if sum(map(len, people.values())) < len(coders):
            return "agreement between coders"
        return "intercoder" if len(people) == len(coders) else "intra-coder" if len(people) == 1 else "pooled"

    def list_gaps(self, coders: Collection[str]) -> list[str]:
        """What a reader has to know of these coders and is not declared."""
        unknown = [coder for coder in sorted(coders) if coder not in self.people]
        gaps = [f"who {' and '.join(unknown)} {'is' if len(unknown) == 1 else 'are'}"] if unknown else []
        once = all(len(passes) == 1 for passes in self.group(coders).values())
        moot = {"independent", "settled", "passes"} if len(coders) < 2 else {"passes"} if once else set()
        asked = {name: gap for name, gap in ASKED.items() if name not in moot}
        return gaps + [gap for name, gap in asked.items() if getattr(self, name) in (None, "")]


def read_coders(folder: Path | str) -> Coders:
    """Read ``coders.toml`` of a folder of codes; nothing is declared where there is none.

    Raises
    ------
    InputError
        For a file that is no TOML, an unknown key, or a value of the wrong kind, with file and line.

    Examples
    --------
    >>> fl.read.read_coders(coded.settings.folder / "codes").people
    """
    path = Path(folder) / FILE
    if not path.exists():
        return Coders()
    file, known = TomlFile.read(path), (*_TRUTHS, *_TEXTS, PEOPLE)
    for key, value in file.values.items():
        if key not in known:
            raise file.error((key,), f"unknown key '{key}'; {suggest(key, known)}")
        if key in _TRUTHS and not isinstance(value, bool):
            raise file.error((key,), f"{key} is {value!r}; it is true or false")
        if key in _TEXTS and not isinstance(value, str):
            raise file.error((key,), f"{key} is {value!r}; it is text in quotation marks")
    people = file.values.get(PEOPLE, {})
    if not isinstance(people, dict):
        raise file.error(
            (PEOPLE,), f'{PEOPLE} is {people!r}; it is a table, such as [coders] and below it anna = "A. B."'
        )
    for coder, person in people.items():
        if not isinstance(person, str) or not person.strip():
            raise file.error((PEOPLE, coder), f'coder {coder} is {person!r}; name the person, such as anna = "A. B."')
    about: dict[str, Any] = {name: " ".join(str(file.values.get(name, "")).split()).rstrip(".") for name in _TEXTS}
    about |= {name: file.values.get(name) for name in _TRUTHS}
    return Coders({coder: " ".join(person.split()) for coder, person in people.items()}, **about)
