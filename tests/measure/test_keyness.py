from __future__ import annotations

import datetime as dt
from dataclasses import replace
from math import log, log2, sqrt

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from pandas.testing import assert_frame_equal
from scipy import sparse, stats

from framelens.errors import InputError
from framelens.measure.keyness import Keyness, compare_counts, compare_words
from framelens.measure.resampling import Interval
from framelens.measure.vocabularies import compare_vocabularies
from framelens.measure.word_errors import find_errors, find_words_p
from framelens.measure.words import WordCounts, fold_word

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
    # Prior: one occurrence, shared by size: two thirds for A, which has twelve of the 18 words.
    expected = log((2 + 2 / 3) / (10 + 2 / 3)) - log((0 + 1 / 3) / (6 + 1 / 3))
    assert table.loc["hope", "estimate"] == pytest.approx(expected)
    assert table.loc["hope", "log_ratio"] == pytest.approx(log2((2 / 12) / (1 / 3 / 6)))
    assert table.loc["the", "percent_difference"] == pytest.approx(0)  # two of twelve, one of six
    assert table.loc[["hope"], "percent_difference"].isna().all()  # of a rate of 0
    assert table[["low", "z", "p", "log_ratio_high"]].isna().all(axis=None)  # one article on each side


def monroe(first: dict, second: dict, prior_words: float) -> dict:
    """Log-odds ratios word by word, written down from the paper: y, n, alpha and alpha_0 of equations 15 and 16."""
    n_first, n_second = sum(first.values()), sum(second.values())
    ratio = {}
    for word in {*first, *second}:
        alpha = prior_words * (first.get(word, 0) + second.get(word, 0)) / (n_first + n_second)
        odds = []
        for counts, n in ((first, n_first), (second, n_second)):
            y = counts.get(word, 0)
            odds.append(log((y + alpha) / (n + prior_words - y - alpha)))
        ratio[word] = odds[0] - odds[1]
    return ratio


def test_statistics_against_independent_ones(annotations):
    table = compare_words(annotations, settings=Keyness(min_count=1, prior_words=500)).set_index("word")
    first, second = (dict(table[f"n_{side}"][table[f"n_{side}"] > 0].astype(int)) for side in ("target", "reference"))
    assert table["estimate"].to_dict() == pytest.approx(monroe(first, second, 500))
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
    assert str(error.value).startswith(
        "unknown list of stop words 'englsh'; choose from: own, azerbaijani, czech, german, "
    )
    assert str(error.value).endswith("Did you mean 'english'?")
    with pytest.raises(InputError) as error:
        Keyness(prior_words=0)
    assert str(error.value) == "prior_words is 0; it is a number of words above 0"


def test_words_of_different_languages_are_never_compared(annotations):
    """Articles in two languages are refused in one line that says what to do; narrowed to one, others have no word."""
    articles = annotations.articles.copy()
    before = compare_words(annotations, settings=Keyness(min_count=1))
    other = articles["article_id"].iloc[-1]
    articles["language"] = ["de-AT" if one == other else "en" for one in articles["article_id"]]
    mixed = replace(annotations, articles=articles)
    for compare in (compare_words, compare_vocabularies):
        with pytest.raises(InputError) as error:
            compare(mixed, "voice")
        assert str(error.value) == (
            f"the articles are in several languages: en ({len(articles) - 1}), de (1); words are compared within one, "
            'as in study.where("language == \'en\'") or Keyness(language="en")'
        )
    left = compare_words(mixed, settings=Keyness(min_count=1, language="commonest"))
    without = replace(annotations, segments=annotations.segments.loc[annotations.segments["article_id"] != other])
    pd.testing.assert_frame_equal(left, compare_words(without, settings=Keyness(min_count=1)))
    assert len(left) < len(before)
    with pytest.raises(InputError, match="in the language 'ru'; choose from: en, de"):
        compare_words(mixed, settings=Keyness(language="ru"))


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
    assert table.loc["storm", "p"] == pytest.approx(2 / 924, abs=0.004)
    assert (table["q"] >= table["p"] - 1e-12).all()
    weak = compare_words(make_corpus(build_library, shift=1), "outlet", "A", "B", settings=EVERY).set_index("word")
    assert weak.loc["storm", "p"] > 0.2  # one loud article of six is no difference of outlets
    none = compare_words(annotations, "outlet", "A", "B", settings=replace(EVERY, permutations=0))
    assert none["p"].isna().all()


@pytest.mark.parametrize("cluster", [None, "day"])
def test_intervals_of_words_by_cluster(build_library, cluster):
    annotations = make_corpus(build_library, shift=3)
    settings = replace(EVERY, interval=Interval(cluster=cluster))
    table = compare_words(annotations, "outlet", "A", "B", settings=settings).set_index("word")
    storm = table.loc["storm"]
    assert storm["low"] < storm["estimate"] < storm["high"]
    wider = replace(EVERY, interval=Interval(cluster=cluster, level=0.99))
    assert (
        compare_words(annotations, "outlet", "A", "B", settings=wider).set_index("word").loc["storm", "low"]
        < (storm["low"])
    )


def make_counts(shape=0.7, n=(20, 20), seed=1, shift=None) -> list[WordCounts]:
    """Bursty words of two sides: gamma-Poisson counts in articles of 200 to 600 words; ``shift`` multiplies rates."""
    generator = np.random.default_rng(seed)
    share = 1 / (np.arange(300) + 10.0)
    share, times = share / share.sum(), np.ones(300) if shift is None else shift
    sides = []
    for rates, size in zip((share * times / (share * times).sum(), share), n, strict=True):
        length = generator.integers(200, 600, size)
        burst = generator.gamma(shape, 1 / shape, (300, size))
        sides.append(generator.poisson(rates[:, None] * burst * length))
    whole = np.zeros((300, n[0]), dtype=int), np.zeros((300, n[1]), dtype=int)
    counts = [np.hstack([sides[0], whole[1]]), np.hstack([whole[0], sides[1]])]
    ids = np.array([f"a{i:03}" for i in range(sum(n))], dtype=object)
    words = np.array([f"w{i:03}" for i in range(300)], dtype=object)
    return [WordCounts(words, ids, sparse.csr_array(side.astype(float))) for side in counts]


def name_articles(counts, **columns):
    return pd.DataFrame({"article_id": counts[0].article_ids, **columns})


@pytest.mark.parametrize("cluster", [None, "event"])
def test_errors_of_log_ratios_against_a_robust_poisson_regression(cluster):
    counts = make_counts()
    event = [f"e{i // 2}" for i in range(40)]
    rows, none = np.arange(5), np.zeros(300)
    errors = find_errors(
        counts, name_articles(counts, event=event), [none, none], rows, interval=Interval(cluster=cluster),
        paired=False, odds=False,
    )  # fmt: skip
    both = sum(side.counts for side in counts).toarray()
    side = np.repeat([1.0, 0.0], 20)
    k = 10 if cluster else 20
    for row in rows:
        model = sm.GLM(both[row], sm.add_constant(side), sm.families.Poisson(), exposure=both.sum(axis=0))
        options = {"groups": np.arange(40) // 2, "use_correction": False} if cluster else {}
        robust = model.fit(cov_type="cluster" if cluster else "HC0", cov_kwds=options or None).bse[1]
        assert errors.error[row] == pytest.approx(robust * sqrt(k / (k - 1)))
    assert (errors.freedom > k - 1).all() and (errors.freedom <= 2 * k - 2).all()


@pytest.mark.parametrize("n", [(20, 20), (20, 60)])
def test_intervals_cover_and_z_has_its_spread(n):
    # Half of the words are twice as frequent on the first side; 20 studies of 300 bursty words.
    shift = np.where(np.arange(300) % 2, 2.0, 1.0)
    share = 1 / (np.arange(300) + 10.0)
    odds = share * shift / (share * shift).sum(), share / share.sum()
    truth = np.log(odds[0] / (1 - odds[0])) - np.log(odds[1] / (1 - odds[1]))
    covered, z = [], []
    for seed in range(20):
        counts = make_counts(n=n, seed=seed, shift=shift)
        settings = Keyness(permutations=0)
        table = compare_counts(counts, name_articles(counts), np.arange(300), settings, paired=False)
        covered += (table["low"].le(truth) & table["high"].ge(truth)).tolist()
        z += ((table["estimate"] - truth) / (table["estimate"] / table["z"])).tolist()
    assert 0.93 < np.mean(covered) < 0.97
    assert 0.9 < np.std(z) < 1.1


def test_false_discoveries_are_held_and_true_ones_found():
    shift = np.where(np.arange(300) % 10, 1.0, 6.0)
    false, found = [], []
    for seed in range(6):
        counts = make_counts(shape=2, seed=seed, shift=shift)
        p = find_words_p(
            counts, name_articles(counts), np.arange(300), paired=False, permutations=200, interval=Interval()
        )
        q = stats.false_discovery_control(p)
        # The words that do not shift are a little rarer, since shares add up to one: by a factor of 0.7.
        up = (counts[0].counts.sum(axis=1) / counts[0].counts.sum()) > (
            counts[1].counts.sum(axis=1) / counts[1].counts.sum()
        )
        found.append(np.mean(q[shift > 1] < 0.05))
        false.append(np.mean(shift[(q < 0.05) & up] == 1))
    assert np.mean(found) > 0.5
    assert np.mean(false) < 0.05
