"""How much, when, and under which treatment of copies: volume, speech, trends, changes and copies of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.measure.changes import ChangeSearch, find_change_points
from framelens.measure.duplicates import TREATMENTS, compare_treatments, treat_duplicates
from framelens.measure.evidence import Evidence
from framelens.measure.groups import By
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import NO_INTERVAL
from framelens.measure.speech import sum_speech
from framelens.measure.sums import ArticleSums, prepare_articles
from framelens.measure.trends import Period, find_period_starts, measure_trend
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.results.selecting import SelectByCells
from framelens.study.contrasting import OF, SPEECH, Contrasts, What
from framelens.study.measuring import pick_cells
from framelens.study.registry import measure

VOLUME = Look(
    "volume", "Volume of coverage", "article", "list", "", "Volume of coverage is the number of articles.",
)  # fmt: skip


class Comparisons(Contrasts):
    """Measures over time and between groups."""

    @measure({"by": ["outlet", "month"]})
    def volume(self, by: By = None) -> Measure:
        """How many articles there are, in each outlet, month or other group.

        Returns
        -------
        Measure
            One row per group: ``n`` articles, ``n_words``.

        Examples
        --------
        >>> study.volume(by="month").table
        """
        _, columns = self._group(by)
        articles = prepare_articles(self._found.articles)
        every = np.zeros(len(articles), dtype=np.intp)
        part = Evidence("articles", articles, np.arange(len(articles)), every)
        words = sparse.csr_array(articles["n_words"].fillna(0).to_numpy(dtype=float)[None, :])
        cells = pd.DataFrame(index=pd.RangeIndex(1))
        sums = ArticleSums(articles, cells, words, words, "rate", evidence=(part,))
        stats = resample_articles(sums, columns, interval=NO_INTERVAL)
        table = stats[list(columns)].assign(n_words=stats["total"].astype("Int64"))
        return self._by_cells(VOLUME, table, sums, columns).without_figure()

    @measure()
    def speech(self, by: By = None) -> Measure:
        """Whose words the text contains: the journalist's, direct and indirect speech.

        Returns
        -------
        Measure
            One row per group and voice: ``n`` segments, ``n_words`` of ``base`` words, ``estimate`` (share, 0-1).

        Examples
        --------
        >>> study.speech(by="outlet").table
        """
        _, columns = self._group(by)
        sums = sum_speech(self._found, by_voice=True)
        stats = resample_articles(sums, columns, interval=self._interval)
        stats = stats.assign(n_words=stats["total"].astype("Int64")).drop(columns="total")
        return self._by_cells(SPEECH, stats, sums, columns, rename={"n": "base"}).without_figure()

    @measure(
        {"what": "tone"}, {"what": "frames", "period": "year"}, {"what": "speech", "period": "quarter"}, speakers=True
    )
    def trend(
        self, what: What = "voices", of: str | Sequence[str] | None = None, *, period: Period = "month", by: By = None
    ) -> Measure:
        """Share of voice, tone, frames, polarity or speech over time.

        Parameters
        ----------
        what : {'voices', 'tone', 'frames', 'toward', 'speech'}
        of : str or sequence of str, optional
            Whose: the name of a speaker, a voice, a frame; all of them by default.
        period : {'day', 'week', 'month', 'quarter', 'year'}
        by : str or sequence of str, optional
            A trend for each group.

        Returns
        -------
        Measure
            One row per group, ratio and period, gaps included: ``period`` (its first day), ``n``, ``base``,
            ``band_low`` and ``band_high`` (for all periods of a line at once), ``thin`` (fewer than five articles).

        Raises
        ------
        InputError
            For an unknown period, column or name.

        Examples
        --------
        >>> study.trend("voices", "Mara Lindqvist", period="month").table.head(3)
        """
        annotations, columns = self._group(by, speakers=True)
        sums = pick_cells(self._sums(what, annotations), of)
        stats = measure_trend(sums, period, columns, interval=self._interval)
        name = "period" if "period" not in columns else "period_start"
        starts = find_period_starts(sums.articles["published"], period)
        sums = replace(sums, articles=sums.articles.assign(**{name: starts.to_numpy()}))
        keys = (*columns, *sums.keys, name)
        drawn = replace(
            OF[what],
            name="trend",
            title=f"{OF[what].title} over time",
            draw="framelens.figures.trends:draw_series",
        )
        rename = {"n": "base"} if drawn.form != "mean" else {}
        return self._by_cells(drawn, stats, sums, (*columns, name), keys=keys, rename=rename)

    @measure({"what": "tone"}, {"what": "frames", "period": "week"}, speakers=True)
    def changes(
        self, what: What = "voices", of: str | Sequence[str] | None = None, *, period: Period = "month", by: By = None
    ) -> Measure:
        """When the level of a share, rate or mean may have shifted: exploratory.

        Returns
        -------
        Measure
            One row per group, ratio and change: ``period`` (the first of the new level), ``before``, ``after``, ``p``,
            ``q`` (over all ratios); ``n`` counts what stands on both sides up to the neighbouring changes. No row where
            nothing was found, and no interval, since the place was chosen by the data.

        Examples
        --------
        >>> study.changes("frames", period="week").table
        """
        annotations, columns = self._group(by, speakers=True)
        sums = pick_cells(self._sums(what, annotations), of)
        stats = find_change_points(sums, ChangeSearch(period=period), columns, interval=self._interval)
        starts = find_period_starts(sums.articles["published"], period)
        sums = replace(sums, articles=sums.articles.assign(_start=starts.to_numpy()))
        there = pd.Series(starts.dropna().unique())
        keys = [*columns, *sums.keys]
        wanted = []
        for _, changes in stats.groupby(keys, dropna=False, sort=False)["period"]:
            edges = [pd.Timestamp.min, *changes.tolist(), pd.Timestamp.max]
            for number, row in enumerate(changes.index):
                around = there[(there >= edges[number]) & (there < edges[number + 2])]
                wanted.append(pd.DataFrame({"_start": around, "_row": row}).assign(**stats.loc[row, keys].to_dict()))
        asked = pd.concat(wanted) if wanted else stats[keys].assign(_start=stats["period"], _row=0)
        look = replace(
            OF[what],
            name="changes",
            title=f"Changes of level: {OF[what].title.lower()}",
            form="index",
            estimate="change",
            joint=" from ",
            order="p",
        )
        asked = asked.astype({key: sums.cells[key].dtype for key in sums.keys})
        rename = {"n": "base"} if OF[what].form != "mean" else {}
        made = self._by_cells(
            look, stats, sums, (*columns, "_start"), keys=(*keys, "period"), wanted=asked, rename=rename
        )
        return made.without_figure()

    @measure({"what": "tone"}, {"what": "frames"}, speakers=True)
    def copies(self, what: What = "voices", *, by: By = None) -> Measure:
        """How each estimate changes with the treatment of copies: kept, counted once, or as parts of one.

        Returns
        -------
        Measure
            One row per group, ratio and treatment (``duplicates``): ``n`` passages, ``estimate``.

        Examples
        --------
        >>> study.copies("frames").table.pivot(index="frame", columns="duplicates", values="estimate")
        """
        annotations, columns = self._group(by, speakers=True)
        sums = self._sums(what, annotations)
        stats = compare_treatments(sums, columns, interval=self._interval)
        parts = []
        for treatment in TREATMENTS:
            kept = treat_duplicates(sums, treatment).articles["article_id"]  # type: ignore[arg-type]
            for part in sums.evidence:
                here = part.rows["article_id"].iloc[part.places].isin(kept).to_numpy(dtype=bool)
                number = part.cell[here] * len(TREATMENTS) + TREATMENTS.index(treatment)
                parts.append(replace(part, places=part.places[here], cell=number))
        cells = sums.cells.merge(pd.DataFrame({"duplicates": TREATMENTS}, dtype="str"), how="cross")
        keys = (*columns, *sums.keys, "duplicates")
        look = replace(OF[what], name="copies", title=f"{OF[what].title} by treatment of copies", joint=", ")
        rename = {"n": "base"} if look.form != "mean" else {}
        table = stats.rename(columns=rename)
        wanted = table[list(keys)].assign(_row=np.arange(len(table)))
        selector = SelectByCells(self._found, parts, cells, sums.articles, columns, wanted, len(table))
        return self._make(look, table, stats, keys, selector, ()).without_figure()
