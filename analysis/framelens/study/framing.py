"""Through which frames, by which terms, and which frames together: the study's measures of framing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import pandas as pd

from framelens.measure.cooccurrence import count_cooccurrence, locate_pair
from framelens.measure.framing import score_salience, sum_hits
from framelens.measure.groups import By
from framelens.measure.leaving_out import sum_terms, what_if
from framelens.measure.segments import split_columns
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.study.measuring import Measuring
from framelens.study.registry import measure

FRAMES = Look(
    "frames", "Frame salience", "term", "rate", "number of terms per 1,000 words",
    "Salience is the number of frame terms per 1,000 words.",
    "framelens.figures.tones:draw_salience",
)  # fmt: skip
WHAT_IF = Look(
    "what_if", "The terms that carry each frame", "term", "share", "share of the frame’s terms",
    "Each term accounts for a share of the occurrences of its frame.",
)  # fmt: skip
COOCCURRENCE = Look(
    "cooccurrence", "Frames that occur together", "unit", "share", "Jaccard index",
    "The Jaccard index is the share of units with both frames among the units with either of them.",
    "framelens.figures.relations:draw_cooccurrence", joint=" and ",
)  # fmt: skip


class FrameMeasures(Measuring):
    """Measures of framing."""

    @measure(
        {"by": "zone"},
        {"by": "speaker"},
        {"by": ["outlet", "voice"]},
        {"zone_weights": {"headline": 4.0}},
        speakers=True,
    )
    def frames(self, by: By = None, *, zone_weights: Mapping[str, float] | None = None) -> Measure:
        """Frame salience: frame terms per 1,000 words, and the share of articles with the frame.

        Parameters
        ----------
        by : str or sequence of str, optional
            ``voice``, ``zone``, ``speaker``, ``speaker.kind``, columns of the articles, periods.
        zone_weights : mapping, optional
            How much a word of the ``headline``, the ``lead`` and the ``body`` weighs.

        Returns
        -------
        Measure
            One row per group and frame, zeros included: ``n`` terms found in ``base`` words.

        Raises
        ------
        InputError
            For an unknown column or zone.

        Examples
        --------
        >>> study.frames(by="outlet").table.pivot(index="frame", columns="outlet", values="estimate")
        """
        annotations, columns = self._group_places(by)
        names = self.settings.frames.names
        stats = score_salience(annotations, names, columns, zone_weights=zone_weights, interval=self._interval)
        groups, within = split_columns(columns, annotations.articles)
        sums = sum_hits(annotations, names, within=within)
        made = self._by_cells(FRAMES, stats, sums, groups, rename={"n": "base", "n_hits": "n"})
        return made if columns == ("voice",) else made.without_figure()

    @measure()
    def what_if(self, by: By = None) -> Measure:
        """Which terms carry each frame: every term is left out once.

        Returns
        -------
        Measure
            One row per group, frame and term: ``n`` occurrences of ``base`` of the frame, ``salience_without``,
            ``rank`` and ``rank_without``: where they differ, the order of frames rests on one term.

        Examples
        --------
        >>> study.what_if().table.query("rank != rank_without")
        """
        annotations, columns = self._group(by)
        frames: Any = self.settings.frames
        stats = what_if(annotations, frames, columns, interval=self._interval)
        sums = sum_terms(annotations, frames)
        return self._by_cells(WHAT_IF, stats, sums, columns, rename={"n": "base", "n_hits": "n"})

    @measure({"unit": "sentence"}, {"unit": "article"}, groups=False)
    def cooccurrence(self, *, unit: Literal["article", "paragraph", "sentence"] = "paragraph") -> Measure:
        """Which frames stand together in an article, paragraph or sentence, and how much more often than by chance.

        Returns
        -------
        Measure
            One row per pair of frames: ``n`` units with both of ``base`` units, ``ratio_expected``, ``estimate``
            (Jaccard's index, 0-1).

        Examples
        --------
        >>> study.cooccurrence(unit="sentence").passages(0)
        """
        stats = count_cooccurrence(self._found, self.settings.frames.names, unit=unit, interval=self._interval)

        def find(row: pd.Series) -> pd.DataFrame:
            return locate_pair(self._found, str(row["frame_a"]), str(row["frame_b"]), unit)

        rename = {"n": "base", "n_both": "n"}
        return self._by_term(COOCCURRENCE, stats, ("frame_a", "frame_b"), find, rename=rename)
