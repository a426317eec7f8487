from __future__ import annotations

import datetime as dt
from dataclasses import replace
from math import log, log2, sqrt

import numpy as np
import pytest
from pandas.testing import assert_frame_equal
from scipy import stats

from framelens.errors import InputError
from framelens.measure.keyness import Keyness, compare_words
from framelens.measure.resampling import Interval
from framelens.measure.words import fold_word

EVERY = Keyness(min_count=1)


def test_counts_of_a_line_each(build_library):
    # Dickinson: "hope" twice in the first, "soul" once in each.
    library = {
        "hope": (
            [("journalist", None, "Hope is the thing with feathers that perches in the soul Hope", None)],
            "A",
            None,
        ),
        "soul": ([("journalist", None, "The Soul selects her own Society", None)], "B", None),
    }
    table = compare_words(build_library(library), "outlet", "A", "B", settings=EVERY).set_index("word")
    assert table.loc["hope", ["n", "n_target", "n_reference", "words_target", "words_reference"]].tolist() == [
        2,
        2,
        0,
        12,
        6,
    ]
    assert table.loc["the", ["n_target", "n_reference", "articles_target", "articles_reference"]].tolist() == [
        2,
        1,
        1,
        1,
    ]
    assert table.loc["soul", "rate_reference"] == pytest.approx(1000 / 6)
    # Prior: the two groups together, 18 words, of which "hope" 2.
    expected = log((2 + 2) / (12 + 18 - 4)) - log((0 + 2) / (6 + 18 - 2))
    assert table.loc["hope", "estimate"] == pytest.approx(expected)
    assert table.loc["hope", "z"] == pytest.approx(expected / sqrt(1 / 4 + 1 / 2))
    assert table.loc["hope", "p"] == pytest.approx(2 * stats.norm.sf(table.loc["hope", "z"]))
    assert table.loc["hope", "log_ratio"] == pytest.approx(log2((2 / 12) / (0.5 / 6)))
    assert table["low"].isna().all()  # one article on each side


def monroe(first: dict, second: dict, prior_words: float) -> dict:
    """Log-odds word by word, written down from the paper: y, n, alpha and alpha_0 of equations 15, 16, 20 and 22."""
    n_first, n_second = sum(first.values()), sum(second.values())
    z = {}
    for word in {*first, *second}:
        alpha = prior_words * (first.get(word, 0) + second.get(word, 0)) / (n_first + n_second)
        odds = []
        for counts, n in ((first, n_first), (second, n_second)):
            y = counts.get(word, 0)
            odds.append(log((y + alpha) / (n + prior_words - y - alpha)))
        variance = 1 / (first.get(word, 0) + alpha) + 1 / (second.get(word, 0) + alpha)
        z[word] = (odds[0] - odds[1]) / sqrt(variance)
    return z


def test_statistics_against_independent_ones(annotations):
    table = compare_words(annotations, settings=Keyness(min_count=1, prior_words=500)).set_index("word")
    first, second = (dict(table[f"n_{side}"][table[f"n_{side}"] > 0].astype(int)) for side in ("target", "reference"))
    assert table["z"].to_dict() == pytest.approx(monroe(first, second, 500))
    n, m = table["words_target"].iloc[0], table["words_reference"].iloc[0]
    assert (n, m) == (25, 46)
    for _, row in table.iterrows():
        cells = np.array([[row.n_target, n - row.n_target], [row.n_reference, m - row.n_reference]], dtype=float)
        expected = stats.chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
        assert row.g2 == pytest.approx(expected)
    assert table["q"].tolist() == pytest.approx(stats.false_discovery_control(table["p"]).tolist())


def test_which_side_is_which_only_turns_the_sign(annotations):
    there = compare_words(annotations, "outlet", "Longbourn", settings=EVERY).set_index("word")
    back = compare_words(annotations, "outlet", "Hartfield", settings=EVERY).set_index("word").loc[there.index]
    for column in ("estimate", "z", "log_ratio"):
        assert there[column].tolist() == pytest.approx((-back[column]).tolist())
    assert there["low"].tolist() == pytest.approx((-back["high"]).tolist())
    assert there["g2"].tolist() == pytest.approx(back["g2"].tolist())


def test_sides_may_be_voices_speakers_years(annotations):
    quoted = compare_words(annotations, "voice", ["direct", "indirect"], "journalist", settings=EVERY)
    assert quoted["words_target"].iloc[0] == 46
    wife = compare_words(annotations, "speaker", "mrs_bennet", settings=EVERY)
    assert wife[["words_target", "words_reference"]].iloc[0].tolist() == [19, 12]
    year = compare_words(annotations, "year", 1813, 1815, settings=EVERY)
    assert year[["words_target", "words_reference"]].iloc[0].tolist() == [51, 7]


def test_what_is_left_out_and_what_stays_in_the_base(annotations):
    table = compare_words(annotations, settings=Keyness(min_count=3, stop_words="english"))
    assert table["word"].tolist() == ["said", "bingley"]
    everything = compare_words(annotations, settings=Keyness(min_count=1, stop_words="english"))
    assert table["words_target"].iloc[0] == everything["n_target"].sum()
    assert "is" not in set(everything["word"])
    own = compare_words(annotations, settings=Keyness(min_count=1, stop_words=["SAID"]))
    assert "said" not in set(own["word"])
    assert (compare_words(annotations, settings=Keyness(min_count=1, min_articles=2))["articles_target"] < 5).all()


def test_intervals_and_order_do_not_depend_on_rows(annotations, shuffled):
    table = compare_words(annotations, settings=EVERY)
    assert_frame_equal(table, compare_words(shuffled, settings=EVERY), check_exact=True)
    assert table["z"].is_monotonic_decreasing
    assert table[["low", "high"]].notna().all(axis=None)
    assert (table["low"] <= table["high"]).all()


def test_capitals_of_any_alphabet_fold_without_moving_offsets(build_library):
    library = {
        "a": (
            [("journalist", None, "İlham’s İSTANBUL", None), ("direct", "x1", "after it", None)],
            "A",
            dt.datetime(2020, 1, 1),
        ),
    }
    table = compare_words(build_library(library), "voice", "direct", settings=EVERY)
    assert set(table["word"]) == {"ilham's", "istanbul", "after", "it"}
    assert fold_word("İlham’s") == "ilham's"


def test_nothing_to_compare(empty, annotations):
    assert len(compare_words(empty)) == 0
    silent = compare_words(annotations, "zone", "headline", settings=EVERY)
    assert silent["words_target"].eq(0).all()
    assert silent[["rate_target", "log_ratio"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("outlet", "Longborn"),
            "no outlet is 'Longborn'; choose from: Hartfield, Longbourn. Did you mean 'Longbourn'?",
        ),
        (("voice", "narrator"), "no voice is 'narrator'; choose from: journalist, direct, indirect"),
        (
            ("outlet", "Hartfield", ["Hartfield"]),
            "outlet 'Hartfield' is both target and reference; a value stands on one side",
        ),
    ],
)
def test_what_is_refused(annotations, arguments, message):
    with pytest.raises(InputError) as error:
        compare_words(annotations, *arguments)
    assert str(error.value) == message


def test_settings_that_are_refused():
    with pytest.raises(InputError) as error:
        Keyness(stop_words="englsh")
    assert str(error.value) == "unknown list of stop words 'englsh'; choose from: english. Did you mean 'english'?"
    with pytest.raises(InputError) as error:
        Keyness(prior_words=0)
    assert str(error.value) == "prior_words is 0; it is a number of words above 0"


def make_corpus(build_library, shift: int, n: int = 12):
    """Articles of two outlets, ``shift`` of A's with a word that is loud there; two days, each with both outlets."""
    library = {}
    for number in range(n):
        outlet = "A" if number % 2 else "B"
        loud = "storm storm storm" if outlet == "A" and number // 2 < shift else "storm"
        text = f"Rain fell on the hills and the {loud} went by in the night number{number % 3}"
        day = dt.datetime(2021, 1, 1 + number % 4 // 2)
        library[f"n{number:02}"] = ([("journalist", None, text, None)], outlet, day)
    return build_library(library)


def test_articles_dealt_out_against_every_deal(build_library):
    annotations = make_corpus(build_library, shift=6)
    table = compare_words(annotations, "outlet", "A", "B", settings=EVERY).set_index("word")
    # All six of A have the word three times and none of B: 2 of the 924 ways to deal out 12 articles are as far apart.
    assert table.loc["storm", "p_articles"] == pytest.approx(2 / 924, abs=0.004)
    assert (table["q_articles"] >= table["p_articles"] - 1e-12).all()
    weak = compare_words(make_corpus(build_library, shift=1), "outlet", "A", "B", settings=EVERY).set_index("word")
    assert weak.loc["storm", "p_articles"] > 0.2  # one loud article of six is no difference of outlets
    none = compare_words(annotations, "outlet", "A", "B", settings=replace(EVERY, permutations=0))
    assert none["p_articles"].isna().all()


@pytest.mark.parametrize("method", ["percentile", "bca"])
@pytest.mark.parametrize("cluster", [None, "day"])
def test_intervals_of_words_by_method_and_cluster(build_library, method, cluster):
    annotations = make_corpus(build_library, shift=3)
    settings = replace(EVERY, interval=Interval(method, cluster=cluster))
    table = compare_words(annotations, "outlet", "A", "B", settings=settings).set_index("word")
    storm = table.loc["storm"]
    assert storm["low"] <= storm["estimate"] <= storm["high"] and storm["low"] < storm["high"]


def test_bca_of_a_word_against_scipy(build_library):
    annotations = make_corpus(build_library, shift=4, n=24)
    settings = replace(EVERY, interval=Interval("bca", resamples=8000), permutations=0)
    storm = compare_words(annotations, "outlet", "A", "B", settings=settings).set_index("word").loc["storm"]
    sizes = {1: 15, 3: 17}  # words of an article with one "storm", with three
    a, b = np.array([3] * 4 + [1] * 8), np.ones(12)
    prior, whole = a.sum() + b.sum(), sum(sizes[x] for x in a) + 15 * 12

    def differ(first, second, axis=-1):
        odds = []
        for x in (first, second):
            own, total = x.sum(axis=axis) + prior, (x + 14).sum(axis=axis)
            odds.append(np.log(own) - np.log(total + whole - own))
        return odds[0] - odds[1]

    drawn = stats.bootstrap((a, b), differ, method="BCa", n_resamples=8000, random_state=1, vectorized=True)
    expected = drawn.confidence_interval
    assert storm["estimate"] == pytest.approx(differ(a, b))
    assert (storm["low"], storm["high"]) == pytest.approx((expected.low, expected.high), abs=0.03)
