"""What a coder found, as a measure: the share of articles that use a frame, with its interval.

The coder's errors are in these shares; :func:`framelens.code.correction.correct_means` takes them out where a
random sample was coded by people.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.coders.coder import Coder, train_coder
from framelens.coders.codes import read_frame_codes
from framelens.coders.learning import Learning
from framelens.errors import InputError
from framelens.measure.groups import By, list_columns
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, NO_INTERVAL, Interval
from framelens.measure.sums import ArticleSums, locate_articles, prepare_articles, sum_cells
from framelens.settings.settings import Settings
from framelens.tables import Annotations


def train_study_coder(study: Settings, annotations: Annotations, **options: Any) -> Coder:
    """The coder of a study: learned again from the codes that ``[frames] coder`` names, the same each time.

    Parameters
    ----------
    study : Settings
    annotations : Annotations
        The coded articles have to be among its articles.
    **options
        As for :class:`framelens.coders.learning.Learning`; the seed is the study's.

    Raises
    ------
    InputError
        If the study names no codes, or they do not fit its articles.

    Examples
    --------
    >>> try:
    ...     fl.stats.train_study_coder(study.settings, study.annotations)
    ... except fl.InputError as error:
    ...     print(error)
    """
    if study.coder is None:
        raise InputError(
            'the study names no codes to learn from; write coder = "codes.csv" under [frames] in study.toml'
        )
    settings = Learning(**{"seed": study.seed, **options})
    dictionary = study.frames if study.frames.frames else None
    return train_coder(read_frame_codes(study.coder), annotations.articles, dictionary=dictionary, settings=settings)


def score_coded_frames(
    annotations: Annotations, coded: pd.DataFrame, by: By = None, *, interval: Interval = INTERVAL
) -> pd.DataFrame:
    """The share of articles, or of their paragraphs, that a coder says use a frame.

    Parameters
    ----------
    annotations : Annotations
    coded : pandas.DataFrame
        One row per unit and frame: ``article_id``, ``frame``, ``code`` (null where the coder abstains), as
        :meth:`framelens.coders.coder.Coder.code` gives it, or anybody's.
    by : str or sequence of str, optional
        Columns of the articles table, or ``day``, ``week``, ``month``, ``year``.
    interval : Interval

    Returns
    -------
    pandas.DataFrame
        One row per group and frame, zeros included: the columns of ``by``, ``frame``, ``n_units`` (with the frame),
        ``n`` (units that were decided), ``n_abstained``, ``n_base_articles``, ``estimate``, ``low``, ``high`` (share of
        decided units, 0-1, articles resampled).

    Raises
    ------
    InputError
        If a column is missing, or a unit's article is not there.

    Examples
    --------
    >>> found = study.articles[["article_id"]].assign(frame="money", code=1)
    >>> fl.stats.score_coded_frames(study, found, by="outlet")[["outlet", "frame", "n_units", "n", "estimate"]]
    """
    missing = [c for c in ("article_id", "frame", "code") if c not in coded.columns]
    if missing:
        raise InputError(f"the coded units lack the column {missing[0]}; they need article_id, frame and code")
    articles = prepare_articles(annotations.articles)
    at = locate_articles(coded["article_id"].astype(str), articles)
    if (at < 0).any():
        strange = coded["article_id"].iloc[int(np.argmin(at))]
        raise InputError(
            f"article '{strange}' was coded and is not among the articles; code the articles of this study"
        )
    frames = pd.DataFrame({"frame": pd.Series(coded["frame"].astype(str).unique(), dtype="str")})
    cell = pd.Index(frames["frame"]).get_indexer(coded["frame"].astype(str))
    answer = coded["code"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    shape = (len(frames), len(articles))
    yes, decided = (sum_cells(cell, at, mark.astype(float), shape) for mark in (answer == 1, np.isfinite(answer)))
    units = sum_cells(cell, at, None, shape)
    sums = ArticleSums(articles, frames, _drop_zeros(yes), _drop_zeros(decided), "share")
    table = resample_articles(sums, by, interval=interval).rename(columns={"total": "n_units"})
    everything = ArticleSums(articles, frames, units, _drop_zeros(decided), "rate")
    asked = resample_articles(everything, by, interval=NO_INTERVAL)["total"]
    table["n_units"] = table["n_units"].astype("Int64")
    table["n_abstained"] = (asked - table["n"].astype(float)).astype("Int64")
    numbers = ["n_units", "n", "n_abstained", "n_base_articles", "estimate", "low", "high"]
    return table[[*list_columns(by), "frame", *numbers]]


def _drop_zeros(matrix: sparse.csr_array) -> sparse.csr_array:
    matrix.eliminate_zeros()
    return matrix
