"""Tone by voice, so that a source's praise is not read as the outlet's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from framelens.errors import InputError, suggest
from framelens.measure.evidence import collect_evidence
from framelens.measure.groups import By
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, NO_INTERVAL, Interval
from framelens.measure.segments import list_places, split_columns
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.tables import VALENCE_PREFIX, Annotations, lexicons_in


def check_lexicon(annotations: Annotations, lexicon: str | None) -> str:
    """``lexicon``, or without one the first that was scored; :class:`InputError` if it was not."""
    scored = lexicons_in(annotations.segments)
    if not scored:
        raise InputError("no lexicon was scored: the segments table has no valence_ column; annotate with one")
    if lexicon is None:
        return scored[0]
    if lexicon not in scored:
        raise InputError(f"unknown lexicon '{lexicon}'; {suggest(lexicon, scored)}")
    return lexicon


def sum_tone(
    annotations: Annotations,
    lexicon: str | None = None,
    *,
    within: Sequence[str] = ("voice",),
    weigh: Literal["segments", "words"] = "segments",
) -> ArticleSums:
    """Valence over scored segments, summed within articles: one mean per voice, zone or speaker.

    With ``weigh='words'`` a segment counts as often as it has words.

    Examples
    --------
    >>> fl.stats.sum_tone(study, "vader").cells
    """
    if weigh not in ("segments", "words"):
        raise InputError(f"segments cannot be weighed by '{weigh}'; {suggest(str(weigh), ('segments', 'words'))}")
    valence, scored, words = _read_valence(annotations, check_lexicon(annotations, lexicon))
    return _sum_segments(annotations, within, valence, scored * (words if weigh == "words" else 1.0), scored)


def _read_valence(annotations: Annotations, lexicon: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each segment its valence (0 without one), whether it has one, and its number of words."""
    segments = annotations.segments
    valence = segments[VALENCE_PREFIX + lexicon].to_numpy(dtype=float, na_value=np.nan)
    words = segments["n_words"].fillna(0).to_numpy(dtype=float)
    return np.nan_to_num(valence), (~np.isnan(valence)).astype(float), words


def _sum_segments(
    annotations: Annotations, within: Sequence[str], values: np.ndarray, weight: np.ndarray, counted: np.ndarray
) -> ArticleSums:
    """The mean of ``values`` in each place, each segment counting ``weight`` times; ``n`` is what is ``counted``.

    Every place with a segment has its row, also where no segment is counted.
    """
    articles, places = prepare_articles(annotations.articles), list_places(annotations, tuple(within))
    cell = places.locate(annotations.segments, annotations)
    article = locate_articles(annotations.segments["article_id"], articles)
    shape = (len(places.cells), len(articles))
    return ArticleSums(
        articles=articles,
        cells=places.cells,
        numerators=sum_cells(cell, article, values * weight, shape),
        denominators=sum_cells(cell, article, weight, shape),
        kind="mean",
        limits=(-1.0, 1.0),
        counts=sum_cells(cell, article, counted, shape),
        always=places.always,
        evidence=(collect_evidence("segments", annotations.segments, np.where(counted > 0, cell, -1), article),),
    )


def score_tone(
    annotations: Annotations,
    lexicon: str | None = None,
    by: By = ("voice",),
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Mean valence of segments, in the voice of the journalist and of the sources.

    A segment in which no word of the lexicon stands has no tone and is left out; how much that leaves is the
    coverage. Every scored segment counts once; ``sum_tone(..., weigh='words')`` gives the other definition.

    Parameters
    ----------
    annotations : Annotations
    lexicon : str, optional
        The lexicon; the study's primary one, which is scored first, by default.
    by : str or sequence of str, optional
        ``voice``, ``zone``, ``speaker`` (whose statement the segment belongs to; the journalist's words are then
        left out), columns of the articles table, or ``day``, ``week``, ``month``, ``year``.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`.

    Returns
    -------
    pandas.DataFrame
        One row per group, voices and zones without a word included: the columns of ``by``, ``lexicon``, ``n``
        (scored segments), ``n_segments`` (all segments), ``coverage`` (scored of all segments, 0-1),
        ``coverage_words`` (their words of all words, 0-1), ``n_base_articles`` (articles with a scored
        segment), ``estimate``, ``low``, ``high`` (valence in [-1, 1]).

    Raises
    ------
    InputError
        For a lexicon that was not scored or an unknown column.

    Examples
    --------
    >>> fl.stats.score_tone(study, "vader", by="voice")[["voice", "n", "estimate", "low", "high"]]
    """
    lexicon = check_lexicon(annotations, lexicon)
    columns, within = split_columns(by, annotations.articles)
    _, scored, words = _read_valence(annotations, lexicon)
    every = np.ones(len(scored))
    segments = resample_articles(
        _sum_segments(annotations, within, scored, every, every), columns, interval=NO_INTERVAL
    )
    covered = resample_articles(_sum_segments(annotations, within, scored, words, every), columns, interval=NO_INTERVAL)
    sums = sum_tone(annotations, lexicon, within=within)
    table = resample_articles(sums, columns, interval=interval)
    # The three have the same rows in the same order: one wherever a segment stands.
    table = table.assign(
        lexicon=pd.Series(lexicon, index=table.index, dtype="str"),
        n_segments=segments["n"],
        coverage=segments["estimate"],
        coverage_words=covered["estimate"],
    )
    numbers = ["n", "n_segments", "coverage", "coverage_words", "n_base_articles", "estimate", "low", "high"]
    return table[[*columns, *sums.keys, "lexicon", *numbers]]
