"""Names gathered into identities where names are inflected: one for each person and body of an article."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from framelens.annotate.identities import Identity, speaker_key
from framelens.annotate.inflected.bodies import Bodies
from framelens.annotate.inflected.persons import Persons
from framelens.annotate.inflected.readings import NOMINATIVE
from framelens.annotate.inflected.roles import cases_of, find_roles
from framelens.annotate.layout import Layout
from framelens.annotate.name_runs import Name
from framelens.languages import Language

_LAST_WORD = re.compile(r"([^\W\d_]+(?:-[^\W\d_]+)*)\s$")
_NEXT_WORD = re.compile(r"\s([^\W\d_]+)")


def gather_inflected(
    text: str, layout: Layout, names: Sequence[Name], roster: pd.DataFrame, language: Language
) -> tuple[list[Identity], dict[Name, list[Identity]]]:
    """The identities of an article, and for each name the ones that it may stand for.

    A name that fits nobody founds an identity; one that fits two keeps both as candidates.
    """
    known = know_roster(roster, language)
    people = [name for name in names if name.kind == "person"]
    persons = Persons(language, [one for one in known if one[0].kind == "person"])
    # Where verbs do not agree with who acts, a genitive often opens a sentence: "Həsənovun sözlərinə görə".
    openings = {sentence.start for sentence in layout.sentences if language.verb_endings}
    openings |= {name.start for name in people if is_upright(text, name, language)}
    links = persons.link(people, _spelt_twice(text, people), openings, find_subjects(text, people, language))
    bodies = Bodies(language, [one for one in known if one[0].kind != "person"])
    links |= bodies.link(text, [name for name in names if name.kind == "organisation"], openings)
    identities = [*(person.identity for person in persons.persons), *bodies.identities]
    _give_keys(identities)
    for name in sorted(links, key=lambda n: n.start):
        if len(links[name]) != 1:
            continue
        one = links[name][0]
        one.first_seen = name.start if one.first_seen < 0 else min(one.first_seen, name.start)
        for role, gender in find_roles(text, layout, name, language) if name.kind == "person" else ():
            one.add_role(role)
            if gender:
                one.gender[gender] += 2
    seen = {id(identity) for fitting in links.values() for identity in fitting}
    return [one for one in identities if id(one) in seen or one.from_roster], links


def _give_keys(identities: Sequence[Identity]) -> None:
    taken = {one.speaker_id for one in identities if one.from_roster}
    for one in identities:
        if not one.from_roster:
            key = speaker_key(one.name)
            one.speaker_id = key if key not in taken else f"{key}-{one.kind}"
            number = 2
            while one.speaker_id in taken:
                one.speaker_id, number = f"{key}-{number}", number + 1
            taken.add(one.speaker_id)


def know_roster(roster: pd.DataFrame, language: Language) -> list[tuple[Identity, list[str]]]:
    """The identities of the roster with every name that it gives them."""
    found: dict[str, tuple[Identity, list[str]]] = {}
    for row in roster.to_dict("records"):
        key, name = str(row["speaker_id"]), str(row["name"])
        kind = "organisation" if is_body(name, language) else "person"
        identity, names = found.setdefault(key, (Identity(key, name, kind, from_roster=True, first_seen=-1), [name]))
        if isinstance(row["role"], str):
            identity.add_role(row["role"])
        if isinstance(row["alias"], str):
            identity.aliases[row["alias"]] += 0
            names.append(row["alias"])
    return list(found.values())


def is_body(name: str, language: Language) -> bool:
    """Whether a name is a body's, by its words: an acronym, a ministry."""
    words = name.split()
    in_capitals = len(words) == 1 and len(name) > 1 and name.isupper()
    return in_capitals or any(language.lower(word) in language.organisations for word in words)


def is_upright(text: str, name: Name, language: Language) -> bool:
    """Whether a title in its base form stands right in front of a name, or a verb of saying right behind it."""
    before = _LAST_WORD.search(text, max(0, name.start - 30), name.start)
    behind = _NEXT_WORD.match(text, name.end)
    if before is not None and cases_of(before[1], language) == {NOMINATIVE}:
        return True
    return bool(language.verb_endings) and behind is not None and language.lower(behind[1]) in language.cues


def find_subjects(text: str, names: Sequence[Name], language: Language) -> dict[Name, str]:
    """The names beside a verb of saying, and the gender that its ending tells: "сказала Зуева"."""
    found: dict[Name, str] = {}
    if not language.verb_endings:
        return found
    for name in names:
        before = _LAST_WORD.search(text, max(0, name.start - 30), name.start)
        behind = _NEXT_WORD.match(text, name.end)
        for word in (match[1] for match in (before, behind) if match):
            small = language.lower(word)
            if small in language.cues:
                for gender, endings in language.verb_endings.items():
                    if small.endswith(tuple(endings)):
                        found[name] = gender
    return found


def _spelt_twice(text: str, names: Sequence[Name]) -> list[tuple[Name, Name]]:
    """Names with the same in another script in brackets behind them: "Дэвид Эберсман (David Ebersman)"."""
    ordered = sorted(names, key=lambda n: n.start)
    found = []
    for first, second in pairwise(ordered):
        between = text[first.end : second.start]
        in_brackets = between.strip().startswith("(") and len(between) < 12 and text[second.end : second.end + 1] == ")"
        if in_brackets and script_of(first.text) != script_of(second.text):
            found.append((first, second))
    return found


def script_of(word: str) -> str:
    """The script of a word's first letter as Unicode calls it: LATIN, CYRILLIC."""
    letter = next((one for one in word if one.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""
