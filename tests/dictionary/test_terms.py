"""What a term may be, and what is said when it is none."""

import pytest

from framelens.dictionary.terms import Condition, Pattern, TermPart, Word, fits_card, parse_term
from framelens.errors import InputError


def words(text: str) -> tuple[Word, ...]:
    return tuple(Word(form) for form in text.split())


def test_a_phrase_is_its_words_in_order():
    assert parse_term("Unique opportunit*") == Pattern(TermPart(words("unique opportunit*")))


def test_a_hyphen_parts_words_but_non_stays_with_its_word():
    assert parse_term("large-scale") == parse_term("large scale")
    assert parse_term("non-oil sectors") == Pattern(TermPart(words("non-oil sectors")))


def test_curly_and_straight_apostrophes_are_one():
    assert parse_term("don’t") == parse_term("don't")


def test_near_joins_two_parts_each_with_its_own_conditions():
    found = parse_term("war not after civil near/5 peace talks not before in vain not before/3 failed")
    assert found == Pattern(
        TermPart(words("war"), (Condition("after", words("civil")),)),
        TermPart(
            words("peace talks"), (Condition("before", words("in vain")), Condition("before", words("failed"), 3))
        ),
        distance=5,
    )


def test_case_keeps_capitals_and_stem_spares_cards():
    assert parse_term("Patriotic War", case=True).first.phrase == (Word("Patriotic", case=True), Word("War", case=True))
    assert parse_term("cooperate glob*", stem=True).first.phrase == (Word("cooperate", stem=True), Word("glob*"))


def test_a_term_may_begin_with_the_words_that_are_operators_elsewhere():
    assert parse_term("near miss") == Pattern(TermPart(words("near miss")))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "term '': it contains no word; write a word, a wildcard like cooperat*, or a phrase"),
        ("*", "term '*': the wildcard '*' matches every word; give it letters"),
        ("war near/3 * ?*", "term 'war near/3 * ?*': the wildcard '* ?*' matches every word; give it letters"),
        (
            "war near/0 peace",
            "term 'war near/0 peace': near needs a number of words from 1 to 100, as in near/5; here it has '0'",
        ),
        (
            "war near peace",
            "term 'war near peace': near needs a number of words from 1 to 100, as in near/5; here it has no number",
        ),
        (
            "war not before/x peace",
            "term 'war not before/x peace': not before needs a number of words from 1 to 100, "
            "as in not before/5; here it has 'x'",
        ),
        (
            "war not after",
            "term 'war not after': nothing stands after not after; "
            "write a word, a wildcard like cooperat*, or a phrase",
        ),
        ("a near/2 b near/2 c", "term 'a near/2 b near/2 c': near may occur once in a term; write two terms"),
        (
            "profit & loss",
            "term 'profit & loss': '&' is not part of a word and can never match; "
            "words are made of letters, digits, apostrophes and the wildcards * and ?",
        ),
        ("- -", "term '- -': '- -' is not a word; words are made of letters and digits"),
    ],
)
def test_what_does_not_parse_is_said_in_one_line(text, message):
    with pytest.raises(InputError) as caught:
        parse_term(text)
    assert str(caught.value) == message


def test_case_and_stem_exclude_each_other():
    with pytest.raises(InputError, match="since a stem has no capitals; choose one"):
        parse_term("War", case=True, stem=True)


@pytest.mark.parametrize(
    ("card", "word", "fits"),
    [("a*b*c", "aXbYbc", True), ("*", "", True), ("?", "", False), ("wom?n", "woman", True), ("*ism", "ism", True)],
)
def test_cards(card, word, fits):
    assert fits_card(card, word) is fits
