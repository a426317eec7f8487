"""How many: the articles, or the coded units, that an interval of a wanted width asks for.

References
----------
Cochran, W. G. (1977). *Sampling techniques* (3rd ed.), ch. 4 and 6. Wiley.
Holt, D., & Smith, T. M. F. (1979). Post stratification. *Journal of the Royal Statistical Society A*, 142(1), 33-46.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from framelens.errors import InputError
from framelens.measure.groups import By, group_articles
from framelens.measure.sums import ArticleSums


def articles_for_interval(sums: ArticleSums, width: float, by: By = None, *, level: float = 0.95) -> pd.DataFrame:
    """How many articles make the interval of a measure ``width`` wide, judged by the articles at hand.

    Parameters
    ----------
    sums : ArticleSums
        A measure on a pilot, made by ``sum_statements``, ``sum_tone`` or ``sum_hits``.
    width : float
        The wanted width from the lower to the upper bound, in the units of the measure (0.1 is ten percentage points).
    by : str or sequence of str, optional
        Within each group of articles.
    level : float

    Returns
    -------
    pandas.DataFrame
        One row per group and ratio: its columns, ``n_base_articles`` (with a base, at hand), ``estimate``, ``width``
        (that these articles give) and ``n_needed`` (articles of the same kind; null with fewer than two, or where none
        differs from another).

    Raises
    ------
    InputError
        For a width or a level that cannot be.

    Examples
    --------
    >>> fl.stats.articles_for_interval(fl.stats.sum_statements(study), 0.2).head(3)
    """
    _check(width, level)
    reach = stats.norm.ppf((1 + level) / 2)
    groups = group_articles(sums.articles, by)
    parts = []
    for number in range(len(groups)):
        inside = np.flatnonzero(groups.codes == number)
        above = sums.numerators[:, inside].toarray() * sums.scale
        below = np.broadcast_to(sums.denominators[:, inside].toarray(), above.shape)
        n = (below > 0).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            estimate = above.sum(axis=1) / below.sum(axis=1)
            # The ratio's variance by linearisation; articles without a base are drawn as well and add nothing.
            away = (above - estimate[:, None] * below) / below.mean(axis=1, keepdims=True)
            spread = np.sqrt((away**2).sum(axis=1) / max(len(inside) - 1, 1))
            now = 2 * reach * spread / np.sqrt(len(inside))
            needed = np.ceil((2 * reach * spread / width) ** 2)
        known = (n > 1) & (spread > 0)
        table = sums.cells.assign(
            n_base_articles=pd.array(n, dtype="Int64"),
            estimate=estimate,
            width=np.where(known, now, np.nan),
            n_needed=pd.array(np.where(known, needed, np.nan), dtype="Int64"),
        )
        keys = groups.keys.iloc[[number] * len(table)].reset_index(drop=True)
        parts.append(pd.concat([keys, table.reset_index(drop=True)], axis=1))
    return pd.concat(parts, ignore_index=True)


def units_for_interval(
    width: float,
    *,
    share: float = 0.5,
    precision: float = 0.8,
    recall: float = 0.8,
    units: int | None = None,
    level: float = 0.95,
) -> int:
    """How many units people must code, drawn at random, for a corrected share whose interval is ``width`` wide.

    A program that is seldom wrong saves coding: what has to be estimated from the codes is how often either answer is
    right, not the share.

    Parameters
    ----------
    width : float
        The wanted width from the lower to the upper bound (0.1 is ten percentage points).
    share : float
        The share of units that have the code, as far as one can tell beforehand; 0.5 is the safe guess.
    precision, recall : float
        Of the program, as far as one can tell; 0.5 and 0.5 for one that hardly helps.
    units : int, optional
        How many units the program reads; many unless told.
    level : float

    Returns
    -------
    int
        Units to code. Several units of one article tell less than as many from several: code one unit an article, or
        more units by the design effect.

    Raises
    ------
    InputError
        For a value that cannot be, and for a width that no number of coded units gives with so few units read.

    Examples
    --------
    >>> fl.stats.units_for_interval(0.1, share=0.3)
    """
    _check(width, level)
    for name, value in (("share", share), ("precision", precision), ("recall", recall)):
        if not 0 < value <= 1:
            raise InputError(f"{name} is {value}; it lies above 0 and is 1 at most")
    hit = share * recall  # found rightly
    added, missed = hit * (1 - precision) / precision, share - hit
    said = hit + added
    if said > 1:
        raise InputError(f"a share of {share} cannot be found with precision {precision} and recall {recall}")
    wanted = (width / (2 * stats.norm.ppf((1 + level) / 2))) ** 2
    all_units = np.inf if units is None else float(units)
    # With all units coded the truth itself varies over the units read. Codes of some tell the share of the code among
    # units with either answer; how many have which answer is known of all.
    truth = share * (1 - share)
    error = hit * added / said + (missed * (1 - share - added) / (1 - said) if said < 1 else 0.0)
    left = wanted - truth / all_units
    if left <= 0:
        least = int(np.ceil(truth / wanted))
        raise InputError(
            f"an interval {width} wide needs {least:,} units or more to be read, and there are {units:,}; "
            "read more articles or take a wider interval"
        )
    needed = error / (left + error / all_units)
    return max(2, int(np.ceil(min(needed, all_units))))


def _check(width: float, level: float) -> None:
    if not width > 0:
        raise InputError(f"the width of an interval is {width}; it is above 0, such as 0.1")
    if not 0 < level < 1:
        raise InputError(f"the level of an interval is {level}; it lies between 0 and 1, such as 0.95")
