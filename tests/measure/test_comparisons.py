from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from scipy import sparse, stats

from framelens.errors import InputError
from framelens.measure.comparisons import Comparison, compare_ratios
from framelens.measure.duplicates import compare_treatments, treat_duplicates
from framelens.measure.effects import cohen_h, hedges_g
from framelens.measure.intervals import resample_articles
from framelens.measure.overall import compare_overall
from framelens.measure.permutations import deal_labels, plan_exchange
from framelens.measure.resampling import Interval, label_clusters
from framelens.measure.sums import ArticleSums
from framelens.measure.tone import sum_tone


def make_sums(above, below, kind="mean", **columns) -> ArticleSums:
    above, below = np.atleast_2d(np.array(above, dtype=float)), np.atleast_2d(np.array(below, dtype=float))
    articles = pd.DataFrame({"article_id": [f"a{i:03}" for i in range(above.shape[1])], **columns})
    cells = pd.DataFrame({"cell": [f"c{i}" for i in range(len(above))]})
    return ArticleSums(articles, cells, sparse.csr_array(above), sparse.csr_array(below), kind=kind)


@pytest.fixture(scope="module")
def two_outlets() -> ArticleSums:
    generator = np.random.default_rng(5)
    below = generator.integers(1, 9, 50)
    above = below * generator.normal(np.repeat([0.5, 0.0], 25), 1)
    return make_sums(above, below, outlet=["x"] * 25 + ["y"] * 25)


@pytest.mark.parametrize("method", ["percentile", "bca"])
def test_interval_of_a_difference_against_scipy(two_outlets, method):
    row = compare_ratios(two_outlets, "outlet", interval=Interval(method, resamples=9999)).iloc[0]
    above, below = two_outlets.numerators.toarray()[0], two_outlets.denominators.toarray()[0]
    pairs = [np.arange(25), np.arange(25, 50)]

    def difference(a, b, axis=-1):
        a, b = a.astype(int), b.astype(int)
        return above[a].sum(axis) / below[a].sum(axis) - above[b].sum(axis) / below[b].sum(axis)

    expected = stats.bootstrap(pairs, difference, n_resamples=9999, method=method, rng=np.random.default_rng(2))
    expected = expected.confidence_interval
    assert row["estimate"] == pytest.approx(difference(*pairs))
    assert row["estimate"] == pytest.approx(row["estimate_a"] - row["estimate_b"])
    assert [row["low"], row["high"]] == pytest.approx(list(expected), abs=0.05 * (expected.high - expected.low))


def test_permutation_test_against_every_deal():
    # Seven articles: all 35 ways of dealing three of them.
    values = np.array([3.0, 2.5, 2.0, 1.0, 0.5, 2.2, 0.1])
    sums = make_sums(values, np.ones(7), outlet=["x"] * 3 + ["y"] * 4)
    observed = values[:3].mean() - values[3:].mean()
    deals = [values[list(c)].mean() - np.delete(values, c).mean() for c in combinations(range(7), 3)]
    exact = np.mean(np.abs(deals) >= abs(observed) - 1e-12)
    row = compare_ratios(sums, "outlet", settings=Comparison(permutations=20_000)).iloc[0]
    assert row["p"] == pytest.approx(exact, abs=0.01)


def test_effect_sizes():
    assert cohen_h(np.array([0.5]), np.array([0.25]))[0] == pytest.approx(np.pi / 6)
    a, b = np.array([1.0, 2, 3, 6]), np.array([0.0, 1, 1])
    pooled = np.sqrt((3 * a.var(ddof=1) + 2 * b.var(ddof=1)) / 5)
    # Hedges' correction for 5 degrees of freedom is 0.8408 (his table 2).
    expected = 0.8408 * (a.mean() - b.mean()) / pooled
    one = sparse.csr_array(np.ones((1, 4))), sparse.csr_array(np.ones((1, 3)))
    assert hedges_g((sparse.csr_array(a[None]), sparse.csr_array(b[None])), one)[0] == pytest.approx(expected, rel=1e-4)
    rates = compare_ratios(make_sums([2, 4, 3, 0], [10, 10, 10, 10], "rate", outlet=list("xxyy")), "outlet").iloc[0]
    assert (rates["effect"], rates["effect_measure"]) == (2, "rate_ratio")


def test_more_than_two_groups():
    sums = make_sums(np.arange(12.0), np.ones(12), outlet=list("xxxyyyzzz") + [None] * 3)
    pairs = compare_ratios(sums, "outlet", interval=Interval(resamples=50))
    assert pairs[["group_a", "group_b"]].values.tolist() == [["x", "y"], ["x", "z"], ["y", "z"]]
    assert pairs["estimate"].tolist() == [-3, -6, -3]
    assert pairs["q"].tolist() == pytest.approx(stats.false_discovery_control(pairs["p"]).tolist())
    rest = compare_ratios(sums, "outlet", settings=Comparison("rest"), interval=Interval(resamples=50))
    assert rest[["group_a", "group_b"]].values.tolist() == [["x", "rest"], ["y", "rest"], ["z", "rest"]]
    assert rest["estimate"].tolist() == [-4.5, 0, 4.5]
    assert rest["n_articles_b"].tolist() == [6, 6, 6]
    fixed = compare_ratios(sums, "outlet", settings=Comparison(reference="y"), interval=Interval(resamples=50))
    assert fixed[["group_a", "group_b", "estimate"]].values.tolist() == [["x", "y", -3.0], ["z", "y", 3.0]]


def test_days_that_everybody_shares_cancel_out():
    # Each day lifts both outlets alike; resampled by day, the difference does not move.
    days = np.repeat(np.arange(10.0), 2)
    sums = make_sums(days + np.tile([1, 0], 10), np.ones(20), outlet=["x", "y"] * 10, day=[str(d) for d in days])
    by_article, by_day = (compare_ratios(sums, "outlet", interval=Interval(cluster=c)).iloc[0] for c in (None, "day"))
    assert by_day[["estimate", "low", "high"]].tolist() == pytest.approx([1, 1, 1])
    assert by_article["low"] < 0 < by_article["high"]
    assert by_day["p"] < 0.01 < by_article["p"]


def test_an_article_without_a_day_is_a_cluster_of_its_own(annotations):
    labels = label_clusters(annotations.articles, "day")
    undated = annotations.articles["published"].isna().to_numpy()
    assert labels[undated].tolist() == ["article hartfield-2"]
    assert set(labels[~undated]) == {"cluster 1813-01-28", "cluster 1813-03-02", "cluster 1815-12-23"}
    table = compare_ratios(sum_tone(annotations), "outlet", interval=Interval(cluster="day", resamples=50))
    assert table["estimate"].notna().any()


def test_clusters_within_groups_change_groups_whole():
    unit_of, labels, blocks = plan_exchange(np.array([1, 1, 0, 0, 0]), np.array(["e", "e", "f", "f", "g"]))
    assert (unit_of.tolist(), labels.tolist(), blocks.tolist()) == ([0, 0, 1, 1, 2], [1, 0, 0], [0, 0, 0])
    dealt = np.hstack(list(deal_labels(labels, blocks, list("efg"), seed=1, permutations=300)))
    assert (dealt.sum(axis=0) == 1).all()
    assert dealt.mean(axis=1) == pytest.approx([1 / 3] * 3, abs=0.1)


def test_row_order_changes_nothing(annotations, shuffled):
    tables = [compare_ratios(sum_tone(a), "outlet") for a in (annotations, shuffled)]
    assert_frame_equal(*tables, check_exact=True)


def test_nothing_to_compare(empty, annotations):
    assert len(compare_ratios(sum_tone(empty), "outlet")) == 0
    alone = compare_ratios(sum_tone(annotations), "language")
    assert len(alone) == 0
    assert list(alone.columns[:3]) == ["voice", "group_a", "group_b"]


def test_copies_kept_once_and_weighted():
    # One wire story in three outlets, valence 1, and two stories of x's own, valence 0.
    sums = make_sums([1, 1, 1, 0, 0], np.ones(5), outlet=list("xyzxx"), duplicate_of=[None, "a000", "a000", None, None])
    sums = ArticleSums(**{**vars(sums), "articles": sums.articles.astype("str")})
    table = compare_treatments(sums).set_index("duplicates")
    assert table["estimate"].tolist() == pytest.approx([3 / 5, 1 / 3, 1 / 3])
    assert table["n"].tolist() == [5, 3, 5]
    by_outlet = resample_articles(treat_duplicates(sums, "weighted"), "outlet")
    assert by_outlet["estimate"].tolist() == pytest.approx([(1 / 3) / (7 / 3), 1, 1])
    # Without the original, one of its copies stands for it.
    copies = treat_duplicates(sums.keep_articles(np.array([False, True, True, True, True])), "once")
    assert copies.articles["article_id"].tolist() == ["a001", "a003", "a004"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"against": "rst"}, "groups cannot be compared against 'rst'; choose from: pairs, rest. Did you mean 'rest'?"),
        ({"permutations": -1}, "permutations is -1; it is a whole number, 0 for no test"),
    ],
)
def test_settings_that_are_refused(settings, message):
    with pytest.raises(InputError) as error:
        Comparison(**settings)
    assert str(error.value) == message


def test_what_is_refused(annotations):
    with pytest.raises(InputError) as error:
        compare_ratios(sum_tone(annotations), "outlet", settings=Comparison(reference="Longborn"))
    assert str(error.value) == "no group is 'Longborn'; choose from: Hartfield, Longbourn. Did you mean 'Longbourn'?"
    many = make_sums(np.ones(120), np.ones(120), outlet=[f"o{i}" for i in range(120)])
    with pytest.raises(InputError) as error:
        compare_ratios(many, "outlet")
    assert str(error.value) == (
        "120 groups make 7,140 pairs; compare them against='rest', with a reference, or keep fewer groups"
    )
    with pytest.raises(InputError) as error:
        treat_duplicates(many, "twice")
    assert str(error.value) == "unknown treatment of duplicates 'twice'; choose from: kept, once, weighted"


def test_eta_squared_against_analysis_of_variance():
    groups = [np.array([1.0, 2, 3]), np.array([2.0, 4, 6, 4]), np.array([7.0, 9])]
    values = np.concatenate(groups)
    sums = make_sums(values, np.ones(9), outlet=list("xxxyyyyzz"))
    row = compare_overall(sums, "outlet", settings=Comparison(permutations=4000)).iloc[0]
    between = sum(len(g) * (g.mean() - values.mean()) ** 2 for g in groups)
    assert row["estimate"] == pytest.approx(between / ((values - values.mean()) ** 2).sum())
    assert row[["n_groups", "n_articles", "n"]].tolist() == [3, 9, 9]
    # Under chance, eta squared has the mean (groups - 1) / (articles - 1).
    assert row["expected"] == pytest.approx(2 / 8, abs=0.02)

    def statistic(*parts):
        return stats.f_oneway(*parts).statistic

    deals = stats.permutation_test(
        groups, statistic, n_resamples=4000, alternative="greater", rng=np.random.default_rng(1)
    )
    assert row["p"] == pytest.approx(deals.pvalue, abs=0.01)


def test_overall_of_nothing_and_of_no_variance(empty, annotations):
    assert compare_overall(sum_tone(empty), "outlet")["estimate"].isna().all()
    same = compare_overall(make_sums(np.ones(6), np.ones(6), outlet=list("xxyyzz")), "outlet").iloc[0]
    assert same[["n_groups", "n"]].tolist() == [3, 6]
    assert same[["estimate", "p", "q"]].isna().all()
