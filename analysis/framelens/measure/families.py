"""Families of tests: the more are made, the stricter each has to be.

References
----------
Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. *JRSS B*, 57(1), 289-300.
Games, P. A., & Howell, J. F. (1976). Pairwise multiple comparison procedures with unequal n's and/or variances.
*Journal of Educational Statistics*, 1(2), 113-125.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import pandas as pd


def control_false_discovery(p: pd.Series) -> pd.Series:
    """Benjamini-Hochberg's adjusted p over the tests that could be made; null where there was none."""
    from scipy.stats import false_discovery_control  # fetched late: it takes half a second

    adjusted = pd.Series(np.nan, index=p.index)
    made = p.notna()
    if made.any():
        adjusted[made] = false_discovery_control(p[made].to_numpy(dtype=float))
    return adjusted


@lru_cache(maxsize=64)
def range_level(n_groups: int, freedom: int, level: float) -> float:
    """The level of the interval of each pair that lets those of all pairs of groups hold at once, at ``level``.

    It is that of the studentised range: an interval at this level of the highest group minus the lowest allows for
    their having been picked. Scipy's ``tukey_hsd`` has the same of means of single values; here groups are ratios of
    sums over articles, each with an error and a scale of its own, so that only the critical value is scipy's.

    Parameters
    ----------
    n_groups : int
    freedom : int
        The degrees of freedom of the errors: articles less groups.
    level : float

    Examples
    --------
    >>> round(range_level(2, 40, 0.95), 3), round(range_level(5, 95, 0.95), 4)
    (0.95, 0.9935)
    """
    from scipy.stats import studentized_range, t  # fetched late: it takes half a second

    critical = studentized_range.ppf(level, n_groups, max(freedom, 1))
    return float(1 - 2 * t.sf(critical / np.sqrt(2), max(freedom, 1)))
