from __future__ import annotations

import numpy as np
import pytest
from krippendorff import alpha

from benchmarks.evaluation.coders import evaluate_methods
from benchmarks.evaluation.frames_people import list_coders_codes, score_people
from framelens.coders.learning import Learning
from framelens.dictionary import Frame, FrameDictionary, Term

ANSWERS = {"sea": [[True, True], [True, False, False], [False, False], [True], [True, True, False]]}


def test_people_against_each_other():
    table = score_people(ANSWERS).set_index(["frame", "measure"])
    # Pairs that say yes together: all, none of 3, none, 1 of 3; apart: none, 2 of 3, none, 2 of 3. One is no pair.
    both, apart = 1 + 1 / 3, 2 / 3 + 2 / 3
    assert table.loc[("sea", "f1"), "estimate"] == pytest.approx(2 * both / (2 * both + apart))
    assert table.loc[("sea", "f1"), "n"] == 4
    coders = np.full((3, 5), np.nan)
    for unit, given in enumerate(ANSWERS["sea"]):
        coders[: len(given), unit] = given
    wanted = alpha(coders, level_of_measurement="nominal")
    assert table.loc[("sea", "alpha"), "estimate"] == pytest.approx(wanted)
    assert table.loc[("all frames", "alpha"), "estimate"] == pytest.approx(wanted)


def test_coders_in_records():
    records = [{"coders": [{"sea": True}, {"sea": False}]}, {"coders": [{"sea": True}]}]
    assert list_coders_codes(records) == {"sea": [[True, False], [True]]}
    assert list_coders_codes([{"text": "Call me Ishmael."}]) == {}


def test_every_way_beside_the_others(texts):
    articles, codes = texts
    records = [{"id": key, "text": text} for key, text in zip(articles["article_id"], articles["text"], strict=True)]
    frames = FrameDictionary((Frame("money", terms=(Term("tax*"), Term("prices"), Term("bank"))), Frame("strife")))
    table = evaluate_methods(
        records, codes.set_index("article_id"), frames, settings=Learning(reads="words", curve=False)
    )
    assert list(dict.fromkeys(table["method"])) == [
        "dictionary",
        "learned coder",
        "TF-IDF regression",
        "every unit positive",
    ]
    found = table.set_index(["method", "frame", "measure"])["estimate"]
    # Every text about money has one of the dictionary's words, and no other has.
    assert found["dictionary", "money", "f1"] == 1
    assert found["learned coder", "quarrel", "f1"] > found["every unit positive", "quarrel", "f1"]
