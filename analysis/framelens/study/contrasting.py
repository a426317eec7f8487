"""How groups differ, and what a ratio moves with: comparisons and regressions of a study's measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from framelens.errors import InputError, suggest
from framelens.measure.comparisons import Comparison, compare_ratios, keep_grouped, label_groups
from framelens.measure.framing import sum_hits
from framelens.measure.groups import By
from framelens.measure.regression import SCALES, regress_ratios
from framelens.measure.speech import sum_speech
from framelens.measure.sums import ArticleSums
from framelens.measure.tone import sum_tone
from framelens.measure.toward import sum_toward
from framelens.measure.voices import sum_statements
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.study.framing import FRAMES
from framelens.study.measuring import Measuring, pick_cells
from framelens.study.registry import measure
from framelens.study.tone import TONE, TOWARD
from framelens.study.voices import VOICES
from framelens.tables import Annotations

SPEECH = Look(
    "speech", "Words by voice", "segment", "share", "share of words",
    "Words are divided among the journalist’s own text, direct speech and indirect speech.",
)  # fmt: skip
OF = {"voices": VOICES, "tone": TONE, "frames": FRAMES, "toward": TOWARD, "speech": SPEECH}
What = Literal["voices", "tone", "frames", "toward", "speech"]


class Contrasts(Measuring):
    """Measures between groups, and the sums that they are of."""

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
            Whose; all by default.
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
            Whose; all by default.

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
