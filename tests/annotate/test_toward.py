"""The shipped network for polarity toward a target: what is marked, what is read, what it says of plain sentences."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from framelens.annotate.toward import CLASSES, load_toward
from framelens.annotate.toward.pieces import FIRST, SEPARATOR, split_sentences
from framelens.errors import InputError
from framelens.networks import find_network

PRAISE = "Aliyeva praised the honest and brilliant minister Petrov for saving the city."
BLAME = "Aliyeva accused the corrupt minister Petrov of lying to parliament and stealing millions."
PLAIN = "Petrov will arrive in the capital on Monday, the ministry said."


def _span(text: str, words: str) -> list[tuple[int, int]]:
    return [(text.index(words), text.index(words) + len(words))]


def test_praise_blame_and_neither() -> None:
    texts = [PRAISE, BLAME, PLAIN]
    probabilities = load_toward().score(texts, [_span(text, "Petrov") for text in texts])
    assert [CLASSES[n] for n in probabilities.argmax(axis=1)] == ["positive", "negative", "neutral"]
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(3))


def test_it_is_the_target_that_is_judged() -> None:
    text = "“Petrov is a liar and a thief,” Aliyeva said."
    probabilities = load_toward().score([text, text], [_span(text, "Petrov"), _span(text, "Aliyeva")])
    assert [CLASSES[n] for n in probabilities.argmax(axis=1)] == ["negative", "neutral"]
    fire = "The brave nurse Novak rescued the children from the fire that the criminal Weber had set."
    brave, criminal = load_toward().score([fire, fire], [_span(fire, "Novak"), _span(fire, "Weber")])
    assert brave[2] - brave[0] > criminal[2] - criminal[0]


def test_company_and_order_change_nothing() -> None:
    model, texts = load_toward(), [PRAISE, BLAME, PLAIN, PRAISE]
    spans = [_span(text, "Petrov") for text in texts]
    together = model.score(texts, spans)
    assert (together[0] == together[3]).all()
    assert (together[::-1] == model.score(texts[::-1], spans[::-1])).all()
    assert (together[1] == model.score([BLAME], [spans[1]])[0]).all()
    assert model.score([], []).shape == (0, 3)
    assert model.rate([]).shape == (0,)


def test_valence_has_its_sign_and_its_bounds() -> None:
    good, bad = load_toward().rate(
        ["It was a wonderful, joyful celebration of freedom.", "The brutal massacre killed hundreds of children."]
    )
    assert -1 <= bad < -0.1 < 0.1 < good <= 1


def test_pieces_of_the_target_are_marked_and_long_sentences_cut_around_it() -> None:
    tokenizer = load_toward()._tokenizer
    text = "“Merkel’s rival” met Merkel."
    (pieces,) = split_sentences(tokenizer, [text], [[(1, 7), (21, 27)]])
    words = [tokenizer.id_to_token(int(number)) for number in pieces.ids]
    marked = [word for word, mark in zip(words, pieces.marks, strict=True) if mark]
    assert marked == ["mer", "##kel", "mer", "##kel"] or marked == ["merkel", "merkel"]
    assert (pieces.ids[0], pieces.ids[-1]) == (FIRST, SEPARATOR)
    long = "word " * 500 + "Merkel " + "word " * 500
    (cut,) = split_sentences(tokenizer, [long], [[(2500, 2506)]])
    assert len(cut) == 128
    assert 40 < int(np.flatnonzero(cut.marks)[0]) < 90


@pytest.mark.parametrize("spans", [[], [(5, 5)], [(-1, 3)], [(0, 999)]])
def test_a_mention_must_be_in_its_sentence(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(InputError, match=r"are not in the sentence 'Petrov will arrive"):
        load_toward().score([PLAIN], [spans])


def test_reading_needs_no_torch_and_the_files_stay_small() -> None:
    code = (
        "import sys; sys.modules['torch'] = None; from framelens.annotate.toward import load_toward; "
        "load_toward().rate(['Plain words.']); assert 'transformers' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert sum(file.stat().st_size for file in find_network("toward").iterdir()) < 25_000_000
