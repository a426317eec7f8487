from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from pandas.testing import assert_frame_equal
from scipy import sparse, stats
from statsmodels.stats.weightstats import ttost_ind

from framelens.errors import InputError
from framelens.measure.comparisons import Comparison, compare_ratios
from framelens.measure.duplicates import compare_treatments, treat_duplicates
from framelens.measure.effects import cohen_h, hedges_g
from framelens.measure.intervals import resample_articles
from framelens.measure.overall import compare_overall
from framelens.measure.permutations import find_p, plan_exchange
from framelens.measure.resampling import Interval, label_clusters
from framelens.measure.studentised import find_statistic, gather_moments
from framelens.measure.sums import ArticleSums
from framelens.measure.tone import sum_tone
from framelens.measure.welch import find_welch_p


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
    exchange = plan_exchange(np.array([1, 1, 0, 0, 0]), np.array(list("eeffg")), np.array(list("abcde")))
    assert (exchange.unit_of.tolist(), exchange.labels.tolist()) == ([0, 0, 1, 1, 2], [1, 0, 0])
    dealt = exchange.make_dealer(1)(300)
    assert (dealt.sum(axis=0) == 1).all()
    assert dealt.mean(axis=1) == pytest.approx([1 / 3] * 3, abs=0.1)


def test_articles_of_a_cluster_with_both_groups_change_places_there_and_whole_clusters_among_themselves():
    # Day m holds both groups; days e and f one each: m's articles stay in m, e and f change as wholes.
    exchange = plan_exchange(np.array([0, 1, 1, 0, 0, 1]), np.array(list("mmmeef")), np.array(list("abcdef")))
    dealt = exchange.make_dealer(1)(400)[exchange.unit_of]
    assert (dealt[:3].sum(axis=0) == 2).all()
    assert (dealt[3] == dealt[4]).all()
    assert (dealt[3] + dealt[5] == 1).all()
    assert dealt[3].mean() == pytest.approx(0.5, abs=0.1)


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
    generator, sizes = np.random.default_rng(2), (20, 24, 22)
    groups = [generator.normal(mean, 1, size) for mean, size in zip((0, 0.4, 0.8), sizes, strict=True)]
    values = np.concatenate(groups)
    sums = make_sums(values, np.ones(66), outlet=list("x" * 20 + "y" * 24 + "z" * 22))
    row = compare_overall(sums, "outlet", settings=Comparison(permutations=4000)).iloc[0]
    between = sum(len(g) * (g.mean() - values.mean()) ** 2 for g in groups)
    assert row["estimate"] == pytest.approx(between / ((values - values.mean()) ** 2).sum())
    assert row[["n_groups", "n_articles", "n"]].tolist() == [3, 66, 66]
    # Under chance, eta squared has the mean (groups - 1) / (articles - 1).
    assert row["expected"] == pytest.approx(2 / 65, abs=0.02)

    def statistic(*parts):
        return stats.f_oneway(*parts).statistic

    deals = stats.permutation_test(
        groups, statistic, n_resamples=4000, alternative="greater", rng=np.random.default_rng(1)
    )
    assert row["p"] == pytest.approx(deals.pvalue, abs=0.01)


def test_means_of_few_articles_are_tested_by_welch():
    """Short articles, few of which have anything to be averaged: the p of Welch's t, written down plainly."""
    a, b = np.array([0.5, 0.2, 0.65, 0.45]), np.array([0.1, 0.6, -0.3, 0.2, -0.1, 0.3, 0.25, -0.2, 0.4, 0.0])
    values, below = np.r_[a, np.zeros(4), b], np.r_[np.ones(4), np.zeros(4), np.ones(10)]
    sums = make_sums(values, below, outlet=list("a" * 8 + "b" * 10))
    errors, freedom = [], []
    for part in (a, b):
        n, kurtosis = len(part), stats.kurtosis(part, fisher=False)
        errors.append(part.var(ddof=1) / n)
        freedom.append(max(min(4, n - 1), 1 / (1 / (n - 1) + (kurtosis - 1) / (2 * n))))
    df = sum(errors) ** 2 / sum(e**2 / f for e, f in zip(errors, freedom, strict=True))
    welch = 2 * stats.t.sf(abs(a.mean() - b.mean()) / np.sqrt(sum(errors)), df)
    found, few = find_welch_p(sums, np.repeat([0, 1], [8, 10]), Interval())
    assert found == pytest.approx([welch]) and few.all()
    assert compare_ratios(sums, "outlet")["p"][0] >= welch
    # Of two articles with anything to be averaged nothing is said.
    below[2:4] = 0
    thin = make_sums(values * below, below, outlet=list("a" * 8 + "b" * 10))
    assert np.isnan(compare_ratios(thin, "outlet")["p"][0])


def test_overall_of_nothing_and_of_no_variance(empty, annotations):
    assert compare_overall(sum_tone(empty), "outlet")["estimate"].isna().all()
    same = compare_overall(make_sums(np.ones(6), np.ones(6), outlet=list("xxyyzz")), "outlet").iloc[0]
    assert same[["n_groups", "n"]].tolist() == [3, 6]
    assert same[["estimate", "p", "q"]].isna().all()


def test_copies_that_the_study_weighs_count_in_part():
    values, weight = [1.0, 1, 0, 4, 2, 0], [1.0, 0.5, 0.5, 1, 1, 1]
    weighed = compare_ratios(make_sums(values, np.ones(6), outlet=list("xxxyyy"), weight=weight), "outlet").iloc[0]
    by_hand = compare_ratios(make_sums(np.multiply(values, weight), weight, outlet=list("xxxyyy")), "outlet").iloc[0]
    for column in ("estimate", "estimate_a", "low", "high", "p"):
        assert weighed[column] == by_hand[column]
    assert (weighed["n_a"], weighed["n_b"]) == (3, 3)


def draw_unequal(seed: int) -> ArticleSums:
    """The same share in 20 short articles, each one-sided, and in 150 long ones, each even."""
    generator = np.random.default_rng(seed)
    below = np.r_[generator.integers(2, 5, 20), generator.integers(15, 30, 150)]
    share = np.r_[generator.beta(0.5, 0.5, 20), generator.beta(20, 20, 150)]
    return make_sums(generator.binomial(below, share), below, "share", outlet=["x"] * 20 + ["y"] * 150)


def test_equal_ratios_of_unequal_groups_are_not_told_apart():
    settings = Comparison(permutations=99)
    p = [
        compare_ratios(draw_unequal(seed), "outlet", settings=settings, interval=Interval(resamples=0))["p"].iloc[0]
        for seed in range(120)
    ]
    assert 0.01 < np.mean(np.array(p) <= 0.05) < 0.11  # the plain difference rejects in half of them


def test_two_groups_are_told_apart_as_by_welch():
    values = np.random.default_rng(3).normal([0.0] * 6 + [1.5] * 9, [1.0] * 6 + [2] * 9)
    sums = make_sums(values, np.ones(15), outlet=["x"] * 6 + ["y"] * 9)
    t = stats.ttest_ind(values[:6], values[6:], equal_var=False)
    exchange = plan_exchange(np.repeat([0, 1], [6, 9]), None, np.arange(15))
    moments = gather_moments(sums.numerators, sums.denominators, exchange)
    found = find_statistic(moments, np.repeat([0, 1], [6, 9])[:, None], np.array([0]), n_groups=2)
    assert found[0, 0] == pytest.approx(t.statistic**2)
    exact = stats.permutation_test(
        (values[:6], values[6:]),
        lambda a, b: abs(stats.ttest_ind(a, b, equal_var=False).statistic),
        alternative="greater", n_resamples=np.inf,
    ).pvalue  # fmt: skip
    row = compare_ratios(sums, "outlet", settings=Comparison(permutations=20_000)).iloc[0]
    assert row["p"] == pytest.approx(exact, abs=0.01)


def test_what_a_day_brings_to_everyone_is_taken_out():
    generator = np.random.default_rng(4)
    day, group = np.repeat(np.arange(8), 5), np.tile([0, 1, 1, 0, 1], 8)
    below = generator.integers(1, 6, 40)
    values = generator.normal(size=8)[day] + generator.normal(size=40)
    means = [np.average(values[day == d], weights=below[day == d]) for d in range(8)]
    ids = np.array([f"a{i:03}" for i in range(40)])
    found = []
    for tone, clusters in ((values, day), (values - np.array(means)[day], None)):
        sums = make_sums(tone * below, below)
        exchange = plan_exchange(group, clusters, ids)
        moments = gather_moments(sums.numerators, sums.denominators, exchange)
        found.append(find_statistic(moments, exchange.labels[:, None], np.array([0]), n_groups=2)[0, 0])
    assert found[0] == pytest.approx(found[1])


def test_halves_of_articles_have_paired_errors():
    # Against statsmodels: two voices of each article, articles as clusters.
    generator = np.random.default_rng(7)
    article, voice = np.tile(np.arange(20), 2), np.repeat([0, 1], 20)
    below = generator.integers(1, 9, 40)
    values = generator.normal(size=20)[article] + generator.normal(size=40)
    sums = make_sums(values * below, below)
    exchange = plan_exchange(voice, article, np.array([f"a{i:03}" for i in range(40)]))
    moments = gather_moments(sums.numerators, sums.denominators, exchange)
    found = find_statistic(moments, exchange.labels[:, None], np.array([0]), n_groups=2)[0, 0]
    fit = sm.WLS(values, sm.add_constant(voice), weights=below).fit(
        cov_type="cluster", cov_kwds={"groups": article, "use_correction": False}
    )
    assert found == pytest.approx(fit.tvalues[1] ** 2 * 19 / 20)


def test_small_p_draw_on_until_they_are_resolved():
    # 40 cells, in one of which the groups differ beyond doubt: its q is below 0.05, as 100 deals never find.
    values = np.random.default_rng(2).normal(size=(40, 40))
    values[0, :20] += 5
    sums = make_sums(values, np.ones((40, 40)), outlet=["x"] * 20 + ["y"] * 20)
    table = compare_ratios(sums, "outlet", settings=Comparison(permutations=100), interval=Interval(resamples=0))
    assert table["p"].iloc[0] == pytest.approx(1 / 4001)
    assert table["q"].iloc[0] == pytest.approx(40 / 4001)
    assert table["p"].iloc[1:].gt(1 / 101).all()
    again = compare_ratios(sums, "outlet", settings=Comparison(permutations=100), interval=Interval(resamples=0))
    assert_frame_equal(table, again, check_exact=True)


def test_p_that_draw_on_keep_their_level():
    def measure(dealt, rows):
        return dealt[rows]

    generator = np.random.default_rng(5)
    observed = generator.random(4000)
    p = find_p(lambda width: generator.random((4000, width)), measure, observed, n_units=1, permutations=50, tests=40)
    for level in (0.001, 0.01, 0.05, 0.5):
        assert np.mean(p <= level) < level + 3 * np.sqrt(level * (1 - level) / 4000)
    assert p.min() < 1 / 51
    assert np.corrcoef(p, 1 - observed)[0, 1] > 0.98


def test_many_groups_of_unequal_spread_and_no_difference():
    generator, rejected = np.random.default_rng(6), 0
    group = np.repeat(np.arange(5), [10, 10, 20, 60, 150])
    for seed in range(120):
        below = generator.integers(2, 12, 250)
        values = generator.normal(0, np.array([2, 1.5, 1, 0.5, 0.3])[group])
        sums = make_sums(values * below, below, outlet=[f"o{g}" for g in group])
        settings = Comparison(permutations=99)
        rejected += (
            compare_overall(sums, "outlet", settings=settings, interval=Interval(seed=seed))["p"].iloc[0] <= 0.05
        )
    assert rejected / 120 < 0.125  # 0.05 and three standard errors; a plain F rejects in more than a third


def test_equivalence_against_statsmodels():
    generator = np.random.default_rng(8)
    a, b = generator.normal(0.1, 1, 40), generator.normal(0, 2, 60)
    sums = make_sums(np.r_[a, b], np.ones(100), outlet=["x"] * 40 + ["y"] * 60)
    settings = Comparison(smallest=0.8, permutations=0)
    row = compare_ratios(sums, "outlet", settings=settings).iloc[0]
    # The degrees of freedom differ a little: Satterthwaite's here are over articles, and allow for their kurtosis.
    expected, *_ = ttost_ind(a, b, -0.8, 0.8, usevar="unequal")
    assert row["p_equivalence"] == pytest.approx(expected, rel=0.05)
    assert row["smallest"] == 0.8
    thousand = ArticleSums(sums.articles, sums.cells, sums.numerators, sums.denominators, "rate", scale=1000.0)
    scaled = compare_ratios(thousand, "outlet", settings=Comparison(smallest=800.0, permutations=0)).iloc[0]
    assert scaled["p_equivalence"] == pytest.approx(row["p_equivalence"])
    assert "p_equivalence" not in compare_ratios(sums, "outlet", settings=Comparison(permutations=0))
    with pytest.raises(InputError, match="the smallest effect of interest is -1; it is a difference above 0"):
        Comparison(smallest=-1)


@pytest.mark.parametrize("cluster", [None, "day_"])
def test_intervals_of_differences_hold_zero_where_ratios_are_equal(cluster):
    held = []
    for seed in range(150):
        generator = np.random.default_rng(seed)
        day = np.repeat(np.arange(20), 5)
        group = generator.integers(0, 2, 100)
        below = np.where(group, generator.integers(2, 6, 100), generator.integers(10, 30, 100))
        values = np.where(group, 2, 0.5) * generator.normal(size=100) + generator.normal(size=20)[day]
        outlet, days = [f"o{g}" for g in group], [f"d{d}" for d in day]
        sums = make_sums(values * below, below, outlet=outlet, day_=days)
        interval = Interval(cluster=cluster)
        row = compare_ratios(sums, "outlet", settings=Comparison(permutations=0), interval=interval).iloc[0]
        held.append(row["low"] <= 0 <= row["high"])
    assert np.mean(held) > 0.9


def test_the_family_of_q_is_what_could_differ():
    # Ten articles a side: one speaker in eight of them, all in x; one in two, both in x; one in a single article.
    found = np.zeros((3, 20))
    found[0, :8], found[1, :2], found[2, 0] = 1, 1, 1
    sums = make_sums(found, np.full((1, 20), 4.0), "share", outlet=["x"] * 10 + ["y"] * 10)
    table = compare_ratios(sums, "outlet", interval=Interval(resamples=0))
    assert table["q"].notna().tolist() == [True, False, False]
    assert table["q"].iloc[0] == table["p"].iloc[0]
    assert table["p"].iloc[1] > 0.2
