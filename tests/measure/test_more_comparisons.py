from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats

import framelens as fl
from framelens.annotate.toward.scoring import empty_toward
from framelens.errors import InputError
from framelens.measure.cell_comparisons import compare_cells, merge_cells
from framelens.measure.comparisons import Comparison
from framelens.measure.diversity import INDICES, gini, herfindahl
from framelens.measure.index_comparisons import compare_indices, find_gradient
from framelens.measure.resampling import NO_INTERVAL, Interval
from framelens.measure.sums import ArticleSums


def make_sums(above, below, cells: pd.DataFrame, kind="mean", **columns) -> ArticleSums:
    above, below = np.array(above, dtype=float), np.array(below, dtype=float)
    articles = pd.DataFrame({"article_id": [f"a{i:03}" for i in range(above.shape[1])], **columns})
    return ArticleSums(articles, cells, sparse.csr_array(above), sparse.csr_array(below), kind=kind)


def make_voices(n: int = 30, shift: float = 0.6) -> ArticleSums:
    generator = np.random.default_rng(3)
    own = generator.normal(0, 1, n)  # what both voices of an article share
    below = generator.integers(1, 6, (2, n))
    means = np.stack([own + shift, own]) + generator.normal(0, 0.3, (2, n))
    return make_sums(means * below, below, pd.DataFrame({"voice": ["direct", "journalist"]}))


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_voices_of_the_same_articles_are_compared_in_pairs_as_scipy_does(method):
    sums = make_voices()
    row = compare_cells(sums, "voice", interval=Interval(method, resamples=9999)).iloc[0]
    above, below = sums.numerators.toarray(), sums.denominators.toarray()

    def difference(i, axis=-1):
        i = i.astype(int)
        return above[0][i].sum(axis) / below[0][i].sum(axis) - above[1][i].sum(axis) / below[1][i].sum(axis)

    expected = stats.bootstrap(
        (np.arange(30),), difference, n_resamples=9999, method=method, rng=np.random.default_rng(4)
    ).confidence_interval
    assert row["estimate"] == pytest.approx(difference(np.arange(30)))
    assert [row["low"], row["high"]] == pytest.approx(list(expected), abs=0.06 * (expected.high - expected.low))
    # Paired, the difference is sure; the articles themselves vary five times as much.
    assert row["p"] == pytest.approx(1 / 1001)
    assert row["effect_measure"] == "hedges_g"


def test_the_exchange_within_articles_against_scipy():
    sums = make_sums([[3, 1, 2, 2, 0, 1], [1, 1, 0, 1, 0, 2]], np.ones((2, 6)), pd.DataFrame({"voice": ["a", "b"]}))
    row = compare_cells(sums, "voice", settings=Comparison(permutations=20_000)).iloc[0]
    first, second = sums.numerators.toarray()
    exact = stats.permutation_test(
        (first, second), lambda x, y, axis: (x - y).mean(axis), permutation_type="samples", vectorized=True
    )
    assert row["p"] == pytest.approx(exact.pvalue, abs=0.015)


def test_speakers_as_groups_of_speakers():
    cells = pd.DataFrame({"speaker_id": ["ann", "bob", "cyd"]})
    sums = make_sums([[1, 0, 2], [0, 3, 0], [1, 1, 1]], [[2, 0, 2], [0, 4, 0], [2, 2, 2]], cells)
    merged = merge_cells(sums, "speaker_id", {"ann": "party", "bob": "party", "cyd": "press"})
    assert merged.cells["group"].tolist() == ["party", "press"]
    assert merged.numerators.toarray().tolist() == [[1, 3, 2], [1, 1, 1]]
    row = compare_cells(merged, "group", settings=Comparison(permutations=50)).iloc[0]
    assert (row["estimate_a"], row["estimate_b"]) == (6 / 8, 3 / 6)
    with pytest.raises(InputError, match="no speaker_id has a group"):
        merge_cells(sums, "speaker_id", {"dan": "party"})
    with pytest.raises(InputError, match=r"there is no column 'speaker' of cells; choose from: speaker_id. Did you"):
        compare_cells(sums, "speaker")


def make_statements(n: int = 40) -> ArticleSums:
    """Two outlets: x quotes ten people alike, y mostly one."""
    generator = np.random.default_rng(6)
    chance = {"x": np.full(10, 0.1), "y": np.r_[0.73, np.full(9, 0.03)]}
    outlet = ["x" if i % 2 else "y" for i in range(n)]
    counts = np.stack([generator.multinomial(4, chance[o]) for o in outlet], axis=1)
    cells = pd.DataFrame({"speaker_id": [f"s{i}" for i in range(10)]}, dtype="str")
    return make_sums(counts, counts.sum(axis=0, keepdims=True), cells, "share", outlet=outlet)


@pytest.mark.parametrize("method", ["t", "percentile", "bca"])
def test_diversity_of_two_outlets(method):
    sums = make_statements()
    table = compare_indices(sums, "outlet", interval=Interval(method, resamples=500)).set_index("measure")
    counts = sums.numerators.toarray()
    x, y = (counts[:, (sums.articles["outlet"] == o).to_numpy()].sum(axis=1)[:, None] for o in "xy")
    for name, index in (("gini", gini), ("herfindahl", herfindahl)):
        assert table.loc[name, "estimate"] == pytest.approx(float(index(x)[0] - index(y)[0]))
        assert table.loc[name, "low"] < table.loc[name, "estimate"] < table.loc[name, "high"] < 0
    assert table["p"].max() < 0.01
    assert table.loc["entropy", "estimate"] > 0
    assert table.loc["herfindahl", ["n_a", "n_b", "n", "n_articles_a"]].tolist() == [80, 80, 160, 20]
    # Dealt out anew, outlets of one mix do not differ.
    shuffled = sums.articles.assign(outlet=np.random.default_rng(1).permutation(sums.articles["outlet"]))
    mixed = compare_indices(
        ArticleSums(shuffled, sums.cells, sums.numerators, sums.denominators, "share"),
        "outlet",
        interval=NO_INTERVAL,
    )
    assert mixed["p"].min() > 0.05
    with pytest.raises(InputError, match=r"unknown index 'ginni'; choose from: .* Did you mean 'gini'?"):
        compare_indices(sums, "outlet", ["ginni"])


MEASURES = {
    "statements": lambda a: fl.stats.sum_statements(a),
    "presence": lambda a: fl.stats.sum_presence(a)["mentioned"],
    "stances": lambda a: fl.stats.sum_stances(a),
    "tone": lambda a: fl.stats.sum_tone(a),
    "frames": lambda a: fl.stats.sum_hits(a),
    "toward": lambda a: fl.stats.sum_toward(a, empty_toward(a)),
}


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_compared_and_followed_by_a_column_of_ones_own(annotations, measure):
    own = replace(annotations, articles=annotations.articles.assign(event=["ball", "ball", "visit", None]))
    sums = MEASURES[measure](own)
    options = {"interval": Interval("bca", cluster="day", resamples=20)}
    table = fl.stats.compare_ratios(sums, "event", **options)
    assert set(table["group_a"]) <= {"ball"}
    assert len(table) > 0 or measure == "toward"
    assert set(table["group_b"]) <= {"visit"}
    assert {"n", "estimate", "low", "high", "effect", "p", "q"} <= set(table.columns)
    fl.stats.compare_overall(sums, "event")
    assert set(fl.stats.compare_treatments(sums, "event", interval=Interval(resamples=20))["duplicates"]) <= {
        "kept",
        "once",
        "weighted",
    }
    trend = fl.stats.measure_trend(sums, "month", interval=Interval(resamples=20))
    assert trend.loc[trend["n"].eq(0), "estimate"].isna().all()
    fl.stats.smooth_trend(sums, fl.Smoothing("month", 2), interval=Interval(resamples=20))
    assert fl.stats.find_change_points(sums, interval=Interval(resamples=20))["exploratory"].all()


@pytest.mark.parametrize("name", ["gini", "herfindahl", "entropy", "iqv"])
def test_what_a_statement_moves_an_index_by(name):
    counts = np.array([[5.0], [9], [2], [0], [14]])
    slope = find_gradient(name, counts)[:, 0]
    for speaker in (0, 1, 2, 4):
        step = np.zeros((5, 1))
        step[speaker] = 1e-5
        moved = INDICES[name](counts + step)[0] - INDICES[name](counts - step)[0]
        assert slope[speaker] == pytest.approx(moved / 2e-5, rel=1e-4)


def test_halves_of_unequal_size_and_spread_are_not_told_apart():
    # Short one-sided statements beside long even text in the same articles, the same share in both.
    rejected = 0
    for seed in range(100):
        generator = np.random.default_rng(seed)
        below = np.stack([generator.integers(1, 4, 30), generator.integers(15, 40, 30)])
        share = np.stack([generator.beta(0.5, 0.5, 30), generator.beta(20, 20, 30)])
        sums = make_sums(generator.binomial(below, share), below, pd.DataFrame({"voice": ["a", "b"]}), "share")
        table = compare_cells(sums, "voice", settings=Comparison(permutations=99), interval=NO_INTERVAL)
        rejected += table["p"].iloc[0] <= 0.05
    assert 0.01 < rejected / 100 < 0.12
