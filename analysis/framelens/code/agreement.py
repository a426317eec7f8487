"""Agreement between coders, beyond what chance would give.

References
----------
Krippendorff, K. (2019). *Content analysis* (4th ed.), ch. 12. Sage.
Hayes, A. F., & Krippendorff, K. (2007). Answering the call for a standard reliability measure for coding data.
*Communication Methods and Measures*, 1(1), 77-89.
Cohen, J. (1960). A coefficient of agreement for nominal scales. *Educational and Psychological Measurement*, 20(1).
Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. *Psychological Bulletin*, 76(5), 378-382.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from framelens.code.chance import LEVELS, CodeSums, find_alpha, find_cohen, find_fleiss, find_percent, sum_codes
from framelens.code.codes import CodeCounts, check_codes, count_codes
from framelens.errors import InputError, suggest
from framelens.measure.intervals import find_bounds
from framelens.measure.resampling import INTERVAL, Interval, draw_weights


def measure_agreement(
    codes: pd.DataFrame,
    *,
    level: str = "nominal",
    codebook: Sequence[object] | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """How far coders agree: Krippendorff's alpha, and percent agreement and kappa for those who ask.

    Parameters
    ----------
    codes : pandas.DataFrame
        One row per unit and coder: ``unit_id``, ``coder``, ``code`` (null for unsure), and ``article_id`` where units
        of one article should be resampled together.
    level : {'nominal', 'ordinal', 'interval'}
        What codes mean: names, ranks or numbers. Ranks have the order of the codebook, or of the codes themselves.
    codebook : sequence, optional
        The codes there are; for ranks in their order.
    interval : Interval
        Its seed, number of resamples and level; articles are resampled, or units where no article is given.

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure`` ('alpha', 'percent', 'cohen_kappa' of two coders or 'fleiss_kappa' of
        more), ``level``, ``n`` (units with two codes or more; for kappa units that all coders coded), ``n_coders``,
        ``n_codes``, ``estimate``, ``low``, ``high``. Alpha of 1 is perfect, 0 is chance; 0.8 is asked of
        conclusions, 0.667 is the least for tentative ones. Kappa is null where no unit was coded by all.

    Raises
    ------
    InputError
        For codes that do not fit, fewer than two coders, or a single code given to everything.

    Examples
    --------
    >>> fl.stats.measure_agreement(answers)[["measure", "n", "estimate", "low", "high"]]
    """
    counts = _count_checked(codes, level, codebook)
    if len(counts.values) < 2 or (np.diff(counts.counts.indptr) > 0).sum() < 2:
        value = counts.values[int(np.argmax(np.diff(counts.counts.indptr)))]
        raise InputError(
            f"every unit has the code '{value}': agreement cannot be distinguished from habit; code units that differ"
        )
    weights = draw_clusters(counts.units["cluster"], interval=interval)
    whole = np.ones((len(counts.units), 1))
    given = check_codes(codes)
    rows = []
    kappa = "cohen_kappa" if len(counts.coders) == 2 else "fleiss_kappa"
    by_all = np.asarray(counts.counts.sum(axis=0)).ravel() == len(counts.coders)
    for measure, kept in (("alpha", None), ("percent", None), (kappa, by_all)):
        keep = np.ones(len(whole), dtype=bool) if kept is None else kept
        find = _choose_measure(measure, counts, given, keep, level)
        estimate = float(find(whole[keep])[0]) if keep.any() else np.nan
        low, high = _bound(find(weights[keep].astype(float)) if keep.any() else None, estimate, counts, keep, interval)
        n_codes = int(counts.counts[:, keep].sum())
        rows.append((measure, level, int(keep.sum()), len(counts.coders), n_codes, estimate, low, high))
    columns = ["measure", "level", "n", "n_coders", "n_codes", "estimate", "low", "high"]
    types = {"measure": "str", "level": "str", "n": "Int64", "n_coders": "Int64", "n_codes": "Int64"}
    return pd.DataFrame(rows, columns=columns).astype(types)


def _count_checked(codes: pd.DataFrame, level: str, codebook: Sequence[object] | None) -> CodeCounts:
    if level not in LEVELS:
        raise InputError(f"unknown level '{level}'; {suggest(str(level), LEVELS)}")
    given = check_codes(codes, codebook=None if codebook is None else [str(code) for code in codebook])
    if level == "interval" and not pd.api.types.is_numeric_dtype(given["code"]):
        wrong = given.loc[pd.to_numeric(given["code"], errors="coerce").isna(), "code"]
        if len(wrong):
            raise InputError(f"code '{wrong.iloc[0]}' is no number; codes of level 'interval' are numbers")
        given = given.assign(code=pd.to_numeric(given["code"]))
    return count_codes(given, values=codebook if level == "ordinal" else None)


def _choose_measure(measure, counts: CodeCounts, given: pd.DataFrame, keep: np.ndarray, level: str):  # type: ignore[no-untyped-def]
    """The measure as a function of unit weights (units by resamples)."""
    sums = sum_codes(counts.counts[:, keep], counts.values, level)
    if measure == "alpha":
        return lambda weights: find_alpha(sums, weights)
    if measure == "percent":
        return lambda weights: find_percent(sums, weights)
    if measure == "fleiss_kappa":
        return lambda weights: find_fleiss(sums, weights)
    kept = given[given["unit_id"].isin(counts.units.loc[keep, "unit_id"])]
    first, second = (kept[kept["coder"].astype(str) == coder].sort_values("unit_id") for coder in counts.coders)
    order = counts.units.loc[keep, "unit_id"].argsort().to_numpy()
    pairs = [pd.Index(counts.values).get_indexer(pd.Index(part["code"])) for part in (first, second)]
    return lambda weights: find_cohen(pairs[0], pairs[1], weights[order], len(counts.values))


def draw_clusters(cluster: pd.Series, *, interval: Interval) -> np.ndarray:
    """Weights of units whose clusters are drawn: units by resamples."""
    names, code = np.unique(cluster.astype(str).to_numpy(), return_inverse=True)
    return draw_weights(names.tolist(), seed=interval.seed, resamples=interval.resamples)[code]


def _bound(
    replicates: np.ndarray | None, estimate: float, counts: CodeCounts, keep: np.ndarray, interval: Interval
) -> tuple[float, float]:
    """Percentile bounds; null with one cluster or nothing to resample."""
    if replicates is None or not replicates.size or counts.units.loc[keep, "cluster"].nunique() < 2:
        return np.nan, np.nan
    low, high = find_bounds(replicates[None], np.array([estimate]), interval=interval)
    return float(low[0]), float(high[0])


def measure_category_agreement(
    codes: pd.DataFrame, *, codebook: Sequence[object] | None = None, interval: Interval = INTERVAL
) -> pd.DataFrame:
    """Which codes are agreed upon: alpha of each code against all others.

    Returns
    -------
    pandas.DataFrame
        One row per code, those of the codebook never given included: ``code``, ``n`` (units with two codes or more),
        ``n_codes`` (how often it was given there), ``estimate`` (alpha, null for a code never or always given),
        ``low``, ``high``.

    Examples
    --------
    >>> fl.stats.measure_category_agreement(answers)
    """
    counts = _count_checked(codes, "nominal", codebook)
    weights = draw_clusters(counts.units["cluster"], interval=interval).astype(float)
    whole = np.ones((len(counts.units), 1))
    every = np.ones(len(whole), dtype=bool)
    total = np.asarray(counts.counts.sum(axis=0)).ravel()
    rows = []
    for value in counts.values if codebook is None else codebook:
        place = counts.values.index(value) if value in counts.values else None
        given = np.zeros(len(total)) if place is None else counts.counts[[place]].toarray()[0]
        sums: CodeSums = sum_codes(np.stack([given, total - given]), [1, 0], "nominal")
        estimate = float(find_alpha(sums, whole)[0])
        low, high = _bound(find_alpha(sums, weights), estimate, counts, every, interval)
        low, high = (low, high) if np.isfinite(estimate) else (np.nan, np.nan)
        rows.append((value, len(total), int(given.sum()), estimate, low, high))
    columns = ["code", "n", "n_codes", "estimate", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype({"n": "Int64", "n_codes": "Int64"})


def count_confusion(codes: pd.DataFrame) -> pd.DataFrame:
    """What one coder said where another said something: one row per pair of coders and pair of codes that occurs.

    Columns ``coder_a``, ``coder_b``, ``code_a``, ``code_b``, ``n_units`` (with this pair of codes) and ``n`` (units
    that both coded).

    Examples
    --------
    >>> fl.stats.count_confusion(answers)
    """
    given = check_codes(codes)
    parts = []
    for a, b in combinations(sorted(given["coder"].astype(str).unique()), 2):
        one, two = (given.loc[given["coder"].astype(str) == c, ["unit_id", "code"]] for c in (a, b))
        both = one.merge(two, on="unit_id", suffixes=("_a", "_b"))
        pairs = both.groupby(["code_a", "code_b"]).size().rename("n_units").reset_index()
        parts.append(pairs.assign(coder_a=a, coder_b=b, n=len(both)))
    columns = ["coder_a", "coder_b", "code_a", "code_b", "n_units", "n"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return table[columns].astype({"n_units": "Int64", "n": "Int64"})


def list_disagreements(codes: pd.DataFrame) -> pd.DataFrame:
    """The units to discuss: one row per unit whose coders differ, the most divided first.

    Columns ``unit_id``, ``n_codes``, ``share_disagreeing`` (pairs of coders who differ, 0-1) and ``codes`` (who said
    what, as text).

    Examples
    --------
    >>> fl.stats.list_disagreements(answers).head(2)
    """
    given = check_codes(codes)
    rows = []
    for unit, part in given.groupby("unit_id", sort=True):
        size = part["code"].value_counts()
        m = int(size.sum())
        if len(size) > 1:
            differing = 1 - float((size * (size - 1)).sum()) / (m * (m - 1))
            said = "; ".join(f"{c}: {v}" for c, v in zip(part["coder"], part["code"], strict=True))
            rows.append((unit, m, differing, said))
    table = pd.DataFrame(rows, columns=["unit_id", "n_codes", "share_disagreeing", "codes"])
    table = table.astype({"n_codes": "Int64", "share_disagreeing": "float64"})
    return table.sort_values(["share_disagreeing", "unit_id"], ascending=[False, True], ignore_index=True)
