"""Families of tests: the more are made, the stricter each has to be.

References
----------
Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. *JRSS B*, 57(1), 289-300.
"""

from __future__ import annotations

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
