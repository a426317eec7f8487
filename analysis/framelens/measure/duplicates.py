"""Wire copy: the same text in several outlets, counted as often as it ran, once, or as parts of one."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from framelens.errors import InputError, suggest
from framelens.measure.groups import By, list_columns
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, Interval
from framelens.measure.sums import ArticleSums
from framelens.tables import WEIGHT

TREATMENTS = ("kept", "once", "weighted")
Treatment = Literal["kept", "once", "weighted"]


def treat_duplicates(sums: ArticleSums, treatment: Treatment = "kept") -> ArticleSums:
    """The sums with copies of an article counted as often as they ran, once, or together as one.

    Parameters
    ----------
    sums : ArticleSums
    treatment : {'kept', 'once', 'weighted'}
        'kept' leaves every copy; 'once' leaves the article that the others are ``duplicate_of``; 'weighted' counts
        each of k copies 1/k times, so that every outlet that ran it keeps its part.

    Raises
    ------
    InputError
        For an unknown treatment.

    Examples
    --------
    >>> fl.stats.treat_duplicates(fl.stats.sum_tone(study), "once").articles.shape
    """
    if treatment not in TREATMENTS:
        raise InputError(f"unknown treatment of duplicates '{treatment}'; {suggest(str(treatment), TREATMENTS)}")
    original = sums.articles["duplicate_of"]
    if treatment == "kept":
        return sums
    if treatment == "once":
        # A copy whose original is not among these articles stays: it is the only one here.
        here = original.isin(sums.articles["article_id"])
        first = ~original.where(~here).duplicated() | original.isna()
        return sums.keep_articles((~here & first).to_numpy(dtype=bool))
    story = original.fillna(sums.articles["article_id"])
    copies = story.groupby(story).transform("size").to_numpy(dtype=float)
    return sums.weigh_articles(1 / copies)


def compare_treatments(
    sums: ArticleSums,
    by: By = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """How each estimate changes with the treatment of duplicates.

    Returns
    -------
    pandas.DataFrame
        One row per group, ratio and treatment: the columns of ``by`` and of the ratio, ``duplicates`` ('kept',
        'once', 'weighted'), ``n``, ``n_base_articles``, ``estimate``, ``low``, ``high``.

    Examples
    --------
    >>> fl.stats.compare_treatments(fl.stats.sum_statements(study), "outlet").head(3)
    """
    parts = []
    # Every treatment begins with each copy counted once.
    sums = replace(sums, articles=sums.articles.drop(columns=WEIGHT, errors="ignore"))
    for treatment in TREATMENTS:
        treated = treat_duplicates(sums, treatment)  # type: ignore[arg-type]
        table = resample_articles(treated, by, interval=interval)
        parts.append(
            table.assign(duplicates=pd.Series(treatment, index=table.index, dtype="str"), row=np.arange(len(table)))
        )
    keys = [*list_columns(by), *sums.keys]
    together = pd.concat(parts, ignore_index=True)
    if keys:
        together["row"] = together.groupby(keys, sort=False, dropna=False, observed=True).ngroup()
    together = together.sort_values("row", kind="stable").reset_index(drop=True)
    return together[[*keys, "duplicates", "n", "n_base_articles", "estimate", "low", "high"]]
