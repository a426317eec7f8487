"""How much, when, and how groups differ: volume, speech, trends, changes, comparisons and copies of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.changes import ChangeSearch, find_change_points
from framelens.measure.comparisons import Comparison, compare_ratios, keep_grouped, label_groups
from framelens.measure.duplicates import TREATMENTS, compare_treatments, treat_duplicates
from framelens.measure.evidence import Evidence
from framelens.measure.framing import sum_hits
from framelens.measure.groups import By
from framelens.measure.intervals import resample_articles
from framelens.measure.regression import SCALES, regress_ratios
from framelens.measure.resampling import NO_INTERVAL
from framelens.measure.speech import sum_speech
from framelens.measure.sums import ArticleSums, prepare_articles
from framelens.measure.tone import sum_tone
from framelens.measure.toward import sum_toward
from framelens.measure.trends import Period, find_period_starts, measure_trend
from framelens.measure.voices import sum_statements
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.results.selecting import SelectByCells
from framelens.study.framing import FRAMES
from framelens.study.measuring import Measuring, pick_cells
from framelens.study.registry import measure
from framelens.study.tone import TONE, TOWARD
from framelens.study.voices import VOICES
from framelens.tables import Annotations

VOLUME = Look(
    "volume", "Volume of coverage", "article", "list", "", "Volume of coverage is the number of articles.",
)  # fmt: skip
SPEECH = Look(
    "speech", "Words by voice", "segment", "share", "share of words",
    "Words are divided among the journalist’s own text, direct speech and indirect speech.",
)  # fmt: skip
OF = {"voices": VOICES, "tone": TONE, "frames": FRAMES, "toward": TOWARD, "speech": SPEECH}
What = Literal["voices", "tone", "frames", "toward", "speech"]


class Comparisons(Measuring):
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
        """In whose voice the words stand: the journalist's, direct and indirect speech.

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
            Whose: the name of a speaker, a voice, a frame; all of them unless told.
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
            draw="framelens.figures.comparisons:draw_series",
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

    @measure(
        {"what": "tone"},
        {"what": "frames", "by": "month"},
        {"against": "rest"},
        by="outlet",
        groups=False,
        speakers=True,
    )
    def compare(
        self,
        what: What = "voices",
        by: By = "outlet",
        *,
        of: str | Sequence[str] | None = None,
        against: Literal["pairs", "rest"] = "pairs",
        reference: str | None = None,
    ) -> Measure:
        """Compare share of voice, tone, frames, polarity or speech between groups of articles.

        Parameters
        ----------
        what : {'voices', 'tone', 'frames', 'toward', 'speech'}
        by : str or sequence of str
            Columns of the articles, or periods.
        of : str or sequence of str, optional
            Whose; all unless told.
        against : {'pairs', 'rest'}
            Every group with every other, or every group with all others together.
        reference : str, optional
            One group that every other is compared with.

        Returns
        -------
        Measure
            One row per ratio and pair of groups, those with most passages first: ``estimate`` (a minus b), ``p``
            (permutation of articles), ``q`` (over the rows that could differ at all, null for others: see
            :func:`framelens.measure.comparisons.compare_ratios`); ``n`` counts the passages of both groups.

        Examples
        --------
        >>> study.compare("tone", by="outlet", of="journalist").table[["group_a", "group_b", "estimate", "q"]]
        """
        annotations, columns = self._group(by, speakers=True)
        settings = Comparison(against=against, reference=reference, smallest=self.settings.smallest.get(what))
        sums, groups = keep_grouped(pick_cells(self._sums(what, annotations), of), columns)
        stats = compare_ratios(sums, columns, settings=settings, interval=self._interval)
        counted = [
            stats[f"n_{side}"] * (stats[f"estimate_{side}"].abs() if sums.kind != "mean" else 1) for side in "ab"
        ]
        most = counted[0].fillna(0) + counted[1].fillna(0)
        stats = stats.loc[most.astype(float).sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
        labels = label_groups(groups)
        sums = replace(sums, articles=sums.articles.assign(_group=[labels[code] for code in groups.codes]))
        rows = stats[sums.keys].assign(_row=np.arange(len(stats)))
        every = pd.DataFrame({"_group": labels}, dtype="str")
        crossed = rows.merge(every, how="cross")
        a, b = (stats[f"group_{side}"].iloc[crossed["_row"]].array for side in "ab")
        either = (crossed["_group"].array == a) | (crossed["_group"].array == b) | (b == "rest")
        wanted = crossed.loc[np.asarray(either, dtype=bool)]
        look = replace(
            OF[what],
            name="compare",
            title=f"{OF[what].title} compared",
            form="mean",
            estimate="difference",
            joint=" minus ",
            order="q",
        )
        rename = {"n": "base", "n_a": "base_a", "n_b": "base_b"} if OF[what].form != "mean" else {}
        keys = (*sums.keys, "group_a", "group_b")
        made = self._by_cells(look, stats, sums, ("_group",), keys=keys, wanted=wanted, rename=rename)
        return made.without_figure()

    @measure({"what": "tone", "on": ["outlet", "n_words"]}, {"what": "frames"}, groups=False, on="outlet")
    def regress(self, what: What = "voices", on: By = "outlet", *, of: str | Sequence[str] | None = None) -> Measure:
        """Regress share of voice, tone, frames, polarity or speech on columns of the articles, with robust errors.

        Parameters
        ----------
        what : {'voices', 'tone', 'frames', 'toward', 'speech'}
        on : str or sequence of str
            Columns of the articles, or periods: numbers as they are, texts against their first value.
        of : str or sequence of str, optional
            Whose; all unless told.

        Returns
        -------
        Measure
            One row per ratio and term: ``estimate`` (coefficient, on the logit scale for shares and the log scale for
            rates), ``p``, ``q``; errors are robust over articles, or over what study.toml clusters by; ``n`` counts the
            passages of the ratio.

        Raises
        ------
        InputError
            For an unknown column or name.

        Examples
        --------
        >>> study.regress("tone", ["outlet", "n_words"], of="journalist").table[["term", "estimate", "low", "high"]]
        """
        annotations, columns = self._group(on)
        sums = pick_cells(self._sums(what, annotations), of)
        stats = regress_ratios(sums, columns, interval=self._interval).rename(columns={"n": "n_articles"})
        scale = SCALES[sums.kind]
        look = replace(
            OF[what],
            name="regress",
            title=f"{OF[what].title} by regression",
            form="mean",
            estimate="coefficient" if scale == "identity" else f"coefficient ({scale} scale)",
            joint=", ",
            order="q",
        )
        wanted = stats[sums.keys].assign(_row=np.arange(len(stats)))
        made = self._by_cells(look, stats, sums, (), keys=(*sums.keys, "term"), wanted=wanted)
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

    def _sums(self, what: str, found: Annotations) -> ArticleSums:
        """The sums of a family of ratios, under the study's settings."""
        makers: dict[str, Any] = {
            "voices": lambda: sum_statements(found, kinds=self.settings.counted),
            "tone": lambda: sum_tone(found, self.settings.primary_lexicon),
            "frames": lambda: sum_hits(found, self.settings.frames.names, within=()),
            "toward": lambda: sum_toward(found, self._measures.toward, by_speaker=False),
            "speech": lambda: sum_speech(found, by_voice=True),
        }
        if what not in makers:
            raise InputError(f"'{what}' cannot be compared or followed over time; {suggest(str(what), makers)}")
        return makers[what]()  # type: ignore[no-any-return]
