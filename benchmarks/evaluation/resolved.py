"""Who speaks in languages other than English: made-up reports whose marks say who each source is.

Statements and names are given as a perfect finder would hand them over, so that only the way from a source's words to a
person is scored. Names are the marked persons in every form that the language's table of endings allows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from framelens.annotate.inflected.gathering import gather_inflected
from framelens.annotate.inflected.names import clean_names
from framelens.annotate.inflected.persons import fit_readings
from framelens.annotate.inflected.readings import read_name
from framelens.annotate.inflected.speakers import InflectedResolver
from framelens.annotate.layout import find_layout
from framelens.annotate.statements import Statement
from framelens.languages import Language
from framelens.settings.roster import empty_roster

HOWS = ("right", "wrong", "missed", "credited")


def judge_report(record: Mapping[str, Any], language: Language) -> Iterator[str]:
    """How each source of a report was resolved, one of :data:`HOWS`.

    'right', 'wrong' and 'missed' are of sources that a person is marked for; 'credited' of those who are nobody by
    name and were given one.
    """
    text = record["text"]
    layout = find_layout(text, language=language)
    persons = {one["person"] for one in record["attributions"] if is_person(one["person"], language)}
    given = [(_as_statement(one), one["person"]) for one in record["attributions"]]
    given.sort(key=lambda pair: (pair[0].source or pair[0].cue or pair[0].content[0])[0])
    sources = [statement.source for statement, _ in given if statement.source]
    names = clean_names(text, layout, language, sources=sources, suggested=find_forms(text, persons, language))
    identities, links = gather_inflected(text, layout, names, empty_roster(), language)
    resolver = InflectedResolver(text, layout, language, identities, links)
    for statement, person in given:
        speaker = resolver.resolve(statement).speaker
        name = speaker.name if speaker and speaker.kind == "person" else None
        if person in persons:
            fits = name and fit_readings(read_name(name, language), read_name(person, language))[0]
            yield "right" if fits else "wrong" if name else "missed"
        elif person is None and statement.source:
            yield "credited" if name else "nobody"


def score_resolved(records: Sequence[Mapping[str, Any]], language: Language) -> pd.DataFrame:
    """Shares of sources that led to the right person, to another, to nobody; and of nobody's that led to somebody.

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure``, ``n``, ``estimate``, ``low``, ``high`` (reports resampled).
    """
    counts = []
    for record in records:
        found = list(judge_report(record, language))
        counts.append([found.count(how) for how in (*HOWS, "nobody")])
    table = np.array(counts, dtype=float)
    draw = np.random.default_rng(1)
    drawn = np.array([_shares(table[draw.integers(0, len(table), len(table))]) for _ in range(500)])
    named, nobody = int(table[:, :3].sum()), int(table[:, 3:].sum())
    bases = [named, named, named, nobody]
    low, high = np.nanquantile(drawn, [0.025, 0.975], axis=0)
    rows = zip(HOWS, bases, _shares(table), low, high, strict=True)
    return pd.DataFrame(rows, columns=["measure", "n", "estimate", "low", "high"])


def _shares(table: np.ndarray) -> np.ndarray:
    right, wrong, missed, credited, nobody = table.sum(axis=0)
    with np.errstate(invalid="ignore"):  # a draw may have no source of nobody
        return np.array([*np.array([right, wrong, missed]) / (right + wrong + missed), credited / (credited + nobody)])


def is_person(name: str | None, language: Language) -> bool:
    """Whether a mark names a person in full: two to four words with capitals and none of a body's words."""
    words = (name or "").split()
    plain = all(word[0].isupper() or word in language.particles for word in words)
    is_body = any(language.lower(word) in language.organisations for word in words)
    return 2 <= len(words) <= 4 and plain and not is_body and not set('«»“”„"') & set(name or "")


def find_forms(text: str, persons: set[str], language: Language) -> list[tuple[int, int, str]]:
    """Where a text names some persons: in full, by initials, by the surname or the given name, in any form."""
    found: list[tuple[int, int, str]] = []
    for person in sorted(persons):
        words = person.split()
        whole = r"\s".join(map(_any_form, words))
        for pattern in (whole, rf"(?:\w\.\s?){{1,2}}{_any_form(words[-1])}", _any_form(words[-1]), _any_form(words[0])):
            for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", text):
                taken = any(start < match.end() and match.start() < end for start, end, _ in found)
                if match[0][0].isupper() and not taken:
                    if fit_readings(read_name(match[0], language), read_name(person, language))[0]:
                        found.append((*match.span(), "person"))
    return sorted(found)


def _any_form(word: str) -> str:
    short = len(word) <= 3
    return rf"{re.escape(word if short else word[: max(2, len(word) - 3)])}[\w’']{{0,9}}(?:-\w+)?"


def _as_statement(one: Mapping[str, Any]) -> Statement:
    cue, source = (tuple(one[part][0]) if one[part] else None for part in ("cue", "source"))
    return Statement(tuple(map(tuple, one["content"])), cue, source, 1.0)
