"""Public persons scored on made-up articles, and the reader beside several annotators."""

from __future__ import annotations

import pandas as pd
import pytest

from benchmarks.evaluation.annotators import score_annotators
from benchmarks.evaluation.persons import judge_persons, score_persons

TEXTS = {
    "a": "Trump said it was late. Melania Trump said it was not. Allies of Trump said nothing.",
    "b": "Merkel said it was cold. Merkel said it was warm.",
}


def _quote(article: str, number: str, source: str, speaker: str | None, nth: int = 0) -> dict[str, object]:
    start = -1
    for _ in range(nth + 1):
        start = TEXTS[article].index(source, start + 1)
    return {
        "article_id": article,
        "quote_id": number,
        "source_start": start,
        "source_end": start + len(source),
        "speaker_id": speaker,
    }


@pytest.fixture
def judged() -> pd.DataFrame:
    quotes = pd.DataFrame(
        [
            _quote("a", "q1", "Trump", "donald-trump"),
            _quote("a", "q2", "Melania Trump", "melania-trump"),
            _quote("a", "q3", "Allies of Trump", None),
            _quote("b", "q1", "Merkel", "merkel"),
            _quote("b", "q2", "Merkel", "boris-johnson", 1),
            _quote("b", "q2.2", "Merkel", "angela-merkel", 1),
        ]
    )
    names = ["Donald Trump", "Melania Trump", "Merkel", "Boris Johnson", "Angela Merkel"]
    speakers = pd.DataFrame({"name": names, "speaker_id": [name.lower().replace(" ", "-") for name in names]})
    articles = pd.DataFrame({"article_id": list(TEXTS), "text": list(TEXTS.values())})
    return judge_persons(articles, quotes, speakers)


def test_what_names_somebody_else_is_not_judged(judged: pd.DataFrame) -> None:
    assert judged["source"].tolist() == ["Trump", "Merkel", "Merkel"]


def test_of_a_joint_statement_the_person_counts(judged: pd.DataFrame) -> None:
    assert judged["how"].tolist() == ["right", "bare", "right"]
    assert judged["namesake"].tolist() == [True, False, False]


def test_shares_are_of_articles_with_and_without_a_namesake(judged: pd.DataFrame) -> None:
    scores = score_persons(judged).set_index("measure")
    assert scores.loc["right", ["n", "estimate"]].tolist() == [2, 0.5]
    assert scores.loc["right beside a namesake", ["n", "estimate"]].tolist() == [1, 1.0]
    assert scores.loc["keys a person", "estimate"] == 2.0
    assert scores.loc["keys a person, namesakes too", "estimate"] == 1.5


def test_the_reader_is_one_more_annotator() -> None:
    text = "Ito said it was late."
    one = {"content": [[9, 20]]}
    record = {"id": "a", "text": text, "by_annotator": {"1": [one], "2": [one], "3": []}}
    quotes = pd.DataFrame({"article_id": ["a"], "quote_id": ["q1"], "content": [[[9, 20]]]})
    scores = score_annotators([record], quotes).set_index("measure")["estimate"]
    assert scores["F1, reader with people"] == pytest.approx(2 * 2 / 5)
    assert scores["F1, people with each other"] == pytest.approx(2 * 1 / 4)
