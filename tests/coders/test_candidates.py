from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from framelens.coders.candidates import find_candidates
from framelens.coders.clustering import choose_number, cluster_elements
from framelens.coders.elements import list_elements
from framelens.coders.measuring import score_coded_frames
from framelens.dictionary import Frame, FrameDictionary, Term
from framelens.errors import InputError
from framelens.measure.resampling import Interval
from framelens.settings.settings import settings_of_source
from framelens.store import annotate
from framelens.tables import make_table

FRAMES = FrameDictionary(
    (
        Frame("money", terms=(Term("prices", marks=("problem",)), Term("tax*", marks=("cause",)), Term("bank"))),
        Frame("quarrel", terms=(Term("attacked", marks=("judgement",)), Term("accused"), Term("denounced"))),
    )
)


@pytest.fixture(scope="module")
def annotations(texts, tmp_path_factory):
    from dataclasses import replace

    articles, _ = texts
    study = replace(settings_of_source(tmp_path_factory.mktemp("study")), frames=FRAMES, reader="rules")
    table = make_table("articles", articles.assign(n_words=20, language="en").to_dict("records"))
    return annotate(table, study)


def test_elements_are_marks_of_frames(annotations):
    elements = list_elements(annotations, FRAMES)
    assert set(elements.columns) == {"money", "money: cause", "money: problem", "quarrel", "quarrel: judgement"}
    text = annotations.articles.set_index("article_id")["text"]
    assert elements["money: cause"].tolist() == [("Taxes" in text[key]) for key in elements.index]
    with pytest.raises(InputError, match="candidates need two elements"):
        list_elements(annotations, FRAMES, min_articles=1000)


def test_clusters_are_wards(annotations):
    elements = list_elements(annotations, FRAMES).to_numpy()
    theirs = AgglomerativeClustering(4, linkage="ward").fit_predict(elements.astype(float))
    assert adjusted_rand_score(theirs, cluster_elements(elements, 4)) == pytest.approx(1)
    blocks = np.kron(np.eye(3, dtype=bool), np.ones((8, 5), dtype=bool))
    assert choose_number(blocks, 10) == 3


def test_candidates_from_elements_say_what_they_are(annotations):
    elements = list_elements(annotations, FRAMES)
    found = find_candidates(annotations, elements, n=3, resamples=20)
    assert found.table["candidate"].tolist() == ["candidate 1", "candidate 2", "candidate 3"]
    assert found.table["n"].sum() == 60 and found.note in found._repr_html_()
    assert found.note.startswith("Candidates, not frames")
    assert {"nearest_frame", "article_id", "start", "end"} <= set(found.table.columns)
    assert found.table["stability"].between(0, 1).all()
    text = annotations.articles.set_index("article_id")["text"]
    assert all(text[row.article_id][row.start : row.end] for row in found.passages.itertuples())
    again = find_candidates(annotations, elements, n=3, resamples=20)
    pd.testing.assert_frame_equal(found.table, again.table)


def test_candidates_from_words_and_their_stability(annotations):
    found = find_candidates(annotations, n=3, resamples=5)
    assert "topic" in found.note
    assert set(found.overlaps["frame"]) == {"money", "quarrel"}
    assert found.table["verdict"].isin(["stable", "doubtful", "unstable"]).all()
    with pytest.raises(InputError) as error:
        find_candidates(annotations, n=1)
    assert str(error.value) == "n is 1; candidates are between 2 and 30"


def test_shares_of_what_a_coder_found(annotations):
    ids = annotations.articles["article_id"]
    coded = pd.DataFrame({"article_id": ids, "frame": "money", "code": pd.array(np.arange(60) < 15, dtype="boolean")})
    coded.loc[coded.index[-10:], "code"] = pd.NA
    table = score_coded_frames(annotations, coded, by="outlet", interval=Interval(resamples=100)).set_index("outlet")
    assert table.loc["A", ["n_units", "n", "n_abstained"]].tolist() == [15, 30, 0]
    assert table.loc["B", ["n_units", "n", "n_abstained"]].tolist() == [0, 20, 10]
    assert table.loc["A", "estimate"] == 0.5 and table.loc["B", "high"] > 0
    with pytest.raises(InputError, match="article 'nobody' was coded and is not among the articles"):
        score_coded_frames(annotations, coded.assign(article_id="nobody"))
