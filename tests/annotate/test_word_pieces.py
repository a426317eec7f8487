"""Pieces of remembered words are those that the tokenizer gives a whole text."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framelens.annotate.network.pieces import split_pieces
from framelens.annotate.network.words import WordCutter
from framelens.networks import find_network, open_tokenizer

TOKENIZER = open_tokenizer(find_network("fast"))
CUTTER = WordCutter(TOKENIZER)
LETTERS = st.sampled_from([*"aAbé.,'’-–\"“”$[]()#1２ß東京ﬁ\t\xa0\u200b\u0301\u2028 \n \n"])


def cut_whole(text):
    encoding = TOKENIZER.encode(text, add_special_tokens=False)
    return [(number, *offsets) for number, offsets in zip(encoding.ids, encoding.offsets, strict=True)]


def cut_by_words(text, *spans):
    ids, starts, ends, _ = CUTTER.cut(text, spans or [(0, len(text))])
    return list(zip(ids.tolist(), starts.tolist(), ends.tolist(), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "“We didn’t,” Mr. Peña-Nieto said of U.S.-led talks: $2.3bn (10,000 people).",
        "Überfall in 東京, \u200bzero-width, e\u0301t\u0301e, ﬁnal\tand\xa0on, @framelens http://example.org/a?b=c",
        "x" * 101 + " " + "y" * 100,
        "",
        "   \n\n ",
    ],
)
def test_words_are_cut_as_in_the_whole_text(text):
    assert cut_by_words(text) == cut_whole(text)


@settings(max_examples=300, deadline=None)
@given(st.text(LETTERS, max_size=60))
def test_whatever_stands_in_a_text(text):
    assert cut_by_words(text) == cut_whole(text)


def test_each_span_by_itself_with_offsets_into_the_text():
    text = "Ana Ito said.\nNothing more."
    ids, starts, ends, within = CUTTER.cut(text, [(0, 7), (14, 26)])
    assert [text[a:b] for a, b in zip(starts, ends, strict=True)] == ["Ana", "It", "o", "Nothing", "more"]
    assert within.tolist() == [0, 0, 0, 1, 1]
    assert len(ids) == 5


def test_a_word_is_asked_of_the_tokenizer_once():
    asked = []

    class Counting:
        pre_tokenizer = TOKENIZER.pre_tokenizer

        def encode(self, text, add_special_tokens):
            asked.append(text)
            return TOKENIZER.encode(text, add_special_tokens=add_special_tokens)

    cutter = WordCutter(Counting())
    for _ in range(3):
        cutter.cut("so be it, so be it", [(0, 18)])
    assert asked == ["so be it ,"]


def test_signs_that_the_tokenizer_keeps_for_itself_are_signs_in_a_text():
    # An article that writes [SEP] has three pieces there and more, not the network's own end of a paragraph.
    assert 102 not in split_pieces("Write [SEP] here.", TOKENIZER).ids


def test_a_text_without_words_has_no_pieces():
    pieces = split_pieces("\n \n", TOKENIZER)
    assert len(pieces) == 0
    assert pieces.follows.dtype == np.bool_
