"""Columns of the researcher's own: kept with their types, in memory and in a store, and usable as names."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pandas as pd
import pytest

import framelens as fl
from framelens.corpus import read_articles
from framelens.corpus.own import CellKinds, name_own, pack_own, read_cell, read_value, unpack_own
from framelens.measure.voices import count_speakers
from framelens.settings.articles import ArticleSource
from framelens.settings.settings import Settings, settings_of_source
from framelens.store import chunks, write_store

ROWS = [
    {
        "id": f"a{n:02}", "text": f"Ana Ito met Bo Lund {n} times. “It opens,” Ito said.",
        "bias": "left" if n % 2 else "right", "score": n if n < 30 else n / 2, "seen": f"2021-01-{1 + n % 28:02}",
        "ok": n % 3 == 0, "tags": ["x", "y"], "year": 1999, "mixed": n if n < 30 else "many",
        "late": None if n < 30 else 3, "zip": f"0{n}", 'a "b"': n, "none": None,
    }
    for n in range(50)
]  # fmt: skip


@pytest.fixture(params=["csv", "tsv", "xlsx", "json", "jsonl", "parquet"])
def study(request, tmp_path) -> Settings:
    path = tmp_path / f"t.{request.param}"
    table = pd.DataFrame(ROWS)
    table["seen"] = pd.to_datetime(table["seen"])
    if request.param in ("csv", "tsv"):
        table.to_csv(path, index=False, sep=",\t"[request.param == "tsv"])
    elif request.param == "xlsx":
        table.to_excel(path, index=False)
    elif request.param == "parquet":
        table.drop(columns="mixed").to_parquet(path)
    elif request.param == "json":
        path.write_text(json.dumps(ROWS))
    else:
        path.write_text("\n".join(map(json.dumps, ROWS)))
    return replace(settings_of_source(path), reader="rules")


def test_columns_keep_their_types_and_are_the_same_in_memory_and_in_a_store(study, tmp_path, monkeypatch):
    monkeypatch.setattr(chunks, "_BATCH_ITEMS", 20)
    monkeypatch.setattr(chunks, "_CHUNK_ARTICLES", 6)
    articles = fl.annotate(read_articles(study.articles), study).articles
    store = write_store(study, tmp_path / "store", workers=2)
    pd.testing.assert_frame_equal(store.annotations().articles, articles)
    last = articles.iloc[-1]
    assert (last["bias"], last["score"], last["ok"], last["source_year"]) == ("left", 24.5, False, 1999)
    assert last["zip"] == "049" and last['a "b"'] == 49 and last["late"] == 3 and pd.isna(last["none"])
    assert articles["source_year"].dtype == "Int64" and articles["ok"].dtype == "boolean"
    if study.articles.path.suffix in (".csv", ".tsv", ".xlsx", ".parquet"):
        assert last["seen"] == datetime.datetime(2021, 1, 22)
    if "mixed" in articles:
        assert (articles["mixed"].iloc[0], last["mixed"]) == ("0", "many")
    counts = store.query("SELECT bias, count(*) AS n, max(score) AS most FROM articles GROUP BY bias ORDER BY bias")
    assert counts.to_numpy().tolist() == [["left", 25, 29.0], ["right", 25, 28.0]]
    assert store.read("articles", ['a "b"'], where="ok")['a "b"'].tolist() == list(range(0, 50, 3))


def test_a_column_can_be_compared_by(study):
    study = replace(study, compare_by=("bias",), cluster="zip")
    annotations = fl.annotate(read_articles(study.articles), study)
    table = count_speakers(annotations, by="bias")
    assert set(table["bias"]) == {"left", "right"}


@pytest.mark.parametrize("setting", [{"compare_by": ("outlet", "bais")}, {"cluster": "bais"}])
def test_a_column_that_is_not_there_is_named_with_those_that_are(study, setting, tmp_path):
    study = replace(study, **setting)
    for annotate in (
        lambda: fl.annotate(read_articles(study.articles), study),
        lambda: write_store(study, tmp_path / "store"),
    ):
        with pytest.raises(fl.InputError) as error:
            annotate()
        said = str(error.value)
        assert "under [compare]: the articles have no column 'bais'" in said
        assert "source_year" in said and said.endswith("Did you mean 'bias'?")
    assert not (tmp_path / "store").exists()


def test_a_name_of_framelens_that_means_something_else_is_renamed():
    assert name_own(("text", "body", "bias", "n_words", "Year", " a  b ", "", "weight", "Bias"), ("body",)) == {
        "text": "source_text", "bias": "bias", "n_words": "source_n_words", "Year": "source_Year", " a  b ": "a b",
        "weight": "source_weight", "Bias": "source_Bias",
    }  # fmt: skip


def test_the_columns_of_a_table_that_framelens_wrote_are_its_own(study, tmp_path):
    store = write_store(study, tmp_path / "store")
    again = read_articles(fl.load_settings(store.study_folder).articles).articles
    assert not [
        name for name in again.columns if name.startswith("source_") and name not in ("source_path", "source_year")
    ]
    assert again["source_year"].eq(1999).all()


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "-2", ""], "integer"), (["01", "2"], "text"), (["1", "2.50"], "number"), (["1e3"], "number"),
        (["true", "FALSE", "n/a"], "truth"), (["2021-12-21", "2021-12-21T10:00"], "date"), (["2021-13-21"], "text"),
        (["", "nan"], "text"), (["1,5"], "text"), (["9" * 19], "number"), (["true", "1"], "text"),
    ],
)  # fmt: skip
def test_the_kind_of_a_column_of_plain_text(cells, kind):
    kinds = CellKinds(["c"])
    for cell in cells:
        kinds.meet({"c": cell})
    assert kinds.find() == {"c": kind}
    assert read_cell(cells[0], kind) == {"integer": 1, "truth": True, "date": datetime.datetime(2021, 12, 21)}.get(
        kind, float(cells[0]) if kind == "number" else cells[0]
    )


def test_values_survive_packing():
    values = {
        "none": None, "truth": True, "whole": 2**62, "huge": 2**70, "part": 0.1, "absent": float("nan"),
        "day": datetime.date(2021, 1, 2), "moment": datetime.datetime(2021, 1, 2, 3, tzinfo=datetime.UTC),
        "nested": {"a": [1, "é"]}, "text": " a\0b ", "time": pd.Timestamp(0),
        "odd": "\ud800", "NaT": pd.NaT, "NA": pd.NA,
    }  # fmt: skip
    own = {name: read_value(value) for name, value in values.items()}
    assert unpack_own(pack_own(own)) == own
    assert own["huge"] == str(2**70) and own["absent"] is own["NaT"] is own["NA"] is None and own["text"] == "ab"
    assert own["nested"] == '{"a": [1, "é"]}' and own["moment"] == datetime.datetime(2021, 1, 2, 3)


def test_events_and_articles_may_not_disagree(study, tmp_path):
    from framelens.results.measures import measure_study

    annotations = fl.annotate(read_articles(study.articles), study)
    events = pd.DataFrame({"article_id": ["a00"], "bias": ["centre"]}, dtype="str")
    with pytest.raises(fl.InputError, match="the events and the articles both have a column 'bias'"):
        measure_study(replace(study, events=events), annotations)
    events = events.rename(columns={"bias": "event"})
    assert measure_study(replace(study, events=events), annotations).annotations.articles["event"].iloc[0] == "centre"


def read(path, where):
    return read_articles(ArticleSource(path, where=where)).articles["article_id"].tolist()


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("topic == 'war'", ["a", "c"]),
        ("topic in ['war', 'sport'] and published >= '2021-02-01'", ["b", "c"]),
        ("not (score > 2) or `a b`", ["a", "c", "d"]),
        ("2 <= score < 3", ["b"]),
        ("topic != 'war'", ["b", "d"]),
        ("topic == None", ["d"]),
        ("outlet == 'One' & ~(topic == 'war')", ["d"]),
    ],
)
def test_a_condition_chooses_articles(tmp_path, where, ids):
    (tmp_path / "t.csv").write_text(
        "id,outlet,date,topic,score,a b,text\na,One,2021-01-01,war,1,false,Word\n"
        "b,Two,2021-02-01,sport,2.5,false,Ward\n"
        "c,One,2021-03-01,war,,false,Wird\nd,One,,,3,true,Wurd\n"
    )
    assert read(tmp_path / "t.csv", where) == ids


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("topc == 'war'", "the articles have no column 'topc'; choose from: article_id, byline"),
        ("score > 'x'", "compares 1 with 'x', which are not of one kind"),
        ("published > 'soon'", "compares a date with 'soon'; write it as '2021-12-21'"),
    ],
)
def test_a_condition_that_cannot_be_asked_is_refused(tmp_path, where, message):
    (tmp_path / "t.csv").write_text("id,date,topic,score,text\na,2021-01-01,war,1,Word\n")
    with pytest.raises(fl.InputError) as error:
        read(tmp_path / "t.csv", where)
    assert message in str(error.value)
