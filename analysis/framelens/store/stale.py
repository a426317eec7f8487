"""What a changed setting makes stale: which tables of which articles, and why, by what depends on it.

:data:`framelens.settings.dependent.DEPENDENT` says what depends on each setting. What is found here is written into the
commit log, so that a run that was killed goes on with it under no other settings than these.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, TypeVar

import pandas as pd

from framelens.annotate.correcting import means
from framelens.corpus.languages import base_of
from framelens.corrections import APART, COLUMNS, SAME
from framelens.settings import SETTINGS, Settings, mark_of, settings_of
from framelens.settings.dependent import (
    COPIES,
    CORRECTIONS,
    DEPENDENT,
    EVERYTHING,
    HITS,
    LANGUAGES,
    READING,
    ROSTER,
    SEGMENTS,
    SOURCE,
    TABLES_OF_LANGUAGES,
)
from framelens.settings.roster import COLUMNS as ROSTER_COLUMNS
from framelens.settings.tone import name_of

ARTICLES = "articles"  # everything that stands in the words of an article
_FINGERPRINT = 64  # letters
_NAMED = 3  # of what changed so many are named
_BY_KEY = {one.key: one for one in SETTINGS}

Language = str | None
Row = TypeVar("Row", bound=Hashable)


@dataclass(frozen=True)
class Stale:
    """What is to be recomputed, and for which articles.

    Attributes
    ----------
    why : str
        What changed, in words.
    what : str
        ``articles`` (everything), ``hits`` or ``segments`` (their tone).
    languages : tuple or None
        The languages of the articles, as the articles have them; None: whatever they are.
    chosen : bool
        Whether only those articles are meant that ``ids``, ``rosters`` and ``same`` point to.
    ids : tuple of str
        Articles by their ``article_id``.
    rosters : tuple
        Rows of the roster that changed: as they were, and as they are.
    same : tuple
        Pairs of speakers that corrections join, or joined, in every article.
    copies : bool
        Whether only copies of other articles are meant.
    """

    why: str
    what: str = ARTICLES
    languages: Sequence[Language] | None = None
    chosen: bool = False
    ids: Sequence[str] = ()
    rosters: Sequence[Sequence[Sequence[str | None]]] = ((), ())
    same: Sequence[Sequence[str]] = ()
    copies: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether nothing of any article stays."""
        return self.what == ARTICLES and self.languages is None and not (self.chosen or self.copies)

    @property
    def of_people(self) -> bool:
        """Whether the entries of the roster change that stand with every article, named in it or not."""
        return any(self.rosters) or bool(self.same)

    def as_dict(self) -> dict[str, object]:
        """For the commit log."""
        return asdict(self)


@dataclass(frozen=True)
class Changes:
    """What other settings than those of a store make of it.

    Attributes
    ----------
    stale : tuple of Stale
    source : tuple of str
        The settings by which the source is read otherwise, in words.
    gathers : bool
        Whether who is who is to be gathered again, though no article is annotated again.
    reads : bool
        Whether tables that stay are read otherwise: copies counted or left out.
    """

    stale: tuple[Stale, ...] = ()
    source: tuple[str, ...] = ()
    gathers: bool = False
    reads: bool = False


def find_changes(
    made: Mapping[str, object], before: Settings | None, study: Settings, languages: Iterable[Language]
) -> Changes:
    """What changed since a store was made, and what that makes stale.

    Parameters
    ----------
    made : mapping
        What :func:`framelens.settings.settings_of` said of the settings it was made under.
    before : Settings, optional
        Those settings; where they are not known, what depends on a setting is stale as a whole.
    study : Settings
    languages : iterable of str or None
        The languages of its articles.
    """
    now = settings_of(study)
    # A store that does not say which tables of languages it was made with was made with these.
    changed = {key for key in now if made.get(key) != now[key] and not (key == TABLES_OF_LANGUAGES and key not in made)}
    known = {
        key: before
        for key in changed
        if key in _BY_KEY and before and mark_of(before.value_of(_BY_KEY[key])) == made.get(key)
    }
    said = {key: f"{key} {_difference(made.get(key), now[key])}" for key in sorted(changed)}
    by_hang: dict[str, list[str]] = {}
    for key in said:
        by_hang.setdefault(DEPENDENT[key], []).append(key)
    languages, stale, reads = tuple(languages), [], READING in by_hang
    stale += [Stale(said[key]) for key in by_hang.get(EVERYTHING, ())]
    if LANGUAGES in by_hang:
        stale.append(_of_languages(made[TABLES_OF_LANGUAGES], now[TABLES_OF_LANGUAGES], languages))
    for key in by_hang.get(COPIES, ()):
        if "once" in (made.get(key), now[key]):
            stale.append(Stale(said[key], copies=True))
        reads = True
    if ROSTER in by_hang:
        old = known.get("speakers.roster")
        stale.append(_of_roster(old, study) if old else Stale(said["speakers.roster"]))
    if CORRECTIONS in by_hang:
        old = known.get("corrections.csv")
        stale += _of_corrections(old, study) if old else [Stale(said["corrections.csv"])]
    for what, mark in ((HITS, _mark_frames), (SEGMENTS, _mark_tone)):
        if keys := by_hang.get(what):
            old = before if all(key in known for key in keys) else None
            some = [one for one in languages if mark(old, one) != mark(study, one)] if old else None
            why = "the dictionary changed" if what == HITS else "; ".join(said[key] for key in keys)
            stale.append(Stale(why, what, some))
    source = tuple(said[key] for key in by_hang.get(SOURCE, ()))
    return Changes(tuple(stale), source, CORRECTIONS in by_hang, reads)


def _of_languages(made: Any, now: Any, languages: Sequence[Language]) -> Stale:
    codes = sorted(code for code in {*made, *now} if made.get(code) != now.get(code))
    why = f"the tables of {', '.join(codes)} changed"
    if "en" in codes:
        return Stale(why)
    return Stale(why, languages=[one for one in languages if base_of(one or "en") in codes])


def _of_roster(before: Settings, study: Settings) -> Stale:
    old, new = _entries(before.roster), _entries(study.roster)
    gone, come = _find_differing(list(old.items()), list(new.items()))
    ids = list(dict.fromkeys(key for key, _ in (*gone, *come)))
    names = list(dict.fromkeys(str(rows[0][1]) for _, rows in (*come, *gone)))
    noun = "entry" if len(ids) == 1 else "entries"
    rosters = tuple([row for _, rows in entries for row in rows] for entries in (gone, come))
    # Corrections find a speaker by a name that the roster may have given or taken.
    rows = [row for table in (before.corrections, study.corrections) for row in table.to_dict("records")]
    named = tuple(sorted({str(row["article_id"]) for row in rows if not pd.isna(row["article_id"])}))
    pairs = {(str(row["speaker"]), str(row["value"])) for row in rows if _joins_everywhere(row)}
    entries = [row for entries in rosters for row in entries]
    same = sorted(pair for pair in pairs if any(means(side, *row) for side in pair for row in entries))
    return Stale(
        f"roster: {len(ids)} {noun} changed ({name_some(names)})",
        chosen=True, ids=named, rosters=rosters, same=tuple(same),
    )  # fmt: skip


def _entries(roster: pd.DataFrame) -> dict[str, tuple[tuple[str | None, ...], ...]]:
    """The rows of each entry."""
    found: dict[str, tuple[tuple[str | None, ...], ...]] = {}
    for cells in zip(*(roster[name] for name in ROSTER_COLUMNS), strict=True):
        row = tuple(None if pd.isna(cell) else str(cell) for cell in cells)
        found[str(row[0])] = (*found.get(str(row[0]), ()), row)
    return found


def _of_corrections(before: Settings, study: Settings) -> list[Stale]:
    old, new = (
        [tuple(None if pd.isna(cell) else cell for cell in row) for row in table[list(COLUMNS)].to_numpy().tolist()]
        for table in (before.corrections, study.corrections)
    )
    rows = [dict(zip(COLUMNS, row, strict=True)) for rows in _find_differing(old, new) for row in rows]
    ids = sorted({str(row["article_id"]) for row in rows if row["article_id"] and row["what"] != APART})
    same = sorted({(str(row["speaker"]), str(row["value"])) for row in rows if _joins_everywhere(row)})
    if not ids and not same:
        return []
    why = f"corrections.csv: {len(rows)} {'line' if len(rows) == 1 else 'lines'} changed"
    return [Stale(why, chosen=True, ids=tuple(ids), same=tuple(same))]


def _joins_everywhere(row: Mapping[Any, Any]) -> bool:
    return row["what"] == SAME and bool(pd.isna(row["article_id"]))


def _find_differing(old: list[Row], new: list[Row]) -> tuple[list[Row], list[Row]]:
    """What is only in one of two lists, or stands in another order there."""
    gone, come = [], []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += old[a:b]
            come += new[c:d]
    return gone, come


def _mark_frames(study: Settings, language: Language) -> object:
    return mark_of(study.frames.in_language(language))


def _mark_tone(study: Settings, language: Language) -> object:
    fitting = study.lexicons_for(language)
    lexicons = {name_of(x): mark_of((x,)) for x in study.scored_lexicons if name_of(x) in fitting}
    return lexicons, study.excluded_words if lexicons else ()


def name_some(names: Sequence[str]) -> str:
    """A few of some names, and how many more there are."""
    shown = [name if len(name) <= _FINGERPRINT else f"{name[:_FINGERPRINT]}…" for name in names[:_NAMED]]
    return ", ".join(shown) + (f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else "")


def _difference(made: object, now: object) -> str:
    if isinstance(now, Mapping) or (isinstance(now, str) and len(now) == _FINGERPRINT):
        return "changed"
    return f"was {json.dumps(made)} and is {json.dumps(now)}"
