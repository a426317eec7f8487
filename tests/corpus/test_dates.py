import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framelens.corpus.dates import ALLOWED_DATES, read_date

DAY = datetime.date(2021, 12, 3)


@pytest.mark.parametrize(
    "written",
    [
        "2021-12-03",
        "2021-12-3",
        " 2021/12/03 ",
        "2021-12-03T23:59:59Z",
        "2021-12-03T23:59:59.123456+04:00",
        "2021-12-03 10:00:00 UTC",
        "20211203",
        "3.12.2021",
        "03. 12. 2021",
        "3 December 2021",
        "3rd of December 2021",
        "03-Dec-2021",
        "Fri, 03 Dec 2021 10:00:00 +0400",
        "Friday, December 3, 2021",
        "Dec. 3, 2021",
        "December 3, 2021 at 4:15 p.m. EST",
        datetime.datetime(2021, 12, 3, 23, 59),
        DAY,
    ],
)
def test_common_forms_name_their_day(written):
    assert read_date(written) == DAY


@pytest.mark.parametrize("empty", [None, "", "  "])
def test_an_empty_cell_has_no_date(empty):
    assert read_date(empty) is None


@pytest.mark.parametrize("written", ["2021-13-45", "2021-02-30", "yesterday", "2021", "1639996800", "31 Decembre 2021"])
def test_what_is_no_date_is_refused_with_the_value(written):
    with pytest.raises(ValueError) as error:
        read_date(written)
    assert str(error.value) == f"'{written}' is no date; write it as {ALLOWED_DATES}"


def test_a_date_that_can_be_read_two_ways_is_refused():
    with pytest.raises(ValueError) as error:
        read_date("03/12/2021")
    assert str(error.value) == f"the date '03/12/2021' can be read in two ways; write it as {ALLOWED_DATES}"


@given(st.dates(min_value=datetime.date(1000, 1, 1)))
def test_every_day_is_read_back_from_its_iso_form(day):
    assert read_date(day.isoformat()) == day
    assert read_date(f"{day.day} {day:%B} {day.year}") == day


@given(st.text())
def test_anything_is_a_day_or_refused_in_one_line(text):
    try:
        read_date(text)
    except ValueError as error:
        assert "\n" not in str(error)
