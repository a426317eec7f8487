from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from framelens.errors import InputError
from framelens.measure.resampling import NO_INTERVAL, Interval
from framelens.measure.voices import count_presence, count_speakers
from framelens.tables import Annotations


def pick(table: pd.DataFrame, key: str, columns: list[str]) -> list:
    kind = table["kind"] == key
    return table.loc[kind if kind.any() else table["speaker_id"] == key, columns].iloc[0].tolist()


def test_share_of_voice_of_the_library(annotations):
    table = count_speakers(annotations)
    # 7 statements: Mrs. Bennet 3 (6 + 3 + 10 words), Mr. Bennet 2 (7 + 5), the neighbours 1 (8), nobody knows 1 (7).
    counts = ["speaker_id", "kind", "n_statements", "n_words", "n_articles", "n", "n_base_articles"]
    assert table[counts].values.tolist() == [
        ["mrs_bennet", "person", 3, 19, 2, 7, 3],
        ["mr_bennet", "person", 2, 12, 2, 7, 3],
        ["lady_catherine", "person", 0, 0, 0, 7, 3],
        [pytest.approx(float("nan"), nan_ok=True), "unnamed", 1, 8, 1, 7, 3],
        [pytest.approx(float("nan"), nan_ok=True), "unresolved", 1, 7, 1, 7, 3],
    ]
    assert table["estimate"].tolist() == pytest.approx([3 / 7, 2 / 7, 0, 1 / 7, 1 / 7])
    assert table["share_words"].tolist() == pytest.approx([19 / 46, 12 / 46, 0, 8 / 46, 7 / 46])
    assert (table["low"] <= table["estimate"]).all()
    assert (table["high"] >= table["estimate"]).all()


def test_shares_add_up_to_one_in_every_group_with_a_statement(annotations):
    table = count_speakers(annotations, by="outlet")
    assert table.groupby("outlet")["estimate"].sum().to_dict() == pytest.approx({"Hartfield": 1, "Longbourn": 1})
    assert table.groupby("outlet")["share_words"].sum().tolist() == pytest.approx([1, 1])


def test_roster_speakers_are_rows_where_they_are_not_heard(annotations):
    table = count_speakers(annotations, by="outlet").set_index(["outlet", "speaker_id"])
    assert table.loc[("Hartfield", "mrs_bennet"), ["n_statements", "n", "estimate"]].tolist() == [0, 1, 0]
    assert ("Hartfield", "bingley") not in table.index  # not in the roster and never heard anywhere


def test_one_article_has_no_interval(annotations):
    table = count_speakers(annotations, by="outlet")
    assert table.loc[table["outlet"] == "Hartfield", ["low", "high"]].isna().all(axis=None)
    assert table.loc[table["outlet"] == "Longbourn", ["low", "high"]].notna().all(axis=None)


def test_never_heard_in_three_articles_is_not_surely_zero(annotations):
    # None of 3 articles: the exact binomial bound is 1 - 0.025 ** (1/3) of articles, one statement in each.
    low, high, words_high = pick(count_speakers(annotations), "lady_catherine", ["low", "high", "share_words_high"])
    assert (low, high) == (0, pytest.approx((1 - 0.025 ** (1 / 3)) * 3 / 7))
    assert words_high == high


def test_kinds_choose_the_base(annotations):
    table = count_speakers(annotations, kinds=("indirect",))
    assert pick(table, "mr_bennet", ["n_statements", "n", "estimate"]) == [1, 2, 0.5]
    assert pick(table, "unnamed", ["n_statements", "n", "estimate"]) == [1, 2, 0.5]


def test_an_unknown_date_is_a_group_of_its_own(annotations):
    years = count_speakers(annotations, by="year")["year"].drop_duplicates().tolist()
    assert years == [1813, 1815, pd.NA]


def test_row_order_and_other_groups_change_nothing(annotations, shuffled):
    assert_frame_equal(
        count_speakers(annotations, by="outlet"), count_speakers(shuffled, by="outlet"), check_exact=True
    )
    assert_frame_equal(count_presence(annotations), count_presence(shuffled), check_exact=True)
    alone = type(annotations)(
        **{**vars(annotations), "articles": annotations.articles[annotations.articles["outlet"] == "Longbourn"]}
    )
    grouped = count_speakers(annotations, by="outlet").query("outlet == 'Longbourn'").drop(columns="outlet")
    assert_frame_equal(grouped.reset_index(drop=True), count_speakers(alone), check_exact=True)


def test_quoted_mentioned_talked_about(annotations):
    table = count_presence(annotations)
    columns = ["n_quoted", "n_mentioned", "n_talked_about", "n", "n_base_articles", "estimate"]
    # "said Mrs. Bennet" makes her a source, no mention.
    assert pick(table, "mrs_bennet", columns) == [3, 0, 0, 3, 2, 1.0]
    # Mentioned by the narrator and by himself, talked about by nobody.
    assert pick(table, "mr_bennet", columns) == [2, 2, 0, 4, 2, 0.5]
    # "he" by Mr. Bennet and "Bingley" twice by the neighbours, once by the narrator; never quoted.
    assert pick(table, "bingley", columns) == [0, 4, 3, 4, 2, 0.0]
    assert pick(table, "lady_catherine", columns[:-1]) == [0, 0, 0, 0, 0]
    assert pick(table, "unnamed", columns[:3]) == [1, 0, 0]


def test_a_source_of_a_kind_not_asked_for_is_a_mention(annotations):
    table = count_presence(annotations, kinds=("indirect",))
    assert pick(table, "mrs_bennet", ["n_quoted", "n_mentioned"]) == [0, 1]


def test_the_resolution_tells_nameless_from_ambiguous(annotations):
    quotes = annotations.quotes.copy()
    silent = quotes["speaker_id"].isna()
    quotes.loc[silent, "resolution"] = ["ambiguous", "document"]
    table = count_speakers(type(annotations)(**{**vars(annotations), "quotes": quotes}))
    assert pick(table, "unresolved", ["n_words"]) == [8]  # the neighbours', now said to be ambiguous
    assert pick(table, "unnamed", ["n_words"]) == [7]


def test_only_what_is_said_counts_unless_told(annotations: Annotations) -> None:
    quotes = annotations.quotes.assign(act=["believing", *["saying"] * (len(annotations.quotes) - 1)])
    other = replace(annotations, quotes=quotes)
    every = count_speakers(other, kinds=("saying", "believing"), interval=NO_INTERVAL)
    assert every["n"].iloc[0] == len(quotes)
    assert count_speakers(other, interval=NO_INTERVAL)["n"].iloc[0] == len(quotes) - 1
    assert count_speakers(annotations, interval=NO_INTERVAL)["n"].iloc[0] == len(quotes)  # no act known: it was said


def test_nothing_to_count(empty):
    table = count_speakers(empty)
    assert table["kind"].tolist() == ["unnamed", "unresolved"]
    assert table["n"].tolist() == [0, 0]
    assert table[["estimate", "low", "high"]].isna().all(axis=None)
    assert list(count_speakers(empty, by=["outlet", "year"]).columns[:3]) == ["outlet", "year", "speaker_id"]
    assert len(count_presence(empty, by="outlet")) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"by": "outlt"},
            "cannot group by 'outlt'; choose from: article_id, outlet, published, byline, headline, source_path, "
            "language, n_words, duplicate_of, day, week, month, quarter, year. Did you mean 'outlet'?",
        ),
        (
            {"kinds": ("direct", "inderect")},
            "unknown kind of statement 'inderect'; choose from: direct, mixed, indirect, saying, "
            "believing, wanting, deciding, showing. Did you mean 'indirect'?",
        ),
        ({"kinds": ()}, "no kind of statement is given; choose from: direct, mixed, indirect"),
    ],
)
def test_what_is_refused(annotations, options, message):
    with pytest.raises(InputError) as error:
        count_speakers(annotations, **options)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"seed": -1}, "the seed is -1; it must be a whole number, 0 or more"),
        ({"seed": True}, "the seed is True; it must be a whole number, 0 or more"),
        ({"resamples": 0.5}, "resamples is 0.5; it is a whole number, 0 for no intervals"),
        ({"resamples": "many"}, "resamples is 'many'; it is a whole number, 0 for no intervals"),
    ],
)
def test_what_an_interval_refuses(options, message):
    with pytest.raises(InputError) as error:
        Interval(**options)
    assert str(error.value) == message
