from __future__ import annotations

from math import log2, sqrt

import numpy as np
import pytest
from nltk.collocations import BigramAssocMeasures
from scipy.stats import power_divergence

from framelens.errors import InputError
from framelens.measure.collocates import Collocation, find_collocates, locate_collocate
from framelens.measure.concordance import find_concordance
from framelens.measure.keyness import Keyness, compare_words
from framelens.measure.resampling import NO_INTERVAL, Interval
from framelens.measure.vocabularies import compare_vocabularies

# Blake, a line an article.
TYGER = {
    "1": ([("journalist", None, "Tyger Tyger burning bright in the forests of the night", None)], "A", None),
    "2": ([("journalist", None, "In what distant deeps burnt the bright Tyger", None)], "A", None),
    "3": ([("journalist", None, "Did he who made the Lamb make thee the Lamb", None)], "B", None),
    "4": ([("journalist", None, "Little Lamb who made thee bright and merry", None)], "C", None),
}


def test_collocates_by_hand(build_library):
    settings = Collocation(window=3, min_count=1, stop_words=None, interval=Interval(resamples=100))
    table = find_collocates(build_library(TYGER), "tyger", settings=settings).set_index("word")
    # Three tygers; "bright" stands within three words of one in both of the first lines, and once elsewhere.
    assert table.loc["bright", ["n", "n_articles", "n_word", "n_node"]].tolist() == [2, 2, 3, 3]
    assert table.loc["bright", "log_dice"] == pytest.approx(14 + log2(2 * 2 / (3 + 3)))
    # Places near: "burning bright in" and "burnt the bright"; 10 + 8 + 10 + 8 words in all.
    expected = 3 * 6 / 36
    assert table.loc["bright", "expected"] == pytest.approx(expected)
    assert table.loc["bright", "pmi"] == pytest.approx(log2(2 / expected))
    assert table.loc["bright", "t"] == pytest.approx((2 - expected) / sqrt(2))
    assert "forests" not in table.index and "tyger" not in table.index
    assert np.isfinite(table.loc["bright", ["low", "high"]].astype(float)).all()


def test_collocates_of_neighbours_agree_with_nltk(build_library):
    text = "the tax rose the tax fell the high tax fell again"
    found = find_collocates(
        build_library({"1": ([("journalist", None, text, None)], "A", None)}),
        "tax",
        settings=Collocation(window=1, min_count=1, stop_words=None, interval=NO_INTERVAL),
    ).set_index("word")
    # "fell" stands beside "tax" twice, each time behind it: NLTK's bigram.
    assert found.loc["fell", "n"] == 2
    dice = BigramAssocMeasures.dice(2, (3, 2), 11)
    assert found.loc["fell", "log_dice"] == pytest.approx(14 + log2(dice))


def test_a_collocate_opens_where_it_stands(build_library):
    library = build_library(TYGER)
    places = locate_collocate(library, "tyger", "bright", frame=False, window=3)
    texts = library.articles.set_index("article_id")["text"]
    assert [texts[row.article_id][row.start : row.end] for row in places.itertuples()] == ["bright", "bright"]


def test_what_stands_nowhere_has_no_company(annotations):
    with pytest.raises(InputError) as error:
        find_collocates(annotations, "zeppelin")
    assert str(error.value) == (
        "'zeppelin' does not occur in these articles; look for another term, or a wildcard such as zeppelin*"
    )
    with pytest.raises(InputError) as error:
        Collocation(window=0)
    assert str(error.value) == "the window is 0 words; it is a whole number from 1 to 50"


def test_concordance_sorted_left_and_right(build_library):
    library = build_library(TYGER)
    table = find_concordance(library, "lamb", sort="right", width=10)
    assert table["match"].tolist() == ["Lamb", "Lamb", "Lamb"]
    assert [r.strip() for r in table["right"]] == ["", "make thee", "who made"]
    left = find_concordance(library, "lamb", sort="left", width=10)
    # By the word before, then the one before that: "Little", "thee the", "who made the".
    assert [part.split()[-1] for part in left["left"]] == ["Little", "the", "the"]
    assert left["left"].tolist()[1:] == [" made the ", " thee the "]
    texts = library.articles.set_index("article_id")["text"]
    for row in left.itertuples():
        assert texts[row.article_id][row.start : row.end] == row.match
        assert row.reading_start == 0 and row.reading_end == len(texts[row.article_id])
    assert find_concordance(library, "zeppelin").empty
    with pytest.raises(InputError) as error:
        find_concordance(library, "lamb", sort="middle")
    assert str(error.value).startswith("a concordance cannot be sorted by 'middle'; choose from: article, left")


def test_vocabularies_of_three_groups(build_library):
    library = build_library(TYGER)
    settings = Keyness(min_count=1, interval=NO_INTERVAL)
    table = compare_vocabularies(library, "outlet", settings=settings)
    assert table["value"].drop_duplicates().tolist() == ["A", "B", "C"]
    pair = compare_words(library, "outlet", "A", settings=settings).set_index("word")
    mine = table[table["value"] == "A"].set_index("word")
    for column in ("n_target", "n_reference", "estimate", "z", "g2", "dispersion"):
        assert mine.loc[pair.index, column].tolist() == pytest.approx(pair[column].tolist(), nan_ok=True)
    # "lamb": 0 of 18 words, 2 of 10, 1 of 8; the likelihood ratio by scipy.
    counts = np.array([[0, 18], [2, 8], [1, 7]], dtype=float)
    fair = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / counts.sum()
    wanted = power_divergence(counts.ravel(), fair.ravel(), lambda_="log-likelihood").statistic
    assert mine.loc["lamb", "g2_groups"] == pytest.approx(wanted)
    # "tyger" stands in both articles of A: shares 2/3 and 1/3 where 10/18 and 8/18 are fair.
    assert mine.loc["tyger", "dispersion"] == pytest.approx((2 / 3 - 10 / 18) / (1 - 8 / 18))
    assert mine.loc["deeps", "dispersion"] == pytest.approx(1)
    with pytest.raises(InputError) as error:
        compare_vocabularies(build_library({"1": TYGER["1"]}), "outlet")
    assert str(error.value) == ("'outlet' makes one group, 'A'; vocabularies are compared between 2 and 50 of them")
