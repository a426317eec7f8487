"""Warnings where a correction cannot be trusted, and none where it can."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from framelens.code.correction import correct_differences, correct_means
from framelens.code.doubts import find_doubts
from framelens.code.sampling import draw_coding_sample

ARTICLES, EACH = 200, 10
Draw = Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]


def make_units(seed: int) -> pd.DataFrame:
    """2,000 units of 200 articles that resemble each other within an article; the program errs in one of eight."""
    dice = np.random.default_rng(seed)
    article = np.repeat(np.arange(ARTICLES), EACH)
    truth = dice.random(len(article)) < dice.beta(0.8, 3.2, ARTICLES)[article]
    return pd.DataFrame(
        {
            "unit_id": [f"u{n:04}" for n in range(len(article))],
            "article_id": [f"a{n:03}" for n in article],
            "start": np.arange(len(article)) % EACH,
            "published": pd.Timestamp("2020-01-01") + pd.to_timedelta(article, unit="D"),
            "answer": np.where(truth, dice.random(len(article)) > 0.2, dice.random(len(article)) < 0.1),
            "truth": truth.astype(float),
        }
    )


def code(units: pd.DataFrame, places: object) -> pd.DataFrame:
    return units.assign(code=units["truth"].where(np.isin(np.arange(len(units)), places)))


def draw_simply(units: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    return code(units, dice.choice(len(units), 100, replace=False))


def draw_articles(units: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    drawn = dice.choice(ARTICLES, 15, replace=False)
    return code(units, np.flatnonzero(np.isin(np.arange(len(units)) // EACH, drawn)))


def draw_strata(units: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    """Equally many of either answer, with the chance of each."""
    seed = int(dice.integers(2**31))
    sample = draw_coding_sample(units.assign(answer=units["answer"].astype(str)), 100, enrich=1, seed=seed)
    probability = units["unit_id"].map(sample.set_index("unit_id")["probability"])
    return code(units, np.flatnonzero(probability.notna())).assign(probability=probability)


def forget_probability(units: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    return draw_strata(units, dice).drop(columns="probability")


def pick_true_ones(units: pd.DataFrame, dice: np.random.Generator) -> pd.DataFrame:
    """Units that have the code are picked five times as often: the program's answers give it away."""
    chance = np.where(units["truth"].eq(1), 5.0, 1.0)
    return code(units, dice.choice(len(units), 200, replace=False, p=chance / chance.sum()))


@pytest.mark.parametrize("draw", [draw_simply, draw_articles, draw_strata])
def test_a_sample_is_not_doubted(draw: Draw):
    doubted = sum(len(find_doubts(draw(make_units(seed), np.random.default_rng(seed)))) > 0 for seed in range(40))
    assert doubted <= 2


@pytest.mark.parametrize(
    ("draw", "check"),
    [
        (lambda units, dice: code(units, np.arange(50)), "place"),
        (lambda units, dice: code(units, 1500 + dice.choice(500, 100, replace=False)), "date"),
        (forget_probability, "answer"),
        (pick_true_ones, "answer"),
        (lambda units, dice: code(units, dice.choice(len(units), 12, replace=False)), "codes"),
        (lambda units, dice: code(units, dice.permutation(np.flatnonzero(units["truth"] == 0))[:60]), "positives"),
        (lambda units, dice: draw_strata(units, dice).assign(probability=np.nan, stratum=1), "probability"),
    ],
    ids=["first 50", "last year", "forgotten probability", "picked by the truth", "12 codes", "no positive", "empty"],
)
def test_what_is_no_sample_is_doubted(draw: Draw, check: str):
    found = 0
    for seed in range(20):
        units = draw(make_units(seed), np.random.default_rng(seed))
        if check == "probability":
            units = units.drop(columns="probability").assign(stratum=units["answer"].astype(str))
        found += check in set(find_doubts(units)["check"])
    assert found >= 19


def test_a_doubt_says_what_to_do():
    doubts = find_doubts(code(make_units(1), np.arange(12)).drop(columns="article_id")).set_index("check")["doubt"]
    assert doubts["codes"] == (
        "only 12 units are coded, from which no correction is reliable; code 30 or more, better 100"
    )
    assert doubts["place"] == (
        "the coded units are among the first of all units, unlike a sample; draw the units with study.codes.sample, "
        "or give each the probability with which it was drawn"
    )


def test_the_functions_warn_and_a_sound_sample_does_not():
    units = make_units(3)
    for correct in (correct_means, lambda some: correct_differences(some.assign(half=some["start"] < 5), "half")):
        with pytest.warns(UserWarning, match="may not be trusted: only 12 units are coded"):
            correct(code(units, np.arange(0, 2000, 170)))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            correct(draw_simply(units, np.random.default_rng(4)))


def test_all_units_coded_are_no_sample():
    units = make_units(2).iloc[:20]
    assert find_doubts(units.assign(code=units["truth"])).empty
