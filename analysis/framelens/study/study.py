"""The study that a researcher holds: settings, articles, annotations, measures, codes and the report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from framelens.corpus.changes import BOILERPLATE, RELATED
from framelens.corpus.filtering import choose_articles
from framelens.errors import InputError, suggest
from framelens.measure.groups import list_near
from framelens.results.wording import count
from framelens.settings.settings import Settings
from framelens.spreadsheets import Table
from framelens.store import annotate
from framelens.store.kept import find_shelf
from framelens.store.opening import annotate_study
from framelens.study.comparing import Comparisons
from framelens.study.definitions import Definitions
from framelens.study.framing import FrameMeasures
from framelens.study.handling import Handling
from framelens.study.narrowing import keep_articles
from framelens.study.registry import MEASURES
from framelens.study.sources import SourceMeasures
from framelens.study.statements import tabulate_statements
from framelens.study.tone import ToneMeasures
from framelens.study.voices import VoiceMeasures
from framelens.study.words import WordMeasures
from framelens.tables import Annotations

if TYPE_CHECKING:
    from framelens.report.building import Report
    from framelens.study.codes import Codes
    from framelens.study.story import Story

Where = str | pd.Series | Callable[[pd.DataFrame], pd.Series]


class Study(
    VoiceMeasures, SourceMeasures, ToneMeasures, FrameMeasures, WordMeasures, Comparisons, Definitions, Handling
):
    """A study: its settings, its articles, what stands in their words, and every measure as a method.

    Made by :func:`framelens.open`. It is lazy: articles are read and annotated when a table or a measure first needs
    them, and what was made is kept beside the study. It never changes; ``where`` gives another study.

    Attributes
    ----------
    settings : Settings
        The settings of ``study.toml``.
    articles, quotes, mentions, speakers, segments, hits, duplicates, left_out : Table
        Copies of the tables, to filter, merge and export: pandas DataFrames whose ``to_excel`` writes no formula.
    codes : Codes
        People's coding: samples, forms, agreement, corrected estimates.
    story : Story
        The chapters of the report.

    Examples
    --------
    >>> study.voices().table[["name", "n", "base", "estimate", "low", "high"]].head(3)
    >>> study.where("outlet == 'The Eastern Mail'").tone(by="voice").table[["voice", "n", "estimate"]]
    """

    def __init__(
        self,
        settings: Settings,
        *,
        store: Path | None = None,
        table: pd.DataFrame | None = None,
        annotations: Annotations | None = None,
    ) -> None:
        self.settings = settings
        self._store, self._table = store, table
        self._is_whole = table is None and annotations is None
        if annotations is not None:
            self.__dict__["annotations"] = annotations

    @cached_property
    def annotations(self) -> Annotations:
        """The located tables that everything is computed from, with offsets; see docs/tables.md.

        Examples
        --------
        >>> study.annotations.quotes[["quote_id", "content"]].head(2)
        """
        if self._store is not None:
            from framelens.store.reading import open_store  # DuckDB is fetched where a store is read

            found = open_store(self._store).annotations()
        elif self._table is not None:
            found = annotate(self._table, self.settings, progress=True)
        else:
            found = annotate_study(self.settings, progress=True)
        self.settings = self.settings.with_reader_for(found.n_read)
        return found

    @property
    def _shelf(self) -> Path | None:
        return find_shelf(self.settings, self._store) if self._is_whole else None

    def where(self, condition: Where) -> Study:
        """A smaller study under the same settings: the articles that meet a condition.

        Parameters
        ----------
        condition : str, boolean Series or callable
            ``"outlet == 'Trend' and published >= '2021-01-01'"``, over every column of the articles; or a mask of
            ``study.articles``; or a function from that table to a mask.

        Raises
        ------
        InputError
            For a condition that cannot be read, an unknown column, or one that no article meets.

        Examples
        --------
        >>> study.where("outlet == 'Port and Trade' and published >= '2024-02-01'").voices()
        """
        found = self._found
        keep = _choose(found.articles, condition)
        if not keep.any():
            raise InputError(f"no article of {len(found.articles):,} meets {condition!r}; write a wider condition")
        ids = found.articles.loc[keep, "article_id"]
        return Study(self.settings, annotations=keep_articles(found, ids))

    def _variant(self, annotations: Annotations) -> Study:
        return Study(self.settings, annotations=annotations)

    def _read_again(self, **changes: Any) -> Study:
        return Study(replace(self.settings, **changes))

    def export(self, folder: str | Path) -> tuple[Path, ...]:
        """Write the study as tables for R, SPSS or Excel: articles, statements, segments, hits and speakers.

        ``articles`` has the measures of each article and is ready for a regression, ``segments`` for a multilevel
        model; both, statements and hits have outlet, date and the columns of your own. Each is written as CSV and
        Parquet; all but the segments also into one workbook, if they have at most 1,048,575 rows; its first sheet says
        which do. ``codebook.csv`` says what every column means, ``read.R`` reads the tables in R (lm, lme4, brms). The
        texts of the articles are not written.

        Parameters
        ----------
        folder : path
            Made if it is not there. What framelens exported there before is replaced.

        Returns
        -------
        tuple of Path
            The files.

        Raises
        ------
        InputError
            If a file of one of the names stands there that framelens did not write, or that was changed since.

        Examples
        --------
        >>> [path.name for path in study.export(folder / "tables")][:3]
        """
        from framelens.study.exporting import export_study

        return export_study(self, folder)

    # Tables

    @property
    def articles(self) -> Table:
        """One row per article, with every column that came in.

        Examples
        --------
        >>> study.articles[["article_id", "outlet", "published"]].head(3)
        """
        return Table(self._found.articles.copy())

    @property
    def quotes(self) -> Table:
        """One row per statement: its words, the speaker's name, outlet and date, and the columns of your own.

        It goes into Excel or R as it is. A column of your own of the same name as one of these is
        called ``article_`` and its name.

        Examples
        --------
        >>> study.quotes[["speaker", "words", "outlet"]].head(2)
        >>> study.quotes.to_excel(folder / "quotes.xlsx").name
        """
        return Table(tabulate_statements(self._found))

    @property
    def mentions(self) -> Table:
        """One row per mention of a person or organisation.

        Examples
        --------
        >>> study.mentions[["form", "kind", "speaker_id"]].head(3)
        """
        return Table(self._found.mentions.copy())

    @property
    def segments(self) -> Table:
        """One row per stretch of one sentence in one voice, with its valences.

        Examples
        --------
        >>> study.segments[["voice", "start", "end", "valence_vader"]].head(3)
        """
        return Table(self._found.segments.copy())

    @property
    def hits(self) -> Table:
        """One row per matched frame term.

        Examples
        --------
        >>> study.hits[["frame", "term", "voice", "speaker_id"]].head(3)
        """
        return Table(self._found.hits.copy())

    @property
    def duplicates(self) -> Table:
        """One row per article that is a copy of another, or has one.

        Examples
        --------
        >>> study.duplicates
        """
        return Table(self._found.duplicates.copy())

    @property
    def left_out(self) -> Table:
        """One row per article or passage that is in no measure, with the reason.

        Of a passage (a caption, an advertisement, related links), ``source`` has the words, ``kind`` is 'boilerplate'
        or 'related_links', and ``reason`` the rule that told it.

        Examples
        --------
        >>> study.left_out
        """
        found = self._found
        kinds = [RELATED] if self.settings.articles.keep_boilerplate else [RELATED, BOILERPLATE]
        passages = found.clean[found.clean["kind"].isin(kinds)].rename(columns={"rule": "reason"})
        columns = list(found.left_out.columns)
        return Table(pd.concat([found.left_out, passages[columns]], ignore_index=True))

    @property
    def speakers(self) -> Table:
        """One row per person or organisation of the study, with the roster's columns.

        Examples
        --------
        >>> study.speakers[["name", "roles", "n_quotes"]].head(3)
        """
        return Table(self._measures.speakers.copy())

    # What people do with it

    @cached_property
    def codes(self) -> Codes:
        """People's coding: samples, forms, agreement, scores and corrected estimates.

        Examples
        --------
        >>> study.codes.agreement()
        """
        from framelens.study.codes import codes_of

        return codes_of(self._measures)

    @property
    def story(self) -> Story:
        """The chapters of the report, each a block that shows itself.

        Examples
        --------
        >>> study.story.voices()
        """
        from framelens.study.story import Story

        return Story(self)

    def report(self, target: str | Path | None = None) -> Report:
        """Run the study's notebooks and write the report, which a notebook shows.

        Returns
        -------
        framelens.report.building.Report
            ``folder`` and ``files``; ``open()`` opens the page in the web browser of this computer.

        Examples
        --------
        >>> study.report()
        """
        from framelens.report.building import build_report

        source = self._store or self.settings.folder
        return build_report(source, out=target, progress=True)

    def __repr__(self) -> str:
        made = "annotations" in self.__dict__
        size = f", {count(len(self.annotations.articles), 'article')}" if made else ""
        return f"Study({self.settings.title!r}{size})"

    def _repr_html_(self) -> str:
        from framelens.results.displaying import describe_annotations, describe_study

        found = describe_annotations(self.annotations) if "annotations" in self.__dict__ else ""
        return describe_study(self.settings) + found

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or hasattr(type(self), name):
            # Python asks here as well where a property of the class broke off: what broke it is what to say.
            return object.__getattribute__(self, name)
        raise AttributeError(f"a study has no '{name}'; {suggest(name, list_near(name, dir(self)))}")

    def __dir__(self) -> list[str]:
        tables = ("articles", "quotes", "mentions", "speakers", "segments", "hits", "duplicates", "left_out")
        measures = [*(name for name in MEASURES if "." not in name), "network"]
        methods = ("where", "read", "correct", "review_speakers", "codes", "story", "report", "settings", "annotations")
        return sorted([*measures, *tables, *methods])


def _choose(articles: pd.DataFrame, condition: Where) -> pd.Series:
    met = condition(articles) if callable(condition) else condition
    return choose_articles(articles, met) if isinstance(met, str) else pd.Series(met, articles.index).fillna(False)
