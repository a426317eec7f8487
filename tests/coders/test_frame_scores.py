"""Frames found beside frames coded: worked by hand, against NLTK's alpha, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.metrics.agreement import AnnotationTask

from benchmarks.evaluation.frames_data import load_coded_articles
from framelens.coders.frame_scores import everywhere, judge_presence, rename_frames, score_frames
from framelens.dictionary import SHIPPED, Frame, FrameDictionary, Term, read_shipped
from framelens.errors import InputError
from framelens.tables import make_table


def table(**columns: str) -> pd.DataFrame:
    """One column of truth a frame, written as "1 0 1"."""
    values = {name: [cell == "1" for cell in cells.split()] for name, cells in columns.items()}
    n = len(next(iter(values.values())))
    return pd.DataFrame(values, index=pd.Index([f"a{i}" for i in range(n)], name="article_id"))


def test_measures_are_those_counted_by_hand():
    scores = score_frames(table(war="1 1 1 0 0", peace="0 0 0 0 0"), table(war="1 1 0 1 0", peace="0 0 1 0 0"))
    found = {(row.frame, row.measure): (row.n, row.estimate) for row in scores.itertuples()}
    assert found["war", "precision"] == (3, pytest.approx(2 / 3))
    assert found["war", "recall"] == (3, pytest.approx(2 / 3))
    assert found["war", "f1"] == (3, pytest.approx(2 / 3))
    assert found["war", "alpha"] == (5, pytest.approx(1 - (2 / 5) / (2 * 6 * 4 / (10 * 9))))
    assert found["peace", "precision"][0] == 0 and np.isnan(found["peace", "precision"][1])
    assert found["peace", "f1"] == (1, 0.0)
    assert found["all frames", "f1"] == (5, pytest.approx(1 / 3))
    rows = scores[scores["estimate"].notna()]
    assert ((rows["low"] <= rows["estimate"]) & (rows["estimate"] <= rows["high"])).all()


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=30))
def test_alpha_is_that_of_nltk(pairs):
    present, codes = (table(f=" ".join(str(int(pair[side])) for pair in pairs)) for side in (0, 1))
    scores = score_frames(present, codes, n_resamples=2).set_index(["frame", "measure"])["estimate"]
    mine = scores["f", "alpha"]
    if len({value for pair in pairs for value in pair}) == 1:
        assert np.isnan(mine)
    else:
        data = [(str(side), str(i), pair[side]) for i, pair in enumerate(pairs) for side in (0, 1)]
        assert mine == pytest.approx(AnnotationTask(data).alpha())


def test_one_article_has_no_interval_and_two_runs_are_equal():
    one = score_frames(table(f="1"), table(f="1"))
    assert one["low"].isna().all() and one["high"].isna().all()
    present, codes = table(f="1 0 1 0 1 1"), table(f="1 0 0 0 1 0")
    pd.testing.assert_frame_equal(score_frames(present, codes), score_frames(present, codes))


def test_a_coded_frame_that_nobody_looked_for_is_shown_without_an_estimate():
    scores = score_frames(table(war="1 0"), table(war="1 0", peace="1 1")).set_index(["frame", "measure"])
    assert scores.loc[("peace", "recall"), "n"] == 2
    assert np.isnan(scores.loc[("peace", "recall"), "estimate"])
    assert scores.loc[("all frames", "recall"), "estimate"] == 1.0


def test_presence_needs_different_terms_and_fewer_in_short_articles():
    dictionary = FrameDictionary((Frame("war", terms=(Term("war"),), present_from=3),))
    articles = make_table("articles", [{"article_id": a, "n_words": n} for a, n in [("x", 500), ("y", 100), ("z", 9)]])
    terms = [("x", "war"), ("x", "war"), ("x", "battle"), ("y", "war")]
    rows = [{"article_id": article, "frame": "war", "term": term} for article, term in terms]
    present = judge_presence(make_table("hits", rows), articles, dictionary)
    assert present["war"].to_dict() == {"x": False, "y": True, "z": False}
    empty = judge_presence(make_table("hits", []), articles, dictionary)
    assert not empty["war"].any() and list(empty.index) == ["x", "y", "z"]


def test_codes_take_the_dictionarys_names_by_alias():
    renamed = rename_frames(table(human_interest="1", Resolution="0", other="1"), read_shipped("generic-frames"))
    assert list(renamed.columns) == ["human interest", "responsibility", "other"]
    assert everywhere(renamed).all(axis=None)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_shipped_dictionaries_have_a_reason_for_every_term_and_no_idle_one(name):
    dictionary = read_shipped(name)
    assert dictionary.title and dictionary.source and dictionary.lint() == []
    for frame in dictionary.frames:
        assert frame.definition and frame.source and len(frame.terms) >= 30, frame.name
        assert all(term.reason for term in frame.terms), frame.name
        assert frame.marks, frame.name


def test_coded_articles_are_read_with_frames_or_themes(tmp_path):
    path = tmp_path / "codes.jsonl"
    lines = [
        {"id": 1, "text": "One.", "theme1_name": "War", "theme2_name": "Peace"},
        {"id": 2, "text": "Two.", "theme1_name": None, "theme2_name": None},
        {"id": 3, "text": "Three.", "theme1_name": "Art", "theme2_name": None},
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    records, codes = load_coded_articles(path)
    assert [record["id"] for record in records] == ["1", "3"], "an article without a theme was not coded"
    assert codes.loc["1"].to_dict() == {"Art": False, "Peace": True, "War": True}


def refused(call, *arguments) -> str:
    with pytest.raises(InputError) as caught:
        call(*arguments)
    return str(caught.value)


def test_what_cannot_be_scored_is_said(tmp_path: Path):
    assert refused(score_frames, table(war="1 0"), table(war="1 0 1")) == (
        "1 coded articles were not judged, the first is 'a2'; judge every coded article"
    )
    assert refused(score_frames, table(war="1"), table(peace="1")) == (
        "no coded frame (peace) is among those judged (war); name the codes' frames under aliases in the dictionary"
    )
    assert refused(score_frames, table(war="1"), table(war="1").iloc[:0]) == (
        "there are no coded articles to score against; give at least one article with its codes"
    )
    path = tmp_path / "codes.jsonl"
    path.write_text('{"id": 1, "text": "x", "frames": {}}\n{"id": 1, "text": "y"}\n', encoding="utf-8")
    assert refused(load_coded_articles, path) == (
        f"{path}, line 2: the codes are missing; give 'frames', an object of frame names and true or false"
    )
