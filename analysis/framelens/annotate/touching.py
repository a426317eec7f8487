"""Which articles the roster's entries, or speakers that corrections join, may have a part in.

Asked of an article's rows as they were kept, so that a changed roster is not a reason to read every article again: an
entry may have a part where a name fits it, where a source fits its role or its noun, where its name stands in the text
and was no name before, or where somebody found has its key. What is answered with yes may still come out the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from framelens.annotate.acronyms import content_words
from framelens.annotate.correcting import means
from framelens.annotate.gathering import know_roster
from framelens.annotate.identities import slug, speaker_key
from framelens.annotate.inflected.bodies import Bodies
from framelens.annotate.inflected.gathering import know_roster as know_inflected
from framelens.annotate.inflected.names import any_form
from framelens.annotate.inflected.persons import Persons
from framelens.annotate.inflected.roles import role_of
from framelens.annotate.inflected.speakers import InflectedResolver
from framelens.annotate.layout import find_layout
from framelens.annotate.name_runs import Name
from framelens.annotate.offices import find_holders
from framelens.annotate.organisations import fit_noun
from framelens.annotate.who import SPELLING
from framelens.languages import Language, language_of

Row = Mapping[str, Any]
Entry = Sequence[str | None]  # speaker_id, name, role, alias: a row of the roster
_KEYS = ("speaker_id", "name", "role", "alias")


class Suspects:
    """Those whose part in articles is asked for.

    Parameters
    ----------
    rosters : sequence of sequence of rows
        Rows of the roster; of an entry that changed, as they were in one and as they are in the other.
    same : sequence of pairs
        Speakers that a correction joins in every article.
    """

    def __init__(self, rosters: Sequence[Sequence[Entry]], same: Sequence[Sequence[str]] = ()) -> None:
        self._rosters = [pd.DataFrame(list(rows), columns=list(_KEYS), dtype="str") for rows in rosters if rows]
        self._rows = [row for rows in rosters for row in rows]
        self._sides = list(dict.fromkeys(side for pair in same for side in pair))
        self._keys = {str(row[0]) for row in self._rows}
        self.kept: dict[str, Any] = {}

    @cached_property
    def _names(self) -> list[str]:
        return list(dict.fromkeys(name for row in self._rows for name in (row[1], row[3]) if name))

    def changed(self) -> set[str]:
        """The keys of entries whose rows may be others now, whether an article names them or not."""
        joined = {str(row[0]) for row in self._rows if any(means(side, *row) for side in self._sides)}
        return self._keys | joined | {*self._sides} | set(map(speaker_key, self._sides))

    def may_be_in(
        self, text: str, tag: str | None, mentions: Sequence[Row], quotes: Sequence[Row], speakers: Sequence[Row]
    ) -> bool:
        """Whether one of them may have a part in an article, by its rows of the kept tables."""
        if any(self._is_found(row) for row in speakers):
            return True
        if not self._rosters:
            return False
        language = language_of(tag)
        if language.code not in self.kept:
            build = _Spelt if language.names == SPELLING else _Inflected
            self.kept[language.code] = [build(roster, language) for roster in self._rosters]
        forms = {" ".join(text[row["start"] : row["end"]].split()) for row in mentions}
        forms |= {form for row in speakers if not is_unmet(row) for form in (row["name"], *row["aliases"])}
        sources = {text[q["source_start"] : q["source_end"]] for q in quotes if q["source_start"] is not None}
        unsure = {
            word
            for row in mentions
            if row["resolution"] == "ambiguous"
            for word in content_words(text[row["start"] : row["end"]])
        }
        if any(unsure & content_words(name) for name in self._names):
            return True
        return any(
            known.stands_in(text, self._names)
            or any(known.may_fit(form) for form in forms)
            or any(known.may_speak(source) for source in sources)
            for known in self.kept[language.code]
        )

    def _is_found(self, row: Row) -> bool:
        """Whether an article's speaker has a key of theirs, or is one whom a correction joins."""
        if is_unmet(row):
            return False
        keys = {row["speaker_id"], speaker_key(row["name"]), slug(row["name"])}
        if keys & self._keys:
            return True
        return any(
            means(side, row["speaker_id"], row["name"], None, alias)
            for side in self._sides
            for alias in (None, *row["aliases"])
        )


def is_unmet(row: Row) -> bool:
    """Whether a row only says that an entry of the roster has no part in the article."""
    return row["from_roster"] and not row["n_mentions"] and not row["n_quotes"]


class _Spelt:
    """Entries in articles whose names are told by spelling."""

    def __init__(self, roster: pd.DataFrame, language: Language) -> None:
        self._known = know_roster(roster)
        self._people = [one for one in self._known.identities if one.kind == "person" and one.roles]
        self._bodies = [one for one in self._known.identities if one.kind == "organisation"]
        self._last = {one.words[-1] for one in self._known.identities if one.words}
        self.may_fit = lru_cache(100_000)(self._may_fit)
        self.may_speak = lru_cache(100_000)(self._may_speak)

    def stands_in(self, text: str, names: Sequence[str]) -> bool:
        patterns = (r"\s+".join(map(re.escape, name.split())) for name in names)
        return any(re.search(rf"(?<!\w){pattern}(?!\w)", text) for pattern in patterns)

    def _may_fit(self, form: str) -> bool:
        spelt = {form, form.title()} if form.isupper() else {form}
        words = form.split()
        if words and words[-1] in self._last:
            return True
        return any(
            self._known.may_stand_for(Name(0, len(one), one, kind))
            for one in spelt
            for kind in ("person", "organisation")
        )

    def _may_speak(self, source: str) -> bool:
        return bool(find_holders(source, self._people) or fit_noun(source, self._bodies))


class _Inflected:
    """Entries in articles whose names a finder sees, in any form."""

    def __init__(self, roster: pd.DataFrame, language: Language) -> None:
        known = know_inflected(roster, language)
        self._persons = Persons(language, [one for one in known if one[0].kind == "person"])
        self._bodies = Bodies(language, [one for one in known if one[0].kind != "person"])
        self._language = language
        layout = find_layout("", language=language)
        self._resolver = InflectedResolver("", layout, language, [identity for identity, _ in known], {})
        self.may_fit = lru_cache(100_000)(self._may_fit)
        self.may_speak = lru_cache(100_000)(self._may_speak)

    def stands_in(self, text: str, names: Sequence[str]) -> bool:
        return any(re.search(any_form(name), text) for name in names if " " in name)

    def _may_fit(self, form: str) -> bool:
        return self._persons.may_stand_for(form) or self._bodies.may_stand_for(form)

    def _may_speak(self, source: str) -> bool:
        return bool(self._resolver.find_holders(source, role_of(source, self._language)))
