import pytest

from framelens.corpus.cleaning import clean_cell, clean_text, find_fault, hash_words, join_headline


def test_only_mark_and_line_ends_change():
    assert clean_text("\ufeff“No,”\r\nshe  said.\r‘Yes’\t\u00a0…\n") == "“No,”\nshe  said.\n‘Yes’\t\u00a0…\n"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Word", None),
        ("1", None),
        ("", "there is no word in it"),
        (" \n… — “”", "there is no word in it"),
        (" date 2021-12-21 By Trend\n\n", "there is no word in it"),
        ("a\0b", "a NUL character (character 2) is in the text; this is not text, or it is damaged"),
        ("ab\ud800", "half of a surrogate pair (character 3) is in the text; it is damaged"),
    ],
)
def test_faults_are_named(text, fault):
    assert find_fault(text) == fault


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("  Leman \n Zeynalova ", "Leman Zeynalova"),
        (["Ann Lee", None, "Bo Ek"], "Ann Lee, Bo Ek"),
        (17.0, "17"),
        (float("nan"), None),
        ("NaN", None),
        ("None", None),
        ("", None),
        (None, None),
        ("Nan Goldin", "Nan Goldin"),
    ],
)
def test_cells_are_one_line_or_empty(value, cell):
    assert clean_cell(value) == cell


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("It has opened.", "New reality\n\nIt has opened."),
        ("New reality\nIt has opened.", "New reality\nIt has opened."),
        ("\n New reality \n\nIt has.", "\n New reality \n\nIt has."),
        (" date 2021-12-21 By Trend\n\nNew reality\n\nIt.", " date 2021-12-21 By Trend\n\nNew reality\n\nIt."),
        # A sentence that begins with the headline's words is not the headline.
        ("New reality has opened.", "New reality\n\nNew reality has opened."),
    ],
)
def test_the_headline_stands_once_as_a_line_of_its_own(body, text):
    assert join_headline("New reality", body) == text


def test_copies_agree_whatever_their_header_and_white_space():
    one = hash_words(" date 2021-12-21 By Trend\n\n“Café” opens.\n")
    assert one == hash_words("“Café”   opens.") == hash_words("“Cafe\u0301” opens.")
    assert one != hash_words("“Café” opens!")
