"""Frame salience: how much of what is said in a voice, a zone or an outlet falls into a frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.errors import InputError, suggest
from framelens.measure.evidence import collect_evidence
from framelens.measure.groups import By
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, NO_INTERVAL, Interval
from framelens.measure.segments import list_places, split_columns
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.tables import ZONES, Annotations

PER_WORDS = 1000.0


class _Named(Protocol):
    name: str


class _Dictionary(Protocol):
    @property
    def frames(self) -> Sequence[_Named]: ...


Frames = Sequence[str] | _Dictionary | None


def list_frames(annotations: Annotations, frames: Frames = None) -> list[str]:
    """The names of the frames to measure: those of a dictionary or a list, or those that were found.

    Raises
    ------
    InputError
        For a frame given twice.
    """
    if frames is None:
        return sorted(annotations.hits["frame"].dropna().unique().tolist())
    if isinstance(frames, str):
        names = [frames]
    else:
        listed: Any = getattr(frames, "frames", frames)
        names = [frame if isinstance(frame, str) else frame.name for frame in listed]
    for name in names:
        if names.count(name) > 1:
            raise InputError(f"frame '{name}' is given twice; give each frame once")
    return names


def sum_hits(
    annotations: Annotations,
    frames: Frames = None,
    *,
    within: Sequence[str] = ("voice",),
    zone_weights: Mapping[str, float] | None = None,
) -> ArticleSums:
    """Hits over words, summed within articles: one rate per 1,000 words for each frame and place.

    With ``zone_weights`` hits and words weigh as their zone does; ``n`` still counts words.

    Examples
    --------
    >>> fl.stats.sum_hits(study).cells.head(3)
    """
    articles, places = prepare_articles(annotations.articles), list_places(annotations, tuple(within))
    names = list_frames(annotations, frames)
    n_places, shape = len(places.cells), (len(places.cells) * len(names), len(articles))
    hits, segments = annotations.hits, annotations.segments
    frame = pd.Index(names, dtype="str").get_indexer(pd.Index(hits["frame"]))
    place = places.locate(hits, annotations)
    cell = np.where((frame < 0) | (place < 0), -1, place * len(names) + frame)
    weights = None if zone_weights is None else check_zone_weights(zone_weights)
    weight = None if weights is None else hits["zone"].map(weights).fillna(0).to_numpy(dtype=float)
    article = locate_articles(hits["article_id"], articles)
    numerators = sum_cells(cell, article, weight, shape)
    at = places.locate(segments, annotations), locate_articles(segments["article_id"], articles)
    n_words = segments["n_words"].fillna(0).to_numpy(dtype=float)
    words = counted = sum_cells(*at, n_words, (n_places, len(articles)))
    if weights is not None:
        words = sum_cells(*at, n_words * segments["zone"].map(weights).to_numpy(dtype=float), words.shape)
    cells = places.cells.merge(pd.DataFrame({"frame": pd.Series(names, dtype="str")}), how="cross")
    return ArticleSums(
        articles=articles,
        cells=cells,
        numerators=numerators,
        denominators=_repeat_rows(words, len(names)),
        kind="rate",
        scale=PER_WORDS,
        counts=None if weights is None else _repeat_rows(counted, len(names)),
        always=None if places.always is None else np.repeat(places.always, len(names)),
        evidence=(collect_evidence("hits", hits, cell, article),),
    )


def check_zone_weights(zone_weights: Mapping[str, float]) -> dict[str, float]:
    """The weight of each zone, 1 where none is given.

    Raises
    ------
    InputError
        For an unknown zone, a negative weight, or nothing that weighs.
    """
    for zone, weight in zone_weights.items():
        if zone not in ZONES:
            raise InputError(f"unknown zone '{zone}' in zone_weights; {suggest(str(zone), ZONES)}")
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < float("inf"):
            raise InputError(f"the zone '{zone}' weighs {weight!r}; a weight is 0 or more")
    weights = {zone: float(zone_weights.get(zone, 1.0)) for zone in ZONES}
    if not any(weights.values()):
        raise InputError("every zone weighs 0; give at least one a weight above 0")
    return weights


def _repeat_rows(matrix: sparse.csr_array, times: int) -> sparse.csr_array:
    return matrix[np.repeat(np.arange(matrix.shape[0]), times)]


def find_presence(sums: ArticleSums) -> ArticleSums:
    """From rates of hits the share of articles with at least one, among articles with words there."""

    def mark(matrix: sparse.csr_array) -> sparse.csr_array:
        marked = matrix.copy()
        marked.data = (marked.data > 0).astype(float)
        return marked

    return replace(
        sums, numerators=mark(sums.numerators), denominators=mark(sums.denominators), kind="share", scale=1.0
    )


def score_salience(
    annotations: Annotations,
    frames: Frames = None,
    by: By = ("voice",),
    *,
    zone_weights: Mapping[str, float] | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Frame salience: hits per 1,000 words, and the share of articles in which a frame occurs at all.

    Parameters
    ----------
    annotations : Annotations
    frames : sequence of str or FrameDictionary, optional
        Which frames have rows; those with a hit by default, which leaves out frames that were never found.
    by : str or sequence of str, optional
        ``voice``, ``zone``, ``speaker`` (of the statement; the journalist's words are then left out), columns of
        the articles table, or ``day``, ``week``, ``month``, ``year``.
    zone_weights : mapping, optional
        How much a word of the ``headline``, the ``lead`` and the ``body`` weighs, 1 by default, hit or not: with
        ``{"headline": 4, "lead": 2}`` salience is the rate in a text whose headline is read four times and whose
        lead twice. ``n_hits``, ``n`` and the shares of articles stay as they are.
    interval
        As in :func:`framelens.measure.intervals.resample_articles`.

    Returns
    -------
    pandas.DataFrame
        One row per group and frame, zeros included: the columns of ``by``, ``frame``, ``n_hits``, ``n_articles``
        (articles with a hit), ``n`` (words), ``n_base_articles`` (articles with words there), ``estimate``,
        ``low``, ``high`` (hits per 1,000 words) and ``share_articles``, ``share_articles_low``,
        ``share_articles_high`` (of the articles with words there, 0-1).

    Raises
    ------
    InputError
        For an unknown column or zone, or a frame given twice.

    Examples
    --------
    >>> fl.stats.score_salience(study, by="outlet")[["frame", "outlet", "n_hits", "n", "estimate"]].head(3)
    """
    columns, within = split_columns(by, annotations.articles)
    sums = sum_hits(annotations, frames, within=within)
    weighed = sums if zone_weights is None else sum_hits(annotations, frames, within=within, zone_weights=zone_weights)
    table = resample_articles(weighed, columns, interval=interval)
    plain = table if zone_weights is None else resample_articles(sums, columns, interval=NO_INTERVAL)
    presence = resample_articles(find_presence(sums), columns, interval=interval)
    table = table.assign(
        n_hits=plain["total"].astype("Int64"),
        n_articles=plain["n_articles"],
        n_base_articles=plain["n_base_articles"],
        share_articles=presence["estimate"],
        share_articles_low=presence["low"],
        share_articles_high=presence["high"],
    )
    numbers = ["n_hits", "n_articles", "n", "n_base_articles", "estimate", "low", "high"]
    shares = ["share_articles", "share_articles_low", "share_articles_high"]
    return table[[*columns, *sums.keys, *numbers, *shares]]
