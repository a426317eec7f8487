from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from benchmarks.planning import draw_articles, try_articles, try_units
from framelens.code.article_sizes import articles_for_interval
from framelens.code.bounds import find_difference, find_interval
from framelens.code.correction import correct_means
from framelens.code.influence import correct_by_design
from framelens.code.power import find_design_effect, power_for_difference
from framelens.code.sampling import draw_coding_sample
from framelens.code.sizes import units_for_interval
from framelens.errors import InputError
from framelens.measure.intervals import resample_articles


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


def test_many_answers_do_not_ask_for_many_units():
    """Of hundreds of speakers the frequent ones have a stratum each; it was two units a speaker, or an error."""
    units = make_units({"Chair": 80, "Mayor": 40} | {f"speaker {n:03}": 1 + n // 60 for n in range(300)})
    sample = draw_coding_sample(units, 60)
    strata = sample.drop_duplicates("stratum").set_index("stratum")["n_stratum"]
    assert len(strata) == 11
    assert strata["rarer answers"] == len(units) - strata.drop("rarer answers").sum()
    assert (1 / sample["probability"]).sum() == pytest.approx(len(units))
    assert set(sample["stratum"].value_counts()) >= {2}


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


@pytest.mark.filterwarnings("ignore:this correction")
@pytest.mark.parametrize(
    ("plan", "per_article"),
    [((0.12, 0.3, 0.8, 0.7, 3000), 1), ((0.4, 0.5, 0.8, 0.8, 3000), 1), ((0.2, 0.1, 0.9, 0.9, 3000), 5)],
)
def test_four_of_five_samples_of_the_planned_units_are_as_narrow_as_promised(plan, per_article):
    """By the interval that is printed: the normal formula gave .31 for .20, and of whole articles .46."""
    n, widths = try_units(*plan, per_article, 60, np.random.default_rng(9))
    assert 0.68 <= np.mean(widths <= plan[0]) <= 0.98
    assert np.mean(widths > 1.2 * plan[0]) <= 0.1
    assert n % per_article == 0


def test_what_no_number_of_units_gives():
    alone = units_for_interval(0.3, share=0.3)
    assert units_for_interval(0.3, share=0.3, per_article=5, design_effect=2) > 1.5 * alone
    with pytest.raises(InputError, match="needs 323 units or more to be read, and there are 100"):
        units_for_interval(0.1, share=0.3, units=100)
    with pytest.raises(InputError, match=r"the design effect is 0\.5; it is 1 for single units and larger for several"):
        units_for_interval(0.1, design_effect=0.5)
    with pytest.raises(InputError, match=r"the design effect is 2 and per_article 1; say how many units of"):
        units_for_interval(0.1, design_effect=2)


def test_the_width_that_articles_give_is_the_one_that_is_printed():
    from measure.test_more_comparisons import make_voices

    sums = make_voices(400)
    plan, printed = articles_for_interval(sums, 0.1), resample_articles(sums)
    assert plan["width"].tolist() == pytest.approx((printed["high"] - printed["low"]).tolist(), rel=0.01)
    assert plan["estimate"].tolist() == pytest.approx(printed["estimate"].tolist())
    row = plan.set_index("voice").loc["direct"]
    assert 1 < row["n_needed"] / (400 * (row["width"] / 0.1) ** 2) < 1.3  # so many articles know the spread well


def test_what_a_pilot_cannot_say_is_null():
    same = draw_articles("share", 3, np.random.default_rng(0))
    same = replace(same, numerators=same.denominators * 0.5)  # no article differs from another
    assert articles_for_interval(same, 0.1)["n_needed"].isna().all()
    one = same.keep_articles(np.array([True, False, False]))
    assert articles_for_interval(one, 0.1)[["width", "n_needed"]].isna().all(axis=None)


@pytest.mark.parametrize("kind", ["share 0.15", "bursty rate 3.0"])
def test_articles_are_as_many_as_promised_though_a_pilot_is_small(kind):
    """From pilots of 20 long-tailed articles, with the interval that is printed (a quarter was 1.2 times too wide)."""
    name, width = kind.rsplit(" ", 1)
    _, widths = try_articles(name, float(width), 20, 80, np.random.default_rng(4))
    assert np.mean(widths <= float(width)) >= 0.68
    assert np.mean(widths > 1.2 * float(width)) <= 0.2


def test_power_is_what_studies_find():
    """By simulation: two groups of 1,500 units, 150 coded in each, shares of .25 and .35."""
    planned = power_for_difference(0.1, coded=300, units=3000, share=0.3, precision=0.8, recall=0.8)
    dice = np.random.default_rng(11)
    found = np.zeros(2)
    for _ in range(300):
        truth = dice.random(3000) < np.repeat([0.25, 0.35], 1500)
        said = np.where(truth, dice.random(3000) < 0.8, dice.random(3000) < 0.3 * 0.2 / 0.7).astype(float)
        drawn = np.r_[dice.choice(1500, 150, replace=False), 1500 + dice.choice(1500, 150, replace=False)]
        code = np.where(np.isin(np.arange(3000), drawn), truth, np.nan)
        first, clusters = np.arange(3000) < 1500, np.arange(3000)
        parts = [correct_by_design(said[g], code[g], np.ones(1500), np.arange(1500)) for g in (first, ~first)]
        corrected = find_difference(*parts, first, ~first, clusters)
        alone = stats.ttest_ind(code[first], code[~first], nan_policy="omit")
        low, high = find_interval(corrected, clusters, 0.95)
        found += [alone.pvalue < 0.05, low > 0 or high < 0]
    assert planned["power"].tolist() == pytest.approx((found / 300).tolist(), abs=0.07)
    assert planned["power"].is_monotonic_increasing
    helpless = power_for_difference(0.1, coded=300, units=3000, share=0.3, precision=0.3, recall=0.3)
    assert helpless["power"].iloc[1] == pytest.approx(helpless["power"].iloc[0], abs=0.03)  # no better than by chance
    with pytest.raises(InputError, match="coded is 10 of 50 units; code 20 or more, and at most all"):
        power_for_difference(0.1, coded=10, units=50)


def test_the_design_effect_is_that_of_the_variance():
    """Errors of one article resemble each other: the variance of means of articles against that of single units."""
    dice = np.random.default_rng(2)
    article = np.repeat(np.arange(400), 6)
    error = dice.random(2400) < dice.beta(0.5, 2, 400)[article]
    units = pd.DataFrame({"article_id": article, "answer": 0.0, "code": error.astype(float)})
    by_article = error.reshape(400, 6).mean(axis=1)
    expected = by_article.var(ddof=1) / (error.var(ddof=1) / 6)
    assert find_design_effect(units, 6) == pytest.approx(expected, rel=0.05)
    assert find_design_effect(units, 1) == 1
    with pytest.raises(InputError, match="6 coded units of 1 articles do not show"):
        find_design_effect(units.head(6), 3)
