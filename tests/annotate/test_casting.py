"""Roles by hand: what is pooled of a sentence, how an article's sentences vote together, what the shipped head says."""

from __future__ import annotations

import numpy as np
import pytest

from framelens.annotate.toward import load_toward
from framelens.annotate.toward.casting import LAYERS, NEUTRAL, ROLES, CastingHead, describe_target, load_head, read_seen
from framelens.networks import find_network, open_network

CRIME = "The brutal warlord Weber ordered the massacre that killed Anna Novak, and the brave nurse Lind saved others."


def test_a_vector_has_the_target_the_sentence_and_what_stands_beside_it() -> None:
    layer = np.array([[0.0], [1.0], [2.0], [3.0], [4.0], [10.0], [0.0], [6.0]])
    # Pieces 4 and 7 are the target: three pieces before its first mention, three behind that.
    vector = describe_target([layer], np.array([0, 0, 0, 0, 1, 0, 0, 1]), np.array([0.2, 0.5, 0.3]))
    assert vector[:4].tolist() == [5.0, 26 / 8, 2.0, 16 / 3]
    assert vector[NEUTRAL] == 0.5 and len(vector) == 4 + 24
    assert describe_target([layer], np.array([1, 0, 0, 0, 0, 0, 0, 0]), np.ones(3))[2] == 0.0  # nothing before it


def test_an_article_votes_as_a_mean_and_a_sentence_for_itself() -> None:
    head = CastingHead(np.zeros((1, 6)), np.array([0.0, 1.0, 0.0]), scale=0.5)
    votes = np.array([[2.0, 0, 0, 0, 0, 4], [0.0, 0, 0, 0, 0, 0], [0.0, 0, 0, 0, 0, 0]])
    found = head.find_probabilities(votes, np.array([0, 0, 1]))
    sums = np.array([[1.0, 0.5, 1.0], [0.0, 0.5, 1.0], [0.0, 0.5, 0.0]])  # (own + mean of the article + bias) / 2
    assert found == pytest.approx(np.exp(sums) / np.exp(sums).sum(axis=1, keepdims=True), abs=1e-6)
    assert head.find_probabilities(np.zeros((0, 6)), np.zeros(0, dtype=int)).shape == (0, 3)


def test_layers_that_are_opened_change_no_score() -> None:
    folder, spans = find_network("toward"), [[(19, 24)], []]
    model, texts = load_toward(), [CRIME, "Plain words."]
    plain = open_network(folder)
    opened = open_network(folder, inner=LAYERS)
    assert [one.name for one in opened.get_outputs()] == [*(one.name for one in plain.get_outputs()), *LAYERS]
    given = {"ids": np.array([[101, 2023, 102]]), "marks": np.array([[0, 1, 0]])}
    for before, after in zip(plain.run(None, given), opened.run(None, given), strict=False):
        assert np.array_equal(before, after)
    answers = model.answer(texts, spans)
    assert answers.shape == (2, 9) and model.answer([], []).shape == (0, 9)
    assert np.array_equal(answers[:1, :3], model.score(texts[:1], spans[:1]))


def test_the_warlord_the_child_and_the_nurse() -> None:
    names = ["Weber", "Anna Novak", "Lind"]
    spans = [[(CRIME.index(name), CRIME.index(name) + len(name))] for name in names]
    votes = load_toward().answer([CRIME] * 3, spans)[:, 3:]
    found = load_head().find_probabilities(votes, np.arange(3))
    assert ROLES[found[0].argmax()] == "antagonist"
    assert found[2, 0] == found[:, 0].max()  # the nurse is the likeliest protagonist
    assert found[1, 2] == found[:, 2].max()  # and the child the likeliest innocent
    assert len(read_seen()) > 300
