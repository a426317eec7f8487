from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse, stats

from framelens.errors import InputError
from framelens.measure.concentration import measure_concentration
from framelens.measure.diversity import (
    INDICES,
    entropy,
    gini,
    herfindahl,
    measure_indices,
    qualitative_variation,
    simpson,
)
from framelens.measure.resampling import Interval
from framelens.measure.sums import ArticleSums
from framelens.measure.voices import sum_statements


def of(index, *counts):
    return float(index(np.array(counts, dtype=float)[:, None])[0])


@pytest.mark.parametrize("n", [2, 5, 40])
def test_equal_speakers(n):
    counts = [3.0] * n
    assert of(gini, *counts) == pytest.approx(0)
    assert of(herfindahl, *counts) == pytest.approx(1 / n)
    assert of(entropy, *counts) == pytest.approx(1)
    assert of(qualitative_variation, *counts) == pytest.approx(1)


def test_known_values():
    # Mean absolute difference of 1, 2, 3, 4 over twice the mean: (20 / 16) / 5 = 0.25.
    assert of(gini, 1, 2, 3, 4) == pytest.approx(0.25)
    assert of(herfindahl, 6, 3, 1) == pytest.approx(0.46)
    assert of(entropy, 6, 3, 1) == pytest.approx(stats.entropy([6, 3, 1]) / np.log(3))
    # Two statements of ten without putting back: 1 - (30 + 6) / 90.
    assert of(simpson, 6, 3, 1) == pytest.approx(0.6)
    assert of(qualitative_variation, 6, 3, 1) == pytest.approx(0.54 * 3 / 2)


def test_a_single_speaker_has_no_equality():
    assert of(herfindahl, 12) == 1
    assert of(simpson, 12) == 0
    assert np.isnan([of(gini, 12), of(entropy, 12), of(qualitative_variation, 12)]).all()
    assert np.isnan(of(simpson, 1))


@given(
    st.lists(st.integers(0, 50), min_size=2, max_size=12).filter(lambda c: sum(x > 0 for x in c) > 1), st.integers(2, 5)
)
def test_properties(counts, times):
    for name, index in INDICES.items():
        value = of(index, *counts)
        assert -1e-12 <= value <= 1 + 1e-12
        assert of(index, *sorted(counts)) == pytest.approx(value)
        assert of(index, *counts, 0, 0) == pytest.approx(value)  # who is not heard does not count
        if name != "simpson":
            assert of(index, *(c * times for c in counts)) == pytest.approx(value)
    differences = np.abs(np.subtract.outer(heard := [c for c in counts if c], heard)).mean()
    assert of(gini, *counts) == pytest.approx(differences / 2 / np.mean(heard))


def test_concentration_of_the_library(annotations):
    table = measure_concentration(annotations).set_index("measure")
    # Mrs. Bennet 3 and Mr. Bennet 2; nameless and unknown sources are no speakers.
    assert table[["n", "n_speakers", "n_base_articles"]].drop_duplicates().values.tolist() == [[5, 2, 2]]
    assert table["estimate"].to_dict() == pytest.approx(
        {"gini": 0.1, "herfindahl": 0.52, "entropy": stats.entropy([3, 2]) / np.log(2)}
    )
    assert ((table["low"] <= table["estimate"]) & (table["estimate"] <= table["high"])).all()


def test_concentration_by_outlet_and_of_nothing(annotations, empty):
    table = measure_concentration(annotations, by="outlet")
    hartfield = table[table["outlet"] == "Hartfield"]
    assert hartfield[["n", "n_speakers"]].drop_duplicates().values.tolist() == [[0, 0]]
    assert hartfield["estimate"].isna().all()
    assert measure_concentration(empty)["estimate"].isna().all()
    assert len(measure_concentration(empty, by="outlet")) == 0


def test_an_unknown_index_is_refused(annotations):
    with pytest.raises(InputError) as error:
        measure_indices(sum_statements(annotations), ["ginni"])
    assert str(error.value).endswith("Did you mean 'gini'?")


def test_bca_of_an_index_against_scipy():
    generator = np.random.default_rng(4)
    counts = generator.poisson([[6], [3], [1], [1]], size=(4, 30)).astype(float)
    articles = pd.DataFrame({"article_id": [f"a{n:02}" for n in range(30)], "outlet": "A"})
    cells = pd.DataFrame({"speaker_id": ["w", "x", "y", "z"]})
    sums = ArticleSums(articles, cells, sparse.csr_array(counts), sparse.csr_array(counts.sum(0)[None]), "share")
    row = measure_indices(sums, ["herfindahl"], interval=Interval("bca", resamples=9000)).iloc[0]

    def index(*speakers, axis=-1):
        return herfindahl(np.stack([one.sum(axis=axis) for one in speakers]))

    drawn = stats.bootstrap(
        counts, index, paired=True, vectorized=True, method="BCa", n_resamples=9000, random_state=1
    ).confidence_interval
    assert row["estimate"] == pytest.approx(herfindahl(counts.sum(axis=1)[:, None])[0])
    assert (row["low"], row["high"]) == pytest.approx((drawn.low, drawn.high), abs=0.004)


def make_counts(counts: np.ndarray) -> ArticleSums:
    articles = pd.DataFrame({"article_id": [f"a{n:04}" for n in range(counts.shape[1])]})
    cells = pd.DataFrame({"speaker_id": [f"s{n}" for n in range(len(counts))]})
    return ArticleSums(articles, cells, sparse.csr_array(counts), sparse.csr_array(counts.sum(0)[None]), "share")


def test_t_bounds_of_an_index_by_leaving_out_each_article():
    counts = np.random.default_rng(5).poisson([[4], [2], [1], [0.2]], size=(4, 25)).astype(float)
    row = measure_indices(make_counts(counts), ["gini"]).iloc[0]
    estimate = gini(counts.sum(axis=1)[:, None])[0]
    without = np.array([gini(np.delete(counts, n, axis=1).sum(axis=1)[:, None])[0] for n in range(25)])
    moved = without - without.mean()
    freedom = 1 / (1 / 24 + (stats.kurtosis(moved, fisher=False) - 1) / 50)
    reach = stats.t.ppf(0.975, freedom) * np.sqrt(24 / 25 * (moved**2).sum())
    bias = 24 * (without.mean() - estimate)
    expected = (estimate - reach - max(bias, 0), estimate + reach + max(-bias, 0))
    assert (row["low"], row["high"]) == pytest.approx(expected)


def test_speakers_of_one_article_are_counted():
    counts = np.array([[2, 1, 0, 3], [0, 0, 4, 0], [0, 0, 0, 1]], dtype=float)
    assert measure_indices(make_counts(counts), ["gini"])["share_single"].tolist() == [pytest.approx(5 / 11)]


def test_parts_of_many_articles_are_left_out():
    few = np.random.default_rng(6).poisson([[4], [2], [1]], size=(3, 900)) + np.array([[1.0], [0], [0]])
    many = np.hstack([few, few])
    widths = [measure_indices(make_counts(c), ["herfindahl"]).eval("high - low").iloc[0] for c in (few, many)]
    assert widths[1] == pytest.approx(widths[0] / np.sqrt(2), rel=0.1)


@given(st.lists(st.integers(1, 40), min_size=2, max_size=12))
def test_indices_against_scipy_and_their_definitions(counts):
    heard, total = np.array(counts, dtype=float), sum(counts)
    column = heard[:, None]
    assert entropy(column)[0] == pytest.approx(stats.entropy(heard) / np.log(len(heard)))
    # Gini: half the mean absolute difference of two speakers over the mean.
    apart = np.abs(heard[:, None] - heard[None, :]).mean()
    assert gini(column)[0] == pytest.approx(apart / (2 * heard.mean()))
    # Simpson: one minus the chance that two statements drawn without putting back are of one speaker (hypergeometric).
    same = sum(stats.hypergeom(total, n, 2).pmf(2) for n in counts)
    assert simpson(column)[0] == pytest.approx(1 - same)
    shares = heard / total
    assert herfindahl(column)[0] == pytest.approx(shares @ shares)
    assert qualitative_variation(column)[0] == pytest.approx((1 - shares @ shares) / (1 - 1 / len(heard)))
