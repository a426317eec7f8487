from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from framelens.errors import InputError
from framelens.measure.framing import sum_hits
from framelens.measure.groups import find_periods, group_articles
from framelens.measure.tone import sum_tone
from framelens.measure.trends import find_period_starts, measure_trend

DATES = pd.Series(pd.array([dt.datetime(2021, 12, 21), dt.datetime(2021, 1, 3), None], dtype="datetime64[s]"))


def test_periods_have_names_that_sort():
    assert find_periods(DATES, "day").tolist()[:2] == ["2021-12-21", "2021-01-03"]
    assert find_periods(DATES, "week").tolist()[:2] == ["2021-W51", "2020-W53"]
    assert find_periods(DATES, "month").tolist()[:2] == ["2021-12", "2021-01"]
    assert find_periods(DATES, "year").tolist() == [2021, 2021, pd.NA]
    assert find_periods(DATES, "month").isna().tolist() == [False, False, True]


def test_periods_begin_on_their_first_day():
    starts = {p: find_period_starts(DATES, p).dt.strftime("%Y-%m-%d").tolist()[:2] for p in ("week", "month", "year")}
    assert starts == {
        "week": ["2021-12-20", "2020-12-28"],
        "month": ["2021-12-01", "2021-01-01"],
        "year": ["2021-01-01", "2021-01-01"],
    }


def test_a_gap_is_a_gap(annotations):
    table = measure_trend(sum_hits(annotations, ["fortune", "war"], within=()), "year")
    assert table["frame"].tolist() == ["fortune"] * 3 + ["war"] * 3
    assert table["period"].dt.year.tolist() == [1813, 1814, 1815] * 2
    assert table["n"].tolist() == [51, 0, 7] * 2
    fortune = table["estimate"].iloc[:3].tolist()
    assert fortune[0] == pytest.approx(3000 / 51)
    assert pd.isna(fortune[1])
    assert fortune[2] == pytest.approx(1000 / 7)
    assert table["n_base_articles"].tolist() == [2, 0, 1] * 2
    assert table["low"].notna().tolist() == [True, False, False] * 2


def test_a_trend_for_each_group(annotations):
    table = measure_trend(sum_tone(annotations, within=()), "month", "outlet")
    assert table.groupby("outlet").size().to_dict() == {"Hartfield": 36, "Longbourn": 36}
    held = table[table["n"] > 0]
    assert held[["outlet", "n"]].values.tolist() == [["Hartfield", 1], ["Longbourn", 3], ["Longbourn", 2]]


def test_nothing_and_no_dates(empty):
    assert len(measure_trend(sum_tone(empty), "month")) == 0


def test_what_is_refused(annotations):
    with pytest.raises(InputError) as error:
        measure_trend(sum_tone(annotations), "months")
    message = "unknown period 'months'; choose from: day, week, month, quarter, year. Did you mean 'month'?"
    assert str(error.value) == message
    dates = annotations.articles.assign(
        published=pd.array(["0813-01-01", "1813-03-02", None, None], dtype="datetime64[s]")
    )
    with pytest.raises(InputError) as error:
        measure_trend(sum_tone(type(annotations)(**{**vars(annotations), "articles": dates})), "day")
    assert str(error.value) == (
        "the articles are dated 0813-01-01 to 1813-03-02, 365,303 days; check the dates, or choose a longer period"
    )


def test_groups_of_null_stand_last(annotations):
    groups = group_articles(annotations.articles, ["outlet", "year"])
    assert groups.keys.values.tolist() == [["Hartfield", 1815], ["Hartfield", pd.NA], ["Longbourn", 1813]]
    assert groups.codes.tolist() == [2, 2, 0, 1]
