"""A condition on columns means what pandas' query means, and is never run."""

from __future__ import annotations

import pandas as pd
import pytest

import framelens as fl
from framelens.corpus import read_articles
from framelens.corpus.filtering import choose_articles
from framelens.settings import load_settings
from framelens.settings.where import parse_where

TABLE = pd.DataFrame(
    {
        "outlet": pd.array(["Trend", "Mail", None], dtype="str"),
        "published": pd.to_datetime(["2019-05-01", "2020-06-02", None]),
        "topic": ["a", "b", "c"],
        "n": [1, 2, 3],
        "my col": ["1", "2", None],
        "flag": [True, False, True],
    }
)
SAME = [
    "outlet == 'Trend'", "outlet != 'Trend'", "published < '2020-01-01'", "published >= '2019-05-01'",
    "topic in ['a', 'c'] and not n > 2", "topic not in ('a',)", "n > -1", "1 < n <= 3",
    "(outlet == 'Mail') & (n >= 2)", "flag", "~flag | n == 1", "topic == ['a', 'b']", "outlet >= 'M'",
]  # fmt: skip


@pytest.mark.parametrize("where", SAME)
def test_a_condition_means_what_it_means_to_pandas(where):
    expected = TABLE.index.isin(TABLE.query(where, engine="python").index)
    assert choose_articles(TABLE, where).tolist() == expected.tolist()


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ("published == '2020-06-02'", [False, True, False]),
        ("`my col` == 2", [False, True, False]),
        ("outlet == None", [False, False, True]),
        ("n == '2'", [False, True, False]),
        ('outlet == "it\'s"', [False] * 3),
    ],
)
def test_what_pandas_does_not_do(where, expected):
    assert choose_articles(TABLE, where).tolist() == expected


@pytest.mark.parametrize(
    "where",
    [
        "__import__('os').system('true')", "outlet.str.len() > 3", "@x == 3", "outlet = 'x'", "lambda: 1", "1 == 1", "",
        "[n for n in n]", "n if flag else n", "f'{n}' == 'x'", "n + 1 > 2", "n[0] == 1", "n == 1\0", "(" * 500,
        "(" * 900 + "n" + ")" * 900, "x" * 3000, "n == 1; n", "n := 1", "n == b'x'", "n == 1j", "n == ...",
        "not " * 400 + "n", "{'a': n}", "*n", "await n", "`n", "n == 'a",
    ],
)  # fmt: skip
def test_what_is_no_condition_is_refused_and_never_run(where):
    with pytest.raises(fl.InputError) as caught:
        parse_where(where)
        choose_articles(TABLE, where)
    assert "condition" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("topik == 'a'", "Did you mean 'topic'?"),
        ("topic > 3", "compares 'a' with 3, which are not of one kind"),
        ("published > '2020-13-45'", "write it as '2021-12-21'"),
    ],
)
def test_a_condition_that_does_not_fit_the_table(where, said):
    with pytest.raises(fl.InputError) as caught:
        choose_articles(TABLE, where)
    assert said in str(caught.value)


def test_the_articles_of_a_study_are_chosen_before_copies_are_looked_for(tmp_path):
    rows = ["id,text,date,topic", "a,One and the same words.,2019-01-01,x", "b,One and the same words.,2020-01-01,y"]
    (tmp_path / "t.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    toml = 'title = "T"\n[articles]\npath = "t.csv"\nwhere = "{}"\n'
    (tmp_path / "study.toml").write_text(toml.format("published >= '2020-01-01' and topic == 'y'"), encoding="utf-8")
    articles = read_articles(load_settings(tmp_path).articles).articles
    assert articles["article_id"].tolist() == ["b"] and articles["duplicate_of"].isna().all()
    (tmp_path / "study.toml").write_text(toml.format("topik == 'y'"), encoding="utf-8")
    with pytest.raises(fl.InputError, match=r"topik.*Did you mean 'topic'"):
        read_articles(load_settings(tmp_path).articles)
