"""Polarity toward targets, and the learned valence, against people's codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import pearsonr
from sklearn.linear_model import Ridge
from sklearn.metrics import accuracy_score, f1_score, precision_score, recall_score

from benchmarks.evaluation.learned_tone import cross_validate, fit_valence, name_sentence
from benchmarks.evaluation.toward import MAJORITY, VADER, judge_targets, load_target_sentences, score_targets
from framelens.annotate.toward import CLASSES
from framelens.errors import InputError

LINES = [
    {"id": "pemberley_1_1_3_a", "text": "Darcy is wonderful, a great man.", "target": [0, 5], "polarity": 1},
    {"id": "pemberley_1_1_4_b", "text": "Wickham is a terrible liar.", "target": [0, 7], "polarity": -1},
    {"id": "pemberley_1_2_1_c", "text": "Bingley has come to town.", "target": [0, 7], "polarity": 0},
    {"id": "pemberley_1_2_2_d", "text": "Jane left on Monday.", "target": [0, 4], "polarity": 0},
]


class Stub:
    """Says of every sentence what is written here."""

    def __init__(self, probabilities: list[list[float]]) -> None:
        self.probabilities = np.array(probabilities)

    def score(self, texts: Any, mentions: Any) -> np.ndarray:
        return self.probabilities


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "coded.jsonl"
    path.write_text("\n".join(map(json.dumps, LINES)), encoding="utf-8")
    return path


def test_scores_by_hand(data: Path) -> None:
    coded = load_target_sentences(data)
    assert coded.articles == ("pemberley_1_1", "pemberley_1_1", "pemberley_1_2", "pemberley_1_2")
    answers = judge_targets(
        coded,
        model=Stub([[0.1, 0.1, 0.8], [0.9, 0.1, 0.0], [0.1, 0.6, 0.3], [0.6, 0.2, 0.2]]),  # type: ignore[arg-type]
    )
    table = score_targets(coded, answers, resamples=50)
    scores = table.set_index(["method", "class", "measure"])["estimate"]
    # Negative was said twice and right once; neutral was meant twice and found once.
    whole = table[table["class"].isna()].set_index(["method", "measure"])["estimate"]
    assert whole["learned", "accuracy"] == 0.75
    assert scores["learned", "negative", "precision"] == 0.5
    assert scores["learned", "neutral", "recall"] == 0.5
    assert whole["learned", "macro_f1"] == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert whole["learned", "accuracy_when_sure"] == 1
    assert whole["learned", "share_sure"] == 0.5
    # Tenths: .6 twice, one right; .8 right; .9 right.
    assert whole["learned", "calibration_error"] == pytest.approx((abs(1.2 - 1) + 0.2 + 0.1) / 4)
    assert whole[VADER, "accuracy"] == 1
    assert whole[MAJORITY, "macro_f1"] == pytest.approx((2 / 3) / 3)
    assert (MAJORITY, "share_sure") not in whole.index


def test_scores_as_scikit_learn_has_them(tmp_path: Path) -> None:
    dice = np.random.default_rng(4)
    path = tmp_path / "coded.jsonl"
    lines = [
        {
            "id": str(n),
            "article_id": str(n // 5),
            "text": "Emma",
            "target": [0, 4],
            "polarity": int(dice.integers(-1, 2)),
        }
        for n in range(200)
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    coded = load_target_sentences(path)
    probabilities = dice.dirichlet(np.ones(3), 200)
    table = score_targets(coded, {"guess": probabilities}, resamples=100)
    said = probabilities.argmax(axis=1) - 1
    whole = table[table["class"].isna()].set_index("measure")
    assert whole.loc["macro_f1", "estimate"] == pytest.approx(f1_score(coded.polarities, said, average="macro"))
    assert whole.loc["accuracy", "estimate"] == pytest.approx(accuracy_score(coded.polarities, said))
    assert (whole["low"] <= whole["estimate"]).all() or whole.loc["calibration_error", "low"] > 0
    for measure, other in (("precision", precision_score), ("recall", recall_score)):
        mine = table[table["measure"] == measure].set_index("class").loc[list(CLASSES), "estimate"]
        assert mine.tolist() == pytest.approx(other(coded.polarities, said, average=None).tolist())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"polarity": 2}, "the polarity 2 is none of -1, 0, 1"),
        ({"polarity": True}, "the polarity True is none of -1, 0, 1"),
        ({"target": [0, 99]}, "the target [0, 99] is no [start, end] inside the text"),
        ({"target": "Darcy"}, "the target 'Darcy' is no [start, end] inside the text"),
    ],
)
def test_bad_lines(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    path = tmp_path / "coded.jsonl"
    path.write_text(json.dumps(LINES[0]) + "\n" + json.dumps(LINES[1] | change), encoding="utf-8")
    with pytest.raises(InputError) as error:
        load_target_sentences(path)
    assert str(error.value) == f"{path}, line 2: {message}"


def test_bad_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="does not exist; name a file of sentences with targets"):
        load_target_sentences(tmp_path / "none.jsonl")
    for name, content in (("empty.jsonl", ""), ("other.jsonl", '{"id": 1}'), ("no.jsonl", "[")):
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(InputError, match=r"has no sentences|this is no sentence with a target"):
            load_target_sentences(tmp_path / name)


def test_valence_is_ridge_regression_and_no_article_judges_itself() -> None:
    dice = np.random.default_rng(2)
    vectors = dice.normal(size=(120, 8))
    valences = np.tanh(vectors @ dice.normal(size=8) / 4)
    weights = fit_valence(vectors, valences, penalty=3.0)
    other = Ridge(alpha=3.0).fit(vectors, valences)
    assert weights[:-1] == pytest.approx(other.coef_)
    assert weights[-1] == pytest.approx(other.intercept_)
    articles = [str(n // 6) for n in range(120)]
    found = cross_validate(vectors, valences, articles, penalty=3.0)
    assert pearsonr(found, valences)[0] > 0.9
    # An article's own values change nothing in what is said of it.
    changed = valences.copy()
    changed[:6] = -changed[:6]
    assert cross_validate(vectors, changed, articles, penalty=3.0)[:6] == pytest.approx(found[:6], abs=1e-12)


def test_a_sentence_is_known_again_without_its_words() -> None:
    assert name_sentence("It is a truth  universally\nacknowledged") == name_sentence(
        "It is a truth universally acknowledged"
    )
    assert len(name_sentence("It is a truth")) == 10
