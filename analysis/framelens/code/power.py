"""What a comparison that is planned can find, and how much several units of one article tell.

References
----------
Baumann, J., Röttger, P., Urman, A., Wendsjö, A., Plaza-del-Arco, F. M., Gruber, J. B., & Hovy, D. (2025). Large
language model hacking: Quantifying the hidden risks of using LLMs for text annotation. arXiv:2509.08825.
Kish, L. (1965). *Survey sampling*, ch. 5. Wiley.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from framelens.code.correction import read_numbers
from framelens.code.sizes import Expected, check_plan
from framelens.errors import InputError


def power_for_difference(
    difference: float,
    *,
    coded: int,
    units: int,
    share: float = 0.5,
    precision: float = 0.8,
    recall: float = 0.8,
    design_effect: float = 1.0,
) -> pd.DataFrame:
    """How likely a difference between two groups is found, by the hand-coded units alone and by correcting the program.

    A corrected comparison rests on the same codes as one of the hand-coded units alone. It is the more powerful the
    fewer errors the program makes; with a poor program it gains nothing (Baumann et al. 2025).

    Parameters
    ----------
    difference : float
        Between the groups' shares, such as 0.1 for ten percentage points around ``share``.
    coded, units : int
        Units to be coded, and units that the program reads, in both groups together and half of them in each.
    share, precision, recall, design_effect : float
        As in :func:`framelens.code.sizes.units_for_interval`; errors are as frequent in both groups.

    Returns
    -------
    pandas.DataFrame
        One row per comparison ('hand-coded alone', 'corrected'): ``comparison``, ``n`` (coded units), ``error``
        (standard error of the difference), ``power`` (chance of p < .05), ``detectable`` (the difference that is found
        with a chance of 80%).

    Raises
    ------
    InputError
        For a value that cannot be.

    Examples
    --------
    >>> fl.stats.power_for_difference(0.1, coded=400, units=5000, share=0.3)
    """
    check_plan(0.1, 0.95, design_effect)
    if not 0 < abs(difference) < 1:
        raise InputError(f"the difference is {difference}; it lies between 0 and 1, such as 0.1")
    if not 20 <= coded <= units:
        raise InputError(f"coded is {coded:,} of {units:,} units; code 20 or more, and at most all")
    each = Expected.expect(share, precision, recall)
    n, size = coded / 2 / design_effect, units / 2
    truth = share * (1 - share)
    variances = {
        "hand-coded alone": 2 * truth / n,
        "corrected": 2 * (each.variance * (1 / n - 1 / size if design_effect == 1 else 1 / n) + truth / size),
    }
    freedom = 2 * n - 2
    rows = []
    for comparison, variance in variances.items():
        error, limit = float(np.sqrt(variance)), float(stats.t.ppf(0.975, freedom))
        away = abs(difference) / error
        power = stats.nct.sf(limit, freedom, away) + stats.nct.cdf(-limit, freedom, away)
        rows.append((comparison, coded, error, float(power), (limit + float(stats.t.ppf(0.8, freedom))) * error))
    table = pd.DataFrame(rows, columns=["comparison", "n", "error", "power", "detectable"])
    return table.astype({"comparison": "str", "n": "Int64"})


def find_design_effect(units: pd.DataFrame, per_article: float) -> float:
    """How many coded units of the same articles tell as much as one drawn alone: Kish's design effect.

    Parameters
    ----------
    units : pandas.DataFrame
        Coded units of a pilot, several an article: ``article_id``, ``answer``, ``code`` (numbers, or truth values).
    per_article : float
        How many units of each article are to be coded.

    Returns
    -------
    float
        1 + (``per_article`` - 1) times the intraclass correlation of the errors (analysis of variance), 1 at least.

    Raises
    ------
    InputError
        For fewer than two articles, or none with several coded units.

    Examples
    --------
    >>> fl.stats.find_design_effect(units, per_article=5)
    """
    coded = units.loc[units["code"].notna()]
    away = read_numbers(coded, "code") - read_numbers(coded, "answer")
    article, n_articles = pd.factorize(coded["article_id"])[0], coded["article_id"].nunique()
    size = np.bincount(article)
    if n_articles < 2 or len(coded) == n_articles:
        raise InputError(
            f"{len(coded)} coded units of {n_articles} articles do not show how errors of one article resemble each "
            "other; code several units in two articles or more"
        )
    mean = np.bincount(article, away) / size
    within = ((away - mean[article]) ** 2).sum() / (len(coded) - n_articles)
    between = (size * (mean - away.mean()) ** 2).sum() / (n_articles - 1)
    usual = (len(coded) - (size**2).sum() / len(coded)) / (n_articles - 1)
    total = between + (usual - 1) * within
    alike = float((between - within) / total) if total > 0 else 0.0
    return max(1.0, 1 + (per_article - 1) * alike)
