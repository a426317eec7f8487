"""A corpus: articles with what belongs to them, in tables that pandas does not lose."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

import framelens as fl
from framelens.corpus import Corpus, read_articles
from framelens.settings.settings import ArticleSource, settings_of_source

WORDS = (
    "The harbour opens in May, the minister said on Tuesday, and every fisherman of the town came to the pier to see "
    "the first ship of the year come in under a grey sky, late as ever and loaded with timber from the north."
)


@pytest.fixture
def source(tmp_path):
    rows = [("a", "One", WORDS), ("b", "Two", WORDS), ("c", "Two", WORDS + " It rained."), ("d", "One", "It snowed.")]
    pd.DataFrame(rows, columns=["id", "outlet", "text"]).to_csv(tmp_path / "t.csv", index=False)
    (tmp_path / ".hidden").write_text("x")
    return ArticleSource(tmp_path)


def test_what_belongs_to_the_articles_is_a_table_of_its_own(source):
    corpus = read_articles(source)
    assert len(corpus) == 4 and corpus.n_copies == 2
    assert dict(zip(corpus.articles["article_id"], corpus.articles["duplicate_of"].isna(), strict=True)) == {
        "a": True, "b": False, "c": False, "d": True,
    }  # fmt: skip
    assert corpus.duplicates["kind"].tolist() == ["origin", "exact", "near"]
    assert corpus.left_out.iloc[0, 1:].tolist() == [".hidden", "expected", "it is hidden"]


def test_a_table_that_went_through_pandas_keeps_its_copies(source):
    study = settings_of_source(source.path)
    corpus = read_articles(source)
    more = pd.DataFrame({"outlet": ["One", "Two"], "owner": ["state", "private"]})
    direct, merged = fl.annotate(corpus, study), fl.annotate(corpus.articles.merge(more), study)
    assert len(direct.duplicates) == 3
    pd.testing.assert_frame_equal(merged.duplicates, direct.duplicates)
    assert merged.articles["article_id"].tolist() == direct.articles["article_id"].tolist() == ["a", "d"]
    assert direct.n_copies == merged.n_copies == 2 and direct.n_read == 4
    assert direct.left_out["source"].tolist() == [".hidden"]


def test_copies_are_found_anew_in_a_part(source):
    part = read_articles(source).articles.query("outlet == 'Two'")
    assert fl.annotate(part, settings_of_source(source.path)).articles["article_id"].tolist() == ["b"]


def test_a_table_needs_an_id_and_a_text_and_no_more():
    table = pd.DataFrame({"article_id": ["x"], "text": [WORDS], "published": ["21 December 2021"]})
    (published,) = Corpus.from_table(table).articles["published"]
    assert published.date() == datetime.date(2021, 12, 21)


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"id": ["x"], "text": ["Word"]}, "the articles lack the column 'article_id'; their columns are id, text"),
        ({"article_id": ["x"] * 2, "text": ["A", "B"]}, "the article_id 'x' occurs twice"),
        ({"article_id": ["x"], "text": [None]}, "article 'x' has no text; each article needs text that is a string"),
        ({"article_id": [7], "text": ["A"]}, "an article has no article_id that is a string (7)"),
        ({"article_id": ["x"], "text": ["A"], "published": ["soon"]}, "article 'x', published: 'soon' is not a date"),
    ],
)  # fmt: skip
def test_a_table_that_is_none_of_articles_is_refused(columns, message):
    with pytest.raises(fl.InputError) as error:
        Corpus.from_table(pd.DataFrame(columns))
    assert message in str(error.value)
