"""Numbers and names as English."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framelens.results.wording import (
    agree,
    count,
    day,
    decimal,
    estimate,
    estimate_in,
    interval,
    join_names,
    name_period,
    number,
    part_of,
    percent,
    sentence_case,
    spell,
    times,
)


@pytest.mark.parametrize(
    ("n", "word", "expected"),
    [(1, "article", "1 article"), (0, "article", "0 articles"), (5000, "country", "5,000 countries"),
     (2, "branch", "2 branches"), (3, "person", "3 people"), (2, "day", "2 days")],
)  # fmt: skip
def test_a_number_with_its_noun(n: int, word: str, expected: str) -> None:
    assert count(n, word) == expected


def test_words_below_ten() -> None:
    assert [spell(n, "article") for n in (0, 1, 9, 10)] == [
        "no articles",
        "one article",
        "nine articles",
        "10 articles",
    ]
    assert [times(n) for n in (0, 1, 2, 5, 12)] == ["never", "once", "twice", "five times", "12 times"]
    assert [agree(n, "is", "are") for n in (0, 1, 2)] == ["are", "is", "are"]
    assert number(1234) == "1,234"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.4231, "0.42"), (0.004, "0.004"), (-0.0004, "−0.0004"), (-0.5, "−0.50"), (0.0, "0.00"), (None, "–"),
     (pd.NA, "–"), (float("nan"), "–"), (1234.5, "1,234.50"), (-9e-16, "0.00")],
)  # fmt: skip
def test_rounding_never_makes_something_nothing(value: float | None, expected: str) -> None:
    assert decimal(value) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [(1.0, "100%"), (0.0, "0%"), (0.48, "48%"), (0.004, "0.4%"), (0.9996, "99.96%"), (0.00001, "0.001%"), (None, "–")],
)
def test_a_share_is_nothing_or_all_only_when_it_is(share: float | None, expected: str) -> None:
    assert percent(share) == expected


@given(st.floats(min_value=1e-9, max_value=1 - 1e-9))
def test_no_share_between_is_printed_as_nothing_or_all(share: float) -> None:
    assert float(percent(share).rstrip("%")) not in (0.0, 100.0) or share in (0.0, 1.0)


@given(st.floats(min_value=-1e6, max_value=1e6).filter(lambda x: x != 0 and abs(x) > 1e-12))
def test_no_number_is_printed_as_zero(value: float) -> None:
    assert float(decimal(value).replace("−", "-").replace(",", "")) != 0


def test_names_in_a_row_bounds_and_dates() -> None:
    assert [join_names(n) for n in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == ["", "A", "A and B", "A, B and C"]
    assert interval(0.31, 0.5249) == "[0.31, 0.52]"
    assert interval(-0.31, 0.52, digits=1) == "[−0.3, 0.5]"
    assert interval(0.31, 0.52, share=True) == "[31, 52]"
    assert interval(None, 0.5) == ""
    assert day(pd.Timestamp("2021-12-21")) == "21 December 2021"
    assert day(pd.NaT) == "no date"
    assert sentence_case("eBay said") == "EBay said"


@pytest.mark.parametrize(
    ("period", "read"),
    [("2024-01", "January 2024"), ("2024-12-05", "5 December 2024"), (2024, "2024"), ("2024-W05", "2024-W05"),
     ("The Mail", "The Mail"), ("2024-13", "2024-13"), ("", "")],
)  # fmt: skip
def test_periods_are_read_as_dates(period: object, read: str) -> None:
    assert name_period(period) == read


def test_an_estimate_with_its_interval_and_n_is_written_as_in_a_paper() -> None:
    assert estimate(0.086, 0.053, 0.123, share=True, digits=1) == "8.6%, 95%\xa0CI [5.3, 12.3]"
    assert estimate(0.5, n=1234) == "0.50, n\xa0=\xa01,234"
    assert estimate(0.5, None, 0.7, unit=" terms") == "0.50 terms"
    assert estimate(None, pd.NA, float("nan"), pd.NA) == "–"
    assert estimate(0.0, 0.0, 0.004, 12, share=True) == "0%, 95%\xa0CI [0, 0.4], n\xa0=\xa012"
    row = {"estimate": -0.1, "low": -0.2, "high": 0.0, "n": 7}
    assert estimate_in(row) == "−0.10, 95%\xa0CI [−0.20, 0.00], n\xa0=\xa07"
    assert estimate_in(pd.Series(row), n=False, digits=1) == "−0.1, 95%\xa0CI [−0.2, 0.0]"


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 1, "no term"), (1, 1, "the term"), (0, 2, "none of the two terms"), (1, 2, "one of the two terms"),
     (2, 2, "both terms"), (3, 3, "all three terms"), (40, 42, "40 of the 42 terms"), (1200, 1200, "all 1,200 terms")],
)  # fmt: skip
def test_a_part_of_a_whole(part: int, whole: int, said: str) -> None:
    assert part_of(part, whole, "term") == said
