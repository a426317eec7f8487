import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from framelens.corpus.dates import ALLOWED_DATES, interpret_date, read_date

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


@pytest.mark.parametrize("written", ["2021-13-45", "2021-02-30", "yesterday", "2021", "31 Smarch 2021", "12"])
def test_what_is_no_date_is_refused_with_the_value(written):
    with pytest.raises(ValueError) as error:
        read_date(written)
    assert str(error.value) == f"'{written}' is no date; write it as {ALLOWED_DATES}"


@pytest.mark.parametrize(
    "written",
    [
        # English, German, French, Spanish, Italian, Portuguese, Dutch, Polish, Russian, Turkish, three of the East
        "Fri Dec. 3rd, 2021", "3. Dezember 2021", "Freitag, 3. Dezember 2021 10:05 Uhr", "3 décembre 2021 à 10h05",
        "viernes, 3 de diciembre de 2021", "3 dicembre 2021", "3 de dezembro de 2021", "vrijdag 3 december 2021",
        "3 grudnia 2021", "пятница, 3 декабря 2021", "3 Aralık 2021 Cuma", "2021年12月3日", "2021 年 12 月 3 日 星期五",
        "2021年12月3日（金）", "2021년 12월 3일 금요일", "2021. 12. 3.", "3:05 PM ET, Fri December 3, 2021",
        # what programs write: GDELT, epochs, RFC 2822, an offset, NYT
        "20211203100500", "20211203T100500Z", "1638525600", "1638525600000", "Fri, 03 Dec 2021 10:00:00 GMT",
        "2021-12-03T23:59:59-0500", "2021-12-03T05:00:00+0000", "3 Dec 2021 | 10:00",
    ],
)  # fmt: skip
def test_forms_of_programs_and_other_languages(written):
    assert read_date(written) == DAY


def test_a_date_that_can_be_read_two_ways_is_refused_until_the_study_says_which():
    with pytest.raises(ValueError) as error:
        read_date("03/12/2021")
    remedy = "write day_first = true or day_first = false under [articles] in study.toml"
    assert (
        str(error.value) == f"the date '03/12/2021' can be read in two ways; {remedy}, or write it as {ALLOWED_DATES}"
    )
    assert read_date("03/12/2021", day_first=True) == DAY
    assert read_date("12-03-2021 10:00", day_first=False) == DAY
    assert interpret_date("03/12/2021", day_first=True).other == datetime.date(2021, 3, 12)


@pytest.mark.parametrize("day_first", [None, True, False])
def test_a_number_above_twelve_is_the_day_whatever_the_study_says(day_first):
    assert read_date("13/04/2021", day_first=day_first) == read_date("04/13/2021", day_first=day_first)
    assert read_date("04/04/2021", day_first=day_first) == datetime.date(2021, 4, 4)


def test_how_a_number_was_read_is_noted():
    assert interpret_date("1638525600").note == "'1638525600' read as seconds since 1970, the day in UTC"


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
