"""Regressions against statsmodels' formulas, and against differences of groups."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy import sparse

from framelens.errors import InputError
from framelens.measure.comparisons import Comparison, compare_ratios
from framelens.measure.regression import regress_ratios
from framelens.measure.resampling import Interval
from framelens.measure.sums import ArticleSums


@pytest.fixture(scope="module")
def data() -> pd.DataFrame:
    generator = np.random.default_rng(3)
    table = pd.DataFrame({"outlet": np.tile(["A", "B", "C"], 20), "event": [f"e{i // 4}" for i in range(60)]})
    table["below"] = generator.integers(2, 20, 60)
    table["length"] = generator.normal(size=60)
    table["share"] = generator.binomial(table["below"], 0.4) / table["below"]
    table["mean"] = generator.normal(table["length"] * 0.3 + table["outlet"].eq("B"), 1)
    table["count"] = generator.poisson(0.4 * table["below"])
    return table


def make_sums(data, kind) -> ArticleSums:
    above = {"share": data["share"] * data["below"], "mean": data["mean"] * data["below"], "rate": data["count"]}[kind]
    articles = data[["outlet", "event", "length"]].assign(article_id=[f"a{i:02}" for i in range(len(data))])
    rows = (sparse.csr_array(np.asarray(values, dtype=float)[None, :]) for values in (above, data["below"]))
    return ArticleSums(articles, pd.DataFrame({"voice": ["all"]}), *rows, kind=kind)


@pytest.mark.parametrize("kind", ["share", "mean", "rate"])
@pytest.mark.parametrize("cluster", [None, "event"])
def test_coefficients_and_errors_against_formulas(data, kind, cluster):
    table = regress_ratios(make_sums(data, kind), ["outlet", "length"], interval=Interval(cluster=cluster))
    robust = {"cov_type": "HC1"} if cluster is None else {"cov_type": "cluster"}
    if cluster:
        robust["cov_kwds"] = {"groups": pd.factorize(data["event"])[0]}
    if kind == "mean":
        model = smf.wls("mean ~ outlet + length", data, weights=data["below"])
    elif kind == "rate":
        model = smf.glm("count ~ outlet + length", data, family=sm.families.Poisson(), exposure=data["below"])
    else:
        model = smf.glm("share ~ outlet + length", data, family=sm.families.Binomial(), var_weights=data["below"])
    fit = model.fit(use_t=True, **robust)
    assert table["term"].tolist() == ["(constant)", "outlet: B", "outlet: C", "length"]
    assert table["estimate"].tolist() == pytest.approx(fit.params.tolist(), rel=1e-5)
    assert table["error"].tolist() == pytest.approx(fit.bse.tolist(), rel=1e-5)
    assert table["p"].tolist() == pytest.approx(fit.pvalues.tolist(), rel=1e-4)
    assert table["low"].tolist() == pytest.approx(fit.conf_int()[0].tolist(), rel=1e-4)
    assert (table["n"].iloc[0], table["n_clusters"].iloc[0]) == (60, 15 if cluster else 60)
    assert pd.isna(table["q"].iloc[0]) and table["q"].iloc[1:].notna().all()


def test_a_regression_on_groups_alone_is_their_difference(data):
    two = data.loc[data["outlet"].ne("C")]
    sums = make_sums(two, "mean")
    row = regress_ratios(sums, "outlet").set_index("term").loc["outlet: B"]
    difference = compare_ratios(sums, "outlet", settings=Comparison(permutations=0)).iloc[0]
    assert row["estimate"] == pytest.approx(-difference["estimate"])
    rates = ArticleSums(**{**vars(make_sums(two, "rate")), "scale": 1000.0})
    constant = regress_ratios(rates, "outlet").set_index("term").loc["(constant)", "estimate"]
    found = compare_ratios(rates, "outlet", settings=Comparison(permutations=0)).iloc[0]
    assert np.exp(constant) == pytest.approx(found["estimate_a"])


def test_what_cannot_be_estimated_is_null(data):
    few = data.iloc[:3]
    assert regress_ratios(make_sums(few, "mean"), ["outlet", "length"])["estimate"].isna().all()
    separate = data.assign(share=data["outlet"].eq("B").astype(float))
    assert regress_ratios(make_sums(separate, "share"), "outlet")["estimate"].isna().all()
    missing = data.assign(length=data["length"].where(np.arange(60) > 9))
    assert regress_ratios(make_sums(missing, "mean"), "length")["n"].eq(50).all()


def test_what_is_refused(data):
    with pytest.raises(InputError, match=r"a regression needs a column that explains; name one, such as on='outlet'"):
        regress_ratios(make_sums(data, "mean"), [])
    with pytest.raises(InputError, match=r"Did you mean 'outlet'\?"):
        regress_ratios(make_sums(data, "mean"), "outlt")
