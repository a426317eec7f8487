"""How a head for another language is learned: from what decides, calibrated, and judged on other sentences."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.evaluation.roles import MAJORITY, TFIDF
from benchmarks.evaluation.toward import TargetSentences, load_target_sentences, score_targets
from benchmarks.evaluation.toward_languages import LEARNED, count_letters, fit_head, judge_languages

WORDS = ("обвинил", "встретил", "похвалил")


class _Noise:
    """Layers that hold a little of the class of a sentence, and noise."""

    def __init__(self) -> None:
        self.random = np.random.default_rng(7)

    def read(self, text: str, spans: list[tuple[int, int]]) -> np.ndarray:
        vector = self.random.normal(size=12)
        vector[0] += 2 * (WORDS[2] in text) - 2 * (WORDS[0] in text)
        return vector


@pytest.fixture
def coded() -> TargetSentences:
    """240 sentences, every one twice; a verb decides, but for every eighth sentence."""
    random = np.random.default_rng(3)
    classes = np.repeat(random.choice(3, size=120, p=[0.2, 0.6, 0.2]), 2)
    texts = tuple(f"Иванов{n // 2} {WORDS[k]} соседа." for n, k in enumerate(classes))
    polarities = np.where(np.arange(240) % 16 < 2, 0, classes - 1)
    return TargetSentences(texts, tuple((0, 6) for _ in texts), texts, polarities)


def test_lines_of_rusentne(tmp_path: Path) -> None:
    line = {"sentence": "Его похвалил Иванов.", "entity_pos_start_rel": "13", "entity_pos_end_rel": "19", "label": "-1"}
    path = tmp_path / "rusentne.jsonl"
    path.write_text(json.dumps(line), encoding="utf-8")
    found = load_target_sentences(path)
    assert found.texts == found.articles == ("Его похвалил Иванов.",)
    assert found.targets == ((13, 19),) and found.polarities.tolist() == [-1]


def test_what_decides_is_found_and_probabilities_are_as_often_right_as_they_say(coded: TargetSentences) -> None:
    answers, labels = judge_languages(coded, _Noise())  # type: ignore[arg-type]
    assert list(answers) == [LEARNED, TFIDF, MAJORITY] and (answers[MAJORITY].argmax(axis=1) == 1).all()
    table = score_targets(coded, answers, labels, resamples=20)
    scores = table[table["class"].isna()].set_index(["method", "measure"])["estimate"]
    assert scores[LEARNED, "accuracy"] >= 0.85 and scores[LEARNED, "calibration_error"] < 0.08
    assert scores[LEARNED, "macro_f1"] > scores[MAJORITY, "macro_f1"] + 0.4


def test_a_sentence_is_judged_by_others_alone() -> None:
    """Only the copy of a sentence could tell its class."""
    classes = np.repeat(np.random.default_rng(5).choice(3, size=90), 2)
    texts = tuple(f"{chr(0x430 + n // 2 % 30) * 4}{n // 60 * 1111}" for n in range(180))
    coded = TargetSentences(texts, tuple((0, 4) for _ in texts), texts, classes - 1)
    answers, labels = judge_languages(coded, _Noise())  # type: ignore[arg-type]
    assert len(set(texts)) == 90 and (labels[LEARNED] == classes).mean() < 0.5
    assert (answers[TFIDF].argmax(axis=1) == classes).mean() < 0.5


def test_labels_that_are_not_the_likeliest_are_scored_as_they_are() -> None:
    pair = TargetSentences(("a b", "c d"), ((0, 1), (0, 1)), ("a", "b"), np.array([-1, 0]))
    answers = {"one": np.array([[0.4, 0.6, 0.0], [0.1, 0.9, 0.0]])}
    by_label = score_targets(pair, answers, {"one": np.array([0, 1])}, resamples=5).set_index("measure")["estimate"]
    assert by_label["accuracy"] == 1 and by_label["accuracy_when_sure"] == 1
    assert score_targets(pair, answers, resamples=5).set_index("measure")["estimate"]["accuracy"] == 0.5


def test_a_shipped_head_says_what_its_regressions_say(coded: TargetSentences) -> None:
    vectors, letters = np.random.default_rng(1).normal(size=(240, 5)), count_letters(coded.texts)
    head = fit_head(vectors, letters, coded.polarities + 1, coded.articles)
    assert head.shares.tolist() == pytest.approx(np.bincount(coded.polarities + 1) / 240)
    found = np.array([head.find_probabilities(v, row.indices) for v, row in zip(vectors, letters, strict=True)])
    assert found.mean(axis=0) == pytest.approx(head.shares, abs=0.1)
    assert (head.choose(found) == coded.polarities + 1).mean() > 0.85
