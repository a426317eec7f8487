from __future__ import annotations

import krippendorff
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from nltk.metrics import interval_distance, masi_distance
from nltk.metrics.agreement import AnnotationTask
from statsmodels.stats.inter_rater import fleiss_kappa

from framelens.code.agreement import (
    count_confusion,
    list_disagreements,
    measure_agreement,
    measure_category_agreement,
)
from framelens.code.codes import check_codes
from framelens.errors import InputError
from framelens.measure.resampling import NO_INTERVAL, Interval

# Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers, twelve units, gaps.
OBSERVERS = {
    "A": "1 2 3 3 2 1 4 1 2 . . .",
    "B": "1 2 3 3 2 2 4 1 2 5 . 3",
    "C": ". 3 3 3 2 3 4 2 2 5 1 .",
    "D": "1 2 3 3 2 4 4 1 2 5 1 .",
}


def make_codes(coders: dict[str, str] | dict[str, list], **columns) -> pd.DataFrame:
    rows = []
    for coder, answers in coders.items():
        listed = answers.split() if isinstance(answers, str) else answers
        for number, code in enumerate(listed):
            rows.append({"unit_id": f"u{number:02}", "coder": coder, "code": None if code == "." else code})
    return pd.DataFrame(rows).assign(**columns)


@pytest.fixture
def published() -> pd.DataFrame:
    codes = make_codes(OBSERVERS)
    return codes.assign(code=pd.to_numeric(codes["code"]))


@pytest.mark.parametrize(("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849)])
def test_the_published_example(published, level, alpha):
    table = measure_agreement(published, level=level, interval=Interval(resamples=200)).set_index("measure")
    assert table.loc["alpha", "estimate"] == pytest.approx(alpha, abs=5e-4)
    # Unit 12 has one code: 11 units with 40 codes.
    assert table.loc["alpha", ["n", "n_coders", "n_codes"]].tolist() == [11, 4, 40]
    assert table.loc["alpha", "low"] < alpha < table.loc["alpha", "high"] <= 1
    matrix = [[np.nan if c == "." else float(c) for c in row.split()] for row in OBSERVERS.values()]
    expected = krippendorff.alpha(matrix, level_of_measurement=level)
    assert table.loc["alpha", "estimate"] == pytest.approx(expected)
    assert table.index.tolist() == ["alpha", "ac1", "percent", "fleiss_kappa"]
    # Gwet's irrCAC has the same table (raters4) and prints AC1 = 0.775 (0.77544).
    assert table.loc["ac1", "estimate"] == pytest.approx(0.77544, abs=5e-6)
    assert table.loc["ac1", "n"] == 11


CODES = st.lists(st.lists(st.sampled_from("xyz"), min_size=3, max_size=3), min_size=2, max_size=9)


@settings(deadline=None, max_examples=40)
@given(CODES)
def test_complete_codes_against_nltk_and_statsmodels(units):
    assume(len({code for unit in units for code in unit}) > 1)
    table = measure_agreement(
        make_codes(dict(zip("abc", map(list, zip(*units, strict=True)), strict=True))), interval=NO_INTERVAL
    )
    task = AnnotationTask(
        [(c, str(u), code) for u, unit in enumerate(units) for c, code in zip("abc", unit, strict=True)]
    )
    frequencies = np.array([[unit.count(v) for v in "xyz"] for unit in units])
    estimates = table.set_index("measure")["estimate"].drop("ac1")
    assert estimates.tolist() == pytest.approx([task.alpha(), task.avg_Ao(), fleiss_kappa(frequencies)])
    assert table["low"].isna().all()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=9))
def test_two_coders_and_numbers_against_nltk(units):
    assume(len({code for unit in units for code in unit}) > 1)
    first, second = map(list, zip(*units, strict=True))
    codes = make_codes({"a": first, "b": second})
    rows = [(c, str(u), code) for u, unit in enumerate(units) for c, code in zip("ab", unit, strict=True)]
    kappa = measure_agreement(codes, interval=NO_INTERVAL).set_index("measure").loc["cohen_kappa", "estimate"]
    assume(len(set(first)) > 1 or len(set(second)) > 1)
    assert kappa == pytest.approx(AnnotationTask(rows).kappa())
    alpha = measure_agreement(codes, level="interval", interval=NO_INTERVAL)["estimate"].iloc[0]
    assert alpha == pytest.approx(AnnotationTask(rows, distance=interval_distance).alpha())
    ordinal = measure_agreement(codes, level="ordinal", interval=NO_INTERVAL)["estimate"].iloc[0]
    assert ordinal == pytest.approx(krippendorff.alpha([first, second], level_of_measurement="ordinal"))


def test_ac1_holds_where_one_answer_dominates():
    """Gwet (2008), table 4: 125 units, 118 twice yes, never twice no; coders agree on 94%, and kappa is below 0."""
    pairs = ["yes yes"] * 118 + ["yes no"] * 5 + ["no yes"] * 2
    first, second = (" ".join(pair.split()[who] for pair in pairs) for who in (0, 1))
    table = measure_agreement(make_codes({"a": first, "b": second}), interval=NO_INTERVAL).set_index("measure")
    assert table["estimate"].drop("alpha").round(4).to_dict() == {
        "ac1": 0.9408, "percent": 0.944, "cohen_kappa": -0.0234
    }  # fmt: skip
    numbers = [[int(pair.split()[who] == "yes") for pair in pairs] for who in (0, 1)]
    assert table.loc["alpha", "estimate"] == pytest.approx(krippendorff.alpha(numbers, level_of_measurement="nominal"))


SETS = st.lists(st.tuples(*[st.sets(st.sampled_from("xyz"), min_size=1)] * 2), min_size=2, max_size=9)


@settings(deadline=None, max_examples=40)
@given(SETS)
def test_agreement_on_sets_against_nltk(units):
    assume(len({frozenset(one) for unit in units for one in unit}) > 1)
    answers = [["; ".join(sorted(unit[who])) for unit in units] for who in (0, 1)]
    table = measure_agreement(make_codes({"a": answers[0], "b": answers[1]}), level="set", interval=NO_INTERVAL)
    rows = [(c, str(u), frozenset(unit[k])) for u, unit in enumerate(units) for k, c in enumerate("ab")]
    # nltk's masi_distance has Passonneau's two thirds as 0.67.
    parts = {1: 1, 0.67: 2 / 3, 0.33: 1 / 3}
    exact = lambda a, b: (  # noqa: E731
        1 if not a & b else 1 - (j := len(a & b) / len(a | b)) * parts[round((1 - masi_distance(a, b)) / j, 2)]
    )
    task = AnnotationTask(rows, distance=exact)
    assert table["measure"].tolist() == ["alpha", "percent"]
    same = np.mean([one == other for one, other in units])
    assert table["estimate"].tolist() == pytest.approx([task.alpha(), same])


def test_the_distance_of_sets_by_hand():
    # {x} and {x, y}: Jaccard's index 1/2, of which a set within the other keeps two thirds: 2/3 apart.
    codes = make_codes({"a": ["x", "x"], "b": ["x; y", "x"]})
    alpha = measure_agreement(codes, level="set", interval=NO_INTERVAL)["estimate"].iloc[0]
    # Observed: (2/3 + 0) / 2. Expected: of the 12 ordered pairs of x, x, x and {x, y} six are 2/3 apart.
    assert alpha == pytest.approx(1 - (1 / 3) / (6 * (2 / 3) / 12))


def test_ranks_have_the_order_of_the_codebook():
    codes = make_codes({"a": "low low high mid", "b": "low mid high high"})
    ranked = measure_agreement(codes, level="ordinal", codebook=["low", "mid", "high"], interval=NO_INTERVAL)
    numbers = krippendorff.alpha([[1, 1, 3, 2], [1, 2, 3, 3]], level_of_measurement="ordinal")
    assert ranked["estimate"].iloc[0] == pytest.approx(numbers)


def test_intervals_resample_articles_where_they_are_known():
    codes = make_codes({"a": "x y x y x y", "b": "x y x x y x"})
    article = codes["unit_id"].map({f"u{i:02}": "early" if i < 3 else "late" for i in range(6)})
    by_article = measure_agreement(codes.assign(article_id=article), interval=Interval(resamples=400)).iloc[0]
    by_unit = measure_agreement(codes, interval=Interval(resamples=400)).iloc[0]
    assert by_article["estimate"] == by_unit["estimate"]
    # Drawn by article there are three outcomes only: early twice, late twice, one of each.
    assert by_article["high"] == pytest.approx(1)
    assert by_unit["high"] < 1
    alone = measure_agreement(codes.assign(article_id="one"), interval=Interval(resamples=50))
    assert alone[["low", "high"]].isna().all(axis=None)


def test_agreement_of_each_code(published):
    table = measure_category_agreement(
        published, codebook=[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], interval=Interval(resamples=100)
    ).set_index("code")
    assert table["n_codes"].tolist() == [9, 13, 10, 5, 3, 0]
    matrix = np.array([[np.nan if c == "." else float(c) for c in row.split()] for row in OBSERVERS.values()])
    for code in (1.0, 2.0, 5.0):
        alone = np.where(np.isnan(matrix), np.nan, matrix == code)
        expected = krippendorff.alpha(alone, level_of_measurement="nominal")
        assert table.loc[code, "estimate"] == pytest.approx(expected)
    assert np.isnan(table.loc[6.0, "estimate"])


def test_confusion_and_units_to_discuss():
    codes = make_codes({"a": "x y x z", "b": "x x x y", "c": "x y . y"})
    confusion = count_confusion(codes)
    assert confusion.query("coder_a == 'a' and coder_b == 'b'")[
        ["code_a", "code_b", "n_units", "n"]
    ].values.tolist() == [
        ["x", "x", 2, 4],
        ["y", "x", 1, 4],
        ["z", "y", 1, 4],
    ]
    divided = list_disagreements(codes)
    assert divided["unit_id"].tolist() == ["u01", "u03"]
    assert divided["share_disagreeing"].tolist() == pytest.approx([2 / 3, 2 / 3])
    assert divided["codes"].tolist() == ["a: y; b: x; c: y", "a: z; b: y; c: y"]
    assert len(list_disagreements(make_codes({"a": "x", "b": "x"}))) == 0


def fail(codes: pd.DataFrame, **options) -> str:
    with pytest.raises(InputError) as error:
        measure_agreement(codes, **options)
    return str(error.value)


def test_what_is_refused():
    two = make_codes({"a": "x y", "b": "x x"})
    assert fail(two[["unit_id", "coder"]]) == "the codes lack the column 'code'; they need unit_id, coder, code"
    assert fail(pd.concat([two, two])) == (
        "coder 'a' coded unit 'u00' twice; keep one code a unit and coder: is one file there twice?"
    )
    assert fail(two, codebook=["x", "z"]) == "code 'y' of unit 'u01' is not in the codebook; choose from: x, z"
    assert fail(two[two["coder"] == "a"]) == (
        "agreement needs two coders or more, and only 'a' coded; let another code the same units"
    )
    assert fail(two.iloc[:0]) == "agreement needs two coders or more, and nobody coded; let another code the same units"
    assert fail(two.iloc[[0, 3]]) == "no unit was coded by two coders; give some units to more than one"
    assert fail(make_codes({"a": "x x", "b": "x x"})) == (
        "every unit has the code 'x': agreement cannot be distinguished from habit; code units that differ"
    )
    assert fail(two, level="nominel") == (
        "unknown level 'nominel'; choose from: nominal, ordinal, interval, set. Did you mean 'nominal'?"
    )
    assert fail(two, level="interval") == "code 'x' is not a number; codes of level 'interval' are numbers"
    with pytest.raises(InputError) as error:
        check_codes(two, drawn={"u00", "u02"})
    assert str(error.value) == ("unit 'u01' has a code but was not drawn; choose from: u00, u02. Did you mean 'u02'?")
