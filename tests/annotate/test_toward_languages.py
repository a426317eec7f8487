"""Polarity toward a target outside English: what a head adds up, by hand, and what it says of Russian sentences."""

from __future__ import annotations

import subprocess
import sys
from zlib import crc32

import numpy as np
import pytest

from framelens.annotate.toward import CLASSES
from framelens.annotate.toward.letters import N_ROWS, find_letters
from framelens.annotate.toward.multilingual import (
    LANGUAGES,
    NETWORK,
    PolarityHead,
    load_head,
    load_multilingual,
    read_network,
)
from framelens.annotate.toward.pieces import cut_around, mark_pieces
from framelens.annotate.toward.readers import READ, list_measured
from framelens.disk import hash_file
from framelens.errors import InputError
from framelens.networks import find_network

BLAME = "Эксперты резко раскритиковали министра Волкова за провал реформы и обвинили его во лжи."
PRAISE = "Президент поблагодарил отважного спасателя Волкова за спасение детей."
PLAIN = "Заседание с участием Волкова состоится во вторник."


def _span(text: str) -> list[tuple[int, int]]:
    return [(text.index("Волкова"), text.index("Волкова") + len("Волкова"))]


def test_blame_praise_and_neither_in_russian() -> None:
    model, texts = load_multilingual("ru"), [BLAME, PRAISE, PLAIN, BLAME]
    probabilities = model.score(texts, [_span(text) for text in texts])
    assert [CLASSES[n] for n in model.choose(probabilities)] == ["negative", "positive", "neutral", "negative"]
    assert probabilities.sum(axis=1) == pytest.approx(np.ones(4), abs=1e-5)
    alone = model.score([BLAME], [_span(BLAME)])
    assert np.array_equal(alone[0], probabilities[0])  # company changes nothing
    assert model.score([], []).shape == (0, 3) and model.choose(np.zeros((0, 3))).shape == (0,)
    with pytest.raises(InputError, match=r"mentions \[\] are not in the sentence 'Заседание"):
        model.score([PLAIN], [[]])


def test_runs_of_letters_by_hand() -> None:
    # " ложь " has three runs of four, two of five, one of six; " я " is one run, being shorter than four.
    runs = [" лож", "ложь", "ожь ", " ложь", "ложь ", " ложь ", " я "]
    assert find_letters("Ложь, я — ложь!").tolist() == sorted(crc32(run.encode()) % N_ROWS for run in runs)
    assert {*find_letters("обвинил")} & {*find_letters("обвинили")} and find_letters("— …").size == 0


def test_votes_add_up_and_a_label_is_high_for_how_common_it_is() -> None:
    head = PolarityHead(
        layers=np.array([[1.0, 0.0, 0.0]]),
        letters=np.array([[0.0, 0.0, 5.0], [0.0, 10.0, 0.0], [9.0, 9.0, 9.0]]),
        rarity=np.array([3.0, 4.0, 1.0]),
        bias=np.array([0.0, 1.0, 0.0]),
        shares=np.array([0.16, 0.64, 0.20]),
    )
    votes = np.array([2.0, 0 + 4 / 5 * 10 + 1, 3 / 5 * 5])  # runs 0 and 1 at the length of (3, 4), which is 5
    found = head.find_probabilities(np.array([2.0]), np.array([0, 1]))
    assert found == pytest.approx(np.exp(votes) / np.exp(votes).sum(), abs=1e-6)
    assert head.find_probabilities(np.array([1.0]), np.array([], dtype=int))[1] == pytest.approx(1 / (2 + 1 / np.e))
    # .35 / .4 is more than .6 / .8, and .29 / .4 is less than .66 / .8.
    assert head.choose(np.array([[0.35, 0.60, 0.05], [0.29, 0.66, 0.05]])).tolist() == [0, 1]


def test_languages_are_those_with_a_head_which_fits_the_network_and_was_measured() -> None:
    assert LANGUAGES == ("ru",) and READ == ("en", "ru")
    assert [row["language"] for row in list_measured(READ)] == [*READ]
    installed = hash_file(find_network(NETWORK) / "network.onnx")
    assert all(read_network(language) == installed for language in LANGUAGES), "training/toward_languages builds heads"
    head = load_head("ru")
    assert head.letters.shape == (N_ROWS, 3) and head.shares.sum() == pytest.approx(1)


def test_long_sentences_are_cut_around_the_target() -> None:
    starts = np.arange(400)
    marks = mark_pieces(starts, starts + 1, [(300, 302)])
    assert np.flatnonzero(marks).tolist() == [300, 301] and cut_around(marks, 126) == slice(237, 363)
    assert cut_around(marks[:50], 126) == slice(0, 126)
    long = "слово " * 500 + PLAIN
    assert load_multilingual("ru").score([long], [[(3000 + a, 3000 + b) for a, b in _span(PLAIN)]]).shape == (1, 3)


def test_nothing_heavy_is_imported_before_a_sentence_is_read() -> None:
    code = (
        "import sys; from framelens.annotate.toward.readers import load_reader; load_reader('ru'); "
        "assert not {'onnxruntime', 'tokenizers', 'sklearn'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
