from __future__ import annotations

import warnings
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from scipy import optimize, sparse, special, stats

from framelens.code.agreement import measure_agreement
from framelens.code.scores import score_answers
from framelens.errors import InputError
from framelens.measure.concentration import measure_concentration
from framelens.measure.intervals import find_bounds, resample_articles
from framelens.measure.jackknife import jackknife_ratios
from framelens.measure.rarefaction import measure_diversity
from framelens.measure.resampling import Interval, draw_weights
from framelens.measure.sums import ArticleSums
from framelens.measure.tone import score_tone
from framelens.measure.voices import count_speakers


def make_sums(above: np.ndarray, below: np.ndarray, kind: str = "mean", **columns) -> ArticleSums:
    n = np.shape(above)[1]
    articles = pd.DataFrame({"article_id": [f"a{i:04}" for i in range(n)], **columns})
    cells = pd.DataFrame({"cell": [f"c{i}" for i in range(len(above))]})
    matrices = (sparse.csr_array(np.asarray(m, dtype=float)) for m in (above, below))
    return ArticleSums(articles, cells, *matrices, kind=kind)


def divide(above, below, axis=-1):
    return above.sum(axis=axis) / below.sum(axis=axis)


@pytest.fixture(scope="module")
def skewed() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(3)
    below = generator.integers(1, 40, 60).astype(float)
    return below * generator.gamma(0.8, 0.4, 60), below


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_bounds_are_those_of_scipy_over_the_same_resamples(skewed, method):
    above, below = skewed
    weights = draw_weights([f"a{i:04}" for i in range(60)], seed=5, resamples=999).astype(float)
    replicates = (above @ weights) / (below @ weights)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = stats.bootstrap(
            (above, below), divide, paired=True, n_resamples=0, method=method,
            bootstrap_result=SimpleNamespace(bootstrap_distribution=replicates),
        ).confidence_interval  # fmt: skip
    table = resample_articles(make_sums(above[None], below[None]), interval=Interval(method, seed=5, resamples=999))
    assert table["estimate"].iloc[0] == pytest.approx(above.sum() / below.sum())
    assert table[["low", "high"]].iloc[0].tolist() == pytest.approx(list(expected), rel=1e-9)


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_bounds_agree_with_an_independent_bootstrap(skewed, method):
    above, below = skewed
    expected = stats.bootstrap(
        (above, below), divide, paired=True, n_resamples=9999, method=method, rng=np.random.default_rng(0)
    ).confidence_interval
    table = resample_articles(make_sums(above[None], below[None]), interval=Interval(method, resamples=9999))
    width = expected.high - expected.low
    assert table["low"].iloc[0] == pytest.approx(expected.low, abs=0.05 * width)
    assert table["high"].iloc[0] == pytest.approx(expected.high, abs=0.05 * width)


@pytest.mark.parametrize("kind", ["mean", "rate", "share"])
def test_t_bounds_are_those_of_the_jackknife_on_their_scale(skewed, kind):
    """Leaving out one article after the other, written down plainly, with scipy's t and its kurtosis."""
    above, below = skewed
    above = np.minimum(above, below) if kind == "share" else above
    n, estimate = len(above), above.sum() / below.sum()
    without = np.array([np.delete(above, i).sum() / np.delete(below, i).sum() for i in range(n)])
    moved = without - estimate
    error = np.sqrt((n - 1) / n * (moved**2).sum())
    kurtosis = stats.kurtosis(moved - moved.mean(), fisher=False)
    scale, back = {"mean": (float, float), "rate": (np.log, np.exp), "share": (special.logit, special.expit)}[kind]
    slope = optimize.approx_fprime([estimate], lambda x: scale(x[0]), 1e-9)[0]
    reach = stats.t.ppf(0.975, max(4, 1 / (1 / (n - 1) + (kurtosis - 1) / (2 * n)))) * error * slope
    expected = [back(scale(estimate) - reach), back(scale(estimate) + reach)]
    row = resample_articles(make_sums(above[None], below[None], kind)).iloc[0]
    assert row[["low", "high"]].tolist() == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("shared", [True, False])
def test_ratios_of_few_entries_are_jackknifed_like_whole_tables(shared):
    """Each cell's squared movements, unit by unit, against what the sparse sums give."""
    generator = np.random.default_rng(8)
    below = generator.poisson(3, (1 if shared else 30, 40)).astype(float)
    above = np.minimum(generator.poisson(0.2, (30, 40)), below).astype(float)
    known = jackknife_ratios(sparse.csr_array(above), sparse.csr_array(below))
    for cell, (a, b) in enumerate(zip(above, np.broadcast_to(below, above.shape), strict=True)):
        a, b = a[b > 0], b[b > 0]
        n = len(b)
        moved = np.array([np.delete(a, i).sum() / np.delete(b, i).sum() for i in range(n)]) - a.sum() / b.sum()
        assert known.units[cell] == n
        assert known.found[cell] == (a > 0).sum()
        assert known.others[cell] == (a != b).sum()
        assert known.error[cell] == pytest.approx(np.sqrt((n - 1) / n * (moved**2).sum()))
        if a.any():
            peaked = (moved**4).sum() / (moved**2).sum() ** 2 - 1 / n
            assert known.freedom[cell] == pytest.approx(max(4, 1 / (1 / (n - 1) + peaked / 2)))


def test_t_bounds_stay_within_what_is_possible():
    thin = make_sums([[3, 1], [1, 0]], [[4, 6], [4, 6]], "share")
    shares = resample_articles(thin)
    assert ((shares["low"] >= 0) & (shares["high"] <= 1) & (shares["low"] < shares["estimate"])).all()
    tone = replace(make_sums([[0.9, -0.9]], [[1, 1]]), limits=(-1.0, 1.0))
    assert resample_articles(tone)[["low", "high"]].iloc[0].tolist() == [-1, 1]


@pytest.mark.parametrize("kind", ["share", "rate"])
def test_what_stands_in_one_article_has_the_exact_bounds_of_one_in_so_many(kind):
    above = [2, 0, 0, 0, 0, 0, 0, 0, 0, 0]
    row = resample_articles(make_sums([above], [[5] * 10], kind)).iloc[0]
    exact = stats.binomtest(1, 10).proportion_ci(0.95, method="exact")
    assert row[["low", "high"]].tolist() == pytest.approx([exact.low * 2 / 5, exact.high * 2 / 5])
    if kind == "share":  # and of a share that is all but in one article
        rest = resample_articles(make_sums([[5 - a for a in above]], [[5] * 10], kind)).iloc[0]
        assert rest[["low", "high"]].tolist() == pytest.approx([1 - row["high"], 1 - row["low"]])


@pytest.mark.parametrize("kind", ["share", "rate"])
@pytest.mark.parametrize("held", [[10, 10, 9], [25, 3, 1], [27, 1, 1], [28, 1], [1, 1, 1]])
def test_an_interval_stays_sane_where_few_articles_carry_a_share(kind, held):
    """29 statements of three articles of 150, however they are spread, are a share within a few times the estimate."""
    above = np.zeros(150)
    above[: len(held)] = held
    row = resample_articles(make_sums(above[None], np.full((1, 150), 20.0), kind)).iloc[0]
    assert row["high"] < 7 * row["estimate"]
    assert 0 < row["low"] < row["estimate"] / 1.5


@pytest.mark.parametrize("kind", ["share", "rate"])
def test_evenness_is_no_reason_to_be_surer_than_of_independent_units(kind):
    row = resample_articles(make_sums([[1, 1, 1, 1]], [[2, 2, 2, 2]], kind)).iloc[0]
    assert row["low"] < 0.25 and row["high"] > 0.75


def test_an_article_that_carries_most_makes_the_interval_wide():
    even = resample_articles(make_sums([[1, 3] * 10], [[100] * 20], "rate"))
    burst = resample_articles(make_sums([[30, 10, *[0] * 18]], [[100] * 20], "rate"))
    assert even["estimate"].iloc[0] == burst["estimate"].iloc[0]
    assert burst["high"].iloc[0] - 0.02 > 10 * (even["high"].iloc[0] - 0.02)


def test_weights_draw_as_many_articles_as_there_are():
    weights = draw_weights(list("abcde"), seed=1, resamples=400)
    assert (weights.sum(axis=0) == 5).all()
    assert weights.mean() == 1
    assert weights.var() == pytest.approx(0.8, abs=0.1)  # a binomial of 5 draws at 1/5 each


def test_weights_belong_to_the_article_not_to_its_place():
    forward, backward = (draw_weights(ids, seed=1, resamples=50) for ids in (list("abc"), list("cba")))
    assert (forward == backward[::-1]).all()
    assert (forward != draw_weights(list("abc"), seed=2, resamples=50)).any()
    assert (forward != draw_weights(list("abd"), seed=1, resamples=50)).any()


def test_a_ratio_without_a_base_is_null_and_one_article_has_no_interval():
    table = resample_articles(make_sums([[0, 0, 0], [2, 0, 0], [2, 1, 0]], [[0, 0, 0], [4, 0, 0], [4, 2, 0]]))
    assert table["n_base_articles"].tolist() == [0, 1, 2]
    assert table["estimate"].tolist() == pytest.approx([np.nan, 0.5, 0.5], nan_ok=True)
    assert table["low"].tolist() == pytest.approx([np.nan, np.nan, 0.5], nan_ok=True)


@pytest.mark.parametrize(
    ("kind", "above", "bounds"),
    [
        # 4 articles: the exact bound for none (or all) of 4 is 1 - 0.025 ** (1/4) = 0.6024.
        ("share", [0, 0, 0, 0], (0, 0.6024)),
        ("share", [1, 1, 1, 1], (1 - 0.6024, 1)),
        ("rate", [0, 0, 0, 0], (0, 0.6024)),
        ("mean", [0, 0, 0, 0], (0, 0)),
    ],
)
def test_nothing_and_everything_are_not_sure(kind, above, bounds):
    table = resample_articles(make_sums([above], [[1, 1, 1, 1]], kind))
    assert table[["low", "high"]].iloc[0].tolist() == pytest.approx(list(bounds), abs=1e-4)
    if kind == "share":
        exact = stats.binomtest(int(sum(above)), 4).proportion_ci(0.95, method="exact")
        assert table[["low", "high"]].iloc[0].tolist() == pytest.approx([exact.low, exact.high])


def test_nothing_of_a_base_is_bounded_by_that_base():
    """Jaccard's index: no unit has both frames, eight have either, and a hundred are counted."""
    sums = make_sums([[0, 0, 0, 0]], [[2, 2, 2, 2]], "share")
    counted = replace(sums, counts=sparse.csr_array(np.full((1, 4), 25.0)))
    assert resample_articles(counted)["high"].iloc[0] == resample_articles(sums)["high"].iloc[0]


def test_clusters_are_drawn_whole():
    # Two days, each with one value throughout: a resample holds 0, 1 or 2 times the first day.
    sums = make_sums([[1, 1, 1, 0, 0, 0]], [[1] * 6], day=["mon"] * 3 + ["tue"] * 3)
    by_article = resample_articles(sums, interval=Interval("percentile"))
    by_day = resample_articles(sums, interval=Interval("percentile", cluster="day"))
    assert by_day[["low", "high"]].iloc[0].tolist() == [0, 1]
    assert by_article["low"].iloc[0] > 0
    one_day = resample_articles(
        sums.keep_articles(np.array([True] * 3 + [False] * 3)), interval=Interval(cluster="day")
    )
    assert one_day[["low", "high"]].isna().all(axis=None)


def test_a_resample_without_a_base_is_left_out():
    table = resample_articles(make_sums([[1, 3, 0, 0, 0, 0]], [[1, 1, 0, 0, 0, 0]]), interval=Interval("percentile"))
    assert table[["estimate", "low", "high"]].iloc[0].tolist() == [2, 1, 3]
    assert find_bounds(np.full((1, 3), np.nan), np.ones(1), interval=Interval())[0].tolist() == pytest.approx(
        [np.nan], nan_ok=True
    )


@settings(max_examples=40, deadline=None)
@given(
    counts=st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(["x", "y", None])), min_size=1, max_size=12
    ),
    order=st.randoms(use_true_random=False),
)
def test_shares_add_up_and_nothing_depends_on_the_order(counts, order):
    above = np.array([[a, b] for a, b, _ in counts]).T
    outlet = pd.Series([o for *_, o in counts], dtype="str")
    sums = make_sums(above, above.sum(axis=0, keepdims=True), "share", outlet=outlet)
    table = resample_articles(sums, "outlet", interval=Interval(resamples=50))
    added = table.groupby("outlet", dropna=False)["estimate"].sum(min_count=1)
    assert added.dropna().tolist() == pytest.approx([1.0] * int(added.notna().sum()))
    inside = table.dropna(subset=["low"])
    assert ((inside["low"] >= 0) & (inside["high"] <= 1) & (inside["low"] <= inside["high"])).all()
    places = list(range(len(counts)))
    order.shuffle(places)
    articles = sums.articles.iloc[places].reset_index(drop=True)
    moved = ArticleSums(articles, sums.cells, sums.numerators[:, places], sums.denominators[:, places], "share")
    assert_frame_equal(table, resample_articles(moved, "outlet", interval=Interval(resamples=50)), check_exact=True)


def test_the_interval_covers_what_it_should():
    """Of 300 samples of 40 articles, about 95% of the intervals hold the true share."""
    generator = np.random.default_rng(11)
    below = generator.poisson(8, (300, 40)) + 1.0
    chance = generator.beta(2, 6, (300, 40))
    above = generator.binomial(below.astype(int), chance).astype(float)
    held = 0
    for a, b in zip(above, below, strict=True):
        row = resample_articles(make_sums(a[None], b[None], "share"), interval=Interval(resamples=400)).iloc[0]
        held += row["low"] <= 0.25 <= row["high"]
    assert 0.90 <= held / 300 <= 0.98


@pytest.mark.parametrize(
    ("settings_", "message"),
    [
        ({"method": "bc"}, "unknown interval method 'bc'; choose from: t, percentile, bca. Did you mean 'bca'?"),
        ({"level": 95}, "the level of an interval is 95; it lies between 0 and 1, such as 0.95"),
    ],
)
def test_intervals_that_are_refused(settings_, message):
    with pytest.raises(InputError) as error:
        Interval(**settings_)
    assert str(error.value) == message


def make_coded():
    """120 units of 40 articles, coded by a person and answered by a program that errs on every fourth."""
    place = np.arange(120)
    code = np.where(place % 2, "yes", "no")
    answer = np.where(place % 4 == 0, "yes", code)
    ids = [f"u{n:03}" for n in place]
    return pd.DataFrame({"unit_id": ids, "article_id": [f"a{n % 40}" for n in place], "code": code, "answer": answer})


def agree(interval):
    units = make_coded()
    given = [units.assign(coder=coder, code=units[coder]) for coder in ("code", "answer")]
    return measure_agreement(pd.concat(given, ignore_index=True), interval=interval)


@pytest.mark.parametrize(
    "measure",
    [
        lambda annotations, interval: score_tone(annotations, interval=interval),
        lambda annotations, interval: count_speakers(annotations, interval=interval),
        lambda annotations, interval: measure_diversity(annotations, interval=interval),
        lambda annotations, interval: measure_concentration(annotations, interval=interval),
        lambda _, interval: agree(interval),
        lambda _, interval: score_answers(make_coded(), interval=interval).query("measure == 'alpha'"),
    ],
    ids=["tone", "voices", "diversity", "concentration", "agreement", "alpha"],
)
def test_level_seed_and_number_are_those_of_the_interval(annotations, measure):
    wide, narrow, none = (measure(annotations, i) for i in (Interval(), Interval(level=0.4), Interval(resamples=0)))
    width = (wide["high"] - wide["low"]).sum()
    assert 0 < (narrow["high"] - narrow["low"]).sum() < 0.8 * width
    first, second = (measure(annotations, Interval("percentile", seed=seed, resamples=37)) for seed in (1, 2))
    assert not first[["low", "high"]].equals(second[["low", "high"]])
    assert first["n"].tolist() == wide["n"].tolist()
    assert none["low"].isna().all()
