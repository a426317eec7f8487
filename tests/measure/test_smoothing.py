from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.signal import lfilter

from framelens.errors import InputError
from framelens.measure.changes import ChangeSearch, find_change_points
from framelens.measure.resampling import NO_INTERVAL, Interval
from framelens.measure.smoothing import Smoothing, choose_bandwidth, smooth_ratios, smooth_trend
from framelens.measure.sums import ArticleSums
from framelens.measure.tone import sum_tone


def make_series(levels, per_month: int = 6, spread: float = 0.1, seed: int = 0, skip=()) -> ArticleSums:
    """A month's articles around each level; months in ``skip`` have none."""
    generator = np.random.default_rng(seed)
    months = np.repeat([m for m in range(len(levels)) if m not in skip], per_month)
    values = np.asarray(levels, dtype=float)[months] + spread * generator.standard_normal(len(months))
    dates = pd.to_datetime([f"{2000 + m // 12}-{m % 12 + 1:02}-15" for m in months]).as_unit("s")
    articles = pd.DataFrame({"article_id": [f"a{i:04}" for i in range(len(months))], "published": dates})
    one = sparse.csr_array(np.ones((1, len(months))))
    return ArticleSums(articles, pd.DataFrame({"cell": ["c"]}), sparse.csr_array(values[None]), one, "mean")


def fit_line(x: np.ndarray, above: np.ndarray, below: np.ndarray, bandwidth: int) -> np.ndarray:
    """The same by weighted least squares, period by period."""
    out = []
    for at in x:
        kernel = np.clip(1 - (np.abs(x - at) / bandwidth) ** 3, 0, None) ** 3
        held = (kernel * below) > 0
        weight = np.sqrt((kernel * below)[held])
        if held.sum() == 0:
            out.append(np.nan)
        elif held.sum() == 1:
            out.append((above / np.where(below > 0, below, 1))[held][0])
        else:
            out.append(np.polyfit(x[held] - at, (above[held] / below[held]), 1, w=weight)[1])
    return np.array(out)


@pytest.mark.parametrize("bandwidth", [2, 4, 9])
def test_lines_against_weighted_least_squares(bandwidth):
    generator = np.random.default_rng(1)
    below = generator.integers(0, 9, 40).astype(float)
    below[15:19] = 0
    above = below * generator.normal(1, 1, 40)
    expected = fit_line(np.arange(40.0), above, below, bandwidth)
    got = smooth_ratios(above[:, None], below[:, None], bandwidth)[:, 0]
    assert got == pytest.approx(expected, nan_ok=True)
    assert np.isnan(got[17]) == (bandwidth == 2)


@given(st.floats(-5, 5), st.floats(-1, 1), st.integers(2, 12), st.integers(3, 30))
def test_a_straight_line_stays_straight(level, slope, bandwidth, size):
    x = np.arange(float(size))
    line = level + slope * x
    assert smooth_ratios(line[:, None], np.ones((size, 1)), bandwidth)[:, 0] == pytest.approx(line, abs=1e-8)


def test_the_bandwidth_follows_the_curve():
    months = np.arange(120.0)
    noise = np.random.default_rng(4).normal(0, 0.3, 120)
    wave = np.sin(months / 6) + noise
    flat = noise
    ones = np.ones(120)
    assert choose_bandwidth(wave, ones) < choose_bandwidth(flat, ones)


def test_a_band_bridges_no_long_gap():
    table = smooth_trend(
        make_series(np.zeros(36), skip=range(26, 33)), Smoothing("month", bandwidth=3), interval=Interval(resamples=50)
    )
    assert table["n"].tolist()[24:34] == [6, 6, 0, 0, 0, 0, 0, 0, 0, 6]
    assert table["estimate"].isna().sum() == 3  # 2 months each side of the gap of 7 are within reach
    assert table["low"].isna().tolist() == table["estimate"].isna().tolist()
    assert (table["bandwidth"] == 3).all()


def test_a_band_holds_the_truth():
    levels = np.linspace(0, 1, 36)
    held = []
    for seed in range(20):
        table = smooth_trend(
            make_series(levels, per_month=12, seed=seed), Smoothing("month", 4), interval=Interval(resamples=200)
        )
        held.append(((table["low"] <= levels) & (levels <= table["high"])).mean())
    assert 0.90 <= np.mean(held) <= 0.98


def test_a_shift_is_found_where_it_is():
    levels = np.r_[np.zeros(20), np.full(16, 0.5)]
    row = find_change_points(make_series(levels), interval=Interval(resamples=200))
    assert len(row) == 1
    row = row.iloc[0]
    assert row["period"] == pd.Timestamp("2001-09-01")
    assert row["q"] <= 0.05
    assert "low" not in row.index
    assert row["estimate"] == pytest.approx(row["after"] - row["before"])
    assert row["n"] == 36 * 6
    assert row["exploratory"]


def test_two_shifts_in_order_of_time():
    table = find_change_points(
        make_series(np.r_[np.zeros(12), np.ones(12), np.full(12, 0.3)], spread=0.3), interval=Interval(resamples=50)
    )
    assert table["period"].dt.strftime("%Y-%m").tolist() == ["2001-01", "2002-01"]
    assert np.sign(table["estimate"]).tolist() == [1, -1]


def test_noise_has_shifts_as_seldom_as_alpha_says():
    found = [
        len(find_change_points(make_series(np.zeros(24), seed=s), ChangeSearch(permutations=99), interval=NO_INTERVAL))
        for s in range(60)
    ]
    assert np.mean(np.array(found) > 0) < 0.15


def test_a_season_is_no_shift():
    wave = np.sin(np.arange(48) * np.pi / 6)
    found = [len(find_change_points(make_series(wave, seed=s), ChangeSearch(permutations=99))) for s in range(12)]
    assert sum(n > 0 for n in found) <= 2


def test_autocorrelation_is_no_shift():
    """Levels that wander (an autoregression of 0.6) look like shifts to a test that shuffles months."""
    found = []
    for seed in range(25):
        steps = np.random.default_rng(seed).normal(0, 0.4, 60)
        levels = lfilter([1], [1, -0.6], steps)[12:]
        found.append(len(find_change_points(make_series(levels, seed=seed), ChangeSearch(permutations=99))) > 0)
    assert np.mean(found) <= 0.16


def test_the_more_ratios_are_searched_the_clearer_a_shift_must_be():
    flat = [make_series(np.zeros(24), seed=s) for s in range(20)]
    alone = [len(find_change_points(sums, ChangeSearch(permutations=199))) for sums in flat]
    many = ArticleSums(
        flat[0].articles,
        pd.DataFrame({"cell": range(20)}),
        sparse.vstack([sums.numerators for sums in flat], format="csr"),
        sparse.vstack([sums.denominators for sums in flat], format="csr"),
        "mean",
    )
    together = find_change_points(many, ChangeSearch(permutations=199))
    assert (together["q"] >= together["p"]).all()
    assert len(together) <= sum(alone)


def test_nothing_to_smooth(empty):
    assert len(smooth_trend(sum_tone(empty))) == 0
    assert len(find_change_points(sum_tone(empty))) == 0
    assert find_change_points(sum_tone(empty)).columns[0] == "voice"


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Smoothing("fortnight"),
            "unknown period 'fortnight'; choose from: day, week, month, quarter, year",
        ),
        (lambda: Smoothing("week", bandwidth=1), "the bandwidth is 1; it is a number of weeks, 2 or more"),
        (lambda: ChangeSearch(alpha=5), "alpha is 5; it lies between 0 and 1, such as 0.05"),
        (lambda: ChangeSearch(least=0), "least is 0; it is a number of months, 1 or more"),
        (lambda: ChangeSearch(permutations=0), "permutations is 0; it must be a whole number, 1 or more"),
    ],
)
def test_what_is_refused(make, message):
    with pytest.raises(InputError) as error:
        make()
    assert str(error.value) == message
