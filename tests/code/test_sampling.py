from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framelens.code.correction import correct_means
from framelens.code.sampling import draw_coding_sample
from framelens.code.sizes import articles_for_interval, units_for_interval
from framelens.errors import InputError


def make_units(counts: dict[str, int], **columns) -> pd.DataFrame:
    answer = [name for name, n in counts.items() for _ in range(n)]
    ids = [f"u{i:05}" for i in range(len(answer))]
    return pd.DataFrame({"unit_id": ids, "answer": answer, **columns})


def test_rare_answers_are_drawn_more_often_and_weigh_less():
    units = make_units({"none": 4900, "war": 90, "peace": 10})
    sample = draw_coding_sample(units, 200)
    drawn = sample["answer"].value_counts()
    # In proportion to the roots of 4900, 90 and 10, 70 : 9.49 : 3.16, of which ten cannot give more than ten.
    assert drawn.to_dict() == {"none": 169, "war": 23, "peace": 8}
    by_stratum = sample.groupby("stratum")[["probability", "n_stratum"]].first()
    assert by_stratum.loc["war"].tolist() == [23 / 90, 90]
    assert (1 / sample["probability"]).sum() == pytest.approx(5000)
    assert draw_coding_sample(units, 200, enrich=0)["answer"].value_counts()["none"] == 194
    assert draw_coding_sample(units, 200, enrich=1)["answer"].value_counts().tolist() == [100, 90, 10]
    assert draw_coding_sample(units, 200, strata=None)["probability"].unique().tolist() == [200 / 5000]


def test_the_seed_and_the_units_decide_and_nothing_else():
    units = make_units({"a": 50, "b": 20})
    first = draw_coding_sample(units, 20, seed=4)
    again = draw_coding_sample(units.sample(frac=1, random_state=1), 20, seed=4)
    pd.testing.assert_frame_equal(first, again)
    assert set(first["unit_id"]) != set(draw_coding_sample(units, 20, seed=5)["unit_id"])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.floats(0, 1), st.data())
def test_every_stratum_gives_what_it_can(sizes, enrich, data):
    units = make_units({f"s{i}": n for i, n in enumerate(sizes)})
    n = data.draw(st.integers(sum(min(size, 2) for size in sizes), sum(sizes)))
    sample = draw_coding_sample(units, n, enrich=enrich)
    assert len(sample) == n == sample["unit_id"].nunique()
    drawn = sample.groupby("stratum").agg(n=("unit_id", "size"), of=("n_stratum", "first"), p=("probability", "first"))
    assert (drawn["n"] >= drawn["of"].clip(upper=2)).all()
    assert (drawn["n"] / drawn["of"]).tolist() == pytest.approx(drawn["p"].tolist())


def test_units_are_dealt_to_coders():
    sample = draw_coding_sample(make_units({"a": 100}), 100, coders=("ann", "bob", "cyd"), double=0.2)
    assert sample["coders"].map(len).value_counts().to_dict() == {1: 80, 3: 20}
    alone = sample.loc[sample["coders"].map(len).eq(1), "coders"].str[0].value_counts()
    assert sorted(alone) == [26, 27, 27]
    assert draw_coding_sample(make_units({"a": 9}), 9)["coders"].map(len).eq(0).all()


def test_a_unit_with_several_answers_counts_as_its_rarest():
    sample = draw_coding_sample(make_units({"war": 60, "war; peace": 5, "none": 35}), 30)
    assert set(sample["stratum"]) == {"war", "peace", "none"}


def test_the_weights_give_the_population_back():
    generator = np.random.default_rng(8)
    truth = generator.random(4000) < 0.04
    said = np.where(truth, generator.random(4000) < 0.7, generator.random(4000) < 0.03)
    units = make_units({"x": 4000}).assign(answer=np.where(said, "war", "none"))
    found = []
    for seed in range(40):
        sample = draw_coding_sample(units, 300, enrich=1, seed=seed)
        coded = units.merge(sample[["unit_id", "probability"]], how="left")
        coded = coded.assign(stratum=units["answer"], answer=said.astype(float))
        coded["code"] = np.where(coded["probability"].notna(), truth, np.nan)
        found.append(correct_means(coded).iloc[0])
    table = pd.DataFrame(found)
    assert table["estimate"].mean() == pytest.approx(truth.mean(), abs=0.004)
    assert ((table["low"] < truth.mean()) & (table["high"] > truth.mean())).mean() > 0.85
    # Half of the sample went to the rare answer; without its weight the share would be many times too high.
    assert table["estimate"].mean() < 0.06


def fail(*arguments, **options) -> str:
    with pytest.raises(InputError) as error:
        draw_coding_sample(*arguments, **options)
    return str(error.value)


def test_what_is_refused():
    units = make_units({"a": 5, "b": 5})
    assert fail(units.iloc[:0], 1) == "there is no unit to draw from; list_units gave an empty table"
    assert fail(units, 11) == "11 units cannot be drawn from 10; draw at most 10"
    assert fail(units, 3) == (
        "3 units cannot be drawn from 2 strata, which need two each; draw 4 or more, or give fewer columns as strata"
    )
    assert fail(units, 4, strata="answr") == "units have no column 'answr' to draw by; choose from: answer. " + (
        "Did you mean 'answer'?"
    )
    assert fail(units, 4, enrich=2) == "enrich is 2; it lies between 0 and 1"
    assert fail(units, 4, coders=("ann", "ann")) == "a coder is named twice (ann, ann); name each coder once"


def test_as_many_units_as_an_interval_needs():
    generator = np.random.default_rng(9)
    n = units_for_interval(0.12, share=0.3, precision=0.8, recall=0.7, units=3000)
    widths = []
    for _ in range(60):
        truth = generator.random(3000) < 0.3
        said = np.where(truth, generator.random(3000) < 0.7, generator.random(3000) < 0.3 * 0.7 * 0.25 / 0.7)
        code = np.where(np.isin(np.arange(3000), generator.choice(3000, n, replace=False)), truth, np.nan)
        row = correct_means(make_units({"x": 3000}).assign(answer=said.astype(float), code=code)).iloc[0]
        widths.append(row["high"] - row["low"])
    assert np.mean(widths) == pytest.approx(0.12, abs=0.012)
    assert units_for_interval(0.12, share=0.3, precision=1, recall=1) == 2
    with pytest.raises(InputError, match="needs 323 units or more to be read, and there are 100"):
        units_for_interval(0.1, share=0.3, units=100)


def test_as_many_articles_as_an_interval_needs():
    from measure.test_more_comparisons import make_voices

    sums = make_voices(400)
    row = articles_for_interval(sums, 0.1).set_index("voice").loc["direct"]
    above, below = sums.numerators.toarray()[0], sums.denominators.toarray()[0]
    ratio = above.sum() / below.sum()
    spread = np.std((above - ratio * below) / below.mean(), ddof=1)
    assert row["width"] == pytest.approx(2 * 1.959964 * spread / np.sqrt(400))
    assert row["n_needed"] == np.ceil(400 * (row["width"] / 0.1) ** 2)
