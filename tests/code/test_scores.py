from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import accuracy_score, precision_recall_fscore_support
from statsmodels.stats.proportion import proportion_confint

from framelens.code.agreement import measure_agreement
from framelens.code.scores import compare_errors, score_answers
from framelens.errors import InputError
from framelens.measure.comparisons import Comparison
from framelens.measure.resampling import NO_INTERVAL


def make_units(rows: str, **columns) -> pd.DataFrame:
    """Units from 'answer code' pairs; '.' is not a code."""
    pairs = [pair.split("/") for pair in rows.split()]
    table = pd.DataFrame(pairs, columns=["answer", "code"]).replace(".", None)
    return table.assign(unit_id=[f"u{i:03}" for i in range(len(table))], **columns)


TEN = "war/war war/war war/peace war/none peace/peace peace/peace peace/war none/none none/none none/war none/."


def look_up(table: pd.DataFrame, code: str | None, measure: str, column: str = "estimate"):
    chosen = table["code"].isna() if code is None else table["code"] == code
    return table.loc[chosen & (table["measure"] == measure), column].iloc[0]


def test_scores_of_ten_units_by_hand():
    table = score_answers(make_units(TEN))
    # War: said 4 times, meant 4 times, both 2; peace: 3, 3, 2; none: 3, 3, 2.
    assert look_up(table, "war", "precision") == 2 / 4
    assert look_up(table, "war", "recall") == 2 / 4
    assert look_up(table, "peace", "f1") == pytest.approx(2 * 2 / 6)
    assert look_up(table, None, "accuracy") == 6 / 10
    assert look_up(table, "war", "precision", "n") == 4
    assert look_up(table, None, "accuracy", "n") == 10  # the unit without a code is left out
    human_and_program = pd.concat(
        [
            make_units(TEN)[["unit_id", column]].rename(columns={column: "code"}).assign(coder=column)
            for column in ("answer", "code")
        ]
    )
    alpha = measure_agreement(human_and_program, interval=NO_INTERVAL)["estimate"].iloc[0]
    assert look_up(table, None, "alpha") == pytest.approx(alpha)
    inside = table.dropna(subset="low")
    assert ((inside["low"] <= inside["estimate"]) & (inside["estimate"] <= inside["high"])).all()
    assert look_up(table, "war", "precision", "low") < 0.5


def test_units_drawn_seldom_weigh_more():
    # Two of every ten quiet units were drawn, all of the loud ones: 4 loud units, 2 quiet ones standing for ten.
    units = make_units("war/war war/war war/none war/none none/war none/none", probability=[1, 1, 1, 1, 0.2, 0.2])
    table = score_answers(units)
    assert look_up(table, "war", "precision") == 2 / 4
    assert look_up(table, "war", "recall") == pytest.approx(2 / (2 + 5))
    assert look_up(table, None, "accuracy") == pytest.approx((2 + 5) / (4 + 10))
    assert look_up(table, "war", "recall", "n") == 3


def test_subgroups_and_articles():
    units = make_units(TEN, outlet=["Post"] * 5 + ["Globe"] * 6, article_id=["a"] * 5 + ["b"] * 6)
    table = score_answers(units, "outlet")
    accuracy = table[table["measure"] == "accuracy"].set_index("outlet")
    assert accuracy["estimate"].to_dict() == {"Post": 3 / 5, "Globe": 3 / 5}
    assert accuracy["n"].to_dict() == {"Post": 5, "Globe": 5}
    assert accuracy["low"].isna().all()  # one article each
    assert table["outlet"].drop_duplicates().tolist() == ["Globe", "Post"]


def test_a_perfect_score_is_not_surely_perfect():
    table = score_answers(make_units("x/x x/x y/y"))
    assert look_up(table, None, "accuracy") == 1
    assert look_up(table, None, "accuracy", "low") == pytest.approx(0.025 ** (1 / 3))


def test_differential_error_is_found_and_equal_error_is_not():
    generator = np.random.default_rng(2)
    n = 1200
    outlet = np.where(np.arange(n) % 2, "Globe", "Post")
    code = generator.random(n) < 0.4
    # The program misses 10% in the Post and 40% in the Globe; it adds 10% in both.
    missed = generator.random(n) < np.where(outlet == "Globe", 0.4, 0.1)
    added = generator.random(n) < 0.1
    answer = np.where(code, ~missed, added)
    units = pd.DataFrame({"unit_id": [f"u{i}" for i in range(n)], "outlet": outlet})
    units = units.assign(answer=np.where(answer, "yes", "no"), code=np.where(code, "yes", "no"))
    table = compare_errors(units, "outlet", settings=Comparison(permutations=500)).set_index(["code", "measure"])
    missing = table.loc[("yes", "false_negative_rate")]
    assert missing[["group_a", "group_b"]].tolist() == ["Globe", "Post"]
    assert missing["estimate_a"] == pytest.approx(0.4, abs=0.06)
    assert missing["low"] < 0.3 < missing["high"]
    assert missing["p"] < 0.01
    adding = table.loc[("yes", "false_positive_rate")]
    assert adding["low"] < 0 < adding["high"]
    # Bias is what a comparison of raw shares would be wrong by.
    raw = (
        units.assign(said=units["answer"] == "yes", meant=units["code"] == "yes")
        .groupby("outlet")[["said", "meant"]]
        .mean()
    )
    wrong = (raw["said"] - raw["meant"]).diff().iloc[-1]
    assert table.loc[("yes", "bias"), "estimate"] == pytest.approx(-wrong)


@pytest.mark.parametrize(
    ("units", "by", "message"),
    [
        (
            make_units("x/x").drop(columns="answer"),
            None,
            "the units lack the column 'answer'; choose from: code, unit_id",
        ),
        (
            make_units("x/x"),
            "outlet",
            "the units lack the column 'outlet'; choose from: answer, code, unit_id",
        ),
        (make_units("x/."), None, "no unit has a code; code some of the units first"),
        (
            pd.concat([make_units("x/x")] * 2),
            None,
            "unit 'u000' is listed twice; give each unit one row",
        ),
        (
            make_units("x/x x/y", probability=[0.5, 0.0]),
            None,
            "unit 'u001' was coded but has the probability 0.0; "
            "a unit that was drawn had a chance above 0 and at most 1",
        ),
    ],
)
def test_what_is_refused(units, by, message):
    with pytest.raises(InputError) as error:
        score_answers(units, by)
    assert str(error.value) == message


def test_one_is_the_answer_that_true_is():
    code = pd.Series([True, False, True, None], dtype="boolean")
    units = pd.DataFrame({"unit_id": list("abcd"), "answer": [1.0, 0.0, 0.0, 1.0], "code": code})
    units["outlet"] = list("xxyy")
    table = score_answers(units, interval=NO_INTERVAL)
    assert table.set_index(["code", "measure"]).loc[("True", "recall"), "estimate"] == 0.5
    assert table.loc[table["measure"].eq("accuracy"), "estimate"].item() == pytest.approx(2 / 3)
    assert set(compare_errors(units, "outlet", interval=NO_INTERVAL)["code"]) == {"True", "False"}


def test_a_unit_that_stands_for_a_hundred_tells_no_more_than_one():
    # Six of six found ones are right; each was drawn with a chance of one in a hundred.
    units = make_units(" ".join(["war/war"] * 6 + ["none/none"] * 20), probability=0.01)
    row = score_answers(units).set_index(["code", "measure"]).loc[("war", "precision")]
    assert row["estimate"] == row["high"] == 1
    low = proportion_confint(6, 6, 0.05, method="beta")[0]  # the exact bound, which has one tail here as well
    assert row["low"] == pytest.approx(low)
    assert low < 0.6


def test_weighted_scores_against_scikit_learn():
    dice = np.random.default_rng(6)
    answer, code = dice.choice(["war", "peace", "none"], (2, 200))
    code = np.where(dice.random(200) < 0.6, answer, code)
    units = pd.DataFrame({"unit_id": [f"u{i:03}" for i in range(200)], "answer": answer, "code": code})
    units["probability"] = dice.choice([0.02, 0.1, 0.5], 200)
    table = score_answers(units, interval=NO_INTERVAL)
    expected = precision_recall_fscore_support(code, answer, sample_weight=1 / units["probability"])
    for measure, values in zip(("precision", "recall", "f1"), expected, strict=False):
        found = table.loc[table["measure"].eq(measure)].set_index("code")["estimate"].sort_index()
        assert found.tolist() == pytest.approx(values.tolist())
    accuracy = table.loc[table["measure"].eq("accuracy"), "estimate"].item()
    assert accuracy == pytest.approx(accuracy_score(code, answer, sample_weight=1 / units["probability"]))
