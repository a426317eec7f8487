"""How far the coders agree, and the program with them, for every code that is estimated: what reviewers look for.

References
----------
Krippendorff, K. (2018). *Content analysis: An introduction to its methodology* (4th ed.), ch. 12. Sage.
"""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from framelens.code.agreement import bound_coefficient
from framelens.code.chance import find_alpha, find_percent, sum_codes
from framelens.code.checking import AGREED, CodedUnits, keep_settled
from framelens.code.codebook import JOINT
from framelens.code.codes import MEMBERS
from framelens.code.scores import find_clusters
from framelens.measure.resampling import INTERVAL, Interval

COLUMNS = ("code", "between", "n", "estimate", "low", "high", "same", MEMBERS)
CODERS, PROGRAM = "coders", "program and coders"


def measure_reliability(coded: CodedUnits, *, interval: Interval = INTERVAL) -> pd.DataFrame:
    """Krippendorff's alpha between coders, and between the program and the coders, of a question and of each code.

    The program is compared with each coder's answer, not with what most of them say, so that units on which coders are
    divided count; what was settled replaces the answers before it. Alpha has the question's level of measurement
    (ordinal for tone, sets for frames), that of a single code is nominal: this code against all others.

    Returns
    -------
    pandas.DataFrame
        One row per ``code`` (null for all together) and ``between`` ('coders', 'program and coders'): ``n`` (units),
        ``estimate`` (alpha; null where every answer is the same), ``low``, ``high``, ``same`` (the share of pairs of
        answers that are the same). No row where nobody gave a second answer.
    """
    about = coded.population.drop(columns="code")
    people = coded.codes[coded.codes["coder"].ne(AGREED) & coded.codes["code"].notna()]
    twice = people[people["unit_id"].duplicated(keep=False)][["unit_id", "code"]].merge(about, on="unit_id")
    pairs = keep_settled(coded.codes)[["unit_id", "code"]].merge(about.dropna(subset=["answer"]), on="unit_id")
    pair = np.arange(len(pairs))
    # Units weigh as many as they are for, however many coders answered; agreement between coders is of those drawn.
    stands_for = 1 / (pairs["probability"].astype(float) * pairs.groupby("unit_id")["unit_id"].transform("size"))
    twice["cluster"] = twice["article_id"].fillna(twice["unit_id"])  # as agreement draws them
    pairs["cluster"] = find_clusters(pairs, interval.cluster)
    rows = _measure(coded, CODERS, twice, pd.factorize(twice["unit_id"])[0], twice["code"].tolist(), interval)
    both = pd.concat([pairs.assign(weight=stands_for)] * 2, ignore_index=True)
    rows += _measure(coded, PROGRAM, both, np.tile(pair, 2), [*pairs["answer"], *pairs["code"]], interval)
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.astype({"code": "str", "between": "str", "n": "Int64", **dict.fromkeys(COLUMNS[3:7], "float64")})


def _measure(
    coded: CodedUnits, between: str, given: pd.DataFrame, unit: np.ndarray, answers: list[str], interval: Interval
) -> list[tuple[object, ...]]:
    """A row for all codes, and one for each; ``unit`` numbers the unit of each answer."""
    if not len(given):
        return []
    many, first = coded.question.many, np.unique(unit, return_index=True)[1]
    cluster = given["cluster"].iloc[first]
    weight = given["weight"].to_numpy(dtype=float)[first] if "weight" in given else np.ones(len(first))
    ids = given["unit_id"].unique().astype(object)
    rank = {name: place for place, name in enumerate(coded.question.names)}
    sets = [set(one.split(JOINT) if many else [one]) for one in answers]
    said: list[tuple[str | None, list[str]]] = [(None, answers)]
    for name in sorted(set().union(*sets), key=lambda one: (rank.get(one, len(rank)), one)):
        said.append((name, ["yes" if name in one else "no" for one in sets]))
    rows: list[tuple[object, ...]] = []
    for code, answer in said:
        values = sorted(set(answer), key=lambda one: (rank.get(one, len(rank)), one))
        counts = np.zeros((len(values), len(first)))
        np.add.at(counts, (pd.Index(values).get_indexer(pd.Index(answer)), unit), 1)
        level = "nominal" if code is not None else "set" if many else coded.question.level
        sums = sum_codes(counts, values, level)
        find = partial(find_alpha, sums)
        bounds = bound_coefficient(find, cluster, interval=interval, weight=weight / weight.mean())
        same = float(find_percent(sums, weight[:, None])[0])
        rows.append((code, between, len(ids), *bounds, same, ids))
    return rows
