"""Which words: keyness, collocates and the concordance of a study."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from framelens.errors import InputError
from framelens.measure.collocates import Collocation, find_collocates, find_frame_collocates, locate_company
from framelens.measure.concordance import find_concordance
from framelens.measure.keyness import Keyness, compare_words
from framelens.measure.sides import Value, find_sides
from framelens.measure.words import locate_word
from framelens.results.concordance import show_concordance
from framelens.results.look import Look
from framelens.results.measure import Measure
from framelens.study.measuring import NONE_GIVEN, Measuring
from framelens.study.registry import measure
from framelens.tables import Annotations

KEYNESS = Look(
    "keyness", "Keywords", "occurrence", "mean", "log-odds ratio",
    "The log-odds ratio of a word is above 0 where the target uses it more than the reference, below 0 otherwise.",
    "framelens.figures.keywords:draw_keyness", order="",
)  # fmt: skip
COLLOCATES = Look(
    "collocates", "Collocates", "occurrence", "mean", "log Dice",
    "Collocates are words that occur near a term or frame more often than elsewhere.", order="",
)  # fmt: skip
CONCORDANCE = Look(
    "concordance", "Concordance", "occurrence", "list", "",
    "The concordance lists every occurrence of a term in its context.",
)  # fmt: skip


class WordMeasures(Measuring):
    """Measures of words."""

    @measure({"by": "outlet"}, {"settings": Keyness(min_count=2, stop_words="english")}, groups=False)
    def keyness(
        self,
        by: str = "voice",
        target: Value | Sequence[Value] | None = None,
        reference: Value | Sequence[Value] | None = None,
        *,
        settings: Keyness | None = None,
    ) -> Measure:
        """The words that tell one group's language from another's.

        Parameters
        ----------
        by : str
            ``voice``, ``zone``, ``speaker``, ``speaker.kind``, a column of the roster, or a column of the articles.
        target, reference : value or values, optional
            The values of ``by`` on either side: the first value, and all others, by default.
        settings : Keyness, optional

        Returns
        -------
        Measure
            One row per word: ``n`` occurrences on both sides, ``estimate`` (log-odds ratio), ``p`` and ``q``
            (articles dealt out).

        Raises
        ------
        InputError
            For an unknown group or value, or articles in several languages: words are compared within one.

        Examples
        --------
        >>> study.keyness("outlet", "Port and Trade").table[["word", "n", "estimate", "q"]].head(3)
        """
        found, (by, *_) = self._group_places(by)
        if target is None:
            target = "journalist" if by == "voice" else self._first_value(by, found)
        settings = settings or Keyness(stop_words="own", interval=self._interval)
        stats = compare_words(found, by, target, reference, settings=settings)
        side = find_sides(found, by, target, reference)

        def find(row: pd.Series) -> pd.DataFrame:
            return locate_word(found, str(row["word"]), side >= 0)

        return self._by_term(KEYNESS, stats, ("word",), find)

    def _first_value(self, group: str, found: Annotations) -> Value:
        if group == "zone":
            return "headline"
        if group == "speaker":  # who is quoted most
            groups = [name for name in found.quotes["speaker_id"].value_counts().index if name != NONE_GIVEN]
        else:
            groups = self._measures.groups_of(group)
        if not groups:
            raise InputError(f"nothing has a value of '{group}'; name another group, or a target")
        return groups[0]

    @measure({"node": "the"}, {"frame": None, "node": "a*"}, groups=False)
    def collocates(
        self, node: str | None = None, *, frame: str | None = None, settings: Collocation | None = None
    ) -> Measure:
        """The words that occur near a term, with a frame, or with every frame.

        Parameters
        ----------
        node : str, optional
            A term in the grammar of dictionaries (``reform*``).
        frame : str, optional
            A frame of the study; without node and frame every frame that was found.
        settings : Collocation, optional

        Returns
        -------
        Measure
            One row per node and word: ``n`` places of the word near the node, ``estimate`` (log Dice).

        Examples
        --------
        >>> study.collocates("tunnel").passages(0)
        """
        settings = settings or Collocation(interval=self._interval)
        if node is None and frame is None:
            stats = find_frame_collocates(self._found, settings=settings)
        else:
            named = frame if frame is not None else str(node)
            stats = find_collocates(self._found, named, frame=frame is not None, settings=settings)
        stats = stats.assign(estimate=stats[settings.measure])
        look = replace(COLLOCATES, estimate=settings.measure.replace("_", " ").replace("dice", "Dice"))

        def find(row: pd.Series) -> pd.DataFrame:
            return locate_company(self._found, str(row["node"]), str(row["word"]), settings.window)

        return self._by_term(look, stats, ("node", "word"), find)

    @measure({"sort": "left"}, groups=False, node="the")
    def concordance(self, node: str, *, frame: bool = False, width: int = 60, sort: str = "article") -> Measure:
        """Every place where a term or a frame stands, in its context, one line a place.

        Parameters
        ----------
        node : str
            A term in the grammar of dictionaries, or with ``frame=True`` the name of a frame.
        width : int
            Letters of context on either side.
        sort : {'article', 'left', 'right', 'match'}

        Returns
        -------
        Measure
            One row per place, which opens at itself.

        Examples
        --------
        >>> study.concordance("tunnel", sort="left")
        """
        found = self._found
        stats = find_concordance(found, node, frame=frame, width=width, sort=sort)
        stats = stats.assign(n=np.ones(len(stats), dtype=np.int64))

        def find(row: pd.Series) -> pd.DataFrame:
            return pd.DataFrame([row[["article_id", "start", "end"]].to_dict()])

        made = self._by_term(CONCORDANCE, stats, ("article_id", "start", "end"), find)
        return replace(made, _shown=show_concordance(found, stats, context=width, title=f"“{node}”"))
