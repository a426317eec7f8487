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

from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations

import numpy as np
import pandas as pd

from framelens.code.chance import LEVELS, find_ac1, find_alpha, find_cohen, find_fleiss, find_percent, sum_codes
from framelens.code.codes import MEMBERS, CodeCounts, check_codes, count_codes
from framelens.errors import InputError, suggest
from framelens.measure.intervals import find_bounds
from framelens.measure.resampling import INTERVAL, Interval, draw_weights

Coefficient = Callable[[np.ndarray], np.ndarray]
_MOST_UNDEFINED, _NOTHING = 0.05, 1e-12


def measure_agreement(
    codes: pd.DataFrame,
    *,
    level: str = "nominal",
    codebook: Sequence[object] | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """How far coders agree: Krippendorff's alpha, and beside it Gwet's AC1, percent agreement and kappa.

    Parameters
    ----------
    codes : pandas.DataFrame
        One row per unit and coder: ``unit_id``, ``coder``, ``code`` (null for unsure), and ``article_id`` where units
        of one article should be resampled together.
    level : {'nominal', 'ordinal', 'interval', 'set'}
        What codes mean: names, ranks, numbers, or sets of names with '; ' between them, whose distance is MASI. Ranks
        have the order of the codebook, or of the codes themselves.
    codebook : sequence, optional
        The codes there are; for ranks in their order.
    interval : Interval
        Its seed, number of resamples and level; articles are resampled, or units where no article is given.

    Returns
    -------
    pandas.DataFrame
        One row per measure: ``measure`` ('alpha', 'ac1', 'percent', 'cohen_kappa' of two coders or 'fleiss_kappa' of
        more; for sets 'alpha' and 'percent' alone), ``level``, ``n`` (units with two codes or more; for kappa units
        that all coders coded), ``n_coders``, ``n_codes``, ``estimate``, ``low``, ``high``. Alpha of 1 is perfect, 0 is
        chance; 0.8 is asked of conclusions, 0.667 is the least for tentative ones. Where one code dominates, a few
        disagreements make alpha and kappa small although coders agree on nearly everything; AC1 does not fall. Kappa
        is null where no unit was coded by all.

    Raises
    ------
    InputError
        For codes that do not fit, fewer than two coders, or a single code given to everything.

    Examples
    --------
    >>> fl.stats.measure_agreement(answers)[["measure", "n", "estimate", "low", "high"]]
    """
    return measure_members(codes, level=level, codebook=codebook, interval=interval).drop(columns=MEMBERS)


def measure_members(
    codes: pd.DataFrame, *, level: str, codebook: Sequence[object] | None, interval: Interval
) -> pd.DataFrame:
    """As :func:`measure_agreement`, with the units that each row counts."""
    given, every = _count_checked(codes, level, codebook)
    counts = every.paired
    if len(counts.values) < 2 or (np.diff(counts.counts.indptr) > 0).sum() < 2:
        value = counts.values[int(np.argmax(np.diff(counts.counts.indptr)))]
        raise InputError(
            f"every unit has the code '{value}': agreement cannot be distinguished from habit; code units that differ"
        )
    sums, n_coders = sum_codes(counts.counts, counts.values, level), len(every.coders)
    measures: list[tuple[str, CodeCounts, Coefficient]] = [("alpha", counts, lambda w: find_alpha(sums, w))]
    if level != "set":
        n_values = len({*every.values, *(codebook or ())})
        measures.append(("ac1", every, lambda w: find_ac1(sum_codes(every.counts, every.values, level), w, n_values)))
    measures.append(("percent", counts, lambda w: find_percent(sums, w)))
    if level != "set":
        by_all = counts.keep(sums.size == n_coders)
        measures.append(
            ("cohen_kappa", by_all, _find_cohen(given, by_all))
            if n_coders == 2
            else ("fleiss_kappa", by_all, lambda w: find_fleiss(sum_codes(by_all.counts, by_all.values, level), w))
        )
    rows = []
    for measure, over, find in measures:
        bounds = bound_coefficient(find, over.units["cluster"], interval=interval)
        of = over.paired if measure == "ac1" else over
        members = of.units["unit_id"].to_numpy(dtype=object)
        rows.append((measure, level, len(members), n_coders, int(of.counts.sum()), *bounds, members))
    columns = ["measure", "level", "n", "n_coders", "n_codes", "estimate", "low", "high", MEMBERS]
    types = {"measure": "str", "level": "str", "n": "Int64", "n_coders": "Int64", "n_codes": "Int64"}
    return pd.DataFrame(rows, columns=columns).astype(types)


def _count_checked(
    codes: pd.DataFrame, level: str, codebook: Sequence[object] | None
) -> tuple[pd.DataFrame, CodeCounts]:
    if level not in LEVELS:
        raise InputError(f"unknown level '{level}'; {suggest(str(level), LEVELS)}")
    allowed = None if codebook is None or level == "set" else [str(code) for code in codebook]
    given = check_codes(codes, codebook=allowed)
    if level == "interval" and not pd.api.types.is_numeric_dtype(given["code"]):
        wrong = given.loc[pd.to_numeric(given["code"], errors="coerce").isna(), "code"]
        if len(wrong):
            raise InputError(f"code '{wrong.iloc[0]}' is not a number; codes of level 'interval' are numbers")
        given = given.assign(code=pd.to_numeric(given["code"]))
    return given, count_codes(given, values=codebook if level == "ordinal" else None)


def _find_cohen(given: pd.DataFrame, counts: CodeCounts) -> Coefficient:
    """Cohen's kappa of two coders as a function of the weights of the units that both coded."""
    first, second = (
        given[given["coder"].astype(str) == coder].set_index("unit_id")["code"].reindex(counts.units["unit_id"])
        for coder in counts.coders
    )
    places = [pd.Index(counts.values).get_indexer(pd.Index(codes)) for codes in (first, second)]
    return lambda weights: find_cohen(places[0], places[1], weights, len(counts.values))


def bound_coefficient(
    find: Coefficient, cluster: pd.Series, *, interval: Interval, weight: np.ndarray | None = None
) -> tuple[float, float, float]:
    """A coefficient of units and its percentile bounds; null with one cluster or nothing to resample.

    There are none either where resamples cannot say how far it may be off: all give the same, such as full agreement,
    or many have nothing to agree on, because a code stands in a few articles only.

    ``find`` takes weights of units (units by resamples); ``weight`` is how much each unit counts for by itself.
    """
    whole = np.ones((len(cluster), 1)) if weight is None else weight[:, None]
    estimate = float(find(whole)[0]) if len(cluster) else np.nan
    names, code = np.unique(cluster.astype(str).to_numpy(), return_inverse=True)
    if not interval.resamples or len(names) < 2 or not np.isfinite(estimate):
        return estimate, np.nan, np.nan
    drawn = draw_weights(names.tolist(), seed=interval.seed, resamples=interval.resamples)[code] * whole
    replicates = find(drawn)
    low, high = find_bounds(replicates[None], np.array([estimate]), interval=interval)
    if np.isnan(replicates).mean() > _MOST_UNDEFINED or high[0] - low[0] < _NOTHING:
        return estimate, np.nan, np.nan
    return estimate, float(low[0]), float(high[0])


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
    counts = _count_checked(codes, "nominal", codebook)[1].paired
    total = np.asarray(counts.counts.sum(axis=0)).ravel()
    rows = []
    for value in counts.values if codebook is None else codebook:
        place = counts.values.index(value) if value in counts.values else None
        given = np.zeros(len(total)) if place is None else counts.counts[[place]].toarray()[0]
        sums = sum_codes(np.stack([given, total - given]), [1, 0], "nominal")
        bounds = bound_coefficient(partial(find_alpha, sums), counts.units["cluster"], interval=interval)
        rows.append((value, len(total), int(given.sum()), *bounds))
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
