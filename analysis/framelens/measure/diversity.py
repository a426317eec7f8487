"""How evenly the floor is shared: indices of concentration and diversity, each with its interval.

Every index is a function of how often each speaker was heard; speakers who were not heard do not count. An index
of few statements looks less diverse than the same mix with many; :mod:`framelens.measure.rarefaction` has the remedy.

References
----------
Gini, C. (1912). *Variabilità e mutabilità*. Bologna.
Hirschman, A. O. (1964). The paternity of an index. *American Economic Review*, 54(5), 761-762.
Shannon, C. E. (1948). A mathematical theory of communication. *Bell System Technical Journal*, 27, 379-423.
Simpson, E. H. (1949). Measurement of diversity. *Nature*, 163, 688.
Mueller, J. H., & Schuessler, K. F. (1961). *Statistical reasoning in sociology* (index of qualitative variation).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.special import ndtri, stdtrit

from framelens.errors import InputError, suggest
from framelens.measure.groups import By, group_articles
from framelens.measure.intervals import find_bounds
from framelens.measure.jackknife import bound_statistic
from framelens.measure.resampling import BLOCK, INTERVAL, Base, Interval, resample_sums, split_bases
from framelens.measure.sums import ArticleSums

Index = Callable[[np.ndarray], np.ndarray]
MANY_SINGLE = 0.1
_MOST_LEFT_OUT = 1000


def gini(counts: np.ndarray) -> np.ndarray:
    """Gini coefficient of each column of ``counts`` (speakers by resamples), over speakers with a count.

    0 where all are heard equally often, towards 1 where one has nearly all; null for a single speaker, since
    equality of one with himself says nothing.
    """
    ordered = np.sort(counts, axis=0)
    heard = (ordered > 0).sum(axis=0)
    rank = np.maximum(np.arange(1, len(ordered) + 1)[:, None] - (len(ordered) - heard), 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = 2 * (rank * ordered).sum(axis=0) / (heard * ordered.sum(axis=0)) - (heard + 1) / heard
    return np.where(heard > 1, value, np.nan)


def herfindahl(counts: np.ndarray) -> np.ndarray:
    """Herfindahl(-Hirschman) index: the sum of squared shares, 1 for a single speaker, 1/S for S equal ones."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return (counts**2).sum(axis=0) / counts.sum(axis=0) ** 2


def entropy(counts: np.ndarray) -> np.ndarray:
    """Shannon's entropy of the shares over its maximum, log S: 1 where all are heard equally; null for one."""
    total, heard = counts.sum(axis=0), (counts > 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        log_sum = np.where(counts > 0, counts * np.log(np.where(counts > 0, counts, 1.0)), 0.0).sum(axis=0)
        value = (np.log(total) - log_sum / total) / np.log(heard)
    return np.where(heard > 1, value, np.nan)


def simpson(counts: np.ndarray) -> np.ndarray:
    """Simpson's diversity: the chance that two statements drawn without putting back have two speakers."""
    total = counts.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = 1 - (counts * (counts - 1)).sum(axis=0) / (total * (total - 1))
    return np.where(total > 1, value, np.nan)


def qualitative_variation(counts: np.ndarray) -> np.ndarray:
    """Index of qualitative variation: 1 minus Herfindahl, over its maximum for S speakers; null for one."""
    heard = (counts > 0).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        value = (1 - herfindahl(counts)) * heard / (heard - 1)
    return np.where(heard > 1, value, np.nan)


INDICES: dict[str, Index] = {
    "gini": gini,
    "herfindahl": herfindahl,
    "entropy": entropy,
    "simpson": simpson,
    "iqv": qualitative_variation,
}


def measure_indices(
    sums: ArticleSums,
    indices: Sequence[str],
    by: By = None,
    *,
    interval: Interval = INTERVAL,
) -> pd.DataFrame:
    """Any of :data:`INDICES` over the named speakers of ``sums`` (as ``sum_statements`` gives them).

    Returns
    -------
    pandas.DataFrame
        One row per group and index: the columns of ``by``, ``measure``, ``n`` (statements by named speakers),
        ``n_speakers`` (named speakers heard), ``n_base_articles``, ``share_single`` (of the statements, those by
        speakers heard in one article only, 0-1), ``estimate``, ``low``, ``high``.

    Notes
    -----
    The t interval leaves out each article once (or one part in a thousand of more articles), and is widened by the bias
    that this shows. No index knows who is not heard yet: ``share_single`` estimates what part of a further article's
    statements is by new speakers. Where it is large, Gini and entropy describe these articles, and would be others with
    more; Herfindahl, Simpson and the index of qualitative variation hardly depend on it.

    Resampling articles always loses some speakers, so that the resamples are less diverse than the articles
    they are drawn from. The percentile interval is therefore moved to where its mean is the estimate; BCa corrects
    for that bias itself, and stands as it is.

    Examples
    --------
    >>> fl.stats.measure_indices(fl.stats.sum_statements(study), ("gini", "entropy"), "outlet")
    """
    for name in indices:
        if name not in INDICES:
            raise InputError(f"unknown index '{name}'; {suggest(str(name), INDICES)}")
    groups = group_articles(sums.articles, by)
    named = sums.numerators[np.flatnonzero(sums.cells["speaker_id"].notna().to_numpy())].tocsc()
    rows = []
    bases = split_bases(sums.articles, groups.codes, len(groups), interval=interval)
    for base in bases:
        counts = named[:, base.columns]
        heard = np.unique(counts.indices[counts.data > 0])
        rows.extend(_measure_base(counts.tocsr()[heard], base, indices, interval))
    keys = groups.keys.loc[groups.keys.index.repeat(len(indices))].reset_index(drop=True)
    columns = ["measure", "n", "n_speakers", "n_base_articles", "share_single", "estimate", "low", "high"]
    types = {"measure": "str", **dict.fromkeys(columns[1:4], "Int64"), **dict.fromkeys(columns[4:], "float64")}
    return pd.concat([keys, pd.DataFrame(rows, columns=columns).astype(types)], axis=1)


def note_single(table: pd.DataFrame) -> list[str]:
    """What :func:`measure_indices` cannot say of so few articles, as a note; nothing where most speakers recur."""
    if not table["share_single"].gt(MANY_SINGLE).any():
        return []
    return [
        f"Where more than {MANY_SINGLE:.0%} of statements come from speakers quoted in only one article "
        "(share_single), the Gini index and entropy describe these articles only; they would change with more articles."
    ]


def _measure_base(counts, base: Base, indices: Sequence[str], interval: Interval) -> list[tuple]:  # type: ignore[no-untyped-def,type-arg]
    """One row per index for the articles of one group."""
    total = np.asarray(counts.sum(axis=1), dtype=float).ravel()
    n_articles = len(np.unique(counts.indices))
    units = base.gather(counts)
    resampled = len(np.unique(units.indices)) > 1 and base.weights.shape[1] > 0
    single = total[np.diff(counts.indptr) == 1].sum() / total.sum() if len(total) else np.nan
    replicates: dict[str, list[np.ndarray]] = {name: [] for name in indices}
    if resampled and interval.method != "t":
        step = max(1, BLOCK // max(counts.shape))
        for begin in range(0, base.weights.shape[1], step):
            drawn = resample_sums(units, base.weights[:, begin : begin + step])
            for name in indices:
                replicates[name].append(INDICES[name](drawn))
    rows = []
    for name in indices:
        estimate = float(INDICES[name](total[:, None])[0])
        low, high = np.nan, np.nan
        if resampled and np.isfinite(estimate):
            if interval.method == "t":
                bounds = bound_statistic(estimate, _leave_out(units, name), (1 - interval.level) / 2)
                low, high = np.clip(bounds, 0, 1)
            elif interval.method == "bca":
                low, high = _correct_bounds(np.concatenate(replicates[name]), name, estimate, units, interval)
            else:
                low, high = centre_bounds(np.concatenate(replicates[name]), estimate, interval.level)
        rows.append((name, round(total.sum()), len(total), n_articles, single, estimate, low, high))
    return rows


def _correct_bounds(
    drawn: np.ndarray, name: str, estimate: float, units: sparse.csr_array, interval: Interval
) -> tuple[float, float]:
    """BCa bounds of one index of the statements by speaker and article (or cluster)."""
    jackknife = [_leave_out(units, name)[None]]
    low, high = find_bounds(drawn[None], np.array([estimate]), interval=interval, jackknife=jackknife)
    return float(low[0]), float(high[0])


def _leave_out(units: sparse.csr_array, name: str) -> np.ndarray:
    """An index without each article (or cluster) with a statement; without one part in a thousand of more of them."""
    by_unit, total = units.tocsc(), np.asarray(units.sum(axis=1), dtype=float)[:, None]
    by_unit = by_unit[:, np.diff(by_unit.indptr) > 0]
    if by_unit.shape[1] > _MOST_LEFT_OUT:
        place = np.arange(by_unit.shape[1])
        parts = sparse.csr_array((np.ones(len(place)), (place, place % _MOST_LEFT_OUT)))
        by_unit = (by_unit @ parts).tocsc()
    step = max(1, BLOCK // max(by_unit.shape[0], 1))
    begins = range(0, by_unit.shape[1], step)
    return np.concatenate([INDICES[name](total - by_unit[:, at : at + step].toarray()) for at in begins])


def centre_bounds(
    replicates: np.ndarray, estimate: float, level: float, *, largest: float = 1.0, units: int | None = None
) -> tuple[float, float]:
    """Percentile bounds moved so that the replicates' mean is the estimate, within 0 and the largest value.

    With ``units`` they are widened to what a t interval of so many articles would be.
    """
    finite = replicates[np.isfinite(replicates)]
    if not len(finite):
        return np.nan, np.nan
    moved = np.quantile(finite, [(1 - level) / 2, (1 + level) / 2]) - finite.mean()
    if units is not None:
        tail = (1 - level) / 2
        moved *= stdtrit(units - 1, tail) / ndtri(tail) * np.sqrt(units / (units - 1))
    moved += estimate
    low, high = np.clip(moved, 0, largest)
    return min(float(low), estimate), max(float(high), estimate)
