"""Groups told apart in a sentence, or not."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats

from framelens.measure.families import range_level
from framelens.measure.intervals import resample_articles
from framelens.measure.resampling import Interval
from framelens.measure.sums import ArticleSums
from framelens.report.narrative.differing import Told, compare_two, narrate_extremes
from framelens.results.blocks import as_json, as_plain


def make_sums(values, below=None, **columns) -> ArticleSums:
    below = np.ones(len(values)) if below is None else below
    articles = pd.DataFrame({"article_id": [f"a{i:03}" for i in range(len(values))], **columns})
    above, below = (sparse.csr_array(np.array([row], dtype=float)) for row in (np.multiply(values, below), below))
    return ArticleSums(articles, pd.DataFrame({"voice": ["direct"]}), above, below, "mean")


def make_measures(pairs=None, **interval):
    return SimpleNamespace(interval=Interval(**interval), study=SimpleNamespace(compare_pairs=pairs or {}))


def tell(sums, measures=None, **told) -> str:
    table = resample_articles(sums, "outlet").sort_values(["estimate", "outlet"], ascending=[False, True])
    said = narrate_extremes(table, "outlet", Told("tone", "tone", **told), measures or make_measures(), sums)
    return as_plain(as_json(said))


def test_a_year_taken_from_a_row_of_numbers_is_the_year():
    published = pd.to_datetime(["2012-01-01", "2012-02-01", "2020-01-01", "2020-02-01", None])
    sums = make_sums([1.0, 2, 3, 4, 9], published=published)
    row = pd.DataFrame({"year": pd.array([2020, 2012], dtype="Int64"), "estimate": [3.5, 1.5]})
    last, first = row.iloc[0]["year"], row.iloc[1]["year"]
    assert isinstance(first, float)  # as pandas gives it
    found = compare_two(make_measures(), sums, "year", last, first)
    assert (found["group_a"], found["group_b"], found["estimate"]) == ("2020", "2012", 2)


def test_the_level_of_pairs_is_that_of_the_studentised_range():
    values = [np.random.default_rng(k).normal(k / 3, 1, 12) for k in range(4)]
    tukey = stats.tukey_hsd(*values).confidence_interval(0.95)
    level = range_level(4, 44, 0.95)
    pooled = np.sqrt(np.mean([v.var(ddof=1) for v in values]) * 2 / 12)
    margin = stats.t.ppf((1 + level) / 2, 44) * pooled
    assert tukey.high[1, 0] - tukey.low[1, 0] == pytest.approx(2 * margin, rel=1e-5)
    assert range_level(2, 30, 0.95) == pytest.approx(0.95)


def test_groups_that_differ_and_groups_that_do_not():
    generator = np.random.default_rng(1)
    outlet = np.repeat(["A", "B", "C", "D"], 20)
    noise = generator.normal(size=80)
    apart = tell(make_sums(noise + np.repeat([0.0, 0, 0, 2], 20), outlet=outlet))
    assert "The tone is highest for D" in apart
    assert "The four groups differ significantly (permutation test over all groups, p <\xa00.001)." in apart
    assert "The difference is 2." in apart and "(simultaneous interval for all pairs)." in apart
    alike = tell(make_sums(noise, outlet=outlet))
    assert "The four groups do not differ significantly (permutation test over all groups, p =\xa00." in alike
    assert "The difference" not in alike


def test_a_pair_declared_beforehand_stands_on_its_own():
    outlet = np.repeat(["A", "B", "C", "D"], 20)
    sums = make_sums(np.random.default_rng(1).normal(size=80) + np.repeat([0.0, 0, 0.7, 0], 20), outlet=outlet)
    told = tell(sums, make_measures({"outlet": ("C", "B")}))
    assert "For the declared pair, it is " in told
    assert " for C (95%" in told
    assert told.count("The difference") == 1 + ("(simultaneous interval for all pairs)" in told)
    assert "For the pair" not in tell(sums, make_measures({"outlet": ("C", "Z"), "byline": ("x", "y")}))


def test_two_groups_stand_on_their_own_and_on_the_smallest_effect_of_interest():
    values = np.random.default_rng(2).normal(size=120)
    sums = make_sums(values, outlet=np.repeat(["A", "B"], 60))
    assert (
        "does not differ from zero. It is smaller than the smallest effect of interest (1.00; two one-sided tests, "
        in (tell(sums, smallest=1.0))
    )
    assert (
        "We cannot conclude that it is smaller than the smallest effect of interest (0.01; two one-sided tests, "
        in tell(sums, smallest=0.01)
    )
    several = make_sums(values, outlet=np.repeat(["A", "B", "C"], 40))
    assert "Each difference between two groups is smaller than the smallest effect of interest (2.00; " in (
        tell(several, smallest=2.0)
    )


@pytest.mark.parametrize("n_groups", [3, 10])
def test_of_equal_groups_the_report_seldom_says_that_they_differ(n_groups):
    # Of the highest and the lowest of ten equal outlets, an interval of a single pair leaves out 0 in most studies.
    said = 0
    for seed in range(60):
        generator = np.random.default_rng(seed)
        below = generator.integers(2, 12, 20 * n_groups)
        sums = make_sums(
            generator.normal(size=20 * n_groups), below, outlet=np.repeat(list("ABCDEFGHIJ")[:n_groups], 20)
        )
        said += "not differ" not in tell(sums, make_measures(seed=seed))
    assert said <= 8  # 0.05 and three standard errors


def test_a_declared_pair_is_told_whatever_type_its_groups_have_and_missed_where_it_is_not_shown():
    values, rank = np.random.default_rng(4).normal(size=60), np.repeat([1, 2, 3], 20)
    sums = make_sums(values, rank=rank)
    table = resample_articles(sums, "rank").sort_values(["estimate", "rank"], ascending=[False, True])
    said = [
        str(narrate_extremes(table, "rank", Told("tone", "tone"), make_measures({"rank": pair}), sums))
        for pair in (("1", "3"), ("1", "9"))
    ]
    assert "For the declared pair" in said[0] and "not among" not in said[0]
    assert "The declared pair is not among these groups." in said[1]
