"""Coders make errors, too: how often each of them does, and how far the corrected estimates could move.

A correction takes the codes for the truth. Where units were coded twice, coders' disagreements show their errors:
coders who are wrong in 8% of the units find .21 for a share of .15, however many units they code. If the errors of
three readings of one unit (two coders and the program) are independent, they determine how often each is wrong (Hui &
Walter 1980; Dawid & Skene 1979). Where units are difficult for all of them, errors are not independent; how far the
share could then be off is bounded by the two coders alone.

References
----------
Dawid, A. P., & Skene, A. M. (1979). Maximum likelihood estimation of observer error-rates using the EM algorithm.
*Journal of the Royal Statistical Society C*, 28(1), 20-28.
Hui, S. L., & Walter, S. D. (1980). Estimating the error rates of diagnostic tests. *Biometrics*, 36(1), 167-171.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import expit

from framelens.code.checking import AGREED, CodedUnits
from framelens.code.codebook import JOINT
from framelens.code.coded_estimates import list_codes
from framelens.code.codes import MEMBERS, add_members
from framelens.code.scores import find_clusters
from framelens.measure.intervals import find_bounds
from framelens.measure.resampling import INTERVAL, Interval, draw_weights

PROGRAM = "program"
_STEPS, _CLOSE = 2000, 1e-7
_SMALL = 1e-6
_FEWEST = 10  # doubly coded units
COLUMNS = ("code", "measure", "coder", "n", "estimate", "low", "high", "least", "most")


def estimate_errors(readings: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Latent classes: the share of a code and each reader's errors, by the EM algorithm.

    Parameters
    ----------
    readings : numpy.ndarray
        Units, or patterns of them, by readers: 1 (has the code), 0 (has it not) or null (not read).
    weights : numpy.ndarray
        How often each row counts: rows by resamples.

    Returns
    -------
    share : numpy.ndarray
        One a resample.
    missed, added : numpy.ndarray
        Readers by resamples: of units with the code those that the reader has without, and the other way round.
    """
    yes, no = (readings == 1).astype(float), (readings == 0).astype(float)
    said = (yes.T @ weights) / np.maximum((yes + no).T @ weights, _SMALL)
    share = np.clip(said.mean(axis=0), _SMALL, 1 - _SMALL)
    missed = np.full((readings.shape[1], weights.shape[1]), 0.1)
    added = np.full_like(missed, 0.1)
    for _ in range(_STEPS):
        odds = np.log(share) - np.log1p(-share)
        odds = odds + yes @ (np.log1p(-missed) - np.log(added)) + no @ (np.log(missed) - np.log1p(-added))
        with_code = weights * expit(odds)
        without = weights - with_code
        before, share = share, np.clip(with_code.sum(axis=0) / weights.sum(axis=0), _SMALL, 1 - _SMALL)
        missed = np.clip((no.T @ with_code) / np.maximum((yes + no).T @ with_code, _SMALL), _SMALL, 1 - _SMALL)
        added = np.clip((yes.T @ without) / np.maximum((yes + no).T @ without, _SMALL), _SMALL, 1 - _SMALL)
        if np.abs(share - before).max() < _CLOSE:
            break
    return share, missed, added


def bound_share(share: np.ndarray, both: np.ndarray, neither: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The least and the most that a share can be, where two coders are wrong independently and equally often.

    ``both`` and ``neither`` are the shares of doubly coded units to which both coders gave the code, and neither. The
    share is highest if coders only miss the code, and lowest if they only add it.
    """
    said = (1 + both - neither) / 2
    with np.errstate(invalid="ignore", divide="ignore"):
        most = np.where(both > 0, share * said / both, np.where(said > 0, 1.0, share))
        least = np.where(neither > 0, 1 - (1 - share) * (1 - said) / neither, np.where(said < 1, 0.0, share))
    return np.clip(least, 0, 1), np.clip(most, 0, 1)


def find_coder_errors(coded: CodedUnits, *, interval: Interval = INTERVAL) -> pd.DataFrame:
    """Each code's share without the errors of coders, and how often each coder and the program are wrong.

    Returns
    -------
    pandas.DataFrame
        One row per code, ``measure`` ('share', 'missed', 'added') and ``coder`` (null for the share, else a coder or
        'program'): ``n`` (units coded twice or more), ``estimate``, ``low``, ``high`` (articles resampled), and for
        shares ``least`` and ``most`` (bounds of the interval included), within which the share lies whether coders
        miss the code or add it. Questions with fewer than ten such units have no row.
    """
    tables = [_estimate_code(*one, interval) for one in _list_readings(coded)]
    if not tables:
        return pd.DataFrame(columns=[*COLUMNS, MEMBERS])
    return pd.concat(tables, ignore_index=True).astype({"code": "str", "measure": "str", "coder": "str"})


def _list_readings(coded: CodedUnits) -> Iterator[tuple[str, pd.DataFrame, pd.DataFrame]]:
    """For each code its name, the units (with their clusters), and what every reader said of them: 1, 0 or null."""
    given = coded.codes[coded.codes["code"].notna() & coded.codes["coder"].ne(AGREED)]
    wide = given.pivot(index="unit_id", columns="coder", values="code")
    if (wide.notna().sum(axis=1) > 1).sum() < _FEWEST:
        return
    population = coded.population[coded.population["answer"].notna()].reset_index(drop=True)
    read = wide.reindex(population["unit_id"]).reset_index(drop=True).assign(**{PROGRAM: population["answer"]})
    units = population[["unit_id"]].assign(cluster=find_clusters(population))
    chance = population["probability"] if "probability" in population else pd.Series(1.0, population.index)
    for name in list_codes(coded):
        has = read.apply(lambda column, name=name: column.map(lambda c: float(name in c.split(JOINT)), "ignore"))
        if has.drop(columns=PROGRAM).eq(1).any(axis=None):
            yield name, units.assign(weight=1 / chance.fillna(1.0)), has.astype(float)


def _estimate_code(name: str, units: pd.DataFrame, has: pd.DataFrame, interval: Interval) -> pd.DataFrame:
    names, cluster = np.unique(units["cluster"].to_numpy(dtype=object), return_inverse=True)
    patterns, place = np.unique(has.fillna(-1).to_numpy(), axis=0, return_inverse=True)
    readings = np.where(patterns < 0, np.nan, patterns)
    drawn = draw_weights(names.tolist(), seed=interval.seed, resamples=interval.resamples)[cluster]
    weights = np.zeros((len(patterns), 1 + interval.resamples))
    np.add.at(weights, place.ravel(), np.column_stack([np.ones(len(units)), drawn]).astype(float))
    share, missed, added = estimate_errors(readings, weights)
    people = has.drop(columns=PROGRAM)
    twice = (people.notna().sum(axis=1) > 1).to_numpy(dtype=bool)
    limits = _find_limits(people, units["weight"].to_numpy(dtype=float), drawn, interval)
    rows: list[tuple[object, ...]] = [(name, "share", None, *_bound(share, len(names), interval), *limits)]
    for number, coder in enumerate(has.columns):
        for measure, values in (("missed", missed), ("added", added)):
            rows.append((name, measure, coder, *_bound(values[number], len(names), interval), np.nan, np.nan))
    columns = [column for column in COLUMNS if column != "n"]
    table = pd.DataFrame(rows, columns=columns).assign(n=int(twice.sum()))[list(COLUMNS)]
    return add_members(table, [units["unit_id"].to_numpy(dtype=object)[twice]] * len(table))


def _find_limits(
    people: pd.DataFrame, weight: np.ndarray, drawn: np.ndarray, interval: Interval
) -> tuple[float, float]:
    """The least and the most that a share can be, with what luck adds to either."""
    coded = people.notna().any(axis=1).to_numpy(dtype=bool)
    drawn = np.column_stack([np.ones(len(people)), drawn])[coded] * weight[coded, None]
    said = people[coded].mean(axis=1).to_numpy(dtype=float)
    twice = (people[coded].notna().sum(axis=1) > 1).to_numpy(dtype=bool)
    pairs = people[coded][twice].apply(lambda row: row.dropna().head(2).sum(), axis=1).to_numpy(dtype=float)
    size = drawn[twice].sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        both, neither = ((pairs == number) @ drawn[twice] / size for number in (2, 0))
        least, most = bound_share(said @ drawn / drawn.sum(axis=0), both, neither)
    tail = (1 - interval.level) / 2
    if not interval.resamples:
        return float(least[0]), float(most[0])
    return float(np.nanquantile(least[1:], tail)), float(np.nanquantile(most[1:], 1 - tail))


def _bound(values: np.ndarray, n_clusters: int, interval: Interval) -> tuple[float, float, float]:
    if n_clusters < 2 or not interval.resamples:
        return float(values[0]), np.nan, np.nan
    low, high = find_bounds(values[None, 1:], values[:1], interval=interval)
    return float(values[0]), float(low[0]), float(high[0])
