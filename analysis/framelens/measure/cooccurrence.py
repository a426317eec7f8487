"""Which frames go together: in the same article, paragraph or sentence, and how much more than by chance."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.annotate.places import locate_segments
from framelens.errors import InputError, suggest
from framelens.measure.framing import Frames, list_frames
from framelens.measure.groups import By, list_columns
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, NO_INTERVAL, Interval
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.tables import Annotations

UNITS = ("article", "paragraph", "sentence")
Unit = Literal["article", "paragraph", "sentence"]


def count_cooccurrence(
    annotations: Annotations,
    frames: Frames = None,
    by: By = None,
    *,
    unit: Unit = "article",
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """How often two frames stand in the same article, paragraph or sentence.

    Returns
    -------
    pandas.DataFrame
        One row per group and pair of frames: the columns of ``by``, ``frame_a``, ``frame_b``, ``unit``, ``n``
        (units), ``n_base_articles``, ``n_a``, ``n_b``, ``n_both``, ``expected`` (units with both, were the
        frames independent), ``ratio_expected`` (observed over expected, null where nothing is expected), and
        ``estimate``, ``low``, ``high``: Jaccard's index, the units with both of the units with either, 0-1.

    Raises
    ------
    InputError
        For an unknown unit or column, or a frame given twice.

    References
    ----------
    Jaccard, P. (1912). The distribution of the flora in the alpine zone. *New Phytologist*, 11(2), 37-50.

    Examples
    --------
    >>> fl.stats.count_cooccurrence(study, unit="paragraph")[["frame_a", "frame_b", "n_both", "estimate"]]
    """
    if unit not in UNITS:
        raise InputError(f"unknown unit '{unit}'; {suggest(str(unit), UNITS)}")
    columns, names = list_columns(by), list_frames(annotations, frames)
    articles = prepare_articles(annotations.articles)
    present, article_of = _mark_units(annotations, articles, names, unit)
    pairs = list(combinations(range(len(names)), 2))
    first, second = [a for a, _ in pairs], [b for _, b in pairs]
    to_articles = sparse.csr_array(
        (np.ones(len(article_of)), (np.arange(len(article_of)), article_of)), shape=(len(article_of), len(articles))
    )
    n_a, n_b = (present[rows] @ to_articles for rows in (first, second))
    both = present[first].multiply(present[second]).tocsr() @ to_articles
    cells = pd.DataFrame({"frame_a": [names[a] for a in first], "frame_b": [names[b] for b in second]}, dtype="str")
    units = sparse.csr_array(np.bincount(article_of, minlength=len(articles)).astype(float)[None, :])
    jaccard = ArticleSums(articles, cells, both.tocsr(), (n_a + n_b - both).tocsr(), "share", counts=units)
    table = resample_articles(jaccard, by, interval=interval).rename(columns={"total": "n_both"})
    for name, matrix in (("n_a", n_a), ("n_b", n_b)):
        counted = replace(jaccard, numerators=matrix.tocsr(), denominators=units)
        table[name] = resample_articles(counted, by, interval=NO_INTERVAL)["total"]
    table["expected"] = table["n_a"] * table["n_b"] / table["n"].astype("float64")
    table["ratio_expected"] = (table["n_both"] / table["expected"]).where(table["expected"] > 0)
    whole = ["n_a", "n_b", "n_both"]
    table[whole] = table[whole].astype("Int64")
    table["unit"] = pd.Series(unit, index=table.index, dtype="str")
    numbers = ["n", "n_base_articles", *whole, "expected", "ratio_expected", "estimate", "low", "high"]
    return table[[*columns, "frame_a", "frame_b", "unit", *numbers]]


def _mark_units(
    annotations: Annotations, articles: pd.DataFrame, names: list[str], unit: Unit
) -> tuple[sparse.csr_array, np.ndarray]:
    """Frames by units, 1 where the frame stands in the unit; and the article of each unit."""
    segments, hits = annotations.segments, annotations.hits
    frame = pd.Index(names, dtype="str").get_indexer(pd.Index(hits["frame"]))
    if unit == "article":
        article_of = np.arange(len(articles))
        unit_of_hit = locate_articles(hits["article_id"], articles)
    else:
        article = locate_articles(segments["article_id"], articles)
        numbers = segments[["paragraph", unit] if unit == "sentence" else ["paragraph"]]
        keys = pd.DataFrame({"article": article}).join(numbers.reset_index(drop=True))[article >= 0]
        codes = np.full(len(segments), -1, dtype=np.intp)
        codes[article >= 0] = keys.groupby(list(keys.columns), dropna=False).ngroup().to_numpy()
        article_of = article[article >= 0][np.unique(codes[article >= 0], return_index=True)[1]]
        place = locate_segments(hits["article_id"], hits["start"], segments)
        unit_of_hit = np.r_[codes, -1][place]
    marks = sum_cells(frame, unit_of_hit, None, (len(names), len(article_of)))
    marks.data = np.minimum(marks.data, 1.0)
    return marks, article_of


def locate_pair(annotations: Annotations, frame_a: str, frame_b: str, unit: str) -> pd.DataFrame:
    """The units in which both frames stand: one row per unit, ``article_id``, ``start``, ``end``.

    Raises
    ------
    InputError
        For an unknown unit.
    """
    if unit not in UNITS:
        raise InputError(f"unknown unit '{unit}'; {suggest(unit, UNITS)}")
    segments = annotations.segments
    columns = ["article_id", *{"article": [], "paragraph": ["paragraph"], "sentence": ["paragraph", "sentence"]}[unit]]
    held = segments.assign(_first=segments["start"], _last=segments["end"]).groupby(columns, dropna=False, sort=False)
    spans = held.agg(start=("_first", "min"), end=("_last", "max")).reset_index()
    hits = annotations.hits.loc[annotations.hits["frame"].isin([frame_a, frame_b])].reset_index(drop=True)
    place = locate_segments(hits["article_id"], hits["start"], segments)
    marked = segments[columns].iloc[place[place >= 0]].reset_index(drop=True)
    frames = marked.assign(frame=hits.loc[place >= 0, "frame"].array).drop_duplicates()
    both = frames.groupby(columns, dropna=False).size().loc[lambda n: n == 2].reset_index()[columns]
    return both.merge(spans, on=columns, how="left")[["article_id", "start", "end"]]
