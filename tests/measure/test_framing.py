from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from framelens.errors import InputError
from framelens.measure.cooccurrence import count_cooccurrence
from framelens.measure.framing import list_frames, score_salience

FRAMES = ["fortune", "marriage", "war"]


def test_salience_by_voice_with_its_zeros(annotations):
    table = score_salience(annotations, FRAMES)
    assert table["frame"].tolist() == FRAMES * 3
    # "rich" once in 25 words of the narrator; "large", "fortune" and "single", "married", "single" in 31 direct words.
    assert table["n_hits"].tolist() == [1, 0, 0, 2, 3, 0, 1, 0, 0]
    assert table["n"].tolist() == [25] * 3 + [31] * 3 + [15] * 3
    assert table["estimate"].tolist() == pytest.approx([40, 0, 0, 2000 / 31, 3000 / 31, 0, 1000 / 15, 0, 0])
    assert table["n_articles"].tolist() == [1, 0, 0, 1, 1, 0, 1, 0, 0]
    assert table["n_base_articles"].tolist() == [4] * 3 + [3] * 3 + [2] * 3
    assert table["share_articles"].tolist() == pytest.approx([1 / 4, 0, 0, 1 / 3, 1 / 3, 0, 1 / 2, 0, 0])
    # None of 4 articles: Clopper and Pearson's upper bound.
    assert table["share_articles_high"].iloc[1] == pytest.approx(1 - 0.025**0.25)


def test_salience_by_zone_outlet_and_speaker(annotations):
    zones = score_salience(annotations, ["fortune"], by="zone").set_index("zone")
    assert zones["n_hits"].to_dict() == {"headline": 0, "lead": 1, "body": 3}
    assert zones["n"].to_dict() == {"headline": 0, "lead": 25, "body": 46}
    outlets = score_salience(annotations, ["fortune"], by="outlet")
    assert outlets[["outlet", "n_hits", "n"]].values.tolist() == [["Hartfield", 1, 20], ["Longbourn", 3, 51]]
    speakers = score_salience(annotations, ["fortune"], by="speaker")
    heard = speakers[speakers["n_hits"] > 0]
    assert heard[["kind", "n_hits", "n"]].values.tolist() == [["person", 2, 19], ["unnamed", 1, 8]]


def test_frames_may_be_given_as_a_dictionary(annotations):
    dictionary = SimpleNamespace(frames=[SimpleNamespace(name="war"), SimpleNamespace(name="fortune")])
    assert list_frames(annotations, dictionary) == ["war", "fortune"]
    assert list_frames(annotations) == ["fortune", "marriage"]
    with pytest.raises(InputError) as error:
        list_frames(annotations, ["war", "war"])
    assert str(error.value) == "frame 'war' is given twice; give each frame once"


def test_cooccurrence_by_article_and_by_sentence(annotations):
    columns = ["frame_a", "frame_b", "n", "n_a", "n_b", "n_both", "expected", "estimate"]
    by_article = count_cooccurrence(annotations, FRAMES)
    # Fortune in two of four articles, marriage in one of those.
    assert by_article[columns].iloc[0].tolist() == ["fortune", "marriage", 4, 2, 1, 1, 0.5, 0.5]
    assert by_article["ratio_expected"].tolist() == pytest.approx([2, np.nan, np.nan], nan_ok=True)
    by_sentence = count_cooccurrence(annotations, FRAMES, unit="sentence")
    assert by_sentence[columns].iloc[0].tolist() == ["fortune", "marriage", 12, 3, 2, 1, 0.5, 0.25]
    # Paragraphs hold two sentences: 3 + 2 + 1 + 1; the narrator's, the neighbours' and the large fortune.
    by_paragraph = count_cooccurrence(annotations, FRAMES, unit="paragraph")
    assert by_paragraph[columns].iloc[0].tolist() == ["fortune", "marriage", 7, 3, 1, 1, pytest.approx(3 / 7), 1 / 3]


def test_row_order_changes_nothing(annotations, shuffled):
    assert_frame_equal(score_salience(annotations, FRAMES), score_salience(shuffled, FRAMES), check_exact=True)
    for unit in ("article", "sentence"):
        first, second = (count_cooccurrence(a, FRAMES, unit=unit) for a in (annotations, shuffled))
        assert_frame_equal(first, second, check_exact=True)


def test_nothing_to_count(empty):
    assert score_salience(empty, FRAMES)["n_hits"].tolist() == [0] * 9
    assert len(score_salience(empty)) == 0
    assert count_cooccurrence(empty, FRAMES)["n_both"].tolist() == [0, 0, 0]
    assert len(count_cooccurrence(empty, unit="paragraph")) == 0


def test_an_unknown_unit_is_refused(annotations):
    with pytest.raises(InputError) as error:
        count_cooccurrence(annotations, FRAMES, unit="sentense")
    assert (
        str(error.value)
        == "unknown unit 'sentense'; choose from: article, paragraph, sentence. Did you mean 'sentence'?"
    )
