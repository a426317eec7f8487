"""Scores of the program against human codes, weighted back to the population that was sampled.

Whether errors depend on outlet or period matters more than how many there are: equal errors blur a comparison,
unequal ones make a difference where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from scipy import sparse

from framelens.code.agreement import bound_coefficient
from framelens.code.chance import find_alpha, sum_codes
from framelens.code.codes import MEMBERS, add_members
from framelens.errors import InputError, suggest
from framelens.measure.comparisons import Comparison, compare_ratios, keep_grouped, label_groups
from framelens.measure.differences import REST
from framelens.measure.groups import PERIODS, By, find_column, list_columns
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import INTERVAL, Interval
from framelens.measure.sums import ArticleSums

ERRORS = ("false_positive_rate", "false_negative_rate", "bias")
_CLUSTER = "_article"
_NEEDED = ("unit_id", "answer", "code")


def check_units(units: pd.DataFrame, by: By = None) -> pd.DataFrame:
    """The units that have a human code, in their order.

    Parameters
    ----------
    units : pandas.DataFrame
        One row per unit: ``unit_id``, ``answer`` (the program's), ``code`` (the human one, null where none), and if
        known ``article_id`` and ``probability`` (with which the unit was drawn for coding).
    by : str or sequence of str, optional
        Columns that must be there.

    Raises
    ------
    InputError
        For a missing column, a unit twice, a probability outside 0-1, or no code at all.
    """
    units = add_periods(units, by)
    check_probabilities(units, [*_NEEDED[1:], *list_columns(by)])
    both = units[["answer", "code"]]
    if both.isin([True, False]).where(both.notna(), True).all(axis=None):  # 1 is the answer that true is
        units = units.assign(answer=both["answer"].astype("boolean"), code=both["code"].astype("boolean"))
    coded = units[units["code"].notna()].sort_values("unit_id", kind="stable").reset_index(drop=True)
    if not len(coded):
        raise InputError("no unit has a code; code some of the units first")
    return coded


def add_periods(units: pd.DataFrame, by: By) -> pd.DataFrame:
    """Units with the periods of publication (``day``, ``week``, ``month``, ``year``) that they are grouped by."""
    named = [c for c in list_columns(by) if c in PERIODS and c not in units.columns and "published" in units.columns]
    return units.assign(**{column: find_column(units, column) for column in named})


def find_clusters(units: pd.DataFrame, column: str | None = None) -> pd.Series:
    """What units go together in, as text: the value of ``column``, else their article, else nothing but themselves."""
    alone = "unit " + units["unit_id"].astype("str")
    article = ("article " + units["article_id"].astype("str")).fillna(alone) if "article_id" in units.columns else alone
    if column is None:
        return article.astype("str")
    units = add_periods(units, column)
    if column not in units.columns:
        raise InputError(f"units cannot be resampled by '{column}'; {suggest(column, map(str, units.columns))}")
    return ("cluster " + units[column].astype("str")).fillna(article).astype("str")


def score_answers(
    units: pd.DataFrame,
    by: By = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """How well the program's answers agree with human codes.

    Parameters
    ----------
    units : pandas.DataFrame
        As in :func:`check_units`; units drawn with less probability weigh more.
    by : str or sequence of str, optional
        Columns of the units (``outlet``, ``voice``, ``year``): scores within each subgroup.
    interval
        Articles are resampled, or units where no article is given; clusters of articles where the interval names a
        column of the units, such as an event or ``day``.

    Returns
    -------
    pandas.DataFrame
        One row per subgroup, code and measure: the columns of ``by``, ``code`` (null for measures of all codes),
        ``measure`` ('precision', 'recall', 'f1' of each code; 'accuracy' and 'alpha', Krippendorff's between program
        and human, of all), ``n`` (units in the base, unweighted), ``estimate``, ``low``, ``high``.

    Raises
    ------
    InputError
        As in :func:`check_units`.

    Examples
    --------
    >>> fl.stats.score_answers(units)
    """
    return score_members(units, by, interval=interval).drop(columns=MEMBERS)


def score_members(units: pd.DataFrame, by: By, *, interval: Interval, level: str = "nominal") -> pd.DataFrame:
    """As :func:`score_answers`, with the units that each row counts; ranks are in alphabetical order."""
    coded = _with_clusters(check_units(units, by), interval)
    columns = list_columns(by)
    codes = sorted(set(coded["code"].astype(str)) | set(coded["answer"].dropna().astype(str)))
    parts: list[pd.DataFrame] = []
    for keys, part in _split(coded, columns):
        sums = sum_scores(part.reset_index(drop=True), codes)
        table = resample_articles(sums, interval=replace(interval, cluster=_CLUSTER))
        alpha = _score_alpha(part, codes, level, interval=interval)
        numbers = ["code", "measure", "n", "estimate", "low", "high", MEMBERS]
        table = pd.concat([add_members(table, list_members(sums))[numbers], alpha], ignore_index=True)
        for column, value in keys.items():
            table[column] = pd.Series([value] * len(table), index=table.index)
        parts.append(table[[*columns, *numbers]])
    return pd.concat(parts, ignore_index=True)


def check_probabilities(units: pd.DataFrame, columns: Sequence[str]) -> None:
    """Raise :class:`InputError` for a missing column, a unit twice, or a probability outside 0-1."""
    for column in (_NEEDED[0], *columns):
        if column not in units.columns:
            raise InputError(f"the units lack the column '{column}'; {suggest(column, map(str, units.columns))}")
    twice = units.loc[units["unit_id"].duplicated(), "unit_id"]
    if len(twice):
        raise InputError(f"unit '{twice.iloc[0]}' is listed twice; give each unit one row")
    if "probability" in units.columns:
        drawn = units.loc[units["code"].notna()] if "code" in units.columns else units
        wrong = drawn[~drawn["probability"].between(0, 1, inclusive="right").fillna(False)]
        if len(wrong):
            row = wrong.iloc[0]
            raise InputError(
                f"unit '{row['unit_id']}' was coded but has the probability {row['probability']}; a unit that was "
                "drawn had a chance above 0 and at most 1"
            )


def _split(coded: pd.DataFrame, columns: Sequence[str]) -> list[tuple[dict[str, object], pd.DataFrame]]:
    if not columns:
        return [({}, coded)]
    groups = coded.groupby(list(columns), sort=True, dropna=False, observed=True)
    return [(dict(zip(columns, key, strict=True)), part) for key, part in groups]


def _with_clusters(coded: pd.DataFrame, interval: Interval) -> pd.DataFrame:
    return coded.assign(**{_CLUSTER: find_clusters(coded, interval.cluster)})


def _as_articles(coded: pd.DataFrame) -> pd.DataFrame:
    """Coded units as what is summed over, with what they are resampled by."""
    table = coded if _CLUSTER in coded.columns else _with_clusters(coded, INTERVAL)
    return table.drop(columns=["article_id"], errors="ignore").rename(columns={"unit_id": "article_id"})


def _weigh(coded: pd.DataFrame) -> np.ndarray:
    """How many units of the population each coded unit stands for, up to a factor."""
    if "probability" not in coded.columns:
        return np.ones(len(coded))
    return 1 / coded["probability"].to_numpy(dtype=float)


def _make_sums(
    coded: pd.DataFrame, cells: pd.DataFrame, above: list[np.ndarray], below: list[np.ndarray], kind: str
) -> ArticleSums:
    """Ratios of units, weighted; ``n`` counts the units below the line."""
    weight = _weigh(coded)
    up, down, counted = (
        sparse.csr_array(np.array(rows, dtype=float).reshape(len(cells), len(coded)) * w)
        for rows, w in ((above, weight), (below, weight), ([b > 0 for b in below], 1.0))
    )
    counted.eliminate_zeros()
    return ArticleSums(_as_articles(coded), cells, up, down, kind, counts=counted)  # type: ignore[arg-type]


def list_members(sums: ArticleSums, keep: np.ndarray | None = None) -> list[np.ndarray]:
    """The units that each ratio counts, of those where ``keep`` is true: the very units that its ``n`` adds up."""
    ids = sums.articles["article_id"].to_numpy(dtype=object)
    counts = sums.counts.tocsr()  # type: ignore[union-attr]
    places = [counts.indices[counts.indptr[row] : counts.indptr[row + 1]] for row in range(counts.shape[0])]
    return [np.sort(ids[at if keep is None else at[keep[at]]]) for at in places]


def sum_scores(coded: pd.DataFrame, codes: Sequence[str]) -> ArticleSums:
    """Precision, recall and F1 of each code, and accuracy, as ratios of sums over units."""
    answer, code = coded["answer"].astype("str"), coded["code"].astype("str")
    keys: list[tuple[str | None, str]] = []
    above, below = [], []
    for name in codes:
        said, meant = (answer == name).to_numpy(dtype=float), (code == name).to_numpy(dtype=float)
        for measure, base in (("precision", said), ("recall", meant), ("f1", (said + meant) / 2)):
            keys.append((name, measure))
            above.append(said * meant)
            below.append(base)
    keys.append((None, "accuracy"))
    above.append((answer == code).to_numpy(dtype=float))
    below.append(np.ones(len(coded)))
    cells = pd.DataFrame(keys, columns=["code", "measure"]).astype("str")
    return _make_sums(coded, cells, above, below, "share")


def _score_alpha(part: pd.DataFrame, codes: Sequence[str], level: str, *, interval: Interval) -> pd.DataFrame:
    """One row: Krippendorff's alpha between program and human."""
    both = part[part["answer"].notna()]
    units = np.arange(len(both))
    given = [pd.Index(codes).get_indexer(pd.Index(both[column].astype("str"))) for column in ("answer", "code")]
    counts = sparse.coo_array(
        (np.ones(2 * len(both)), (np.concatenate(given), np.tile(units, 2))), shape=(len(codes), len(both))
    ).tocsr()
    weight = _weigh(both)
    find = partial(find_alpha, sum_codes(counts, codes, level))
    weight = weight / weight.mean() if len(both) else weight
    estimate, low, high = bound_coefficient(find, both[_CLUSTER], interval=interval, weight=weight)
    members = both["unit_id"].to_numpy(dtype=object)
    row = (None, "alpha", len(both), estimate, low, high, members)
    columns = ["code", "measure", "n", "estimate", "low", "high", MEMBERS]
    return pd.DataFrame([row], columns=columns).astype({"code": "str", "measure": "str", "n": "Int64"})


def sum_errors(coded: pd.DataFrame, codes: Sequence[str]) -> ArticleSums:
    """For each code how often it is given wrongly, missed, and given more often than it should be."""
    answer, code = coded["answer"].astype("str"), coded["code"].astype("str")
    keys, above, below = [], [], []
    for name in codes:
        said, meant = (answer == name).to_numpy(dtype=float), (code == name).to_numpy(dtype=float)
        for measure, up, down in (
            ("false_positive_rate", said * (1 - meant), 1 - meant),
            ("false_negative_rate", meant * (1 - said), meant),
            ("bias", said - meant, np.ones(len(coded))),
        ):
            keys.append((name, measure))
            above.append(up)
            below.append(down)
    cells = pd.DataFrame(keys, columns=["code", "measure"]).astype("str")
    return _make_sums(coded, cells, above, below, "mean")


def compare_errors(
    units: pd.DataFrame,
    by: By,
    *,
    settings: Comparison | None = None,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Differential error: whether the program is wrong more often in one group of articles than in another.

    Returns
    -------
    pandas.DataFrame
        As :func:`framelens.measure.comparisons.compare_ratios`, one row per code, ``measure`` and pair of groups:
        'false_positive_rate' (of units without the code those that were given it), 'false_negative_rate' (of units
        with the code those that were not), 'bias' (share given the code minus share that has it: what a comparison
        of raw shares would be wrong by). ``n_articles_a`` and ``n_articles_b`` count units here.

    Raises
    ------
    InputError
        As in :func:`check_units`, and for a reference that is no group.

    Examples
    --------
    >>> fl.stats.compare_errors(units, "outlet")
    """
    return compare_members(units, by, settings=settings, interval=interval).drop(columns=MEMBERS)


def compare_members(units: pd.DataFrame, by: By, *, settings: Comparison | None, interval: Interval) -> pd.DataFrame:
    """As :func:`compare_errors`, with the units that each row counts."""
    coded = _with_clusters(check_units(units, by), interval)
    codes = sorted(set(coded["code"].astype(str)) | set(coded["answer"].dropna().astype(str)))
    sums = sum_errors(coded, codes)
    table = compare_ratios(sums, by, settings=settings, interval=replace(interval, cluster=_CLUSTER))
    kept, groups = keep_grouped(sums, by)
    group = np.array(label_groups(groups), dtype=object)[groups.codes]
    every = list(zip(kept.cells["code"], kept.cells["measure"], strict=True))
    found, members = {}, []
    for code, measure, a, b in table[["code", "measure", "group_a", "group_b"]].itertuples(index=False):
        if (a, b) not in found:
            keep = (group == a) | (group == b) if b != REST else np.ones(len(group), dtype=bool)
            found[a, b] = dict(zip(every, list_members(kept, keep), strict=True))
        members.append(found[a, b][code, measure])
    return add_members(table, members)
