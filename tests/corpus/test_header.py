import pytest

from framelens.corpus import find_header
from framelens.corpus.header import read_header


def test_the_header_is_located_without_its_line_end():
    text = " date 2021-12-21 By Trend\n\nNew reality"
    assert find_header(text) == (0, 25)
    assert text[0:25] == " date 2021-12-21 By Trend"
    assert read_header(text) == ("2021-12-21", "Trend")


def test_the_byline_may_be_missing_and_have_several_words():
    assert read_header("date 2021-12-21") == ("2021-12-21", None)
    assert read_header("date 21 December 2021 By Leman Zeynalova \nNew") == ("21 December 2021", "Leman Zeynalova")


@pytest.mark.parametrize(
    "text",
    [
        "Date nights ruined by rain\n\nIt rained.",
        "dates By Trend\n\nThey grow.",
        "New reality\n date 2021-12-21 By Trend",
        "date with destiny\n\nIt came.",
        "",
    ],
)
def test_a_text_that_talks_of_dates_has_no_header(text):
    assert find_header(text) is None
    assert read_header(text) == (None, None)


def test_a_header_whose_date_is_none_is_still_a_header():
    assert read_header(" date soon By Trend\n\nNew") == ("soon", "Trend")
