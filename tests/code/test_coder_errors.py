"""Coders err too: how often, and how far the corrected estimates could move."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import optimize

from framelens.code.checking import CodedUnits
from framelens.code.codebook import Code, Question
from framelens.code.coder_errors import bound_share, estimate_errors, find_coder_errors
from framelens.measure.resampling import NO_INTERVAL, Interval

UNITS = 2000
QUESTION = Question("statement", "", (Code("yes"), Code("no")))


def make_coded(seed: int, *, wrong: float = 0.08, double: float = 1.0, n: int = 400) -> tuple[CodedUnits, np.ndarray]:
    """A share of .15; the program adds 10% and misses 20%, and two coders are wrong in ``wrong`` of their units."""
    dice = np.random.default_rng(seed)
    names = np.array([f"u{n:04}" for n in range(UNITS)], dtype=object)
    truth = dice.random(UNITS) < 0.15
    said = truth ^ (dice.random(UNITS) < np.where(truth, 0.2, 0.1))
    drawn = dice.choice(UNITS, n, replace=False)
    rows = []
    for who, places in (("anna", drawn), ("ben", drawn[: int(n * double)])):
        read = truth[places] ^ (dice.random(len(places)) < wrong)
        rows.append(pd.DataFrame({"unit_id": names[places], "coder": who, "code": np.where(read, "yes", "no")}))
    population = pd.DataFrame({"unit_id": names, "article_id": names, "answer": np.where(said, "yes", "no")})
    return CodedUnits(QUESTION, population, pd.concat(rows, ignore_index=True), n, 0), truth


def share_of(table: pd.DataFrame) -> pd.Series:
    return table.query("code == 'yes' and measure == 'share'").iloc[0]


def test_errors_of_coders_are_taken_out():
    """Their codes taken for true, the share is .21; the mean over studies comes back to .15, with an interval."""
    found, held, within = [], 0, 0
    for seed in range(30):
        coded, truth = make_coded(seed)
        row = share_of(find_coder_errors(coded, interval=Interval(resamples=100)))
        naive = coded.codes["code"].eq("yes").mean()
        found.append((naive, row["estimate"], truth.mean()))
        held += row["low"] <= 0.15 <= row["high"]
        within += row["least"] <= 0.15 <= row["most"]
    naive, estimate, truth = np.mean(found, axis=0)
    assert naive == pytest.approx(0.206, abs=0.01)
    assert estimate == pytest.approx(0.15, abs=0.012)
    assert held >= 26 and within >= 26


def test_each_coder_has_errors_of_their_own():
    coded, _ = make_coded(1, n=UNITS)
    careless = coded.codes["coder"].eq("ben") & (np.random.default_rng(5).random(len(coded.codes)) < 0.2)
    flipped = coded.codes["code"].map({"yes": "no", "no": "yes"})
    codes = coded.codes.assign(code=coded.codes["code"].where(~careless, flipped))
    coded = CodedUnits(QUESTION, coded.population, codes, UNITS, 0)
    table = find_coder_errors(coded, interval=NO_INTERVAL).query("code == 'yes'").set_index(["measure", "coder"])
    assert table.loc[("added", "anna"), "estimate"] == pytest.approx(0.08, abs=0.02)
    assert table.loc[("added", "ben"), "estimate"] == pytest.approx(0.08 * 0.8 + 0.92 * 0.2, abs=0.03)
    assert table.loc[("missed", "program"), "estimate"] == pytest.approx(0.2, abs=0.05)
    assert (table["n"] == UNITS).all()


def test_the_em_algorithm_finds_the_most_likely_values():
    """Against scipy's maximisation of the same likelihood."""
    readings = np.array([[a, b, c] for a in (0, 1) for b in (0, 1) for c in (0, 1)], dtype=float)
    counts = np.array([700.0, 90, 60, 25, 55, 20, 15, 110])
    share, missed, added = (part[..., 0] for part in estimate_errors(readings, counts[:, None]))

    def lose(values: np.ndarray) -> float:
        p, m, f = values[0], values[1:4], values[4:]
        yes = p * np.prod(np.where(readings == 1, 1 - m, m), axis=1)
        no = (1 - p) * np.prod(np.where(readings == 1, f, 1 - f), axis=1)
        return -float(counts @ np.log(yes + no))

    best = optimize.minimize(lose, np.r_[0.2, [0.1] * 6], bounds=[(1e-4, 0.9999)] * 7, options={"maxiter": 5000})
    assert lose(np.r_[share, missed, added]) == pytest.approx(best.fun, abs=1e-3)
    assert np.r_[share, missed, added] == pytest.approx(best.x, abs=5e-3)


def test_limits_by_hand():
    # Share .15, both coders wrong in 8% of the units either way, as often as each other.
    both, neither = 0.15 * 0.92**2 + 0.85 * 0.08**2, 0.15 * 0.08**2 + 0.85 * 0.92**2
    said = 0.15 * 0.92 + 0.85 * 0.08
    assert bound_share(said, both, neither) == pytest.approx((1 - (1 - said) ** 2 / neither, said**2 / both))
    # Coders who never err leave no room; who only miss the code have the most, who only add it the least.
    assert bound_share(0.3, 0.3, 0.7) == pytest.approx((0.3, 0.3))
    missing = (0.3 * 0.8, 0.3 * 0.8**2, 0.7 + 0.3 * 0.2**2)
    assert bound_share(*missing)[1] == pytest.approx(0.3)
    adding = (0.3 + 0.7 * 0.1, 0.3 + 0.7 * 0.1**2, 0.7 * 0.9**2)
    assert bound_share(*adding)[0] == pytest.approx(0.3)


def test_without_units_coded_twice_there_is_nothing_to_say():
    coded, _ = make_coded(1, double=0.01)
    assert find_coder_errors(coded, interval=NO_INTERVAL).empty
