"""Codes grouped by what articles have: their outlet, a period, a column of one's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from framelens.code.coded_estimates import correct_coded
from framelens.code.codefile import CodeFile
from framelens.code.correction import Correction
from framelens.code.folder import FOLDER
from framelens.code.regression import Model, correct_regression
from framelens.code.sampling import draw_coding_sample
from framelens.code.units import COLUMNS, list_units
from framelens.errors import InputError
from framelens.report.narrative.validation import stamp_measure
from framelens.results.measures import StudyMeasures, measure_study
from framelens.settings.events import join_events
from framelens.settings.settings import load_settings
from framelens.store.opening import annotate_study
from framelens.study.codes import codes_of
from framelens.tables import OF_UNITS

N = 32
SETTINGS = """title = "Harbour"
resamples = 200
[articles]
path = "articles.csv"
duplicates = "kept"
[frames]
path = "frames.yaml"
[speakers]
reader = "rules"
[compare]
by = ["event"]
cluster = "desk"
events = "events.csv"
"""
FRAMES = """title: Harbour
frames:
  money:
    definition: who pays
    source: made up
    terms: [pay]
"""


@pytest.fixture(scope="module")
def measures(tmp_path_factory: pytest.TempPathFactory) -> StudyMeasures:
    """32 articles of a paragraph each; on the flood the program is right, on the vote it finds money everywhere."""
    folder = tmp_path_factory.mktemp("study")
    pays = [n % 4 < 2 for n in range(N)]
    votes = [n >= N // 2 for n in range(N)]
    articles = pd.DataFrame(
        {
            "article_id": [f"a{n:02}" for n in range(N)],
            "outlet": ["Globe" if n % 2 else "Post" for n in range(N)],
            "published": [f"{2020 + n % 2}-0{1 + n % 3}-11" for n in range(N)],
            "text": ["They pay." if said or vote else "They talk." for said, vote in zip(pays, votes, strict=True)],
        }
    )
    articles.to_csv(folder / "articles.csv", index=False)
    events = articles[["article_id"]].assign(event=["vote" if vote else "flood" for vote in votes])
    events["desk"] = [f"d{n // 4}" for n in range(N)]
    events.to_csv(folder / "events.csv", index=False)
    (folder / "frames.yaml").write_text(FRAMES, encoding="utf-8")
    (folder / "study.toml").write_text(SETTINGS, encoding="utf-8")
    study = load_settings(folder)
    measures = measure_study(study, annotate_study(study))
    sample = measures.codes.sample("frame", N, strata=("event", "answer")).table
    for unit, article in zip(sample["unit_id"], sample["article_id"], strict=True):
        CodeFile(folder / FOLDER / "ann.csv", "ann").append(unit, "money" if pays[int(article[1:])] else "none")
    return measures


def test_units_have_the_columns_of_ones_own(measures):
    units = list_units(measures.annotations, "frame", frames=measures.study.frames)
    assert units.groupby("event")["answer"].value_counts().to_dict() == {
        ("flood", "money"): 8,
        ("flood", "none"): 8,
        ("vote", "money"): 16,
    }
    sample = draw_coding_sample(units, 12, strata="event", enrich=0)
    assert sample["event"].value_counts().to_dict() == {"flood": 6, "vote": 6}


def test_scores_and_estimates_by_a_column_of_ones_own(measures):
    scores = codes_of(measures).scores(by="event").table.set_index(["event", "code", "measure"])["estimate"]
    assert scores["flood", "money", "precision"] == 1
    assert scores["vote", "money", "precision"] == 0.5
    shares = codes_of(measures).correct(by="event").table.set_index(["code", "event"])
    assert shares.loc["money", "raw"].to_dict() == {"flood": 0.5, "vote": 1.0}
    assert shares.loc["money", "estimate"].to_dict() == {"flood": 0.5, "vote": 0.5}
    row = codes_of(measures).differences(by="event").table.set_index("code").loc["money"]
    assert row[["question", "group_a", "group_b", "base", "n"]].tolist() == ["frame", "flood", "vote", 32, 32]
    assert (row["raw"], row["estimate"]) == (-0.5, 0)
    assert row["low"] < 0 < row["high"]


def test_differential_error_by_the_columns_that_the_study_compares_by(measures):
    table = codes_of(measures).compare_errors().table
    assert table["by"].unique().tolist() == ["event"]
    rows = table.set_index(["code", "measure"])
    assert rows.loc[("money", "bias"), ["group_a", "group_b"]].tolist() == ["flood", "vote"]
    assert rows.loc[("money", "bias"), "estimate"] == -0.5
    assert rows.loc[("money", "false_positive_rate"), "estimate_b"] == 1
    told = codes_of(measures).compare_errors(by="event").table
    pd.testing.assert_frame_equal(told, table)
    both = codes_of(measures).compare_errors(by=("event", "outlet"), least=8).table
    assert both["by"].unique().tolist() == ["event, outlet"]
    assert set(both["group_a"]) | set(both["group_b"]) == {
        "flood / Globe", "flood / Post", "vote / Globe", "vote / Post"
    }  # fmt: skip
    known = both["p"].notna()
    expected = multipletests(both.loc[known, "p"], method="fdr_bh")[1]  # over the whole table, not code by code
    assert both.loc[known, "q"].tolist() == pytest.approx(expected.tolist())


@pytest.mark.parametrize("by", ["outlet", "year", "month", "headline", "n_words"])
def test_any_column_of_articles_and_any_period(measures, by):
    expected = 2 if by in ("outlet", "year") else 6 if by == "month" else None
    for table in (codes_of(measures).scores(by=by).table, codes_of(measures).correct(by=by).table):
        assert by in table.columns
        if expected:
            assert table[by].nunique() == expected
    codes_of(measures).compare_errors(by=by)


def test_a_column_that_is_not_there_is_said(measures):
    codes = codes_of(measures)
    for make in (codes.scores, codes.correct, codes.differences, codes.compare_errors):
        with pytest.raises(InputError, match=r"cannot group by 'evnt'; choose from: .*event.* Did you mean 'event'\?"):
            make(by="evnt")


def test_what_goes_together_is_what_the_study_says(measures):
    # Errors lie in whole desks: by desk there are fewer independent ones than by article.
    by_article = measure_study(replace(measures.study, cluster=""), measures.annotations)
    wide, narrow = (codes_of(m).correct().table.set_index("code").loc["money"] for m in (measures, by_article))
    assert wide["n_base_articles"] == 8
    assert narrow["n_base_articles"] == 32
    assert wide["raw_high"] - wide["raw_low"] != pytest.approx(narrow["raw_high"] - narrow["raw_low"])
    asked = codes_of(by_article).correct(settings=Correction(cluster="desk")).table.set_index("code").loc["money"]
    assert asked["low"] == wide["low"]


def test_an_article_without_an_event_belongs_to_no_group(measures):
    events = measures.study.events.iloc[: N - 4]
    articles = measures.annotations.articles.drop(columns=["event", "desk"])
    annotations = replace(measures.annotations, articles=join_events(articles, events))
    some = measure_study(replace(measures.study, events=events), annotations)
    row = codes_of(some).differences(by="event").table
    assert set(row["group_a"]) | set(row["group_b"]) == {"flood", "vote"}
    assert row["base"].unique().tolist() == [N - 4]


def test_columns_of_ones_own_cannot_be_called_as_units_columns_are():
    assert set(COLUMNS) - {"article_id"} <= set(OF_UNITS)
    assert {"code", "coder", "stratum", "strata", "n_stratum", "probability", "drawn"} <= set(OF_UNITS)


def test_events_that_are_called_as_units_columns_are_refused(tmp_path: Path):
    (tmp_path / "articles").mkdir()
    (tmp_path / "events.csv").write_text("article_id,voice\na,flood\n", encoding="utf-8")
    (tmp_path / "study.toml").write_text('title = "T"\n[compare]\nevents = "events.csv"\n', encoding="utf-8")
    with pytest.raises(InputError, match="line 1: the column 'voice' cannot be used; articles, measures or units of"):
        load_settings(tmp_path)


def test_groups_with_few_codes_are_not_compared(measures):
    # Eight desks of four units each; events have sixteen.
    assert codes_of(measures).compare_errors(by="desk").table.empty
    assert codes_of(measures).differences(by="desk").table.empty
    table = codes_of(measures).compare_errors(by="desk", least=4).table
    assert set(table["group_a"]) | set(table["group_b"]) == {f"d{n}" for n in range(8)}


def test_a_sample_of_another_size_is_not_taken_for_the_one_asked_for(measures):
    assert len(measures.codes.sample("frame").table) == N
    assert len(measures.codes.sample("frame", N).table) == N
    assert len(measures.codes.sample("frame", 500).table) == N  # all that there are
    with pytest.raises(InputError) as error:
        measures.codes.sample("frame", 10)
    assert str(error.value) == (
        "32 units are drawn for 'frame' already, not 10, and may be coded; go on with these (leave n out), or move "
        "sample-frame.csv and its codes away and draw again"
    )


def test_a_stratum_without_codes_is_said(measures, monkeypatch):
    coded = measures.codes.coded["frame"]
    assert coded.empty_strata == []
    votes = set(coded.population.loc[coded.population["event"].eq("vote"), "unit_id"])
    some = replace(coded, codes=coded.codes[~coded.codes["unit_id"].isin(votes)])
    assert some.empty_strata == ["vote / money"]
    partly = measure_study(measures.study, measures.annotations)
    measures_of_some = property(lambda _: {"frame": some})
    monkeypatch.setattr(type(partly.codes), "coded", measures_of_some)
    assert "No unit of vote / money has been coded; these units are assumed to resemble the others." in str(
        stamp_measure(partly, "frames")
    )
    shares = correct_coded(some).set_index("code")
    assert shares.loc["money", "estimate"] == pytest.approx(0.75)  # right in the flood: the program is believed


def test_a_regression_from_the_coded_units_of_a_study(measures):
    # On the flood the program is right; on the vote it finds money everywhere, and people in half.
    units = measures.codes.coded["frame"].population
    units = units.assign(money=units["answer"].eq("money"), money_code=units["code"].eq("money").where(units["drawn"]))
    units = units.astype({"money": float, "money_code": float})
    table = correct_regression(units, Model("money", ("event",), {"money": "money_code"})).set_index("term")
    assert table.loc["event[vote]", "raw"] == pytest.approx(0.5)
    assert table.loc["event[vote]", "estimate"] == pytest.approx(0)
    assert table.loc["intercept", "estimate"] == pytest.approx(0.5)


def test_the_report_says_what_the_table_says(measures):
    row = codes_of(measures).correct().table.set_index("code").loc["money"]  # by desk, as the study says
    printed = f"{row['estimate']:.0%} [{100 * row['low']:.0f}, {100 * row['high']:.0f}]"
    assert printed in str(stamp_measure(measures, "frames"))


def test_codes_of_one_measure(measures, tmp_path):
    codes = codes_of(measures)
    assert codes.correct("frames").table.equals(codes.correct("frame").table)
    assert codes.correct("tone").table.empty and codes.correct("tone").table.columns[0] == "question"
    assert codes.sample("frames").questions == ("frame",)
    assert repr(codes.sample("frames")) == f"Codes(frame: {N} units drawn)"
    for make in (codes.correct, codes.sample):
        with pytest.raises(InputError, match=r"no question is 'frams'; choose from: .* Did you mean 'frame'\?"):
            make("frams")
    empty = replace(codes, settings=replace(measures.study, folder=tmp_path))
    with pytest.raises(InputError, match="no question is named; choose from: statement, speaker, frame, tone, toward"):
        empty.sheet(coder="anna")


def test_a_form_opens_from_the_sample(measures):
    form = codes_of(measures).form(coder="cleo")  # of the only question that has a sample
    assert len(form.units) == N and form.file.path == measures.codes.folder / "cleo.csv"
