"""What sort of people are heard: the study's measures of sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from framelens.measure.groups import By
from framelens.measure.rarefaction import measure_diversity
from framelens.measure.sources import (
    ORIGIN,
    ROLE,
    SORTS,
    check_sort,
    count_sources,
    find_sides,
    list_sorts,
    sum_balance,
    sum_counts,
    sum_leading,
    sum_single,
    sum_sources,
)
from framelens.measure.sums import ArticleSums
from framelens.measure.voices import sum_statements
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.study.measuring import Measuring
from framelens.study.registry import measure

SOURCES = Look(
    "sources", "Sorts of sources", "statement", "share", "share of statements",
    "Sources are sorted by the role in which they speak, by how they are named, or by a column of the roster.",
)  # fmt: skip
LEADING = Look(
    "leading", "Who leads", "article", "share", "share of articles",
    "A source leads an article in which the first statement is its own.",
)  # fmt: skip
PER_ARTICLE = Look(
    "sources_per_article", "Sources an article", "article", "mean", "mean number of sources",
    "Different sources are counted in each article with a statement; an article opens at its first statement.",
)  # fmt: skip
SINGLE = Look(
    "single_source", "Articles with a single source", "article", "share", "share of articles",
    "An article has a single source if all its statements are by one; it opens at its first statement.",
)  # fmt: skip
DIVERSITY = Look(
    "source_diversity", "Diversity of sources at equal size", "statement", "index", "index",
    "Sorts of sources are counted among equally many statements of each group, as more statements have more of them.",
)  # fmt: skip
BALANCE = Look(
    "balance", "Balance between two sides", "statement", "share", "share of the statements of both sides",
    "The balance is the share of each side in the statements of both sides.",
)  # fmt: skip


class SourceMeasures(Measuring):
    """Measures of the sorts of sources."""

    @measure({"of": "form"}, {"of": "gender"})
    def sources(self, of: str = ROLE, by: By = None) -> Measure:
        """What sort of sources gets to speak: officials or citizens, named or anonymous, women or men.

        Parameters
        ----------
        of : str
            ``role`` (by the scheme of the study), ``form`` (named person, named organisation, unnamed person, unnamed
            group, anonymous, document), ``gender`` (only from pronouns, titles and kin, and from given names where
            ``names`` under ``[speakers]`` is a table of them), ``origin`` (domestic or foreign, where ``country`` under
            ``[speakers]`` is set), or a column of the roster.
        by : str or sequence of str, optional
            Columns of the articles, or periods.

        Returns
        -------
        Measure
            One row per group and sort, ``unknown`` last: ``n`` statements of ``base`` statements.

        Raises
        ------
        InputError
            For a sort or a column that there is not.

        Examples
        --------
        >>> study.sources(by="outlet").table.query("source == 'business'")
        """
        annotations, columns = self._group(by)
        sorts, names = self._sorted(of)
        sums = sum_sources(annotations, sorts, names, kinds=self.settings.counted)
        return self._shares(SOURCES, sums, columns)

    @measure({"of": "form"})
    def leading(self, of: str = ROLE, by: By = None) -> Measure:
        """Who leads: the sort of the first source of each article.

        Parameters
        ----------
        of, by
            As in :meth:`sources`.

        Returns
        -------
        Measure
            One row per group and sort: ``n`` articles of ``base`` articles with a statement.

        Examples
        --------
        >>> study.leading().table[["source", "n", "base"]].head(3)
        """
        annotations, columns = self._group(by)
        sorts, names = self._sorted(of)
        sums = sum_leading(annotations, sorts, names, kinds=self.settings.counted)
        return self._shares(LEADING, sums, columns)

    @measure()
    def sources_per_article(self, by: By = None) -> Measure:
        """How many different sources an article has, on average.

        Returns
        -------
        Measure
            One row per group: ``n`` articles with a statement, ``estimate`` sources an article.

        Examples
        --------
        >>> study.sources_per_article().table[["n", "estimate", "low", "high"]]
        """
        annotations, columns = self._group(by)
        return self._shares(PER_ARTICLE, sum_counts(annotations, kinds=self.settings.counted), columns)

    @measure()
    def single_source(self, by: By = None) -> Measure:
        """How many articles rest on a single source.

        Returns
        -------
        Measure
            One row per group: ``n`` articles with one source of ``base`` with any.

        Examples
        --------
        >>> study.single_source().table[["n", "base", "estimate"]]
        """
        annotations, columns = self._group(by)
        return self._shares(SINGLE, sum_single(annotations, kinds=self.settings.counted), columns)

    @measure({"b": ["citizen and eyewitness", "media"]}, a="government and administration", b="business")
    def balance(self, a: str | Sequence[str], b: str | Sequence[str], *, of: str = ROLE, by: By = None) -> Measure:
        """Balance: how the statements of two sides are divided between them.

        Parameters
        ----------
        a, b : str or sequence of str
            The two sides: names of speakers, or sorts of sources.
        of : str
            Which sorts are meant, as in :meth:`sources`.
        by : str or sequence of str, optional
            Columns of the articles, or periods.

        Returns
        -------
        Measure
            One row per group and side: ``n`` statements of the ``base`` of both sides.

        Raises
        ------
        InputError
            If the sides overlap, or if nobody is called so.

        Examples
        --------
        >>> study.balance("named person", "document", of="form").table[["source", "n", "base", "estimate"]]
        """
        annotations, columns = self._group(by)
        sorts, known = self._sorted(of)
        names = annotations.quotes["speaker_id"].map(annotations.speakers.set_index("speaker_id")["name"])
        side, called = find_sides(list(sorts), list(names), (_listed(a), _listed(b)), known)
        return self._shares(BALANCE, sum_balance(annotations, side, called, kinds=self.settings.counted), columns)

    @measure({"of": "form"}, {"statements": 5})
    def source_diversity(
        self, of: str = ROLE, by: By = None, *, statements: int | None = None, articles: int | None = None
    ) -> Measure:
        """Diversity of the sorts of sources among equally many statements or articles of each group.

        Parameters
        ----------
        of, by
            As in :meth:`sources`; statements whose sort is unknown do not count.
        statements, articles : int, optional
            As in :meth:`diversity`.

        Returns
        -------
        Measure
            One row per group and index: 'sorts' is the number of sorts expected among what is drawn, the others are
            as in :meth:`diversity`.

        Examples
        --------
        >>> study.source_diversity(statements=5).table[["measure", "n", "n_drawn", "estimate"]]
        """
        annotations, columns = self._group(by)
        sorts, names = self._sorted(of)
        quotes = annotations.quotes.assign(speaker_id=sorts.astype("str").array)
        found = replace(annotations, quotes=quotes, speakers=self._list_groups(names, of))
        kinds, size = self.settings.counted, {"statements": statements, "articles": articles}
        stats = measure_diversity(found, columns, kinds=kinds, interval=self._interval, **size)
        stats = stats.rename(columns={"n_speakers": "n_sorts"}).replace({"measure": {"speakers": "sorts"}})
        is_number = stats["measure"].eq("sorts")
        stats["high"] = stats["high"].mask(is_number, stats["high"].clip(upper=len(names)))  # there are no others
        return self._count_named(DIVERSITY, stats, sum_statements(found, kinds=kinds), columns).without_figure()

    def _sorted(self, of: str) -> tuple[pd.Series, list[str]]:
        """The sort of each statement's source, and the sorts that have a row in any case."""
        speakers = self.speakers
        own = [c for c in speakers.columns if c not in self._found.speakers.columns and c not in SORTS]
        check_sort(of, own)
        if of in SORTS:
            sorts = self._measures.origins if of == ORIGIN else self._measures.source_sorts
            return sorts[of], list(list_sorts(of, self.settings.source_roles))
        values = self._found.quotes["speaker_id"].map(speakers.set_index("speaker_id")[of].astype("str"))
        return values, sorted({value for value in values if isinstance(value, str)})

    def _shares(self, look: Look, sums: ArticleSums, columns: Sequence[str]) -> Measure:
        stats = count_sources(sums, columns, interval=self._interval)
        rename = {"n": "base", "n_statements": "n"}
        return self._by_cells(look, stats, sums, columns, rename=rename)


def _listed(side: str | Sequence[str]) -> list[str]:
    return [side] if isinstance(side, str) else list(side)
