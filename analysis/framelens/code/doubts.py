"""Whether a correction can be trusted: enough codes of either kind, and coded units that are a sample of all units.

A corrected estimate is only as good as the sample that it rests on. Where coded units stand (early or late in the
articles' order, and in time) and which answers the program gave them are known of all units, so that a sample can be
held against its design: weighted by the chances with which it was drawn, it has the same mean as all units, but for
luck.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from framelens.code.scores import check_units, find_clusters

FEWEST = 30  # coded units below which an interval is rough
SURELY, RATHER = 0.001, 0.01  # p below which places and dates, and answers, are not taken for those of a sample
_COMPARED = 12  # answers that are compared, the most frequent ones
Doubt = tuple[str, int, float, str]
_COLUMNS = ["check", "n", "p", "doubt"]


def find_doubts(units: pd.DataFrame) -> pd.DataFrame:
    """What speaks against a correction: too few codes, or coded units that are not the sample they are taken for.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit of the population, as in :func:`framelens.code.correction.correct_means`; where known with
        ``start`` and ``published``. Answers and codes may be numbers, truth values or names.

    Returns
    -------
    pandas.DataFrame
        One row per doubt, none where there is none: ``check`` ('codes', 'positives', 'probability', 'place', 'date',
        'answer'), ``n`` (coded units that it rests on), ``p`` (of a test of the coded units against their design; null
        where none is needed) and ``doubt``, a sentence that says what to do.

    Raises
    ------
    InputError
        As in :func:`framelens.code.correction.correct_means`.

    Examples
    --------
    >>> fl.stats.find_doubts(units)[["check", "doubt"]]
    """
    check_units(units)
    table = units.sort_values("unit_id", kind="stable").reset_index(drop=True)
    coded = table["code"].notna().to_numpy(dtype=bool)
    rows = [*_find_few(table, coded), *_find_picked(table, coded)]
    return pd.DataFrame(rows, columns=_COLUMNS).astype({"check": "str", "n": "Int64", "p": "float64", "doubt": "str"})


def _find_few(table: pd.DataFrame, coded: np.ndarray) -> Iterator[Doubt]:
    """Doubts about how many codes there are, and of which kind."""
    n, nothing = int(coded.sum()), float("nan")
    if n == len(table):
        return
    if n < FEWEST:
        said = f"only {n} units are coded, from which no correction is reliable; code {FEWEST} or more, better 100"
        yield "codes", n, nothing, said
    answers, codes = (_name(table[column]) for column in ("answer", "code"))
    given = sorted(codes[coded].dropna().unique())
    if len(given) == 1:
        said = (
            f"every coded unit has the code '{given[0]}', so the sample cannot show how often the program misses "
            'others; code more units, drawn by the program\'s answer (strata="answer")'
        )
        yield "positives", n, nothing, said
    seen = set(answers[coded].dropna())
    unseen = answers[~coded & ~answers.isin(seen).to_numpy(dtype=bool)].value_counts()
    for answer, size in unseen.items() if len(seen) + len(unseen) <= _COMPARED else ():
        said = f"no unit with the program's answer '{answer}' is coded (n = {size:,}), so the program is believed there"
        yield "positives", n, nothing, f"{said}; code some of these units"
    if "probability" not in table and "stratum" in table and table["stratum"].nunique() > 1:
        said = "units have strata but no probability, so that all count as drawn with the same chance"
        yield "probability", n, nothing, f"{said}; keep the probability of each"


def _find_picked(table: pd.DataFrame, coded: np.ndarray) -> Iterator[Doubt]:
    """Doubts whether the coded units are a sample: their place, date and answers against those of all units."""
    n = int(coded.sum())
    if n < 2 or n == len(table):
        return
    chance = table["probability"].to_numpy(dtype=float, na_value=1.0) if "probability" in table else np.ones(len(table))
    weight = np.where(coded, 1 / chance, 0.0)
    cluster = np.unique(find_clusters(table).to_numpy(dtype=object), return_inverse=True)[1]
    remedy = "draw the units with study.codes.sample, or give each the probability with which it was drawn"
    order = table[["article_id", "start"]] if {"article_id", "start"} <= set(table.columns) else table[["unit_id"]]
    place = order.sort_values([*order.columns], kind="stable").index.argsort().astype(float)
    away, p = _test(place, weight, cluster)
    if p < SURELY:
        where = "first" if away < 0 else "last"
        yield "place", n, p, f"the coded units are among the {where} of all units, unlike a sample; {remedy}"
    if "published" in table.columns and table["published"].notna().all():
        away, p = _test(pd.to_datetime(table["published"]).rank().to_numpy(dtype=float), weight, cluster)
        if p < SURELY:
            when = "earlier" if away < 0 else "later"
            yield "date", n, p, f"the coded units were published {when} than a sample of all units; {remedy}"
    answers = _name(table["answer"])
    names = answers.value_counts().head(_COMPARED).index
    tested = [(*_test(answers.eq(name).to_numpy(dtype=float), weight, cluster), name) for name in names]
    away, p, name = min(tested, key=lambda one: one[1], default=(0.0, 1.0, ""))
    if (p := min(1.0, p * max(len(names) - 1, 1))) < RATHER:
        said = f"units with the program's answer '{name}' are coded {'more' if away > 0 else 'less'} often"
        yield "answer", n, p, f"{said} than their probabilities say; {remedy}"


def _test(values: np.ndarray, weight: np.ndarray, cluster: np.ndarray) -> tuple[float, float]:
    """How far the weighted mean of coded units lies from that of all units, and the p of that being luck."""
    total = weight.sum()
    away = float(weight @ values / total - values.mean())
    residual = np.bincount(cluster, weight * (values - values.mean()) / total)
    drawn = np.bincount(cluster, weight) > 0
    least = values.var() * (weight**2).sum() / total**2  # as single units drawn at random would have it
    spread = max(float((residual[drawn] ** 2).sum()) - away**2 / drawn.sum(), least)
    if spread <= 0:
        return away, 1.0
    return away, float(2 * stats.t.sf(abs(away) / np.sqrt(spread), max(int(drawn.sum()) - 1, 1)))


def _name(values: pd.Series) -> pd.Series:
    """Answers and codes as names; many different numbers by the side of their mean that they lie on."""
    if values.dropna().isin([True, False]).all():
        return values.astype("boolean").astype("str")
    if not pd.api.types.is_numeric_dtype(values):
        return values.astype("str")
    if values.nunique() <= _COMPARED:
        return values.map(lambda number: f"{number:g}", na_action="ignore").astype("str")
    mean = float(values.mean())
    side = pd.Series(np.where(values > mean, f"above {mean:.3g}", f"{mean:.3g} or less"), values.index, dtype="str")
    return side.where(values.notna())


def list_doubts(units: pd.DataFrame) -> list[str]:
    """The sentences of :func:`find_doubts`; none where no unit is coded."""
    return find_doubts(units)["doubt"].tolist() if units["code"].notna().any() else []


def warn_of_doubts(units: pd.DataFrame) -> None:
    """Warn of what :func:`find_doubts` finds, where a function corrects a table of one's own."""
    for doubt in list_doubts(units):
        warnings.warn(f"this correction may not be trusted: {doubt}", stacklevel=3)
