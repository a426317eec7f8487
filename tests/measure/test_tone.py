from __future__ import annotations

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from framelens.errors import InputError
from framelens.measure.intervals import resample_articles
from framelens.measure.tone import score_tone, sum_tone


def test_a_sources_praise_is_not_the_narrators(annotations):
    table = score_tone(annotations).set_index("voice")
    assert table.index.tolist() == ["journalist", "direct", "indirect"]
    assert table["n"].tolist() == [3, 4, 1]
    assert table["n_segments"].tolist() == [5, 5, 2]
    assert table["n_base_articles"].tolist() == [3, 3, 1]
    # (0.25 + 0.75 + 0) / 3; (0.5 + 0.25 + 0.75 - 0.5) / 4; -0.25
    assert table["estimate"].tolist() == pytest.approx([1 / 3, 1 / 4, -1 / 4])
    assert table["coverage"].tolist() == pytest.approx([3 / 5, 4 / 5, 1 / 2])
    # Narrator: 3 + 7 + 6 of 6 + 3 + 3 + 7 + 6 words; direct: 6 + 5 + 10 + 7 of those and 3; indirect 7 of 7 and 8.
    assert table["coverage_words"].tolist() == pytest.approx([16 / 25, 28 / 31, 7 / 15])
    assert table.loc["indirect", ["low", "high"]].isna().all()


def test_tone_of_each_speakers_own_statements(annotations):
    table = score_tone(annotations, by="speaker")
    assert table["kind"].tolist() == ["person", "person", "person", "unnamed", "unresolved"]
    assert table["name"].tolist()[:3] == ["Lady Catherine de Bourgh", "Mr. Bennet", "Mrs. Bennet"]
    assert table["estimate"].tolist() == pytest.approx([np.nan, 0.0, 0.625, np.nan, -0.5], nan_ok=True)
    assert table["coverage"].tolist() == pytest.approx([np.nan, 1, 2 / 3, 0, 1], nan_ok=True)


def test_groups_and_voices_together(annotations):
    table = score_tone(annotations, by=("voice", "outlet"))
    assert list(table.columns[:3]) == ["outlet", "voice", "lexicon"]
    row = table.query("outlet == 'Longbourn' and voice == 'direct'").iloc[0]
    assert row[["n", "n_segments", "estimate", "low", "high"]].tolist() == [3, 4, 0.5, 0.5, 0.5]


def test_weighing_by_words(annotations):
    table = resample_articles(sum_tone(annotations, weigh="words")).set_index("voice")
    assert table.loc["direct", "estimate"] == pytest.approx((6 * 0.5 + 5 * 0.25 + 10 * 0.75 - 7 * 0.5) / 28)
    assert table.loc["direct", "n"] == 4


def test_one_row_without_any_grouping(annotations):
    table = score_tone(annotations, by=None)
    assert table[["n", "n_segments"]].values.tolist() == [[8, 12]]


def test_row_order_changes_nothing(annotations, shuffled):
    for by in ("voice", ("outlet", "zone"), "speaker"):
        assert_frame_equal(score_tone(annotations, by=by), score_tone(shuffled, by=by), check_exact=True)


def test_nothing_to_score(empty):
    assert score_tone(empty)["n"].tolist() == [0, 0, 0]
    assert score_tone(empty)["estimate"].isna().all()
    assert len(score_tone(empty, by=("outlet", "speaker"))) == 0


def test_what_is_refused(annotations):
    with pytest.raises(InputError) as error:
        score_tone(annotations, "vadr")
    assert str(error.value) == "unknown lexicon 'vadr'; choose from: vader. Did you mean 'vader'?"
    with pytest.raises(InputError) as error:
        score_tone(annotations, by="voices")
    assert str(error.value).startswith("cannot group by 'voices'; choose from: voice, zone, speaker, article_id,")
    with pytest.raises(InputError) as error:
        sum_tone(annotations, weigh="letters")
    assert str(error.value) == "segments cannot be weighed by 'letters'; choose from: segments, words"
    bare = type(annotations)(**{**vars(annotations), "segments": annotations.segments.drop(columns="valence_vader")})
    with pytest.raises(InputError, match="no lexicon was scored"):
        score_tone(bare)
