"""What the measures of a study share: its annotations and settings, groups, and the way from sums to a measure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from framelens.errors import InputError, suggest
from framelens.measure.groups import By, check_columns, list_article_columns, list_columns, list_near
from framelens.measure.resampling import Interval
from framelens.measure.segments import PLACES
from framelens.measure.sums import ArticleSums
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.results.measures import StudyMeasures, measure_study
from framelens.results.selecting import SelectByCells, SelectByTerm, Selector
from framelens.results.tabulating import note_intervals
from framelens.settings.settings import Settings
from framelens.tables import Annotations

SPEAKER = "speaker."
NONE_GIVEN = "none given"  # in a column of the roster
_ORDER = ("n", "base", "estimate", "low", "high")


class Measuring:
    """The base of a study's measures: what they are computed from and how they become a :class:`Measure`."""

    settings: Settings

    @property
    def annotations(self) -> Annotations:
        """The located tables that everything is computed from, with offsets; see docs/tables.md."""
        raise NotImplementedError

    @cached_property
    def _measures(self) -> StudyMeasures:
        return measure_study(self.settings, self.annotations, self._shelf)

    @property
    def _shelf(self) -> Path | None:
        """The folder that keeps what takes long to measure, if the study has one."""
        raise NotImplementedError

    @property
    def _found(self) -> Annotations:
        """The annotations, whose articles have the columns of the study's events as well."""
        return self._measures.annotations

    @property
    def _interval(self) -> Interval:
        return self._measures.interval

    def _variant(self, annotations: Annotations) -> Measuring:
        """The study under the same settings with other annotations."""
        raise NotImplementedError

    def _read_again(self, **changes: Any) -> Measuring:
        """The study under changed settings, annotated again when it is asked."""
        raise NotImplementedError

    _is_whole: bool  # whether the study has all the articles that its settings name, and no others

    def _group(self, by: By, *, places: bool = False, speakers: bool = False) -> tuple[Annotations, tuple[str, ...]]:
        """The annotations to measure and the columns to group by; ``speaker.x`` takes speakers together by ``x``."""
        columns = list_columns(by)
        of_speakers = [column for column in columns if column.startswith(SPEAKER)]
        allowed = [*list_article_columns(self._found.articles), *(PLACES if places else ())]
        if of_speakers and not speakers:
            raise InputError(
                f"this measure cannot be grouped by '{of_speakers[0]}'; {suggest(of_speakers[0], allowed)}"
            )
        if len(of_speakers) > 1:
            raise InputError(f"by = {list(columns)} groups speakers twice; name one column that begins with 'speaker.'")
        check_columns(
            [column for column in columns if column not in of_speakers],
            [*allowed, *(self._speaker_columns() if speakers else ())],
        )
        if not of_speakers:
            return self._found, columns
        return self._merge_speakers(of_speakers[0]), tuple(column for column in columns if column not in of_speakers)

    def _speaker_columns(self) -> list[str]:
        known = [c for c in self.speakers.columns if c not in ("speaker_id", "name", "roles", "aliases")]
        return [SPEAKER + column for column in known if not column.startswith("n_")]

    @property
    def speakers(self) -> pd.DataFrame:
        """One row per person or organisation of the study, with the roster's columns."""
        raise NotImplementedError

    def _group_places(self, by: By) -> tuple[Annotations, tuple[str, ...]]:
        """As :meth:`_group`, with places, and with ``speaker`` for what speakers are taken together by."""
        annotations, columns = self._group(by, places=True, speakers=True)
        merged = annotations is not self._found and "speaker" not in columns
        return annotations, (*columns, "speaker") if merged else columns

    def _group_speakers(self, column: str) -> dict[str, str]:
        """The value that each speaker has in a column of the speakers table, by ``speaker_id``."""
        check_columns([column], self._speaker_columns())
        values = self.speakers[column.removeprefix(SPEAKER)].astype("str").fillna(NONE_GIVEN)
        return dict(zip(self.speakers["speaker_id"], values, strict=True))

    def _merge_speakers(self, column: str) -> Annotations:
        """The annotations with every speaker become the value of a column of the speakers table."""
        group, found = self._group_speakers(column), self._found
        merged = {
            name: getattr(found, name).assign(speaker_id=getattr(found, name)["speaker_id"].map(group).astype("str"))
            for name in ("quotes", "mentions", "hits")
        }
        return replace(found, speakers=self._list_groups(sorted(set(group.values())), column), **merged)

    def _list_groups(self, names: Sequence[str], kind: str) -> pd.DataFrame:
        """A speakers table of groups of speakers."""
        speakers = self._found.speakers.iloc[:0].reindex(range(len(names)))
        speakers["speaker_id"] = speakers["name"] = pd.array(names, dtype="str")
        speakers["kind"] = kind
        speakers["from_roster"] = pd.array([True] * len(names), dtype="boolean")
        return speakers

    def _by_cells(
        self,
        look: Look,
        stats: pd.DataFrame,
        sums: ArticleSums,
        by: Sequence[str],
        *,
        keys: Sequence[str] | None = None,
        wanted: pd.DataFrame | None = None,
        rename: Mapping[str, str] | None = None,
        notes: Sequence[str] = (),
    ) -> Measure:
        """A measure whose rows count rows of the annotations: the evidence of its sums."""
        stats = stats.reset_index(drop=True)
        table = stats.rename(columns=dict(rename or {}))
        known = [key for key in (keys if keys is not None else (*by, *sums.keys)) if key in table.columns]
        if wanted is None:
            wanted = table[known].assign(_row=np.arange(len(table)))
        selector = SelectByCells(self._found, sums.evidence, sums.cells, sums.articles, by, wanted, len(table))
        return self._make(look, table, stats, known, selector, notes)

    def _count_named(self, look: Look, stats: pd.DataFrame, sums: ArticleSums, columns: tuple[str, ...]) -> Measure:
        """A measure each of whose rows counts the statements of all named speakers of its group."""
        named = sums.keep_cells(sums.cells["speaker_id"].notna().to_numpy(dtype=bool))
        wanted = stats[list(columns)].assign(_row=np.arange(len(stats)))
        return self._by_cells(look, stats, named, columns, keys=(*columns, "measure"), wanted=wanted)

    def _by_term(
        self,
        look: Look,
        stats: pd.DataFrame,
        keys: Sequence[str],
        find: Callable[[pd.Series], pd.DataFrame],
        *,
        rename: Mapping[str, str] | None = None,
        table: str = "words",
    ) -> Measure:
        """A measure whose passages are looked for by the terms of its rows."""
        stats = stats.reset_index(drop=True)
        named = stats.rename(columns=dict(rename or {}))
        counts = named["n"].to_numpy(dtype=np.int64)

        def look_for(row: int) -> pd.DataFrame:
            return find(stats.iloc[row])

        return self._make(look, named, stats, keys, SelectByTerm(self._found, look_for, counts, table), ())

    def _make(
        self,
        look: Look,
        table: pd.DataFrame,
        stats: pd.DataFrame,
        keys: Sequence[str],
        selector: Selector,
        notes: Sequence[str],
    ) -> Measure:
        table = table.assign(n=pd.array(selector.count(), dtype="Int64"))
        if look.form != "list":
            table = table.assign(**{name: np.nan for name in _ORDER[2:] if name not in table})
        front = [*keys, *(name for name in _ORDER if name in table.columns and name not in keys)]
        table = table[[*front, *(c for c in table.columns if c not in front)]].reset_index(drop=True)
        said = [] if look.form == "list" else [self._say_intervals(table)]
        return Measure(look, table, tuple(keys), selector, stats, (*notes, *filter(None, said)))

    def _say_intervals(self, table: pd.DataFrame) -> str:
        cluster = self.settings.cluster
        together = f", clustered by {cluster.replace('_', ' ')}" if cluster else ""
        return note_intervals(
            bool(table["low"].notna().any()),
            one=self._measures.is_one,
            together=together,
            articles=table.get("n_base_articles"),
        )


def pick_cells(sums: ArticleSums, of: object) -> ArticleSums:
    """The ratios that a value of any of their columns names: a speaker's name or id, a voice, a frame.

    Raises
    ------
    InputError
        If nothing has that value.
    """
    if of is None:
        return sums
    wanted = [of] if isinstance(of, str) else list(of)  # type: ignore[call-overload]
    cells = sums.cells.astype("str")
    keep = cells.isin([str(value) for value in wanted]).any(axis=1).to_numpy(dtype=bool)
    for value in wanted:
        if not cells.isin([str(value)]).any(axis=None):
            names = [key for key in ("name", "voice", "frame", "target") if key in cells] or sums.keys
            there = [
                name for name in dict.fromkeys(cells[names].to_numpy(dtype=object).ravel()) if isinstance(name, str)
            ]
            raise InputError(f"nothing is called '{value}'; {suggest(str(value), list_near(str(value), there))}")
    return sums.keep_cells(keep)
