from __future__ import annotations

import numpy as np

from benchmarks.contrasts import compare_pairs, unequal_shares, unheard_shares
from framelens.measure.comparisons import Comparison, compare_ratios
from framelens.measure.resampling import Interval


def test_equal_shares_of_unlike_articles_are_seldom_told_apart():
    """The plain permutation test tells them apart in half of the studies."""
    p, held = compare_pairs(unequal_shares, 60)
    assert p <= 0.13 and held >= 0.9


def test_a_speaker_not_heard_in_a_few_short_articles_is_no_difference():
    p, _ = compare_pairs(unheard_shares, 60)
    assert p <= 0.13


def test_a_speaker_whom_one_side_never_quotes_is_found():
    found = []
    for number in range(20):
        sums = unheard_shares(np.random.default_rng(number), share=(0.2, 0.0), sizes=(20, 20))
        found.append(compare_ratios(sums, "outlet", settings=Comparison(permutations=199), interval=Interval(seed=1)))
    assert np.mean([table["p"].iloc[0] < 0.05 for table in found]) >= 0.8
