"""Numbers and names as English."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framelens.results.wording import (
    count,
    day,
    decimal,
    interval,
    join_names,
    name_period,
    number,
    percent,
    plural,
    sentence_case,
    spell,
    times,
)


@pytest.mark.parametrize(
    ("n", "word", "expected"),
    [(1, "article", "1 article"), (0, "article", "0 articles"), (5000, "country", "5,000 countries"),
     (2, "stretch", "2 stretches"), (3, "person", "3 people"), (2, "day", "2 days")],
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
    assert plural(1, "is") == "is"
    assert plural(2, "has") == "have"
    assert number(1234) == "1,234"


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.4231, "0.42"), (0.004, "0.004"), (-0.0004, "−0.0004"), (-0.5, "−0.50"), (0.0, "0.00"), (None, "–"),
     (pd.NA, "–"), (float("nan"), "–"), (1234.5, "1,234.50")],
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
    assert interval(0.31, 0.5249) == "0.31 to 0.52"
    assert interval(0.31, 0.52, share=True) == "31% to 52%"
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
