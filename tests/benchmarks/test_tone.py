"""Valence against raters: r against numpy, macro-F1 against scikit-learn, and what a file may not be."""

from __future__ import annotations

import json

import numpy as np
import pytest
from sklearn.metrics import f1_score

from benchmarks.evaluation.tone import HUMAN, RatedSentences, classify, load_rated_sentences, score_ratings
from framelens.annotate.tone import build_scorer
from framelens.errors import InputError
from framelens.lexicon import LEXICONS

TEXTS = ["A brilliant day.", "A terrible war.", "The table stands.", "They lie and cheat.", "Nobody is happy."]


@pytest.fixture
def rated():
    dice = np.random.default_rng(3)
    truth = dice.normal(size=60)
    ratings = np.clip(np.rint(truth[:, None] + dice.normal(size=(60, 5))), -4, 4) / 4
    return RatedSentences(tuple("x" * 60), tuple(str(i // 6) for i in range(60)), ratings)


def test_measures_are_those_of_other_libraries(rated):
    mean = rated.ratings.mean(axis=1)
    answer = [None if i % 7 == 0 else float(np.tanh(mean[i] + 0.3 * (-1) ** i)) for i in range(60)]
    table = score_ratings(rated, {"mine": answer}, resamples=300).set_index(["method", "measure"])
    given = np.array([value or 0.0 for value in answer])
    row = table.loc[("mine", "pearson_r")]
    assert row["estimate"] == pytest.approx(np.corrcoef(given, mean)[0, 1])
    assert row["low"] < row["estimate"] < row["high"]
    expected = f1_score(classify(mean), classify(given), average="macro")
    assert table.loc[("mine", "macro_f1"), "estimate"] == pytest.approx(expected)
    assert table.loc[("mine", "coverage"), "estimate"] == pytest.approx(51 / 60)
    single = [
        np.corrcoef(rated.ratings[:, k], np.delete(rated.ratings, k, axis=1).mean(axis=1))[0, 1] for k in range(5)
    ]
    assert table.loc[(HUMAN, "pearson_r"), "estimate"] == pytest.approx(np.mean(single))


def test_a_mean_at_the_threshold_is_beyond_it():
    assert classify(np.array([0.2 / 4, -0.05, 0.049, 0.0])).tolist() == [1, -1, 0, 0]


def test_one_article_has_no_interval(rated):
    one = RatedSentences(rated.texts, ("a",) * 60, rated.ratings)
    assert score_ratings(one, {"mine": [0.1, -0.1] * 30}, resamples=50)["low"].isna().all()


def test_every_lexicon_and_the_combination_are_scored(tmp_path):
    path = tmp_path / "rated.jsonl"
    ratings = [[3, 4], [-4, -3], [0, 0], [-2, -3], [-1, -2]]
    rated = zip(TEXTS, ratings, strict=True)
    lines = [json.dumps({"id": f"{i}_1", "text": t, "ratings": r}) for i, (t, r) in enumerate(rated)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sentences = load_rated_sentences(path)
    table = score_ratings(sentences, build_scorer(LEXICONS).score(sentences.texts), resamples=50)
    assert {"vader", "textblob", "news", "combined", HUMAN} <= set(table["method"])
    assert table.loc[table["method"].eq("combined") & table["measure"].eq("pearson_r"), "estimate"].iloc[0] > 0.5
    assert sentences.articles == ("0", "1", "2", "3", "4")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "{path}, line 1: this is no rated sentence"),
        ('{"id": "1", "text": "A."}', "{path}, line 1: this is no rated sentence ('ratings'); it needs id, text and"),
        ('{"id": "1", "text": "A.", "ratings": [9, 1]}', "{path}, line 1: the rating 9 is not a number from -4 to 4"),
        ('{"id": "1", "text": "A.", "ratings": [1]}', "{path}: sentences have 1 ratings; all need as many, 2 or more"),
        ("", "{path} has no sentences"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path, line, message):
    path = tmp_path / "rated.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load_rated_sentences(path)
    assert str(caught.value).startswith(message.format(path=path))
