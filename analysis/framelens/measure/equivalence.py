"""Equivalence: whether a difference is too small to matter, which "not significant" does not say.

References
----------
Schuirmann, D. J. (1987). A comparison of the two one-sided tests procedure and the power approach for assessing the
equivalence of average bioavailability. *Journal of Pharmacokinetics and Biopharmaceutics*, 15(6), 657-680.
Lakens, D., Scheel, A. M., & Isager, P. M. (2018). Equivalence testing for psychological research: A tutorial. *Advances
in Methods and Practices in Psychological Science*, 1(2), 259-269.
"""

from __future__ import annotations

import numpy as np
from scipy.special import stdtr

from framelens.measure.differences import Side, gather_units
from framelens.measure.jackknife import correlate_ratios, jackknife_ratios
from framelens.measure.sums import ArticleSums


def find_equivalence_p(sums: ArticleSums, a: Side, b: Side, smallest: float) -> np.ndarray:
    """The p-value of each difference for reaching the smallest effect of interest in either direction.

    The larger of two one-sided t tests (TOST): of the difference being at most -``smallest``, and of its being at least
    ``smallest``. Errors and degrees of freedom are the jackknife's, over articles or clusters. Null where a side has
    fewer than two of them, or nothing varies.
    """
    parts = [gather_units(sums, side) for side in (a, b)]
    first, second = (jackknife_ratios(*part) for part in parts)
    together = np.zeros(len(sums.cells)) if a.units is None else correlate_ratios(*parts)
    squares = first.error**2, second.error**2
    variance = sum(squares) - 2 * together * first.error * second.error
    with np.errstate(invalid="ignore", divide="ignore"):
        error = np.sqrt(np.maximum(variance, 0.0))
        freedom = sum(squares) ** 2 / (squares[0] ** 2 / first.freedom + squares[1] ** 2 / second.freedom)
        if a.units is not None:
            freedom = np.minimum(first.freedom, second.freedom)
        difference, least = first.estimate - second.estimate, smallest / sums.scale
        p = stdtr(freedom, -np.stack([difference + least, least - difference]) / error).max(axis=0)
    return np.where((error > 0) & (first.units > 1) & (second.units > 1), p, np.nan)
